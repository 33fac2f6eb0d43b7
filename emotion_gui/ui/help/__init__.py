"""Offline help: a side window with a text for every page, the keyboard map and the method."""
