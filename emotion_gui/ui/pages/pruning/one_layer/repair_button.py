"""Begins and stops the repair without labels of the shown plan, and tells how far it is."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QPushButton, QWidget

from emotion_gui.core.jobs import Progress
from emotion_gui.ui import numbers
from emotion_gui.ui.pages.pruning.one_layer.plan_editor import PlanEditor


class RepairButton(QPushButton):
    """One button: repair, stop while that runs, and afterwards that it is done."""

    def __init__(self, editor: PlanEditor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self.setToolTip(
            self.tr(
                "The filters that stay take in what the others said, and the head follows, until "
                "the answers are as near to the original's as they get. From the training faces, "
                "without labels; a minute or more. Undo takes it back."
            )
        )
        self.clicked.connect(self._begin_or_stop)
        editor.shown_changed.connect(self._show)
        editor.plan_changed.connect(self._show)
        editor.preview_started.connect(self._show)
        editor.figures_changed.connect(self._show)
        editor.progressed.connect(self._show_progress)
        self._show()

    @Slot()
    def _begin_or_stop(self) -> None:
        if self._editor.is_repairing:
            self._editor.stop_repair()
            self.setText(self.tr("Stopping…"))
        else:
            self._editor.repair()

    @Slot()
    def _show(self) -> None:
        editor = self._editor
        if editor.is_repairing:
            self.setText(self.tr("Stop the repair"))
        elif editor.is_repaired:
            self.setText(self.tr("Repaired without labels"))
        else:
            self.setText(self.tr("&Repair without labels"))
        self.setEnabled(editor.is_shown and (editor.is_repairing or editor.can_repair))

    @Slot(object)
    def _show_progress(self, progress: Progress) -> None:
        if self._editor.is_repairing and progress.total:
            text = self.tr("Stop the repair ({share})")
            share = numbers.percent(progress.done / progress.total, digits=0)
            self.setText(text.format(share=share))
