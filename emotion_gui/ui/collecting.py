"""Python's collector waits while Qt walks over widgets.

For a style, font, palette or sheet Qt takes a list of widgets and tells one after the other, which
calls Python (`polish`, `event`). A collection that began there would delete widgets that nobody
holds any more and that the list still names: a segmentation fault.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_collection() -> Iterator[None]:
    """Nothing is collected within; it is short, so what piles up is little."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()
