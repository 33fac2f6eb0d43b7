"""Forms that build, read and lock themselves from the metadata of fields (`core/fields.py`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from emotion_gui.core.fields import Declared, Field, Value
from emotion_gui.ui.translation import core_text, translator
from emotion_gui.ui.widgets.cards import FactTable
from emotion_gui.ui.widgets.controls import ChoiceBox, LabelledSlider
from emotion_gui.ui.widgets.number_edit import NumberEdit, number_text

_tr = translator("FieldForm")

FIELD_HEIGHT_PX = 28


@dataclass(frozen=True)
class FieldControl:
    """A widget for one declared field, read and written in the field's own values.

    Attributes:
        widget: as it is laid out.
        read: the value; raises ConfigError while a typed one is refused.
        write: shows a value.
        edited: the widget's signal for a change by a person or by `write`.
    """

    widget: QWidget
    read: Callable[[], Any]
    write: Callable[[Any], None]
    edited: Any


def make_control(entry: Declared) -> FieldControl:
    """A choice, a switch, a number or a line of text, as the field and its default say."""
    field = entry.field
    if field.choices:
        control = _choice(entry)
    elif entry.kind is bool:
        control = _switch(field)
    elif entry.kind is str:
        control = _line(field)
    else:
        control = _number(field, whole=entry.kind is int)
    control.widget.setAccessibleName(spoken_name(field))
    control.widget.setToolTip(core_text(field.tip) if field.tip else "")
    control.write(entry.default)
    return control


def spoken_name(field: Field) -> str:
    """What a field is called by itself: the text that is translated holds the mark of its key."""
    return core_text(field.title) if field.title else core_text(field.label).replace("&", "")


def make_slider(entry: Declared) -> FieldControl:
    """A number with a slider, which carries its label; larger values than it reaches are typed."""
    field = entry.field
    reach = field.high if field.reach is None else field.reach
    slider = LabelledSlider(
        core_text(field.label),
        low=_shown(field, field.low),
        high=_shown(field, reach),
        most=_shown(field, field.high),
        step=_shown(field, field.step or 1),
        value=_shown(field, float(entry.default)),
        whole=entry.kind is int,
        unit=core_text(field.unit),
    )
    return FieldControl(
        slider,
        read=lambda: _stored(field, slider.value),
        write=lambda value: slider.set_value(_shown(field, value)),
        edited=slider.moved,
    )


class FieldForm(FactTable):
    """A row a field: label left, control right. A field that is declared is here by itself."""

    edited = Signal()

    def __init__(
        self,
        entries: Mapping[str, Declared],
        *,
        width_px: int,
        choice_px: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        """Choices are `choice_px` wide where their words need more than numbers do."""
        super().__init__(parent)
        self._controls: dict[str, FieldControl] = {}
        for key, entry in entries.items():
            control = self._controls[key] = make_control(entry)
            if not isinstance(control.widget, QCheckBox):
                wide = choice_px if choice_px and entry.field.choices else width_px
                control.widget.setFixedSize(wide, FIELD_HEIGHT_PX)
            row = self.add(key, core_text(entry.field.label), control.widget)
            row.label.setToolTip(control.widget.toolTip())
            control.edited.connect(self.edited)

    def has(self, key: str) -> bool:
        return key in self._controls

    def control(self, key: str) -> QWidget:
        """The widget of a field, for what only its page knows of it."""
        return self._controls[key].widget

    def choice(self, key: str) -> ChoiceBox:
        """The widget of a field that takes words."""
        box = self.control(key)
        assert isinstance(box, ChoiceBox)
        return box

    def value(self, key: str) -> Any:
        """One field's value.

        Raises:
            ConfigError: a typed number is refused.
        """
        return self._controls[key].read()

    def values(self) -> dict[str, Any]:
        """Every field's value by key.

        Raises:
            ConfigError: a typed number is refused.
        """
        return {key: control.read() for key, control in self._controls.items()}

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Show these; fields that are not named stay as they are."""
        for key, value in values.items():
            if key in self._controls:
                self._controls[key].write(value)


def value_text(field: Field, value: object) -> str:
    """A value in the language of the interface, as it stands in a form."""
    if isinstance(value, bool):
        on, off = _tr("on"), _tr("off")
        return on if value else off
    if isinstance(value, int | float):
        if field.lowest and value == field.low:
            return core_text(field.lowest)
        shown = _shown(field, value)
        text = number_text(int(shown) if shown == int(shown) else shown)
        return f"{text}{core_text(field.unit)}"
    return core_text(dict(field.choices).get(str(value), str(value)))


def make_choice(entry: Declared) -> ChoiceBox:
    """The list of a field's words alone, for pages whose model reads and writes it."""
    choices = [(word, core_text(text)) for word, text in entry.field.choices]
    box = ChoiceBox(choices, name=spoken_name(entry.field))
    box.setToolTip(core_text(entry.field.tip) if entry.field.tip else "")
    return box


def _choice(entry: Declared) -> FieldControl:
    box = make_choice(entry)
    return FieldControl(
        box,
        read=lambda: entry.word(box.current),
        write=lambda value: box.choose(str(value)),
        edited=box.chosen,
    )


def _switch(field: Field) -> FieldControl:
    box = QCheckBox()
    return FieldControl(box, read=box.isChecked, write=box.setChecked, edited=box.toggled)


def _line(field: Field) -> FieldControl:
    line = QLineEdit()
    return FieldControl(
        line,
        read=lambda: line.text().strip(),
        write=lambda value: line.setText(str(value)),
        edited=line.editingFinished,
    )


def _number(field: Field, *, whole: bool) -> FieldControl:
    edit = NumberEdit(
        low=_shown(field, field.low),
        high=_shown(field, field.high),
        value=_shown(field, field.low),
        step=None if field.step is None else _shown(field, field.step),
        whole=whole,
        suffix=core_text(field.unit),  # " points" is a word; "°" stays as it is
        name=spoken_name(field),
    )
    if field.lowest:
        edit.setSpecialValueText(core_text(field.lowest))

    def read() -> Value:
        value = edit.value()
        return int(value) if whole else _stored(field, value)

    def write(value: float) -> None:
        edit.setValue(_shown(field, value))

    return FieldControl(edit, read=read, write=write, edited=edit.valueChanged)


def _shown(field: Field, value: float) -> float:
    # In decimals: 0.07 is to be 7 per cent, not 7.000000000000001.
    if field.shown == 1:
        return value
    return float(Decimal(repr(value)) * Decimal(repr(field.shown)))


def _stored(field: Field, value: float) -> float:
    return float(Decimal(repr(value)) / Decimal(repr(field.shown)))
