"""Fields for numbers: what is typed is what counts, in either decimal sign and with exponents."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import QEvent, QLocale, QPoint, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QHelpEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QStyle, QStyleOptionSpinBox, QToolTip, QWidget

from emotion_gui.core.errors import ConfigError
from emotion_gui.ui.translation import translator

_tr = translator("NumberEdit")

TEXT_MARGIN_PX = 6
_USUAL_WIDTH = "0.00005"  # a field is at least as wide as this is, if it has the room
_LEAST_WIDTH_PX = 64
_SMALLEST_PLAIN = 1e-7  # below it an exponent is easier to read than zeros
_NUMBER = re.compile(r"[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][+-]?\d{1,3})?")
_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}([.,])\d{3}(?:[eE][+-]?\d{1,3})?")
_SIGNS = str.maketrans({"\u2212": "-", "\u2013": "-", "\u066b": "."})  # minus, dash, Arabic point


@dataclass(frozen=True)
class Reading:
    """What a typed text means: a number, or why it is none.

    Attributes:
        number: the value; None where the text is refused.
        rival: the other number that the text could mean, where that is why it is refused.
    """

    number: float | None
    rival: float | None = None


def read_number(text: str, *, decimal_point: str, whole: bool = False) -> Reading:
    """A number as people type it: `0.001`, `0,001`, `1e-3`, `5E-4`, `.5`.

    One sign is a decimal sign, whichever it is. It is refused where it may as well divide
    thousands: `1.000` where numbers are written `0,5` (and `1,000` where they are written `0.5`)
    is one or a thousand. Several signs (`1.000,5`) are refused in any case: a guess that is wrong
    by a factor of a thousand costs more than typing once more.

    Args:
        text: without a unit.
        decimal_point: of the language that the field shows its numbers in.
        whole: the field takes whole numbers, where a decimal sign is not expected at all.
    """
    plain = text.strip().translate(_SIGNS)
    if not _NUMBER.fullmatch(plain):
        return Reading(None)
    number = float(plain.replace(",", "."))
    if not math.isfinite(number):
        return Reading(None)
    grouped = _GROUPED.fullmatch(plain)
    if grouped is not None and (whole or grouped[1] != decimal_point):
        return Reading(None, rival=float(plain.replace(grouped[1], "")))
    return Reading(number)


def number_text(value: float, *, decimal_point: str = "", decimals: int = 0) -> str:
    """The shortest text that reads as `value` again, with `decimals` places at least.

    Without a decimal sign it takes that of the interface's language.
    """
    decimal_point = decimal_point or QLocale().decimalPoint()
    exact = Decimal(repr(value))
    if value and abs(value) < _SMALLEST_PLAIN:
        return repr(float(value)).replace(".", decimal_point)
    text = format(exact, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    if decimals:
        whole, _, rest = text.partition(".")
        text = f"{whole}.{rest.ljust(decimals, '0')}"
    return text.replace(".", decimal_point)


class NumberEdit(QAbstractSpinBox):
    """A number that can be typed and stepped; it holds exactly what was typed, unrounded.

    `valueChanged` comes when the typing has ended (Enter, the focus leaves) and with every step.
    `value()` reads what stands in the field, also in the middle of typing: a shortcut takes no
    focus away. A text that is no number, or one that could be two, stays where it is, marked and
    explained; `value()` raises then, so that nothing starts with another number than the typed
    one. The wheel scrolls the page unless the field has the focus.
    """

    valueChanged = Signal(object)  # int or float, as `value` gives it

    def __init__(
        self,
        *,
        low: float,
        high: float,
        value: float,
        name: str,
        step: float | None = 1,
        decimals: int = 0,
        whole: bool = False,
        suffix: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """`step` None takes a tenth of the value's own power of ten; see the subclasses."""
        super().__init__(parent)
        self._low, self._high, self._step = low, high, step
        self._decimals, self._whole, self._suffix = decimals, whole, suffix
        self._value = value
        self._shown = ""  # the text that stands for `_value`; another one was typed
        self._caption = ""
        self._fault = self._description = ""
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # The style sheet's padding does not reach the field inside.
        self.lineEdit().setTextMargins(TEXT_MARGIN_PX, 0, 0, 0)
        self.lineEdit().textEdited.connect(self._on_edited)
        self.editingFinished.connect(self._on_finished)
        self._show_value()

    def value(self) -> float:
        """The number in the field.

        Raises:
            ConfigError: what is typed is no number, or out of range.
        """
        self._take_typed()
        if self._fault:
            raise ConfigError(self.accessibleName(), self.text(), self._fault)
        return self._value

    def setValue(self, value: float) -> None:
        """Show a value, the nearest one in range, and tell listeners when it is another one."""
        before, self._value = self._value, min(max(value, self._low), self._high)
        self._caption = ""
        self._set_fault("")
        self._show_value()
        if self._value != before:
            self.valueChanged.emit(self._value)

    def setRange(self, low: float, high: float) -> None:
        """Bounds of what can be typed; the value moves into them."""
        self._low, self._high = low, high
        if not low <= self._value <= high:
            self.setValue(self._value)
        elif self.lineEdit().text() == self._shown:  # nothing is being typed
            self._show_value()
        self.updateGeometry()

    def minimum(self) -> float:
        return self._low

    def maximum(self) -> float:
        return self._high

    def setSuffix(self, suffix: str) -> None:
        """The unit behind the number; it need not be typed."""
        self._suffix = suffix
        self._show_value()
        self.updateGeometry()

    def setSpecialValueText(self, text: str) -> None:
        """The word for the lowest value, as in "off"; it can be typed too."""
        super().setSpecialValueText(text)
        self._show_value()

    def set_caption(self, text: str) -> None:
        """Show this in place of the number until the field gets the focus or another value."""
        self._caption = text
        if not self.hasFocus():
            self._show_caption()

    @property
    def fault(self) -> str:
        """Why the typed text is refused; empty while all is well."""
        return self._fault

    def stepEnabled(self) -> QAbstractSpinBox.StepEnabledFlag:
        enabled = QAbstractSpinBox.StepEnabledFlag.StepNone
        if not self.isReadOnly():
            if self._value < self._high:
                enabled |= QAbstractSpinBox.StepEnabledFlag.StepUpEnabled
            if self._value > self._low:
                enabled |= QAbstractSpinBox.StepEnabledFlag.StepDownEnabled
        return enabled

    def stepBy(self, steps: int) -> None:
        self._take_typed()
        # In decimals: 0.1 + 0.2 must not become 0.30000000000000004.
        moved = Decimal(repr(self._value)) + steps * self._step_size(down=steps < 0)
        self.setValue(int(moved) if self._whole else float(moved))
        self.selectAll()

    def focusInEvent(self, event: QFocusEvent) -> None:
        if self._caption and self.lineEdit().text() == self._shown:
            self._show_value()  # the caption makes room for the number
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)  # ends the typing
        if self._caption and not self._fault:
            self._show_caption()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def event(self, event: QEvent) -> bool:
        """The tool tip of a refused text says why; otherwise it is the page's."""
        if self._fault and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self._fault, self)
            return True
        return super().event(event)

    def sizeHint(self) -> QSize:
        self.ensurePolished()
        metrics = self.fontMetrics()
        usual = min(self._text(self._high), _USUAL_WIDTH, key=len)  # few type nineteen digits
        texts = [f"{usual}{self._suffix}", self._text(self._low), self._shown]
        width = max(metrics.horizontalAdvance(text) for text in texts) + 2 * TEXT_MARGIN_PX
        option = QStyleOptionSpinBox()
        self.initStyleOption(option)
        inner = QSize(width, self.lineEdit().sizeHint().height())
        return self.style().sizeFromContents(QStyle.ContentsType.CT_SpinBox, option, inner, self)

    def minimumSizeHint(self) -> QSize:
        hint = self.sizeHint()
        return QSize(min(hint.width(), _LEAST_WIDTH_PX), hint.height())

    @Slot()
    def _on_edited(self) -> None:
        self._set_fault("")

    @Slot()
    def _on_finished(self) -> None:
        self._take_typed()
        if self._fault and self.isVisible():
            QToolTip.showText(self.mapToGlobal(QPoint(0, self.height())), self._fault, self)

    def _take_typed(self) -> None:
        """Make the typed text the value, or note why it cannot be."""
        text = self.lineEdit().text()
        if text == self._shown or self._fault:
            return
        special = self.specialValueText()
        if special and text.strip().casefold() == special.casefold():
            self.setValue(self._low)
            return
        unit = self._suffix.strip()
        bare = text.strip().removesuffix(unit) if unit else text
        reading = read_number(bare, decimal_point=self._point, whole=self._whole)
        fault = self._fault_of(text.strip(), reading)
        if fault or reading.number is None:
            self._set_fault(fault)
        else:
            self.setValue(int(reading.number) if self._whole else reading.number)

    def _fault_of(self, text: str, reading: Reading) -> str:
        number = reading.number
        if reading.rival is not None:
            return _tr(
                "it may mean {few} or {many}: write it without a sign between thousands"
            ).format(few=self._bare_text(reading.rival / 1000), many=self._bare_text(reading.rival))
        if number is None:
            return _tr("it is not a number; 0.5 and 0,5 can be typed, and 5e-4")
        if self._whole and number != int(number):
            return _tr("a whole number is needed")
        if not self._low <= number <= self._high:
            return _tr("{low} to {high} can be chosen").format(
                low=self._bare_text(self._low), high=self._bare_text(self._high)
            )
        return ""

    def _set_fault(self, fault: str) -> None:
        if fault == self._fault:
            return
        if not self._fault:
            self._description = self.accessibleDescription()  # the page's own, until all is well
        self._fault = fault
        self.setAccessibleDescription(fault or self._description)
        self.setProperty("bad", bool(fault))
        self.style().unpolish(self)
        self.style().polish(self)

    def _show_value(self) -> None:
        self._shown = self._text(self._value)
        self.lineEdit().setText(self._shown)
        # What Qt's spin boxes have as properties; screen readers ask for them by these names.
        for name, number in (
            ("value", self._value),
            ("minimum", self._low),
            ("maximum", self._high),
        ):
            self.setProperty(name, float(number))

    def _show_caption(self) -> None:
        self._shown = self._caption
        self.lineEdit().setText(self._caption)
        self.updateGeometry()

    def _text(self, value: float) -> str:
        special = self.specialValueText()
        if special and value == self._low:
            return special
        return self._bare_text(value) + self._suffix

    def _bare_text(self, value: float) -> str:
        exact = int(value) if self._whole and value == int(value) else value
        return number_text(exact, decimal_point=self._point, decimals=self._decimals)

    @property
    def _point(self) -> str:
        return self.locale().decimalPoint()

    def _step_size(self, *, down: bool) -> Decimal:
        if self._step is not None:
            return Decimal(repr(self._step))
        size = abs(Decimal(repr(self._value)))
        if not size:
            return Decimal(repr(self._low or 1e-4))
        # Down from a power of ten with the smaller step: 0.001, 0.00099, 0.00098.
        power = size.adjusted()
        if down and size == Decimal(10) ** power:
            power -= 1
        return Decimal(10) ** (power - 1)


class IntEdit(NumberEdit):
    """A whole number."""

    def __init__(
        self,
        *,
        low: int,
        high: int,
        value: int,
        name: str,
        step: int = 1,
        suffix: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            low=low,
            high=high,
            value=value,
            name=name,
            step=step,
            whole=True,
            suffix=suffix,
            parent=parent,
        )

    def value(self) -> int:
        return int(super().value())


class FloatEdit(NumberEdit):
    """A number with decimals; `decimals` places are shown at least, and every one that counts."""

    def __init__(
        self,
        *,
        low: float,
        high: float,
        value: float,
        name: str,
        step: float | None = 0.1,
        decimals: int = 0,
        suffix: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            low=low,
            high=high,
            value=value,
            name=name,
            step=step,
            decimals=decimals,
            suffix=suffix,
            parent=parent,
        )

    def value(self) -> float:
        return float(super().value())
