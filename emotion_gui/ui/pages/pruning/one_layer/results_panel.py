"""The right column: angle matrix, costs before and after, and what to keep."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import (
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from emotion_gui.operations.finetune import EPOCHS
from emotion_gui.operations.measure_layer import PreviewFigures
from emotion_gui.ui import numbers
from emotion_gui.ui.pages.pruning.texts import before_after, judged_tone, power
from emotion_gui.ui.widgets import Card, FactTable, set_role
from emotion_gui.ui.widgets.angle_matrix import AngleMatrix
from emotion_gui.ui.widgets.button_row import ButtonRow
from emotion_gui.ui.widgets.labels import set_tone

if TYPE_CHECKING:
    from emotion_gui.operations.measure_layer import Measured
    from emotion_gui.operations.prune_layer import PruneResult

WIDTH_PX = 270
EPOCH_CHOICES = (1, 3, EPOCHS, 10, 20, 40)


class ResultsPanel(QWidget):
    """Matrix above; before → after, proof, and the buttons that keep the result below."""

    save_wanted = Signal()
    export_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedWidth(WIDTH_PX)
        self.matrix = AngleMatrix()
        self.facts = FactTable()
        self.facts.add("maps", self.tr("Maps"))
        self.facts.add("accuracy", self.tr("Accuracy"))
        self.facts.add("test", self.tr("McNemar"))
        self.facts.add("parameters", self.tr("Parameters"))
        self.facts.add("macs", self.tr("MACs"))
        self.facts.add("face", self.tr("One face"))
        self.facts.add("file", self.tr("File"))
        self.more_button = QPushButton(self.tr("More"))
        self.more_button.setAccessibleName(self.tr("Plan files and training"))
        menu = QMenu(self.more_button)
        self.load_plan_action = menu.addAction(self.tr("&Load a plan…"))
        self.save_plan_action = menu.addAction(self.tr("&Save this plan…"))
        menu.addSeparator()
        self.recalibrate_action = menu.addAction(self.tr("Compact &renews the batch norms"))
        self.recalibrate_action.setCheckable(True)
        self.recalibrate_action.setToolTip(self.tr("From the training faces, without labels"))
        self._epochs = QActionGroup(self)
        epochs = menu.addMenu(self.tr("&Fine-tune for"))
        for count in EPOCH_CHOICES:
            action = epochs.addAction(self.tr("{count} epochs").format(count=count))
            action.setData(count)
            action.setCheckable(True)
            action.setChecked(count == EPOCHS)
            self._epochs.addAction(action)
        self.more_button.setMenu(menu)
        self.proof_label = set_role(QLabel(), "small")
        self.proof_label.setWordWrap(True)
        self.name_edit = QLineEdit()
        self.name_edit.setPlaceholderText(self.tr("name of the new run"))
        self.name_edit.setAccessibleName(self.tr("Name of the new run"))
        self.save_button = QPushButton(self.tr("&Save as new run"))
        self.export_button = QPushButton(self.tr("&Export…"))
        self.export_button.setToolTip(self.tr("As safetensors or ONNX"))
        self.kept_label = set_role(QLabel(), "small")
        self._may_keep = False
        self.name_edit.textChanged.connect(self._show_may_keep)
        self.name_edit.returnPressed.connect(self.save_button.click)
        self.save_button.clicked.connect(self.save_wanted)
        self.export_button.clicked.connect(self.export_wanted)
        self._lay_out()
        self.set_may_keep(False)

    def show_costs(self, measured: Measured, gone: int) -> None:
        """Costs with `gone` maps fewer; exact, since every cost is linear in a layer's maps."""
        before, one = measured.costs, measured.cost_of_a_map

        def show(key: str, text: Callable[[int], str], value: int, of_one: int) -> None:
            self.facts.set_value(key, before_after(text, value, value - gone * of_one))

        show("maps", numbers.count, measured.maps, 1)
        show("parameters", numbers.count, before.parameters, one.parameters)
        show("macs", numbers.short_count, before.macs, one.macs)
        show("file", numbers.size, before.stored_bytes, one.stored_bytes)

    @property
    def epochs(self) -> int:
        """How long Fine-tune trains."""
        return int(self._epochs.checkedAction().data())

    def show_accuracy(self, figures: PreviewFigures) -> None:
        """What the shown plan does to the accuracy."""
        before, after = (
            numbers.number(100 * figures.original.accuracy, 1),
            numbers.percent(figures.accuracy),
        )
        tone = judged_tone(figures.judgement, figures.original)
        self.facts.set_value("accuracy", f"{before} → {after}", tone=tone)
        self.facts.set_value("test", numbers.p_value(figures.mcnemar.p), tone=tone)
        self.facts.row("accuracy").setToolTip(
            self.tr("95 % interval {interval}, n = {n}; p is McNemar's").format(
                interval=numbers.interval(*figures.interval), n=numbers.count(figures.n)
            )
        )

    def show_not_compacted(self, *, applied: bool) -> None:
        """There is no compacted network for what is shown."""
        self.facts.set_value("face", self.tr("measured by Compact"))
        set_tone(self.proof_label, "")
        self.proof_label.setText(
            self.tr("Masked: the maps say nothing, but still cost time. Compact removes them.")
            if applied
            else self.tr("Masking alone saves nothing: Apply, then Compact.")
        )

    def show_compacted(self, result: PruneResult) -> None:
        """Measured figures and the proof."""
        milliseconds = partial(numbers.number, digits=2)
        times = before_after(milliseconds, result.cost_before.ms, result.cost_after.ms)
        self.facts.set_value("face", f"{times} ms")
        if result.request.recalibrate:  # else it is as good as its preview
            plan = result.plan
            self.show_accuracy(
                PreviewFigures(plan.maps_gone, plan.maps, result.after, result.before)
            )
        set_tone(self.proof_label, "good")
        self.proof_label.setText(
            self.tr(
                "Proof: masked and compacted logits differ by at most {difference} over {n} faces."
            ).format(difference=power(result.difference), n=numbers.count(result.proof_faces))
        )

    def set_may_keep(self, may: bool, *, gone: int | None = None) -> None:
        """Whether there is an applied plan to save or export, and how many maps it takes."""
        self._may_keep = may
        kept = self.tr("The original is always kept.")
        if gone is not None:
            kept = self.tr("Applied: {count} maps. The original is kept.").format(
                count=numbers.count(gone)
            )
        self.kept_label.setText(kept)
        self._show_may_keep()

    @Slot()
    def _show_may_keep(self) -> None:
        named = bool(self.name_edit.text().strip())
        self.save_button.setEnabled(self._may_keep and named)
        self.save_button.setToolTip("" if named else self.tr("A run needs a name"))
        self.export_button.setEnabled(self._may_keep)
        self.name_edit.setEnabled(self._may_keep)

    def _lay_out(self) -> None:
        top = Card(self.tr("Angle matrix, by cluster"))
        top.body.addWidget(self.matrix, 1)
        bottom = Card(self.tr("Before → after"))
        bottom.header.addWidget(self.more_button)
        bottom.body.setSpacing(6)
        bottom.body.addWidget(self.facts)
        bottom.body.addWidget(self.proof_label)
        bottom.body.addWidget(self.name_edit)
        bottom.body.addWidget(ButtonRow(self.save_button, self.export_button))
        bottom.body.addWidget(self.kept_label)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        column.addWidget(top, 1)
        column.addWidget(bottom)
