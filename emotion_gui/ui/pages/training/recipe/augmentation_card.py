"""One face, nine random versions, and how far each change may go."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.fields import declared_fields
from emotion_gui.core.training.config import AugmentationConfig
from emotion_gui.ui.theme import Theme
from emotion_gui.ui.translation import core_text
from emotion_gui.ui.widgets import Card, LabelledSlider, set_role
from emotion_gui.ui.widgets.face_mosaic import FaceMosaic
from emotion_gui.ui.widgets.form import make_slider, value_text

MOSAIC_PX = 154
_EITHER_WAY = ("rotation_deg", "shift", "scale", "brightness", "contrast")  # not a probability


class AugmentationCard(Card):
    """Sliders for every effect; `changed` asks for new versions."""

    changed = Signal()
    other_face_wanted = Signal()
    new_versions_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.set_title(self.tr("Augmented anew each epoch"))
        self.mosaic = FaceMosaic(theme, columns=3, name=self.tr("Nine random versions of a face"))
        self.summary = set_role(QLabel(), "small")
        self.summary.setWordWrap(True)
        self.again_button = self._link(self.tr("A&gain"), self.tr("Nine other versions"))
        self.face_button = self._link(self.tr("Other face"), self.tr("Another training face"))
        self.adjust_button = self._link(self.tr("▸ Ad&just"), self.tr("Adjust the augmentation"))
        self.adjust_button.setCheckable(True)
        self.header.addWidget(self.adjust_button)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.summary)
        words.addStretch(1)
        for button in (self.again_button, self.face_button):
            words.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.mosaic)
        row.addLayout(words, 1)
        entries = declared_fields(AugmentationConfig)
        self._sliders = {key: make_slider(entry) for key, entry in entries.items()}
        self.mosaic.setFixedSize(MOSAIC_PX, MOSAIC_PX)
        self.body.addLayout(row)
        for slider in self._sliders.values():
            slider.widget.hide()
            self.body.addWidget(slider.widget)
        self.set_config(AugmentationConfig())
        self._connect()

    def config(self) -> AugmentationConfig:
        """How far each change may go, as the sliders stand.

        Raises:
            ConfigError: a typed text is no number, or out of range.
        """
        return AugmentationConfig(**{key: slider.read() for key, slider in self._sliders.items()})

    def set_config(self, config: AugmentationConfig) -> None:
        for key, slider in self._sliders.items():
            slider.write(getattr(config, key))
        self._show_summary()

    def slider(self, key: str) -> LabelledSlider:
        """The slider of one effect."""
        slider = self._sliders[key].widget
        assert isinstance(slider, LabelledSlider)
        return slider

    def show_versions(self, faces: npt.NDArray[np.uint8]) -> None:
        self.mosaic.set_faces(faces)

    def set_locked(self, locked: bool) -> None:
        """While a training runs the sliders can be read, not moved."""
        for slider in self._sliders.values():
            slider.widget.setEnabled(not locked)

    def _link(self, text: str, name: str) -> QPushButton:
        button = QPushButton(text)
        button.setProperty("link", True)
        button.setAccessibleName(name)
        return button

    def _connect(self) -> None:
        self.again_button.clicked.connect(self.new_versions_wanted)
        self.face_button.clicked.connect(self.other_face_wanted)
        self.adjust_button.toggled.connect(self._on_fold)
        for slider in self._sliders.values():
            slider.edited.connect(self._on_moved)

    def _show_summary(self) -> None:
        """The effects that are on, a line each; as before while a number is being typed."""
        try:
            config = self.config()
        except ConfigError:
            return
        lines = []
        fields = declared_fields(AugmentationConfig)
        for key, value in config.active.items():
            sign = "±" if key in _EITHER_WAY else ""
            name = core_text(fields[key].field.label)
            lines.append(f"{name} {sign}{value_text(fields[key].field, value)}")
        self.summary.setText("\n".join(lines) if lines else self.tr("no changes: off"))

    @Slot()
    def _on_moved(self) -> None:
        self._show_summary()
        self.changed.emit()

    @Slot(bool)
    def _on_fold(self, shown: bool) -> None:
        for slider in self._sliders.values():
            slider.widget.setVisible(shown)
        self.adjust_button.setText(self.tr("▾ Ad&just") if shown else self.tr("▸ Ad&just"))
