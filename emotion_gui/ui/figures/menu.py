"""The menu over every plot, table and card: copy or save, as picture or as numbers."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QMenu, QWidget

from emotion_gui.core.errors import StorageError
from emotion_gui.core.files import temporary_folder
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.reports.figure_drawing import PictureSize, save_picture
from emotion_gui.core.reports.figures import Figure, save_table, to_text
from emotion_gui.ui import file_dialogs
from emotion_gui.ui.figures.size_dialog import SizeDialog
from emotion_gui.ui.figures.source import Shown
from emotion_gui.ui.pictures import save_image
from emotion_gui.workers.task_slot import TaskLine

if TYPE_CHECKING:
    from PySide6.QtCore import QSettings

    from emotion_gui.workers.task_manager import TaskManager

_COPIED_DPI = 200


class FigureMenu(QObject):
    """Copies and saves what a page shows.

    Pictures are drawn anew from the values, light on white, beside the window's thread.
    """

    written = Signal(object)  # Path
    failed = Signal(object)  # Exception

    def __init__(self, tasks: TaskManager, settings: QSettings, page: QWidget) -> None:
        super().__init__(page)
        self._page, self._settings = page, settings
        self._drawing = TaskLine(tasks, on_failure=self.failed.emit, parent=self)
        self._menu: QMenu | None = None

    def popup(self, shown: Shown, at: QPoint) -> None:
        """Open the menu at a point of the screen."""
        if self._menu is not None:
            self._menu.deleteLater()
        self._menu = self.menu(shown)
        self._menu.popup(at)

    def menu(self, shown: Shown) -> QMenu:
        """What can be done with something."""
        menu = QMenu(self._page)
        entries: list[tuple[str, Callable[[Shown], object]]] = [
            (self.tr("Copy &picture"), self.copy_picture),
            (self.tr("&Save picture…"), self.save_picture),
        ]
        if shown.figure is not None:
            entries.insert(0, (self.tr("&Copy numbers"), self.copy_numbers))
            entries.append((self.tr("Save &numbers…"), self.save_numbers))
        for text, call in entries:
            menu.addAction(text).triggered.connect(partial(_call, call, shown))
        return menu

    def copy_numbers(self, shown: Shown) -> None:
        """To the clipboard, columns divided by tabs."""
        if shown.figure is not None:
            QGuiApplication.clipboard().setText(to_text(shown.figure.table()))

    def copy_picture(self, shown: Shown) -> None:
        """To the clipboard."""
        if shown.figure is None:
            QGuiApplication.clipboard().setImage(shown.widget.grab().toImage())
            return
        width, height = _sheet_of(shown.widget)
        size = PictureSize(width=width, height=height, dpi=_COPIED_DPI)
        job = partial(_drawn, shown.figure, size)
        self._drawing.start(job, self.tr("Drawing"), QGuiApplication.clipboard().setImage)

    def save_picture(self, shown: Shown) -> None:
        """Ask for size and file, and draw."""
        kinds = {"PNG": [".png"]}
        if shown.figure is None:
            target = self._ask(shown, kinds)
            if target is not None:
                self._save_grab(shown.widget, target)
            return
        dialog = SizeDialog(self._settings, self._page)
        if not dialog.exec():
            return
        target = self._ask(shown, {**kinds, "SVG": [".svg"], "PDF": [".pdf"]})
        if target is not None:
            job = partial(_save_drawn, shown.figure, target, dialog.size_on_paper)
            self._drawing.start(job, self.tr("Drawing"), self.written.emit)

    def save_numbers(self, shown: Shown) -> None:
        """Ask for a file, and write CSV or LaTeX."""
        kinds = {self.tr("Table for spreadsheets"): [".csv"], "LaTeX": [".tex"]}
        target = self._ask(shown, kinds)
        if target is None or shown.figure is None:
            return
        job = partial(_save_numbers, shown.figure, target)
        self._drawing.start(job, self.tr("Writing"), self.written.emit)

    def _ask(self, shown: Shown, kinds: dict[str, list[str]]) -> Path | None:
        topic = file_dialogs.FileTopic(self._settings, "figures")
        name = shown.title or self.tr("Figure")
        title = self.tr("Save “{name}”").format(name=name)
        return file_dialogs.ask_save(self._page, topic, title=title, name=name, kinds=kinds)

    def _save_grab(self, widget: QWidget, target: Path) -> None:
        try:
            save_image(widget.grab().toImage(), target)
        except StorageError as error:
            self.failed.emit(error)
        else:
            self.written.emit(target)


def _call(call: Callable[[Shown], object], shown: Shown, checked: bool = False) -> None:
    del checked
    call(shown)


def _sheet_of(widget: QWidget) -> tuple[float, float]:
    """Centimetres in the proportions of the widget, 16 wide."""
    ratio = widget.height() / max(1, widget.width())
    return 16.0, min(24.0, max(4.0, 16.0 * ratio))


def _drawn(figure: Figure, size: PictureSize, context: JobContext) -> QImage:
    del context
    with temporary_folder() as folder:
        path = folder / "figure.png"
        save_picture(figure, path, size)
        return QImage(str(path))


def _save_drawn(figure: Figure, target: Path, size: PictureSize, context: JobContext) -> Path:
    del context
    save_picture(figure, target, size)
    return target


def _save_numbers(figure: Figure, target: Path, context: JobContext) -> Path:
    del context
    save_table(figure, target)
    return target
