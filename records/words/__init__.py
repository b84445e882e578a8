"""The words that adverts are read by, as data: `data/<country, language or `web`>/<subject>.tsv`.

A subject is named without its folder: the words of all countries that have a file for it are taken together, so that
another country is another file and no code. Files are read on first use.

files.py     a file into its rows; a fault is told with file and line
lists.py     words, and groups of words, of a subject
wording.py   patterns made of words
"""

from records.words.empty import says_nothing
from records.words.lists import groups, pairs, words
from records.words.wording import Wording, any_of, literally, pattern

__all__ = ["Wording", "any_of", "groups", "literally", "pairs", "pattern", "says_nothing", "words"]
