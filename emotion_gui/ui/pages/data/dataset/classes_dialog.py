"""Other names for the classes of a data set, two of them made one, a further one."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.labels import MOST_CLASSES, LabelSet, check_class_name, spelling
from emotion_gui.core.workspace.records import DatasetRow
from emotion_gui.ui.emotions import emotion_name
from emotion_gui.ui.icons import emotion_icon
from emotion_gui.ui.pages.data.dataset.editor import DatasetEditor
from emotion_gui.ui.theme import Theme
from emotion_gui.ui.translation import reason_text
from emotion_gui.ui.widgets import ChoiceBox, set_role
from emotion_gui.ui.widgets.labels import set_tone

_WIDTH_PX, _FIELD_PX = 460, 200


class ClassesDialog(QDialog):
    """Asks what is to become of a class; each change is made at once and can be undone.

    The editor carries it out; `set_labels` tells what came of it.
    """

    def __init__(
        self, theme: Theme, editor: DatasetEditor, row: DatasetRow, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._editor, self._row = theme, editor, row
        self.setWindowTitle(self.tr("Classes of {name}").format(name=row.name))
        self.setMinimumWidth(_WIDTH_PX)
        self.class_box = ChoiceBox((), name=self.tr("Class"))
        self.name_edit = self._line(self.tr("New name"))
        self.rename_button = QPushButton(self.tr("&Rename"))
        self.into_box = ChoiceBox((), name=self.tr("Merge into"))
        self.merge_button = QPushButton(self.tr("&Merge"))
        self.new_edit = self._line(self.tr("One more class"))
        self.add_button = QPushButton(self.tr("&Add"))
        self.problem_label = set_role(QLabel(), "small")
        set_tone(self.problem_label, "bad")
        self.note = set_role(
            QLabel(
                self.tr(
                    "Labels follow at once, and Undo takes it back. Networks keep the classes "
                    "that they learned: a renamed or merged class is understood, and figures are "
                    "told in the classes that both have."
                )
            ),
            "small",
        )
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        for label in (self.problem_label, self.note):
            label.setWordWrap(True)
        self._lay_out()
        self._connect()
        self.set_labels(row.label_set)

    def _line(self, name: str) -> QLineEdit:
        line = QLineEdit()
        line.setAccessibleName(name)
        return line

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(8)
        rows = (
            (self.tr("&Class"), self.class_box, None),
            (self.tr("New &name"), self.name_edit, self.rename_button),
            (self.tr("or merge &into"), self.into_box, self.merge_button),
            (self.tr("&One more class"), self.new_edit, self.add_button),
        )
        for place, (text, field, button) in enumerate(rows):
            label = QLabel(text)
            label.setBuddy(field)
            field.setFixedWidth(_FIELD_PX)
            grid.addWidget(label, place, 0)
            grid.addWidget(field, place, 1)
            if button is not None:
                button.setAutoDefault(False)
                grid.addWidget(button, place, 2)
        grid.setColumnStretch(3, 1)
        column = QVBoxLayout(self)
        column.setSpacing(14)
        column.addLayout(grid)
        column.addWidget(self.problem_label)
        column.addWidget(self.note)
        column.addWidget(self.buttons)
        self.problem_label.hide()

    def _connect(self) -> None:
        self.class_box.chosen.connect(self._on_chosen)
        self.name_edit.textChanged.connect(self._check)
        self.new_edit.textChanged.connect(self._check)
        self.name_edit.returnPressed.connect(self.rename)
        self.new_edit.returnPressed.connect(self.add)
        self.rename_button.clicked.connect(self.rename)
        self.merge_button.clicked.connect(self.merge)
        self.add_button.clicked.connect(self.add)
        self.buttons.rejected.connect(self.reject)

    @property
    def label(self) -> int:
        """The class that is meant, by its place."""
        return int(self.class_box.current or 0)

    def set_labels(self, labels: LabelSet) -> None:
        """The classes as they are by now."""
        before = self.class_box.current
        self._labels = labels
        self.class_box.set_choices([(str(k), emotion_name(k, labels)) for k in range(len(labels))])
        for k in range(len(labels)):
            color = self._theme.emotion_color(k, labels)
            self.class_box.setItemIcon(k, emotion_icon(k, color, labels))
        self.class_box.choose(before if before and int(before) < len(labels) else "0")
        self._on_chosen()

    @Slot()
    def rename(self) -> None:
        """Give the class the name that was typed."""
        if self.rename_button.isEnabled():
            self._editor.rename_class(self._row.dataset_id, self.label, self.name_edit.text())

    @Slot()
    def merge(self) -> None:
        """Make its faces the other class's."""
        if self.merge_button.isEnabled():
            into = int(self.into_box.current)
            self._editor.merge_classes(self._row.dataset_id, self.label, into)

    @Slot()
    def add(self) -> None:
        """One more class of the name that was typed."""
        if self.add_button.isEnabled():
            self._editor.add_class(self._row.dataset_id, self.new_edit.text())
            self.new_edit.clear()

    @Slot()
    def _on_chosen(self) -> None:
        label, labels = self.label, self._labels
        others = [(str(k), emotion_name(k, labels)) for k in range(len(labels)) if k != label]
        self.into_box.set_choices(others)
        self.name_edit.setText(labels.names[label])
        self.name_edit.selectAll()
        self._check()

    @Slot()
    def _check(self) -> None:
        """What cannot be is said while it is typed, and its button is off."""
        labels = self._labels
        taken = {spelling(name) for k, name in enumerate(labels.names) if k != self.label}
        name, more = self.name_edit.text().strip(), self.new_edit.text().strip()
        renamed, first = self._trouble(name, taken)
        added, second = self._trouble(more, {spelling(other) for other in labels.names})
        self.rename_button.setEnabled(renamed and name != labels.names[self.label])
        self.merge_button.setEnabled(len(labels) > 2)
        self.merge_button.setToolTip("" if len(labels) > 2 else self.tr("Two classes must stay."))
        full = len(labels) >= MOST_CLASSES
        self.new_edit.setEnabled(not full)
        self.add_button.setEnabled(added and not full)
        self.problem_label.setText(first or second)
        self.problem_label.setVisible(bool(first or second))

    def _trouble(self, name: str, taken: set[str]) -> tuple[bool, str]:
        """Whether a class can be called so, and why not; nothing typed is no trouble."""
        if not name:
            return False, ""
        try:
            check_class_name(name)
        except ConfigError as error:
            return False, reason_text(error.reason)
        if spelling(name) in taken:
            return False, self.tr("There is a class of this name; merge them instead.")
        return True, ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return belongs to the lines: it does not close the window."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()
            return
        super().keyPressEvent(event)
