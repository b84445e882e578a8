"""Records that could not be read: which adverts they are, so far as that can be told.

A record that is told counts as seen, so that its listing stays. One that is not may be any listing the run does not
see, and then no absence counts (`normalise/absence.py`).
"""

from dataclasses import replace

from records.page import Problem
from spiders.connectors.base import DETAIL, Extraction, Follow, Found
from spiders.keys import payload_key, url_key
from spiders.previous import PreviousRun, page_keys, unread_keys


def keys_of_page(previous: PreviousRun, url: str, follow: Follow) -> list[str]:
    """The adverts that stood on the page before; else the one whose own page its link says it is."""
    before = previous.known(url, follow) or previous.known(follow.url, follow)
    return (page_keys(before) if before else []) or [follow.key] * bool(follow.key)


def name_unread(extraction: Extraction, previous: PreviousRun, url: str, follow: Follow) -> None:
    """What could not be read of an advert's own page is that advert, read or not when it was last asked for."""
    if follow.step != DETAIL:
        return
    before = previous.at(url, follow.step) or previous.at(follow.url, follow.step)
    known = (page_keys(before) or unread_keys(before)) if before else []
    keys = tuple(known or [follow.key or url_key(follow.url)])
    extraction.problems[:] = [
        replace(problem, keys=keys) if problem.record and not problem.keys else problem
        for problem in extraction.problems
    ]


def refused(found: Found, follow: Follow, error: Exception) -> Problem:
    """A record that no payload can hold, under the key that it would have had."""
    message = f"This record cannot be kept: {type(error).__name__}"
    own = found.key or follow.key
    keys = (payload_key(Found({}, own, found.url), ""),) if own or found.url else ()
    return Problem("PAYLOAD_INVALID", message, ascii(found.data)[:2000], record=True, keys=keys)
