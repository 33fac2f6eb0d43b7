"""The chosen face: its probabilities, the very pixels that the network sees, its baseline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from emotion_gui.ui import numbers
from emotion_gui.ui.pages.live.parameters import LiveParameters
from emotion_gui.ui.theme import Theme
from emotion_gui.ui.tokens import RADIUS_PX
from emotion_gui.ui.widgets import Card, ProbabilityBars
from emotion_gui.ui.widgets.frame_view import to_qimage
from emotion_gui.ui.widgets.labels import set_role

if TYPE_CHECKING:
    from emotion_gui.core.inference.results import FaceResult

CROP_PX = 84
# Mean and spread of the crop's gray values (0-255) outside of which the light is remarked upon.
DARK, BRIGHT, FLAT = 60, 205, 25


class CropView(QWidget):
    """The very pixels of the network's input, enlarged without smoothing."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._image: QImage | None = None
        self.setFixedSize(QSize(CROP_PX, CROP_PX))
        self.setAccessibleName(self.tr("What the network sees"))
        theme.changed.connect(self.update)

    def show_face(self, face: FaceResult | None) -> None:
        self._image = None if face is None else to_qimage(face.crop)
        self.update()

    @property
    def image(self) -> QImage | None:
        return self._image

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        clip = QPainterPath()
        clip.addRoundedRect(QRectF(self.rect()), RADIUS_PX, RADIUS_PX)
        painter.setClipPath(clip)
        painter.fillRect(self.rect(), self._theme.color("track"))
        if self._image is not None:
            painter.drawImage(QRectF(self.rect()), self._image)
        painter.end()


class FacePanel(QWidget):
    """Shows one face; its baseline is taken and forgotten here."""

    def __init__(
        self, theme: Theme, parameters: LiveParameters, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._parameters = parameters
        self._face: FaceResult | None = None
        self.face_card = Card(self.tr("No face"))
        self.bars = ProbabilityBars(theme)
        self.face_card.body.addWidget(self.bars)
        self.crop = CropView(theme)
        self.crop_text = set_role(QLabel(), "muted")
        self.crop_text.setWordWrap(True)
        self.neutral_button = QPushButton()
        self.neutral_button.setProperty("link", True)
        # Nothing beside it moves when it comes and goes.
        place = self.neutral_button.sizePolicy()
        place.setRetainSizeWhenHidden(True)
        self.neutral_button.setSizePolicy(place)
        self.neutral_button.setToolTip(
            self.tr(
                "Look neutral for three seconds: the answers about this face are then relative "
                "to it, until it leaves the picture."
            )
        )
        self.neutral_button.clicked.connect(self._on_neutral)
        self._lay_out()
        self.show_face(None)

    def show_face(self, face: FaceResult | None, *, moving: bool = True) -> None:
        """The chosen face, or none.

        Args:
            face: of the newest frame.
            moving: it can be looked at for some seconds; False for stills and what is over.
        """
        self._face = face
        self.crop.show_face(face)
        self._show_neutral(moving=moving)
        if face is None:
            self.face_card.set_title(self.tr("No face"))
            self.face_card.set_note("")
            self.bars.set_values(None)
            self.crop_text.setText(self.tr("48 × 48 gray pixels"))
            return
        self.face_card.set_title(self.tr("Face {0}").format(face.track_id))
        self.face_card.set_note(self._unsure_text(face))
        self.bars.set_labels(face.answer.labels)
        self.bars.set_values([float(value) for value in face.probabilities])
        self.crop_text.setText(self._crop_text(face))

    def freeze(self) -> None:
        """The source is over: what was seen last stays, but no baseline can be taken of it."""
        self.show_face(self._face, moving=False)

    def _show_neutral(self, *, moving: bool) -> None:
        face = self._face
        progress = None if face is None else face.neutral
        self.neutral_button.setVisible(face is not None and moving)
        if progress is None:
            text = self.tr("Neutral &baseline…")
        elif progress < 1:
            text = self.tr("Look neutral… {0}").format(numbers.percent(progress, 0))
        else:
            text = self.tr("Forget &neutral baseline")
        if text != self.neutral_button.text():
            self.neutral_button.setText(text)

    @Slot()
    def _on_neutral(self) -> None:
        if self._face is None:
            return
        if self._face.neutral is None:
            self._parameters.take_neutral(self._face.track_id)
        else:
            self._parameters.forget_neutral(self._face.track_id)

    def _unsure_text(self, face: FaceResult) -> str:
        """Why there is no answer to be trusted; empty where there is one."""
        seen_badly = {
            "small": self.tr("too small to read"),
            "dark": self.tr("too dark to read"),
            "blurred": self.tr("too blurred to read"),
        }
        if face.obstacle is not None:
            return seen_badly[face.obstacle]
        if face.label is not None:
            return ""
        limit = numbers.percent(face.answer.unsure_below, 0)
        return self.tr("unsure: below {0}").format(limit)

    def _crop_text(self, face: FaceResult) -> str:
        side = face.crop.shape[0]
        turned = face.box.landmarks is not None
        text = f"{side} × {side}" + (self.tr(", level eyes") if turned else "")
        mean, spread = float(face.crop.mean()), float(face.crop.std())
        if mean < DARK:
            light = self.tr("light: too dark")
        elif mean > BRIGHT:
            light = self.tr("light: too bright")
        else:
            light = self.tr("light: flat") if spread < FLAT else self.tr("light: good")
        small = min(face.box.width, face.box.height) < side
        size = self.tr("size: small") if small else self.tr("size: good")
        return f"{text}\n{light}\n{size}"

    def _lay_out(self) -> None:
        seen = Card()
        texts = QVBoxLayout()
        texts.setSpacing(4)
        heading = set_role(QLabel(self.tr("What the network sees")), "card-title")
        heading.setWordWrap(True)
        texts.addWidget(heading)
        texts.addWidget(self.crop_text)
        texts.addStretch(1)
        texts.addWidget(self.neutral_button, 0, Qt.AlignmentFlag.AlignLeft)
        row = QHBoxLayout()
        row.setSpacing(14)
        row.addWidget(self.crop, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(texts, 1)
        seen.body.addLayout(row)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        column.addWidget(self.face_card)
        column.addWidget(seen)
