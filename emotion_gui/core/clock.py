"""The one clock for moments that are compared: frames, pacing, smoothing, ages.

`time.monotonic` has steps of 15.6 ms on Windows before Python 3.13, which is longer than a frame;
`time.perf_counter` is fine-grained on every system and never runs back.
"""

from __future__ import annotations

import time


def now_s() -> float:
    """Seconds since some moment in the past; only differences mean anything."""
    return time.perf_counter()
