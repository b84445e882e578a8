"""Places: from a publisher's words to town, postcode, areas and a point on the map.

words.py      the text tidied: remote words, noise, hospital and street words
parts.py      one text → the places it lists, each as parts between commas
british.py    parts → a place in the UK and Ireland
abroad.py     parts → a place elsewhere
reading.py    the order in which these are asked; given coordinates
step.py       the cleaning step
"""

from normalise.steps.places.reading import PlaceReading, examine_place, read_place
from normalise.steps.places.step import places

__all__ = ["PlaceReading", "examine_place", "places", "read_place"]
