"""The faces of the teach view: which are listed, what stands below each, and their edits."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QUndoStack

from emotion_gui.core.data.editing import Edit, Target
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.workspace.records import Part, SampleStatus
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.operations import edit_dataset
from emotion_gui.operations.edit_dataset import Edited
from emotion_gui.ui.numbers import percent
from emotion_gui.ui.pages.training.teach.texts import class_title
from emotion_gui.ui.theme import Theme
from emotion_gui.ui.translation import translator
from emotion_gui.ui.undo import Step
from emotion_gui.workers.task_manager import TaskManager
from emotion_gui.workers.task_slot import TaskSlot

if TYPE_CHECKING:
    from emotion_gui.operations.pupils import TeachingFaces

_tr = translator("TeachView")
EditJob = Callable[[JobContext], tuple[Edit, Edited]]


class ListedFaces:
    """Some of a data set's faces for a grid; position i of the grid is `rows[i]`."""

    def __init__(self, every: TeachingFaces, rows: list[int], theme: Theme) -> None:
        self._every, self.rows, self._theme = every, rows, theme

    def count(self) -> int:
        return len(self.rows)

    def face(self, index: int) -> npt.NDArray[np.uint8]:
        return np.asarray(self._every.faces[self.rows[index]])

    def caption(self, index: int) -> str:
        row = self.rows[index]
        suggestion = self._every.supposed(row)
        if suggestion is not None:
            title = class_title(self._every.row.label_set, suggestion.label)
            # The sign stands first: the middle of a long caption is cut out.
            return _tr("? {name} {share}").format(
                name=title, share=percent(suggestion.confidence, 0)
            )
        if self._every.statuses[row] not in (SampleStatus.OK, SampleStatus.SUGGESTED):
            return _tr("out")
        label = int(self._every.labels[row])
        return "" if label < 0 else class_title(self._every.row.label_set, label)

    def color(self, index: int) -> QColor | None:
        row = self.rows[index]
        label = int(self._every.labels[row])
        # What is supposed has no colour: it must not look like a label.
        if label < 0 or self._every.statuses[row] is not SampleStatus.OK:
            return None
        return self._theme.emotion_color(label, self._every.row.label_set)


def listed(every: TeachingFaces, which: str) -> list[int]:
    """Faces to be judged (`waiting`), that teach (`taught`), held out (`held`), or all."""
    if which == "waiting":
        return every.waiting
    if which == "all":
        return list(range(len(every.faces)))
    return every.of_part(Part.TRAIN if which == "taught" else Part.TEST)


class FaceEdits(QObject):
    """Labels, accepts and takes out, one job after the other; every edit can be taken back."""

    edited = Signal(object)  # Edited
    failed = Signal(Exception)

    def __init__(self, workspace: Workspace, tasks: TaskManager, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._slot = TaskSlot(tasks, exclusive=True, on_failure=self._on_failed, parent=self)
        self._waiting: list[Callable[[], None]] = []
        self.undo_stack = QUndoStack(self)

    @property
    def busy(self) -> bool:
        """Something is being written, or waits for it."""
        return self._slot.busy or bool(self._waiting)

    def relabel(self, target: Target, label: int, title: str) -> None:
        """Give faces a label; supposed ones are judged by it."""
        job = partial(edit_dataset.relabel, self._workspace, target, label)
        self._edit(job, _tr("label as {name}").format(name=title))

    def accept(self, target: Target) -> None:
        """Take what is supposed of faces for their labels."""
        self._edit(partial(edit_dataset.accept, self._workspace, target), _tr("accept"))

    def exclude(self, target: Target) -> None:
        """Take faces out."""
        self._edit(partial(edit_dataset.exclude, self._workspace, target), _tr("take out"))

    def undo(self) -> None:
        """Take the last edit back, once everything asked for is written."""
        self._add(self.undo_stack.undo)

    def _edit(self, job: EditJob, text: str) -> None:
        def remember(outcome: tuple[Edit, Edited]) -> None:
            edit, edited = outcome
            if edit.count:
                step = Step(
                    text,
                    do=partial(self._replay, edit, back=False),
                    undo=partial(self._replay, edit, back=True),
                    done=True,
                )
                self.undo_stack.push(step)
                self.edited.emit(edited)
            self._next()

        self._add(lambda: self._run(job, text, remember))

    def _replay(self, edit: Edit, *, back: bool) -> None:
        def told(edited: Edited) -> None:
            self.edited.emit(edited)
            self._next()

        job = partial(edit_dataset.replay, self._workspace, edit.dataset_id, edit, back=back)
        self._run(job, _tr("Taking an edit back"), told)

    def _run(
        self, job: Callable[[JobContext], object], title: str, then: Callable[..., object]
    ) -> None:
        self._slot.start(job, title, then)

    def _add(self, begin: Callable[[], None]) -> None:
        self._waiting.append(begin)
        if not self._slot.busy:
            self._next()

    def _next(self) -> None:
        # An undo without anything to take back starts no job.
        while self._waiting and not self._slot.busy:
            self._waiting.pop(0)()

    def _on_failed(self, error: Exception) -> None:
        self._waiting.clear()
        self.failed.emit(error)
