from __future__ import annotations

import contextlib
from pathlib import Path

from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from emotion_gui.core.inference.live import with_values
from emotion_gui.core.inference.pipeline import PipelineSettings
from emotion_gui.core.model.catalogue import list_models
from emotion_gui.core.model.priors import ExpectedMix
from emotion_gui.core.settings import Preferences
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.ui.pages.live.model_panel import ModelPanel
from emotion_gui.ui.pages.live.parameters import LiveParameters
from emotion_gui.ui.widgets.mix_choice import MixChoice


def chosen(choice: MixChoice, key: str) -> None:
    choice.box.choose(key)
    choice.box.activated.emit(choice.box.currentIndex())


def typed(choice: MixChoice, text: str) -> None:
    choice.parts.setText(text)
    choice.parts.editingFinished.emit()


def test_a_person_chooses_a_mix(qtbot: QtBot) -> None:
    choice = MixChoice()
    qtbot.addWidget(choice)
    told: list[str] = []
    choice.changed.connect(told.append)
    assert choice.mix is None
    chosen(choice, "even")
    chosen(choice, "own")
    typed(choice, "happy=nothing")  # said, and nothing changes
    assert "neutral=4,happy=2" in choice.note.text()
    assert choice.mix == ExpectedMix((("neutral", 4), ("happy", 2)))
    typed(choice, "sad=3")
    assert choice.note.isHidden()
    typed(choice, "sad")
    assert not choice.note.isHidden()
    typed(choice, "sad=3")  # the mix that it was: nothing is refused any longer
    assert choice.note.isHidden()
    assert told == ["even", "neutral=4,happy=2", "sad=3"]
    choice.choose("what a damaged setting holds")
    assert choice.mix is None
    assert choice.parts.isHidden()


def test_live_says_what_the_mix_does_and_remembers_it(
    qtbot: QtBot, settings: QSettings, tmp_path: Path
) -> None:
    def panel() -> ModelPanel:
        made = ModelPanel(LiveParameters(Preferences(settings), settings))
        qtbot.addWidget(made)
        with contextlib.closing(Workspace.open(tmp_path / "workspace")) as workspace:
            made.set_models(list_models(workspace))
        return made

    first = panel()
    assert first.mix.note.isHidden()
    chosen(first.mix, "even")
    assert first.mix.note.text() == "Answers as if all were equally frequent"
    again = panel()
    assert again.mix.text == "even"
    assert again.mix.note.text() == first.mix.note.text()
    chosen(again.mix, "own")
    typed(again.mix, "contempt=3")
    assert again.mix.note.text().startswith("Without effect")
    chosen(again.mix, "training")
    assert again.mix.note.isHidden()


def test_the_loop_gets_the_mix(settings: QSettings) -> None:
    parameters = LiveParameters(Preferences(settings), settings)
    parameters.set_mix("even")
    asked = with_values(PipelineSettings(), parameters.values)
    assert asked.mix == ExpectedMix()
