"""The library for those who program: its examples and its notebook run as they stand."""

from __future__ import annotations

import doctest
import inspect
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from emotion_gui import api
from emotion_gui.api import classifying, learning, workspaces
from emotion_gui.api.progress import job

ROOT = Path(__file__).resolve().parents[3]
NOTEBOOK = ROOT / "docs" / "library.ipynb"


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """What the examples have made: they build on each other, in the order of the work."""
    known: dict[str, Any] = {}
    before, tempfile.tempdir = tempfile.tempdir, str(tmp_path_factory.mktemp("examples"))
    try:
        for part in (api, workspaces, learning, classifying):
            _run_examples(part, known)
        yield known
    finally:
        tempfile.tempdir = before
        if "workspace" in known:
            known["workspace"].close()


def _run_examples(module: Any, known: dict[str, Any]) -> None:
    found = doctest.DocTestFinder().find(module, module.__name__)
    examples = [test for test in found if test.examples]
    examples.sort(key=lambda test: test.lineno or 0)
    assert examples
    for test in examples:
        test.globs = known  # not a copy: the next one goes on with it
        result = doctest.DocTestRunner().run(test, clear_globs=False)
        assert result.failed == 0, test.name


def test_every_function_has_an_example_that_runs(names: dict[str, Any]) -> None:
    for name in api.__all__:
        if inspect.isfunction(function := getattr(api, name)) and function is not api.draw_faces:
            assert ">>> " in (function.__doc__ or ""), name  # drawn faces: the package's example
    assert (names["folder"] / "smaller.onnx").is_file()


def test_results_are_arrays_that_agree_with_each_other(names: dict[str, Any]) -> None:
    test = api.faces(names["workspace"], "drawn")
    scores = api.evaluate(names["run"], test)
    right = scores.predicted == scores.labels
    assert scores.accuracy == pytest.approx(right.mean()) == pytest.approx(names["run"].accuracy)
    assert np.array_equal(scores.confusion.sum(axis=1), np.bincount(test.labels, minlength=7))
    assert scores.probabilities.sum(axis=1) == pytest.approx(np.ones(scores.n))
    assert len(names["run"].frame()) == 2
    # What `prune` says of the original is what `evaluate` says of it.
    assert names["smaller"].accuracy_before == pytest.approx(scores.accuracy)
    after = api.evaluate(names["smaller"], test)
    assert after.accuracy == pytest.approx(names["smaller"].accuracy_after)


def test_the_final_part_stays_closed(names: dict[str, Any]) -> None:
    with pytest.raises(api.EmotionGuiError, match="final"):
        api.faces(names["workspace"], "drawn", part="validation")


def test_a_recipe_takes_no_value_that_it_does_not_know(names: dict[str, Any]) -> None:
    with pytest.raises(api.EmotionGuiError, match="rotation"):
        api.train(names["workspace"], "drawn", rotation=10)
    with pytest.raises(api.EmotionGuiError, match="exclude"):
        api.prune(names["workspace"], "default", "drawn", maps=3, threshold_deg=8)


def test_nothing_that_exists_is_written_over(names: dict[str, Any]) -> None:
    target = names["folder"] / "smaller.onnx"
    before = target.read_bytes()
    with pytest.raises(api.EmotionGuiError):
        api.export(names["run"], target)
    assert target.read_bytes() == before


def test_progress_comes_to_its_end(names: dict[str, Any]) -> None:
    seen: list[tuple[int, int | None]] = []
    api.evaluate(
        names["run"],
        api.faces(names["workspace"], "drawn"),
        progress=lambda done, total, text: seen.append((done, total)),
    )
    assert seen
    assert seen[-1][0] == seen[-1][1] == 14


def test_a_bar_or_a_line_shows_it(capsys: pytest.CaptureFixture[str]) -> None:
    from emotion_gui.core.jobs import Progress

    with job("Working", True) as context:
        context.report(Progress(1, 2, "half"))
        context.report(Progress(2, 2, "all"))
    assert "Working" in capsys.readouterr().err


@pytest.mark.skipif(not hasattr(signal, "raise_signal"), reason="no signals here")
def test_ctrl_c_stops_in_good_order() -> None:
    before = signal.getsignal(signal.SIGINT)  # ignored where the tests run in the background

    def interrupted() -> None:
        with job("Working", False) as context:
            signal.raise_signal(signal.SIGINT)
            assert context.cancelled
            context.checkpoint()
            pytest.fail("went past its checkpoint")

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert signal.getsignal(signal.SIGINT) == before


def test_no_screen_and_no_torch_are_needed_to_import_it() -> None:
    code = (
        "import sys, emotion_gui.api; "
        "print([m for m in ('PySide6', 'torch', 'cv2', 'pandas') if m in sys.modules])"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        encoding="utf-8",
    )
    assert ended.stdout.strip() == "[]"


def test_the_notebook_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    notebook = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    assert notebook["nbformat"] == 4
    assert len({cell["id"] for cell in notebook["cells"]}) == len(notebook["cells"])
    monkeypatch.chdir(tmp_path)
    known: dict[str, Any] = {}
    try:
        for cell in notebook["cells"]:
            if cell["cell_type"] == "code":
                exec(compile("".join(cell["source"]), cell["id"], "exec"), known)
        assert known["smaller"].parameters_after < known["smaller"].parameters_before
        assert known["scores"].accuracy > 0.2  # over chance after a few epochs
    finally:
        known["workspace"].close()
    assert {"workbench"} <= set(os.listdir(tmp_path))
