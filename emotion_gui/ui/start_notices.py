"""What a person should know when the window opens: looked for beside, told in one banner."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.operations.odd_folders import OddFolders, find_odd_folders
from emotion_gui.ui.messages import UserMessage
from emotion_gui.workers.task_manager import TaskManager
from emotion_gui.workers.task_slot import TaskSlot

_NAMED = 5  # folders in a message; the check names them all


class StartNotices(QObject):
    """Gathers notices; a banner replaces the one before it, so all are told together.

    Args:
        workspace: that was opened.
        tasks: who looks it over.
        show_warning: title, text and what to do.
        on_failure: the workspace cannot be looked over.
        parent: of the object.
    """

    def __init__(
        self,
        workspace: Workspace,
        tasks: TaskManager,
        *,
        show_warning: Callable[[str, str, str], object],
        on_failure: Callable[[Exception], object],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._show_warning = show_warning
        self._slot = TaskSlot(tasks, on_failure=on_failure, parent=self)

    def tell(self, *, settings_are_kept: bool, log_is_kept: bool) -> None:
        """Look the workspace over, then tell everything that there is to tell.

        Args:
            settings_are_kept: False in a home that cannot be written.
            log_is_kept: the same of the log.
        """
        known = [*self._of_home(settings_are_kept, log_is_kept), *self._of_leftovers()]
        self._slot.start(
            partial(find_odd_folders, self._workspace),
            self.tr("Looking the workspace over"),
            lambda found: self._show([*known, *self._of_folders(found)]),
        )

    def _show(self, notices: Sequence[UserMessage]) -> None:
        if len(notices) == 1:
            (only,) = notices
            self._show_warning(only.title, only.text, only.hint)
        elif notices:
            lines = [f"{each.title}: {each.text}\n{each.hint}" for each in notices]
            title = self.tr("There are %Ln things you should know", "", len(notices))
            self._show_warning(title, "\n".join(lines), "")

    def _of_home(self, settings_are_kept: bool, log_is_kept: bool) -> list[UserMessage]:
        """A read-only home costs settings and log, not the work."""
        lost = []
        if not settings_are_kept:
            lost.append(self.tr("Settings are lost when the window closes."))
        if not log_is_kept:
            lost.append(self.tr("No log is written."))
        title = self.tr("Your home folder cannot be written")
        hint = self.tr("Data sets and runs are kept in the workspace as ever.")
        return [UserMessage(title, " ".join(lost), hint)] if lost else []

    def _of_leftovers(self) -> list[UserMessage]:
        """Faces of erased data sets that could not be removed: the person counts on it."""
        return self._about(
            self._workspace.leftovers,
            self.tr("Faces of erased data sets are still on the disk"),
            self.tr("Close what keeps these folders open and start again, or remove them."),
        )

    def _of_folders(self, found: OddFolders) -> list[UserMessage]:
        """What a power failure left, and records that hide nothing but themselves."""
        unrecorded = self._about(
            found.unrecorded,
            self.tr("Folders were found that the workspace has no record of"),
            self.tr("They are kept. Help, “Check the workspace” says what is in them."),
        )
        damaged = self._about(
            found.damaged,
            self.tr("Records of the workspace are damaged"),
            self.tr(
                "They are left out of all lists, everything else works. Help, “Check the "
                "workspace” says what can still be used."
            ),
        )
        return [*unrecorded, *damaged]

    def _about(self, folders: Sequence[Path], title: str, hint: str) -> list[UserMessage]:
        if not folders:
            return []
        named = ", ".join(str(folder) for folder in folders[:_NAMED])
        if len(folders) > _NAMED:
            named = self.tr("{named} and %Ln more", "", len(folders) - _NAMED).format(named=named)
        return [UserMessage(title, named, hint)]
