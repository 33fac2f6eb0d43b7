"""The address of workers is tested from the settings, and the answer is told in words."""

import pytest

from emotion_gui.core.executors.workers import WorkerFacts
from emotion_gui.operations import workers
from emotion_gui.ui.cluster_panel import ClusterPanel
from emotion_gui.workers.task_manager import TaskManager


@pytest.fixture
def address() -> list[str]:
    return ["local"]


@pytest.fixture
def panel(qtbot, tasks: TaskManager, address: list[str]) -> ClusterPanel:
    panel = ClusterPanel(tasks, lambda: address[0])
    qtbot.addWidget(panel)
    return panel


def answer_of(qtbot, panel: ClusterPanel) -> str:
    panel.button.click()
    assert not panel.button.isEnabled()
    qtbot.waitUntil(panel.button.isEnabled, timeout=30_000)  # torch may have to be imported
    return panel.found.text()


def test_this_computer_says_what_it_is(qtbot, panel: ClusterPanel) -> None:
    assert panel.found.isHidden()
    assert answer_of(qtbot, panel).startswith("This computer: version ")


@pytest.mark.allow_errors
def test_what_is_no_address_is_told(qtbot, panel: ClusterPanel, address: list[str]) -> None:
    address[0] = "ray://somewhere"
    assert "dask://HOST:PORT" in answer_of(qtbot, panel)


def test_workers_of_another_version_are_told(
    qtbot, panel: ClusterPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "look_at_workers", lambda executor: [WorkerFacts("a:1", "0.0.1")])
    assert "worker a:1 has 0.0.1, this is " in answer_of(qtbot, panel)
