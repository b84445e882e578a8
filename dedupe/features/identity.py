"""Links that identify one posting: its own page, a vendor's tenant and job id, an employer's requisition.

Only evidence together with titles that agree: an apply page may serve every job of an employer, and
reference columns hold placeholders.
"""

import re
from functools import lru_cache
from urllib.parse import parse_qsl, unquote, urlsplit

from records.platforms.expressions import groups_of
from records.platforms.known import sound_platforms
from records.words import any_of, says_nothing, words

_TRACKING = re.compile(any_of(words("address_parameters"), whole=False))
# Systems that are no tables (`records/platforms/data`): those say themselves how their adverts' addresses look.
_OTHERS: tuple[tuple[str, str], ...] = (
    ("greenhouse", r"(?:boards|job-boards)(?:\.eu)?\.greenhouse\.io/(?P<tenant>[^/]+)/jobs/(?P<id>\d+)"),
    ("greenhouse", r"boards-api\.greenhouse\.io/v1/boards/(?P<tenant>[^/]+)/jobs/(?P<id>\d+)"),
    ("nhs", r"(?:beta\.)?jobs\.nhs\.uk/.*/jobadvert/(?P<tenant>)(?P<id>[a-z0-9-]{5,})"),
    ("trac", r"(?P<tenant>(?:apps|www|[^./]+)\.)?trac\.jobs/.*?(?P<id>\d{5,})"),
    ("talnet", r"(?P<tenant>[^./]+)\.tal\.net/.*/opp/(?P<id>\d+)"),
    (
        "findapprenticeship",
        r"findapprenticeship\.service\.gov\.uk/apprenticeship/(?P<tenant>)(?P<id>vac\d+|\d{6,})",
    ),
)
_OTHER_HOSTS = r"greenhouse\.io|jobs\.nhs|trac\.jobs|tal\.net|findapprenticeship"
# References that many adverts have: whoever filled in the form had none. They are shown, and prove nothing.
_NO_EVIDENCE = re.compile(r"1234\d*|12345.*|9{3,}|(.)\1{2,}")
_SLASHES = re.compile(r"/+")
_SESSION = re.compile(r";jsessionid=[^/]*")
_GENERIC_END = re.compile(f"{any_of(words('generic_pages'), whole=False)}?")


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
    query = sorted((k.lower(), v) for k, v in asked if not _TRACKING.fullmatch(k.lower()))
    whole = f"{host}{path}"
    ids = dict(query)
    if "gh_jid" in ids and ids["gh_jid"].isdigit():
        return f"greenhouse::{ids['gh_jid']}"
    vendors, any_of_them = _vendors()
    for vendor, pattern in vendors if any_of_them.search(whole) else ():
        if (match := groups_of(pattern, whole)) is not None:
            tenant = "" if vendor == "greenhouse" else match["tenant"]
            return f"{vendor}:{tenant}:{match['id']}"
    last = path.rsplit("/", 1)[-1]
    tail = "&".join(f"{k}={v.lower()}" for k, v in query)
    if not any(c.isdigit() for c in last + tail) and (_GENERIC_END.fullmatch(last) or last.count("-") < 2):
        return ""
    return f"{whole}?{tail}" if tail else whole


@lru_cache(maxsize=1)
def _vendors() -> tuple[tuple[tuple[str, str], ...], re.Pattern[str]]:
    """(system, pattern of an advert's address) of every system, and one look whether it can be any of them."""
    tables = [declared for declared in sound_platforms() if declared.advert]
    own = [(declared.name, pattern) for declared in tables for pattern in declared.advert]
    hosts = [re.escape(host) for declared in tables for host in declared.hosts]
    return (*own, *_OTHERS), re.compile("|".join([_OTHER_HOSTS, *hosts]))


def posting(identity: str) -> tuple[str, str] | None:
    """(system and tenant, number) of a posting in an employer's own system, None for another identity."""
    vendor, _, rest = identity.partition(":")
    tenant, _, number = rest.rpartition(":")
    names = {name for name, _ in _vendors()[0]}
    return (f"{vendor}:{tenant}", number) if vendor in names and number else None


def reference_identity(employer: str, reference: str | None) -> str:
    """Employer and requisition id; '' for placeholders, and where the employer is unknown."""
    if not employer or not reference:
        return ""
    text = re.sub(r"\s+", " ", reference.strip().lower())
    squeezed = re.sub(r"[^a-z0-9]", "", text)
    if says_nothing(text, "reference") or len(squeezed) < 4 or not any(c.isdigit() for c in squeezed):
        return ""
    if says_nothing(squeezed, "reference") or _NO_EVIDENCE.fullmatch(text) or _NO_EVIDENCE.fullmatch(squeezed):
        return ""
    return f"req:{employer}:{squeezed}"
