"""All faces of the photographs with their answers; each leads to its photograph."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from emotion_gui.core.labels import SEVEN
from emotion_gui.ui import numbers
from emotion_gui.ui.emotions import emotion_name
from emotion_gui.ui.plain_text import shown_name
from emotion_gui.ui.theme import Theme
from emotion_gui.ui.widgets import Card, ChoiceBox, ElidedLabel, FaceGrid
from emotion_gui.ui.widgets.flow import FlowRow
from emotion_gui.ui.widgets.labels import set_role
from emotion_gui.ui.widgets.way_back import add_way_back

if TYPE_CHECKING:
    from emotion_gui.core.inference.results import FaceResult
    from emotion_gui.operations.album import Album, AlbumFace, AlbumOrder

SIDE_PX = 84  # the longest emotion with its per cent fits below


class _AlbumFaces:
    """What the grid shows."""

    def __init__(self, faces: tuple[AlbumFace, ...], theme: Theme) -> None:
        self._faces, self._theme = faces, theme

    def count(self) -> int:
        return len(self._faces)

    def face(self, index: int) -> npt.NDArray[np.uint8]:
        return self._faces[index].face.crop

    def caption(self, index: int) -> str:
        return _answer(self._faces[index].face)

    def color(self, index: int) -> QColor | None:
        answer = self._faces[index].face.answer
        if answer.label is None:
            return None
        return self._theme.emotion_color(answer.label, answer.labels)


class AlbumView(Card):
    """A grid, what it holds in a line above, and the chosen face in a line below."""

    opened = Signal(int)  # number of a photograph
    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("All faces"), parent)
        self._theme = theme
        self._album: Album | None = None
        self._faces: tuple[AlbumFace, ...] = ()
        self.order = ChoiceBox(
            [
                ("photographs", self.tr("As the photographs")),
                ("emotion", self.tr("By emotion")),
                ("surest", self.tr("Surest first")),
                ("least_sure", self.tr("Least sure first")),
            ],
            name=self.tr("Order of the faces"),
        )
        self.order.setToolTip(self.tr("Order of the faces"))
        self.order.chosen.connect(self._show_faces)
        self.header.addWidget(self.order)
        self.summary = QLabel()
        self.summary.setWordWrap(True)
        self.missing = set_role(QLabel(), "muted")
        self.missing.setWordWrap(True)
        self.grid = FaceGrid(theme, side_px=SIDE_PX)
        self.chosen = set_role(ElidedLabel(), "muted")
        self.open_button = QPushButton(self.tr("Show its photograph"))
        self.back_button = QPushButton(self.tr("Back to the photographs"))
        for widget in (self.summary, self.missing):
            self.body.addWidget(widget)
        self.body.addWidget(self.grid, 1)
        self.body.addWidget(self.chosen)
        self.body.addWidget(FlowRow(self.open_button, self.back_button))
        self.grid.selection_changed.connect(self._on_selection)
        self.grid.opened.connect(self._open)
        self.open_button.clicked.connect(self._open_chosen)
        self.back_button.clicked.connect(self.left)
        add_way_back(self, self.left.emit)

    def show_album(self, album: Album) -> None:
        """Other photographs, none of their faces chosen."""
        self._album = album
        faces = self.tr("%Ln faces", "", len(album.faces))
        pictures = self.tr("%Ln photographs", "", album.pictures)
        labels = album.faces[0].face.answer.labels if album.faces else SEVEN
        shares = [f"{emotion_name(k, labels)} {numbers.count(n)}" for k, n in album.answers.items()]
        self.summary.setText(" · ".join((pictures, faces, *shares)))
        lines = []
        if album.empty:
            lines.append(self.tr("No face was found in {0}.").format(_names(album.empty)))
        if album.unreadable:
            lines.append(self.tr("Could not be read: {0}.").format(_names(album.unreadable)))
        self.missing.setText(" ".join(lines))
        self.missing.setVisible(bool(lines))
        self._show_faces()

    @Slot()
    def _show_faces(self) -> None:
        assert self._album is not None
        self._faces = self._album.ordered(cast("AlbumOrder", self.order.current))
        self.grid.set_faces(_AlbumFaces(self._faces, self._theme))

    @Slot(list)
    def _on_selection(self, chosen: list[int]) -> None:
        entry = self._faces[chosen[0]] if len(chosen) == 1 else None
        self.open_button.setEnabled(entry is not None)
        if entry is None:
            self.chosen.setText(self.tr("Choose a face; a double click shows its photograph."))
        else:
            self.chosen.setText(f"{shown_name(entry.name)} · {_answer(entry.face)}")

    @Slot(int)
    def _open(self, index: int) -> None:
        self.opened.emit(self._faces[index].picture)

    @Slot()
    def _open_chosen(self) -> None:
        for index in self.grid.selected[:1]:
            self._open(index)


def _answer(face: FaceResult) -> str:
    return f"{emotion_name(face.label, face.answer.labels)} {numbers.percent(face.confidence, 0)}"


MOST_NAMES = 3


def _names(names: tuple[str, ...]) -> str:
    more = len(names) - MOST_NAMES
    shown = ", ".join(map(shown_name, names[:MOST_NAMES]))
    return f"{shown} + {numbers.count(more)}" if more > 0 else shown
