"""A non-blocking message over the page: title, what happened, what to do.

It lies over the lower edge and moves nothing: whoever is about to click still hits what was
aimed at, and the buttons of the page's header stay free.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from emotion_gui.ui.icons import icon
from emotion_gui.ui.messages import UserMessage
from emotion_gui.ui.plain_text import breakable, wrapping
from emotion_gui.ui.theme import Theme
from emotion_gui.ui.widgets.labels import WrappedLabel

SUCCESS_MS = 6000
WIDEST_PX = 820
MARGIN_PX = 14  # to the edges of the page
_LOOKS = {
    "info": ("info", "accent"),
    "success": ("success", "good"),
    "warning": ("warning", "warn"),
    "error": ("alert", "bad"),
}


class Banner(QFrame):
    """Hidden until `show_message`; success messages go away once they were seen for a while.

    Args:
        theme: gives icons and colours.
        parent: the page that it lies over.
    """

    closed = Signal()
    covers = Signal(int)  # pixels from its upper edge to the lower one of the page; 0: it is gone

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._kind = "info"
        self._icon = QLabel()
        self._icon.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.title_label = QLabel()
        self.title_label.setProperty("role", "value")
        self.text_label = WrappedLabel()
        self.hint_label = QLabel()
        self.hint_label.setProperty("role", "muted")
        for label in (self.title_label, self.text_label, self.hint_label):
            label.setWordWrap(True)
        self.details_button = QPushButton(self.tr("Show details"))
        self.details_button.setProperty("link", True)
        self.details_button.setCheckable(True)
        self.action_button = QPushButton(self.tr("Show"))
        self.action_button.setProperty("link", True)
        self._action: Callable[[], object] | None = None
        self.close_button = QToolButton()
        self.close_button.setToolTip(self.tr("Close the message"))
        self.close_button.setAccessibleName(self.tr("Close the message"))
        self.details = QPlainTextEdit()
        self.details.setReadOnly(True)
        self.details.setMaximumHeight(140)
        self.details.setAccessibleName(self.tr("Details"))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._lay_out()
        self.details_button.toggled.connect(self._on_details)
        self.action_button.clicked.connect(self._on_action)
        self.close_button.clicked.connect(self.dismiss)
        self._timer.timeout.connect(self.dismiss)
        theme.changed.connect(self._tint)
        parent.installEventFilter(self)
        self.hide()

    @property
    def kind(self) -> str:
        return self._kind

    def show_message(
        self,
        message: UserMessage,
        *,
        kind: str = "info",
        details: str = "",
        action: tuple[str, Callable[[], object]] | None = None,
    ) -> None:
        """Replace what is shown.

        Args:
            message: the words.
            kind: info, success, warning or error.
            details: shown when asked for.
            action: a link beside the words and what it does.
        """
        self._kind = kind
        self.setProperty("kind", kind)
        for label, text in (
            (self.title_label, message.title),
            (self.text_label, message.text),
            (self.hint_label, message.hint),
        ):
            label.setText(wrapping(text))
            label.setToolTip(text if breakable(text) != text else "")
        self.text_label.setVisible(bool(message.text))
        self.hint_label.setVisible(bool(message.hint))
        self.details.setPlainText(details)
        self.details.hide()
        self.details_button.setChecked(False)
        self.details_button.setVisible(bool(details))
        self._action = None if action is None else action[1]
        self.action_button.setVisible(action is not None)
        if action is not None:
            self.action_button.setText(action[0])
        self.setAccessibleName(f"{message.title}. {message.text} {message.hint}".strip())
        # A property in a style sheet's selector counts only when the widget is polished anew.
        self.style().unpolish(self)
        self.style().polish(self)
        self._tint()
        self.show()
        self._place()
        self._count_down()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._place()
        self._count_down()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The page was resized."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        """At the lower edge of the page, as high as its words need."""
        page = self.parentWidget()
        if page is None or self.isHidden():
            return
        width = min(WIDEST_PX, page.width() - 2 * MARGIN_PX)
        self._column.activate()
        height = min(self._column.totalHeightForWidth(width), page.height() - 2 * MARGIN_PX)
        left = (page.width() - width) // 2
        self.setGeometry(left, page.height() - height - MARGIN_PX, width, height)
        self.raise_()
        # A success goes by itself before anybody misses what lies below it.
        self.covers.emit(0 if self._kind == "success" else height + MARGIN_PX)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()
        if self.isHidden():  # not only its page
            self.covers.emit(0)

    def _count_down(self) -> None:
        """A success is not lost while another page is looked at."""
        if self._kind == "success" and self.isVisible():
            self._timer.start(SUCCESS_MS)
        else:
            self._timer.stop()

    @Slot()
    def dismiss(self) -> None:
        self.hide()
        self.closed.emit()

    @Slot()
    def _on_action(self) -> None:
        if self._action is not None:
            self._action()

    @Slot(bool)
    def _on_details(self, shown: bool) -> None:
        self.details.setVisible(shown)
        self.details_button.setText(self.tr("Hide details") if shown else self.tr("Show details"))
        self._place()

    @Slot()
    def _tint(self) -> None:
        name, token = _LOOKS.get(self._kind, _LOOKS["info"])
        self._icon.setPixmap(icon(name, self._theme, token=token).pixmap(20, 20))
        self.close_button.setIcon(icon("close", self._theme, token="muted"))

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.title_label)
        words.addWidget(self.text_label)
        words.addWidget(self.hint_label)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self._icon)
        row.addLayout(words, 1)
        row.addWidget(self.action_button, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.details_button, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(14, 10, 10, 10)
        self._column.addLayout(row)
        self._column.addWidget(self.details)
