"""What people choose by name when faces are imported; options are made of it. Nothing heavy."""

from __future__ import annotations

from typing import Literal

DetectorChoice = Literal["auto", "combined", "mtcnn", "haar", "none"]
"""How faces are found; `none` = already cropped, `auto` = cropped where the pictures look it."""

SeveralChoice = Literal["largest", "central", "all", "ask"]
"""Which face of a photograph with several."""

VotesUse = Literal["majority", "drop", "soft"]
"""What votes do to the labels; in each case they are kept as soft labels beside them.

`majority`: most votes make the label, and an undecided face is left out. `drop`: the labels
stay, and a face in which most voters saw none, or could not tell, is left out. `soft`: all
labels and faces stay.
"""

Ungrouped = Literal["refuse", "out", "single"]
"""Faces without a film or person where those are kept together: refused, in no part, or each taken
for a film of its own, which nobody can vouch for."""
