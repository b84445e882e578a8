"""What is really on offer in the region, before any site tells of it."""
