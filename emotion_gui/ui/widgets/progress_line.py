"""A thin line that fills up, or moves to and fro while nobody knows how long it takes."""

from __future__ import annotations

from PySide6.QtWidgets import QProgressBar, QSizePolicy, QStackedWidget, QWidget

HEIGHT_PX = 6
_STEPS = 1000


class ProgressLine(QStackedWidget):
    """Two bars in one place: a bar that has once moved to and fro is redrawn ten times a second
    for as long as it is seen, also when its range has become known (Qt 6.11)."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.busy_bar, self.share_bar = QProgressBar(), QProgressBar()
        self.busy_bar.setRange(0, 0)
        self.share_bar.setRange(0, _STEPS)
        for bar in (self.busy_bar, self.share_bar):
            bar.setTextVisible(False)
            bar.setAccessibleName(name)
            self.addWidget(bar)
        self.setFixedHeight(HEIGHT_PX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_share(self, done: float, total: float | None) -> None:
        """Fill `done / total` of the line; a `total` of None or 0 is not known yet."""
        if total:
            self.share_bar.setValue(round(_STEPS * done / total))
        self.setCurrentWidget(self.share_bar if total else self.busy_bar)
