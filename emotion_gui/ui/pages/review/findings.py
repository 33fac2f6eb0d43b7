"""What is worked out about the open film: figures, the clearest moments, a coding beside it."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from emotion_gui.core.labels import SEVEN
from emotion_gui.core.review.agreement import CodingAgreement
from emotion_gui.core.review.sessions import OpenSession
from emotion_gui.core.review.statistics import PersonFigures
from emotion_gui.operations.film_outputs import coded_agreements
from emotion_gui.operations.review_film import (
    Peak,
    figures_of_session,
    find_peaks,
    keep_shown_face,
)
from emotion_gui.ui import file_dialogs
from emotion_gui.ui.emotions import emotion_name
from emotion_gui.ui.pages.base import Page
from emotion_gui.ui.pages.review.agreement import AgreementDialog
from emotion_gui.ui.pages.review.editor import SessionEditor
from emotion_gui.ui.pages.review.figures import FiguresView
from emotion_gui.ui.widgets import ArrayFaces, FaceGrid
from emotion_gui.workers.task_slot import LatestJobs, TaskLine

if TYPE_CHECKING:
    from emotion_gui.core.data.keeping import Keeping
    from emotion_gui.core.jobs import JobContext

AFTER_MS = 400  # several edits in a row are counted once
PEAK_PX = 48


class FilmFindings(QObject):
    """Follows the open film and the chosen person.

    Args:
        page: tells in its banner what came of it.
        editor: of the open film.
    """

    wished = Signal(int)  # place among the analysed frames
    compared = Signal()  # a coding stands beside the model

    def __init__(self, page: Page, editor: SessionEditor) -> None:
        super().__init__(page)
        self._page, self._services, self._editor = page, page.services, editor
        # Of those who were chosen: the film with the marks that were counted, and what came of it.
        self._figures: dict[int, tuple[OpenSession, tuple[PersonFigures, ...]]] = {}
        self._peaks: tuple[Peak, ...] = ()
        self._person = 0
        self._agreements: list[CodingAgreement] = []
        self._matrix: AgreementDialog | None = None  # opened last
        self._coding: Path | None = None  # that the open film is set against
        self._jobs = LatestJobs(self._services.tasks, page.show_error)
        self._keeping = TaskLine(self._services.tasks, on_failure=page.show_error, parent=self)
        self._counting = QTimer(self)
        self._counting.setSingleShot(True)
        self._counting.setInterval(AFTER_MS)
        self._counting.timeout.connect(self._count)
        self.view = FiguresView()
        self.peaks = FaceGrid(self._services.theme, side_px=PEAK_PX, with_captions=True)
        self.peaks.setAccessibleName(self.tr("Clearest moments"))
        self.peaks.setFixedHeight(PEAK_PX + 44)
        self.peaks.selection_changed.connect(self._on_peak)
        self.view.coding_button.clicked.connect(self.ask_coding)
        self.view.matrix_button.clicked.connect(self.show_matrix)
        self.view.gaps_box.toggled.connect(self._compare_again)

    def show_session(self, *, whole: bool) -> None:
        """Other marks, or (whole) another film."""
        if whole:
            self._figures, self._peaks, self._coding = {}, (), None
            self._jobs.stop("coding")
            self._show_agreements([])
            self.view.gaps_box.setChecked(False)
        self.view.coding_button.setEnabled(self._editor.session is not None)
        self._counting.start()

    def coding(self) -> tuple[Path | None, bool]:
        """By hand, that the film is set against now, and whether its gaps are neutral.

        None where nobody fits it.
        """
        return self._coding if self._agreements else None, self.view.gaps_box.isChecked()

    def choose_person(self, number: int) -> None:
        """Whose figures and peaks are shown."""
        is_other = number != self._person
        self._person = number
        self._show_figures()
        if is_other and not self._counting.isActive():
            self._find_figures()
            self._find_peaks()

    @Slot()
    def _count(self) -> None:
        session = self._editor.session
        if session is None:
            self.view.show_figures((), 0)
            self.peaks.set_faces(None)
            return
        self._find_figures()
        self._find_peaks()
        self._compare_again()  # others may be meant by it now

    def _find_figures(self) -> None:
        """Of the chosen person alone: a film of an hour may have a thousand."""
        session, number = self._editor.session, self._person
        known = self._figures.get(number)
        if session is None or not number or (known is not None and known[0] is session):
            return
        self._jobs.start(
            "figures",
            partial(figures_of_session, session, number),
            self.tr("Working out the figures"),
            partial(self._on_figures, session, number),
        )

    def _on_figures(
        self, session: OpenSession, number: int, figures: tuple[PersonFigures, ...]
    ) -> None:
        if session is self._editor.session:  # with the same marks
            self._figures[number] = session, figures
            self._show_figures()

    def _show_figures(self) -> None:
        """The newest there are; after an edit those from before it, until it is counted."""
        _, figures = self._figures.get(self._person, (None, ()))
        self.view.show_figures(figures, self._person)

    def _find_peaks(self) -> None:
        session = self._editor.session
        if session is None or not self._person:
            self.peaks.set_faces(None)
            return
        self._jobs.start(
            "peaks",
            partial(find_peaks, session, self._person),
            self.tr("Looking for the clearest moments"),
            self._on_peaks,
            on_failure=self._on_no_peaks,
        )

    def _on_no_peaks(self, error: Exception) -> None:
        del error  # the player says that the film is gone
        self.peaks.set_faces(None)

    def _on_peaks(self, peaks: tuple[Peak, ...]) -> None:
        import numpy as np

        self._peaks = peaks
        if not peaks:
            self.peaks.set_faces(None)
            return
        session = self._editor.session
        labels = SEVEN if session is None else session.timeline.rows.labels
        captions = [emotion_name(peak.emotion, labels) for peak in peaks]
        faces = np.stack([peak.face for peak in peaks])
        self.peaks.set_faces(ArrayFaces(faces, captions))

    @Slot(list)
    def _on_peak(self, selected: list[int]) -> None:
        if selected and selected[0] < len(self._peaks):
            self.wished.emit(self._peaks[selected[0]].place)

    # --- a coding by hand -----------------------------------------------------------------

    @Slot()
    def ask_coding(self) -> None:
        """Set a coding by hand against the model."""
        topic = file_dialogs.FileTopic(self._services.settings, "review-coding")
        kinds = {self.tr("Codings"): [".boris", ".eaf", ".csv", ".tsv", ".txt"]}
        path = file_dialogs.ask_open(
            self._page, topic, title=self.tr("Coding by hand"), kinds=kinds, all_files=True
        )
        if path is not None:
            self.compare_with(path)

    def compare_with(self, coding: Path, *, again: bool = False) -> None:
        """Work out how far a coding and the model agree.

        Args:
            coding: the file.
            again: it was compared before, and what it is compared with has changed.
        """
        session = self._editor.session
        if session is not None:
            gaps = self.view.gaps_box.isChecked()
            self._jobs.start(
                "coding",
                partial(_agreements, session, coding, gaps_are_neutral=gaps),
                self.tr("Comparing"),
                partial(self._on_agreements, coding, again),
                on_failure=self._on_no_agreement if again else None,
            )

    @Slot()
    def _compare_again(self) -> None:
        if self._coding is not None:
            self.compare_with(self._coding, again=True)

    def _on_agreements(self, coding: Path, again: bool, found: list[CodingAgreement]) -> None:
        self._coding = coding
        self._show_agreements(found)
        if not again:
            self.compared.emit()

    def _on_no_agreement(self, error: Exception) -> None:
        del error  # after an edit nobody fits the coding; an undo brings it back
        self._show_agreements([])

    def _show_agreements(self, found: list[CodingAgreement]) -> None:
        self._agreements = found
        session = self._editor.session
        neutral = None if session is None else session.timeline.rows.labels.neutral
        self.view.show_agreement(found, self._editor.edits, has_neutral=neutral is not None)

    @Slot()
    def show_matrix(self) -> None:
        """What was coded when, and what the model answered."""
        session = self._editor.session
        if session is None or not self._agreements:
            return
        labels = session.timeline.rows.labels
        theme, menu = self._services.theme, self._page.figure_menu
        if self._matrix is not None:
            self._matrix.deleteLater()
        self._matrix = AgreementDialog(theme, menu, self._agreements, labels, self._page)
        self._matrix.open()

    # --- a face to teach with -------------------------------------------------------------

    def keep_face(self, place: int) -> None:
        """Keep the face of the chosen person on a frame, to teach with."""
        session = self._editor.session
        if session is None or not session.timeline.rows.frames:
            return
        self._keeping.start(
            partial(keep_shown_face, self._services.workspace, session, self._person, place),
            self.tr("Keeping a face"),
            self._on_kept,
        )

    def _on_kept(self, keeping: Keeping | None) -> None:
        if keeping is None:
            self._page.show_info(self.tr("This person is not on this frame"))
            return
        text = self.tr("Label it and train on it under Train, Teach.")
        known = self.tr("It is there already.")
        self._page.show_info(
            self.tr("%Ln kept faces", "", keeping.row.faces),
            text if keeping.added else known,
            kind="success",
        )
        self._services.events.datasets_changed.emit()


def _agreements(
    session: OpenSession, coding: Path, context: JobContext, *, gaps_are_neutral: bool
) -> list[CodingAgreement]:
    context.checkpoint()
    return coded_agreements(session, coding, gaps_are_neutral=gaps_are_neutral)
