"""Options that verbs share stand once and come in as one value."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import pytest
import typer

from emotion_gui.cli import main
from emotion_gui.cli.application import with_bundles


@dataclass(frozen=True)
class Place:
    folder: Annotated[Path | None, typer.Option("--into", help="Where.")] = None
    loud: Annotated[bool, typer.Option("--loud")] = False


def test_the_fields_of_a_bundle_are_options(capsys: pytest.CaptureFixture[str]) -> None:
    seen = []
    app = typer.Typer()

    @app.command()
    @with_bundles
    def verb(name: str, *, times: Annotated[int, typer.Option()] = 1, place: Place) -> None:
        """Do it."""
        seen.append((name, times, place))

    app(["a", "--into", "b", "--times", "2", "--loud"], standalone_mode=False)
    app(["c"], standalone_mode=False)
    assert seen == [("a", 2, Place(Path("b"), loud=True)), ("c", 1, Place())]
    with pytest.raises(SystemExit):
        app(["--help"])
    text = capsys.readouterr().out
    assert "Do it." in text
    assert "Where." in text


def test_the_window_is_opened_by_who_started_the_command_line(tmp_path: Path) -> None:
    asked: list[list[str]] = []

    def open_window(options: list[str]) -> int:
        asked.append(options)
        return 7

    assert main(["--workspace", str(tmp_path), "gui"], open_window=open_window) == 7
    assert asked == [["gui", "--workspace", str(tmp_path)]]
    assert main(["gui"]) == 2
