"""What all stages agree on: the records, their vocabularies, the source config, the errors."""
