"""While an import runs: progress, rate, time left, and the faces as they come."""

from __future__ import annotations

from collections import deque

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLabel, QProgressBar, QVBoxLayout, QWidget

from emotion_gui.core.jobs import Progress
from emotion_gui.core.labels import SEVEN
from emotion_gui.ui.emotions import emotion_name
from emotion_gui.ui.numbers import count, duration, number
from emotion_gui.ui.plain_text import wrapping
from emotion_gui.ui.theme import Theme
from emotion_gui.ui.translation import progress_text
from emotion_gui.ui.widgets import Card, FaceGrid, FactTable, set_role
from emotion_gui.ui.widgets.flow import Sides
from emotion_gui.ui.widgets.scroll_column import ScrollColumn

_NEWEST = 240


class FreshProvider:
    """The newest faces first."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self.labels = SEVEN
        self._faces: deque[tuple[npt.NDArray[np.uint8], int | None]] = deque(maxlen=_NEWEST)

    def add(self, faces: npt.NDArray[np.uint8], labels: tuple[int | None, ...]) -> None:
        for face, label in zip(faces, labels, strict=True):
            self._faces.appendleft((face, label))

    def count(self) -> int:
        return len(self._faces)

    def face(self, index: int) -> npt.NDArray[np.uint8]:
        return self._faces[index][0]

    def caption(self, index: int) -> str:
        label = self._faces[index][1]
        return "" if label is None else emotion_name(label, self.labels)

    def color(self, index: int) -> QColor | None:
        label = self._faces[index][1]
        return None if label is None else self._theme.emotion_color(label, self.labels)


class ImportView(QWidget):
    """Left the figures, right the faces."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._provider = FreshProvider(theme)
        self.card = Card(self.tr("Importing"))
        self.figure_label = set_role(QLabel("0"), "figure")
        self.text_label = set_role(QLabel(), "muted")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Progress of the import"))
        self.facts = FactTable()
        for key, title in (
            ("speed", self.tr("Speed")),
            ("left", self.tr("Left")),
            ("skipped", self.tr("Left out")),
        ):
            self.facts.add(key, title)
        self.safe_label = set_role(
            QLabel(
                self.tr(
                    "Every few seconds the faces are safe on disk. Cancel or a power cut costs "
                    "nothing: the same import goes on where it was."
                )
            ),
            "small",
        )
        self.safe_label.setWordWrap(True)
        for widget in (self.figure_label, self.text_label, self.bar, self.facts, self.safe_label):
            self.card.body.addWidget(widget)
        self.grid = FaceGrid(theme, side_px=56)
        faces = Card(self.tr("Newest faces"))
        faces.body.addWidget(self.grid)
        sides = Sides(spacing=14)
        sides.add(ScrollColumn([self.card], width=306))
        sides.add(faces, 1, least_px=260)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(sides)

    def begin(self, name: str) -> None:
        """An import starts."""
        self._provider = FreshProvider(self._theme)
        self.grid.set_faces(self._provider)
        self.card.set_title(name)
        self.figure_label.setText("0")
        self.text_label.setText(self.tr("Preparing…"))
        self.bar.setRange(0, 0)
        for key in ("speed", "left", "skipped"):
            self.facts.set_value(key, "–")

    def show_progress(self, progress: Progress, eta_s: float | None) -> None:
        """A report of the job."""
        from emotion_gui.core.data.import_sink import FreshFaces

        if progress.total:
            self.bar.setRange(0, progress.total)
            self.bar.setValue(progress.done)
        self.text_label.setText(wrapping(progress_text(progress.text)))
        fresh = progress.detail
        if not isinstance(fresh, FreshFaces):
            return
        self.figure_label.setText(self.tr("%Ln faces", "", fresh.imported))
        rate = number(fresh.rate, 0 if fresh.rate >= 10 else 1)
        self.facts.set_value("speed", self.tr("{rate} a second").format(rate=rate))
        self.facts.set_value("left", duration(eta_s))
        tone = "warn" if fresh.skipped else ""
        self.facts.set_value("skipped", count(fresh.skipped), tone=tone)
        if len(fresh.faces):
            self._provider.labels = fresh.label_set
            self._provider.add(fresh.faces, fresh.labels)
            self.grid.refresh()
