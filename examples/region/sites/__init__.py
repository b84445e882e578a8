"""The web sites, one module a kind of site; `catalogue.py` lists them."""
