"""Before Python 3.12, PySide's table of classes must not grow while a thread makes some.

There Shiboken keeps what it knows of each class in one hash table (`SOTP_extender`,
https://code.qt.io/cgit/pyside/pyside-setup.git/tree/sources/shiboken6/libshiboken/pep384impl.cpp),
and Qt's question for an object's class reads it without Python's lock (PYSIDE-803). Pages are
imported beside the window, which makes classes; when the table grows just then, the window's thread
does not find its widget's class, and the process ends in a segmentation fault. An entry more in a
table that has room is harmless. From Python 3.12 on it lies within the class.
"""

from __future__ import annotations

import gc
import sys
from functools import cache

from shiboken6 import Shiboken

# Above 1,109 entries libstdc++ makes 2,357 places; all pages together need about 1,150.
_ROOM = 1_110


@cache
def make_room() -> None:
    """Let the table have its size, once a process; to be called before there are other threads."""
    if sys.version_info >= (3, 12):
        return
    was_on = gc.isenabled()
    gc.disable()  # so that all of them are young, and are looked for among few
    made = [type(f"Room{number}", (Shiboken.Object,), {}) for number in range(_ROOM)]
    made.clear()
    gc.collect(0)
    if was_on:
        gc.enable()
