"""Undoable changes of a data set: labels, exclusions, remedies, names, the trash."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from emotion_gui.core.data.hygiene import Finding, FindingKind, apply_remedy
from emotion_gui.core.errors import DatasetExistsError, EmotionGuiError
from emotion_gui.core.labels import LABELS
from emotion_gui.core.workspace.records import DatasetRow, Sample, SampleStatus
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.ui.pages.data.finding_words import words_of
from emotion_gui.ui.undo import Step, samples_step

if TYPE_CHECKING:
    from emotion_gui.core.data.review import Recrop

_EXCLUDED = "excluded by hand"  # stored: in English, whatever the language of whoever clicks


class Editor(QObject):
    """Every change goes through its undo stack and is told by a signal."""

    samples_changed = Signal(object)  # the samples as they are now
    remedies_changed = Signal()
    datasets_changed = Signal(object)  # id of the data set to show, or None
    refused = Signal(object)  # EmotionGuiError

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.undo_stack = QUndoStack(self)
        self._done: set[tuple[int, FindingKind]] = set()

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

    def relabel(self, dataset_id: int, faces: Sequence[int], label: int) -> None:
        """Give faces another label; -1 = none."""
        new = None if label < 0 else label
        self.relabel_samples(self._workspace.samples_of_faces(dataset_id, faces), new)

    def relabel_samples(self, samples: Sequence[Sample], new: int | None) -> None:
        """The same for samples, with a face or without."""
        before = [sample for sample in samples if sample.label != new]
        after = [replace(sample, label=new) for sample in before]
        name = self.tr("no label") if new is None else LABELS[new]
        self._push(before, after, self.tr("label {n} as {name}"), name)

    def exclude(self, dataset_id: int, faces: Sequence[int]) -> None:
        """Take usable faces out."""
        self.exclude_samples(self._workspace.samples_of_faces(dataset_id, faces))

    def exclude_samples(self, samples: Sequence[Sample]) -> None:
        """The same for samples."""
        before = [sample for sample in samples if sample.status is SampleStatus.OK]
        after = [replace(s, status=SampleStatus.EXCLUDED, reason=_EXCLUDED) for s in before]
        self._push(before, after, self.tr("exclude {n}"))

    def restore(self, dataset_id: int, faces: Sequence[int]) -> None:
        """Make faces usable again."""
        self.restore_samples(self._workspace.samples_of_faces(dataset_id, faces))

    def restore_samples(self, samples: Sequence[Sample]) -> None:
        """The same for samples; what has no face stays out."""
        before = [
            sample
            for sample in samples
            if sample.status is not SampleStatus.OK and sample.face_index is not None
        ]
        after = [replace(sample, status=SampleStatus.OK, reason="") for sample in before]
        self._push(before, after, self.tr("put {n} back"))

    def recrop(self, row: DatasetRow, change: Recrop) -> None:
        """Remember a face that was just cut out anew, so that it can be taken back."""
        from emotion_gui.core.data.review import redo_recrop, undo_recrop

        fresh = [True]  # pushing a step runs it, but this one has happened already

        def do() -> None:
            if fresh:
                fresh.clear()
                self.samples_changed.emit([change.after])
                return
            self._try(lambda: [redo_recrop(self._workspace, row, change)])

        self.undo_stack.push(
            Step(
                self.tr("new face of {name}").format(name=change.after.source),
                do=do,
                undo=lambda: self._try(lambda: [undo_recrop(self._workspace, row, change)]),
            )
        )

    def _try(self, action: Callable[[], list[Sample]]) -> None:
        try:
            self.samples_changed.emit(action())
        except EmotionGuiError as error:
            self.refused.emit(error)

    def apply(self, dataset_id: int, finding: Finding) -> None:
        """Apply a finding's remedy."""
        remedy = apply_remedy(self._workspace, dataset_id, finding)
        key = (dataset_id, finding.kind)

        def write(samples: Sequence[Sample], *, done: bool) -> None:
            self._workspace.update_samples(samples)
            (self._done.add if done else self._done.discard)(key)
            self.samples_changed.emit(samples)
            self.remedies_changed.emit()

        step = Step(
            words_of(finding).remedy,
            do=lambda: write(remedy.after, done=True),
            undo=lambda: write(remedy.before, done=False),
        )
        self.undo_stack.push(step)

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

    def trash(self, row: DatasetRow) -> None:
        """Move a data set to the trash."""
        self._push_dataset(
            self.tr("delete {name}").format(name=row.name),
            row.dataset_id,
            do=lambda: self._workspace.trash_dataset(row.dataset_id),
            undo=lambda: self._workspace.restore_dataset(row.dataset_id),
        )

    def bring_back(self, row: DatasetRow) -> None:
        """Take a data set out of the trash."""
        self._push_dataset(
            self.tr("restore {name}").format(name=row.name),
            row.dataset_id,
            do=lambda: self._workspace.restore_dataset(row.dataset_id),
            undo=lambda: self._workspace.trash_dataset(row.dataset_id),
        )

    def _push(
        self, before: Sequence[Sample], after: Sequence[Sample], text: str, name: str = ""
    ) -> None:
        if not before:
            return
        self.undo_stack.push(
            samples_step(
                self._workspace,
                before,
                after,
                text=text.format(n=f"{len(before):,}", name=name),
                changed=self.samples_changed.emit,
            )
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

        self.undo_stack.push(Step(text, do=told(do), undo=told(undo)))
