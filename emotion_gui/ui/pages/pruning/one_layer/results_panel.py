"""The right column: angle matrix, costs before and after, and what to keep."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
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
from emotion_gui.operations.subject import SEED
from emotion_gui.ui import numbers
from emotion_gui.ui.pages.pruning.one_layer.plan_editor import PlanEditor
from emotion_gui.ui.pages.pruning.one_layer.plan_tasks import PlanTasks
from emotion_gui.ui.pages.pruning.one_layer.repair_button import RepairButton
from emotion_gui.ui.pages.pruning.texts import before_after, change_tone, one_training_words
from emotion_gui.ui.widgets import Card, FactTable, set_role
from emotion_gui.ui.widgets.angle_matrix import AngleMatrix
from emotion_gui.ui.widgets.flow import FlowRow
from emotion_gui.ui.widgets.labels import set_tone

if TYPE_CHECKING:
    from emotion_gui.core.evaluation.judgement import Judgement
    from emotion_gui.core.pruning.layer_session import Preview
    from emotion_gui.core.pruning.plan import LayerPlan
    from emotion_gui.core.pruning.planning import LayerAngles
    from emotion_gui.operations.finetune import FineTuned
    from emotion_gui.operations.measure_layer import Measured
    from emotion_gui.operations.prune_layer import PruneResult

EPOCH_CHOICES = (1, 3, EPOCHS, 10, 20, 40)


class ResultsPanel(QWidget):
    """Matrix above; before → after, proof, and the buttons that keep the result below."""

    def __init__(self, editor: PlanEditor, work: PlanTasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor, self._work = editor, work
        self._measured: Measured | None = None
        self.matrix = AngleMatrix()
        self.facts = FactTable()
        self.facts.add("maps", self.tr("Maps"))
        self.facts.add("accuracy", self.tr("Accuracy"))
        self.facts.add("test", self.tr("McNemar"))
        self.facts.add("tuned", self.tr("Fine-tuned")).hide()
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
            action = epochs.addAction(self.tr("%Ln epochs", "", count))
            action.setData(count)
            action.setCheckable(True)
            action.setChecked(count == EPOCHS)
            self._epochs.addAction(action)
        self.more_button.setMenu(menu)
        self.proof_label = set_role(QLabel(), "small")
        self.proof_label.setWordWrap(True)
        self.repair_button = RepairButton(editor)
        self.name_edit = QLineEdit()
        self.name_edit.setPlaceholderText(self.tr("name of the new run"))
        self.name_edit.setAccessibleName(self.tr("Name of the new run"))
        self.save_button = QPushButton(self.tr("&Save as new run"))
        self.export_button = QPushButton(self.tr("&Export…"))
        self.export_button.setToolTip(
            self.tr("As ONNX, TorchScript or safetensors, with test faces and sample code")
        )
        self.kept_label = set_role(QLabel(), "small")
        self.kept_label.setWordWrap(True)
        self.name_edit.textChanged.connect(self._show_may_keep)
        self.name_edit.returnPressed.connect(self.save_button.click)
        self.save_button.clicked.connect(self._save)
        self._lay_out()
        self._show_may_keep()
        editor.shown_changed.connect(self._show_measured)
        editor.angles_changed.connect(self._show_angles)
        editor.plan_changed.connect(self._show_plan)
        editor.figures_changed.connect(self._show_preview)
        editor.applied_changed.connect(self._show_applied)
        work.fine_tuned.connect(self._show_fine_tuned)
        work.busy_changed.connect(self._show_may_keep)

    @property
    def epochs(self) -> int:
        """How long Fine-tune trains."""
        return int(self._epochs.checkedAction().data())

    # -- what the editor says -----------------------------------------------------------------

    @Slot(bool)
    def _show_measured(self, shown: bool) -> None:
        measured = self._editor.measured
        if not shown or measured is None or measured is self._measured:
            return
        self._measured = measured
        name = self.tr("{model}, pruned").format(model=measured.request.model.name_alone)
        self.name_edit.setText(name)
        self.name_edit.home(False)
        self.facts.row("tuned").hide()

    @Slot(object)
    def _show_angles(self, angles: LayerAngles) -> None:
        measured, options = self._editor.measured, self._editor.state.options
        assert measured is not None
        self.matrix.set_angles(angles.angles_deg, measured.orders[options.normalisation])

    @Slot(object)
    def _show_plan(self, plan: LayerPlan) -> None:
        """Costs under a plan; exact, since every cost is linear in a layer's maps."""
        measured, gone = self._editor.measured, plan.maps_gone
        assert measured is not None
        before, one = measured.costs, measured.cost_of_a_map

        def show(key: str, text: Callable[[int], str], value: int, of_one: int) -> None:
            self.facts.set_value(key, before_after(text, value, value - gone * of_one))

        show("maps", numbers.count, measured.maps, 1)
        show("parameters", numbers.count, before.parameters, one.parameters)
        show("macs", numbers.short_count, before.macs, one.macs)
        show("file", numbers.size, before.stored_bytes, one.stored_bytes)
        self._show_applied()

    @Slot(object)
    def _show_preview(self, figures: Preview) -> None:
        self._show_accuracy(figures.before, figures.judgement)

    def _show_accuracy(self, before: Judgement, after: Judgement) -> None:
        text = f"{numbers.number(100 * before.accuracy, 1)} → {numbers.percent(after.accuracy)}"
        tone = change_tone(after, before)
        self.facts.set_value("accuracy", text, tone=tone)
        self.facts.set_value("test", numbers.p_value(after.p), tone=tone)
        self.facts.row("accuracy").setToolTip(
            self.tr("95 % interval {interval}, n = {n}; p is McNemar's").format(
                interval=numbers.interval(*after.interval), n=numbers.count(after.n)
            )
        )

    @Slot()
    def _show_applied(self) -> None:
        """What was proved and measured of the plan in force, if it is the one that is shown."""
        editor = self._editor
        applied = editor.state.applied
        self._show_may_keep()
        if applied is None:
            self.kept_label.setText(self.tr("The original is always kept."))
        else:
            text = self.tr("Applied: {count} maps. The original is kept.")
            self.kept_label.setText(text.format(count=numbers.count(applied.maps_gone)))
        same = editor.plan is not None and editor.plan == applied
        if same and editor.compacted is not None:
            self._show_compacted(editor.compacted)
        else:
            self._show_not_compacted(applied=same)

    def _show_not_compacted(self, *, applied: bool) -> None:
        self.facts.set_value("face", self.tr("measured by Compact"))
        set_tone(self.proof_label, "")
        self.proof_label.setText(
            self.tr("Masked: the maps say nothing, but still cost time. Compact removes them.")
            if applied
            else self.tr("Masking alone saves nothing: Apply, then Compact.")
        )

    def _show_compacted(self, result: PruneResult) -> None:
        """Measured figures and the proof."""
        milliseconds = partial(numbers.number, digits=2)
        times = before_after(milliseconds, result.cost_before.ms, result.cost_after.ms)
        self.facts.set_value("face", f"{times} ms")
        self._show_accuracy(result.before, result.after)
        set_tone(self.proof_label, "good")
        self.proof_label.setText(
            self.tr(
                "Proof: masked and compacted logits differ by at most {difference} over {n} faces."
            ).format(
                difference=numbers.power(result.difference), n=numbers.count(result.proof_faces)
            )
        )

    @Slot(object)
    def _show_fine_tuned(self, result: FineTuned) -> None:
        """Stays here when the banner is gone, until another layer is measured."""
        text = before_after(numbers.percent, result.before, result.accuracy)
        self.facts.set_value("tuned", text)
        told = self.tr("Run {number}, “{name}”; n = {n}").format(
            number=result.run.run_id, name=result.run.name, n=numbers.count(result.n)
        )
        told = f"{told}. {one_training_words(self.epochs, SEED)}"
        self.facts.row("tuned").setToolTip(told)
        self.facts.row("tuned").show()

    @Slot()
    def _show_may_keep(self) -> None:
        may = self._editor.state.applied is not None and not self._work.busy
        named = bool(self.name_edit.text().strip())
        self.save_button.setEnabled(may and named)
        self.save_button.setToolTip("" if named else self.tr("A run needs a name"))
        self.export_button.setEnabled(may)
        self.name_edit.setEnabled(may)

    @Slot()
    def _save(self) -> None:
        self._work.save(self.name_edit.text())

    def _lay_out(self) -> None:
        top = Card(self.tr("Angle matrix, by cluster"))
        top.body.addWidget(self.matrix, 1)
        bottom = Card(self.tr("Before → after"))
        bottom.header.addWidget(self.more_button)
        bottom.body.setSpacing(6)
        bottom.body.addWidget(self.facts)
        bottom.body.addWidget(self.repair_button)
        bottom.body.addWidget(self.proof_label)
        bottom.body.addWidget(self.name_edit)
        bottom.body.addWidget(FlowRow(self.save_button, self.export_button, stretched=True))
        bottom.body.addWidget(self.kept_label)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        column.addWidget(top, 1)
        column.addWidget(bottom)
