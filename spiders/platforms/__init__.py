"""Reading the boards of platforms that are tables (`records/platforms`)."""
