"""The session that is open: its marks, undo and redo, and their way to the workspace."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from emotion_gui.core.errors import EmotionGuiError
from emotion_gui.core.review.edits import Edits
from emotion_gui.core.review.sessions import OpenSession
from emotion_gui.core.review.timeline import FilmTimeline
from emotion_gui.operations.review_film import store_edits

if TYPE_CHECKING:
    from emotion_gui.core.workspace.workspace import Workspace
    from emotion_gui.workers.task_manager import TaskManager


class SessionEditor(QObject):
    """Every change is a new value of `Edits`; the one before is the way back."""

    opened = Signal()  # another session, or none
    edited = Signal()  # other marks of the same session
    refused = Signal(object)  # Exception: an action that is not possible here

    def __init__(self, workspace: Workspace, tasks: TaskManager, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace, self._tasks = workspace, tasks
        self.stack = QUndoStack(self)
        self.session: OpenSession | None = None

    @property
    def edits(self) -> Edits:
        """Of the open session; empty without one."""
        return Edits() if self.session is None else self.session.timeline.edits

    def open(self, session: OpenSession | None) -> None:
        """Show another session; its history begins here."""
        self.stack.clear()
        self.session = session
        self.opened.emit()

    def change(self, words: str, action: Callable[[Edits], Edits]) -> bool:
        """Do something that can be undone.

        Args:
            words: what, for the menu and the line of state.
            action: gives the new marks; raises where it is not possible.

        Returns:
            False where it was refused.
        """
        if self.session is None:
            return False
        before = self.edits
        try:
            after = action(before)
        except EmotionGuiError as error:
            self.refused.emit(error)
            return False
        if after != before:
            self.stack.push(_Change(self, words, before, after))
        return True

    def show(self, edits: Edits) -> None:
        """Take marks over, and keep them in the workspace."""
        assert self.session is not None
        old = self.session
        timeline = FilmTimeline(old.timeline.rows, edits)
        self.session = OpenSession(old.row, old.facts, timeline)
        # One after the other, in the order of the changes.
        self._tasks.start(
            partial(store_edits, self._workspace, old.row.session_id, edits),
            title=self.tr("Keeping marks"),
            exclusive=True,
        )
        self.edited.emit()


class _Change(QUndoCommand):
    def __init__(self, editor: SessionEditor, words: str, before: Edits, after: Edits) -> None:
        super().__init__(words)
        self._editor, self._before, self._after = editor, before, after

    def redo(self) -> None:
        self._editor.show(self._after)

    def undo(self) -> None:
        self._editor.show(self._before)
