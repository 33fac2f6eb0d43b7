"""Prune: see which maps say the same, try, trust and keep a smaller network."""

from emotion_gui.ui.pages.pruning.page import PrunePage

__all__ = ["PrunePage"]
