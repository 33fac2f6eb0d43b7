"""Python's collector of what only holds itself, run where it does no harm.

It runs in whatever thread happens to allocate. Where there is a window, what it finds may be
widgets, and these must not be deleted by any thread but the window's; so the window takes the
collector over (`ui.collecting`), and work that needs a collection asks for it here.
"""

from __future__ import annotations

import gc
from collections.abc import Callable


def _collect_here() -> None:
    gc.collect()


_collect: Callable[[], None] = _collect_here


def collect_garbage() -> None:
    """Free what nobody uses any more: files stay mapped as long as a forgotten array has them."""
    _collect()


def let_collect(collect: Callable[[], None] | None) -> None:
    """From now on `collect` is what `collect_garbage` does; None: in the thread that asks."""
    global _collect
    _collect = _collect_here if collect is None else collect
