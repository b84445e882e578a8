"""Takedown: adverts are removed everywhere, at once, and kept out of all later runs.

doing.py     the use case: what is named, in which order it is done, lifting
sought.py    which payload, page or rejected record is an advert that was taken down
"""

from services.takedown.doing import TakenDown, as_json, lift, take_down

__all__ = ["TakenDown", "as_json", "lift", "take_down"]
