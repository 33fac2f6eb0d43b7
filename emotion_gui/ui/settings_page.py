"""The Settings page builds itself from the table in `core/settings.py`."""

from __future__ import annotations

from functools import partial
from itertools import groupby
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from emotion_gui.core.fields import Value
from emotion_gui.core.settings import SETTINGS, Setting
from emotion_gui.ui.cluster_panel import ClusterPanel
from emotion_gui.ui.engine_speeds import speed_lines
from emotion_gui.ui.file_dialogs import ask_folder
from emotion_gui.ui.numbers import use_tables
from emotion_gui.ui.pages.base import Page, PageServices
from emotion_gui.ui.theme import MODES
from emotion_gui.ui.translation import core_text
from emotion_gui.ui.widgets.cards import Card, FactRow
from emotion_gui.ui.widgets.form import FieldControl, make_control
from emotion_gui.ui.widgets.labels import set_role

CARD_WIDTH_PX = 720


class SettingsPage(Page):
    """One card a group, one row a setting; a change takes effect at once."""

    def __init__(self, services: PageServices, parent: QWidget | None = None) -> None:
        super().__init__(
            services, title=QCoreApplication.translate("SettingsPage", "Settings"), parent=parent
        )
        self._controls: dict[str, FieldControl] = {}
        self.set_state_text(self.tr("Changes are kept at once"))
        column = QVBoxLayout()
        column.setSpacing(self.body.spacing())
        for group, settings in groupby(SETTINGS, key=lambda setting: setting.group):
            column.addWidget(self._make_card(group, list(settings)))
        self.speeds_label = QLabel()
        self.speeds_label.setWordWrap(True)
        column.addWidget(self._make_speeds_card())
        column.addStretch(1)
        # In a row, which gives the cards the height of their own width: a column would reckon
        # the lines of notes at the width of the page and squeeze them.
        row = QHBoxLayout()
        row.addLayout(column, 1)
        row.addStretch(0)
        self.body.addLayout(row)
        self.check_button = self.add_action(
            self.tr("&Check the workspace…"), services.events.check_requested.emit, icon="search"
        )
        self.log_button = self.add_action(
            self.tr("&Log and report…"), services.events.log_requested.emit, icon="report"
        )
        self.reset_button = self.add_action(self.tr("&Reset all"), self._reset, icon="undo")

    def control(self, key: str) -> QWidget:
        """The widget of a setting."""
        return self._controls[key].widget

    def showEvent(self, event: QShowEvent) -> None:
        """Speeds may have been measured since."""
        self.speeds_label.setText("\n".join(speed_lines()))
        super().showEvent(event)

    def _make_speeds_card(self) -> Card:
        card = Card(self.tr("Measured on this computer"))
        card.setMaximumWidth(CARD_WIDTH_PX)
        self.speeds_label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.speeds_label.setTextFormat(Qt.TextFormat.PlainText)
        card.body.addWidget(self.speeds_label)
        return card

    def _make_card(self, group: str, settings: list[Setting]) -> Card:
        card = Card(core_text(group))
        card.setMaximumWidth(CARD_WIDTH_PX)
        card.body.setSpacing(0)
        for setting in settings:
            control = self._make_control(setting)
            self._controls[setting.key] = control
            holder = self._with_browse(setting, control.widget)
            row = FactRow(core_text(setting.field.label), holder)
            row.line = False
            card.body.addWidget(row)
            note = core_text(setting.field.tip) if setting.field.tip else ""
            if setting.restart:
                note = f"{note} {self.tr('Takes effect at the next start.')}".strip()
            if note:
                label = set_role(QLabel(note), "small")
                label.setWordWrap(True)
                control.widget.setAccessibleDescription(note)
                # It stands below; of a path only a part may be to be seen.
                line = control.widget
                line.setToolTip(line.placeholderText() if isinstance(line, QLineEdit) else "")
                card.body.addWidget(label)
            card.body.addSpacing(4)
        if group == "Cluster":
            preferences = self.services.preferences
            ask = partial(preferences.text, "compute/executor")
            self.cluster_panel = ClusterPanel(self.services.tasks, ask)
            card.body.addWidget(self.cluster_panel)
        return card

    def _make_control(self, setting: Setting) -> FieldControl:
        control = make_control(setting.declared)
        control.write(self.services.preferences.get(setting.key))
        control.edited.connect(partial(self._on_edited, setting.key))
        if isinstance(control.widget, QLineEdit):
            control.widget.setMinimumWidth(200)
            if setting.is_folder:
                control.widget.setPlaceholderText(str(self.services.workspace.path))
        return control

    def _with_browse(self, setting: Setting, control: QWidget) -> QWidget:
        if not setting.is_folder or not isinstance(control, QLineEdit):
            return control
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(control)
        button = QPushButton(self.tr("Choose…"))
        button.clicked.connect(partial(self._browse, setting.key, control))
        row.addWidget(button)
        return holder

    def _on_edited(self, key: str, *change: object) -> None:
        del change  # the control itself says it, in the setting's own kind
        self._keep(key, self._controls[key].read())

    def _keep(self, key: str, value: Value) -> None:
        self.services.preferences.set(key, value)
        if key == "ui/theme" and value in MODES:
            self.services.theme.set_mode(str(value))
        if key == "tables/style":
            use_tables(str(value))

    def _browse(self, key: str, line: QLineEdit, checked: bool = False) -> None:
        del checked
        folder = ask_folder(self, title=self.tr("Choose a folder"), start=Path(line.text()))
        if folder:
            line.setText(str(folder))
            self._keep(key, str(folder))

    def _reset(self) -> None:
        for setting in SETTINGS:
            self._keep(setting.key, setting.default)
            self._controls[setting.key].write(setting.default)
        self.show_info(self.tr("Every setting is back to its default"), kind="success")
