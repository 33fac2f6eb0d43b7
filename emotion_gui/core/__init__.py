"""Everything the product can do, without Qt."""
