"""The words that carry meaning in a title, from `records/words/data`: levels, abbreviations, shifts, filler."""

from records.words import pairs, words

# Two adverts whose titles differ in one of these are two posts.
LEVELS = frozenset(words("title_levels"))
ABBREVIATIONS = {short: tuple(full.split()) for short, full in pairs("title_abbreviations").items()}
# Says nothing about which post it is.
FILLER = frozenset(words("title_filler"))
# What a single word says: a slot and its value.
SLOT_WORDS = {word: (said.split()[0], said.split()[1]) for word, said in pairs("title_slots").items()}
# Several words first joined to one, so that one look-up is enough; '' for those that say nothing.
PHRASES = {phrase: joined.strip() for phrase, joined in pairs("title_phrases").items()}

# A word that announces a number or a name: "Band 5", "Ward 7B", "Route 12".
GRADE_HEADS, SITE_HEADS, CLASS_HEADS = (frozenset(words("numbered_words", slot)) for slot in ("grade", "site", "class"))
SITE_TAILS = frozenset(words("site_words"))
# What a course leads to, which its title may leave out.
AWARDS = frozenset(words("awards"))
LEGAL_SUFFIXES = frozenset(words("legal_forms"))
