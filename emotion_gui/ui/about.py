"""The About box: version, purpose, and the licences of what is bundled."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from emotion_gui import __version__
from emotion_gui.core.components import Component, bundled_components, home_page, own_licence
from emotion_gui.ui.engine_speeds import speed_lines
from emotion_gui.ui.icons import app_icon
from emotion_gui.ui.opening import open_address
from emotion_gui.ui.widgets import set_role
from emotion_gui.ui.widgets.calm_scroll import CalmScrollArea
from emotion_gui.ui.widgets.windows import open_at

SIZE = QSize(960, 620)
LIST_WIDTH_PX = 250
ROW_PX = 26
ICON_PX = 56
SPEEDS_PX = 140


class AboutWindow(QWidget):
    """Looks for no newer version; a link leads to where they are published, if there is one."""

    def __init__(self, parent: QWidget | None = None, *, address: str | None = None) -> None:
        """`address` is for tests; the package's own home page when left out."""
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowTitle(self.tr("About Emotion Workbench"))
        open_at(self, SIZE)
        self._address = home_page() if address is None else address
        own = Component(self.tr("Emotion Workbench"), __version__, "MIT", text=own_licence())
        self._components = [own, *bundled_components()]
        self.component_list = QListWidget()
        self.component_list.setFixedWidth(LIST_WIDTH_PX)
        self.component_list.setAccessibleName(self.tr("Components"))
        self.component_list.setProperty("sidebar", True)
        self.component_list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for component in self._components:
            item = QListWidgetItem(f"{component.name} {component.version}".strip())
            item.setSizeHint(QSize(0, ROW_PX))
            self.component_list.addItem(item)
        self.title_label = set_role(QLabel(), "value")
        self.title_label.setWordWrap(True)
        self.licence_text = QPlainTextEdit()
        self.licence_text.setReadOnly(True)
        self.licence_text.setProperty("monospaced", True)
        self.licence_text.setAccessibleName(self.tr("Licence"))
        self.releases_button = QPushButton(self.tr("New versions in the &browser"))
        self.releases_button.setToolTip(self._address)
        self.releases_button.setVisible(bool(self._address))
        self._lay_out()
        self.component_list.currentRowChanged.connect(self._on_chosen)
        self.releases_button.clicked.connect(self._open_releases)
        self.component_list.setCurrentRow(0)

    @Slot(int)
    def _on_chosen(self, row: int) -> None:
        component = self._components[row]
        words = [component.licence, component.url]
        self.title_label.setText(" · ".join(word for word in words if word))
        self.licence_text.setPlainText(component.text or self.tr("The text was not shipped along."))

    @Slot()
    def _open_releases(self) -> None:
        if not open_address(self._address):
            self.title_label.setText(self.tr("No browser opened {0}").format(self._address))

    def _lay_out(self) -> None:
        picture = QLabel()
        picture.setPixmap(app_icon().pixmap(QSize(ICON_PX, ICON_PX)))
        name = set_role(QLabel(self.tr("Emotion Workbench")), "title")
        version = set_role(QLabel(self.tr("Version {0}").format(__version__)), "muted")
        version.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        purpose = QLabel(
            self.tr(
                "Trains, prunes by distinctiveness and runs a small network for apparent facial "
                "expression. Works offline: it never looks for new versions by itself and sends "
                "nothing."
            )
        )
        purpose.setWordWrap(True)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(name)
        words.addWidget(version)
        speeds = set_role(QLabel("\n".join(speed_lines())), "muted")
        speeds.setWordWrap(True)
        speeds.setTextFormat(Qt.TextFormat.PlainText)
        top = QHBoxLayout()
        top.setSpacing(16)
        top.addWidget(picture)
        top.addLayout(words, 1)
        top.addWidget(self.releases_button, 0, Qt.AlignmentFlag.AlignTop)
        heading = set_role(QLabel(self.tr("It is made of")), "heading")
        right = QVBoxLayout()
        right.addWidget(self.title_label)
        right.addWidget(self.licence_text, 1)
        bottom = QHBoxLayout()
        bottom.setSpacing(14)
        bottom.addWidget(self.component_list)
        bottom.addLayout(right, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addLayout(top)
        column.addWidget(purpose)
        area = CalmScrollArea()  # a line a model and a way to compute it: they grow
        area.setAccessibleName(self.tr("What computes the answers"))
        area.setWidget(speeds)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setMaximumHeight(min(SPEEDS_PX, speeds.sizeHint().height() + 4))
        column.addWidget(area)
        column.addWidget(heading)
        column.addLayout(bottom, 1)
