"""Of the rig's Python: the project under test is the folder in PROJECT_ROOT, or the current one.

The embeddable build reads no PYTHONPATH, so that is read here as well. And the clock of the day
goes by Windows' ticks of 1/64 s, as Python's does there before 3.13: Wine's is finer, and Dask
waits for ever for two readings that are equal.
"""

import os
import sys
import time

project = os.environ.get("PROJECT_ROOT") or os.getcwd()
given = os.environ.get("PYTHONPATH", "")
sys.path[:0] = [*(each for each in given.split(os.pathsep) if each), project]

TICKS_A_SECOND = 64
fine = time.time


def ticking() -> float:
    return fine() * TICKS_A_SECOND // 1 / TICKS_A_SECOND


if sys.version_info < (3, 13):
    time.time = ticking
