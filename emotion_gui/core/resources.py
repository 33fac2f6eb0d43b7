"""Where the files that travel with the program are, from source, wheel or bundle."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path


@cache  # each of a hundred icons asks for it
def resources_dir() -> Path:
    """The folder with `models/`, `icons/` and `translations/`."""
    package = Path(__file__).resolve().parents[1]
    bundle = Path(getattr(sys, "_MEIPASS", package.parent))
    for candidate in (bundle / "resources", package / "resources"):
        if candidate.is_dir():
            return candidate
    return bundle / "resources"


def sample_clip() -> Path:
    """A film of two drawn people, for computers without a camera."""
    return resources_dir() / "clips" / "drawn_faces.mp4"
