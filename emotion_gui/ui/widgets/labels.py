"""Small labels that the cards are made of."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QLabel, QMenu, QSizePolicy, QWidget

from emotion_gui.ui.plain_text import unwrapped, wrapping


def set_role(label: QLabel, role: str) -> QLabel:
    """Give a label a style of the theme.

    Roles: title, heading, card-title, muted, small, value, figure.
    """
    label.setProperty("role", role)
    return label


def set_tone(label: QLabel, tone: str) -> None:
    """Colour a label good, warn, bad, or plain ("")."""
    if label.property("tone") == tone:
        return
    label.setProperty("tone", tone)
    label.style().unpolish(label)
    label.style().polish(label)


class WrappedLabel(QLabel):
    """Words over several lines, paths among them, that can be selected and copied as they are."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(wrapping(text), parent)
        self.setWordWrap(True)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)

    def setText(self, text: str) -> None:
        super().setText(wrapping(text))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self._copy()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        copy = menu.addAction(QCoreApplication.translate("QWidgetTextControl", "&Copy"), self._copy)
        copy.setEnabled(self.hasSelectedText())
        menu.exec(event.globalPos())

    def _copy(self) -> None:
        if self.hasSelectedText():
            QGuiApplication.clipboard().setText(unwrapped(self.selectedText()))


class ElidedLabel(QLabel):
    """One line that shortens itself with an ellipsis and keeps the whole as a tool tip.

    Args:
        text: shown.
        mode: where it is cut. In the middle as a rule: names differ at their ends, files have
            endings; sentences and figures are cut at their end.
        parent: as for every widget.
    """

    room_changed = Signal()  # it is wider or narrower than before

    def __init__(
        self,
        text: str = "",
        parent: QWidget | None = None,
        *,
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideMiddle,
    ) -> None:
        super().__init__(text, parent)
        self._mode = mode
        self._own_tip = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @property
    def elided(self) -> bool:
        """Whether less than the whole is to be seen."""
        return not self.holds(self.text())

    def holds(self, text: str) -> bool:
        """Whether a text would be seen whole."""
        return self.fontMetrics().horizontalAdvance(text) <= self.width()

    def setText(self, text: str) -> None:
        super().setText(text)
        self._update_tool_tip()

    def setToolTip(self, text: str) -> None:
        """A tool tip of its own, below the whole text where that is elided."""
        self._own_tip = text
        self._update_tool_tip()

    def minimumSizeHint(self) -> QSize:
        return QSize(40, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._update_tool_tip()
        self.room_changed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.setFont(self.font())
        shown = self.fontMetrics().elidedText(self.text(), self._mode, self.width())
        painter.drawText(self.rect(), int(self.alignment()), shown)
        painter.end()

    def _update_tool_tip(self) -> None:
        whole = self.text() if self.elided else ""
        super().setToolTip("\n".join(part for part in (whole, self._own_tip) if part))
