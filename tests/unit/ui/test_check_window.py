"""The check of a workspace in the window: damage is told in the reader's words, nothing changes."""

from pathlib import Path

import numpy as np
import pytest
from helpers.datasets import make_dataset
from PySide6.QtWidgets import QLabel

from emotion_gui.operations.check import CheckReport, Damage
from emotion_gui.operations.check_sentences import Told
from emotion_gui.ui.check_window import CheckWindow, FindingCard, said


def _words(window: CheckWindow) -> str:
    labels = [label.text() for label in window.findChildren(QLabel)]
    return "\n".join(labels).replace("\u200b", "")


def test_damage_is_told_with_what_can_be_used_and_left_as_it_is(services, qtbot) -> None:
    row = make_dataset(services.workspace)
    path = services.workspace.dataset_dir(row.dataset_id) / "faces.npy"
    np.save(path, np.load(path)[:100])
    data = path.read_bytes()
    window = CheckWindow(services)
    qtbot.addWidget(window)
    window.check()
    assert not window.check_button.isEnabled()
    qtbot.waitUntil(window.check_button.isEnabled)
    words = _words(window)
    assert "Data set stripes" in words
    assert "75 of 175 faces are missing" in words
    assert "Can be used: 100 faces are whole" in words
    assert str(path) in words
    assert window.state_label.property("tone") == "bad"
    assert path.read_bytes() == data


@pytest.mark.allow_errors
def test_a_whole_workspace_and_one_that_is_gone(services, qtbot) -> None:
    window = CheckWindow(services)
    qtbot.addWidget(window)
    window.show_report(CheckReport(1, 0, 2, 175, ()))
    assert window.state_label.text().startswith("Everything is whole. 1 data set")
    services.workspace.close()
    services.workspace.database_path.unlink()
    window.check()
    qtbot.waitUntil(window.check_button.isEnabled)
    assert window.state_label.property("tone") == "bad"


def test_what_is_only_told_is_no_damage_and_names_are_no_markup(services, qtbot) -> None:
    finding = Damage(
        "moved aside",
        "<img src=/x>",
        Path("/w/runs/1/best (2).safetensors"),
        (Told("kept beside a file that another program held"),),
        Told("it is whole"),
        damaged=False,
    )
    window = CheckWindow(services)
    qtbot.addWidget(window)
    window.show_report(CheckReport(0, 1, 0, 0, (finding,) * 250))
    assert window.state_label.property("tone") == "good"
    assert len(window.findChildren(FindingCard)) == 200
    assert "And 50 more." in _words(window)
    assert "Moved aside: <img src=/x>" in _words(window)
    assert said([Told("braces {in} an error"), Told("a {b}", {"b": 1_500})]) == (
        "Braces {in} an error; a 1,500"
    )
