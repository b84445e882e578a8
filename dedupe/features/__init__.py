"""What two adverts are compared by: one advert's words and values, read once and stored."""
