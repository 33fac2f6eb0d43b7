"""Which faces are seen too badly to count, and how many go with it."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Slot
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.fields import declared_fields
from emotion_gui.core.review.edits import QualityFilter
from emotion_gui.core.review.sessions import OpenSession
from emotion_gui.ui import numbers
from emotion_gui.ui.pages.review.editor import SessionEditor
from emotion_gui.ui.widgets.form import FieldForm
from emotion_gui.ui.widgets.labels import set_role

WIDTH_PX = 96


class QualityView(QWidget):
    """A limit a line; every change counts at once and can be undone."""

    def __init__(self, editor: SessionEditor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self.form = FieldForm(declared_fields(QualityFilter), width_px=WIDTH_PX)
        self.form.edited.connect(self._on_edited)
        self.removed_label = set_role(QLabel(), "muted")
        self.removed_label.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.form)
        column.addWidget(self.removed_label)
        column.addStretch(1)

    def show_session(self, session: OpenSession | None) -> None:
        """The limits of a film, and what they remove."""
        quality = QualityFilter() if session is None else session.timeline.edits.quality
        if self._typed() != quality:
            with QSignalBlocker(self.form):
                self.form.set_values(vars(quality))
        if session is None or not session.timeline.rows.faces:
            self.removed_label.setText("")
            return
        kept = session.timeline.kept_faces
        gone = int((~kept).sum())
        share = numbers.percent(gone / len(kept))
        words = self.tr("%Ln faces are left out", "", gone)
        self.removed_label.setText(f"{words} ({share})")

    @Slot()
    def _on_edited(self) -> None:
        typed = self._typed()
        if typed is None or typed == self._editor.edits.quality:
            return
        self._editor.change(
            self.tr("Change the quality filter"), lambda edits: replace(edits, quality=typed)
        )

    def _typed(self) -> QualityFilter | None:
        try:
            return QualityFilter(**self.form.values())
        except ConfigError:
            return None
