"""Accuracy against maps gone (or threshold) under each rule, with the current point."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from emotion_gui.core.pruning.options import PruningPreset
from emotion_gui.operations.threshold_sweep import Curve, Sweeps
from emotion_gui.ui.pages.pruning.one_layer.plan_editor import PlanEditor
from emotion_gui.ui.pages.pruning.one_layer.plan_tasks import PlanTasks
from emotion_gui.ui.pages.pruning.texts import preset_name
from emotion_gui.ui.theme import Theme
from emotion_gui.ui.widgets import CurvePlot, SegmentedControl, set_role
from emotion_gui.ui.widgets.histogram import LARGEST_THRESHOLD_DEG

if TYPE_CHECKING:
    from emotion_gui.core.pruning.layer_session import Preview

_GONE, _THRESHOLD = "gone", "threshold"
_MOST_KEPT = 5
_FIRST_KEPT_COLOR = 2  # the first ones are the rules'


class SweepPanel(QWidget):
    """The paper's figure 2, with all rules and the random baseline."""

    def __init__(
        self, editor: PlanEditor, work: PlanTasks, theme: Theme, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._editor, self._theme = editor, theme
        self._sweeps: Sweeps | None = None
        self._figures: Preview | None = None
        self._kept: list[tuple[str, Curve]] = []
        self._title = set_role(QLabel(), "card-title")
        self.note = set_role(QLabel(), "small")
        self.axis = SegmentedControl(
            [(_GONE, self.tr("maps gone")), (_THRESHOLD, self.tr("threshold"))],
            name=self.tr("Horizontal axis"),
        )
        self.keep_button = self._link(self.tr("Keep"))
        self.keep_button.setToolTip(
            self.tr("Keep the line of the chosen rule, beside those of the models measured later")
        )
        self.forget_button = self._link(self.tr("Forget kept"))
        self.plot = CurvePlot(theme, name=self.tr("Accuracy against maps gone"))
        self.plot.setMinimumHeight(120)
        self._lay_out()
        self.axis.changed.connect(self._on_axis)
        self.keep_button.clicked.connect(self.keep)
        self.forget_button.clicked.connect(self.forget)
        self.plot.marker_moved.connect(self._on_marker)
        theme.changed.connect(self._draw)
        editor.figures_changed.connect(self._show_point)
        work.sweep_started.connect(self._show_waiting)
        work.swept.connect(self._show_sweeps)
        self._name_axis()
        self._show_buttons()

    @Slot()
    def keep(self) -> None:
        """Keep the chosen rule's line: figure 2 of several models together."""
        measured, preset = self._editor.measured, self._editor.state.options.preset
        curve = None if self._sweeps is None else self._sweeps.get(preset)
        if measured is None or curve is None:
            return
        name = f"{measured.request.model.title}, {preset_name(preset)}"
        self._kept = [one for one in self._kept if one[0] != name][1 - _MOST_KEPT :]
        self._kept.append((name, curve))
        self.plot.clear()
        self._draw()

    @Slot()
    def forget(self) -> None:
        """Only the lines of this model again."""
        self._kept.clear()
        self.plot.clear()
        self._draw()

    @Slot()
    def _show_waiting(self) -> None:
        self._show_sweeps(None)
        self.note.setText(self.tr("sweeping…"))

    @Slot(object)
    def _show_sweeps(self, sweeps: Sweeps | None) -> None:
        """New lines; None where there are none."""
        self._sweeps = sweeps
        self.note.setText("")
        self._draw()

    @Slot(object)
    def _show_point(self, figures: Preview) -> None:
        """Where the editor is now."""
        before, self._figures = self._figures, figures
        # The band of chance is that of the chosen rule.
        if before is None or before.plan.options.preset is not figures.plan.options.preset:
            self._draw()
        else:
            self._draw_point()

    def _show_buttons(self) -> None:
        self.keep_button.setEnabled(self._sweeps is not None)
        self.forget_button.setVisible(bool(self._kept))

    def _draw(self) -> None:
        self._show_buttons()
        if self._sweeps is None:
            self.plot.clear()
            return
        colors = {
            PruningPreset.PAPER: self._theme.series_color(1),
            PruningPreset.CORRECTED: self._theme.color("accent"),
            PruningPreset.REFIT: self._theme.color("good"),
        }
        for preset, curve in self._sweeps.items():
            y = [100 * value for value in curve.accuracy]
            color = colors[preset]
            self.plot.set_series(
                preset.value, self._along(curve), y, label=preset_name(preset), color=color
            )
        for index, (name, curve) in enumerate(self._kept):
            self.plot.set_series(
                f"kept {index}",
                self._along(curve),
                [100 * value for value in curve.accuracy],
                label=name,
                color=self._theme.series_color(_FIRST_KEPT_COLOR + index),
                dashed=True,
            )
        self._draw_random()
        ends = [self._along(curve)[-1] for curve in self._curves()]
        self.plot.set_x_range(0, max(1, *ends, *ends))
        self.plot.set_y_range(*self._span())
        self._draw_point()

    def _along(self, curve: Curve) -> tuple[float, ...]:
        return curve.gone if self.axis.current == _GONE else curve.thresholds_deg

    def _draw_random(self) -> None:
        """Chance under the chosen rule: the mean, and the edges of the band as one line."""
        assert self._sweeps is not None
        options = self._editor.state.options
        curve = self._sweeps.get(options.preset)
        if curve is None or not curve.random:
            return
        x = list(self._along(curve))
        low, mean, high = ([100 * v for v in column] for column in zip(*curve.random, strict=True))
        muted = self._theme.color("muted")
        label = self.tr("random, mean of 5")
        self.plot.set_series("random", x, mean, label=label, color=muted, dashed=True)
        faint = self._theme.color("muted")
        faint.setAlpha(110)
        self.plot.set_series(
            "band",
            [*x, x[-1], *x],
            [*low, math.nan, *high],
            label=self.tr("lowest and highest"),
            color=faint,
            dashed=True,
        )

    def _curves(self) -> list[Curve]:
        """This model's lines and those that were kept."""
        own = () if self._sweeps is None else self._sweeps.values()
        return [*own, *(curve for _, curve in self._kept)]

    def _link(self, text: str) -> QPushButton:
        button = QPushButton(text)
        button.setProperty("link", True)
        return button

    def _span(self) -> tuple[float, float]:
        assert self._sweeps is not None
        values = [y for curve in self._curves() for y in curve.accuracy]
        values += [low for curve in self._sweeps.values() for low, _, _ in curve.random]
        low, high = 100 * min(values), 100 * max(values)
        return max(0.0, low - 2), min(100.0, high + 4)

    def _draw_point(self) -> None:
        if self._figures is None or self._sweeps is None:
            return
        by_gone = self.axis.current == _GONE
        threshold_deg = self._editor.state.options.threshold_deg
        x = float(self._figures.maps_gone) if by_gone else threshold_deg
        self.plot.set_series(
            "now",
            [x],
            [100 * self._figures.accuracy],
            label=self.tr("now"),
            color=self._theme.color("text"),
            points=True,
        )
        self.plot.set_marker(x, movable=not by_gone)

    @Slot(str)
    def _on_axis(self, key: str) -> None:
        del key
        self._name_axis()
        self.plot.clear()
        self._draw()

    def _name_axis(self) -> None:
        by_gone = self.axis.current == _GONE
        text = (
            self.tr("Accuracy against maps gone")
            if by_gone
            else self.tr("Accuracy against threshold")
        )
        self._title.setText(text)
        self.plot.setAccessibleName(text)

    @Slot(float)
    def _on_marker(self, x: float) -> None:
        if self.axis.current == _THRESHOLD:
            self._editor.set_threshold(min(max(x, 0.0), LARGEST_THRESHOLD_DEG))

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self._title)
        top.addWidget(self.note)
        top.addStretch(1)
        top.addWidget(self.forget_button)
        top.addWidget(self.keep_button)
        top.addWidget(self.axis)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(top)
        column.addWidget(self.plot, 1)
