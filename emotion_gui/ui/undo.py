"""The undo command of every page: two functions that take each other back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QUndoCommand


class Step(QUndoCommand):
    """Calls `do` when it is pushed and when it is done again, `undo` when it is taken back.

    Args:
        text: what it does, for the tool tip of the button.
        do: does it.
        undo: takes it back.
        done: it has happened already, as what a job did: pushing the step only remembers it.
    """

    def __init__(
        self,
        text: str,
        *,
        do: Callable[[], object],
        undo: Callable[[], object],
        done: bool = False,
    ) -> None:
        super().__init__(text)
        self._do, self._undo, self._done = do, undo, done

    def redo(self) -> None:
        # QUndoStack.push calls redo by itself, without a way to say that nothing is left to do.
        if self._done:
            self._done = False
            return
        self._do()

    def undo(self) -> None:
        self._undo()
