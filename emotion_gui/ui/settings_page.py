"""The Settings page builds itself from the table in `core/settings.py`."""

from __future__ import annotations

from functools import partial
from itertools import groupby
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from emotion_gui.core.settings import SETTINGS, Kind, Setting, Value
from emotion_gui.ui.file_dialogs import ask_folder
from emotion_gui.ui.pages.base import Page, PageServices
from emotion_gui.ui.theme import MODES
from emotion_gui.ui.translation import core_text
from emotion_gui.ui.widgets.cards import Card, FactRow
from emotion_gui.ui.widgets.controls import ChoiceBox
from emotion_gui.ui.widgets.labels import set_role
from emotion_gui.ui.widgets.number_edit import FloatEdit, IntEdit

CARD_WIDTH_PX = 720


class SettingsPage(Page):
    """One card a group, one row a setting; a change takes effect at once."""

    def __init__(self, services: PageServices, parent: QWidget | None = None) -> None:
        super().__init__(
            services, title=QCoreApplication.translate("SettingsPage", "Settings"), parent=parent
        )
        self.controls: dict[str, QWidget] = {}
        self.set_state_text(self.tr("Changes are kept at once"))
        column = QVBoxLayout()
        column.setSpacing(self.body.spacing())
        for group, settings in groupby(SETTINGS, key=lambda setting: setting.group):
            column.addWidget(self._make_card(group, list(settings)))
        column.addStretch(1)
        # In a row, which gives the cards the height of their own width: a column would reckon
        # the lines of notes at the width of the page and squeeze them.
        row = QHBoxLayout()
        row.addLayout(column, 1)
        row.addStretch(0)
        self.body.addLayout(row)
        self.log_button = self.add_action(
            self.tr("&Log and report…"), services.events.log_requested.emit, icon="report"
        )
        self.reset_button = self.add_action(self.tr("&Reset all"), self._reset, icon="undo")

    def _make_card(self, group: str, settings: list[Setting]) -> Card:
        card = Card(core_text(group))
        card.setMaximumWidth(CARD_WIDTH_PX)
        card.body.setSpacing(0)
        for setting in settings:
            control = self._make_control(setting)
            self.controls[setting.key] = control
            holder = self._with_browse(setting, control)
            row = FactRow(core_text(setting.label), holder)
            row.line = False
            card.body.addWidget(row)
            note = core_text(setting.note) if setting.note else ""
            if setting.restart:
                note = f"{note} {self.tr('Takes effect at the next start.')}".strip()
            if note:
                label = set_role(QLabel(note), "small")
                label.setWordWrap(True)
                control.setAccessibleDescription(note)
                card.body.addWidget(label)
            card.body.addSpacing(4)
        return card

    def _make_control(self, setting: Setting) -> QWidget:
        value = self.services.preferences.get(setting.key)
        name = core_text(setting.label)
        keep = partial(self._keep, setting.key)
        if setting.kind is Kind.CHOICE:
            box = ChoiceBox([(key, core_text(text)) for key, text in setting.choices], name=name)
            box.choose(str(value))
            box.chosen.connect(keep)
            return box
        if setting.kind is Kind.SWITCH:
            check = QCheckBox()
            check.setAccessibleName(name)
            check.setChecked(bool(value))
            check.toggled.connect(keep)
            return check
        if setting.kind is Kind.FOLDER:
            line = QLineEdit(str(value))
            line.setMinimumWidth(200)
            line.setAccessibleName(name)
            line.setPlaceholderText(str(self.services.workspace.path))
            line.editingFinished.connect(partial(self._keep_text, setting.key, line))
            return line
        suffix = f" {setting.unit}" if setting.unit else ""
        if setting.kind is Kind.INTEGER:
            whole = IntEdit(
                low=int(setting.low),
                high=int(setting.high),
                value=int(value),
                step=int(setting.step),
                name=name,
                suffix=suffix,
            )
            whole.valueChanged.connect(keep)
            return whole
        number = FloatEdit(
            low=setting.low,
            high=setting.high,
            value=float(value),
            step=setting.step,
            name=name,
            suffix=suffix,
        )
        number.valueChanged.connect(keep)
        return number

    def _with_browse(self, setting: Setting, control: QWidget) -> QWidget:
        if setting.kind is not Kind.FOLDER or not isinstance(control, QLineEdit):
            return control
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(control)
        button = QPushButton(self.tr("Choose…"))
        button.clicked.connect(partial(self._browse, setting.key, control))
        row.addWidget(button)
        return holder

    def _keep(self, key: str, value: Value) -> None:
        self.services.preferences.set(key, value)
        if key == "ui/theme" and value in MODES:
            self.services.theme.set_mode(str(value))

    def _keep_text(self, key: str, line: QLineEdit) -> None:
        self._keep(key, line.text().strip())

    def _browse(self, key: str, line: QLineEdit, checked: bool = False) -> None:
        del checked
        folder = ask_folder(self, title=self.tr("Choose a folder"), start=Path(line.text()))
        if folder:
            line.setText(str(folder))
            self._keep(key, str(folder))

    def _reset(self) -> None:
        for setting in SETTINGS:
            control = self.controls[setting.key]
            value = setting.default
            self._keep(setting.key, value)
            if isinstance(control, ChoiceBox):
                control.choose(str(value))
            elif isinstance(control, QCheckBox):
                control.setChecked(bool(value))
            elif isinstance(control, QLineEdit):
                control.setText(str(value))
            elif isinstance(control, IntEdit):
                control.setValue(int(value))
            elif isinstance(control, FloatEdit):
                control.setValue(float(value))
        self.show_info(self.tr("Every setting is back to its default"), kind="success")
