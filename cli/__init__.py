"""The `talentfeed` command: every stage is a verb, and no verb holds logic of its own."""
