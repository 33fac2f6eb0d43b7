"""What is said while a checkout is set up."""

from __future__ import annotations

import sys


class SetupError(Exception):
    """Setting up ended; the text says why and what to do next."""


def say(text: str) -> None:
    """One line for the person who waits."""
    sys.stderr.write(f"== {text}\n")
    sys.stderr.flush()


def complain(text: str) -> None:
    """Why it ended."""
    sys.stderr.write(f"error: {text}\n")
