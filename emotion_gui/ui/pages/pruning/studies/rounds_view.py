"""Prune a little, fine-tune, measure again: the settings and the trail."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QCoreApplication, Slot
from PySide6.QtWidgets import QLabel, QWidget

from emotion_gui.core.fields import declared_fields
from emotion_gui.core.jobs import Progress
from emotion_gui.core.pruning.options import PruningOptions
from emotion_gui.operations.rounds import RoundsRequest, RoundsResult, prune_in_rounds
from emotion_gui.operations.subject import MeasureRequest
from emotion_gui.ui import numbers
from emotion_gui.ui.pages.base import PageServices
from emotion_gui.ui.pages.pruning.studies.study_view import FigureTable, KeepRow, StudyView
from emotion_gui.ui.pages.pruning.texts import (
    change_tone,
    learned_line,
    one_training_words,
    p_cell,
)
from emotion_gui.ui.widgets import Card, CurvePlot, set_role
from emotion_gui.ui.widgets.form import FieldForm
from emotion_gui.ui.widgets.labels import set_tone

if TYPE_CHECKING:
    from emotion_gui.core.pruning.iterative import IterativeRound

_TUNED, _P = 3, 5  # columns of the trail
_FIELD_PX, _BOX_PX = 92, 150


class RoundsView(StudyView):
    """Accuracy after every round, until it falls too far."""

    def __init__(self, services: PageServices, parent: QWidget | None = None) -> None:
        translate = QCoreApplication.translate
        super().__init__(
            services,
            translate("RoundsView", "In rounds"),
            translate(
                "RoundsView",
                "The test faces decide when to stop: report the result on other faces.",
            ),
            parent,
        )
        self.outcome: RoundsResult | None = None
        self._trail: list[IterativeRound] = []
        entries = declared_fields(RoundsRequest)
        self.form = FieldForm(entries, width_px=_FIELD_PX, choice_px=_BOX_PX)
        self.plot = CurvePlot(
            services.theme,
            name=self.tr("Accuracy after each round"),
            x_label=self.tr("maps left"),
            y_label=self.tr("accuracy, %"),
        )
        self.table = FigureTable(
            [
                self.tr("Round"),
                self.tr("Maps"),
                self.tr("Pruned"),
                self.tr("Fine-tuned"),
                self.tr("95 %"),
                self.tr("McNemar p"),
                self.tr("Parameters"),
                self.tr("MACs"),
            ],
            name=self.tr("Trail of rounds"),
        )
        self.learned_label = set_role(QLabel(), "small")
        self.learned_label.setWordWrap(True)
        self.keep = KeepRow()
        self._lay_out()
        self.form.edited.connect(self._on_edited)
        self.keep.wanted.connect(self._save)
        services.theme.changed.connect(self._draw)
        self.show_busy()

    def set_source(self, request: MeasureRequest | None, options: PruningOptions) -> None:
        super().set_source(request, options)
        angle = numbers.number(self.options.threshold_deg, 1)
        self.form.choice("by").setItemText(1, self.tr("all under {angle}°").format(angle=angle))

    def start_text(self) -> str:
        return self.tr("Start rounds")

    def start(self) -> None:
        assert self.request is not None
        request = RoundsRequest(
            options=self.options, layer=self.request.layer, **self.form.values()
        )
        self.outcome = None
        self._trail = []
        self.table.setRowCount(0)
        self.learned_label.clear()
        self.plot.clear()
        self.keep.set_name(
            self.tr("{model}, in rounds").format(model=self.request.model.name_alone)
        )
        self.keep.set_may(False)
        self.run(
            prune_in_rounds,
            request,
            self.tr("Pruning in rounds"),
            self._on_done,
            on_progress=self._on_progress,
        )

    # -- inside -------------------------------------------------------------------------------

    def _on_progress(self, progress: Progress) -> None:
        if progress.detail is not None:
            self._add(cast("IterativeRound", progress.detail))

    def _add(self, entry: IterativeRound) -> None:
        self._trail.append(entry)
        number = self.tr("original") if entry.number == 0 else str(entry.number)
        if not entry.kept:
            number = self.tr("{number}, too far").format(number=entry.number)
        tone = change_tone(entry.judgement, self._trail[0].judgement)
        self.table.add_row(
            [
                number,
                numbers.count(entry.maps_left),
                numbers.percent(entry.accuracy_pruned),
                numbers.percent(entry.accuracy),
                numbers.interval(*entry.interval),
                p_cell(entry.mcnemar.p),
                numbers.count(entry.cost.parameters),
                numbers.short_count(entry.cost.macs),
            ],
            muted=not entry.kept,
            tones={_TUNED: tone, _P: tone},
        )
        self.learned_label.setText(learned_line(entry.judgement))
        set_tone(self.learned_label, "warn" if entry.judgement.learned else "")
        self._draw()

    @Slot()
    def _draw(self) -> None:
        if not self._trail:
            return
        self.table.colour(self.services.theme)
        theme, left = self.services.theme, [float(e.maps_left) for e in self._trail]
        self.plot.set_series(
            "pruned",
            left,
            [100 * e.accuracy_pruned for e in self._trail],
            label=self.tr("pruned"),
            color=theme.color("muted"),
            dashed=True,
            points=True,
        )
        self.plot.set_series(
            "tuned",
            left,
            [100 * e.accuracy for e in self._trail],
            label=self.tr("fine-tuned"),
            color=theme.color("accent"),
            points=True,
        )
        floor = 100 * self._trail[0].accuracy - 100 * self.form.value("most_drop")
        self.plot.set_series(
            "floor",
            [0.0, left[0]],
            [floor, floor],
            label=self.tr("stop below"),
            color=theme.color("bad"),
            dashed=True,
        )
        values = [100 * v for e in self._trail for v in (e.accuracy, e.accuracy_pruned)]
        self.plot.set_y_range(max(0.0, min(*values, floor) - 2), min(100.0, max(values) + 3))
        self.plot.set_x_range(min(left) - 1, left[0] + 1)

    def _on_done(self, outcome: RoundsResult) -> None:
        self.outcome = outcome
        self.keep.set_may(outcome.pruned is not None)
        self.show_busy()

    @Slot()
    def show_busy(self) -> None:
        if self.busy:
            text = self.tr("Each round appears here when it ends.")
        elif self.outcome is None:
            text = self.tr(
                "Small steps with training between them keep more than one large step. "
                "Start, and watch the trail."
            )
        else:
            text = self._verdict(self.outcome)
        self.keep.words.setText(text)

    def _verdict(self, outcome: RoundsResult) -> str:
        rounds, last = outcome.trail, outcome.kept[-1]
        reasons = {
            "all rounds done": self.tr("All rounds are done"),
            "accuracy fell by more than the limit": self.tr("The last round cost too much"),
            "no map is left to prune": self.tr("No map is left to take"),
        }
        text = self.tr("{reason}: {left} of {maps} maps stay, {before} became {after}.").format(
            reason=reasons[str(outcome.stopped)],
            left=numbers.count(last.maps_left),
            maps=numbers.count(rounds[0].maps_left),
            before=numbers.percent(rounds[0].accuracy),
            after=numbers.percent(last.accuracy),
        )
        asked = outcome.request
        return " ".join(filter(None, (text, one_training_words(asked.epochs, asked.seed))))

    @Slot(str)
    def _save(self, name: str) -> None:
        if self.outcome is not None and self.outcome.pruned is not None:
            self.save(self.outcome.pruned, name)

    @Slot()
    def _on_edited(self) -> None:
        self.form.control("share").setEnabled(self.form.value("by") == "share")

    def _lay_out(self) -> None:
        self.settings.body.addWidget(self.form)
        self.settings.body.addStretch(1)
        self.settings.body.addWidget(self.settings_note)
        card = Card(self.tr("Trail"))
        card.body.addWidget(self.plot, 3)
        card.body.addWidget(self.table, 2)
        card.body.addWidget(self.learned_label)
        card.body.addWidget(self.keep)
        self.lay_out(
            card,
            icon="refresh",
            title=self.tr("A little at a time"),
            text=self.tr(
                "Each round takes some maps away, trains the smaller network for a few epochs "
                "and measures the angles anew, until accuracy falls by more than you allow. "
                "Small steps keep more than one large step."
            ),
        )
