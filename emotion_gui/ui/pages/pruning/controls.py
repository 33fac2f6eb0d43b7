"""The left column: what is pruned, by which rule, how far, and what that costs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from emotion_gui.core.pruning.options import Normalisation, Preset, PruningOptions
from emotion_gui.ui.pages.pruning.figures import (
    accuracy_tone,
    count_text,
    interval_text,
    p_text,
    percent_text,
)
from emotion_gui.ui.pages.pruning.state import PreviewFigures
from emotion_gui.ui.widgets import Card, ChoiceBox, FactTable, LabelledSlider, SegmentedControl
from emotion_gui.ui.widgets.histogram import LARGEST_THRESHOLD_DEG, AngleHistogram
from emotion_gui.ui.widgets.labels import set_role, set_tone

WIDTH_PX = 244
_BOX_PX = 162
_NARROW_BOX_PX = 142


class ControlsPanel(QWidget):
    """Model, data, rule, threshold with its figures, and the histogram of angles."""

    source_chosen = Signal()  # another model, data set or layer
    preset_chosen = Signal(str)
    normalisation_chosen = Signal(str)
    threshold_moved = Signal(float)
    threshold_settled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedWidth(WIDTH_PX)
        self.model_box = _narrow(ChoiceBox(name=self.tr("Model")))
        self.dataset_box = _narrow(ChoiceBox(name=self.tr("Data set")))
        self.layer_box = _narrow(ChoiceBox(name=self.tr("Layer")))
        self.preset = SegmentedControl(
            [
                (Preset.PAPER.value, self.tr("Pa&per")),
                (Preset.CORRECTED.value, self.tr("C&orrected")),
                (Preset.REFIT.value, self.tr("Re&fit")),
            ],
            name=self.tr("Rule"),
        )
        self.normalisation_box = _narrow(
            ChoiceBox(
                [
                    (Normalisation.LAYER.value, self.tr("whole layer")),
                    (Normalisation.PER_MAP.value, self.tr("per map")),
                    (Normalisation.CENTRED.value, self.tr("centred")),
                    (Normalisation.NONE.value, self.tr("none")),
                ],
                name=self.tr("Normalise"),
            ),
            _NARROW_BOX_PX,
        )
        self.slider = LabelledSlider(
            self.tr("&Threshold"),
            low=0.0,
            high=LARGEST_THRESHOLD_DEG,
            step=0.1,
            value=0.0,
            unit="°",
            decimals=1,
        )
        self.count_label = set_role(QLabel("–"), "figure")
        self.count_note = set_role(QLabel(), "muted")
        self.accuracy_label = set_role(QLabel("–"), "figure")
        self.accuracy_note = set_role(QLabel(), "muted")
        self.test_label = set_role(QLabel(), "small")
        self.test_label.setWordWrap(True)
        self.histogram = AngleHistogram()
        self._preset = Preset.PAPER
        self._lay_out()
        self._explain_rules()
        self._connect()
        self.set_measured(False)

    # -- what the page tells it ---------------------------------------------------------------

    def set_measured(self, measured: bool) -> None:
        """Whether there are angles to work on."""
        for widget in (self.slider, self.histogram, self.preset, self.normalisation_box):
            widget.setEnabled(measured)
        if not measured:
            self.count_label.setText("–")
            self.count_note.setText(self.tr("not measured yet"))
            self.accuracy_label.setText("–")
            self.accuracy_note.setText("")
            self.test_label.setText("")
            set_tone(self.accuracy_label, "")
            self.histogram.set_angles(np.empty(0))

    def show_options(self, options: PruningOptions) -> None:
        """Set every control without telling listeners."""
        self._preset = options.preset
        blocked = self.preset.blockSignals(True)
        self.preset.choose(options.preset.value)
        self.preset.blockSignals(blocked)
        self.normalisation_box.choose(options.normalisation.value)
        self.slider.set_value(options.threshold_deg)
        self.slider.set_value_text(
            f"{options.threshold_deg:.1f}° · {options.complementary_limit_deg:.1f}°"
        )
        self.histogram.set_threshold(options.threshold_deg)

    def show_angles(self, angles_deg: npt.NDArray[np.floating]) -> None:
        """Angles of all pairs, in degrees."""
        self.histogram.set_angles(angles_deg)

    def show_count(self, gone: int, maps: int) -> None:
        """How many maps would go; the accuracy follows with `show_figures`."""
        self.count_label.setText(count_text(gone))
        self.count_note.setText(self.tr("of {maps} maps go").format(maps=count_text(maps)))

    def show_waiting(self) -> None:
        """The accuracy is on its way: inner layers take seconds."""
        self.accuracy_label.setText("…")
        set_tone(self.accuracy_label, "")

    def show_figures(self, figures: PreviewFigures) -> None:
        """The accuracy that results."""
        self.show_count(figures.gone, figures.maps)
        self.accuracy_label.setText(percent_text(figures.accuracy))
        set_tone(self.accuracy_label, accuracy_tone(figures))
        self.accuracy_note.setText(
            self.tr("was {before}").format(before=percent_text(figures.before))
        )
        self.test_label.setText(
            self.tr("95 % interval {interval}, n = {n}\nMcNemar p {p}{verdict}").format(
                interval=interval_text(figures.interval),
                n=count_text(figures.n),
                p=p_text(figures.p),
                verdict=self._verdict(figures),
            )
        )

    # -- inside -------------------------------------------------------------------------------

    def _verdict(self, figures: PreviewFigures) -> str:
        if not figures.gone:
            return ""
        if figures.p >= 0.05:
            return self.tr(": no clear change")
        if figures.accuracy < figures.before:
            if self._preset is Preset.PAPER:
                return self.tr(": a real loss, Refit keeps more")
            return self.tr(": a real loss")
        return self.tr(": a real gain")

    def _explain_rules(self) -> None:
        notes = {
            Preset.PAPER: self.tr(
                "The published rule: the weights of the map that goes are added to the other's; "
                "of an opposite pair both go."
            ),
            Preset.CORRECTED: self.tr(
                "As Paper, but weights are scaled by the fit between the two maps, and the rest "
                "goes into the biases."
            ),
            Preset.REFIT: self.tr(
                "The weights of all maps that stay are fitted anew to the original answers. "
                "Needs no labels."
            ),
        }
        for preset, note in notes.items():
            self.preset.button(preset.value).setToolTip(note)
        self.normalisation_box.setToolTip(
            self.tr("How activations are scaled before angles are taken")
        )

    def _connect(self) -> None:
        for box in (self.model_box, self.dataset_box, self.layer_box):
            box.chosen.connect(self._on_source)
        self.preset.changed.connect(self.preset_chosen)
        self.normalisation_box.chosen.connect(self.normalisation_chosen)
        self.slider.moved.connect(self._on_slider)
        self.slider.settled.connect(self._on_settled)
        self.histogram.threshold_changed.connect(self._on_slider)
        self.histogram.drag_ended.connect(self.threshold_settled)

    @Slot(str)
    def _on_source(self, key: str) -> None:
        del key
        self.source_chosen.emit()

    @Slot(float)
    def _on_slider(self, threshold_deg: float) -> None:
        self.threshold_moved.emit(round(threshold_deg, 1))

    @Slot(float)
    def _on_settled(self, threshold_deg: float) -> None:
        del threshold_deg
        self.threshold_settled.emit()

    def _lay_out(self) -> None:
        rule = Card(self.tr("Rule"))
        rule.body.setSpacing(6)
        rule.body.addWidget(self.preset)
        facts = FactTable()
        facts.add("model", self.tr("Model"), self.model_box)
        facts.add("dataset", self.tr("Data"), self.dataset_box)
        facts.add("layer", self.tr("Layer"), self.layer_box)
        facts.add("normalise", self.tr("Normalise"), self.normalisation_box).line = False
        rule.body.addWidget(facts)
        threshold = Card()
        threshold.body.setSpacing(4)
        threshold.body.addWidget(self.slider)
        threshold.body.addLayout(_figure_row(self.count_label, self.count_note))
        threshold.body.addLayout(_figure_row(self.accuracy_label, self.accuracy_note))
        threshold.body.addWidget(self.test_label)
        threshold.setAccessibleName(self.tr("Threshold"))
        angles = Card(self.tr("Angles"))
        angles.set_note(self.tr("drag a line"))
        angles.body.addWidget(self.histogram, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        column.addWidget(rule)
        column.addWidget(threshold)
        column.addWidget(angles, 1)

    @property
    def dragging(self) -> bool:
        """Whether the threshold is being moved by the mouse right now."""
        return self.slider.slider.isSliderDown() or self.histogram.dragging

    def choices(self) -> tuple[str, str, str]:
        """Keys of the chosen model, data set and layer."""
        return self.model_box.current, self.dataset_box.current, self.layer_box.current

    def set_layers(self, names: Sequence[str], *, chosen: int | None = None) -> None:
        """Names of the chosen model's layers; the last one by default."""
        self.layer_box.set_choices([(str(k), name) for k, name in enumerate(names)])
        self.layer_box.choose(str(len(names) - 1 if chosen is None else chosen))


def _narrow(box: ChoiceBox, width_px: int = _BOX_PX) -> ChoiceBox:
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(6)
    box.setFixedWidth(width_px)
    return box


def _figure_row(figure: QLabel, note: QLabel) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(10)
    row.addWidget(figure)
    row.addWidget(note, 1, Qt.AlignmentFlag.AlignBottom)
    return row
