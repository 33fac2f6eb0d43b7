"""Undoable steps on samples and data sets."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtGui import QUndoCommand

from emotion_gui.core.workspace.records import Sample
from emotion_gui.core.workspace.workspace import Workspace


class Step(QUndoCommand):
    """Two functions that take each other back; the first runs when the step is pushed."""

    def __init__(self, text: str, *, do: Callable[[], None], undo: Callable[[], None]) -> None:
        super().__init__(text)
        self._do, self._undo = do, undo

    def redo(self) -> None:
        self._do()

    def undo(self) -> None:
        self._undo()


def samples_step(
    workspace: Workspace,
    before: Sequence[Sample],
    after: Sequence[Sample],
    *,
    text: str,
    changed: Callable[[Sequence[Sample]], None],
) -> Step:
    """Rewrite samples; `changed` gets the samples as they are now."""

    def write(samples: Sequence[Sample]) -> None:
        workspace.update_samples(samples)
        changed(samples)

    return Step(text, do=lambda: write(after), undo=lambda: write(before))
