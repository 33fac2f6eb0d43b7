"""The demonstration, small, from the first drawn face to the report."""

import json
from pathlib import Path

import pytest

from emotion_gui.cli import main
from emotion_gui.core.model.checkpoint import load_checkpoint


@pytest.mark.slow
def test_demo(tmp_path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "demo"
    arguments = [
        "demo",
        "--out",
        str(out),
        "--faces",
        "210",
        "--photographs",
        "7",
        "--epochs",
        "2",
        "--json",
    ]
    assert main(arguments) == 0
    captured = capsys.readouterr()
    values = json.loads(captured.out)
    assert {
        "report",
        "seconds",
        "accuracy",
        "n",
        "maps_before",
        "maps_after",
        "accuracy_after",
        "checkpoint",
    } <= set(values)
    assert values["n"] == 21
    network = load_checkpoint(Path(values["checkpoint"])).network
    assert network.spec.widths[-1] == values["maps_after"]
    text = Path(values["report"]).read_text(encoding="utf-8")
    for words in (
        "Confusion matrix",
        "McNemar",
        "Compacted and masked network",
        "data:image/png",
        "apparent expression",
        "drawings",
        "Refit, maps by lot",
    ):
        assert words in text
    for step in ("Importing", "Training", "Pruning", "Writing the report"):
        assert step in captured.err
    (record,) = out.rglob("validation_openings.jsonl")
    looks = [json.loads(line)["model"] for line in record.read_text("utf-8").splitlines()]
    assert looks == ["Demonstration", "Demonstration, pruned"]
    # A second demonstration in the same folder takes the place of the first.
    assert main(arguments) == 1
    assert "--overwrite" in capsys.readouterr().err
    assert main([*arguments[:-1], "--seed", "3", "--overwrite"]) == 0
    last = capsys.readouterr().out.strip().splitlines()
    assert last[-1] == f"report: {values['report']}"
