"""The Help menu and the windows it opens; each is made when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from emotion_gui.ui.help.topics import FIRST_TOPIC, KEYS_TOPIC, METHOD_TOPIC, topic_of_page

if TYPE_CHECKING:
    from emotion_gui.ui.about import AboutWindow
    from emotion_gui.ui.check_window import CheckWindow
    from emotion_gui.ui.help.window import HelpWindow
    from emotion_gui.ui.log_view import LogWindow
    from emotion_gui.ui.pages.base import PageServices
    from emotion_gui.ui.reproduction import ReproduceDialog


class Assistance(QObject):
    """Follows which page is in front, so that F1 explains it."""

    def __init__(
        self, services: PageServices, window: QWidget, *, log_file: Path | None, welcome: bool
    ) -> None:
        """`welcome` offers the way back to the Welcome page, where the window has one."""
        super().__init__(window)
        self._services = services
        self._window = window
        self._log_file = log_file
        self._topic = FIRST_TOPIC
        self.help_window: HelpWindow | None = None
        self.about_window: AboutWindow | None = None
        self.log_window: LogWindow | None = None
        self.check_window: CheckWindow | None = None
        self.reproduce_dialog: ReproduceDialog | None = None
        self.menu = QMenu(window)
        self.menu.setAccessibleName(self.tr("Help"))
        self._fill_menu(welcome=welcome)
        services.theme.dress(self.menu)
        services.events.page_shown.connect(self._on_page_shown)
        services.events.help_requested.connect(self.show_help)
        services.events.log_requested.connect(self.show_log)
        services.events.check_requested.connect(self.show_check)
        services.events.reproduce_requested.connect(self.show_reproduction)

    @Slot(str)
    def show_help(self, topic: str) -> None:
        """Open the help at a topic, or turn the open window to it."""
        if self.help_window is None:
            from emotion_gui.ui.help.window import HelpWindow

            self.help_window = HelpWindow(self._services, self._window)
        self.help_window.show_topic(topic)
        self._bring_up(self.help_window)

    @Slot()
    def show_page_help(self) -> None:
        """Explain the page in front."""
        self.show_help(self._topic)

    @Slot()
    def show_log(self) -> None:
        if self._log_file is None:
            return
        if self.log_window is None:
            from emotion_gui.ui.log_view import LogWindow

            self.log_window = LogWindow(
                self._services, log_file=self._log_file, parent=self._window
            )
        self._bring_up(self.log_window)

    @Slot()
    def show_check(self) -> None:
        """Look for damage in the workspace; the window says what is found."""
        if self.check_window is None:
            from emotion_gui.ui.check_window import CheckWindow

            self.check_window = CheckWindow(self._services, self._window)
        self._bring_up(self.check_window)
        self.check_window.check()

    @Slot(str)
    def show_reproduction(self, data: str) -> None:
        """Ask what the paper is to be run on; a run that goes on is shown as it is."""
        if self.reproduce_dialog is None:
            from emotion_gui.ui.reproduction import ReproduceDialog

            self.reproduce_dialog = ReproduceDialog(self._services, self._window)
        self.reproduce_dialog.suggest(data)
        self._bring_up(self.reproduce_dialog)

    @Slot()
    def show_about(self) -> None:
        if self.about_window is None:
            from emotion_gui.ui.about import AboutWindow

            self.about_window = AboutWindow(self._window)
        self._bring_up(self.about_window)

    @Slot()
    def _show_keys(self) -> None:
        self.show_help(KEYS_TOPIC)

    @Slot()
    def _show_method(self) -> None:
        self.show_help(METHOD_TOPIC)

    @Slot()
    def _show_welcome(self) -> None:
        self._services.navigate("welcome")

    @Slot(str)
    def _on_page_shown(self, name: str) -> None:
        self._topic = topic_of_page(name)

    def _fill_menu(self, *, welcome: bool) -> None:
        self.page_action = self._add(self.tr("&Help for this page"), self.show_page_help)
        self.page_action.setShortcut(QKeySequence("F1"))
        self._window.addAction(self.page_action)  # the menu alone hears no keys while closed
        self.keys_action = self._add(self.tr("&Keyboard"), self._show_keys)
        self.method_action = self._add(self.tr("About the &method"), self._show_method)
        self.menu.addSeparator()
        if welcome:
            self.welcome_action = self._add(self.tr("&Welcome"), self._show_welcome)
        if self._log_file is not None:
            self.log_action = self._add(self.tr("&Log and report…"), self.show_log)
        self.check_action = self._add(self.tr("&Check the workspace…"), self.show_check)
        self.menu.addSeparator()
        self.about_action = self._add(self.tr("&About Emotion Workbench"), self.show_about)

    def _add(self, text: str, slot: Callable[[], None]) -> QAction:
        action = self.menu.addAction(text)
        action.triggered.connect(slot)
        return action

    def _bring_up(self, window: QWidget) -> None:
        if not window.styleSheet():  # new: it is no part of a page, which would have it dressed
            self._services.theme.dress(window)
        window.show()
        window.raise_()
        window.activateWindow()
