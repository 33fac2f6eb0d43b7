"""One layer, in rounds, all layers, comparison: which view is shown."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from emotion_gui.ui.widgets import ChoiceBox, SegmentedControl

ONE_LAYER, ROUNDS, ALL_LAYERS, COMPARISON = "one", "rounds", "layers", "comparison"
QUANTIZE, GOAL = "quantize", "goal"
_BOX_PX = 140
_REST_PX = 690  # of the header: the title, the distances, and all actions


class ViewSwitch(QWidget):
    """The bench of one layer, or one of the studies beside it.

    Segments side by side; on a narrow page a box, so that no word is cut off.
    """

    changed = Signal(str)  # key; only when the person or `choose` changed it

    def __init__(self, page: QWidget) -> None:
        """In the header of `page`, whose width decides."""
        super().__init__()
        choices = [
            (ONE_LAYER, self.tr("One layer")),
            (ROUNDS, self.tr("In rounds")),
            (ALL_LAYERS, self.tr("All layers")),
            (COMPARISON, self.tr("Compare")),
            (QUANTIZE, self.tr("Quantise")),
            (GOAL, self.tr("Goal")),
        ]
        self._keys = [key for key, _ in choices]
        self._segments = SegmentedControl(choices, name=self.tr("View"))
        self.box = ChoiceBox(choices, name=self.tr("View"))
        self.box.setMinimumWidth(_BOX_PX)
        self.box.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._segments)
        row.addWidget(self.box)
        self._segments.changed.connect(self._on_changed)
        self.box.chosen.connect(self.choose)
        page.installEventFilter(self)

    @property
    def current(self) -> str:
        return self._segments.current

    def button(self, key: str) -> QPushButton:
        """The segment of a view."""
        return self._segments.button(key)

    @Slot(str)
    def choose(self, key: str) -> None:
        """Select a view and tell listeners when it is another one."""
        self._segments.choose(key)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The page has another width."""
        if isinstance(event, QResizeEvent):
            buttons = map(self._segments.button, self._keys)
            words_px = sum(button.sizeHint().width() for button in buttons)
            is_narrow = event.size().width() < words_px + _REST_PX
            self._segments.setVisible(not is_narrow)
            self.box.setVisible(is_narrow)
        return super().eventFilter(watched, event)

    @Slot(str)
    def _on_changed(self, key: str) -> None:
        self.box.choose(key)
        self.changed.emit(key)
