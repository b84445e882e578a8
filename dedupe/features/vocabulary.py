"""Word lists written as text."""


def word_set(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


def phrase_set(text: str) -> frozenset[str]:
    """The parts of a text between bars."""
    return frozenset(text.split("|"))
