"""Isolation and leak checks for every test."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Generator, Iterator
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("GOMP_SPINCOUNT", "100")
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("MPLBACKEND", "agg")
os.environ.setdefault("PYQTGRAPH_QT_LIB", "PySide6")

import pytest

from emotion_gui.core.jobs import Progress
from emotion_gui.core.runtime import prepare_process
from emotion_gui.core.system_libraries import describe_missing, missing_for_qt

if TYPE_CHECKING:
    from PySide6.QtCore import QSettings
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from emotion_gui.core.workspace.workspace import Workspace
    from emotion_gui.ui.pages.base import PageServices
    from emotion_gui.ui.theme import Theme
    from emotion_gui.workers.task_manager import TaskManager

prepare_process()
# pytest-qt would end in an INTERNALERROR that names one file.
if sys.platform == "linux" and (_lacking := missing_for_qt()):
    pytest.exit(f"{describe_missing(_lacking, 'the window that is tested')}", returncode=4)

_HOME_VARIABLES = {
    "HOME": "",
    "USERPROFILE": "",
    "XDG_CONFIG_HOME": ".config",
    "XDG_DATA_HOME": ".local/share",
    "XDG_STATE_HOME": ".local/state",
    "XDG_CACHE_HOME": ".cache",
    "APPDATA": "AppData/Roaming",
    "LOCALAPPDATA": "AppData/Local",
    # platformdirs asks Windows itself unless these are there.
    "WIN_PD_OVERRIDE_LOCAL_APPDATA": "AppData/Local",
    "WIN_PD_OVERRIDE_APPDATA": "AppData/Roaming",
}
# Threads of libraries that live as long as the process.
_KNOWN_THREADS = ("execnet", "tqdm", "ThreadPoolExecutor-", "Dummy-", "pymp", "QtTest")
# Of a module's cluster (helpers.clusters), which outlives its tests.
_CLUSTER_THREADS = ("0-Dask", "1-Dask", "Dask-", "IO loop", "Profile", "asyncio_")
# How long a test waits for what must happen before it fails; a busy machine may need seconds.
_PATIENCE_S = 30.0
# Of pytest-qt's waits, whatever a test asks for: a slow machine is slow, not wrong, and a wait
# ends as soon as what is waited for is there.
_LEAST_WAIT_MS = 120_000


def _wait_patiently() -> None:
    from pytestqt.qtbot import QtBot

    def patient(wait: Callable[..., object]) -> Callable[..., object]:
        @wraps(wait)
        def waits(*values: object, timeout: int = 0, **options: object) -> object:
            # What must not come (`assertNotEmitted`) is not waited for any longer than asked.
            least_ms = _LEAST_WAIT_MS if options.get("raising", True) else 0
            return wait(*values, timeout=max(timeout, least_ms), **options)

        return waits

    for name in ("waitUntil", "waitSignal", "waitSignals", "waitActive", "waitExposed"):
        setattr(QtBot, name, patient(getattr(QtBot, name)))


def _watch_progress() -> None:
    """No job may report more work done than there is, whatever its test looks at."""
    create = Progress.__init__

    @wraps(create)
    def create_within(progress: Progress, *values: Any, **named: Any) -> None:
        create(progress, *values, **named)
        assert progress.done >= 0, progress
        assert progress.total is None or progress.done <= progress.total, progress

    Progress.__init__ = create_within  # type: ignore[method-assign]


def _make_up_patiently() -> None:
    """Hypothesis calls a test ill whose inputs take long, and a busy machine takes long."""
    from hypothesis import HealthCheck, settings

    settings.register_profile(
        "patient", deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
    settings.load_profile("patient")


def pytest_configure(config: pytest.Config) -> None:
    _wait_patiently()
    _watch_progress()
    _make_up_patiently()
    # The offscreen platform says so for every window with a minimum size.
    config.addinivalue_line("markers", "allow_errors: error records in the log are expected")
    config.addinivalue_line("qt_log_ignore", "This plugin does not support propagateSizeHints")
    config.addinivalue_line("qt_log_ignore", "This plugin does not support raise")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown() -> Generator[None]:
    """Delete what the test asked Qt to delete later: the next test's style sheet visits all.

    And what only holds itself, here in the window's thread (`ui.collecting`).
    """
    result = yield
    if "PySide6.QtWidgets" in sys.modules:
        from PySide6.QtCore import QCoreApplication, QEvent

        # Outside an event loop `processEvents` leaves deferred deletions where they are.
        if QCoreApplication.instance() is not None:
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
            from emotion_gui.ui.collecting import collect_due

            collect_due()
    return result


@pytest.fixture(autouse=True)
def _isolated_home(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path_factory.mktemp("home")
    for variable, below in _HOME_VARIABLES.items():
        folder = home / below
        folder.mkdir(parents=True, exist_ok=True)
        monkeypatch.setenv(variable, str(folder))
    monkeypatch.delenv("EMOTION_GUI_WORKSPACE", raising=False)
    if "PySide6.QtCore" in sys.modules:
        from PySide6.QtCore import QSettings

        for scope in (QSettings.Scope.UserScope, QSettings.Scope.SystemScope):
            QSettings.setPath(QSettings.Format.IniFormat, scope, str(home))


@pytest.fixture(autouse=True)
def _same_signals() -> Iterator[None]:
    """A verb that ran to its end here leaves the signals to the end of its process."""
    names = ("SIGINT", "SIGTERM", "SIGHUP")  # Windows lacks the last one
    numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
    before = {number: signal.getsignal(number) for number in numbers}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture(autouse=True)
def _no_threads_left() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    for thread in set(threading.enumerate()) - before:
        if thread.name.startswith((*_KNOWN_THREADS, *_CLUSTER_THREADS)):
            continue
        thread.join(timeout=_PATIENCE_S)
        assert not thread.is_alive(), f"thread {thread.name} is left running"


@pytest.fixture(autouse=True)
def _no_unexpected_errors(
    request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> Iterator[None]:
    """Fail on error records; a test that provokes one is marked `allow_errors`."""
    yield
    if request.node.get_closest_marker("allow_errors") is not None:
        return
    records = [record for when in ("setup", "call") for record in caplog.get_records(when)]
    errors = [r.getMessage() for r in records if r.levelno >= logging.ERROR]
    assert not errors, f"unexpected errors in the log: {errors}"


# What a process decides once (numbers, tables) is as before after a test, and as `qapp` has it
# after a module: a German window that tests share is no business of those that follow.


@pytest.fixture(autouse=True, scope="module")
def _conventions_of_a_module() -> Iterator[None]:
    """Autouse: set up before the windows that a module shares, torn down after them."""
    yield
    from emotion_gui.core.escaping import TABLE_STYLES, use_table_style

    use_table_style(TABLE_STYLES["comma"])
    if "PySide6.QtCore" in sys.modules:
        from PySide6.QtCore import QLocale

        QLocale.setDefault(QLocale("en"))


@pytest.fixture(autouse=True)
def _conventions_of_a_test() -> Iterator[None]:
    from emotion_gui.core.escaping import table_style, use_table_style

    style = table_style()
    locale = sys.modules["PySide6.QtCore"].QLocale() if "PySide6.QtCore" in sys.modules else None
    yield
    use_table_style(style)
    if locale is not None:
        locale.setDefault(locale)


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    """Empty settings in a file of their own."""
    from PySide6.QtCore import QSettings

    return QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)


@pytest.fixture(scope="session")
def qapp(qapp: QApplication) -> QApplication:
    """The application in English, whose plural forms come from a file as those of any language.

    It has the program's style before there is any widget, as in the program: given later, Qt walks
    over whatever widgets earlier tests have left. And no job's thread collects these.
    """
    from emotion_gui.ui import translation
    from emotion_gui.ui.collecting import GarbageCollector
    from emotion_gui.ui.plain_text import use_plain_text
    from emotion_gui.ui.type_table import make_room

    make_room()
    GarbageCollector(qapp)
    use_plain_text(qapp)
    translation.install(qapp, "en")
    return qapp


@pytest.fixture
def tasks(qapp: QApplication, qtbot: QtBot) -> Iterator[TaskManager]:
    """A task manager; the test fails when a thread does not end."""
    from emotion_gui.workers.task_manager import TaskManager

    manager = TaskManager()
    yield manager
    assert manager.stop_all(_PATIENCE_S), f"still running: {[t.title for t in manager.tasks]}"


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    """The light theme."""
    from emotion_gui.ui.theme import Theme

    made = Theme(qapp, "light")
    yield made
    made.deleteLater()


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """An empty workspace."""
    from emotion_gui.core.workspace.workspace import Workspace

    opened = Workspace.open(tmp_path / "workspace")
    yield opened
    opened.close()


@pytest.fixture
def services(
    workspace: Workspace, tasks: TaskManager, theme: Theme, settings: QSettings
) -> PageServices:
    """Everything a page is given; `services.events` tells what it asked for."""
    from emotion_gui.core.settings import Preferences
    from emotion_gui.ui.pages.base import AppEvents, PageServices

    events = AppEvents()
    return PageServices(
        workspace=workspace,
        tasks=tasks,
        theme=theme,
        settings=settings,
        preferences=Preferences(settings),
        navigate=events.page_requested.emit,
        events=events,
    )
