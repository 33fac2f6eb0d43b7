"""Films: read as they are meant to be seen, written with the times they had."""
