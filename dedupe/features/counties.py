"""Counties and regions as adverts write them; counties are those of `reference/data/counties.csv`."""

from records.words import pairs, words
from reference.british_areas import county_names

COUNTIES = county_names()
# Regions as boards write them → their official names.
OFFICIAL = pairs("regions_in_adverts")
REGIONS = frozenset(OFFICIAL) | frozenset(words("wide_areas"))
OFFICIAL_REGIONS = frozenset(OFFICIAL.values()) | {"london", "west midlands"}
# Counties that the outer boroughs of London belonged to, and still do in addresses.
POSTAL_LONDON = frozenset({"surrey", "essex", "kent", "middlesex", "hertfordshire"})
