"""The adverts of a web page without markup: the block that repeats, found unaided, by example, or by known values.

model.py      what is found
tokens.py     which classes and ids somebody chose by hand, and what they say
groups.py     elements that may be adverts: alike, beside one another or over the page
slots.py      what could select a part of an advert, and what it gives for each
names.py      which field a class, a label or a head names
roles.py      which part is which field
values.py     what a text looks like: a date, pay, a place
choosing.py   the selector of all adverts, and of no more
judging.py    whether a group is a list of adverts
paging.py     the link to the next page
finding.py    find_blocks
mending.py    mend: new selectors by the last good run's values
example.py    by_example: one advert that a person clicked
"""

from spiders.blocks.example import by_example
from spiders.blocks.finding import find_blocks
from spiders.blocks.mending import mend, mend_fields
from spiders.blocks.model import Block, Mended

__all__ = ["Block", "Mended", "by_example", "find_blocks", "mend", "mend_fields"]
