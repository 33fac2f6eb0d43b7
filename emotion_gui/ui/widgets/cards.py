"""Cards, tables of facts, and what an empty page says."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from emotion_gui.ui.icons import icon as themed_icon
from emotion_gui.ui.plain_text import breakable
from emotion_gui.ui.theme import Theme
from emotion_gui.ui.tokens import GRID_PX
from emotion_gui.ui.widgets.flow import FlowRow
from emotion_gui.ui.widgets.labels import ElidedLabel, set_role, set_tone

EMPTY_TEXT_PX = 440
NOTE_MIN_PX = 200  # what figures take; names may be longer


class Card(QFrame):
    """A white box with a thin border; `body` takes the content.

    `header` is the row of the title: add a figure or a button there.
    """

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title_label = set_role(QLabel(title), "card-title")
        self.title_label.setWordWrap(True)
        self.note_label = set_role(_Note(), "muted")
        self.note_label.hide()
        self.header = QHBoxLayout()
        self.header.setSpacing(GRID_PX)
        self.header.addWidget(self.title_label, 1)
        self.header.addWidget(self.note_label)
        self.body = QVBoxLayout()
        self.body.setSpacing(GRID_PX)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 14, 14, 14)
        column.setSpacing(10)
        column.addLayout(self.header)
        column.addLayout(self.body, 1)
        self.set_title(title)

    def set_title(self, title: str) -> None:
        self.title_label.setText(title)
        self.title_label.setVisible(bool(title))
        self.setAccessibleName(title)

    def set_note(self, text: str) -> None:
        """The figure at the right of the title, as in "epoch 38 of 60"."""
        self.note_label.setText(text)
        self.note_label.setVisible(bool(text))


class _Note(ElidedLabel):
    """Figures are whole; a name that would push the card out of the page is cut in its middle."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        whole = self.sizeHint()
        return QSize(min(whole.width(), NOTE_MIN_PX), whole.height())


