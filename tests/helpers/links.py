"""Whether this user may make symbolic links: on Windows only with a privilege."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

import pytest


@cache
def can_link() -> bool:
    """Tried once, in a folder for temporary files."""
    with tempfile.TemporaryDirectory() as made:
        link = Path(made) / "link"
        try:
            link.symlink_to(made, target_is_directory=True)
        except (OSError, NotImplementedError):
            return False
        return link.is_symlink()


needs_links = pytest.mark.skipif(not can_link(), reason="links need a privilege here")
