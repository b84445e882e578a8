"""Links that identify one posting: its own page, a vendor's tenant and job id, an employer's requisition.

Only evidence together with titles that agree: an apply page may serve every job of an employer, and
reference columns hold placeholders.
"""

import re
from urllib.parse import parse_qsl, unquote, urlsplit

_TRACKING = re.compile(
    r"^(?:utm_.*|gclid|fbclid|msclkid|mc_[a-z]+|_ga|ref|referrer|referer|source|src|s|lang|locale|"
    r"session(?:id)?|sid|jsessionid|phpsessid|cid|campaign|medium|gh_src|lever-source.*|trk|trid|tracking.*|"
    r"aff.*|partner|portal|channel|board|iis|iisn|mode|rx_.*|bid|tm_.*|jobboard|from)$"
)
_VENDORS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("greenhouse", r"(?:boards|job-boards)(?:\.eu)?\.greenhouse\.io/(?P<tenant>[^/]+)/jobs/(?P<id>\d+)"),
        ("greenhouse", r"boards-api\.greenhouse\.io/v1/boards/(?P<tenant>[^/]+)/jobs/(?P<id>\d+)"),
        ("lever", r"jobs(?:\.eu)?\.lever\.co/(?P<tenant>[^/]+)/(?P<id>[0-9a-f-]{36})"),
        ("ashby", r"jobs\.ashbyhq\.com/(?P<tenant>[^/]+)/(?P<id>[0-9a-f-]{36})"),
        ("workable", r"apply\.workable\.com/(?P<tenant>[^/]+)/j/(?P<id>[0-9a-z]+)"),
        ("smartrecruiters", r"jobs\.smartrecruiters\.com/(?P<tenant>[^/]+)/(?P<id>\d{9,})"),
        ("workday", r"(?P<tenant>[^./]+)\.wd\d+\.myworkdayjobs\.com/.*/job/.*_(?P<id>[a-z]{0,4}[-_]?\d{3,}(?:-\d+)?)"),
        ("recruitee", r"(?P<tenant>[^./]+)\.recruitee\.com/o/(?P<id>[^/?]+)"),
        ("teamtailor", r"(?P<tenant>[^./]+)\.teamtailor\.com/jobs/(?P<id>\d+)"),
        ("personio", r"(?P<tenant>[^./]+)\.jobs\.personio\.(?:de|com)/job/(?P<id>\d+)"),
        ("nhs", r"(?:beta\.)?jobs\.nhs\.uk/.*/jobadvert/(?P<tenant>)(?P<id>[a-z0-9-]{5,})"),
        ("trac", r"(?P<tenant>(?:apps|www|[^./]+)\.)?trac\.jobs/.*?(?P<id>\d{5,})"),
        ("talnet", r"(?P<tenant>[^./]+)\.tal\.net/.*/opp/(?P<id>\d+)"),
        (
            "findapprenticeship",
            r"findapprenticeship\.service\.gov\.uk/apprenticeship/(?P<tenant>)(?P<id>vac\d+|\d{6,})",
        ),
    )
)
# One look whether it can be any of them.
_VENDOR = re.compile(
    r"greenhouse\.io|lever\.co|ashbyhq|workable\.com|smartrecruiters|myworkdayjobs|recruitee\.com|teamtailor\.com|"
    r"personio\.|jobs\.nhs|trac\.jobs|tal\.net|findapprenticeship"
)
_SLASHES = re.compile(r"/+")
_SESSION = re.compile(r";jsessionid=[^/]*")
_GENERIC_END = re.compile(
    r"^(?:apply|application|careers?|jobs?|vacanc(?:y|ies)|search|results|home|index(?:\.\w+)?|login|register|"
    r"work-for-us|opportunities|recruitment|current-vacancies|join-us|contact(?:-us)?|courses?|events?)?$"
)
_PLACEHOLDER = re.compile(
    r"^(?:n/?a|na|none|null|nil|tbc|tba|tbd|unknown|ref(?:erence)?|job ?ref|test|default|various|"
    r"see ?(?:advert|below|above)|"
    r"not (?:stated|specified|applicable)|to follow|x+|-+|\.+|0+|1234\d*|9{3,}|12345.*|(.)\1{2,})$"
)


def url_identity(url: str | None) -> str:
    """The address without what tracks the reader; '' where it cannot name one advert."""
    if not url:
        return ""
    parts = urlsplit(url.strip())
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    path = (unquote(parts.path) if "%" in parts.path else parts.path).rstrip("/").lower()
    if "//" in path or ";" in path:
        path = _SESSION.sub("", _SLASHES.sub("/", path)).rstrip("/")
    asked = parse_qsl(parts.query) if parts.query else ()
    query = sorted((k.lower(), v) for k, v in asked if not _TRACKING.match(k.lower()))
    whole = f"{host}{path}"
    ids = dict(query)
    if "gh_jid" in ids and ids["gh_jid"].isdigit():
        return f"greenhouse::{ids['gh_jid']}"
    for vendor, pattern in _VENDORS if _VENDOR.search(whole) else ():
        if match := pattern.search(whole):
            tenant = "" if vendor == "greenhouse" else (match["tenant"] or "")
            return f"{vendor}:{tenant}:{match['id']}"
    last = path.rsplit("/", 1)[-1]
    tail = "&".join(f"{k}={v.lower()}" for k, v in query)
    if not any(c.isdigit() for c in last + tail) and (_GENERIC_END.match(last) or last.count("-") < 2):
        return ""
    return f"{whole}?{tail}" if tail else whole


_VENDOR_NAMES = frozenset(name for name, _ in _VENDORS)


def posting(identity: str) -> tuple[str, str] | None:
    """(system and tenant, number) of a posting in an employer's own system, None for another identity."""
    vendor, _, rest = identity.partition(":")
    tenant, _, number = rest.rpartition(":")
    return (f"{vendor}:{tenant}", number) if vendor in _VENDOR_NAMES and number else None


def reference_identity(employer: str, reference: str | None) -> str:
    """Employer and requisition id; '' for placeholders, and where the employer is unknown."""
    if not employer or not reference:
        return ""
    text = re.sub(r"\s+", " ", reference.strip().lower())
    squeezed = re.sub(r"[^a-z0-9]", "", text)
    if _PLACEHOLDER.match(text) or len(squeezed) < 4 or not any(c.isdigit() for c in squeezed):
        return ""
    if _PLACEHOLDER.match(squeezed):
        return ""
    return f"req:{employer}:{squeezed}"
