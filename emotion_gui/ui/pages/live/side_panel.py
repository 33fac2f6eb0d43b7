"""The right column: the chosen face, what the network sees, models and calmness."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from emotion_gui.core.inference.controls import Models
from emotion_gui.ui.theme import RADIUS_PX, Theme
from emotion_gui.ui.widgets import (
    Card,
    ChoiceBox,
    LabelledSlider,
    ProbabilityBars,
    SegmentedControl,
)
from emotion_gui.ui.widgets.frame_view import to_qimage
from emotion_gui.ui.widgets.labels import set_role

if TYPE_CHECKING:
    from emotion_gui.core.inference.live import Agreement
    from emotion_gui.core.inference.results import FaceResult
    from emotion_gui.core.model.catalogue import ModelEntry

WIDTH_PX = 286
QWIDGETSIZE_MAX = (1 << 24) - 1  # qwidget.h; PySide does not name it
CROP_PX = 84


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


class SidePanel(QWidget):
    """Tells what a person changed; shows one face."""

    models_changed = Signal()
    smoothing_changed = Signal(float)
    limit_changed = Signal(int)
    neutral_wanted = Signal()
    neutral_unwanted = Signal()

    def __init__(
        self, theme: Theme, *, smoothing_s: float, max_faces: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._models: tuple[ModelEntry, ...] = ()
        self.set_wide(wide=False)
        self.face_card = Card(self.tr("No face"))
        self.bars = ProbabilityBars(theme)
        self.face_card.body.addWidget(self.bars)
        self.crop = CropView(theme)
        self.crop_text = set_role(QLabel(), "muted")
        self.crop_text.setWordWrap(True)
        self._neutral: float | None = None
        self.neutral_button = QPushButton()
        self.neutral_button.setProperty("link", True)
        # Nothing beside it moves when it comes and goes.
        keeping = self.neutral_button.sizePolicy()
        keeping.setRetainSizeWhenHidden(True)
        self.neutral_button.setSizePolicy(keeping)
        self.neutral_button.setToolTip(
            self.tr(
                "Look neutral for three seconds: the answers about this face are then relative "
                "to it, until it leaves the picture."
            )
        )
        self.view = SegmentedControl(
            [
                ("original", self.tr("Original")),
                ("pruned", self.tr("Pruned")),
                ("both", self.tr("Both")),
            ],
            name=self.tr("Shown model"),
        )
        self.first = ChoiceBox(name=self.tr("Original model"))
        self.second = ChoiceBox(name=self.tr("Pruned model"))
        self.smoothing = LabelledSlider(
            self.tr("S&moothing"), low=0.0, high=3.0, step=0.1, value=smoothing_s, unit=" s",
            decimals=1,
        )  # fmt: skip
        self.limit = LabelledSlider(
            self.tr("&Faces at most"), low=1, high=10, step=1, value=max_faces, whole=True
        )
        self._lay_out()
        self.view.changed.connect(self.models_changed)
        self.first.chosen.connect(self.models_changed)
        self.second.chosen.connect(self._on_second)
        self.smoothing.moved.connect(self.smoothing_changed)
        self.limit.moved.connect(self._on_limit)
        self.neutral_button.clicked.connect(self._on_neutral)
        self.show_face(None)
        self.set_models(())

    def set_wide(self, *, wide: bool) -> None:
        """As wide as there is room, instead of a column."""
        self.setMinimumWidth(WIDTH_PX)
        self.setMaximumWidth(QWIDGETSIZE_MAX if wide else WIDTH_PX)

    def set_models(self, models: Sequence[ModelEntry]) -> None:
        """Fill both lists; comparing needs two models."""
        self._models = tuple(models)
        choices = [(entry.name, entry.title) for entry in self._models]
        for box in (self.first, self.second):
            box.set_choices(choices)
            box.setEnabled(bool(choices))
        if self.second.current == self.first.current and len(self._models) > 1:
            self.second.choose(self._likely_pruned())
        for key in ("pruned", "both"):
            self.view.button(key).setEnabled(len(self._models) > 1)
        self._show_second()

    def show_model(self, entry: ModelEntry) -> None:
        """Show the answers of one of the models that were set, alone."""
        self.first.choose(entry.name)
        self.view.choose("original")
        self.models_changed.emit()

    @property
    def first_model(self) -> ModelEntry | None:
        """The model whose answers are shown."""
        return self._entry(self.second if self.view.current == "pruned" else self.first)

    @property
    def second_model(self) -> ModelEntry | None:
        """The model beside it; None unless both are shown."""
        return self._entry(self.second) if self.view.current == "both" else None

    @property
    def models(self) -> Models | None:
        """The files to read faces with; None while there is no model."""
        first, second = self.first_model, self.second_model
        if first is None:
            return None
        return Models(first.file, None if second is None else second.file)

    def show_face(self, face: FaceResult | None, *, moving: bool = True) -> None:
        """The chosen face, or none.

        Args:
            face: of the newest frame.
            moving: it can be looked at for some seconds; False for stills.
        """
        self.crop.show_face(face)
        self._show_neutral(face, moving=moving)
        if face is None:
            self.face_card.set_title(self.tr("No face"))
            self.face_card.set_note("")
            self.bars.set_values(None)
            self.crop_text.setText(self.tr("48 × 48 gray pixels"))
            return
        self.face_card.set_title(self.tr("Face {0}").format(face.track_id))
        self.face_card.set_note(_unsure_words(face))
        self.bars.set_values([float(value) for value in face.probabilities])
        self.crop_text.setText(self._crop_words(face))

    def _show_neutral(self, face: FaceResult | None, *, moving: bool) -> None:
        self._neutral = None if face is None else face.neutral
        self.neutral_button.setVisible(face is not None and moving)
        if self._neutral is None:
            words = self.tr("&Neutral baseline…")
        elif self._neutral < 1:
            words = self.tr("Look neutral… {0:.0f} %").format(100 * self._neutral)
        else:
            words = self.tr("Forget &neutral baseline")
        if words != self.neutral_button.text():
            self.neutral_button.setText(words)

    def _on_neutral(self) -> None:
        if self._neutral is None:
            self.neutral_wanted.emit()
        else:
            self.neutral_unwanted.emit()

    def _crop_words(self, face: FaceResult) -> str:
        side = face.crop.shape[0]
        turned = face.box.landmarks is not None
        words = f"{side} × {side}" + (self.tr(", level eyes") if turned else "")
        mean, spread = float(face.crop.mean()), float(face.crop.std())
        if mean < 60:
            light = self.tr("light: too dark")
        elif mean > 205:
            light = self.tr("light: too bright")
        else:
            light = self.tr("light: flat") if spread < 25 else self.tr("light: good")
        small = min(face.box.width, face.box.height) < side
        size = self.tr("size: small") if small else self.tr("size: good")
        return f"{words}\n{light} · {size}"

    def show_agreement(self, agreement: Agreement) -> None:
        """How often both models put the same emotion first."""
        if not agreement.compared:
            self.model_card.set_note("")
            return
        share = 100 * agreement.agreeing / agreement.compared
        self.model_card.set_note(self.tr("agree {0:.0f} %").format(share))

    def _entry(self, box: ChoiceBox) -> ModelEntry | None:
        return next((entry for entry in self._models if entry.name == box.current), None)

    def _likely_pruned(self) -> str:
        others = [entry for entry in self._models if entry.name != self.first.current]
        named = [e for e in others if "prun" in e.name.lower() or "prun" in e.title.lower()]
        return min(named or others, key=lambda entry: entry.parameters).name

    def _show_second(self) -> None:
        self.second.setVisible(self.view.current != "original")
        self.first.setVisible(self.view.current != "pruned")

    def _on_second(self) -> None:
        self.models_changed.emit()

    def _on_limit(self, value: float) -> None:
        self.limit_changed.emit(round(value))

    def _lay_out(self) -> None:
        seen = Card()
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(set_role(QLabel(self.tr("What the network sees")), "card-title"))
        words.addWidget(self.crop_text)
        words.addStretch(1)
        words.addWidget(self.neutral_button, 0, Qt.AlignmentFlag.AlignLeft)
        row = QHBoxLayout()
        row.setSpacing(14)
        row.addWidget(self.crop, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        seen.body.addLayout(row)
        self.model_card = Card(self.tr("Model"))
        models = QHBoxLayout()
        models.setSpacing(8)
        models.addWidget(self.first, 1)
        models.addWidget(self.second, 1)
        self.model_card.body.addWidget(self.view)
        self.model_card.body.addLayout(models)
        self.model_card.body.addWidget(self.smoothing)
        self.model_card.body.addWidget(self.limit)
        self.view.changed.connect(self._show_second)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        for card in (self.face_card, seen, self.model_card):
            column.addWidget(card)
        column.addStretch(1)


def _unsure_words(face: FaceResult) -> str:
    """Why there is no answer; empty where there is one."""
    if face.label is not None:
        return ""
    limit = 100 * face.answer.unsure_below
    return QCoreApplication.translate("SidePanel", "unsure: below {0:.0f} %").format(limit)
