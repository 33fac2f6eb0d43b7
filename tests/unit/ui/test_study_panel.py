"""A study's file as it is looked at: trials, the best so far, several processes, live."""

from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from emotion_gui.core.jobs import JobContext
from emotion_gui.core.training.requests import Tried
from emotion_gui.operations.search import watch_study
from emotion_gui.ui.figures.source import table_of_view
from emotion_gui.ui.pages.base import PageServices
from emotion_gui.ui.pages.training.sweep.study_panel import StudyPanel, best_of, best_so_far

FIRST = Tried(0, "finished", {"learning_rate": 0.001}, 4, 0.5, process="a 1")
TRIALS = (
    FIRST,
    replace(FIRST, number=1, accuracy=0.4, process="b 7"),
    replace(FIRST, number=2, state="given up", epochs=1, accuracy=0.2),
    replace(FIRST, number=3, accuracy=0.625, values={"learning_rate": 0.01}),
    replace(FIRST, number=4, state="running", epochs=2, accuracy=0.9),
    replace(FIRST, number=5, state="failed", accuracy=None, error="the loss is not finite"),
)


def test_the_best_so_far_is_a_line_of_steps() -> None:
    assert best_so_far(TRIALS) == [(1, 50), (2, 50), (2, 50), (4, 50), (4, 62.5)]
    assert best_so_far(TRIALS[4:]) == []
    assert best_of(TRIALS) is TRIALS[3]
    assert best_of(TRIALS[4:]) is None


def journal(file: Path) -> None:
    """A study with two finished trials and one that runs, as a search leaves it."""
    import optuna

    from emotion_gui.core.training import study

    known = study.open_study(file)
    for accuracy, process in ((0.5, "a 1"), (0.25, "b 7")):
        known.add_trial(
            optuna.trial.create_trial(
                value=accuracy,
                params={"learning_rate": 0.001},
                distributions={"learning_rate": optuna.distributions.FloatDistribution(0.0, 1.0)},
                intermediate_values={1: accuracy},
                user_attrs={"process": process},
            )
        )
    known.ask()


def test_a_study_is_read_while_others_write(
    qtbot: QtBot, services: PageServices, tmp_path: Path
) -> None:
    pytest.importorskip("optuna", reason="Optuna is not installed (the extra `search`)")
    file = tmp_path / "search.journal"
    journal(file)
    before = file.read_bytes()
    panel = StudyPanel(services)
    qtbot.addWidget(panel)
    panel.show()
    panel.open(file)
    qtbot.waitUntil(lambda: panel.model.rowCount() == 3)
    assert file.read_bytes() == before  # whoever looks writes nothing
    rows = table_of_view(panel.table).rows
    assert [row[0] for row in rows] == ["running", "finished", "finished"]
    assert rows[2][1:] == ("learning_rate = 0.001", "1", "50.0 %", "1", "a 1")
    assert "3 trials · 2 finished · 1 running · 2 processes" in panel.words.text()
    assert "Best so far: 50.0 %, trial 1" in panel.words.text()
    assert panel.plot.data("best") == ([1, 2, 2], [50, 50, 50])
    journal(file)  # others go on
    qtbot.waitUntil(lambda: panel.model.rowCount() == 6, timeout=5000)
    panel.hide()
    qtbot.waitUntil(lambda: not services.tasks.tasks)


@pytest.mark.allow_errors
def test_what_is_no_study_is_said(qtbot: QtBot, services: PageServices, tmp_path: Path) -> None:
    pytest.importorskip("optuna", reason="Optuna is not installed (the extra `search`)")
    file = tmp_path / "notes.journal"
    file.write_text("", encoding="utf-8")
    panel = StudyPanel(services)
    qtbot.addWidget(panel)
    panel.show()
    panel.open(file)
    qtbot.waitUntil(lambda: "holds no study" in panel.words.text())
    assert file.read_bytes() == b""


def test_only_what_has_changed_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pytest.importorskip("optuna", reason="Optuna is not installed (the extra `search`)")
    from emotion_gui.core.jobs import JobCancelled
    from emotion_gui.operations import search

    monkeypatch.setattr(search, "_TURN_S", 0.0)
    file = tmp_path / "search.journal"
    journal(file)
    looks, told = iter(range(60)), list[object]()
    context = JobContext(is_cancelled=lambda: next(looks, None) is None)
    with pytest.raises(JobCancelled):
        watch_study(file, context, told.append)
    assert len(told) == 1
