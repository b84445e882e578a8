"""Web addresses without what binds them to one visit: for fetching, keying and publishing alike."""

import re
from urllib.parse import urlsplit

from w3lib.url import url_query_cleaner

from records.words import words

# Query parameters that name a visit, not a page. `session`, `ref` and `id` are not here: they often name the advert.
VISIT = frozenset(words("address_parameters", "visit"))
# And those that say who sent the visitor.
CAMPAIGN = frozenset(words("address_parameters", "campaign"))
_VISIT_IN_PATH = re.compile(r";jsessionid=[^/?#;]*|/\(S\([^)]*\)\)(?=/)|/xf-[0-9a-zA-Z]+(?=/|$)", re.IGNORECASE)


def without_visit(url: str, *, campaign: bool = False) -> str:
    """`url` without the parameters and parts of its path that name a visit; the rest stays as it was written.

    campaign: without those that say who sent the visitor, too. ValueError for what is no address at all.
    """
    parts = urlsplit(url)
    path = _VISIT_IN_PATH.sub("", parts.path)
    if path != parts.path:
        parts = parts._replace(path=path)
        url = parts.geturl()
    unwanted = VISIT | CAMPAIGN if campaign else VISIT
    names = [name for pair in parts.query.split("&") if (name := pair.partition("=")[0]).lower() in unwanted]
    if not names:
        return url
    cleaned: str = url_query_cleaner(url, names, remove=True, unique=False, keep_fragments=True)
    return cleaned
