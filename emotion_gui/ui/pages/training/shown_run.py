"""The run whose curves are on screen, and by what name."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from emotion_gui.core.jobs import Progress
from emotion_gui.core.training.records import epochs_of
from emotion_gui.core.workspace.records import RunRow
from emotion_gui.ui.pages.base import PageServices
from emotion_gui.ui.pages.training import texts
from emotion_gui.ui.pages.training.mistakes import MistakesLoader
from emotion_gui.ui.pages.training.watch import WatchView
from emotion_gui.ui.pages.training.watched_run import Kept, WatchedRun, stored_run


class ShownRun(QObject):
    """One that trains, has just ended, or was stored before; it is always drawn with its name.

    Attributes:
        row: its record, once its training has ended.
    """

    epoch_ended = Signal()

    def __init__(
        self,
        services: PageServices,
        view: WatchView,
        mistakes: MistakesLoader,
        *,
        is_recipe_of: Callable[[WatchedRun], bool],
        parent: QObject,
    ) -> None:
        """`is_recipe_of` tells whether the recipe at the left is the one of a run."""
        super().__init__(parent)
        self._services, self._view, self._mistakes = services, view, mistakes
        self._is_recipe_of = is_recipe_of
        self._watched: WatchedRun | None = None
        self._trains = False
        self._offered: RunRow | None = None
        self.row: RunRow | None = None
        self._draw_soon = QTimer(self)  # once for all reports that come together
        self._draw_soon.setSingleShot(True)
        self._draw_soon.timeout.connect(self._draw)
        view.offer_taken.connect(self._on_offer_taken)

    @property
    def has_epochs(self) -> bool:
        return self._watched is not None and bool(self._watched.records)

    @property
    def kept(self) -> Kept | None:
        """The epoch that is kept so far; None before one has ended."""
        return None if self._watched is None else self._watched.kept

    def begin(self, run: WatchedRun) -> None:
        """A training begins: an empty picture, with its name."""
        self._watched, self.row, self._trains = run, None, True
        self._view.clear()
        self._mistakes.clear()
        self._draw()
        self.show_name()

    def take(self, progress: Progress, *, left_s: float | None) -> None:
        """A report of the training; drawn with those that come at the same time."""
        if self._watched is not None:
            self._watched.take(progress, left_s=left_s)
            self._draw_soon.start()

    def end(self, row: RunRow | None) -> None:
        """The training has ended; `row` is its run, None where it was never stored."""
        self._draw_soon.stop()
        self._trains, self.row = False, row
        if self._watched is not None:
            self._watched.batch_changed = True  # the running epoch's line goes
        self._draw()

    def show_newest(self) -> None:
        """Draw the newest run where it is of the recipe at the left; offer it otherwise.

        A person who comes back would take the curves for those of the recipe beside them.
        """
        row = newest_training(self._services)
        if row is None:
            return
        run = self.stored(row)
        if run.records and self._is_recipe_of(run):
            self._show(row, run)
        elif run.records:
            self._offered = row
            self._view.offer(run.title)

    def show_name(self) -> None:
        """Say whose curves these are, and whether they are of the recipe at the left."""
        run = self._watched
        if run is not None:
            differs = not self._trains and not self._is_recipe_of(run)
            self._view.show_name(texts.shown_run(run.title, run.dataset, differs=differs))

    def read_again(self) -> None:
        """The run's record was changed: its name may be another one."""
        if self.row is not None and self._watched is not None:
            self.row = self._services.workspace.run(self.row.run_id)
            self._watched.title = self.row.name
            self.show_name()

    def stored(self, row: RunRow) -> WatchedRun:
        """A run of the workspace as if it had been watched."""
        workspace = self._services.workspace
        names = {dataset.dataset_id: dataset.name for dataset in workspace.datasets()}
        dataset = "" if row.dataset_id is None else names.get(row.dataset_id, "")
        records = epochs_of(workspace, row.run_id)
        return stored_run(row, records, dataset=dataset, workspace=workspace.path)

    def _show(self, row: RunRow, run: WatchedRun) -> None:
        self.row, self._watched = row, run
        self._draw()
        self.show_name()

    @Slot()
    def _on_offer_taken(self) -> None:
        if self._offered is not None and not self._trains:
            self._show(self._offered, self.stored(self._offered))
            self._mistakes.ask(self._offered.run_id, now=True)

    @Slot()
    def _draw(self) -> None:
        if self._watched is None:
            return
        new_epoch = self._watched.epochs_changed
        self._view.refresh(self._watched, running=self._trains)
        if new_epoch and self._trains:
            self.epoch_ended.emit()


def newest_training(services: PageServices) -> RunRow | None:
    """The run that was trained last; None before the first."""
    runs = (run for run in services.workspace.runs() if run.kind == "train")
    return next(runs, None)
