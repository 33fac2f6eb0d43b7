"""Pruning to a goal: all layers surveyed, then pruned, repaired and quantised as one plan."""
