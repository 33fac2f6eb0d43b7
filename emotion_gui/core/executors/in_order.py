"""Results in the order of the pieces, whoever was first; lost workers cost time alone."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, wait
from dataclasses import dataclass
from typing import Any

from emotion_gui.core.errors import WorkersError
from emotion_gui.core.executors.workers import PieceFunction, Workers
from emotion_gui.core.jobs import JobContext

_LOOK_S = 0.2
_AHEAD = 4  # pieces a worker that may be under way before the oldest is done
_TRIES = 12  # of one piece whose workers die


@dataclass
class _Piece:
    arguments: tuple[Any, ...]
    future: Future[Any]
    tries: int = 1


def in_order(
    workers: Workers,
    function: PieceFunction,
    pieces: Iterable[tuple[Any, ...]],
    context: JobContext,
    *,
    on_look: Callable[[dict[str, str]], None] = lambda doing: None,
) -> Generator[Any]:
    """Do pieces on workers.

    Args:
        workers: where.
        function: of each piece; see `PieceFunction`.
        pieces: its arguments; read a few ahead.
        context: pause and cancel.
        on_look: told five times a second what the workers do.

    Raises:
        WorkersError: the workers are gone, or one piece has cost many of them.
        JobCancelled: a stop was asked for; pieces that run are told.
        Exception: what a piece raised; the others are given up.
    """
    waiting = iter(pieces)
    pending: deque[_Piece] = deque()
    try:
        while True:
            for arguments in waiting:
                pending.append(_Piece(arguments, workers.submit(function, *arguments)))
                if len(pending) >= _AHEAD * workers.count:
                    break
            if not pending:
                return
            yield _result(workers, function, pending, context, on_look)
            pending.popleft()
    except BaseException:
        workers.stop()
        raise
    finally:
        for piece in pending:
            piece.future.cancel()


def _result(
    workers: Workers,
    function: PieceFunction,
    pending: deque[_Piece],
    context: JobContext,
    on_look: Callable[[dict[str, str]], None],
) -> Any:
    """What came of the oldest piece."""
    oldest = pending[0]
    while True:
        context.checkpoint()
        wait([oldest.future], timeout=_LOOK_S)
        on_look(workers.doing())
        if not oldest.future.done():
            continue
        error = _error_of(oldest.future)
        if error is None:
            return oldest.future.result()
        if not workers.died(error):
            raise error
        if oldest.tries >= _TRIES:
            why = f"{oldest.tries} workers died over one piece; their memory may be too small"
            raise WorkersError(workers.place, why) from error
        for piece in pending:  # one worker that dies may take more than one with it
            failed = piece.future.done() and _error_of(piece.future)
            if failed and workers.died(failed):
                piece.future = workers.submit(function, *piece.arguments)
                piece.tries += 1


def _error_of(future: Future[Any]) -> BaseException | None:
    try:
        return future.exception()
    except BaseException as error:  # noqa: BLE001 # a cancelled future raises it
        return error
