"""Reading a question as people type it: what it asks for, in filters and in words with their synonyms."""
