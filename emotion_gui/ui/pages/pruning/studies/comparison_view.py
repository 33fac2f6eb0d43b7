"""Distinctiveness against its criteria at equal budget: plot, table, CSV."""

from __future__ import annotations

import math
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QCoreApplication, Qt, Slot
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QLabel, QPushButton, QWidget

from emotion_gui.core.fields import declared_fields
from emotion_gui.core.jobs import Progress
from emotion_gui.operations.compare_criteria import (
    CompareRequest,
    compare_criteria,
    write_comparison,
)
from emotion_gui.ui import numbers
from emotion_gui.ui.pages.base import PageServices
from emotion_gui.ui.pages.pruning.plan_files import ask_table_target
from emotion_gui.ui.pages.pruning.studies.study_view import FigureTable, StudyView
from emotion_gui.ui.pages.pruning.texts import (
    candidate_name,
    change_tone,
    learned_line,
    p_cell,
)
from emotion_gui.ui.widgets import Card, CurvePlot, SegmentedControl, set_role
from emotion_gui.ui.widgets.form import FieldForm
from emotion_gui.ui.widgets.labels import set_tone

if TYPE_CHECKING:
    from emotion_gui.core.pruning.comparison_table import ComparisonRow, CriteriaComparison

_FIELD_PX, _BOX_PX = 94, 168
_ACCURACY, _P = 3, 5  # columns of the table
_HIGHLIGHTS = (
    ("distinctiveness", "fitted"),
    ("fisher", "refit"),
    ("importance", "refit"),
    ("l1", "zeroed"),
    ("random", "zeroed"),
)

Entry = tuple[str, str, str]


