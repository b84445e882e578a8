"""From the listings of one cluster to one opportunity, field by field, with where each came from."""
