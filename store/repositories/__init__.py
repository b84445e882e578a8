"""One repository a file: what the stages may ask of the store, in their words."""
