"""To a goal: what each layer could give, and then one plan over all of them."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt, Slot
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.fields import declared_fields
from emotion_gui.core.jobs import JobContext, Progress
from emotion_gui.operations.goal.prune import prune_to_goal
from emotion_gui.operations.goal.request import GoalRequest
from emotion_gui.operations.goal.result import Chosen, GoalResult, NextShare
from emotion_gui.operations.goal.survey import GoalSurvey, LayerReport, survey
from emotion_gui.operations.layers import write_plan
from emotion_gui.operations.subject import MeasureRequest, Subject
from emotion_gui.ui import numbers
from emotion_gui.ui.pages.base import PageServices
from emotion_gui.ui.pages.pruning.plan_files import ask_plan_target
from emotion_gui.ui.pages.pruning.studies.outcome_facts import OutcomeFacts
from emotion_gui.ui.pages.pruning.studies.share_map import ShareMap
from emotion_gui.ui.pages.pruning.studies.study_view import FigureTable, KeepRow, StudyView
from emotion_gui.ui.pages.pruning.texts import before_after, one_training_words
from emotion_gui.ui.tokens import GRID_PX
from emotion_gui.ui.translation import progress_text
from emotion_gui.ui.undo import Step
from emotion_gui.ui.widgets import Card
from emotion_gui.ui.widgets.form import FieldForm, spoken_name
from emotion_gui.ui.widgets.labels import set_tone

_FIELD_PX = 104
_REASON = 6
_TABLE_PX = 100  # a head and two rows
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class GoalView(StudyView):
    """A survey of the layers first; then pruning, repair and 8 bits until the wishes are met."""

    def __init__(self, services: PageServices, parent: QWidget | None = None) -> None:
        translate = QCoreApplication.translate
        super().__init__(
            services,
            translate("GoalView", "The goal"),
            translate(
                "GoalView",
                "Chosen on training faces that nothing was fitted to; the test faces are asked "
                "once. Sizes are of the exported .onnx file.",
            ),
            parent,
        )
        self.found: GoalSurvey | None = None
        self._found_for: tuple[Path, str] | None = None
        self.outcome: GoalResult | None = None
        self.stack = QUndoStack(self)
        self.stack.indexChanged.connect(self.busy_changed)
        self._entries = declared_fields(GoalRequest)
        self.form = FieldForm(self._entries, width_px=_FIELD_PX)
        self.heat_map = ShareMap(services.theme)
        self.table = self._make_table()
        self.facts = OutcomeFacts(
            {
                "file": self.tr("Size as .onnx"),
                "face": self.tr("One face"),
                "macs": self.tr("MACs"),
            }
        )
        self.missed_label = QLabel()
        self.missed_label.setWordWrap(True)
        self.missed_label.hide()
        self.save_plan_button = QPushButton(self.tr("Save the plan…"))
        self.save_plan_button.clicked.connect(self.ask_save_plan)
        self.keep = KeepRow()
        self.keep.wanted.connect(self._save)
        self._lay_out()
        self.show_busy()

    @property
    def undo_stack(self) -> QUndoStack:
        return self.stack

    def start_text(self) -> str:
        return self.tr("Prune to the goal") if self._is_surveyed else self.tr("Survey the layers")

    def start(self) -> None:
        """The survey where there is none of this model and these faces; then the goal."""
        assert self.request is not None
        if not self._is_surveyed:
            self._begin_survey(self.request)
            return
        try:
            request = GoalRequest(**self.form.values())
            request.check()
        except ConfigError as error:
            self.failed.emit(error)
            return
        self.run(
            partial(prune_to_goal, found=self.found),
            request,
            self.tr("Pruning to a goal"),
            self._on_done,
            on_progress=self._on_progress,
        )

    @Slot()
    def ask_save_plan(self) -> None:
        if self.outcome is None:
            return
        target = ask_plan_target(self, self.services, name=self.keep.name_edit.text())
        if target is not None:
            job = partial(write_plan, target, self.outcome.plan)
            self.write(job, self.tr("Saving the plan"))

    # -- inside -------------------------------------------------------------------------------

    @property
    def _is_surveyed(self) -> bool:
        asked = self.request
        return (
            asked is not None
            and self.found is not None
            and self._found_for == (asked.model.file, asked.dataset)
        )

    def _begin_survey(self, request: MeasureRequest) -> None:
        from emotion_gui.core.model.checkpoint_info import read_info

        spec = read_info(request.model.file).spec
        self.found, self._found_for = None, (request.model.file, request.dataset)
        self.stack.clear()
        self.heat_map.set_layers(tuple(zip(spec.layer_names(), spec.widths, strict=True)))
        self.table.setRowCount(0)
        self._show_outcome(None)
        self.run(
            partial(_survey, self.executor),
            None,
            self.tr("Surveying the layers"),
            self._on_found,
            on_progress=self._on_progress,
        )

    @Slot(object)
    def _on_progress(self, progress: Progress) -> None:
        from emotion_gui.core.pruning.cell import Cell

        if isinstance(progress.detail, Cell):
            self.heat_map.add_cell(progress.detail)
        elif isinstance(progress.detail, Chosen):
            self._show_chosen(progress.detail)
        self.keep.words.setText(progress_text(progress.text))

    def _on_found(self, found: GoalSurvey) -> None:
        self.found = found
        self._show_layers(found.layers, None)
        self.show_busy()
        self.busy_changed.emit()  # the main action is another one now

    def _on_done(self, outcome: GoalResult) -> None:
        before = self.outcome
        step = Step(
            self.tr("Prune to the goal"),
            do=partial(self._show_outcome, outcome),
            undo=partial(self._show_outcome, before),
        )
        self.stack.push(step)

    def _show_outcome(self, outcome: GoalResult | None) -> None:
        self.outcome = outcome
        self._show_chosen(None if outcome is None else outcome.chosen)
        self._show_figures(outcome)
        if outcome is not None and self.request is not None:
            title = self.tr("{model}, to a goal").format(model=self.request.model.name_alone)
            self.keep.set_name(title)
        self.keep.set_may(outcome is not None)
        self.show_busy()

    def _show_chosen(self, chosen: Chosen | None) -> None:
        self.heat_map.set_chosen(() if chosen is None else chosen.gone)
        if self.found is not None:
            self._show_layers(self.found.layers, chosen)

    def _show_layers(self, layers: tuple[LayerReport, ...], chosen: Chosen | None) -> None:
        self.table.setRowCount(0)
        milliseconds = partial(numbers.number, digits=3)
        for number, layer in enumerate(layers):
            left, reason = numbers.count(layer.maps), ""
            if chosen is not None:
                after = layer.maps - chosen.gone[number]
                left = before_after(numbers.count, layer.maps, after)
                reason = self._reason(chosen.next_shares[number], chosen.gone[number])
            row = self.table.add_row(
                [
                    layer.name,
                    numbers.percent(layer.removable, 0),
                    f"{numbers.size(layer.saved_bytes)} / {numbers.size(layer.stored_bytes)}",
                    f"{numbers.short_count(layer.saved_macs)} / {numbers.short_count(layer.macs)}",
                    milliseconds(max(0.0, layer.saved_ms)),
                    left,
                    reason,
                ]
            )
            item = self.table.item(row, _REASON)
            assert item is not None
            item.setTextAlignment(_LEFT)

    def _reason(self, further: NextShare | None, gone: int) -> str:
        """Why a layer does not lose more."""
        if further is None:
            return self.tr("one map has to stay")
        return self.tr("{maps} more: KL +{loss} for {size}").format(
            maps=numbers.count(further.gone - gone),
            loss=numbers.significant(max(0.0, further.lost), 2),
            size=numbers.size(further.saved_bytes),
        )

    def _show_figures(self, outcome: GoalResult | None) -> None:
        self.facts.forget()
        self.missed_label.hide()
        if outcome is None:
            return
        self.facts.show_judgement(outcome.before, outcome.after)
        times = before_after(partial(numbers.number, digits=2), outcome.ms_before, outcome.ms_after)
        macs = [n.multiplications() for n in (outcome.subject.network, outcome.network)]
        size = before_after(numbers.size, outcome.bytes_before, outcome.bytes_after)
        self.facts.set_value("file", size)
        self.facts.set_value("face", f"{times} ms")
        self.facts.set_value("macs", before_after(numbers.short_count, *macs))
        self._show_missed(outcome)

    def _show_missed(self, outcome: GoalResult) -> None:
        names = [spoken_name(self._entries[key].field) for key in outcome.missed]
        set_tone(self.missed_label, "bad" if names else "good")
        if names:
            text = self.tr("Missed: {wishes}").format(wishes=", ".join(names))
        else:
            text = self.tr("The goal is met.")
        self.missed_label.setText(text)
        self.missed_label.show()

    @Slot()
    def show_busy(self) -> None:
        outcome = self.outcome
        self.save_plan_button.setEnabled(outcome is not None and not self.busy)
        if self.busy:
            return  # the job's own words
        if outcome is not None:
            gone = numbers.count(outcome.plan.maps_gone)
            text = self.tr("{gone} maps went. KL {loss} on held-out training faces. n = {n}.")
            loss = numbers.significant(outcome.measured, 2)
            text = text.format(gone=gone, loss=loss, n=numbers.count(outcome.after.n))
            told = [text, one_training_words(outcome.request.epochs, outcome.request.seed)]
            if outcome.int8_pays is False:
                told.append(self._slow_int8(outcome))
            text = " ".join(filter(None, told))
        elif self.found is not None:
            text = self.tr("Bold: no loss can be told. Name a size, a time or an accuracy.")
        else:
            text = self.tr("Every layer is tried alone at eighths of its maps.")
        self.keep.words.setText(text)

    def _slow_int8(self, outcome: GoalResult) -> str:
        if outcome.quantized is None:
            return self.tr("8 bits are left out: on this computer they are slower.")
        return self.tr("On this computer 8 bits are slower; the size asks for them.")

    @Slot(str)
    def _save(self, name: str) -> None:
        if self.outcome is not None:
            self.save(self.outcome.kept, name)

    # -- building -----------------------------------------------------------------------------

    def _make_table(self) -> FigureTable:
        table = FigureTable(
            [
                self.tr("Layer"),
                self.tr("Can go"),
                self.tr("Bytes"),
                self.tr("MACs"),
                self.tr("ms"),
                self.tr("Maps"),
                self.tr("Why not more"),
            ],
            name=self.tr("What each layer could give"),
        )
        reason = table.horizontalHeaderItem(_REASON)
        assert reason is not None
        reason.setTextAlignment(_LEFT)
        reason.setToolTip(
            self.tr(
                "What the next share would have cost, and saved: maps went where they cost less "
                "for it, or the goal was met before"
            )
        )
        header = table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(_REASON, QHeaderView.ResizeMode.Stretch)
        tips = {
            1: self.tr("The largest share up to which no loss can be told on held-out faces"),
            2: self.tr("What the whole network saves without them, and what the layer holds"),
            3: self.tr("What the whole network saves without them, and what the layer computes"),
            4: self.tr("What a face takes less without them, by the fastest engine here"),
        }
        for column, tip in tips.items():
            item = table.horizontalHeaderItem(column)
            assert item is not None
            item.setToolTip(tip)
        return table

    def _lay_out(self) -> None:
        self.settings.body.addWidget(self.form)
        self.settings.body.addStretch(1)
        self.settings.body.addWidget(self.settings_note)
        top = Card(self.tr("Accuracy of each layer by the share of its maps that goes"))
        left = QVBoxLayout()
        left.setSpacing(GRID_PX)
        left.addWidget(self.heat_map)
        left.addWidget(self.missed_label)
        left.addWidget(self.facts.learned_label)
        left.addStretch(1)
        inner = QHBoxLayout()
        inner.setSpacing(24)
        inner.addLayout(left, 3)
        inner.addWidget(self.facts, 2, Qt.AlignmentFlag.AlignTop)
        top.body.addLayout(inner)
        bottom = Card(self.tr("What each layer could give"))
        bottom.header.addWidget(self.save_plan_button)
        # Its rows scroll: as texts that wrap stand in the card, the room that it would like is
        # kept for it before the map gets what it needs, unless it says that it would like none.
        self.table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.table.setMinimumHeight(_TABLE_PX)
        bottom.body.addWidget(self.table, 1)
        bottom.body.addWidget(self.keep)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        column.addWidget(top)
        column.addWidget(bottom, 1)
        self.lay_out(
            content,
            icon="compact",
            title=self.tr("So many bytes, milliseconds, points of accuracy"),
            text=self.tr(
                "Every layer is tried alone first, and you see what each could give. Then name "
                "what the network shall become: maps go where they cost least, the rest is "
                "repaired without labels and computes in 8 bits."
            ),
        )


def _survey(executor: str, subject: Subject, request: None, context: JobContext) -> GoalSurvey:
    """As a study is started."""
    del request
    return survey(subject, context, executor=executor)
