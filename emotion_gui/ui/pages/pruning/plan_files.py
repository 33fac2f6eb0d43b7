"""Plans as files: shown again where they were made, refused in words elsewhere."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from emotion_gui.core.errors import EmotionGuiError
from emotion_gui.core.pruning.plan import Plan, load_plan, save_plan
from emotion_gui.ui.pages.base import Page
from emotion_gui.ui.pages.pruning.exporting import ask_plan_source, ask_plan_target
from emotion_gui.ui.pages.pruning.one_layer.plan_editor import PlanEditor
from emotion_gui.ui.pages.pruning.one_layer.results_panel import ResultsPanel


class PlanFiles(QObject):
    """Loads and saves the bench's plan."""

    written = Signal(object)  # Path

    def __init__(self, bench: PlanEditor, *, page: Page) -> None:
        super().__init__(page)
        self._bench, self._page = bench, page

    def put_behind(self, results: ResultsPanel) -> None:
        """Its menu loads and saves."""
        results.load_plan_action.triggered.connect(self.ask_load)
        results.save_plan_action.triggered.connect(self.ask_save)

    @Slot()
    def ask_load(self) -> None:
        source = ask_plan_source(self._page, self._page.services)
        if source is not None:
            self.load(source)

    def load(self, source: Path) -> None:
        """Show a plan from a file; one for another network is refused."""
        if self._bench.measured is None:
            return
        try:
            text = self.tr("load plan {name}").format(name=source.name)
            self._bench.load(load_plan(source).only_part, text)
        except EmotionGuiError as error:
            self._page.show_error(error)

    @Slot()
    def ask_save(self) -> None:
        measured = self._bench.measured
        name = "" if measured is None else measured.request.model.title
        target = ask_plan_target(self._page, self._page.services, name=name)
        if target is not None:
            self.save(target)

    def save(self, target: Path) -> None:
        """Write the shown plan, to be replayed here or on the command line."""
        if self._bench.plan is None:
            return
        try:
            save_plan(target, Plan((self._bench.plan,)))
        except EmotionGuiError as error:
            self._page.show_error(error)
        else:
            self.written.emit(target)
