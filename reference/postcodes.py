"""UK postcodes in free text: found, and mended where a letter and a digit were confused."""

import re
from collections.abc import Container
from dataclasses import dataclass

# A strict form by the Royal Mail's rules: which letters may stand where.
_OUT = r"(?:[A-PR-UWYZ](?:\d[\dA-HJKPSTUW]?|[A-HK-Y]\d[\dABEHMNPRVWXY]?))"
_IN = r"\d[ABD-HJLNP-UW-Z]{2}"
_FULL = re.compile(rf"(?<![A-Z0-9])({_OUT})[ .\-]{{0,3}}({_IN})(?![A-Z0-9])", re.IGNORECASE)
# The same shape with O for 0 and I or L for 1 (and the reverse): mended, then held to the strict form.
_LOOSE = re.compile(
    r"(?<![A-Z0-9])([A-Z0-9]{1,2}[0-9OIL][0-9A-Z]?) {1,2}([0-9OIL][A-Z0-9]{2})(?![A-Z0-9])", re.IGNORECASE
)
_OUTCODE = re.compile(rf"(?<![A-Z0-9])({_OUT})(?![A-Z0-9'’])", re.IGNORECASE)
_STRICT = re.compile(rf"{_OUT} {_IN}")
_TO_DIGIT = str.maketrans("OIL", "011")
_TO_LETTER = str.maketrans("01", "OI")


@dataclass(frozen=True)
class Found:
    """A postcode in a text. `outcode` is 'LS1'; `postcode` is 'LS1 4AP', or the outcode alone."""

    postcode: str
    outcode: str
    start: int
    end: int

    @property
    def full(self) -> bool:
        """Whether the inward part is known."""
        return self.postcode != self.outcode


def _mended(out: str, inward: str, known: Container[str]) -> str | None:
    """A strict postcode whose outcode exists, from one with letters and digits confused."""
    inward = inward[0].translate(_TO_DIGIT) + inward[1:].translate(_TO_LETTER)
    heads = {out[:split].translate(_TO_LETTER) + out[split:].translate(_TO_DIGIT) for split in (1, 2)}
    heads |= {out[:1].translate(_TO_LETTER) + out[1:2].translate(_TO_DIGIT) + out[2:]}
    for head in sorted(heads, reverse=True):
        if head in known and _STRICT.fullmatch(f"{head} {inward}"):
            return f"{head} {inward}"
    return None


def find_postcodes(text: str, known: Container[str]) -> list[Found]:
    """Full postcodes in reading order; only of outcodes in `known`, so that 'GRADE 7' or 'B12 3' are none."""
    found = []
    for match in _FULL.finditer(text):
        out, inward = match[1].upper(), match[2].upper()
        if out in known:
            found.append(Found(f"{out} {inward}", out, match.start(), match.end()))
    if found:
        return found
    for match in _LOOSE.finditer(text):
        mended = _mended(match[1].upper(), match[2].upper(), known)
        if mended:
            found.append(Found(mended, mended.split(" ")[0], match.start(), match.end()))
    return found


def find_outcodes(text: str, known: Container[str]) -> list[Found]:
    """Outcodes that stand alone ('Leeds LS1'). Asks for upper case unless the text is nothing else."""
    found = []
    for match in _OUTCODE.finditer(text):
        written = match[1]
        if written.upper() in known and (written.isupper() or written == text.strip()):
            found.append(Found(written.upper(), written.upper(), match.start(), match.end()))
    return found
