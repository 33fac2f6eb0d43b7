"""Picture and panel side by side, or one below the other where the window is narrow."""

from __future__ import annotations

from PySide6.QtWidgets import QBoxLayout, QLabel, QVBoxLayout, QWidget

from emotion_gui.ui.pages.live.side_panel import SidePanel
from emotion_gui.ui.pages.live.stage import Stage
from emotion_gui.ui.widgets.labels import set_role

GAP_PX = 14
NARROW_PX = 860  # of the page: with less, the panel would be out of sight
LEAST_PICTURE_PX = 220


class Arrangement(QWidget):
    """The body of the page.

    Args:
        source_bar: above the picture.
        stage: the picture.
        below: below it.
        panel: at the right, or at the end.
    """

    def __init__(
        self, *, source_bar: QWidget, stage: Stage, below: QWidget, panel: SidePanel
    ) -> None:
        super().__init__()
        self._stage = stage
        self._panel = panel
        # At the top of a narrow page there is no room for it.
        self.promise = set_role(QLabel(), "muted")
        self.promise.setWordWrap(True)
        self.left = QVBoxLayout()
        self.left.setSpacing(GAP_PX)
        self.left.addWidget(self.promise)
        self.left.addWidget(source_bar)
        self.left.addWidget(stage, 1)
        self.left.addWidget(below)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._columns.setContentsMargins(0, 0, 0, 0)
        self._columns.setSpacing(GAP_PX)
        self._columns.addLayout(self.left, 1)
        self._columns.addWidget(panel)
        self.fit(NARROW_PX)

    @property
    def narrow(self) -> bool:
        return self._columns.direction() == QBoxLayout.Direction.TopToBottom

    def fit(self, width_px: int) -> None:
        """Follow the width of the page."""
        narrow = width_px < NARROW_PX
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._columns.setDirection(down if narrow else across)
        self._panel.set_wide(wide=narrow)
        self._stage.setMinimumHeight(LEAST_PICTURE_PX if narrow else 0)
        self.promise.setVisible(narrow)
