"""Which fields a sweep varies, and over which values: one line, with a menu of the fields."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QPushButton, QWidget

from emotion_gui.core.training.grid import grid_fields
from emotion_gui.ui.translation import core_text


def field_titles() -> dict[str, str]:
    """The fields in plain words, in the order of the menu."""
    return {key: core_text(entry.field.name) for key, entry in grid_fields().items()}


class GridLine(QWidget):
    """`learning_rate=1e-3,1e-4; epochs=10,20`: every combination becomes a row."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edit = QLineEdit()
        self.edit.setAccessibleName(self.tr("Values to vary"))
        self.edit.setPlaceholderText(
            self.tr("nothing: one row  ·  or learning_rate=1e-3,1e-4; epochs=10,20")
        )
        self.edit.setToolTip(
            self.tr("Commas between values, semicolons between fields; every combination is a row.")
        )
        self.edit.setClearButtonEnabled(True)
        self.field_button = QPushButton(self.tr("Add a fiel&d"))
        self.menu = QMenu(self.field_button)
        for name, title in field_titles().items():
            self.menu.addAction(title).triggered.connect(partial(self._on_field, name))
        self.field_button.setMenu(self.menu)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.edit, 1)
        row.addWidget(self.field_button)
        self.edit.textChanged.connect(self._on_edited)

    @property
    def lines(self) -> tuple[str, ...]:
        """A field with its values each, as `core.training.grid` reads them."""
        parts = (part.strip() for part in self.edit.text().split(";"))
        return tuple(part for part in parts if part)

    @Slot()
    def _on_edited(self) -> None:
        self.edited.emit()

    def _on_field(self, name: str, checked: bool = False) -> None:
        """Append a field, with all its words where it takes words; values are typed."""
        del checked
        text = "; ".join(self.lines)
        self.edit.setText(f"{text}; {name}=" if text else f"{name}=")
        self.edit.insert(",".join(grid_fields()[name].field.words))
        self.edit.setFocus()
