"""One cleaning step a file; `normalise/pipeline.py` has the order."""
