"""Taking back what was begun, without hiding why."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

logger = logging.getLogger(__name__)


@contextmanager
def undone_by(undo: Callable[[], object]) -> Iterator[None]:
    """Call `undo` where the block fails.

    What went wrong first is raised: where a full disk refuses the way back as well, that
    second refusal is only logged.
    """
    try:
        yield
    except BaseException:
        try:
            undo()
        except Exception:  # whatever it is: the first failure is what is to be told
            logger.warning("what was begun could not be taken back", exc_info=True)
        raise
