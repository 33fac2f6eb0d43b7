"""Emotion Workbench: facial expression with a small CNN, pruned by distinctiveness."""

__version__ = "0.1.0"
