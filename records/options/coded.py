"""The connectors that are code, by name: no platform can be called so."""

CODED_NAMES = (
    "json_ld", "rss", "selectors", "nhs_jobs", "tribepad_xml", "xcri_cap", "csv", "table", "json", "xml",
    "icalendar", "front_matter", "pdf", "push",
)  # fmt: skip
