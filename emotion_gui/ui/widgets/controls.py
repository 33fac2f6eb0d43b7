"""Segmented choice, labelled slider, and number fields that leave the wheel to the page."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QHelpEvent, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSlider,
    QSpinBox,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from emotion_gui.ui.widgets.labels import set_role

TEXT_MARGIN_PX = 6
CHOICE_MIN_PX = 96


class SegmentedControl(QWidget):
    """A few exclusive choices side by side, as in "Paper | Corrected | Refit"."""

    changed = Signal(str)  # key; only when the person or `choose` changed it

    def __init__(
        self,
        choices: Sequence[tuple[str, str]],
        *,
        name: str,
        parent: QWidget | None = None,
    ) -> None:
        """`choices` are (key, label) pairs; `name` is for screen readers."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QPushButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for key, label in choices:
            button = QPushButton(label)
            button.setCheckable(True)
            button.setProperty("segment", True)
            button.setAccessibleName(f"{name}: {label.replace('&', '')}")
            self._group.addButton(button)
            self._buttons[key] = button
            row.addWidget(button)
        row.addStretch(1)
        self._current = choices[0][0]
        self._buttons[self._current].setChecked(True)
        self._group.buttonClicked.connect(self._on_clicked)

    @property
    def current(self) -> str:
        return self._current

    def button(self, key: str) -> QPushButton:
        """For a tool tip, a figure in the label, or `setEnabled`."""
        return self._buttons[key]

    def choose(self, key: str) -> None:
        """Select a choice and tell listeners when it is another one."""
        self._buttons[key].setChecked(True)
        self._on_clicked()

    @Slot()
    def _on_clicked(self) -> None:
        for key, button in self._buttons.items():
            if button.isChecked() and key != self._current:
                self._current = key
                self.changed.emit(key)
                return


class LabelledSlider(QWidget):
    """A slider with its name left and its value right, in real units.

    `moved` comes with every change; `settled` when the handle was let go or a key changed it.
    """

    moved = Signal(float)
    settled = Signal(float)

    def __init__(
        self,
        label: str,
        *,
        low: float,
        high: float,
        step: float,
        value: float,
        unit: str = "",
        decimals: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._low, self._step, self._unit, self._decimals = low, step, unit, decimals
        self.label = QLabel(label)
        self.value_label = set_role(QLabel(), "value")
        self.slider = _CalmSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, round((high - low) / step))
        self.slider.setPageStep(max(1, self.slider.maximum() // 10))
        self.slider.setAccessibleName(label.replace("&", ""))
        self.label.setBuddy(self.slider)
        row = QHBoxLayout()
        row.addWidget(self.label)
        row.addStretch(1)
        row.addWidget(self.value_label)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(row)
        column.addWidget(self.slider)
        self.set_value(value)
        self.slider.valueChanged.connect(self._on_changed)
        self.slider.sliderReleased.connect(self._on_released)

    @property
    def value(self) -> float:
        return self._low + self.slider.value() * self._step

    def set_value(self, value: float) -> None:
        """Move the handle without telling listeners."""
        blocked = self.slider.blockSignals(True)
        self.slider.setValue(round((value - self._low) / self._step))
        self.slider.blockSignals(blocked)
        self._show_value()

    def set_value_text(self, text: str) -> None:
        """Replace the figure at the right until the next change ("3.3° · 176.7°")."""
        self.value_label.setText(text)
        self.slider.setAccessibleDescription(text)

    def _show_value(self) -> None:
        self.set_value_text(f"{self.value:.{self._decimals}f}{self._unit}")

    @Slot()
    def _on_changed(self) -> None:
        self._show_value()
        self.moved.emit(self.value)
        if not self.slider.isSliderDown():
            self.settled.emit(self.value)

    @Slot()
    def _on_released(self) -> None:
        self.settled.emit(self.value)


class _CalmSlider(QSlider):
    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll the page, unless the slider has the focus."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class IntEdit(QSpinBox):
    """A whole number; the wheel scrolls the page unless the field has the focus."""

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
        super().__init__(parent)
        self.setRange(low, high)
        self.setSingleStep(step)
        self.setSuffix(suffix)
        self.setValue(value)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setKeyboardTracking(False)
        # The style sheet's padding does not reach the field inside.
        self.lineEdit().setTextMargins(TEXT_MARGIN_PX, 0, 0, 0)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class FloatEdit(QDoubleSpinBox):
    """A number with decimals; the wheel scrolls the page unless the field has the focus."""

    def __init__(
        self,
        *,
        low: float,
        high: float,
        value: float,
        name: str,
        step: float = 0.1,
        decimals: int = 2,
        suffix: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setDecimals(decimals)
        self.setRange(low, high)
        self.setSingleStep(step)
        self.setSuffix(suffix)
        self.setValue(value)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setKeyboardTracking(False)
        # The style sheet's padding does not reach the field inside.
        self.lineEdit().setTextMargins(TEXT_MARGIN_PX, 0, 0, 0)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class ChoiceBox(QComboBox):
    """A combo box of (key, label) pairs that leaves the wheel to the page."""

    chosen = Signal(str)  # key; when the person chose it

    def __init__(
        self,
        choices: Sequence[tuple[str, str]] = (),
        *,
        name: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.view().setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.set_choices(choices)
        self.activated.connect(self._on_activated)

    def set_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        """Replace the list and keep the current key when it is still there."""
        before = self.current
        blocked = self.blockSignals(True)
        self.clear()
        for key, label in choices:
            self.addItem(label, key)
        self.choose(before)
        self.blockSignals(blocked)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt cuts a long choice in the middle of a letter; this ends it with an ellipsis."""
        del event
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        whole: str = option.currentText  # type: ignore[attr-defined]
        field = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox,
            option,
            QStyle.SubControl.SC_ComboBoxEditField,
            self,
        )
        shown = self.fontMetrics().elidedText(whole, Qt.TextElideMode.ElideRight, field.width())
        option.currentText = shown  # type: ignore[attr-defined]
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.end()

    def event(self, event: QEvent) -> bool:
        """The whole choice as a tool tip, unless the page has set one."""
        if isinstance(event, QHelpEvent) and not self.toolTip():
            QToolTip.showText(event.globalPos(), self.currentText(), self)
            return True
        return super().event(event)

    def minimumSizeHint(self) -> QSize:
        """A long choice is cut in a narrow card instead of being pushed out of it."""
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), CHOICE_MIN_PX), hint.height())

    @property
    def current(self) -> str:
        """The key of the current choice; empty when there is none."""
        return str(self.currentData() or "")

    def choose(self, key: str) -> None:
        """Select by key, without `chosen`; unknown keys are ignored."""
        index = self.findData(key)
        if index >= 0:
            self.setCurrentIndex(index)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    @Slot()
    def _on_activated(self) -> None:
        self.chosen.emit(self.current)
