"""What a person decides on the bench, as undoable steps with a name each."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from emotion_gui.core.pruning.criteria import Criterion
from emotion_gui.core.pruning.options import Normalisation, Preset
from emotion_gui.ui import numbers
from emotion_gui.ui.pages.pruning.one_layer.controls import ControlsPanel
from emotion_gui.ui.pages.pruning.one_layer.pairs_panel import PairsPanel
from emotion_gui.ui.pages.pruning.one_layer.plan_editor import START_DEG, PlanEditor
from emotion_gui.ui.pages.pruning.one_layer.sweep_panel import SweepPanel


class Decisions(QObject):
    """Turns what the panels are told into changes of the bench's state."""

    def __init__(
        self,
        bench: PlanEditor,
        *,
        controls: ControlsPanel,
        pairs: PairsPanel,
        sweep: SweepPanel,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._bench, self._controls = bench, controls
        controls.preset_chosen.connect(self._choose_preset)
        controls.normalisation_chosen.connect(self._choose_normalisation)
        controls.threshold_moved.connect(self._move_threshold)
        controls.threshold_settled.connect(bench.end_gesture)
        controls.complementary_moved.connect(self._move_complementary)
        controls.linked_toggled.connect(self._link)
        controls.by_number_toggled.connect(self._go_by_number)
        controls.count_moved.connect(self._move_count)
        controls.order_chosen.connect(self._choose_order)
        pairs.pair_ticked.connect(self._tick)
        pairs.silent_toggled.connect(self._choose_silent)
        pairs.reading_wanted.connect(self._choose_normalisation)
        sweep.threshold_moved.connect(self._move_threshold)

    @Slot(str)
    def _choose_preset(self, key: str) -> None:
        name = self._controls.preset.button(key).text().replace("&", "")
        preset, options = Preset(key), self._bench.state.options
        threshold_deg = options.threshold_deg
        if threshold_deg == START_DEG[options.preset]:  # not moved yet: each rule has its own start
            threshold_deg = START_DEG[preset]
        self._bench.change_options(
            self.tr("rule {name}").format(name=name), preset=preset, threshold_deg=threshold_deg
        )

    @Slot(str)
    def _choose_normalisation(self, key: str) -> None:
        self._bench.change_options(self.tr("other angles"), normalisation=Normalisation(key))

    @Slot(float)
    def _move_threshold(self, threshold_deg: float) -> None:
        text = self.tr("threshold {angle}°").format(angle=numbers.number(threshold_deg, 1))
        if self._bench.state.count is not None:
            self._bench.change_count(None, self.tr("by angle"))
        self._bench.change_options(text, gesture=True, threshold_deg=threshold_deg)

    @Slot(float)
    def _move_complementary(self, limit_deg: float) -> None:
        text = self.tr("opposite above {angle}°").format(angle=numbers.number(limit_deg, 1))
        self._bench.change_options(text, gesture=True, complementary_deg=limit_deg)

    @Slot(bool)
    def _link(self, linked: bool) -> None:
        limit_deg = None if linked else self._bench.state.options.complementary_limit_deg
        text = self.tr("link the lines") if linked else self.tr("part the lines")
        self._bench.change_options(text, complementary_deg=limit_deg)

    @Slot(bool)
    def _go_by_number(self, by_number: bool) -> None:
        gone = 0 if self._bench.plan is None else self._bench.plan.maps_gone
        text = self.tr("by number") if by_number else self.tr("by angle")
        self._bench.change_count(gone if by_number else None, text)

    @Slot(int)
    def _move_count(self, count: int) -> None:
        text = self.tr("{count} maps").format(count=count)
        self._bench.change_count(count, text, gesture=True)

    @Slot(str)
    def _choose_order(self, key: str) -> None:
        order = Criterion(key) if key else None
        self._bench.change_options(self.tr("other order"), order=order)

    @Slot(bool)
    def _choose_silent(self, remove: bool) -> None:
        self._bench.change_options(self.tr("silent maps"), remove_silent=remove)

    @Slot(int, int, bool)
    def _tick(self, first: int, second: int, ticked: bool) -> None:
        self._bench.tick(first, second, ticked=ticked)
