"""Measurements of the product against what people would otherwise use; never a timed test."""
