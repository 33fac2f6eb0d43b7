"""Picture and panels side by side, or one below the other where the window is narrow."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from emotion_gui.ui.pages.live.picture_area import PictureArea
from emotion_gui.ui.widgets.flow import Sides
from emotion_gui.ui.widgets.labels import set_role
from emotion_gui.ui.widgets.scroll_column import ScrollColumn

GAP_PX = 14
PANEL_PX = 286
BESIDE_PX = 500  # the picture wants a line of its own rather than less
LEAST_PICTURE_PX = 220


class PageLayout(Sides):
    """The body of the page.

    Args:
        above: over the picture.
        view: the picture.
        below: under it.
        panels: at the right, where they scroll by themselves so that the picture and what ends
            it stay in sight; or at the end.
    """

    def __init__(
        self,
        *,
        above: Sequence[QWidget],
        view: PictureArea,
        below: QWidget,
        panels: Sequence[QWidget],
    ) -> None:
        super().__init__(spacing=GAP_PX)
        # Where the header has no room for it.
        self.promise = set_role(QLabel(), "muted")
        self.promise.setWordWrap(True)
        self.promise.hide()
        picture = QWidget()
        self.left = QVBoxLayout(picture)
        self.left.setContentsMargins(0, 0, 0, 0)
        self.left.setSpacing(GAP_PX)
        self.left.addWidget(self.promise)
        for widget in above:
            self.left.addWidget(widget)
        view.setMinimumHeight(LEAST_PICTURE_PX)
        self.left.addWidget(view, 1)
        self.left.addWidget(below)
        self.column = ScrollColumn(panels, width=PANEL_PX)
        self.add(picture, 1, beside_px=BESIDE_PX)
        self.add(self.column)
