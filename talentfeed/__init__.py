"""Talentfeed: job and training adverts of many publishers as one clean, fresh index.

The package is a set of rooms; each folder's own docstring says its purpose, and
``tests/test_architecture.py`` says which room may import which. This module stays empty of
imports, so that ``talentfeed --help`` pays for nothing that it does not use.
"""

__version__ = "0.1.0"
