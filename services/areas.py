"""What is wrong with the area that a source file or a form names."""

from difflib import get_close_matches


def remedy_for_area(area: str) -> str:
    """What to write instead of an area that nobody knows; '' for one that is known."""
    from reference.gazetteer import gazetteer

    known = gazetteer()
    if known.area(area) or known.near(area):
        return ""
    near = get_close_matches(area, known.regions.names(), n=1, cutoff=0.7)
    if near:
        return f"did you mean `{near[0]}`?"
    return "write a district, county or region by name or code, e.g. `Leeds`, or leave it out"
