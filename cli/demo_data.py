"""The data that `make demo` leaves in this folder, for who looks before there are any of their own."""

from __future__ import annotations

from pathlib import Path

from records.settings import Settings

# In the folder of all data: `make demo` writes here.
FOLDER = "demo"
# Any of these says where the data are: then nothing else is meant.
PLACES = frozenset({"home", "database_url", "index_url", "archive_url", "index_alias"})
# Of these a harvest leaves the first, a publish the second.
OWN = ("archive", "index")


def demo_home(settings: Settings) -> Path | None:
    """The folder of the demo's data, where it may stand in for data of one's own; else None.

    Never where the environment names a place, as a deployment does, nor beside data that anybody harvested or
    published here: an empty result of one's own must not be filled with made-up adverts.
    """
    home = settings.home / FOLDER
    return home if stands_in(settings) and (home / "index").is_dir() else None


def stands_in(settings: Settings) -> bool:
    """Whether a demo's data in this folder would be found."""
    return not PLACES & settings.model_fields_set and not any((settings.home / name).exists() for name in OWN)
