"""Every file of the page: plans to load and save, tables; networks go to the one dialog."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from emotion_gui.core.errors import EmotionGuiError
from emotion_gui.core.pruning.plan import Plan, load_plan, save_plan
from emotion_gui.ui.file_dialogs import FileTopic, ask_open, ask_save
from emotion_gui.ui.pages.base import Page, PageServices
from emotion_gui.ui.pages.export_dialog import open_export
from emotion_gui.ui.pages.pruning.one_layer.plan_editor import PlanEditor
from emotion_gui.ui.pages.pruning.one_layer.plan_tasks import PlanTasks
from emotion_gui.ui.pages.pruning.one_layer.results_panel import ResultsPanel


class PlanFiles(QObject):
    """Loads, saves and exports what the editor shows; behind the buttons of the results."""

    written = Signal(object)  # Path

    def __init__(
        self, editor: PlanEditor, work: PlanTasks, results: ResultsPanel, *, page: Page
    ) -> None:
        super().__init__(page)
        self._editor, self._work, self._results, self._page = editor, work, results, page
        results.load_plan_action.triggered.connect(self._ask_load)
        results.save_plan_action.triggered.connect(self._ask_save)
        results.export_button.clicked.connect(self._ask_export)

    def load(self, source: Path) -> None:
        """Show a plan from a file; one for another network is refused in words."""
        if self._editor.measured is None:
            return
        try:
            text = self.tr("load plan {name}").format(name=source.name)
            self._editor.load(load_plan(source).only_part, text)
        except EmotionGuiError as error:
            self._page.show_error(error)

    def save(self, target: Path) -> None:
        """Write the shown plan, to be replayed here or on the command line."""
        if self._editor.plan is None:
            return
        try:
            save_plan(target, Plan((self._editor.plan,)))
        except EmotionGuiError as error:
            self._page.show_error(error)
        else:
            self.written.emit(target)

    @Slot()
    def _ask_load(self) -> None:
        source = ask_plan_source(self._page, self._page.services)
        if source is not None:
            self.load(source)

    @Slot()
    def _ask_save(self) -> None:
        measured = self._editor.measured
        name = "" if measured is None else measured.request.model.title
        target = ask_plan_target(self._page, self._page.services, name=name)
        if target is not None:
            self.save(target)

    @Slot()
    def _ask_export(self) -> None:
        source = self._work.export_source(self._results.name_edit.text())
        if source is not None:
            open_export(self._page.services, self._page, unsaved=source)


def ask_table_target(parent: QWidget, services: PageServices) -> Path | None:
    """A CSV file to write; None when the person thought again."""
    title = QCoreApplication.translate("PrunePage", "Save the table")
    return ask_save(
        parent,
        _topic(services),
        title=title,
        name="comparison",
        kinds={"CSV": [".csv"]},
        inputs=[services.workspace.path],
    )


def ask_plan_target(parent: QWidget, services: PageServices, *, name: str) -> Path | None:
    """A plan file to write; None when the person thought again."""
    return ask_save(
        parent,
        _topic(services),
        title=QCoreApplication.translate("PrunePage", "Save the plan"),
        name=f"{name or 'pruned'} plan",
        kinds=_plans(),
        inputs=[services.workspace.path],
    )


def ask_plan_source(parent: QWidget, services: PageServices) -> Path | None:
    """A plan file to load; None when the person thought again."""
    title = QCoreApplication.translate("PrunePage", "Load a plan")
    return ask_open(parent, _topic(services), title=title, kinds=_plans())


def _plans() -> dict[str, list[str]]:
    return {QCoreApplication.translate("PrunePage", "Pruning plan"): [".json"]}


def _topic(services: PageServices) -> FileTopic:
    return FileTopic(services.settings, "prune")
