"""The side window of the help."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, QUrl, Slot
from PySide6.QtGui import QImage, QResizeEvent, QTextCursor, QTextDocument
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from emotion_gui.core.pruning.published_example import check_published_example
from emotion_gui.ui.help.check_table import check_html
from emotion_gui.ui.help.keys import keys_html
from emotion_gui.ui.help.topics import (
    FIRST_TOPIC,
    KEYS_TOPIC,
    METHOD_TOPIC,
    picture_path,
    read_topic,
    topics,
)
from emotion_gui.ui.messages import describe
from emotion_gui.ui.opening import open_address
from emotion_gui.ui.theme import Theme
from emotion_gui.ui.tokens import Tokens
from emotion_gui.ui.widgets.windows import open_at

if TYPE_CHECKING:
    from emotion_gui.core.pruning.published_example import ExampleCheck
    from emotion_gui.ui.pages.base import PageServices
    from emotion_gui.workers.task import Task

SIZE = QSize(880, 680)
MINIMUM_SIZE = QSize(480, 320)
LIST_WIDTH_PX = 170
PICTURE_WIDTH_PX = 620
PICTURE_RATIO = 9 / 16
MARGIN_PX = 24
GEOMETRY_KEY = "help/geometry"


class HelpBrowser(QTextBrowser):
    """Shows one text; pictures are those of the current theme, as wide as there is room."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._html = ""
        self._shown_width = 0
        self.setOpenLinks(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        # A bar that comes and goes would change the width while the text is laid out.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.document().setDocumentMargin(MARGIN_PX)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self._show_again)
        theme.changed.connect(self._later.start)

    def show_html(self, html: str, *, anchor: str = "") -> None:
        """Replace the text, and scroll to its top or to an anchor."""
        self._html = html
        self._later.stop()
        self._render()
        if anchor:
            self.scrollToAnchor(anchor)

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Pictures come from the help's folder and nowhere else."""
        if kind != QTextDocument.ResourceType.ImageResource.value:
            return None
        path = picture_path(QUrl(name).toString(), dark=self._theme.dark)
        return QImage(str(path)) if path.is_file() else None

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._html and self._picture_width() != self._shown_width:
            self._later.start()

    @Slot()
    def _show_again(self) -> None:
        place = self.verticalScrollBar().value()
        self._render()
        self.verticalScrollBar().setValue(place)

    def _render(self) -> None:
        self._shown_width = width = self._picture_width()
        self.document().setDefaultStyleSheet(_sheet(self._theme.tokens))
        size = f'width="{width}" height="{round(width * PICTURE_RATIO)}"'
        self.setHtml(re.sub(r'<img src="(\w+)"', rf'<img {size} src="\1"', self._html))

    def _picture_width(self) -> int:
        return max(160, min(PICTURE_WIDTH_PX, self.viewport().width() - 2 * MARGIN_PX))


class HelpWindow(QWidget):
    """Topics left, their text right."""

    def __init__(self, services: PageServices, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._services = services
        self._topic = ""
        self._task: Task | None = None
        self._outcome: ExampleCheck | None = None
        self.setWindowTitle(self.tr("Help"))
        self.setMinimumSize(MINIMUM_SIZE)
        self.topic_list = QListWidget()
        self.topic_list.setAccessibleName(self.tr("Topics"))
        self.topic_list.setProperty("sidebar", True)
        self.topic_list.setFixedWidth(LIST_WIDTH_PX)
        for topic in topics():
            item = QListWidgetItem(topic.title)
            item.setData(Qt.ItemDataRole.UserRole, topic.key)
            item.setSizeHint(QSize(0, 32))
            self.topic_list.addItem(item)
        self.browser = HelpBrowser(services.theme)
        self.browser.setAccessibleName(self.tr("Help text"))
        self.check_button = QPushButton(self.tr("&Check the published table"))
        self.check_button.setProperty("primary", True)
        self._lay_out()
        self._restore()
        self.topic_list.currentItemChanged.connect(self._on_chosen)
        self.browser.anchorClicked.connect(self._on_link)
        self.check_button.clicked.connect(self.check)
        services.theme.changed.connect(self._on_theme)

    @property
    def topic(self) -> str:
        """Key of the topic shown."""
        return self._topic

    def show_topic(self, key: str) -> None:
        """Show a topic; the first steps where there is no such topic."""
        items = [self.topic_list.item(row) for row in range(self.topic_list.count())]
        by_key = {item.data(Qt.ItemDataRole.UserRole): item for item in items}
        self.topic_list.setCurrentItem(by_key.get(key, by_key[FIRST_TOPIC]))

    @Slot()
    def check(self) -> None:
        """Run the table of 1991 through our code."""
        self.check_button.setEnabled(False)
        self._task = self._services.tasks.start(
            check_published_example,
            title=self.tr("Checking the published table"),
            exclusive=False,
            on_success=self._on_checked,
            on_failure=self._on_not_checked,
        )

    def _on_checked(self, outcome: ExampleCheck) -> None:
        self._outcome = outcome
        self.check_button.setEnabled(True)
        self._show(anchor="outcome")

    def _on_not_checked(self, error: Exception) -> None:
        self.check_button.setEnabled(True)
        message = describe(error)
        self.browser.moveCursor(QTextCursor.MoveOperation.End)
        self.browser.insertPlainText(f"\n{message.title}. {message.text} {message.hint}")

    @Slot()
    def _on_chosen(self) -> None:
        item = self.topic_list.currentItem()
        if item is not None:
            self._topic = str(item.data(Qt.ItemDataRole.UserRole))
            self._show()

    @Slot(QUrl)
    def _on_link(self, url: QUrl) -> None:
        if url.scheme() == "help":
            self.show_topic(url.path())
        elif url.scheme() in ("http", "https") and not open_address(url.toString()):
            self.browser.append(self.tr("No browser opened {0}").format(url.toString()))

    @Slot()
    def _on_theme(self) -> None:
        if self._outcome is not None and self._topic == METHOD_TOPIC:
            self._show()  # the outcome names colours of the theme

    def _show(self, *, anchor: str = "") -> None:
        html = keys_html() if self._topic == KEYS_TOPIC else read_topic(self._topic)
        if self._topic == METHOD_TOPIC and self._outcome is not None:
            html += check_html(self._outcome, self._services.theme.tokens)
        self.check_button.setVisible(self._topic == METHOD_TOPIC)
        self.browser.show_html(html, anchor=anchor)

    def _restore(self) -> None:
        geometry = self._services.settings.value(GEOMETRY_KEY)
        if geometry is None or not self.restoreGeometry(geometry):
            open_at(self, SIZE)

    def hideEvent(self, event: object) -> None:
        del event
        self._services.settings.setValue(GEOMETRY_KEY, self.saveGeometry())

    def _lay_out(self) -> None:
        bottom = QHBoxLayout()
        bottom.setContentsMargins(MARGIN_PX, 0, MARGIN_PX, 12)
        bottom.addWidget(self.check_button)
        bottom.addStretch(1)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.addWidget(self.browser, 1)
        right.addLayout(bottom)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 8, 8, 0)
        row.setSpacing(8)
        row.addWidget(self.topic_list)
        row.addLayout(right, 1)


def _sheet(tokens: Tokens) -> str:
    return (
        f"body {{ color: {tokens.text}; }} a {{ color: {tokens.accent}; text-decoration: none; }}"
        f" h1 {{ font-size: 22px; }} h2 {{ font-size: 16px; margin-top: 18px; }}"
        f" p, li {{ line-height: 135%; }} li {{ margin-bottom: 4px; }}"
        f" th {{ color: {tokens.muted}; font-weight: normal; }}"
        f" td {{ border-bottom: 1px solid {tokens.border}; }}"
    )
