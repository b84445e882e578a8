"""One module a verb. Heavy imports stand inside the functions: `talentfeed --help` answers in under 0.4 s."""
