"""Axes of curves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale

if TYPE_CHECKING:
    import pyqtgraph


def number_axis(side: str, *, only_whole: Callable[[], bool] = lambda: False) -> pyqtgraph.AxisItem:
    """An axis with numbers as the language writes them.

    Args:
        side: `left` or `bottom`.
        only_whole: no half epochs: marks at whole numbers while this holds.
    """
    import pyqtgraph

    class NumberAxis(pyqtgraph.AxisItem):  # type: ignore[misc]
        def tickSpacing(self, low: float, high: float, size: float) -> list[tuple[float, float]]:
            spacing: list[tuple[float, float]] = super().tickSpacing(low, high, size)
            if not only_whole():
                return spacing
            whole = [(step, offset) for step, offset in spacing if float(step).is_integer()]
            return whole or [(1.0, 0.0)]

        def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
            point = QLocale().decimalPoint()
            texts: list[str] = super().tickStrings(values, scale, spacing)
            return [text.replace(".", point) for text in texts]

    return NumberAxis(side)
