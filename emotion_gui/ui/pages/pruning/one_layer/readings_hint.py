"""Says why a list is empty under the current reading, and offers the others."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from emotion_gui.core.pruning.options import Normalisation, PruningOptions
from emotion_gui.ui import numbers
from emotion_gui.ui.theme import Theme
from emotion_gui.ui.widgets import set_role
from emotion_gui.ui.widgets.banner import Banner


class ReadingsHint(QFrame):
    """A few sentences above the table, with a button for each other reading."""

    reading_wanted = Signal(str)  # a `Normalisation`

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName(Banner.__name__)
        self.title = set_role(QLabel(), "value")
        self.text = set_role(QLabel(), "muted")
        self.text.setWordWrap(True)
        self.buttons: dict[Normalisation, QPushButton] = {}
        row = QHBoxLayout()
        row.setSpacing(8)
        labels = {
            Normalisation.PER_MAP: self.tr("Scale each map"),
            Normalisation.CENTRED: self.tr("Centre each map (correlation)"),
            Normalisation.LAYER: self.tr("Scale the whole layer"),
        }
        for reading, label in labels.items():
            button = QPushButton(label)
            button.clicked.connect(partial(self._ask, reading))
            self.buttons[reading] = button
            row.addWidget(button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(6)
        column.addWidget(self.title)
        column.addWidget(self.text)
        column.addLayout(row)
        self.hide()

    def show_no_opposites(self, options: PruningOptions, widest_deg: float | None) -> None:
        """No pair is complementary within the limit; `widest_deg` is the largest angle."""
        limit = numbers.number(options.complementary_limit_deg, 1)
        self.title.setText(
            self.tr("No pair is wider than {limit}°: nothing is complementary here.").format(
                limit=limit
            )
        )
        words = {
            Normalisation.LAYER: self.tr(
                "After ReLU most maps are near 0 for most faces. Scaled over the whole layer and "
                "shifted by 0.5 they all point the same way, so two maps hardly ever oppose each "
                "other: this is a property of the rule, not of your network."
            ),
            Normalisation.PER_MAP: self.tr(
                "Each map is scaled by itself, but after ReLU most values are still near the lower "
                "end, so vectors share a direction and opposites are rare."
            ),
            Normalisation.CENTRED: self.tr(
                "Centred angles are correlations: opposite maps would have to fall whenever the "
                "other rises, and after ReLU both rest at 0 most of the time."
            ),
            Normalisation.NONE: self.tr(
                "Values after ReLU are never negative, so no angle can pass 90°. Opposites need a "
                "reading that shifts or centres the maps."
            ),
        }
        text = words[options.normalisation]
        if widest_deg is not None:
            text += " " + self.tr("The widest angle is {angle}°.").format(
                angle=numbers.number(widest_deg, 1)
            )
        self.text.setText(text)
        self._show({*self.buttons} - {options.normalisation})

    def show_no_silent(self, options: PruningOptions) -> None:
        """No map is silent."""
        self.title.setText(self.tr("No map is silent under this reading."))
        if options.normalisation in (Normalisation.LAYER, Normalisation.PER_MAP):
            text = self.tr(
                "Shifted by 0.5, a map that is always 0 has a long vector of its own: it takes "
                "part in the pairs instead. Centred angles show maps that never change."
            )
        else:
            text = self.tr(
                "Every map's vector is longer than {share} % of the longest one."
            ).format(share=numbers.number(100 * options.silent_fraction, 0))
        self.text.setText(text)
        self._show({Normalisation.CENTRED} - {options.normalisation})

    def _show(self, offered: set[Normalisation]) -> None:
        for reading, button in self.buttons.items():
            button.setVisible(reading in offered)
        self.show()

    def _ask(self, reading: Normalisation, checked: bool = False) -> None:
        del checked
        self.reading_wanted.emit(reading.value)
