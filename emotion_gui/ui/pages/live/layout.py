"""Picture and panels side by side, or one below the other where the window is narrow."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QBoxLayout, QLabel, QVBoxLayout, QWidget

from emotion_gui.ui.pages.live.picture_area import PictureArea
from emotion_gui.ui.widgets.labels import set_role
from emotion_gui.ui.widgets.scroll_column import ScrollColumn

GAP_PX = 14
PANEL_PX = 286
NARROW_PX = 860  # of the page: with less, the panels would be out of sight
LEAST_PICTURE_PX = 220


class PageLayout(QWidget):
    """The body of the page.

    Args:
        above: over the picture.
        view: the picture.
        below: under it.
        panels: at the right, or at the end.
    """

    def __init__(
        self,
        *,
        above: Sequence[QWidget],
        view: PictureArea,
        below: QWidget,
        panels: Sequence[QWidget],
    ) -> None:
        super().__init__()
        self._view = view
        # Where the header has no room for it.
        self.promise = set_role(QLabel(), "muted")
        self.promise.setWordWrap(True)
        self.promise.hide()
        self.left = QVBoxLayout()
        self.left.setSpacing(GAP_PX)
        self.left.addWidget(self.promise)
        for widget in above:
            self.left.addWidget(widget)
        self.left.addWidget(view, 1)
        self.left.addWidget(below)
        # By itself, so that the picture and what ends it stay in sight.
        self.column = ScrollColumn(panels, width=PANEL_PX)
        self._sides = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._sides.setContentsMargins(0, 0, 0, 0)
        self._sides.setSpacing(GAP_PX)
        self._sides.addLayout(self.left, 1)
        self._sides.addWidget(self.column)
        self.fit(NARROW_PX)

    @property
    def narrow(self) -> bool:
        return self._sides.direction() == QBoxLayout.Direction.TopToBottom

    def fit(self, width_px: int) -> None:
        """Follow the width of the page."""
        narrow = width_px < NARROW_PX
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._sides.setDirection(down if narrow else across)
        self.column.set_whole(narrow)
        self._view.setMinimumHeight(LEAST_PICTURE_PX if narrow else 0)
