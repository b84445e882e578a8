"""A new source from an address: what is there, a source file to begin with, and what that file reads.

wishes.py     what a person says of it
naming.py     what the source and its publisher are called
behind.py     one advert's own page, looked at for markup
drawn.py      a page that scripts draw, as a browser shows it
proposals.py  limits, keys, rows to leave out: what a first look shows
filling.py    what goes into the file
yaml_text.py  the file, short and with a note at what a person must settle
recording.py  a page of the first look, cut and without people's data, to hold the file against later
drafting.py   draft_source, save_draft
"""

from services.drafting.drafting import Draft, Saved, draft_source, save_draft
from services.drafting.wishes import Wishes

__all__ = ["Draft", "Saved", "Wishes", "draft_source", "save_draft"]
