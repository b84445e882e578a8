"""Counties and regions as adverts write them. Data, not rules; counties are those of `reference/data/counties.csv`."""

from dedupe.features.vocabulary import phrase_set
from reference.british_areas import county_names

COUNTIES = county_names()
REGIONS = phrase_set(
    "south east england|south west england|north west england|north east england|east england|"
    "east of england|east anglia|east midlands|west midlands region|yorkshire and the humber|"
    "yorkshire and humberside|south east|south west|north west|north east|midlands|scotland|wales|"
    "northern ireland|home counties|london region"
)
# Regions as boards write them → their official names.
OFFICIAL = {
    "south east england": "south east",
    "south west england": "south west",
    "north west england": "north west",
    "north east england": "north east",
    "east england": "east of england",
    "east of england": "east of england",
    "east anglia": "east of england",
    "east midlands": "east midlands",
    "south east": "south east",
    "south west": "south west",
    "north west": "north west",
    "north east": "north east",
    "yorkshire and the humber": "yorkshire and the humber",
    "yorkshire and humberside": "yorkshire and the humber",
    "scotland": "scotland",
    "wales": "wales",
    "northern ireland": "northern ireland",
}
OFFICIAL_REGIONS = frozenset(OFFICIAL.values()) | {"london", "west midlands"}
# Counties that the outer boroughs of London belonged to, and still do in addresses.
POSTAL_LONDON = frozenset({"surrey", "essex", "kent", "middlesex", "hertfordshire"})
