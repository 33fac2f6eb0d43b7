"""How the page's panels stand beside each other."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QWidget

from emotion_gui.ui.widgets import Card

_GAP_PX = 14
_MIDDLE_PX = 560


class Columns(QWidget):
    """Controls left; right of them the views, first the bench of one layer.

    That is the start panel, or pairs with sweep and results.

    Shrinks to its minimum before the page scrolls, although labels inside wrap.
    """

    def __init__(
        self,
        *,
        controls: QWidget,
        views: QStackedWidget,
        stack: QStackedWidget,
        start: QWidget,
        pairs: QWidget,
        sweep: QWidget,
        results: QWidget,
    ) -> None:
        super().__init__()
        middle = Card()
        middle.body.addWidget(pairs, 3)
        middle.body.addWidget(sweep, 2)
        middle.setMinimumWidth(_MIDDLE_PX)
        middle.setAccessibleName(self.tr("Pairs of maps"))
        bench = QWidget()
        row = QHBoxLayout(bench)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_GAP_PX)
        row.addWidget(middle, 1)
        row.addWidget(results)
        stack.setFrameShape(QFrame.Shape.NoFrame)
        stack.addWidget(start)
        stack.addWidget(bench)
        columns = QHBoxLayout(self)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(_GAP_PX)
        columns.addWidget(controls)
        views.addWidget(stack)
        columns.addWidget(views, 1)

    def hasHeightForWidth(self) -> bool:
        return False
