"""Words of a place text that are not the place: how the work is done, and noise around a name."""

import html
import re

from records.vocabulary import Remote

_SPACES = re.compile(r"[\s\u00a0\u200b\u00ad]+")
_REMOTE = re.compile(
    r"\b(?:fully |100% |remote[- ]first|home\s?/\s?)?(?:remote(?:ly)?(?:[- ](?:friendly|based|working|"
    r"work|ok|only|first|position|role|job|anywhere))?"
    r"|home[- ]?based|home[- ]?work(?:ing|er)?|work(?:ing)?[- ]from[- ]home|wfh|tele(?:commute|"
    r"work)(?:ing)?|(?<!commute )(?<!travel )(?<!hours )(?<!miles )"
    r"from home(?! address)|anywhere|online(?: event| course| learning)?|virtual(?:ly)?|zoom|(?:ms|"
    r"microsoft) teams|webinar)\b",
    re.IGNORECASE,
)
_HYBRID = re.compile(
    r"\b(?:hybrid(?:[- ](?:remote|working|work|role|position|office))*|blended[- ]working|agile[- ]working|"
    r"office\s?(?:/|&|and)\s?home|home\s?(?:/|&|and)\s?office|partly remote|part[- ]remote)\b",
    re.IGNORECASE,
)
# Remote work that may be agreed, not the rule.
_POSSIBLE = re.compile(
    r"\bopen to remote\b|\bremote (?:work(?:ing)? )?(?:is )?(?:possible|considered|optional|negotiable)\b"
    r"|\bremote options?\b",
    re.IGNORECASE,
)
_HEADQUARTERS = re.compile(
    r"\b(?:hq|headquarters?|head office|headquartered)\b\s*(?:is|in|:|-|=|at|based in)\s*[^|;/()]*", re.IGNORECASE
)
# 'New York City or Remote': a choice, of which the place is one.
_NOISE = re.compile(
    r"\((?:[^()]*\b(?:hq|head ?quarters?|head office|office|on-?site|various|some travel|with travel|"
    r"or nearby|campus|main site|"
    r"flexible|based|days?)\b[^()]*)\)|\b(?:hq|head ?quarters|head office)\b|"
    r"^\s*(?:(?:job |work |primary )?(?:location|place|address|venue|base|based|office|region|town|"
    r"city)s?\s*[:\-]\s*)|"
    r"\b(?:multiple|various|several|different|many|all|numerous|other|any)\s+(?:locations?|sites?|"
    r"offices?|places|areas|venues|bases|schools|"
    r"branches|settings|cities|towns|regions|trust sites)\b|"
    r"\b(?:countywide|county[- ]wide|borough[- ]?wide|city[- ]?wide|district[- ]?wide|trust[- ]?wide|region[- ]?wide|"
    r"nation-?wide|peripatetic|mobile|on-?site|in[- ]office|in[- ]person|office[- ]based|field[- ]based|"
    r"site[- ]based|"
    r"flexible(?: location| working)?|location(?: is)? (?:flexible|negotiable|to be (?:confirmed|agreed))|"
    r"tbc|tba|to be (?:confirmed|agreed)|n/?a|not specified|unspecified|negotiable|national)\b|"
    r"\b(?:and|or|&|plus) (?:the )?(?:surrounding|nearby|local|neighbouring)(?: areas?| districts?|"
    r" villages?| towns?)?\b|\bsurrounding areas?\b|"
    r"\b[MA]\d{1,3}(?:\s?[/&]\s?[MA]\d{1,3})* (?:corridor|motorway)\b|"
    r"\btravel(?:ling)? (?:across|throughout|within|around)\b(?=\s+\w)|\bmulti-?sites?\b|"
    r"\btravel[- ]required\b|\bwith (?:some |occasional |regular |frequent )?travel\b.*|"
    r"\bcity cent(?:re|er)\b|\btown cent(?:re|er)\b|"
    r"\b(?:can be|may be|to be) based\b|\bbased (?:in|at|out of)\b|\bwithin commuting distance(?: of)?\b|"
    r"\bcommutable (?:from|to)\b|"
    r"\b(?:near|nr\.?|close to|around|outside|just outside|in and around|within|throughout|across|"
    r"covering|anywhere in|located in|"
    r"somewhere in|based|area of|the area)\b(?=\s+\w)|\bmetro(?:politan)?(?: area)?\b(?! \w+ council)|"
    r"\b(?:\d+\s*(?:miles?|km)\s*(?:from|of|around|radius(?: of)?))\b|\(\s*\)|\b(?:options?|available|only)\b",
    re.IGNORECASE,
)
_LEADING = re.compile(r"^(?:(?:with)?in|at|from|to|for|across) (?:the )?(?=[A-Z])|^the (?=UK|US|North|South|Mid)")
# Names in use that no table has, and how some systems join the parts of a place.
_NICKNAMES = (
    (
        re.compile(r"\b(?:San Francisco|SF|S\.F\.)[ /-]+Bay Area\b|(?:^|(?<=[-–|/(]))(?:the )?Bay Area\b"),
        "San Francisco",
    ),
    (re.compile(r"(?<![\w.])SF(?![\w.])"), "San Francisco"),
    # A part of London that no table has; East London is a city of South Africa too.
    (
        re.compile(
            r"\b(?:(?:North|South|East|West|N|S|E|W)(?:[- ]?(?:east|west|East|West|E|W))?|Inner|Central) London\b"
            r"(?!,? (?:South Africa|Eastern Cape|ZA|SA)\b)"
        ),
        "London",
    ),
    (re.compile(r"^LA(?=$|/| office\b)|(?<=/)LA$|(?<= - )LA$"), "Los Angeles"),
    (re.compile(r"\b([A-Z]{2})-([A-Z]{2})-(?=[A-Z])"), r"\1, \2, "),
    (re.compile(r"(?<=\w)_(?=\w)"), " - "),
    (re.compile(r"(?<=[A-Z]) [Bb]ased(?=\s*(?:[)|;,]|$))"), ""),
    (re.compile(r"(?<=[\w)] )(?:[Oo]ffice|OFFICE|[Ss]tudio|[Aa]reas)\s*$"), ""),
    (re.compile(r"(?<=\w) \((?!USA|GBR|UAE|NYC)[A-Z]{3}\)\s*$"), ""),
)
_EDGES = " ,.;:-–—/|&+*•·()[]\"'@"


