"""How a path is handed to FFmpeg, which reads more into names than a path."""

from __future__ import annotations

import os
from pathlib import Path
from typing import IO


def film_address(path: Path) -> str | None:
    """What FFmpeg takes for exactly this file; None where it cannot take the name at all.

    The protocol in front keeps it from seeing one in a name like `12:30 talk.mp4`.
    """
    name = os.path.abspath(path)  # not `resolve`: a link may have the better name
    try:
        name.encode()
    except UnicodeEncodeError:  # bytes that are not UTF-8: FFmpeg's names are UTF-8 everywhere
        return None
    return f"file:{name}"


def film_file(path: Path, mode: str) -> str | IO[bytes]:
    """What `av.open` takes for a path; an open file, to be closed, where a name will not do.

    Raises:
        OSError: the file cannot be opened.
    """
    return film_address(path) or path.open(mode)
