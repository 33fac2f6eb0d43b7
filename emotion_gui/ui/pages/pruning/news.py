"""What the page says when something was saved, trained or exported."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Slot

from emotion_gui.core.workspace.records import RunRow
from emotion_gui.operations.finetune import FineTuned
from emotion_gui.ui import numbers
from emotion_gui.ui.pages.base import Page


class News(QObject):
    """Banners of success; each ends with the promise that the original is kept."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._page = page

    @Slot(object)
    def saved(self, run: RunRow) -> None:
        compacted = bool(run.config.get("compacted"))
        self._say(
            self.tr("Saved as run {number} “{name}”").format(number=run.run_id, name=run.name),
            self.tr("It holds the compacted network.")
            if compacted
            else self.tr("It holds the masked network; Compact first to save a smaller one."),
        )

    @Slot(object)
    def fine_tuned(self, result: FineTuned) -> None:
        self._say(
            self.tr("Fine-tuned as run {number}").format(number=result.run.run_id),
            self.tr("{before} became {after} on the test faces.").format(
                before=numbers.percent(result.before), after=numbers.percent(result.accuracy)
            ),
        )

    @Slot(object)
    def exported(self, target: Path) -> None:
        self._say(self.tr("Exported"), str(target))

    @Slot(object)
    def written(self, target: Path) -> None:
        self._say(self.tr("Saved"), str(target))

    def _say(self, title: str, text: str) -> None:
        untouched = self.tr("The original is untouched.")
        self._page.show_info(title, text, untouched, kind="success")
