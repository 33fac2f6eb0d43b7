"""Results of pieces as they come, or in the order of the pieces; lost workers cost time alone."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from emotion_gui.core.clock import now_s
from emotion_gui.core.errors import WorkersError
from emotion_gui.core.executors.workers import PieceFunction, Seen, Workers
from emotion_gui.core.jobs import JobContext

_LOOK_S = 0.2
_AHEAD = 4  # pieces a worker that are under way, or wait for one before them
_TRIES = 12  # of one piece whose workers die
PATIENCE_S = 15 * 60.0  # with a scheduler that has no workers: a queue may be about to give some
_GONE_S = 5.0  # from then on it is said; one that begins anew is back before
_GONE = (
    "no worker has been there for {minutes:.0f} minutes; "
    "what was finished is kept, the same command goes on"
)


Look = Callable[[Seen], None]


@dataclass
class _Piece:
    number: int
    arguments: tuple[Any, ...]
    future: Future[Any]
    tries: int = 1


def _nothing(seen: Seen) -> None:
    del seen


def as_done(
    workers: Workers,
    function: PieceFunction,
    pieces: Iterable[tuple[Any, ...]],
    context: JobContext,
    *,
    on_look: Look = _nothing,
    held: Callable[[], int] = lambda: 0,
) -> Generator[tuple[int, Any]]:
    """Do pieces on workers.

    Args:
        workers: where.
        function: of each piece; see `PieceFunction`.
        pieces: its arguments; read a few ahead.
        context: pause and cancel.
        on_look: told five times a second what can be said about the workers.
        held: how many results wait at the caller's; new pieces wait for them too.

    Yields:
        A piece's number, from 0, and what came of it.

    Raises:
        WorkersError: the scheduler is gone, no worker has been there for a while, or one piece
            has cost many of them.
        JobCancelled: a stop was asked for; pieces that run are told.
        Exception: what a piece raised; the others are given up.
    """
    waiting = enumerate(pieces)
    under_way: list[_Piece] = []
    finished = 0

    absence = _Absence(workers)

    def look() -> None:
        on_look(Seen(finished, workers.said(), absence.waited_s(), PATIENCE_S))

    try:
        while True:
            while len(under_way) + held() < _AHEAD * workers.count:
                following = next(waiting, None)
                if following is None:
                    break
                number, arguments = following
                begun = workers.submit(function, *arguments)
                under_way.append(_Piece(number, arguments, begun))
            if not under_way:
                return
            for piece in _finished(workers, function, under_way, context, look):
                under_way.remove(piece)
                finished += 1
                yield piece.number, piece.future.result()
    except BaseException:
        if under_way:  # else the caller has all results, and may have more work for the workers
            workers.stop()
        raise
    finally:
        for piece in under_way:
            piece.future.cancel()


class _Absence:
    """For how long there has been no worker."""

    def __init__(self, workers: Workers) -> None:
        self._workers = workers
        self._since_s: float | None = None

    def waited_s(self) -> float:
        """Seconds; 0 as long as that is nothing to speak of.

        Raises:
            WorkersError: it has been long enough.
        """
        if not self._workers.are_gone():
            self._since_s = None
            return 0.0
        if self._since_s is None:
            self._since_s = now_s()
        waited = now_s() - self._since_s
        if waited > PATIENCE_S:
            raise WorkersError(self._workers.place, _GONE.format(minutes=waited / 60))
        return waited if waited > _GONE_S else 0.0


def in_order(
    workers: Workers,
    function: PieceFunction,
    pieces: Iterable[tuple[Any, ...]],
    context: JobContext,
    *,
    on_look: Look = _nothing,
) -> Generator[Any]:
    """As `as_done`, the results alone, in the order of the pieces."""
    early: dict[int, Any] = {}
    following = 0
    done = as_done(workers, function, pieces, context, on_look=on_look, held=lambda: len(early))
    with closing(done):
        for number, result in done:
            early[number] = result
            while following in early:
                yield early.pop(following)
                following += 1


def _finished(
    workers: Workers,
    function: PieceFunction,
    under_way: list[_Piece],
    context: JobContext,
    look: Callable[[], None],
) -> list[_Piece]:
    """Pieces that came to a result; those whose workers died begin again."""
    while True:
        context.checkpoint()
        done, _ = wait(
            [piece.future for piece in under_way], timeout=_LOOK_S, return_when=FIRST_COMPLETED
        )
        look()
        found = []
        for piece in under_way:
            if piece.future not in done:
                continue
            error = _error_of(piece.future)
            if error is None:
                found.append(piece)
            elif workers.died(error):
                _again(workers, function, piece, error)
            else:
                raise error
        if found:
            return found


def _again(workers: Workers, function: PieceFunction, piece: _Piece, error: BaseException) -> None:
    if piece.tries >= _TRIES:
        why = f"{piece.tries} workers died over one piece; their memory may be too small"
        raise WorkersError(workers.place, why) from error
    piece.future = workers.submit(function, *piece.arguments)
    piece.tries += 1


def _error_of(future: Future[Any]) -> BaseException | None:
    try:
        return future.exception()
    except BaseException as error:  # noqa: BLE001 # a cancelled future raises it
        return error
