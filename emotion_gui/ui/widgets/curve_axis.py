"""Axes of curves."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyqtgraph


def whole_number_axis(only_whole: Callable[[], bool]) -> pyqtgraph.AxisItem:
    """An axis without half epochs: marks at whole numbers while the values are whole."""
    import pyqtgraph

    class WholeNumberAxis(pyqtgraph.AxisItem):  # type: ignore[misc]
        def tickSpacing(self, low: float, high: float, size: float) -> list[tuple[float, float]]:
            spacing: list[tuple[float, float]] = super().tickSpacing(low, high, size)
            if not only_whole():
                return spacing
            whole = [(step, offset) for step, offset in spacing if float(step).is_integer()]
            return whole or [(1.0, 0.0)]

    return WholeNumberAxis("bottom")
