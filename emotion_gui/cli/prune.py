"""`prune`."""
