"""The Welcome page: doors for somebody who starts the program for the first time."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSizeF, Qt, QTimer, Slot
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QLabel, QPushButton, QWidget

from emotion_gui.ui.help.topics import picture_path
from emotion_gui.ui.pages.base import Page, PageServices
from emotion_gui.ui.theme import Theme
from emotion_gui.ui.tokens import PAGE_MARGIN_PX, RADIUS_PX
from emotion_gui.ui.widgets import Card, set_role
from emotion_gui.ui.widgets.flow import FlowRow

# Below this width the doors stand one below the other.
DOORS_WIDTH_PX = 1180
DOORS_HEIGHT_PX = 430
PICTURES_HEIGHT_PX = 560  # of the page; in a lower one the words come first
PICTURE_PX = 150
UNLIMITED_PX = 16_777_215  # QWIDGETSIZE_MAX


class DoorPicture(QWidget):
    """A piece of the page behind the door, in the current theme; mere decoration."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._name = name
        self._pixmap = QPixmap()
        self.setFixedHeight(PICTURE_PX)
        theme.changed.connect(self._load)
        self._load()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        if self._pixmap.isNull():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        frame = QPainterPath()
        frame.addRoundedRect(QRectF(self.rect()), RADIUS_PX, RADIUS_PX)
        painter.setClipPath(frame)
        whole = QSizeF(self._pixmap.size())
        shown = QSizeF(self.size()).scaled(whole, Qt.AspectRatioMode.KeepAspectRatio)
        left, top = (whole.width() - shown.width()) / 2, (whole.height() - shown.height()) / 2
        painter.drawPixmap(QRectF(self.rect()), self._pixmap, QRectF(QPointF(left, top), shown))
        painter.end()

    @Slot()
    def _load(self) -> None:
        self._pixmap = QPixmap(str(picture_path(self._name, dark=self._theme.dark)))
        self.update()


class Door(Card):
    """A way in: what it is for, what it needs, and the button that does it."""

    def __init__(
        self, theme: Theme, *, picture: str, title: str, text: str, parent: QWidget | None = None
    ) -> None:
        super().__init__("", parent)
        self.picture = DoorPicture(theme, picture)
        heading = set_role(QLabel(title), "heading")
        words = set_role(QLabel(text), "muted")
        for label in (heading, words):
            label.setWordWrap(True)
        self._buttons = FlowRow()
        self.body.setSpacing(12)
        self.body.addWidget(self.picture)
        self.body.addWidget(heading)
        self.body.addWidget(words)
        self.body.addStretch(1)
        self.body.addWidget(self._buttons)
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)

    def add_button(self, text: str, *, primary: bool = False, name: str = "") -> QPushButton:
        """A button at the bottom; `name` tells screen readers what `text` alone does not."""
        button = QPushButton(text)
        button.setProperty("primary", primary)
        button.setAccessibleName(name or text.replace("&", "").rstrip("…"))
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        self._buttons.add(button)
        return button


