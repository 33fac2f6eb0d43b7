"""Where pieces are computed, as people write it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from emotion_gui.core.errors import ConfigError

HERE = "local"
FORMS = "local, local:N, dask-local:N, dask://HOST:PORT, dask+tls://HOST:PORT"
_MOST = 1024
_COUNTED = re.compile(r"(local|dask-local):(\d{1,4})")
_ADDRESS = re.compile(r"dask(\+tls)?://(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+):(\d{1,5})")


@dataclass(frozen=True)
class ExecutorWish:
    """What a person asked for.

    Attributes:
        text: as it was written.
        kind: in this process, in processes of this computer, on a cluster of this computer, or on
            one that somebody started.
        count: processes or workers; 0 where that is not asked.
        address: of a scheduler, as Dask has it.
    """

    text: str
    kind: Literal["here", "processes", "dask-local", "dask"]
    count: int = 0
    address: str = ""


def parse_wish(text: str) -> ExecutorWish:
    """`local`, `local:4`, `dask-local:4`, `dask://host:8786` or `dask+tls://host:8786`.

    Raises:
        ConfigError: none of these.
    """
    text = text.strip()
    if text in {"", HERE}:
        return ExecutorWish(HERE, "here")
    if (found := _COUNTED.fullmatch(text)) is not None and 1 <= int(found[2]) <= _MOST:
        kind: Literal["processes", "dask-local"] = "processes" if found[1] == HERE else "dask-local"
        return ExecutorWish(text, kind, count=int(found[2]))
    if (found := _ADDRESS.fullmatch(text)) is not None and 0 < int(found[3]) < 65_536:
        scheme = "tls" if found[1] else "tcp"
        return ExecutorWish(text, "dask", address=f"{scheme}://{found[2]}:{found[3]}")
    raise ConfigError("executor", text, f"choose one of {FORMS}")
