"""`classify`."""
