"""The command line in this process, and a small workspace with one trained run."""

from __future__ import annotations

import contextlib
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from helpers.datasets import make_dataset

from emotion_gui.cli import main
from emotion_gui.core.workspace.workspace import Workspace


@dataclass(frozen=True)
class Ended:
    """How a verb ended."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Every line of standard output as strict JSON; anything else there fails."""

        def refuse(text: str) -> None:
            pytest.fail(f"{text} is not strict JSON")

        return [json.loads(line, parse_constant=refuse) for line in self.out.splitlines()]

    @property
    def json(self) -> dict[str, Any]:
        """The only JSON object."""
        (line,) = self.lines
        return line


Run = Callable[..., Ended]


def _words(argument: object) -> list[str]:
    text = str(argument)
    return text.split() if text.startswith("--") else [text]


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run one verb in this process; a text that begins with `--` may hold several words."""

    def run(*argv: object) -> Ended:
        capsys.readouterr()
        code = main([word for argument in argv for word in _words(argument)])
        captured = capsys.readouterr()
        return Ended(code, captured.out, captured.err)

    return run


@pytest.fixture(scope="session")
def trained_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with the data set `stripes` and run 1 on it; never altered."""
    folder = tmp_path_factory.mktemp("trained") / "workspace"
    with contextlib.closing(Workspace.open(folder)) as workspace:
        make_dataset(workspace)
    words = "train --dataset stripes --epochs 2 --batch-size 28 --lr 0.003 --workspace"
    assert main([*words.split(), str(folder)]) == 0
    return folder


@pytest.fixture
def trained(trained_folder: Path, tmp_path: Path) -> Path:
    """A copy of that workspace to work in."""
    return Path(shutil.copytree(trained_folder, tmp_path / "copy"))
