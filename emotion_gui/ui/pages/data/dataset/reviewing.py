"""Going through pictures one by one: what is shown next, and what a key or a box does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from emotion_gui.core.errors import PictureError
from emotion_gui.core.faces.boxes import FaceBox
from emotion_gui.core.workspace.records import Part, Sample
from emotion_gui.operations import datasets as jobs
from emotion_gui.operations.edit_dataset import Edited
from emotion_gui.ui.pages.base import PageServices
from emotion_gui.ui.pages.data.dataset.browse_view import FACES, BrowseView
from emotion_gui.ui.pages.data.dataset.editor import DatasetEditor
from emotion_gui.ui.translation import reason_text
from emotion_gui.workers.task import Task

if TYPE_CHECKING:
    from emotion_gui.core.data.overview import DatasetOverview
    from emotion_gui.core.data.review import ReviewedPicture, Reviewer


class Reviewing(QObject):
    """Walks the list that was on screen when it was opened."""

    failed = Signal(object)  # Exception

    def __init__(
        self,
        services: PageServices,
        view: BrowseView,
        editor: DatasetEditor,
        overview: Callable[[], DatasetOverview | None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._services, self._view, self._editor = services, view, editor
        self._overview = overview
        self._reviewer: Reviewer | None = None
        self._faces: Sequence[int] = ()
        self._samples: Sequence[Sample] = ()
        self._place = 0
        self._task: Task | None = None
        review = view.review
        review.back_wanted.connect(self.close)
        review.step_wanted.connect(self._on_step)
        review.box_wanted.connect(self._on_box)
        view.gallery.opened.connect(self.open_face)
        view.detail.review_wanted.connect(self._on_review)
        view.problems.activated.connect(self._on_problem)

    @Slot(int)
    def open_face(self, face: int) -> None:
        """Go through the faces of the gallery, from this one on."""
        rows = self._view.gallery.rows
        places = np.flatnonzero(rows == face)
        if len(places):
            self._faces, self._samples = rows.tolist(), ()
            self._open(int(places[0]))

    def open_sample(self, row: int) -> None:
        """Go through what was left out, from this row of the table on."""
        problems = self._view.problems.problems
        self._samples = [problems.sample(n) for n in range(problems.rowCount())]
        self._faces = ()
        self._open(row)

    @Slot()
    def _on_review(self) -> None:
        selected = self._view.gallery.selected
        if selected and self._view.tab == FACES:
            self.open_face(selected[0])

    def _on_problem(self, index: object) -> None:
        self.open_sample(index.row())  # type: ignore[attr-defined]

    @property
    def sample(self) -> Sample | None:
        """What is on screen."""
        return self._view.review.sample if self._view.reviewing else None

    @Slot()
    def close(self) -> None:
        """Back to the list, at the picture that was shown last."""
        if self._task is not None:
            self._task.abandon()
        if not self._view.reviewing:
            return
        self._view.set_reviewing(False)
        # First nothing, then the faces of the list: selecting them chooses them for edits again.
        self._editor.choose_nothing()
        if self._faces:
            self._view.gallery.select([self._faces[self._place]])

    def _stored(self, place: int) -> Sample | None:
        overview = self._overview()
        if overview is None:
            return None
        if not self._faces:
            return self._samples[place]
        found = self._services.workspace.samples_of_faces(
            overview.row.dataset_id, [self._faces[place]]
        )
        return found[0] if found else None

    def _open(self, place: int) -> None:
        overview, sample = self._overview(), self._stored(place)
        if overview is None or sample is None:
            return
        self._place = place
        self._editor.choose_sample(overview.row.dataset_id, sample)
        total = len(self._faces) or len(self._samples)
        self._view.review.begin(sample, place=place, total=total)
        self._view.set_reviewing(True)
        self._show_detail(sample)
        if self._task is not None:
            self._task.abandon()
        if self._reviewer is None:
            from emotion_gui.core.data.review import Reviewer

            self._reviewer = Reviewer()
        self._task = self._services.tasks.start(
            partial(jobs.review, self._reviewer, overview.row, sample),
            title=self.tr("Opening a picture"),
            exclusive=False,
            on_success=self._on_picture,
            on_failure=self._on_no_picture,
        )

    def _show_detail(self, sample: Sample) -> None:
        overview = self._overview()
        if overview is None or sample.face_index is None:
            self._view.detail.show_nothing()
            return
        part = Part(int(overview.parts[sample.face_index]))
        self._view.detail.show_samples([sample], overview.faces[sample.face_index], part)

    def _on_picture(self, reviewed: ReviewedPicture) -> None:
        overview, sample = self._overview(), self.sample
        if overview is None or sample is None:
            return
        face = None if sample.face_index is None else overview.faces[sample.face_index]
        self._view.review.show_picture(reviewed, face)

    def _on_no_picture(self, error: Exception) -> None:
        if isinstance(error, PictureError):
            self._view.review.show_missing(
                self.tr("The picture cannot be opened: {why}").format(why=reason_text(error.reason))
            )
        else:
            self.failed.emit(error)

    @Slot(int)
    def _on_step(self, step: int) -> None:
        self._open(self._place + step)

    @Slot(object)
    def _on_box(self, box: FaceBox) -> None:
        overview, sample = self._overview(), self.sample
        if overview is None or sample is None:
            return
        self._editor.recrop(overview.row.dataset_id, sample, box)

    def note_edit(self, edited: Edited) -> None:
        """Something was edited or undone: show the picture as it is now."""
        sample = self.sample
        if sample is None:
            return
        now = edited.as_now(sample)
        if now is not sample:
            if not self._faces:
                self._samples = [now if s.sample_id == now.sample_id else s for s in self._samples]
            self._view.review.show_sample(now)
            self._show_detail(now)
