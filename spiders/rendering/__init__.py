"""Pages that scripts draw, by a real browser whose every connection goes through our guard.

proxy.py    the only way out of the browser: looks names up itself, refuses what the network guard refuses
forward.py  one plain HTTP request through it
browser.py  which program, started how
visit.py    one page: what of it may be fetched, when it is drawn
handler.py  Scrapy's side: an answer whose body is the drawn page

`handler.py` needs the extra `talentfeed[browser]`; nothing else does.
"""
