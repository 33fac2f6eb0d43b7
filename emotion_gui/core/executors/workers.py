"""What the engines have in common: pieces go out as futures, and say where they are."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Protocol

DIGEST_LENGTH = 24  # of the names of shared values
PieceFunction = Callable[..., Any]
"""Runs on a worker as `function(*arguments, context)`.

It can be found by name (a function of a module), needs nothing but its arguments and what was
shared, and gives the same for the same: it may be done twice.
"""


@dataclass(frozen=True)
class WorkerFacts:
    """What a worker says about itself.

    Attributes:
        name: address or number.
        program: version of this program there; "" where it is not installed.
        python, torch: versions.
        processor: its model.
        threads: pieces that it does at once.
        memory_bytes: that its process holds now.
    """

    name: str
    program: str
    python: str = ""
    torch: str = ""
    processor: str = ""
    threads: int = 1
    memory_bytes: int = 0


class Workers(Protocol):
    """Some workers, for as long as one job needs them.

    Attributes:
        place: as a person wrote it.
        count: pieces that are worked on at once.
    """

    place: str

    @property
    def count(self) -> int: ...

    def submit(self, function: PieceFunction, *arguments: object) -> Future[Any]:
        """Begin a piece somewhere."""

    def share(self, value: bytes) -> str:
        """Bring a value to every worker, once; pieces ask for it by what comes back.

        The name is this job's alone: others may work on the same workers.
        """

    def everywhere(self, function: Callable[..., Any], *arguments: object) -> list[Any]:
        """What a function of a module gives on each computer."""

    def said(self) -> dict[str, Said]:
        """What each worker said last, by name."""

    def are_gone(self) -> bool:
        """Whether there is no worker now; asked some times a second, so that it must be cheap."""

    def died(self, error: BaseException) -> bool:
        """Whether a piece failed because its worker did; it can be submitted again then.

        Raises:
            WorkersError: all of them are gone, not one.
        """

    def stop(self) -> None:
        """Pieces that run end at their next checkpoint."""


def shared_name(token: str, value: bytes) -> str:
    """The name of a value that a job shares."""
    return f"{token}-{hashlib.blake2b(value, digest_size=DIGEST_LENGTH // 2).hexdigest()}"


@dataclass(frozen=True)
class Said:
    """What a worker said last.

    Attributes:
        text: what it does; "" while it is idle.
        pieces: of this job that it has finished.
    """

    text: str
    pieces: int = 0


@dataclass(frozen=True)
class Seen:
    """What can be said about some workers at a moment.

    Attributes:
        finished: pieces.
        said: by each worker, by its name.
        waiting_s: for how long there has been no worker; 0 while there is one.
        patience_s: for how long that is waited for.
    """

    finished: int
    said: Mapping[str, Said]
    waiting_s: float = 0.0
    patience_s: float = 0.0

    def text(self, *, most: int = 4) -> str:
        """`2 workers: 1 epoch 3 (4 done), 2 epoch 5`; "" where nobody said anything."""
        if self.waiting_s:
            left = max(0.0, self.patience_s - self.waiting_s) / 60
            return f"no worker is there; waiting for {left:.0f} minutes more"
        busy = [(name, said) for name, said in sorted(self.said.items()) if said.text]
        if not busy:
            return ""
        told = ", ".join(f"{name} {_told(said)}" for name, said in busy[:most])
        more = " …" if len(busy) > most else ""
        return f"{len(busy)} {'worker' if len(busy) == 1 else 'workers'}: {told}{more}"


def _told(said: Said) -> str:
    return f"{said.text} ({said.pieces} done)" if said.pieces else said.text


def versions_differ(facts: Sequence[WorkerFacts], version: str) -> str:
    """Why these workers cannot help this version; "" where they can."""
    for worker in facts:
        if not worker.program:
            return f"the program is not installed on the worker {worker.name}"
        if worker.program != version:
            return f"worker {worker.name} has {worker.program}, this is {version}"
    return ""
