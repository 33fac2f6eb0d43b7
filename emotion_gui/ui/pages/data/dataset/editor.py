"""The one way in which a data set is edited: labels, uses, faces, names, the trash; undoable."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from emotion_gui.core.data.editing import Edit, Target
from emotion_gui.core.data.hygiene import Finding, FindingKind
from emotion_gui.core.errors import DatasetExistsError, EmotionGuiError
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.labels import SEVEN
from emotion_gui.core.workspace.records import DatasetName, DatasetRow, Sample
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.operations import edit_classes, edit_dataset
from emotion_gui.operations.edit_dataset import Edited
from emotion_gui.ui.pages.data.dataset.edit_queue import EditQueue
from emotion_gui.ui.pages.data.texts import finding_text, label_text
from emotion_gui.ui.undo import Step
from emotion_gui.workers.task_manager import TaskManager

if TYPE_CHECKING:
    from emotion_gui.core.data.class_editing import ClassEdit
    from emotion_gui.core.data.review import Recrop
    from emotion_gui.core.faces.boxes import FaceBox


class DatasetEditor(QObject):
    """Edits what is chosen: the faces selected in the gallery, or the picture under review.

    Gallery, detail pane and review call its verbs; what came of them is told by `edited` when
    it is written. Nothing of it is read or written on the window's thread.
    """

    edited = Signal(object)  # Edited
    remedies_changed = Signal()
    datasets_changed = Signal(object)  # id of the data set to show, or None
    refused = Signal(object)  # Exception

    def __init__(
        self, workspace: Workspace, tasks: TaskManager, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._queue = EditQueue(tasks, self)
        self._target: Target | None = None
        self._done: set[tuple[int, FindingKind]] = set()
        self.labels = SEVEN  # of the data set that is edited, for words
        self.undo_stack = QUndoStack(self)

    # -- what is edited ---------------------------------------------------------------------

    def choose_faces(self, dataset_id: int, faces: Sequence[int]) -> None:
        """Edits are for these faces from now on."""
        self._target = Target(dataset_id, tuple(faces)) if faces else None

    def choose_sample(self, dataset_id: int, sample: Sample) -> None:
        """Edits are for this sample from now on, whether it has a face or not."""
        self._target = Target(dataset_id, sample_ids=(sample.sample_id or -1,))

    def choose_nothing(self) -> None:
        self._target = None

    # -- samples ----------------------------------------------------------------------------

    def relabel(self, label: int | None) -> None:
        """Give what is chosen another label; None = none."""
        self._edit(
            lambda target: partial(edit_dataset.relabel, self._workspace, target, label),
            lambda n: self.tr("label %Ln as {name}", "", n).format(
                name=label_text(label, self.labels)
            ),
        )

    def exclude(self) -> None:
        """Take what is chosen out."""
        self._edit(
            lambda target: partial(edit_dataset.exclude, self._workspace, target),
            lambda n: self.tr("exclude %Ln", "", n),
        )

    def put_back(self) -> None:
        """Make what is chosen usable again."""
        self._edit(
            lambda target: partial(edit_dataset.put_back, self._workspace, target),
            lambda n: self.tr("put %Ln back", "", n),
        )

    def recrop(self, dataset_id: int, sample: Sample, box: FaceBox) -> None:
        """Cut a face out of its picture anew."""
        self._queue.add(
            lambda: self._queue.run(
                partial(edit_dataset.recrop, self._workspace, dataset_id, sample, box),
                self.tr("Cutting a face out"),
                partial(self._remember, self.tr("new face of {name}").format(name=sample.source)),
                self.refused.emit,
            )
        )

    def undo(self) -> None:
        """Take the last step back, once everything asked for before is written."""
        self._queue.add(self.undo_stack.undo)

    def redo(self) -> None:
        """Do again what was taken back."""
        self._queue.add(self.undo_stack.redo)

    def finish(self) -> None:
        """Return when everything asked for is written."""
        self._queue.finish()

    def _edit(
        self,
        job_of: Callable[[Target], Callable[[JobContext], tuple[Edit, Edited]]],
        text_of: Callable[[int], str],
    ) -> None:
        target = self._target
        if target is None:
            return

        def on_success(outcome: tuple[Edit, Edited]) -> None:
            edit, _ = outcome
            if edit.count:  # labels that were so already are no step
                self._remember(text_of(edit.count), outcome)

        self._queue.add(
            lambda: self._queue.run(
                job_of(target),
                self.tr("Editing %Ln faces", "", target.count),
                on_success,
                self.refused.emit,
            )
        )

    def _remember(self, text: str, outcome: tuple[Edit | Recrop, Edited]) -> None:
        change, edited = outcome
        self.undo_stack.push(
            Step(
                text,
                do=lambda: self._replay(edited.dataset_id, change, back=False),
                undo=lambda: self._replay(edited.dataset_id, change, back=True),
                done=True,
            )
        )
        self.edited.emit(edited)

    def _replay(
        self,
        dataset_id: int,
        change: Edit | Recrop,
        *,
        back: bool,
        then: Callable[[], object] | None = None,
    ) -> None:
        """Called by the undo stack, whose turn it is in the queue."""

        def on_success(edited: Edited) -> None:
            if then is not None:
                then()
            self.edited.emit(edited)

        self._queue.run(
            partial(edit_dataset.replay, self._workspace, dataset_id, change, back=back),
            self.tr("Taking an edit back") if back else self.tr("Editing again"),
            on_success,
            self._on_replay_failed,
        )

    def _on_replay_failed(self, error: Exception) -> None:
        # The stack has moved already and cannot be told to go back without calling its step.
        self.undo_stack.clear()
        self.refused.emit(error)

    # -- remedies of the check --------------------------------------------------------------

    def remedies_of(self, dataset_id: int) -> frozenset[FindingKind]:
        """Findings of a data set whose remedy is applied at present."""
        return frozenset(kind for key, kind in self._done if key == dataset_id)

    def forget_remedies(self, dataset_id: int, kind: FindingKind | None = None) -> None:
        """The data set was checked anew: its findings (of a kind) are other ones."""
        self._done = {
            entry
            for entry in self._done
            if entry[0] != dataset_id or (kind is not None and entry[1] is not kind)
        }

    def apply(self, dataset_id: int, finding: Finding) -> None:
        """Apply a finding's remedy."""
        remedy = finding_text(finding).remedy
        self._queue.add(
            lambda: self._queue.run(
                partial(edit_dataset.apply_remedy, self._workspace, dataset_id, finding),
                remedy,
                partial(self._on_applied, (dataset_id, finding.kind), remedy),
                self.refused.emit,
            )
        )

    def _on_applied(
        self, key: tuple[int, FindingKind], text: str, outcome: tuple[Edit, Edited]
    ) -> None:
        edit, edited = outcome

        def mark(*, done: bool) -> None:
            (self._done.add if done else self._done.discard)(key)
            self.remedies_changed.emit()

        def replay(*, back: bool) -> None:
            self._replay(key[0], edit, back=back, then=lambda: mark(done=not back))

        self.undo_stack.push(
            Step(text, do=lambda: replay(back=False), undo=lambda: replay(back=True), done=True)
        )
        self.edited.emit(edited)
        mark(done=True)

    # -- classes ----------------------------------------------------------------------------

    def rename_class(self, dataset_id: int, label: int, name: str) -> None:
        """Give a class of a data set another name."""
        self._change_classes(
            partial(edit_classes.rename, self._workspace, dataset_id, label, name),
            lambda edit: self.tr("rename class {name}").format(name=edit.before.names[label]),
        )

    def merge_classes(self, dataset_id: int, label: int, into: int) -> None:
        """Make the faces of a class another's."""
        self._change_classes(
            partial(edit_classes.merge, self._workspace, dataset_id, label, into),
            lambda edit: self.tr("merge {name} into {other}").format(
                name=edit.before.names[label], other=edit.before.names[into]
            ),
        )

    def add_class(self, dataset_id: int, name: str) -> None:
        """One more class, of which there are no faces yet."""
        self._change_classes(
            partial(edit_classes.add, self._workspace, dataset_id, name),
            lambda edit: self.tr("add class {name}").format(name=edit.after.names[-1]),
        )

    def _change_classes(
        self, job: Callable[[JobContext], ClassEdit], text_of: Callable[[ClassEdit], str]
    ) -> None:
        def on_success(edit: ClassEdit) -> None:
            self.undo_stack.push(
                Step(
                    text_of(edit),
                    do=lambda: self._replay_classes(edit, back=False),
                    undo=lambda: self._replay_classes(edit, back=True),
                    done=True,
                )
            )
            self.datasets_changed.emit(edit.dataset_id)

        title = self.tr("Changing classes")
        self._queue.add(lambda: self._queue.run(job, title, on_success, self.refused.emit))

    def _replay_classes(self, edit: ClassEdit, *, back: bool) -> None:
        self._queue.run(
            partial(edit_classes.replay, self._workspace, edit, back=back),
            self.tr("Changing classes"),
            lambda edit: self.datasets_changed.emit(edit.dataset_id),
            self._on_replay_failed,
        )

    # -- data sets --------------------------------------------------------------------------

    def rename(self, row: DatasetRow, name: str) -> None:
        """Give a data set another name."""
        taken = {other.name for other in self._workspace.datasets()}
        if name in taken:
            self.refused.emit(DatasetExistsError(name))
            return
        self._push_dataset(
            self.tr("rename {name}").format(name=row.name),
            row.dataset_id,
            do=lambda: self._workspace.rename_dataset(row.dataset_id, name),
            undo=lambda: self._workspace.rename_dataset(row.dataset_id, row.name),
        )

    def trash(self, row: DatasetName) -> None:
        """Move a data set to the trash."""
        self._push_dataset(
            self.tr("delete {name}").format(name=row.name),
            row.dataset_id,
            do=lambda: self._workspace.trash_dataset(row.dataset_id),
            undo=lambda: self._workspace.restore_dataset(row.dataset_id),
        )

    def bring_back(self, row: DatasetName) -> None:
        """Take a data set out of the trash."""
        self._push_dataset(
            self.tr("restore {name}").format(name=row.name),
            row.dataset_id,
            do=lambda: self._workspace.restore_dataset(row.dataset_id),
            undo=lambda: self._workspace.trash_dataset(row.dataset_id),
        )

    def _push_dataset(
        self, text: str, dataset_id: int, *, do: Callable[[], None], undo: Callable[[], None]
    ) -> None:
        def told(action: Callable[[], None]) -> Callable[[], None]:
            def run() -> None:
                try:
                    action()
                except EmotionGuiError as error:
                    self.refused.emit(error)
                self.datasets_changed.emit(dataset_id)

            return run

        # One row of one table each: no job, so that the list is right at once.
        step = Step(text, do=told(do), undo=told(undo))
        self._queue.add(lambda: self.undo_stack.push(step))
