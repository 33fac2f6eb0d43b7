"""What the system of a test has and allows."""

from __future__ import annotations

import sys
from pathlib import Path


def can_be_a_name(name: str) -> bool:
    """Whether a file may be called so here."""
    return sys.platform != "win32" or not set(name) & set('<>:"/\\|?*')


def can_fill_up() -> bool:
    """Whether there is a device that is always full, which a link may lead to."""
    return sys.platform != "win32" and Path("/dev/full").exists()
