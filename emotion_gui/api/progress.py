"""How a program hears of a long action, and how Ctrl-C or a notebook's stop button ends it."""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from types import FrameType

from emotion_gui.core.jobs import JobCancelled, JobContext, Progress

ProgressChoice = Callable[[int, int | None, str], None] | bool
"""A function that takes (done, total, text), `True` for a bar, `False` for silence."""


@contextlib.contextmanager
def job(title: str, progress: ProgressChoice) -> Iterator[JobContext]:
    """A context for one action; the first Ctrl-C stops it in good order, so that it can go on.

    Raises:
        KeyboardInterrupt: it was stopped.
    """
    asked = threading.Event()
    with contextlib.ExitStack() as stack:
        show = stack.enter_context(_shown(title, progress))
        stack.enter_context(_caught(asked))

        def report(news: Progress) -> None:
            show(news.done, news.total, news.text)

        try:
            yield JobContext(report, asked.is_set)
        except JobCancelled:
            raise KeyboardInterrupt from None


@contextlib.contextmanager
def _shown(
    title: str, progress: ProgressChoice
) -> Iterator[Callable[[int, int | None, str], None]]:
    if progress is False:
        yield lambda done, total, text: None
    elif progress is not True:
        yield progress
    elif _tqdm_is_there():
        from tqdm.auto import tqdm

        with tqdm(desc=title, unit="", leave=False) as bar:

            def show(done: int, total: int | None, text: str) -> None:
                bar.total, bar.n = total, done
                bar.set_postfix_str(text, refresh=False)
                bar.update(0)

            yield show
    else:
        with _lines(title) as plain:
            yield plain


def _tqdm_is_there() -> bool:
    from importlib.util import find_spec

    return find_spec("tqdm") is not None


@contextlib.contextmanager
def _lines(title: str) -> Iterator[Callable[[int, int | None, str], None]]:
    """One line on standard error, written over as it grows."""
    last = [-1]

    def show(done: int, total: int | None, text: str) -> None:
        share = 100 * done // total if total else done
        if share != last[0]:
            last[0] = share
            sys.stderr.write(f"\r{title}: {share}{' %' if total else ''} {text[:50]:50}")
            sys.stderr.flush()

    try:
        yield show
    finally:
        sys.stderr.write("\n")


@contextlib.contextmanager
def _caught(asked: threading.Event) -> Iterator[None]:
    """Take Ctrl-C as a wish while the block runs; the second one ends it at once."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def handle(number: int, frame: FrameType | None) -> None:
        del number, frame
        if asked.is_set():
            raise KeyboardInterrupt
        asked.set()

    before = signal.signal(signal.SIGINT, handle)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
