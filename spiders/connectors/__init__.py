"""One connector a file; `registry.py` lists them."""