def tidy(text: str) -> str:
    """The text on one line, entities and typographic dashes undone."""
    text = html.unescape(html.unescape(text)) if "&" in text else text
    return _SPACES.sub(" ", re.sub(r"<[^<>]{0,200}>", " ", text).replace("–", "-").replace("—", "-")).strip()


def remote_of(text: str) -> Remote | None:
    """How the work is done, as far as the place text says."""
    if _HYBRID.search(text) or _POSSIBLE.search(text):
        return Remote.HYBRID
    return Remote.REMOTE if _REMOTE.search(text) else None


def without_noise(text: str) -> str:
    """The text without words that are no place; the seat of a company that lets people work anywhere is none either."""
    for name, meant in _NICKNAMES:
        text = name.sub(meant, text)
    if _REMOTE.search(text):
        text = _HEADQUARTERS.sub(" ", text)
    text = _HYBRID.sub("|", text)
    text = _REMOTE.sub("|", text)
    text = re.sub(r"(?:^|\|)\s*(?:or|and|in|from|,|-|:)\s+|\s+(?:or|and|,|-|:)\s*(?=\||$)", "|", text)
    text = _NOISE.sub(" ", text)
    text = _LEADING.sub("", text.strip(_EDGES))
    return _SPACES.sub(" ", text).strip(_EDGES)


def stripped(part: str) -> str:
    """A part without punctuation at its edges; a bracket that belongs to it stays."""
    part = part.strip(_EDGES.replace("(", "").replace(")", ""))
    if part.count("(") != part.count(")"):
        part = part.replace("(", " ").replace(")", " ").strip(_EDGES)
    return part
