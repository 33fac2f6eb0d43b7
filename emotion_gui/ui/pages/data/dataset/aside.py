"""Data sets that are in no list: those in the trash, and those whose records cannot be read."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from emotion_gui.core.workspace.records import DatasetName, DatasetRow
from emotion_gui.ui.numbers import count
from emotion_gui.ui.plain_text import menu_name
from emotion_gui.ui.widgets.flow import FlowRow


class AsideRow(FlowRow):
    """Two links with menus; each is there only where it has something."""

    restore_wanted = Signal(object)  # DatasetName
    empty_trash_wanted = Signal()
    delete_wanted = Signal(object)  # DatasetName

    def __init__(
        self,
        side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(spacing=12, side=side, parent=parent)
        self.trash_button, self.damaged_button = QPushButton(), QPushButton()
        self.add(self.trash_button)
        self.add(self.damaged_button)
        self.trash_menu, self.damaged_menu = QMenu(self), QMenu(self)
        for button, menu in (
            (self.trash_button, self.trash_menu),
            (self.damaged_button, self.damaged_menu),
        ):
            button.setProperty("link", True)
            button.setMenu(menu)
        self.damaged_button.setToolTip(
            self.tr("Their records cannot be read. Help, “Check the workspace” says what is left.")
        )
        self.show_rows((), ())

    def show_rows(self, trashed: Sequence[DatasetName], damaged: Sequence[DatasetName]) -> None:
        """Fill both menus.

        Args:
            trashed: what can be brought back, or removed for good.
            damaged: what can be put into the trash, though it cannot be opened.
        """
        self.trash_button.setVisible(bool(trashed))
        self.trash_button.setText(self.tr("In the trash: {n}").format(n=count(len(trashed))))
        self.trash_menu.clear()
        for row in trashed:
            action = self.trash_menu.addAction(self._restoring(row))
            action.triggered.connect(lambda _=False, row=row: self.restore_wanted.emit(row))
        self.trash_menu.addSeparator()
        empty = self.trash_menu.addAction(self.tr("Empty the trash for good"))
        empty.triggered.connect(self.empty_trash_wanted)
        self.damaged_button.setVisible(bool(damaged))
        self.damaged_button.setText(self.tr("Damaged: {n}").format(n=count(len(damaged))))
        self.damaged_menu.clear()
        for row in damaged:
            words = self.tr("Move {name} to the trash").format(name=menu_name(row.name))
            action = self.damaged_menu.addAction(words)
            action.triggered.connect(lambda _=False, row=row: self.delete_wanted.emit(row))
        self.setVisible(bool(trashed or damaged))

    def _restoring(self, row: DatasetName) -> str:
        if isinstance(row, DatasetRow):
            words = self.tr("Restore {name} (%Ln faces)", "", row.faces)
        else:
            words = self.tr("Restore {name} (damaged)")
        return words.format(name=menu_name(row.name))