class FactRow(QWidget):
    """Label left, value (or a control) right, a thin line below.

    Where both do not fit into a line the value stands below its label.
    """

    def __init__(
        self, label: str, value: str | QWidget = "–", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.line = True
        self.label = set_role(QLabel(breakable(label)), "muted")
        self._row = row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        # The row alone may be wider than the widget: then it turns.
        row.setSizeConstraint(QBoxLayout.SizeConstraint.SetNoConstraint)
        row.setContentsMargins(0, 4, 0, 5)
        row.setSpacing(GRID_PX)
        row.addWidget(self.label, 1)
        self.value_label: QLabel | None = None
        self.control: QWidget | None = None
        side = Qt.AlignmentFlag.AlignRight
        if isinstance(value, QWidget):
            self.control = value
            self.label.setBuddy(value)
            if not value.accessibleName():
                value.setAccessibleName(label.replace("&", ""))
            row.setContentsMargins(0, 2, 0, 3)
            row.addWidget(value, 0, side)
        else:
            self.value_label = set_role(QLabel(breakable(value)), "value")
            self.value_label.setAlignment(side)
            self.value_label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            row.addWidget(self.value_label, 0, side)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_value(self, text: str, *, tone: str = "") -> None:
        """Change the value; `tone` is good, warn, bad or plain."""
        if self.value_label is not None:
            self.value_label.setText(breakable(text))
            set_tone(self.value_label, tone)
            self.setAccessibleName(f"{self.label.text()}: {text}")

    def minimumSizeHint(self) -> QSize:
        """As narrow as the wider of both."""
        margins = self._row.contentsMargins()
        parts = self._row.minimumSize()
        widest = max(_least_width(part) for part in (self.label, self._value))
        return QSize(widest + margins.left() + margins.right(), parts.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._turn()

    def event(self, event: QEvent) -> bool:
        """Another value may need more room."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._turn()
        return super().event(event)

    @property
    def _value(self) -> QWidget:
        found = self.control or self.value_label
        assert found is not None
        return found

    def _turn(self) -> None:
        needed = self.label.sizeHint().width() + GRID_PX + _least_width(self._value)
        ways = QBoxLayout.Direction
        way = ways.LeftToRight if needed <= self.width() else ways.TopToBottom
        if way != self._row.direction():
            self._row.setDirection(way)
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        if self.line:
            painter = QPainter(self)
            painter.setPen(self.palette().mid().color())
            painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
            painter.end()


def _least_width(widget: QWidget) -> int:
    return widget.minimumSizeHint().expandedTo(widget.minimumSize()).width()


class FactTable(QWidget):
    """Rows of facts, found by key."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: dict[str, FactRow] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    def add(self, key: str, label: str, value: str | QWidget = "–") -> FactRow:
        """Append a row; `value` is a text or a control such as a combo box."""
        row = FactRow(label, value, self)
        self._rows[key] = row
        self._column.addWidget(row)
        return row

    def facts(self) -> list[tuple[str, str]]:
        """Label and value of the rows that are seen; rows with a control have no value here."""
        return [
            (row.label.text().replace("&", ""), row.value_label.text())
            for row in self._rows.values()
            if row.value_label is not None and not row.isHidden()
        ]

    def has(self, key: str) -> bool:
        return key in self._rows

    def row(self, key: str) -> FactRow:
        return self._rows[key]

    def set_value(self, key: str, text: str, *, tone: str = "") -> None:
        self._rows[key].set_value(text, tone=tone)

    def clear(self) -> None:
        """Remove every row."""
        for row in self._rows.values():
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows.clear()


class EmptyState(QWidget):
    """Says what to do first, and offers the buttons for it."""

    def __init__(
        self, theme: Theme, *, icon: str, title: str, text: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._name = icon
        self._icon = _IconDisc(theme, icon)
        # A title may name a file: it is cut in the middle, and never widens the page.
        self.title_label = ElidedLabel(title)
        set_role(self.title_label, "heading")
        self.text_label = set_role(QLabel(text), "muted")
        self.text_label.setWordWrap(True)
        self.text_label.setFixedWidth(EMPTY_TEXT_PX)
        for label in (self.title_label, self.text_label):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._buttons = FlowRow(spacing=12, side=Qt.AlignmentFlag.AlignHCenter)
        self._column = column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addStretch(1)
        column.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.title_label)
        column.addWidget(self.text_label, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(4)
        column.addWidget(self._buttons)
        column.addStretch(2)
        self.setAccessibleName(f"{title}. {text}")

    def add_button(
        self, text: str, slot: Callable[[], object] | None = None, *, primary: bool = False
    ) -> QPushButton:
        """A button at the right of those before; without a slot somebody else connects it."""
        button = QPushButton(text)
        button.setProperty("primary", primary)
        if slot is not None:
            button.clicked.connect(lambda checked=False: slot())
        self._buttons.add(button)
        return button

    def add_below(self, widget: QWidget) -> None:
        """Something small under the buttons."""
        self._column.insertWidget(self._column.count() - 1, widget)

    def set_text(self, title: str, text: str) -> None:
        self.title_label.setText(title)
        self.text_label.setText(text)
        self.setAccessibleName(f"{title}. {text}")
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    def _fit(self) -> None:
        """A wrapped label that is aligned in its layout gets too little height otherwise."""
        self.text_label.ensurePolished()  # measured before, a name could still pass for markup
        self.text_label.setMinimumHeight(self.text_label.heightForWidth(EMPTY_TEXT_PX))


class _IconDisc(QWidget):
    """An icon on a soft disc."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme = theme
        self._name = name
        self.setFixedSize(72, 72)
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.tokens.accent_soft))
        painter.drawEllipse(QRectF(self.rect()))
        inner = self.rect().adjusted(20, 20, -20, -20)
        themed_icon(self._name, self._theme, token="accent").paint(painter, inner)
        painter.end()
