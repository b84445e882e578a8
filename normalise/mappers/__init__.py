"""One mapper a payload format; `registry.py` lists them."""
