"""The faces behind a figure, and one of them in detail."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from emotion_gui.core.labels import SEVEN, LabelSet
from emotion_gui.operations.evaluate import Answers
from emotion_gui.ui.emotions import emotion_name
from emotion_gui.ui.numbers import count, percent
from emotion_gui.ui.theme import Theme
from emotion_gui.ui.widgets import ProbabilityBars, set_role
from emotion_gui.ui.widgets.face_mosaic import FaceMosaic

_FACE_PX = 96


class AnswerFaces:
    """Faces of a gallery; the line below a face has the colour of the answer.

    Captions tell truth and answer where they differ from face to face (`mixed`), and how
    sure the answer is where they do not.
    """

    def __init__(
        self,
        faces: npt.NDArray[np.uint8],
        answers: Answers,
        positions: npt.NDArray[np.int64],
        theme: Theme,
        *,
        mixed: bool,
    ) -> None:
        self._faces, self._answers, self._theme = faces, answers, theme
        self._mixed = mixed
        self.positions = positions

    def count(self) -> int:
        return len(self.positions)

    def face(self, index: int) -> npt.NDArray[np.uint8]:
        return np.asarray(self._faces[self._answers.rows[self.positions[index]]])

    def caption(self, index: int) -> str:
        position = self.positions[index]
        probabilities = self._answers.probabilities[position]
        answer = int(probabilities.argmax())
        if self._mixed:
            truth = int(self._answers.labels[position])
            return f"{self._name(truth)}→{self._name(answer)}"
        return percent(float(probabilities[answer]), 0)

    def color(self, index: int) -> QColor | None:
        answer = int(self._answers.probabilities[self.positions[index]].argmax())
        return self._theme.emotion_color(answer, self._answers.label_set)

    def _name(self, label: int) -> str:
        return emotion_name(label, self._answers.label_set)


class FaceDetail(QWidget):
    """One face, its label, and all probabilities."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.picture = FaceMosaic(theme, columns=1, name=self.tr("The chosen face"))
        self.picture.setFixedSize(_FACE_PX, _FACE_PX)
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setFixedWidth(_FACE_PX)
        self.words.setAlignment(Qt.AlignmentFlag.AlignTop)
        set_role(self.words, "small")
        self.look_button = QPushButton(self.tr("Look i&nside"))
        self.look_button.setToolTip(
            self.tr("Where the network looks in this face, and the maps of every layer")
        )
        self.bars = ProbabilityBars(theme)
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addWidget(self.picture)
        left.addWidget(self.words)
        left.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addWidget(self.bars)
        right.addWidget(self.look_button, 0, Qt.AlignmentFlag.AlignRight)
        right.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addLayout(left)
        row.addLayout(right, 1)
        self.clear()

    def clear(self) -> None:
        self.words.setText(self.tr("Choose a face to see its probabilities."))
        self.picture.set_faces(np.empty((0, 48, 48), dtype=np.uint8))
        self.bars.set_values(None)
        self.look_button.setEnabled(False)

    def show_face(
        self,
        face: npt.NDArray[np.uint8],
        *,
        label: int,
        row: int,
        probabilities: list[float],
        labels: LabelSet = SEVEN,
    ) -> None:
        answer = max(range(len(probabilities)), key=probabilities.__getitem__)
        self.picture.set_faces(face[None])
        self.words.setText(
            self.tr("Labelled {label},\nanswered {answer}\n(face {row})").format(
                label=emotion_name(label, labels),
                answer=emotion_name(answer, labels),
                row=count(row),
            )
        )
        self.bars.set_labels(labels)
        self.bars.set_values(probabilities)
        self.look_button.setEnabled(True)
