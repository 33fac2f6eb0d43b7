"""What the selected runs have in common and apart: curves, means of repeats, settings."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QCheckBox, QLabel, QSizePolicy, QWidget

from emotion_gui.core.errors import WorkspaceError
from emotion_gui.core.training.records import EpochRecord, epochs_of
from emotion_gui.core.workspace.records import RunRow
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.operations.runs_table import differences
from emotion_gui.ui.numbers import count, number
from emotion_gui.ui.pages.training.watched_run import recipe_means, repeats
from emotion_gui.ui.theme import Theme
from emotion_gui.ui.translation import reason_text
from emotion_gui.ui.widgets import Card, CurvePlot, SegmentedControl, set_role, set_tone

_MOST_COMPARED = 6
_MOST_MEANS = 3
_MOST_DIFFERENCES = 8


class RunsComparison(Card):
    """Below the table of runs; shows the runs that are selected there."""

    def __init__(self, workspace: Workspace, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.set_title(self.tr("Compare"))
        self._workspace, self._theme = workspace, theme
        self._runs: Sequence[RunRow] = ()
        self.plot = CurvePlot(theme, name=self.tr("Curves of the selected runs"))
        self.plot.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.measure = SegmentedControl(
            [("accuracy", self.tr("Accuracy")), ("loss", self.tr("Loss"))],
            name=self.tr("What to compare"),
        )
        self.bands = QCheckBox(self.tr("Repeats as a band"))
        self.bands.setToolTip(
            self.tr("Runs of one recipe as their mean, with a standard deviation on either side")
        )
        self.header.addWidget(self.bands)
        self.header.addWidget(self.measure)
        self.means = set_role(QLabel(), "muted")
        self.differences = set_role(QLabel(), "muted")
        self.damage = QLabel()
        set_tone(self.damage, "bad")
        for label in (self.means, self.differences, self.damage):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        for widget in (self.plot, self.damage, self.means, self.differences):
            self.body.addWidget(widget)
        self.measure.changed.connect(self._show_curves)
        self.bands.toggled.connect(self._show_curves)
        theme.changed.connect(self._show_curves)

    def show_runs(self, runs: Sequence[RunRow]) -> None:
        """Other runs are selected, or one of them has changed."""
        self._runs = runs
        self._show_curves()
        self._show_means()
        self._show_differences()

    def _show_means(self) -> None:
        """Mean and deviation of the recipes that were trained more than once."""
        lines = [
            self.tr("“{name}”: {mean} ± {deviation} % over {n} runs of one recipe").format(
                name=mean.name,
                mean=number(100 * mean.accuracy, 1),
                deviation=number(100 * mean.deviation, 1),
                n=count(mean.runs),
            )
            for mean in recipe_means(self._runs)
        ]
        note = self.tr("(test accuracy of the kept epoch, mean and standard deviation)")
        self.means.setText("\n".join(lines[:_MOST_MEANS]) + f" {note}")
        self.means.setVisible(bool(lines))

    def _show_differences(self) -> None:
        """The settings that two selected runs have otherwise."""
        runs = self._runs
        self.differences.setVisible(len(runs) == 2)
        if len(runs) != 2:
            return
        found = differences(self._workspace, *sorted(run.run_id for run in runs))
        lines = [f"{entry.setting}: {_shown(entry.one)} → {_shown(entry.other)}" for entry in found]
        few = lines[:_MOST_DIFFERENCES]
        if len(lines) > len(few):
            few.append("…")
        self.differences.setText("\n".join(few) or self.tr("Both have the same settings."))
        self.differences.setToolTip("\n".join(lines))

    @Slot()
    def _show_curves(self) -> None:
        self.plot.clear()
        self.damage.clear()
        self.damage.hide()
        selected = self._runs
        groups = repeats(selected)
        self.bands.setVisible(any(len(group) > 1 for group in groups))
        if self.bands.isChecked() and not self.bands.isHidden():
            self._show_bands(groups[:_MOST_COMPARED])
            return
        runs = selected[:_MOST_COMPARED]
        for index, run in enumerate(runs):
            records = self._records(run)
            if records:
                self._add_curves(run, records, index)
        is_loss = self.measure.current == "loss"
        what = self.tr("loss") if is_loss else self.tr("accuracy, %")
        self.set_title(
            self.tr("Compare: {what} by epoch, test solid, training dashed").format(what=what)
            if runs
            else self.tr("Select runs to compare their curves (Ctrl or Shift for several)")
        )

    def _show_bands(self, groups: list[list[RunRow]]) -> None:
        """Each recipe's mean over the epochs that all its runs have."""
        is_loss = self.measure.current == "loss"
        for index, group in enumerate(groups):
            several = [found for run in group if (found := self._records(run))]
            if not several:
                continue
            columns = [
                [r.test_loss if is_loss else 100 * r.test_accuracy for r in records]
                for records in zip(*several, strict=False)
            ]
            x = [float(records[0].epoch) for records in zip(*several, strict=False)]
            means = [statistics.fmean(column) for column in columns]
            spread = [statistics.stdev(c) if len(c) > 1 else 0.0 for c in columns]
            low = [mean - one for mean, one in zip(means, spread, strict=True)]
            high = [mean + one for mean, one in zip(means, spread, strict=True)]
            self.plot.set_series(
                f"{group[0].run_id} band",
                x,
                means,
                label=self.tr("%Ln runs", "", len(several)) + f": {group[0].name}",
                color=self._theme.series_color(index),
                points=len(x) < 3,
                band=(low, high) if len(several) > 1 else ((), ()),
            )
        what = self.tr("loss") if is_loss else self.tr("accuracy, %")
        self.set_title(
            self.tr("Compare: {what} on the test part, mean and standard deviation").format(
                what=what
            )
        )

    def _records(self, run: RunRow) -> list[EpochRecord]:
        """None where they are damaged, which is told and hides no other run's curve."""
        try:
            return epochs_of(self._workspace, run.run_id)
        except WorkspaceError as error:
            told = self.damage.text()
            self.damage.setText(f"{told}\n{reason_text(error.reason)}".strip())
            self.damage.show()
            return []

    def _add_curves(self, run: RunRow, records: list[EpochRecord], index: int) -> None:
        x = [float(record.epoch) for record in records]
        color = self._theme.series_color(index)
        if self.measure.current == "loss":
            test = [record.test_loss for record in records]
            train = [record.train_loss for record in records]
        else:
            test = [100 * record.test_accuracy for record in records]
            train = [100 * record.train_accuracy for record in records]
        few = len(records) < 3
        name = f"{run.run_id}: {run.name}"
        self.plot.set_series(f"{run.run_id} test", x, test, label=name, color=color, points=few)
        if index < 3:
            training = self.tr("training")
            key = f"{run.run_id} train"
            self.plot.set_series(key, x, train, label=training, color=color, dashed=True)


def _shown(value: object) -> str:
    """A setting's value; a run of another kind has no such setting."""
    return "–" if value is None else str(value)
