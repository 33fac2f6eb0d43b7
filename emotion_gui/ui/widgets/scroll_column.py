"""A column of cards that scrolls by itself, with a constant width whether it does or not."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from emotion_gui.ui.widgets.calm_scroll import GUTTER_PX, CalmScrollArea

QWIDGETSIZE_MAX = (1 << 24) - 1  # qwidget.h; PySide does not name it


class ScrollColumn(CalmScrollArea):
    """Cards one below the other, `width` wide; the scroll bar has a gutter beside them.

    Where it stands alone in its line it is whole instead: as wide as the line, and as high as
    its cards, so that the page scrolls and not the column.
    """

    def __init__(
        self,
        cards: Sequence[QWidget],
        *,
        width: int,
        fills: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """With `fills` the last card takes the height that is left."""
        super().__init__(parent)
        self._width = width
        self._whole = False
        self._content = content = QWidget()
        content.setObjectName("pageBody")
        self.column = QVBoxLayout(content)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(14)
        for card in cards:
            self.column.addWidget(card)
        if fills:
            self.column.setStretch(len(cards) - 1, 1)
        else:
            self.column.addStretch(1)
        self.setObjectName("pageScroll")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(content)
        self._watch = _LayoutWatch(content, self._on_layout)
        self.set_whole(False)

    @property
    def column_px(self) -> int:
        """Its width beside other parts."""
        return self._width + GUTTER_PX

    def set_whole(self, whole: bool) -> None:
        """Alone in its line, or beside other parts."""
        self._whole = whole
        policies = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(
            policies.ScrollBarAlwaysOff if whole else policies.ScrollBarAlwaysOn
        )
        self._content.setMaximumWidth(QWIDGETSIZE_MAX if whole else self._width)
        self.setMinimumWidth(0 if whole else self.column_px)
        self.setMaximumWidth(QWIDGETSIZE_MAX if whole else self.column_px)
        self.updateGeometry()

    def hasHeightForWidth(self) -> bool:
        return self._whole

    def heightForWidth(self, width: int) -> int:
        """Of all its cards."""
        return self.column.totalHeightForWidth(width)

    def minimumSizeHint(self) -> QSize:
        least = self._content.minimumSizeHint() if self._whole else super().minimumSizeHint()
        return QSize(least.width(), super().minimumSizeHint().height())

    def _on_layout(self) -> None:
        if self._whole:
            self.updateGeometry()


class _LayoutWatch(QObject):
    """Tells when a widget is laid out anew.

    An object of its own: QScrollArea is the event filter of its widget already.
    """

    def __init__(self, watched: QWidget, on_layout: Callable[[], None]) -> None:
        super().__init__(watched)
        self._on_layout = on_layout
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._on_layout()
        return False
