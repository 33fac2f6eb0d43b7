"""The left column: what is pruned, by which rule, how far, and what that costs."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from emotion_gui.core.fields import declared_fields
from emotion_gui.core.pruning.criteria import USUAL
from emotion_gui.core.pruning.options import PruningOptions, PruningPreset
from emotion_gui.core.pruning.plan import LayerPlan
from emotion_gui.ui import numbers
from emotion_gui.ui.learned import learned_words, rest_words
from emotion_gui.ui.pages.pruning.one_layer.plan_editor import PlanEditor
from emotion_gui.ui.pages.pruning.one_layer.plan_state import PlanState
from emotion_gui.ui.pages.pruning.texts import (
    change_tone,
    criterion_name,
    number_against_angle,
    order_words,
)
from emotion_gui.ui.widgets import Card, ChoiceBox, FactTable, LabelledSlider, SegmentedControl
from emotion_gui.ui.widgets.current_stack import CurrentStack
from emotion_gui.ui.widgets.form import make_choice
from emotion_gui.ui.widgets.histogram import LARGEST_THRESHOLD_DEG, AngleHistogram
from emotion_gui.ui.widgets.labels import set_role, set_tone

if TYPE_CHECKING:
    from emotion_gui.core.pruning.layer_session import Preview
    from emotion_gui.core.pruning.planning import LayerAngles

_BOX_PX = 156
_NARROW_BOX_PX = 134
_WANTED_LETTERS = 18
_BY_ANGLE, _BY_NUMBER = "angle", "number"


class ControlsPanel(QWidget):
    """Model, data, rule, threshold with its figures, and the histogram of angles."""

    source_chosen = Signal()  # another model, data set or layer

    def __init__(self, editor: PlanEditor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self.model_box = _narrow(ChoiceBox(name=self.tr("Model")))
        self.dataset_box = _narrow(ChoiceBox(name=self.tr("Data set")))
        self.layer_box = _narrow(ChoiceBox(name=self.tr("Layer")))
        self._make_rule()
        self._make_amount()
        self._make_figures()
        self._make_angles()
        self._is_one_layer = True
        self.below, self._bottom = CurrentStack(), CurrentStack()
        self._sliders = QStackedWidget()
        self._lay_out()
        self._explain_rules()
        self._connect()
        self._show_measured(False)
        self._show_state(editor.state)

    # -- what the page tells it ---------------------------------------------------------------

    def set_view(
        self, number: int, *, one_layer: bool, has_rule: bool, has_layer: bool, has_angles: bool
    ) -> None:
        """Show the settings of one view below the rule; `number` as in `add_settings`."""
        self.below.setCurrentIndex(number)
        self._is_one_layer = one_layer
        self.preset.setVisible(has_rule)
        self.facts.row("layer").setVisible(has_layer)
        self.facts.row("normalise").setVisible(has_angles)
        self._show_enabled()

    def add_settings(self, make: Callable[[], QWidget]) -> int:
        """Settings of another view, made when it is shown first; returns its number."""
        return self.below.add_later(make)

    def set_layers(self, names: Sequence[str], *, chosen: int | None = None) -> None:
        """Names of the chosen model's layers; the last one by default."""
        self.layer_box.set_choices([(str(k), name) for k, name in enumerate(names)])
        self.layer_box.choose(str(len(names) - 1 if chosen is None else chosen))

    def choices(self) -> tuple[str, str, str]:
        """Keys of the chosen model, data set and layer."""
        return self.model_box.current, self.dataset_box.current, self.layer_box.current

    # -- what the editor says -----------------------------------------------------------------

    @Slot(bool)
    def _show_measured(self, measured: bool) -> None:
        """Whether there are angles to work on."""
        self._show_enabled()
        for widget in (self.slider, self.histogram, self.by, self.count_slider, self.order_box):
            widget.setEnabled(measured)
        self.link_button.setEnabled(measured)
        if self._editor.measured is not None:
            self.count_slider.slider.setRange(0, self._editor.measured.maps - 1)
        if not measured:
            self.count_label.setText(numbers.UNKNOWN)
            self.count_note.setText(self.tr("not measured yet"))
            self.accuracy_label.setText(numbers.UNKNOWN)
            self.accuracy_note.setText("")
            self.test_label.setText("")
            self.learned_label.setText("")
            set_tone(self.accuracy_label, "")
            self.histogram.set_angles(np.empty(0))

    @Slot(object)
    def _show_state(self, state: PlanState) -> None:
        """Set every control without telling anybody."""
        options = state.options
        for control, key in (
            (self.preset, options.preset.value),
            (self.by, _BY_ANGLE if state.count is None else _BY_NUMBER),
        ):
            with QSignalBlocker(control):
                control.choose(key)
        self.normalisation_box.choose(options.normalisation.value)
        self.slider.set_value(options.threshold_deg)
        self.slider.set_value_text(
            f"{numbers.number(options.threshold_deg, 1)}°"
            f" · {numbers.number(options.complementary_limit_deg, 1)}°"
        )
        self.histogram.set_complementary(options.complementary_deg)
        self.histogram.set_threshold(options.threshold_deg)
        self.link_button.setChecked(options.complementary_deg is None)
        if state.count is not None:
            self.count_slider.set_value(state.count)
        self._show_order(options)
        self._sliders.setCurrentIndex(0 if state.count is None else 1)
        self._bottom.setCurrentIndex(0 if state.count is None else 1)

    def _show_order(self, options: PruningOptions) -> None:
        own = dataclasses.replace(options, order=None).own_order
        choices = [("", self.tr("{name} (the rule's)").format(name=criterion_name(own)))]
        choices += [
            (criterion.value, criterion_name(criterion))
            for criterion in USUAL
            if criterion is not own and not self._editor.is_searched(criterion)
        ]
        self.order_box.set_choices(choices)
        order = options.order
        self.order_box.choose("" if order is None or order is own else order.value)
        self.order_note.setText(order_words(options.own_order, options.preset))

    @Slot(object)
    def _show_angles(self, angles: LayerAngles) -> None:
        self.histogram.set_angles(angles.pairs.angle_deg)

    @Slot(object)
    def _show_plan(self, plan: LayerPlan) -> None:
        """How many maps would go; the accuracy follows."""
        self.count_label.setText(numbers.count(plan.maps_gone))
        text = self.tr("of {maps} maps go").format(maps=numbers.count(plan.maps))
        self.count_note.setText(text)
        by_angle = self._editor.by_angle
        text = "" if by_angle is None else number_against_angle(plan, by_angle)
        self.difference_note.setText(text)
        # The long note says all that the short one does, and there is no room for both.
        same = by_angle is not None and by_angle.maps_gone == plan.maps_gone
        self.order_note.setVisible(not (same and plan.options.walks_pairs))

    @Slot()
    def _show_waiting(self) -> None:
        """The accuracy is on its way: inner layers take seconds."""
        self.accuracy_label.setText("…")
        set_tone(self.accuracy_label, "")

    @Slot(object)
    def _show_figures(self, figures: Preview) -> None:
        judged = figures.judgement
        self.accuracy_label.setText(numbers.percent(judged.accuracy))
        set_tone(self.accuracy_label, change_tone(judged, figures.before))
        self.accuracy_note.setText(
            self.tr("was {before}").format(before=numbers.percent(figures.before.accuracy))
        )
        self.test_label.setText(
            self.tr("95 % interval {interval}, n = {n}\nMcNemar {p}{verdict}").format(
                interval=numbers.interval(*judged.interval),
                n=numbers.count(judged.n),
                p=numbers.p_value(judged.p),
                verdict=self._verdict(figures),
            )
        )
        told = (learned_words(judged), rest_words(judged))
        self.learned_label.setText("\n".join(words for words in told if words))
        set_tone(self.learned_label, "warn" if judged.learned else "")

    def _verdict(self, figures: Preview) -> str:
        if not figures.maps_gone:
            return ""
        tone = change_tone(figures.judgement, figures.before)
        if not tone:
            return self.tr(": no clear change")
        if tone == "good":
            return self.tr(": a real gain")
        if figures.plan.options.preset is PruningPreset.PAPER:
            return self.tr(": a real loss, Refit keeps more")
        return self.tr(": a real loss")

    def _show_enabled(self) -> None:
        for widget in (self.preset, self.normalisation_box):
            widget.setEnabled(self._editor.is_shown or not self._is_one_layer)

    # -- inside -------------------------------------------------------------------------------

    def _make_rule(self) -> None:
        self.preset = SegmentedControl(
            [
                (PruningPreset.PAPER.value, self.tr("Pa&per")),
                (PruningPreset.CORRECTED.value, self.tr("C&orrected")),
                (PruningPreset.REFIT.value, self.tr("Re&fit")),
            ],
            name=self.tr("Rule"),
        )
        entry = declared_fields(PruningOptions)["normalisation"]
        self.normalisation_box = _narrow(make_choice(entry), _NARROW_BOX_PX)

    def _make_amount(self) -> None:
        self.slider = LabelledSlider(
            self.tr("&Threshold"),
            low=0.0,
            high=LARGEST_THRESHOLD_DEG,
            step=0.1,
            value=0.0,
            unit="°",
            decimals=1,
        )
        self.by = SegmentedControl(
            [(_BY_ANGLE, self.tr("By angle")), (_BY_NUMBER, self.tr("By number"))],
            name=self.tr("What decides how many maps go"),
        )
        self.count_slider = LabelledSlider(
            self.tr("Maps that &go"), low=0, high=1, step=1, value=0, whole=True
        )
        self.order_box = ChoiceBox(name=self.tr("Order in which maps go"))
        self.order_note = set_role(QLabel(), "small")
        self.order_note.setWordWrap(True)
        self.difference_note = set_role(QLabel(), "small")
        self.difference_note.setWordWrap(True)

    def _make_figures(self) -> None:
        self.count_label = set_role(QLabel(numbers.UNKNOWN), "figure")
        self.count_note = set_role(QLabel(), "muted")
        self.accuracy_label = set_role(QLabel(numbers.UNKNOWN), "figure")
        self.accuracy_note = set_role(QLabel(), "muted")
        self.test_label = set_role(QLabel(), "small")
        self.test_label.setWordWrap(True)
        self.learned_label = set_role(QLabel(), "small")
        self.learned_label.setWordWrap(True)

    def _make_angles(self) -> None:
        self.histogram = AngleHistogram()
        self.link_button = QPushButton(self.tr("linked"))
        self.link_button.setCheckable(True)
        self.link_button.setChecked(True)
        self.link_button.setProperty("segment", True)
        self.link_button.setAccessibleName(self.tr("Lines linked"))
        self.link_button.setToolTip(
            self.tr("Linked, both lines stand at the same distance from their end")
        )

    def _explain_rules(self) -> None:
        notes = {
            PruningPreset.PAPER: self.tr(
                "The published rule: the weights of the map that goes are added to the other's; "
                "of an opposite pair both go."
            ),
            PruningPreset.CORRECTED: self.tr(
                "As Paper, but weights are scaled by the fit between the two maps, and the rest "
                "goes into the biases."
            ),
            PruningPreset.REFIT: self.tr(
                "The weights of all maps that stay are fitted anew to the original answers. "
                "Needs no labels."
            ),
        }
        for preset, note in notes.items():
            self.preset.button(preset.value).setToolTip(note)

    def _connect(self) -> None:
        editor = self._editor
        for box in (self.model_box, self.dataset_box, self.layer_box):
            box.chosen.connect(self.source_chosen)
        self.preset.changed.connect(editor.set_preset)
        self.normalisation_box.chosen.connect(editor.set_normalisation)
        self.histogram.threshold_changed.connect(editor.set_threshold)
        self.histogram.complementary_changed.connect(editor.set_complementary)
        self.histogram.drag_ended.connect(editor.end_gesture)
        self.link_button.clicked.connect(editor.link_limits)
        self.by.changed.connect(self._choose_by)
        for slider, verb in (
            (self.slider, editor.set_threshold),
            (self.count_slider, editor.set_count),
        ):
            slider.moved.connect(verb)
            slider.settled.connect(editor.end_gesture)
            slider.slider.sliderPressed.connect(editor.begin_drag)
        self.order_box.chosen.connect(editor.set_order)
        editor.shown_changed.connect(self._show_measured)
        editor.state_changed.connect(self._show_state)
        editor.angles_changed.connect(self._show_angles)
        editor.plan_changed.connect(self._show_plan)
        editor.preview_started.connect(self._show_waiting)
        editor.figures_changed.connect(self._show_figures)

    @Slot(str)
    def _choose_by(self, key: str) -> None:
        self._editor.go_by_number(key == _BY_NUMBER)

    def _lay_out(self) -> None:
        rule = Card(self.tr("Rule"))
        rule.body.setSpacing(6)
        rule.body.addWidget(self.preset)
        self.facts = facts = FactTable()
        facts.add("model", self.tr("Model"), self.model_box)
        facts.add("dataset", self.tr("Data"), self.dataset_box)
        facts.add("layer", self.tr("Layer"), self.layer_box)
        facts.add("normalise", self.tr("Normalise"), self.normalisation_box).line = False
        rule.body.addWidget(facts)
        threshold = Card()
        threshold.body.setSpacing(4)
        threshold.body.addWidget(self.by)
        self._sliders.addWidget(self.slider)
        self._sliders.addWidget(self.count_slider)
        self._sliders.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        threshold.body.addWidget(self._sliders)
        threshold.body.addLayout(_figure_row(self.count_label, self.count_note))
        threshold.body.addLayout(_figure_row(self.accuracy_label, self.accuracy_note))
        threshold.body.addWidget(self.test_label)
        threshold.body.addWidget(self.learned_label)
        threshold.setAccessibleName(self.tr("Threshold"))
        angles = Card(self.tr("Angles"))
        angles.header.addWidget(self.link_button)
        angles.body.addWidget(self.histogram, 1)
        order = Card(self.tr("Who goes first"))
        order.body.addWidget(self.order_box)
        order.body.addWidget(self.order_note)
        order.body.addWidget(self.difference_note)
        order.body.addStretch(1)
        for card in (angles, order):
            self._bottom.addWidget(card)
        one_layer = QWidget()
        inner = QVBoxLayout(one_layer)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(14)
        inner.addWidget(threshold)
        inner.addWidget(self._bottom, 1)
        self.below.addWidget(one_layer)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        column.addWidget(rule)
        column.addWidget(self.below, 1)


def _narrow(box: ChoiceBox, width_px: int = _BOX_PX) -> ChoiceBox:
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(_WANTED_LETTERS)  # narrower before its label is above it
    box.setMaximumWidth(width_px)
    return box


def _figure_row(figure: QLabel, note: QLabel) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(10)
    row.addWidget(figure)
    row.addWidget(note, 1, Qt.AlignmentFlag.AlignBottom)
    return row
