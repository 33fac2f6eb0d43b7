"""All layers at once, to a budget of multiplications; and whole layers that could go."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from emotion_gui.core.fields import declared_fields
from emotion_gui.core.pruning.options import PruningOptions
from emotion_gui.operations.layers import (
    Budget,
    LayersRequest,
    LayersResult,
    prune_all_layers,
    write_plan,
)
from emotion_gui.operations.remove_layer import Removals, look_for_layers
from emotion_gui.operations.subject import MeasureRequest
from emotion_gui.ui import numbers
from emotion_gui.ui.learned import learned_words, rest_words
from emotion_gui.ui.pages.base import PageServices
from emotion_gui.ui.pages.pruning.plan_files import ask_plan_source, ask_plan_target
from emotion_gui.ui.pages.pruning.studies.outcome_facts import OutcomeFacts
from emotion_gui.ui.pages.pruning.studies.study_view import FigureTable, KeepRow, StudyView
from emotion_gui.ui.pages.pruning.texts import (
    before_after,
    change_tone,
    one_training_words,
    removal_text,
)
from emotion_gui.ui.widgets import Card, set_role
from emotion_gui.ui.widgets.form import FieldForm
from emotion_gui.ui.widgets.labels import set_tone

if TYPE_CHECKING:
    from emotion_gui.core.pruning.whole_layers import LayerRemoval

_FIELD_PX, _BOX_PX = 94, 128


class LayersView(StudyView):
    """Layer by layer before and after, what that costs, and proposals for whole layers."""

    def __init__(self, services: PageServices, parent: QWidget | None = None) -> None:
        translate = QCoreApplication.translate
        super().__init__(
            services,
            translate("LayersView", "All layers"),
            translate("LayersView", "Layers are measured over at most 4,096 training faces."),
            parent,
        )
        self.outcome: LayersResult | None = None
        self.removals: Removals | None = None
        entries = {**declared_fields(Budget), **declared_fields(LayersRequest)}
        self.form = FieldForm(entries, width_px=_FIELD_PX, choice_px=_BOX_PX)
        self.table = FigureTable(
            [self.tr("Layer"), self.tr("Before"), self.tr("After"), self.tr("Gone")],
            name=self.tr("Maps of every layer"),
        )
        self.facts = OutcomeFacts(
            {
                "macs": self.tr("MACs"),
                "parameters": self.tr("Parameters"),
                "file": self.tr("File"),
                "face": self.tr("One face"),
            }
        )
        self.proof_label = set_role(QLabel(), "small")
        self.proof_label.setWordWrap(True)
        self.keep = KeepRow()
        self.look_button = QPushButton(self.tr("&Look for layers that can go"))
        self.look_button.clicked.connect(self.look)
        self.replay_button = QPushButton(self.tr("&Replay a plan…"))
        self.replay_button.clicked.connect(self.ask_replay)
        self.save_plan_button = QPushButton(self.tr("Save the plan…"))
        self.save_plan_button.clicked.connect(self.ask_save_plan)
        self._starters = [self.look_button, self.replay_button]
        self._proposals = QVBoxLayout()
        self._proposals.setSpacing(4)
        self.save_buttons: list[QPushButton] = []
        self._lay_out()
        self.keep.wanted.connect(self._save)
        self._show_words()
        self._show_proposals()
        self.show_busy()

    def set_source(self, request: MeasureRequest | None, options: PruningOptions) -> None:
        super().set_source(request, options)
        self.show_busy()

    def start_text(self) -> str:
        return self.tr("Prune all layers")

    def start(self) -> None:
        budget = {key: self.form.value(key) for key in declared_fields(Budget)}
        self._prune(Budget(**budget, options=self.options), self.tr("Pruning all layers"))

    @Slot()
    def look(self) -> None:
        """Try the network without each whole layer."""
        if self.request is None or self.busy:
            return
        self.show_content()
        title = self.tr("Looking for whole layers")
        self.run(look_for_layers, self.options, title, self._on_looked)

    @Slot()
    def ask_replay(self) -> None:
        source = ask_plan_source(self, self.services)
        if source is not None:
            self.replay(source)

    def replay(self, source: Path) -> None:
        """Apply a plan from a file to the chosen model; one for another network is refused."""
        if self.request is None or self.busy:
            return
        self._prune(source, self.tr("Replaying {name}").format(name=source.name))

    @Slot()
    def ask_save_plan(self) -> None:
        if self.outcome is None:
            return
        target = ask_plan_target(self, self.services, name=self.keep.name_edit.text())
        if target is not None:
            self.save_plan(target)

    def save_plan(self, target: Path) -> None:
        """Write the plan of what is shown, to be replayed here or on the command line."""
        if self.outcome is not None:
            job = partial(write_plan, target, self.outcome.plan)
            self.write(job, self.tr("Saving the plan"))

    # -- inside -------------------------------------------------------------------------------

    def _prune(self, plan: Budget | Path, title: str) -> None:
        assert self.request is not None
        self.show_content()
        self.keep.set_name(
            self.tr("{model}, all layers").format(model=self.request.model.name_alone)
        )
        request = LayersRequest(plan=plan, epochs=self.form.value("epochs"))
        self.run(prune_all_layers, request, title, self._on_done)

    def _on_done(self, outcome: LayersResult) -> None:
        self.outcome = outcome
        spec = outcome.subject.network.spec
        self.table.setRowCount(0)
        pairs = zip(spec.layer_names(), spec.widths, outcome.network.spec.widths, strict=True)
        for name, before, after in pairs:
            gone = numbers.percent(1 - after / before, 0)
            self.table.add_row([name, numbers.count(before), numbers.count(after), gone])
        self._show_figures(outcome)
        self._show_words()
        self.keep.set_may(True)
        self.show_busy()

    def _show_figures(self, outcome: LayersResult) -> None:
        before, after = outcome.cost_before, outcome.cost_after
        count, short = numbers.count, numbers.short_count
        milliseconds = partial(numbers.number, digits=2)
        times = before_after(milliseconds, before.ms, after.ms)
        self.facts.show_judgement(outcome.before, outcome.after)
        for key, text in (
            ("macs", before_after(short, before.macs, after.macs)),
            ("parameters", before_after(count, before.parameters, after.parameters)),
            ("file", before_after(numbers.size, before.stored_bytes, after.stored_bytes)),
            ("face", f"{times} ms"),
        ):
            self.facts.set_value(key, text)
        set_tone(self.proof_label, "good")
        self.proof_label.setText(
            self.tr("Proof: masked and compacted logits differ by at most {difference}.").format(
                difference=numbers.power(outcome.difference)
            )
        )

    def _show_words(self) -> None:
        outcome = self.outcome
        if outcome is None:
            text = self.tr("Every convolution gives up maps until the budget is met.")
        else:
            share = outcome.cost_after.macs / outcome.cost_before.macs
            text = self.tr("{gone} maps went; {share} of the MACs stay. {pruned}n = {n}.").format(
                gone=numbers.count(outcome.plan.maps_gone),
                share=numbers.percent(share, 0),
                pruned=self._pruned_words(outcome),
                n=numbers.count(outcome.after.n),
            )
            asked, after = outcome.request, outcome.after
            trained = one_training_words(asked.epochs, asked.seed)
            told = (text, trained, learned_words(after), rest_words(after))
            text = " ".join(words for words in told if words)
        self.keep.words.setText(text)

    def _pruned_words(self, outcome: LayersResult) -> str:
        if not outcome.request.epochs:
            if change_tone(outcome.after, outcome.before) == "bad":
                return self.tr("Refit and a few epochs of fine-tuning bring much of it back. ")
            return ""
        before = numbers.percent(outcome.untrained.accuracy)
        return self.tr("{accuracy} before fine-tuning. ").format(accuracy=before)

    def _on_looked(self, removals: Removals) -> None:
        self.removals = removals
        self._show_proposals()
        self.show_busy()

    def _show_proposals(self) -> None:
        while (item := self._proposals.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.save_buttons = []
        if self.removals is None:
            words = set_role(QLabel(), "muted")
            words.setWordWrap(True)
            words.setText(
                self.tr(
                    "A convolution can be taken out whole if it is not its module's only one and "
                    "hands on as many maps as it gets, as in the wider preset."
                )
            )
            self._proposals.addWidget(words)
            return
        feasible = [p for p in self.removals.proposals if p.feasible]
        for proposal in feasible or self.removals.proposals:
            self._proposals.addWidget(self._proposal_row(proposal))

    def _proposal_row(self, proposal: LayerRemoval) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        words = set_role(QLabel(removal_text(proposal)), "small")
        words.setWordWrap(True)
        row.addWidget(words, 1)
        if proposal.network is not None:
            button = QPushButton(self.tr("Save without it"))
            button.setAccessibleName(
                self.tr("Save without {layer}").format(layer=proposal.layer_name)
            )
            button.clicked.connect(partial(self._save_removal, proposal))
            self.save_buttons.append(button)
            row.addWidget(button)
        return line

    @Slot()
    def show_busy(self) -> None:
        free = self.request is not None and not self.busy
        for button in self._starters:
            button.setEnabled(free)
        self.save_plan_button.setEnabled(self.outcome is not None and not self.busy)
        for button in self.save_buttons:
            button.setEnabled(not self.busy)

    def _save_removal(self, proposal: LayerRemoval, checked: bool = False) -> None:
        del checked
        if self.removals is None:
            return
        run = self.removals.subject.checkpoint.info.run
        title = str(run.get("title") or self.tr("Network"))
        name = self.tr("{model} without {layer}").format(model=title, layer=proposal.layer_name)
        self.save(self.removals.pruned(proposal), name)

    @Slot(str)
    def _save(self, name: str) -> None:
        if self.outcome is not None:
            self.save(self.outcome.pruned, name)

    def _lay_out(self) -> None:
        self.form.row("epochs").line = False
        self.settings.body.addWidget(self.form)
        self.settings.body.addStretch(1)
        self.settings.body.addWidget(self.settings_note)
        top = Card(self.tr("Maps of every layer"))
        top.header.addWidget(self.replay_button)
        top.header.addWidget(self.save_plan_button)
        inner = QHBoxLayout()
        inner.setSpacing(24)
        inner.addWidget(self.table, 3)
        right = QVBoxLayout()
        right.addWidget(self.facts)
        right.addWidget(self.facts.learned_label)
        right.addWidget(self.proof_label)
        right.addStretch(1)
        inner.addLayout(right, 2)
        top.body.addLayout(inner, 1)
        top.body.addWidget(self.keep)
        bottom = Card(self.tr("Whole layers"))
        bottom.header.addWidget(self.look_button)
        bottom.body.addLayout(self._proposals)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        column.addWidget(top, 1)
        column.addWidget(bottom)
        self.lay_out(
            content,
            icon="compact",
            title=self.tr("Every convolution at once"),
            text=self.tr(
                "All layers give up maps until the share of multiplications is met that you "
                "allow. Whole layers that say nothing new are looked for, too."
            ),
        )
        self._starters += [
            self.empty.add_button(self.replay_button.text(), self.ask_replay),
            self.empty.add_button(self.look_button.text(), self.look),
        ]
