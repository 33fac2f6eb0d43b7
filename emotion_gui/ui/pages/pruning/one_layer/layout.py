"""How the page's panels stand beside each other."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from emotion_gui.ui.widgets import Card
from emotion_gui.ui.widgets.calm_scroll import GUTTER_PX
from emotion_gui.ui.widgets.current_stack import CurrentStack
from emotion_gui.ui.widgets.flow import Sides
from emotion_gui.ui.widgets.scroll_column import ScrollColumn

CONTROLS_PX, RESULTS_PX = 244, 270
_GAP_PX = 14
_LEAST_MIDDLE_PX, _LEAST_VIEW_PX = 520, 420  # high, where each stands alone
_MIDDLE_PX = 560


class PruneColumns(Sides):
    """Controls left; right of them the views, first the bench of one layer.

    That is the start panel, or the ladder, its lists and the sweep, and results.

    Shrinks to its minimum before the page scrolls, although labels inside wrap.
    """

    def __init__(
        self,
        *,
        controls: QWidget,
        views: CurrentStack,
        stack: CurrentStack,
        start: QWidget,
        ladder: QWidget,
        lists: QWidget,
        sweep: QWidget,
        results: QWidget,
    ) -> None:
        super().__init__(spacing=_GAP_PX - GUTTER_PX)
        middle = Card()
        middle.body.addWidget(ladder)
        middle.body.addWidget(lists, 3)
        middle.body.addWidget(sweep, 2)
        middle.setMinimumWidth(_MIDDLE_PX)
        middle.setAccessibleName(self.tr("Pairs of maps"))
        bench = Sides(spacing=_GAP_PX - GUTTER_PX)
        bench.add(middle, 1, least_px=_LEAST_MIDDLE_PX)
        bench.add(ScrollColumn([results], width=RESULTS_PX, fills=True))
        stack.addWidget(start)
        stack.addWidget(bench)
        views.addWidget(stack)
        self.add(ScrollColumn([controls], width=CONTROLS_PX, fills=True))
        self.add(views, 1, least_px=_LEAST_VIEW_PX)

    def hasHeightForWidth(self) -> bool:
        return False
