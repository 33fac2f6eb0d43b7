"""Pruning one layer by hand: pairs, threshold, plan, figures."""
