"""Segmented choice, labelled slider, and a list of choices that leaves the wheel to the page."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtGui import QHelpEvent, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSlider,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from emotion_gui.ui.widgets.flow import FlowRow
from emotion_gui.ui.widgets.number_edit import NumberEdit

CHOICE_MIN_PX = 96


class SegmentedControl(QWidget):
    """A few exclusive choices side by side, as in "Paper | Corrected | Refit".

    Where they do not fit into one line they take two.
    """

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
        row = FlowRow(spacing=2, even=True)
        for key, label in choices:
            button = QPushButton(label)
            button.setCheckable(True)
            button.setProperty("segment", True)
            button.setAccessibleName(f"{name}: {label.replace('&', '')}")
            self._group.addButton(button)
            self._buttons[key] = button
            row.add(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(row)
        self._current = choices[0][0]
        self._buttons[self._current].setChecked(True)
        self._group.buttonClicked.connect(self._on_clicked)

    @property
    def current(self) -> str:
        """Key of what is chosen; empty after `choose_none`."""
        return self._current

    def button(self, key: str) -> QPushButton:
        """For a tool tip, a figure in the label, or `setEnabled`."""
        return self._buttons[key]

    def choose(self, key: str) -> None:
        """Select a choice and tell listeners when it is another one."""
        self._buttons[key].setChecked(True)
        self._on_clicked()

    def choose_none(self) -> None:
        """Show no choice, where something else holds; a click on any of them tells it."""
        self._group.setExclusive(False)
        for button in self._buttons.values():
            button.setChecked(False)
        self._group.setExclusive(True)
        self._current = ""

    @Slot()
    def _on_clicked(self) -> None:
        for key, button in self._buttons.items():
            if button.isChecked() and key != self._current:
                self._current = key
                self.changed.emit(key)
                return


class LabelledSlider(QWidget):
    """A slider with its name left and its value right, in real units; the value can be typed.

    The handle goes in steps, the value need not: what was typed or set is kept as it is.
    `moved` comes with every change; `settled` when the handle was let go, a key changed it, or a
    value was typed.
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
        whole: bool = False,
        most: float | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """`most` can be typed where the handle ends at `high`; `whole` takes whole numbers only."""
        super().__init__(parent)
        self._low, self._step, self._most = low, step, most
        name = label.replace("&", "")
        self.label = QLabel(label)
        self.edit = NumberEdit(
            low=low,
            high=high if most is None else most,
            value=value,
            step=step,
            decimals=decimals,
            whole=whole,
            suffix=unit,
            name=self.tr("{name}, typed").format(name=name),
        )
        self.edit.setProperty("bare", True)
        self.edit.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.slider = _CalmSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, round((high - low) / step))
        self.slider.setPageStep(max(1, self.slider.maximum() // 10))
        self.slider.setAccessibleName(name)
        self.label.setBuddy(self.slider)
        row = QHBoxLayout()
        row.addWidget(self.label)
        row.addStretch(1)
        row.addWidget(self.edit)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(row)
        column.addWidget(self.slider)
        self.set_value(value)
        self.slider.valueChanged.connect(self._on_moved)
        self.slider.sliderReleased.connect(self._on_released)
        self.slider.rangeChanged.connect(self._on_range)
        self.edit.valueChanged.connect(self._on_typed)

    @property
    def value(self) -> float:
        """As typed or set, between the handle's steps too.

        Raises:
            ConfigError: what is typed is no number, or out of range.
        """
        return float(self.edit.value())

    def set_value(self, value: float) -> None:
        """Move the handle without telling listeners."""
        with QSignalBlocker(self.edit):
            self.edit.setValue(value)
        self._move_handle()

    def set_value_text(self, text: str) -> None:
        """Replace the figure at the right until it is changed or typed in ("3.3° · 176.7°")."""
        self.edit.set_caption(text)
        self.slider.setAccessibleDescription(text)

    def _move_handle(self) -> None:
        with QSignalBlocker(self.slider):
            self.slider.setValue(round((self.value - self._low) / self._step))
        self.slider.setAccessibleDescription(self.edit.text())

    @Slot(int)
    def _on_moved(self, position: int) -> None:
        with QSignalBlocker(self.edit):
            # Rounded: 3 x 0.1 is 0.30000000000000004.
            self.edit.setValue(round(self._low + position * self._step, 9))
        self.slider.setAccessibleDescription(self.edit.text())
        self.moved.emit(self.value)
        if not self.slider.isSliderDown():
            self.settled.emit(self.value)

    @Slot()
    def _on_typed(self) -> None:
        self._move_handle()
        self.moved.emit(self.value)
        self.settled.emit(self.value)

    @Slot(int, int)
    def _on_range(self, low: int, high: int) -> None:
        if self._most is None:
            self.edit.setRange(self._low + low * self._step, self._low + high * self._step)

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
        with QSignalBlocker(self):
            self.clear()
            for key, label in choices:
                self.addItem(label, key)
            self.choose(before)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt cuts a long choice off in the middle of a letter; this cuts its middle out."""
        del event
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        option.currentText = self._shown(option)
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.end()

    def event(self, event: QEvent) -> bool:
        """The whole choice as a tool tip, above what the page says about it."""
        if isinstance(event, QHelpEvent):
            option = QStyleOptionComboBox()
            self.initStyleOption(option)
            cut = self._shown(option) != self.currentText()
            whole = self.currentText() if cut or not self.toolTip() else ""
            words = "\n".join(part for part in (whole, self.toolTip()) if part)
            QToolTip.showText(event.globalPos(), words, self)
            return True
        return super().event(event)

    def _shown(self, option: QStyleOptionComboBox) -> str:
        """What of the choice there is room for."""
        field = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox,
            option,
            QStyle.SubControl.SC_ComboBoxEditField,
            self,
        )
        middle = Qt.TextElideMode.ElideMiddle
        return self.fontMetrics().elidedText(self.currentText(), middle, field.width())

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
