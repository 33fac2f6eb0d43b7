"""Builds everything once: application, log, theme, task manager, workspace, window."""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Mapping, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, QSettings, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication

from emotion_gui import __version__
from emotion_gui.core.errors import EmotionGuiError
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.places import APP_NAME, log_folder
from emotion_gui.core.settings import Preferences, choose_workspace
from emotion_gui.core.warmup import WarmFacts, warm_up
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.logs import LOG_NAME, add_file_log, route_qt_messages
from emotion_gui.ui.collecting import GarbageCollector
from emotion_gui.ui.dialog_icons import dialog_icons
from emotion_gui.ui.icons import app_icon
from emotion_gui.ui.macos import OpenedFiles
from emotion_gui.ui.main_window import WELCOME_PAGE, MainWindow
from emotion_gui.ui.numbers import use_tables
from emotion_gui.ui.pages.base import AppEvents, Page, PageFactory, PageServices
from emotion_gui.ui.plain_text import use_plain_text
from emotion_gui.ui.second_start import StartListener, user_settings
from emotion_gui.ui.settings_page import SettingsPage
from emotion_gui.ui.start_notices import StartNotices
from emotion_gui.ui.theme import Theme
from emotion_gui.ui.translation import install as install_language
from emotion_gui.ui.type_table import make_room
from emotion_gui.ui.welcome import WelcomePage
from emotion_gui.workers.signals import QuitSignals
from emotion_gui.workers.task_manager import TaskManager

logger = logging.getLogger(__name__)

# A driver that hangs (a camera, a network share) may keep its thread this long after closing.
LAST_WAIT_S = 15.0
MAKE_EVERY_MS = 100  # between two pages that are made ahead: what a person does comes first

# Page name -> module and class. Imported beside the first page, or when the page is first shown.
PAGES: Mapping[str, tuple[str, str]] = {
    "data": ("emotion_gui.ui.pages.data", "DataPage"),
    "train": ("emotion_gui.ui.pages.training", "TrainPage"),
    "evaluate": ("emotion_gui.ui.pages.evaluation", "EvaluatePage"),
    "prune": ("emotion_gui.ui.pages.pruning", "PrunePage"),
    "live": ("emotion_gui.ui.pages.live", "LivePage"),
    "review": ("emotion_gui.ui.pages.review", "ReviewPage"),
}