class WelcomePage(Page):
    """Shown at the first start while the workspace is empty; Help opens it again."""

    def __init__(self, services: PageServices, parent: QWidget | None = None) -> None:
        title = QCoreApplication.translate("WelcomePage", "Welcome")
        super().__init__(services, title=title, parent=parent)
        self._known: set[int] | None = None  # data sets before the sample faces; None: not waiting
        self.set_state_text(
            self.tr("See, train and prune a network that names the apparent expression of faces")
        )
        self._make_doors()
        self._lay_out_doors()
        self._connect()

    @Slot()
    def see_live(self) -> None:
        """Open Live and start the first camera."""
        self.services.events.begin_in.emit("live", "camera")

    @Slot()
    def train_on_samples(self) -> None:
        """Draw the sample faces unless they are here already, then train on them."""
        name = self.tr("Sample faces")
        ready = [row for row in self.services.workspace.datasets() if row.is_ready]
        if any(row.name == name for row in ready):
            self.services.events.begin_in.emit("train", name)
            return
        self.services.events.begin_in.emit("data", "samples")
        self._known = {row.dataset_id for row in ready}

    def _make_doors(self) -> None:
        theme = self.services.theme
        self.live_door = Door(
            theme,
            picture="door_live",
            title=self.tr("See it live"),
            text=self.tr(
                "The network that comes with the program reads your face on the camera, or the "
                "faces in a video or in photographs. Nothing is stored, nothing leaves this "
                "computer."
            ),
        )
        self.live_button = self.live_door.add_button(self.tr("&See it live"), primary=True)
        self.video_button = self.live_door.add_button(
            self.tr("&Video…"), name=self.tr("See it live: open a video")
        )
        self.pictures_button = self.live_door.add_button(
            self.tr("&Photographs…"), name=self.tr("See it live: open photographs")
        )
        self.samples_door = Door(
            theme,
            picture="door_samples",
            title=self.tr("Train on sample faces"),
            text=self.tr(
                "2,100 faces are drawn in front of you, then a network of your own learns from "
                "them in a few minutes. Needs no data and no camera."
            ),
        )
        self.samples_button = self.samples_door.add_button(
            self.tr("&Train on sample faces"), primary=True
        )
        self.data_door = Door(
            theme,
            picture="door_data",
            title=self.tr("Open my data"),
            text=self.tr(
                "A FER2013 table, folders named after emotions, a zip of them, or photographs. "
                "You can also drop them on this page; you see what is in them before anything "
                "is imported."
            ),
        )
        self.file_button = self.data_door.add_button(
            self.tr("&Open a file…"), primary=True, name=self.tr("Open my data: a file")
        )
        self.folder_button = self.data_door.add_button(
            self.tr("Open a &folder…"), name=self.tr("Open my data: a folder")
        )

    def _lay_out_doors(self) -> None:
        row = QFrame()
        row.setMaximumWidth(DOORS_WIDTH_PX)
        self._row = row
        self._doors = QBoxLayout(QBoxLayout.Direction.LeftToRight, row)
        self._doors.setContentsMargins(0, 0, 0, 0)
        self._doors.setSpacing(14)
        for door in (self.live_door, self.samples_door, self.data_door):
            self._doors.addWidget(door, 1)
        self.steps_button = self._link(self.tr("First steps"))
        self.method_button = self._link(self.tr("About the method"))
        self.paper_button = self._link(self.tr("Reproduce the paper"))
        self.keys_button = self._link(self.tr("Keyboard"))
        note = set_role(QLabel(self.tr("Help, at the left, leads back here.")), "muted")
        links = FlowRow(
            self.steps_button, self.method_button, self.paper_button, self.keys_button, note
        )
        self.body.addStretch(1)
        self.body.addWidget(row, 8)
        self.body.addWidget(links)
        self.body.addStretch(2)

    def _link(self, text: str) -> QPushButton:
        button = QPushButton(text)
        button.setProperty("link", True)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        return button

    def _connect(self) -> None:
        events = self.services.events
        self.live_button.clicked.connect(self.see_live)
        self.video_button.clicked.connect(self._open_video)
        self.pictures_button.clicked.connect(self._open_pictures)
        self.samples_button.clicked.connect(self.train_on_samples)
        self.file_button.clicked.connect(self._open_file)
        self.folder_button.clicked.connect(self._open_folder)
        self.steps_button.clicked.connect(self._show_steps)
        self.method_button.clicked.connect(self._show_method)
        self.paper_button.clicked.connect(self._reproduce)
        self.keys_button.clicked.connect(self._show_keys)
        events.datasets_changed.connect(self._on_datasets_changed)
        events.page_shown.connect(self._on_page_shown)

    @Slot()
    def _open_video(self) -> None:
        self.services.events.begin_in.emit("live", "video")

    @Slot()
    def _open_pictures(self) -> None:
        self.services.events.begin_in.emit("live", "pictures")

    @Slot()
    def _open_file(self) -> None:
        self.services.events.begin_in.emit("data", "file")

    @Slot()
    def _open_folder(self) -> None:
        self.services.events.begin_in.emit("data", "folder")

    @Slot()
    def _show_steps(self) -> None:
        self.services.events.help_requested.emit("start")

    @Slot()
    def _show_method(self) -> None:
        self.services.events.help_requested.emit("method")

    @Slot()
    def _reproduce(self) -> None:
        self.services.events.reproduce_requested.emit("")

    @Slot()
    def _show_keys(self) -> None:
        self.services.events.help_requested.emit("keys")

    @Slot()
    def _on_datasets_changed(self) -> None:
        """The sample faces are drawn, or their import was cancelled."""
        if self._known is not None:
            QTimer.singleShot(0, self, self._go_on_training)

    @Slot()
    def _go_on_training(self) -> None:
        if self._known is None:
            return
        rows = self.services.workspace.datasets()
        new = [row for row in rows if row.is_ready and row.dataset_id not in self._known]
        self._known = None
        if new:
            self.services.events.begin_in.emit("train", new[-1].name)

    @Slot(str)
    def _on_page_shown(self, name: str) -> None:
        """Whoever goes elsewhere while the faces are drawn is not taken to Train."""
        if name != "data":
            self._known = None

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        doors = (self.live_door, self.samples_door, self.data_door)
        needed = sum(door.minimumSizeHint().width() for door in doors)
        needed += (len(doors) - 1) * self._doors.spacing() + 2 * PAGE_MARGIN_PX
        wide = event.size().width() >= needed
        direction = QBoxLayout.Direction
        self._doors.setDirection(direction.LeftToRight if wide else direction.TopToBottom)
        high = event.size().height() >= PICTURES_HEIGHT_PX
        for door in (self.live_door, self.samples_door, self.data_door):
            door.picture.setVisible(wide and high)
        width = min(DOORS_WIDTH_PX, event.size().width() - 2 * PAGE_MARGIN_PX)
        most = max(DOORS_HEIGHT_PX, self._doors.heightForWidth(width))
        self._row.setMaximumHeight(most if wide else UNLIMITED_PX)
