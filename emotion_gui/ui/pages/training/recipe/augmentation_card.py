"""One face, nine random versions, and how far each change may go."""

from __future__ import annotations

import dataclasses

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from emotion_gui.core.training.records import AugmentationConfig
from emotion_gui.ui.theme import Theme
from emotion_gui.ui.widgets import Card, LabelledSlider, set_role
from emotion_gui.ui.widgets.face_mosaic import FaceMosaic

MOSAIC_PX = 154
_SHARES = ("shift", "scale", "brightness", "contrast", "flip", "erase")


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
        self.sliders = self._make_sliders()
        self.mosaic.setFixedSize(MOSAIC_PX, MOSAIC_PX)
        self.body.addLayout(row)
        for slider in self.sliders.values():
            slider.hide()
            self.body.addWidget(slider)
        self.set_config(AugmentationConfig())
        self._connect()

    def config(self) -> AugmentationConfig:
        """How far each change may go, as the sliders stand."""
        values = {key: self.sliders[key].value / 100 for key in _SHARES}
        return AugmentationConfig(
            rotation_deg=self.sliders["rotation_deg"].value,
            # Per cent and back must not turn 0.07 into 0.07000000000000001.
            **{key: round(value, 12) for key, value in values.items()},
        )

    def set_config(self, config: AugmentationConfig) -> None:
        for key, value in dataclasses.asdict(config).items():
            self.sliders[key].set_value(value if key == "rotation_deg" else round(100 * value, 10))
        self._show_summary()

    def show_versions(self, faces: npt.NDArray[np.uint8]) -> None:
        self.mosaic.set_faces(faces)

    def set_locked(self, locked: bool) -> None:
        """While a training runs the sliders can be read, not moved."""
        for slider in self.sliders.values():
            slider.setEnabled(not locked)

    def _make_sliders(self) -> dict[str, LabelledSlider]:
        per_cent = " %"
        return {
            "rotation_deg": self._slider(self.tr("Rotation"), high=45, unit="°"),
            "brightness": self._slider(self.tr("Brightness"), high=60, unit=per_cent),
            "contrast": self._slider(self.tr("Contrast"), high=60, unit=per_cent),
            "flip": self._slider(self.tr("Mirror"), high=100, unit=per_cent),
            "shift": self._slider(self.tr("Shift"), high=25, unit=per_cent),
            "scale": self._slider(self.tr("Size"), high=30, unit=per_cent),
            "erase": self._slider(self.tr("Cover a part"), high=100, unit=per_cent),
        }

    def _slider(self, label: str, *, high: float, unit: str) -> LabelledSlider:
        return LabelledSlider(label, low=0, high=high, step=1, value=0, unit=unit)

    def _link(self, text: str, name: str) -> QPushButton:
        button = QPushButton(text)
        button.setProperty("link", True)
        button.setAccessibleName(name)
        return button

    def _connect(self) -> None:
        self.again_button.clicked.connect(self._on_again)
        self.face_button.clicked.connect(self._on_other_face)
        self.adjust_button.toggled.connect(self._on_fold)
        for slider in self.sliders.values():
            slider.moved.connect(self._on_moved)

    def _show_summary(self) -> None:
        config = self.config()
        words = []
        if config.rotation_deg:
            words.append(self.tr("rotation ±{angle:.0f}°").format(angle=config.rotation_deg))
        titles = {
            "brightness": self.tr("brightness ±{share:.0%}"),
            "contrast": self.tr("contrast ±{share:.0%}"),
            "shift": self.tr("shift ±{share:.0%}"),
            "scale": self.tr("size ±{share:.0%}"),
            "erase": self.tr("covered {share:.0%}"),
        }
        for key, title in titles.items():
            share = getattr(config, key)
            if share:
                words.append(title.format(share=share).replace("%", " %"))
        if config.flip:
            words.append(self.tr("mirror"))
        self.summary.setText("\n".join(words) if words else self.tr("no changes: off"))

    @Slot()
    def _on_moved(self) -> None:
        self._show_summary()
        self.changed.emit()

    @Slot()
    def _on_again(self) -> None:
        self.new_versions_wanted.emit()

    @Slot()
    def _on_other_face(self) -> None:
        self.other_face_wanted.emit()

    @Slot(bool)
    def _on_fold(self, shown: bool) -> None:
        for slider in self.sliders.values():
            slider.setVisible(shown)
        self.adjust_button.setText(self.tr("▾ Ad&just") if shown else self.tr("▸ Ad&just"))
