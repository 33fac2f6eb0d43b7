"""Widgets beside each other that go to another line before one of them is cut.

Other languages have longer words, other screens are narrower: what stands in a `FlowRow` or in
`Sides` turns by itself, and a page never has to scroll sideways.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QScrollArea, QSizePolicy, QStyle, QWidget

from emotion_gui.ui.widgets.current_stack import CurrentStack
from emotion_gui.ui.widgets.scroll_column import ScrollColumn

SPACING_PX = 8
SLACK_PX = 20  # of a part that keeps its width
QWIDGETSIZE_MAX = (1 << 24) - 1
# How much of what a line leaves free stands before it.
_BEFORE = {
    Qt.AlignmentFlag.AlignLeft: 0.0,
    Qt.AlignmentFlag.AlignHCenter: 0.5,
    Qt.AlignmentFlag.AlignRight: 1.0,
}

_Line = list[tuple[QWidget, QSize]]


class FlowRow(QWidget):
    """One line of small widgets, or several lines where the width does not hold them all.

    Its height follows its width by the geometry alone (no height-for-width), so that cards
    around it can still shrink.

    Args:
        spacing: between two widgets and between two lines.
        side: where a line stands that does not fill the width: left, centred, right; mirrored
            where people write from right to left.
        stretched: the first widget of a line takes what is left of it.
        even: lines of about the same width rather than a full one and a rest, no more of them.
    """

    def __init__(
        self,
        *widgets: QWidget,
        spacing: int = SPACING_PX,
        side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        stretched: bool = False,
        even: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._widgets: list[QWidget] = []
        self._spacing, self._side, self._stretched, self._even = spacing, side, stretched, even
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        for widget in widgets:
            self.add(widget)

    def add(self, widget: QWidget) -> None:
        """Behind those that are there."""
        widget.setParent(self)
        self._widgets.append(widget)
        if self.isVisible():
            widget.show()
            self._place()
        self.updateGeometry()

    def clear(self) -> None:
        """Take all out."""
        for widget in self._widgets:
            widget.hide()
            widget.deleteLater()
        self._widgets.clear()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """All in one line; as high as the lines that the width of now needs."""
        shown = self._shown()
        width = sum(size.width() for _, size in shown) + self._spacing * max(0, len(shown) - 1)
        return QSize(width, self._height())

    def minimumSizeHint(self) -> QSize:
        widest = max((size.width() for _, size in self._shown()), default=0)
        return QSize(widest, self._height())

    def showEvent(self, event: QShowEvent) -> None:
        """Out of sight no widget says that it was shown or hidden."""
        super().showEvent(event)
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def event(self, event: QEvent) -> bool:
        """A widget was shown, hidden, or has other words."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._place()
            self.updateGeometry()
        return super().event(event)

    def _shown(self) -> _Line:
        return [
            (w, w.sizeHint().expandedTo(w.minimumSize()).boundedTo(w.maximumSize()))
            for w in self._widgets
            if not w.isHidden()
        ]

    def _lines(self, width: int) -> list[_Line]:
        shown = self._shown()
        lines = self._filled(shown, width)
        if self._even and len(lines) > 1:
            # The narrowest width that needs no further line is that of one of its lines.
            for narrower in sorted({self._width(run) for run in _runs(shown)}):
                if len(even := self._filled(shown, narrower)) == len(lines):
                    return even
        return lines

    def _width(self, line: _Line) -> int:
        return sum(size.width() for _, size in line) + self._spacing * (len(line) - 1)

    def _filled(self, shown: _Line, width: int) -> list[_Line]:
        lines: list[_Line] = []
        used = 0
        for widget, size in shown:
            if lines and used + self._spacing + size.width() <= width:
                lines[-1].append((widget, size))
                used += self._spacing + size.width()
            else:
                lines.append([(widget, size)])
                used = size.width()
        return lines

    def _height(self) -> int:
        # Before the first layout a width is not known: one line.
        width = self.width() if self.testAttribute(Qt.WidgetAttribute.WA_Resized) else 1 << 20
        heights = [max(size.height() for _, size in line) for line in self._lines(width)]
        return sum(heights) + self._spacing * max(0, len(heights) - 1)

    def _place(self) -> None:
        top = 0
        for line in self._lines(self.width()):
            height = max(size.height() for _, size in line)
            rest = max(0, self.width() - self._width(line))
            left = round(rest * _BEFORE[self._side])
            for number, (widget, size) in enumerate(line):
                width = min(size.width(), self.width())
                if self._stretched and number == 0:
                    width += rest
                place = QRect(left, top + (height - size.height()) // 2, width, size.height())
                widget.setGeometry(QStyle.visualRect(self.layoutDirection(), self.rect(), place))
                left += width + self._spacing
            top += height + self._spacing


def _runs(line: _Line) -> list[_Line]:
    return [
        line[first:end] for first in range(len(line)) for end in range(first + 1, len(line) + 1)
    ]


class Sides(QWidget):
    """Parts of a page side by side; one below the other where they do not all fit.

    Below each other every part is as high as it wants to be, and the page scrolls down.
    """

    turned = Signal(bool)  # below each other from now on, or side by side

    def __init__(self, *, spacing: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: list[tuple[QWidget, int]] = []
        self._beside: dict[QWidget, int] = {}
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        # The row alone may be wider than the widget: then it turns.
        self._row.setSizeConstraint(QBoxLayout.SizeConstraint.SetNoConstraint)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(spacing)

    def add(
        self, part: QWidget, stretch: int = 0, *, least_px: int = 0, beside_px: int = 0
    ) -> None:
        """A part at the right of those before.

        Args:
            part: with its own least width.
            stretch: as for every row.
            least_px: its height where it stands alone.
            beside_px: it stands alone rather than with less width than this.
        """
        self._parts.append((part, least_px))
        self._beside[part] = beside_px
        self._row.addWidget(part, stretch)
        if isinstance(part, CurrentStack):
            part.currentChanged.connect(partial(self._bring, part))

    @property
    def stacked(self) -> bool:
        """Whether the parts stand below each other."""
        return self._row.direction() == QBoxLayout.Direction.TopToBottom

    def minimumSizeHint(self) -> QSize:
        """As narrow as the widest part."""
        widths = [
            part.minimumSizeHint().expandedTo(part.minimumSize()).width()
            for part, _ in self._parts
            if not part.isHidden()
        ]
        return QSize(max(widths, default=0), self._row.minimumSize().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._turn()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._turn()
        return super().event(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._turn()

    def hideEvent(self, event: QHideEvent) -> None:
        """Out of sight it asks its stack for nothing."""
        super().hideEvent(event)
        self._set_stacked(False)

    def _shown(self) -> list[tuple[QWidget, int]]:
        return [(part, least) for part, least in self._parts if not part.isHidden()]

    def _turn(self) -> None:
        """Side by side exactly where the least widths have room."""
        if not self.isVisible():
            return
        parts = [part for part, _ in self._shown()]
        widths = (max(_least_width(part), self._beside[part]) for part in parts)
        needed = sum(widths) + self._row.spacing() * (len(parts) - 1)
        stacks = self.width() < needed
        self._set_stacked(stacks)
        if stacks:
            for part, least in self._shown():
                part.setMinimumHeight(_height(part, self.width(), least))

    def _bring(self, part: QWidget, number: int) -> None:
        """Another view of a part that may be out of sight, below the others: scroll to it."""
        del number
        if self.stacked and self.isVisible():
            QTimer.singleShot(0, part, partial(_scroll_to, part))  # once it has its place

    def _set_stacked(self, stacks: bool) -> None:
        if stacks == self.stacked:
            return
        ways = QBoxLayout.Direction
        self._row.setDirection(ways.TopToBottom if stacks else ways.LeftToRight)
        for part, _ in self._parts:
            if not stacks:
                part.setMinimumHeight(0)
            if isinstance(part, ScrollColumn):
                part.set_whole(stacks)
        self.updateGeometry()
        self.turned.emit(stacks)


def keep_width(sides: Sides, part: QWidget, width_px: int) -> None:
    """A part that is no wider than it needs beside others, and takes its whole line alone."""

    def follow(stacks: bool) -> None:
        part.setMaximumWidth(QWIDGETSIZE_MAX if stacks else width_px + SLACK_PX)

    part.setMinimumWidth(width_px)
    sides.turned.connect(follow)
    follow(sides.stacked)


def _scroll_to(part: QWidget) -> None:
    area = part.parentWidget()
    while area is not None and not isinstance(area, QScrollArea):
        area = area.parentWidget()
    content = None if area is None else area.widget()
    if area is not None and content is not None:
        area.verticalScrollBar().setValue(part.mapTo(content, QPoint()).y())


def _least_width(part: QWidget) -> int:
    """Side by side; a column keeps its width there."""
    if isinstance(part, ScrollColumn):
        return part.column_px
    return part.minimumSizeHint().expandedTo(part.minimumSize()).width()


def _height(part: QWidget, width: int, least: int) -> int:
    width = min(width, part.maximumWidth())
    wanted = part.heightForWidth(width) if part.hasHeightForWidth() else part.sizeHint().height()
    return max(wanted, part.minimumSizeHint().height(), least)
