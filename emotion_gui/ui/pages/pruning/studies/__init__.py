"""Pruning as a study: rounds, all layers, criteria compared."""
