"""Which fields a sweep varies, and over which values: one line, with a menu of the fields."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.training.grid import grid_fields, parse_grid
from emotion_gui.ui.translation import core_text, translator
from emotion_gui.ui.widgets.form import spoken_name, value_text
from emotion_gui.ui.widgets.labels import set_role

_tr = translator("GridLine")


def field_titles() -> dict[str, str]:
    """The fields in plain words, in the order of the menu."""
    return {key: spoken_name(entry.field) for key, entry in grid_fields().items()}


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
            self.tr(
                "Commas between values, semicolons between fields, decimals with a point; every "
                "combination is a row."
            )
        )
        self.edit.setClearButtonEnabled(True)
        self.field_button = QPushButton(self.tr("Add a field"))
        self.menu = QMenu(self.field_button)
        for name, title in field_titles().items():
            self.menu.addAction(title).triggered.connect(partial(self._on_field, name))
        self.field_button.setMenu(self.menu)
        self.reading = set_role(QLabel(), "small")
        self.reading.setWordWrap(True)
        self.reading.hide()
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.edit, 1)
        row.addWidget(self.field_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)
        column.addWidget(self.reading)
        self.edit.textChanged.connect(self._on_edited)

    @property
    def lines(self) -> tuple[str, ...]:
        """A field with its values each, as `core.training.grid` reads them."""
        parts = (part.strip() for part in self.edit.text().split(";"))
        return tuple(part for part in parts if part)

    @Slot()
    def _on_edited(self) -> None:
        text = _reading(self.lines)
        self.reading.setText(text)
        self.reading.setVisible(bool(text))
        self.edited.emit()

    def _on_field(self, name: str, checked: bool = False) -> None:
        """Append a field, with all its words where it takes words; values are typed."""
        del checked
        text = "; ".join(self.lines)
        self.edit.setText(f"{text}; {name}=" if text else f"{name}=")
        self.edit.insert(",".join(grid_fields()[name].field.words))
        self.edit.setFocus()


def _reading(lines: Sequence[str]) -> str:
    """What a line means, so that `0,5` is not taken for a half: it is 0 and 5 here."""
    try:
        grid = parse_grid(lines)
    except ConfigError as error:
        return core_text(error.reason) if lines else ""
    fields, rows = grid_fields(), math.prod(len(values) for values in grid.values())
    parts = [
        f"{spoken_name(fields[key].field)}: "
        + " | ".join(value_text(fields[key].field, value) for value in values)
        for key, values in grid.items()
    ]
    if not parts:
        return ""
    made = _tr("%Ln rows", rows)
    return f"{made} · {'; '.join(parts)}"
