"""The vertical line in a plot that marks a value, such as the threshold in use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from emotion_gui.ui.theme import Theme

if TYPE_CHECKING:
    import pyqtgraph


class CurveMarker(QObject):
    """Where it stands, and the item that draws it."""

    moved = Signal(float)  # x, while it is dragged

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._movable = False
        self._item: Any = None
        self.x: float | None = None

    @property
    def is_drawn(self) -> bool:
        """What is on screen is what is wanted."""
        return (None if self._item is None else self._item.value()) == self.x

    def place(self, x: float | None, *, movable: bool) -> None:
        """Drawn there the next time; None removes it."""
        self.x, self._movable = x, movable

    def draw(self, plot: pyqtgraph.PlotWidget, *, pixel: float) -> None:
        """`pixel` is one of the screen's in the unit of pens."""
        import pyqtgraph

        if self.x is None:
            self.forget(plot)
            return
        if self._item is None:
            self._item = pyqtgraph.InfiniteLine(
                angle=90,
                pen=pyqtgraph.mkPen(self._theme.color("text"), width=1.5 * pixel),
                hoverPen=pyqtgraph.mkPen(self._theme.color("accent"), width=3 * pixel),
            )
            plot.addItem(self._item)
            self._item.sigDragged.connect(self._on_dragged)
        self._item.setMovable(self._movable)
        if self._item.value() != self.x:
            self._item.setValue(self.x)

    def forget(self, plot: pyqtgraph.PlotWidget) -> None:
        """Take the item out; another one is made when it is drawn again."""
        if self._item is not None:
            plot.removeItem(self._item)
            self._item = None

    @Slot(object)
    def _on_dragged(self, line: Any) -> None:
        self.x = float(line.value())
        self.moved.emit(self.x)