class App(QObject):
    """The running application; `shutdown` undoes everything that `create_app` did."""

    shown = Signal()
    _caught = Signal(object)  # an exception from any thread

    def __init__(
        self, qapp: QApplication, *, workspace_path: Path | None, settings: QSettings
    ) -> None:
        super().__init__()
        self.qapp = qapp
        self.settings = settings
        preferences = Preferences(settings)
        # First, because it may refuse, and then nothing else has to be given back.
        self.workspace = open_workspace(choose_workspace(workspace_path, preferences))
        self._collector = GarbageCollector(self)
        self.log_dir = log_folder()
        self._log_handler = add_file_log(self.log_dir)
        logger.info("%s %s starts", APP_NAME, __version__)
        self.theme = Theme(qapp, preferences.text("ui/theme"), parent=self)
        self._style = use_plain_text(qapp)
        self._style.icons = dialog_icons(self.theme)
        self.tasks = TaskManager(self)
        self.events = AppEvents(self)
        self.services = PageServices(
            workspace=self.workspace,
            tasks=self.tasks,
            theme=self.theme,
            settings=settings,
            preferences=preferences,
            navigate=self.events.page_requested.emit,
            events=self.events,
        )
        log_file = Path(getattr(self._log_handler, "baseFilename", self.log_dir / LOG_NAME))
        self.window = MainWindow(self.services, self._factories(), log_file=log_file)
        self._notices = StartNotices(
            self.workspace,
            self.tasks,
            show_warning=self.window.show_warning,
            on_failure=self.window.show_error,
            parent=self,
        )
        self.start_listener = StartListener(self.workspace.path, self)
        self.start_listener.second_started.connect(self._on_second_start)
        if sys.platform == "darwin":  # elsewhere a look at every event would be for nothing
            OpenedFiles(qapp, self).opened.connect(self._on_second_start)
        self._closed = False
        self._old_hooks = (sys.excepthook, threading.excepthook)
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread_exception
        self._caught.connect(self._show_caught)
        self._first_show = False
        use_tables(preferences.text("tables/style"))
        _prepare_threads(preferences.integer("compute/threads"))
        self._show_facts("cpu", _processors())

    def show(self, *, page: str | None = None, file: Path | None = None) -> None:
        """Show the window; slow imports start once it is on the screen.

        Args:
            page: instead of the page of last time.
            file: handed to the page that takes it, which is shown then.
        """
        self.window.bottom_bar.set_idle(self.tr("Loading models…"), busy=True)
        if page is not None:
            self.window.show_page(page)
        elif file is None or not self.window.open_files([file]):
            self.window.show_first_page()
        self.window.show()
        # With the first turn of the loop: the window is on screen before anything heavy begins.
        QTimer.singleShot(0, self, self._on_shown)

    def run(self, file: Path | None = None) -> int:
        """Show the window, with a file that was opened, and work until it is closed."""
        route_qt_messages()
        self.start_listener.open()
        signals = QuitSignals(self.window.close, parent=self)
        try:
            self.show(file=file)
            code = self.qapp.exec()
        finally:
            signals.restore()
            ended = self.shutdown()
        if not ended:
            # Destroying a running QThread aborts; all writes are whole or not at all.
            logger.warning("leaving a thread that does not answer")
            logging.shutdown()
            os._exit(code)
        return code

    def shutdown(self) -> bool:
        """Stop threads, close the workspace, give the hooks back; True when all ended."""
        if self._closed:
            return True
        self._closed = True
        self.start_listener.close()
        ended = self.tasks.stop_all(LAST_WAIT_S)
        sys.excepthook, threading.excepthook = self._old_hooks
        self._style.icons = None
        self._collector.close()
        self.settings.sync()
        if ended:
            self.workspace.close()
        logger.info("closed")
        logging.getLogger().removeHandler(self._log_handler)
        self._log_handler.close()
        return ended

    @Slot(object)
    def _on_second_start(self, file: Path | None) -> None:
        """The program was started once more on this workspace: this window is the one."""
        self.window.come_to_front()
        if file is not None and not self.window.open_files([file]):
            self.window.show_warning(self.tr("This file cannot be opened here"), str(file))

    def warm_up(self) -> None:
        """Import pages and models in the background, and warm the models."""
        preferences = self.services.preferences
        job = partial(
            load_beside,
            device=preferences.text("compute/device"),
            threads=preferences.integer("compute/threads"),
        )
        self.tasks.start(
            job,
            title=self.tr("Loading models…"),
            exclusive=False,
            on_success=self._on_warm,
            on_failure=self._on_not_warm,
        )

    def _factories(self) -> dict[str, PageFactory]:
        factories: dict[str, PageFactory] = {
            name: partial(_import_page, module, cls) for name, (module, cls) in PAGES.items()
        }
        factories["settings"] = SettingsPage
        factories[WELCOME_PAGE] = WelcomePage
        return factories

    def _show_facts(self, device: str, threads: int) -> None:
        name = self.workspace.path.name
        self.window.bottom_bar.set_facts(device=device, threads=threads, workspace=name)
        self.window.bottom_bar.workspace_label.setToolTip(str(self.workspace.path))

    @Slot()
    def _on_shown(self) -> None:
        if not self._closed and not self._first_show:
            self._first_show = True
            self._notices.tell(
                settings_are_kept=self.settings.isWritable(),
                log_is_kept=isinstance(self._log_handler, logging.FileHandler),
            )
            self.shown.emit()
            self.warm_up()

    def _on_warm(self, facts: WarmFacts) -> None:
        self._show_facts(facts.device, facts.threads)
        self.window.bottom_bar.set_idle(self.tr("Ready"))
        logger.info("models are ready")
        self.events.models_ready.emit()
        # What pages do about it has this turn to itself.
        QTimer.singleShot(MAKE_EVERY_MS, self, self._make_ahead)

    @Slot()
    def _make_ahead(self) -> None:
        """Make the pages that nobody has opened yet, one in a turn: opening them takes no time."""
        if self._closed:
            return
        if self.window.make_next_page():
            QTimer.singleShot(MAKE_EVERY_MS, self, self._make_ahead)
        else:
            self._collector.begin()

    def _on_not_warm(self, error: Exception) -> None:
        self.window.bottom_bar.set_idle(self.tr("Models are not available"), busy=True)
        self.window.show_error(error)
        self._collector.begin()

    def _on_exception(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self.window.close()
            return
        logger.critical("an unexpected error", exc_info=(kind, error, trace))
        self._caught.emit(error)

    def _on_thread_exception(self, hook: threading.ExceptHookArgs) -> None:
        if hook.exc_value is not None and not issubclass(hook.exc_type, SystemExit):
            self._on_exception(hook.exc_type, hook.exc_value, hook.exc_traceback)

    @Slot(object)
    def _show_caught(self, error: BaseException) -> None:
        self.window.show_error(error)


def create_app(
    argv: Sequence[str], *, workspace_path: Path | None = None, settings: QSettings | None = None
) -> App:
    """Build the application without showing it.

    Args:
        argv: the program's name and Qt's own options.
        workspace_path: instead of the environment, the setting and the default.
        settings: where choices are kept; the user's own when left out.

    Raises:
        EmotionGuiError: the workspace cannot be opened.
    """
    make_room()
    found = QApplication.instance()
    qapp = found if isinstance(found, QApplication) else QApplication(list(argv))
    qapp.setApplicationName(APP_NAME)
    qapp.setApplicationDisplayName(APP_NAME)
    qapp.setApplicationVersion(__version__)
    qapp.setDesktopFileName("emotion-workbench")
    qapp.setWindowIcon(app_icon())
    if settings is None:
        settings = user_settings()
    install_language(qapp, Preferences(settings).text("ui/language"))
    return App(qapp, workspace_path=workspace_path, settings=settings)


def open_workspace(path: Path) -> Workspace:
    """The workspace, for this window alone.

    Raises:
        EmotionGuiError: it cannot be opened, or another window has it.
    """
    workspace = Workspace.open(path)
    try:
        workspace.claim()
    except EmotionGuiError:
        workspace.close()
        raise
    return workspace


def load_beside(context: JobContext, *, device: str, threads: int) -> WarmFacts:
    """Import what the window needs soon - pages and curves, then the models - and warm these.

    Args:
        context: a stop is obeyed between two imports.
        device: the setting, as `warm_up` takes it.
        threads: of torch; 0 leaves the choice to it.
    """
    for name in (*(module for module, _ in PAGES.values()), "pyqtgraph"):
        import_module(name)
        context.checkpoint()
    return warm_up(context, device=device, threads=threads)


def _import_page(module: str, name: str, services: PageServices) -> Page:
    page: Page = getattr(import_module(module), name)(services)
    return page


def _prepare_threads(threads: int) -> None:
    """OpenMP reads its number of threads once, when torch is imported."""
    if threads > 0 and "torch" not in sys.modules:
        os.environ["OMP_NUM_THREADS"] = str(threads)


def _processors() -> int:
    """What torch will take, before it is there to be asked."""
    wanted = os.environ.get("OMP_NUM_THREADS", "")  # may be a list, one for each level
    return int(wanted) if wanted.isdecimal() else os.cpu_count() or 1