class ComparisonView(StudyView):
    """Who keeps most when as many maps go?"""

    def __init__(self, services: PageServices, parent: QWidget | None = None) -> None:
        translate = QCoreApplication.translate
        super().__init__(
            services,
            translate("ComparisonView", "Comparison of criteria"),
            translate(
                "ComparisonView",
                "Rankings see training faces only. To choose a winner by this table and then "
                "report its accuracy takes other faces.",
            ),
            parent,
        )
        self.result: CriteriaComparison | None = None
        self._rows: list[ComparisonRow] = []
        entries = declared_fields(CompareRequest)
        self.form = FieldForm(entries, width_px=_FIELD_PX, choice_px=_BOX_PX)
        self.axis = SegmentedControl(
            [
                ("maps", self.tr("maps left")),
                ("parameters", self.tr("parameters")),
                ("macs", self.tr("MACs")),
                ("ms", self.tr("ms")),
            ],
            name=self.tr("Horizontal axis"),
        )
        self.plot = CurvePlot(
            services.theme,
            name=self.tr("Accuracy of every candidate"),
            y_label=self.tr("accuracy, %"),
        )
        self.table = self._make_table()
        self.learned_label = set_role(QLabel(), "small")
        self.learned_label.setWordWrap(True)
        self.csv_button = QPushButton(self.tr("Save &table…"))
        self.csv_button.setEnabled(False)
        self.csv_button.clicked.connect(self._ask_csv)
        self.card = Card(self.tr("Accuracy at equal budget"))
        self._lay_out()
        self.axis.changed.connect(self._draw)
        self.table.itemSelectionChanged.connect(self._draw)
        services.theme.changed.connect(self._draw)

    def _make_table(self) -> FigureTable:
        return FigureTable(
            [
                self.tr("Ranking"),
                self.tr("Weights"),
                self.tr("Maps"),
                self.tr("Accuracy"),
                self.tr("95 %"),
                self.tr("McNemar p"),
                self.tr("Parameters"),
                self.tr("MACs"),
                self.tr("ms"),
            ],
            name=self.tr("Table of the comparison"),
            words=2,
        )

    def start_text(self) -> str:
        return self.tr("Start comparison")

    def start(self) -> None:
        assert self.request is not None
        request = CompareRequest(
            options=self.options,
            layer=self.request.layer,
            **self.form.values(),
        )
        self.run(
            partial(compare_criteria, executor=self.executor),
            request,
            self.tr("Comparison of criteria"),
            self.show_result,
            on_progress=self._on_progress,
        )

    @Slot()
    def show_busy(self) -> None:
        result = self.result
        note = self.tr("running…") if self.busy else ""
        if result is not None:
            note = self.tr("{layer}, {maps} maps · n = {n}").format(
                layer=result.layer_name,
                maps=numbers.count(result.maps),
                n=numbers.count(result.before.n),
            )
            if any(str(row.stage) != "pruned" for row in result.rows):
                note = self.tr("{note} · one training each").format(note=note)
        self.card.set_note(note)
        self.csv_button.setEnabled(result is not None and not self.busy)

    def _on_progress(self, progress: Progress) -> None:
        """A row as soon as it is judged; the unpruned network's begins another table."""
        row = cast("ComparisonRow | None", progress.detail)
        if row is None:
            return
        if row.share == 0.0:
            self.result, self._rows = None, []
            self.table.setRowCount(0)
            self.csv_button.setEnabled(False)
            self.show_content()
        self._rows.append(row)
        self._add(row, best=False)
        self.table.scrollToBottom()
        self._draw()

    def show_result(self, result: CriteriaComparison) -> None:
        """Fill table and plot."""
        self.result = result
        self.show_content()
        self.show_busy()
        ranked = sorted(result.rows, key=lambda row: (row.share, not row.maps_gone, -row.correct))
        self._rows = [result.before, *ranked]
        self.table.setRowCount(0)
        told_best = {0.0}
        for row in self._rows:
            best = row.share not in told_best and row.maps_gone > 0
            told_best |= {row.share} if best else set()
            self._add(row, best=best)
        self.table.scrollToTop()
        self._draw()

    def write_table(self, target: Path) -> None:
        """Write the table as CSV, in a task."""
        if self.result is not None:
            job = partial(write_comparison, target, self.result)
            self.write(job, self.tr("Saving the table"))

    # -- inside -------------------------------------------------------------------------------

    def _add(self, row: ComparisonRow, *, best: bool) -> None:
        criterion, weights = candidate_name(row.criterion, row.update)
        if row.share > 0.0 and not row.maps_gone:  # single weights: no map and no MAC is saved
            weights = self.tr("{share} zeroed").format(share=numbers.percent(row.share, 0))
        if str(row.stage) == "fine-tuned":
            weights = self.tr("{weights}, fine-tuned").format(weights=weights)
        tone = change_tone(row.judgement, self._rows[0].judgement)
        accuracy = numbers.percent(row.accuracy)
        if row.band is not None:
            accuracy += f" ({numbers.interval(row.band.low, row.band.high)})"
        self.table.add_row(
            [
                criterion,
                weights,
                numbers.count(row.maps_left),
                accuracy,
                numbers.interval(*row.interval),
                p_cell(row.mcnemar.p),
                numbers.count(row.cost.parameters),
                numbers.short_count(row.cost.macs),
                numbers.number(row.cost.ms, 2) if math.isfinite(row.cost.ms) else "…",
            ],
            bold=best or row.share == 0.0,
            tones={_ACCURACY: tone, _P: tone},
        )
        if row.share == 0.0:
            self.learned_label.setText(learned_line(row.judgement))
            set_tone(self.learned_label, "warn" if row.judgement.learned else "")

    def _entries(self) -> dict[Entry, list[ComparisonRow]]:
        entries: dict[Entry, list[ComparisonRow]] = {}
        for row in self._rows:
            if row.share > 0.0:
                entries.setdefault((row.criterion, row.update, str(row.stage)), []).append(row)
        return entries

    def _chosen(self) -> Entry | None:
        selected = self.table.selectionModel().selectedRows()
        if not selected:
            return None
        row = self._rows[selected[0].row()]
        return (row.criterion, row.update, str(row.stage))

    @Slot()
    def _draw(self) -> None:
        """Five lines in colour and the chosen row's; the others stay in the background."""
        self.table.colour(self.services.theme)
        self.plot.clear()
        if not self._rows or not math.isfinite(self._x(self._rows[0])):
            return  # times are measured in the end
        theme, chosen = self.services.theme, self._chosen()
        entries = self._entries()
        in_colour = [e for e in entries if e[:2] in _HIGHLIGHTS and e[2] == "pruned"]
        rest = [e for e in entries if e not in in_colour and e != chosen]
        self._draw_others([e for e in rest if e[0] != "magnitude"])  # one point, if any
        for entry in in_colour:
            color = theme.series_color(_HIGHLIGHTS.index(entry[:2]))
            self._line(entry, theme.color("text") if entry == chosen else color)
        if chosen in entries and chosen not in in_colour:
            assert chosen is not None
            self._line(chosen, theme.color("text"))
        self._fit()

    def _points(self, entry: Entry) -> tuple[list[float], list[float]]:
        rows = [self._rows[0], *self._entries()[entry]]
        return [self._x(row) for row in rows], [100 * row.accuracy for row in rows]

    def _draw_others(self, entries: list[Entry]) -> None:
        """One faint series for all, with gaps between the candidates."""
        x, y = list[float](), list[float]()
        for entry in entries:
            xs, ys = self._points(entry)
            x += [*xs, xs[-1]]
            y += [*ys, math.nan]
        if x:
            faint = self.services.theme.color("muted")
            faint.setAlpha(70)
            self.plot.set_series("others", x, y, label=self.tr("others"), color=faint)

    def _line(self, entry: Entry, color: QColor) -> None:
        x, y = self._points(entry)
        criterion, weights = candidate_name(*entry[:2])
        label = f"{criterion}, {weights}" if weights else criterion
        self.plot.set_series(" ".join(entry), x, y, label=label, color=color, points=True)

    def _x(self, row: ComparisonRow) -> float:
        key = self.axis.current
        if key == "maps":
            return float(row.maps_left)
        return row.cost.macs / 1e6 if key == "macs" else float(getattr(row.cost, key))

    def _fit(self) -> None:
        values = [100 * row.accuracy for row in self._rows]
        xs = [self._x(row) for row in self._rows]
        room = 0.02 * (max(xs) - min(xs) or 1.0)
        self.plot.set_x_range(min(xs) - room, max(xs) + room)
        self.plot.set_y_range(max(0.0, min(values) - 2), min(100.0, max(values) + 3))

    @Slot()
    def _ask_csv(self) -> None:
        target = ask_table_target(self, self.services)
        if target is not None:
            self.write_table(target)

    def _lay_out(self) -> None:
        self.form.row("scratch_epochs").line = False
        self.settings.body.addWidget(self.form)
        self.settings.body.addStretch(1)
        self.settings.body.addWidget(self.settings_note)
        top = QHBoxLayout()
        top.addWidget(self.axis)
        top.addStretch(1)
        top.addWidget(self.csv_button)
        self.card.body.addLayout(top)
        self.card.body.addWidget(self.plot, 1)
        self.card.body.addWidget(self.table, 1)
        self.card.body.addWidget(self.learned_label)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        header = self.table.horizontalHeader()  # ranges of draws and intervals are not cut off
        for column in (_ACCURACY, _ACCURACY + 1):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        self.lay_out(
            self.card,
            icon="compare",
            title=self.tr("Is distinctiveness worth it?"),
            text=self.tr(
                "Other ways to choose maps take as many away: 25, 50 and 75 %. All are judged on "
                "the same test faces, with intervals and McNemar's test."
            ),
        )
