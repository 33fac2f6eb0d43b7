"""Numbers as people type them, in every field of the program and in both languages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractSpinBox, QDoubleSpinBox, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from emotion_gui.app import PAGES, _import_page
from emotion_gui.core.errors import ConfigError
from emotion_gui.ui.pages.base import PageServices
from emotion_gui.ui.settings_page import SettingsPage
from emotion_gui.ui.widgets import FloatEdit, IntEdit, LabelledSlider, NumberEdit
from emotion_gui.ui.widgets.number_edit import Reading, number_text, read_number

LANGUAGES = ("en", "de")
# Typed text, and what it must become in English and in German; None: refused in words.
TYPED: tuple[tuple[str, float | None, float | None], ...] = (
    ("0.001", 1e-3, 1e-3),
    ("0,001", 1e-3, 1e-3),
    ("1e-3", 1e-3, 1e-3),
    ("1E-3", 1e-3, 1e-3),
    ("5e-4", 5e-4, 5e-4),
    ("0,0005", 5e-4, 5e-4),
    ("1,5e-3", 1.5e-3, 1.5e-3),
    (".25", 0.25, 0.25),
    ("5", 5.0, 5.0),
    ("1e1", 10.0, 10.0),
    ("1.000,5", None, None),
    ("1,000.5", None, None),
    ("1.000", 1.0, None),
    ("1,000", None, 1.0),
    ("0.100", 0.1, 0.1),
    ("1 0", None, None),
    ("abc", None, None),
    ("nan", None, None),
    ("1e999", None, None),
    ("", None, None),
    ("--1", None, None),
    ("0x10", None, None),
)


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    before = QLocale()
    QLocale.setDefault(QLocale(request.param))
    yield request.param
    QLocale.setDefault(before)


def type_into(qtbot: QtBot, edit: NumberEdit, text: str) -> None:
    """Real key events, as after a double click into the field; Enter ends them."""
    edit.selectAll()
    qtbot.keyClick(edit, Qt.Key.Key_Delete)
    qtbot.keyClicks(edit, text)


def outcome(edit: NumberEdit) -> float | None:
    try:
        return float(edit.value())
    except ConfigError as error:
        refused = error
    assert refused.reason
    assert edit.fault == refused.reason == edit.accessibleDescription()
    return None


def enable(widget: QWidget) -> None:
    """Also what a page locks while there is nothing to work on."""
    at: QWidget | None = widget
    while at is not None:
        at.setEnabled(True)
        at = at.parentWidget()


def shown_with(qtbot: QtBot, holder: QWidget) -> None:
    holder.show()
    holder.activateWindow()
    qtbot.waitUntil(holder.isActiveWindow)


def test_no_other_kind_of_number_field_is_used(
    qtbot: QtBot, services: PageServices, language: str
) -> None:
    for root in every_page(qtbot, services):
        assert not root.findChildren(QSpinBox)
        assert not root.findChildren(QDoubleSpinBox)
        fields = root.findChildren(QAbstractSpinBox)
        assert all(isinstance(field, NumberEdit) for field in fields)


def every_page(qtbot: QtBot, services: PageServices) -> list[QWidget]:
    pages: list[QWidget] = [_import_page(*PAGES[name], services) for name in PAGES]
    pages.append(SettingsPage(services))
    for page in pages:
        qtbot.addWidget(page)
    return pages


def test_every_field_of_the_program_takes_what_is_typed(
    qtbot: QtBot, services: PageServices, language: str
) -> None:
    """Whatever a field ends up with is what was typed, or it says that it was refused."""
    fields = [f for page in every_page(qtbot, services) for f in page.findChildren(NumberEdit)]
    assert len(fields) > 30
    for field in fields:
        start = outcome(field)
        assert start is not None
        for text, english, german in TYPED:
            enable(field)
            wanted = english if language == "en" else german
            type_into(qtbot, field, text)
            qtbot.keyClick(field, Qt.Key.Key_Return)
            found = outcome(field)
            about = f"{field.accessibleName()}: {text!r} became {found}"
            if found is None:
                assert field.text() == text, about
                continue
            assert found == wanted, about
        field.setValue(start)
        assert outcome(field) == start


def test_a_refusal_has_a_reason_that_fits(qtbot: QtBot, language: str) -> None:
    """A number in range is never refused, apart from those that can be read in two ways."""
    rate = FloatEdit(low=1e-9, high=100.0, value=0.5, step=None, name="Rate")
    qtbot.addWidget(rate)
    for text, english, german in TYPED:
        wanted = english if language == "en" else german
        type_into(qtbot, rate, text)
        assert outcome(rate) == wanted, text


def test_whole_numbers_refuse_a_sign_that_may_divide_thousands(qtbot: QtBot, language: str) -> None:
    edit = IntEdit(low=0, high=100_000, value=5, name="Batch")
    qtbot.addWidget(edit)
    for text, wanted in (
        ("64", 64),
        ("1e3", 1000),
        ("1.000", None),
        ("1,000", None),
        ("2.5", None),
        ("2,0", 2),
        ("200000", None),
        ("-1", None),
    ):
        type_into(qtbot, edit, text)
        assert outcome(edit) == wanted, text
    edit.setValue(9)
    assert (edit.value(), edit.fault) == (9, "")


def test_what_is_typed_counts_before_the_field_is_left(qtbot: QtBot) -> None:
    edit = FloatEdit(low=0.0, high=1.0, value=0.5, name="Share")
    qtbot.addWidget(edit)
    type_into(qtbot, edit, "0,125")
    with qtbot.waitSignal(edit.valueChanged) as heard:
        assert edit.value() == 0.125
    assert heard.args == [0.125]
    with qtbot.assertNotEmitted(edit.valueChanged):
        qtbot.keyClick(edit, Qt.Key.Key_Return)


def test_leaving_a_field_keeps_a_refused_text_and_marks_it(qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    first = FloatEdit(low=0.0, high=1.0, value=0.5, name="Share", parent=holder)
    other = IntEdit(low=0, high=9, value=1, name="Other", parent=holder)
    shown_with(qtbot, holder)
    first.setFocus()
    type_into(qtbot, first, "7")
    other.setFocus()
    assert first.text() == "7"
    assert first.property("bad") is True
    with pytest.raises(ConfigError, match="0 to 1"):
        first.value()
    first.setFocus()
    type_into(qtbot, first, "0.7")
    assert first.value() == 0.7
    assert first.property("bad") is False


def test_a_word_for_the_lowest_value_can_be_typed(qtbot: QtBot) -> None:
    edit = IntEdit(low=0, high=9, value=3, name="Stop early")
    edit.setSpecialValueText("off")
    qtbot.addWidget(edit)
    type_into(qtbot, edit, "OFF")
    assert edit.value() == 0
    assert edit.text() == "off"
    type_into(qtbot, edit, "4")
    assert edit.value() == 4


def test_units_are_shown_and_need_not_be_typed(qtbot: QtBot, language: str) -> None:
    edit = FloatEdit(low=0, high=10, value=0.5, suffix=" s", name="Time")
    qtbot.addWidget(edit)
    assert edit.text() == ("0.5 s" if language == "en" else "0,5 s")
    for text in ("1.5", "1,5 s", "1.5s"):
        type_into(qtbot, edit, text)
        assert edit.value() == 1.5


def test_a_screen_reader_is_told_value_and_range(qtbot: QtBot) -> None:
    edit = FloatEdit(low=0.0, high=1.0, value=0.25, name="Share")
    qtbot.addWidget(edit)
    spoken = QAccessible.queryAccessibleInterface(edit)
    assert spoken.role() == QAccessible.Role.SpinBox
    type_into(qtbot, edit, "0,75")
    assert edit.value() == 0.75
    value = spoken.valueInterface()
    assert (value.currentValue(), value.minimumValue(), value.maximumValue()) == (0.75, 0.0, 1.0)


@pytest.mark.parametrize("text", ["０.５", "٠٫٥", "+0.5", "0.5000", "5E-01"])
def test_other_digits_and_signs_are_read(text: str) -> None:
    assert read_number(text, decimal_point=".") == Reading(0.5)


@pytest.mark.parametrize("text", ["1'000", "1_000", "½", "1 000", "1,234,567", "0x1", "inf", "1e"])
def test_what_may_be_something_else_is_no_number(text: str) -> None:
    assert read_number(text, decimal_point=".").number is None


def test_steps_follow_the_size_of_a_rate(qtbot: QtBot) -> None:
    rate = FloatEdit(low=1e-9, high=100.0, value=1e-3, step=None, name="Rate")
    qtbot.addWidget(rate)
    for key, wanted in (
        (Qt.Key.Key_Up, 0.0011),
        (Qt.Key.Key_Down, 0.001),
        (Qt.Key.Key_Down, 0.00099),
    ):
        qtbot.keyClick(rate, key)
        assert rate.value() == wanted


def test_a_slider_takes_a_typed_value_between_its_steps(qtbot: QtBot, language: str) -> None:
    slider = LabelledSlider("Angle", low=0, high=45, step=0.5, value=15, unit="°", most=180)
    qtbot.addWidget(slider)
    type_into(qtbot, slider.edit, "12,34")
    with qtbot.waitSignals([slider.moved, slider.settled]):
        qtbot.keyClick(slider.edit, Qt.Key.Key_Return)
    assert slider.value == 12.34
    assert slider.slider.value() == 25
    type_into(qtbot, slider.edit, "90")
    assert slider.value == 90
    assert slider.slider.value() == slider.slider.maximum()


def test_a_caption_makes_room_for_the_number(qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    slider = LabelledSlider("Angle", low=0, high=45, step=0.5, value=3.5, unit="°", parent=holder)
    other = IntEdit(low=0, high=9, value=1, name="Other", parent=holder)
    shown_with(qtbot, holder)
    other.setFocus()
    slider.set_value_text("3.5° · 176.5°")
    assert slider.edit.text() == "3.5° · 176.5°"
    slider.edit.setFocus()
    assert slider.edit.text() == "3.5°"
    other.setFocus()
    assert slider.edit.text() == "3.5° · 176.5°"
    assert slider.value == 3.5


@pytest.mark.parametrize("value", [0.1, 1 / 3, 1e-9, 2.5e-7, 4e-3, 123456789.25, 0.0, 5, -0.5])
@pytest.mark.parametrize("point", [".", ","])
def test_what_is_shown_reads_as_the_same_number(value: float, point: str) -> None:
    text = number_text(value, decimal_point=point, decimals=2)
    reading = read_number(text, decimal_point=point)
    assert reading.number == value, text
