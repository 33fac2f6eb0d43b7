"""JSON beside the database, and in its rows, that says what nobody wrote: told in words."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from helpers.datasets import make_dataset, make_run

from emotion_gui.core.data.import_request import request_of
from emotion_gui.core.errors import StorageError, WorkspaceError
from emotion_gui.core.evaluation.ledger import openings, record_opening
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.labels import SEVEN
from emotion_gui.core.paper.facts import Trial
from emotion_gui.core.review.column_file import ColumnWriter
from emotion_gui.core.review.rows import RowBuffer
from emotion_gui.core.workspace.database import damage_told
from emotion_gui.core.workspace.records import RunStatus
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.operations import taught_runs
from emotion_gui.operations.merge import merge
from emotion_gui.operations.reproduce.store import Steps

LINES = (
    *("7", "[1, 2]", "null", "{}", "[" * 9_999, '{"when": "now"}', '{"cut'),
    '{"when": 3, "dataset": "a", "model": "b", "run_id": 1}',
    '{"when": "", "dataset": "a", "model": "b", "run_id": "one"}',
    '{"when": "", "dataset": "a", "model": "b", "run_id": 1, "number": 1e400}',
)


@pytest.mark.parametrize("line", LINES)
def test_the_record_of_openings(workspace: Workspace, line: str) -> None:
    record_opening(workspace, dataset="a", model="b", run_id=None)
    (file,) = (path for path in workspace.path.iterdir() if path.suffix == ".jsonl")
    file.write_text(f"{line}\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(StorageError, match="record of openings cannot be read"):
        openings(workspace, dataset="a")


@pytest.mark.parametrize("value", [3, [3], [{}], {"a": 1}, "text", [{"protocol": "none"}]])
def test_a_step_of_a_reproduction_is_done_again(tmp_path: Path, value: object) -> None:
    steps = Steps(tmp_path)
    (tmp_path / "steps" / "a.json").write_text(
        json.dumps({"key": "k", "value": value}), encoding="utf-8"
    )

    def read(stored: Any) -> list[Trial]:
        return [Trial.from_json(entry) for entry in stored]

    assert steps.once("a", "k", list, read) == []
    assert json.loads((tmp_path / "steps" / "a.json").read_text(encoding="utf-8"))["value"] == []


@pytest.mark.parametrize("told", [{"films": 3}, {"total": "many"}, {"films": "", "total": 1}])
def test_shards_of_films(workspace: Workspace, told: dict[str, object]) -> None:
    workspace.create_session(name="a", facts={"film": {}, "shard": told})
    with pytest.raises(WorkspaceError, match="row 1 of sessions"):
        merge(workspace, [], JobContext())


@pytest.mark.parametrize("plan", [{}, {"number": "one"}, {"number": 9, "of": 2, "total": 1}])
def test_shards_of_data_sets(workspace: Workspace, plan: dict[str, object]) -> None:
    workspace.create_dataset(name="a", source="", settings={"shard": plan}, label_set=SEVEN)
    with pytest.raises(WorkspaceError, match="row 1 of datasets"):
        merge(workspace, [], JobContext())


def test_an_import_that_cannot_go_on(workspace: Workspace) -> None:
    row = workspace.create_dataset(name="a", source="", settings={"label": []}, label_set=SEVEN)
    told = damage_told(workspace.path, "datasets", row.dataset_id)
    with pytest.raises(WorkspaceError, match="row 1 of datasets"), told:
        request_of(row)


@pytest.mark.parametrize("kept", [3, [3], [{"share": "all"}], [{}]])
def test_a_lesson(workspace: Workspace, kept: object) -> None:
    make_dataset(workspace, train=7, test=7, validation=7)
    facts = {"config": {}, "status": RunStatus.FINISHED}
    run = make_run(
        workspace,
        name="a",
        kind="teach",
        dataset_id=1,
        summary={"teaching": {"kept": kept}},
        **facts,
    )
    with pytest.raises(WorkspaceError, match="row 1 of runs"):
        taught_runs.adopt(workspace, run.run_id, share=0.5)
    assert taught_runs.open_lesson(workspace) is None


@pytest.mark.parametrize("state", [{}, {"frames": "many"}, {"frames": 2, "pipeline": {"faces": 3}}])
def test_how_far_a_film_was_read(tmp_path: Path, state: dict[str, object]) -> None:
    from emotion_gui.core.inference.pipeline import EmotionPipeline
    from emotion_gui.core.review.analysis import analyse_film

    rows = tmp_path / "rows.ewc"
    columns = {name: np.zeros((2, *c.shape[1:]), c.dtype) for name, c in RowBuffer().take().items()}
    with ColumnWriter(rows) as writer:
        writer.append(columns, state)
    pipeline = EmotionPipeline.__new__(EmotionPipeline)
    pipeline.reset = lambda: None  # type: ignore[method-assign]
    pipeline.restore = lambda found: found["faces"]["a"]  # type: ignore[method-assign, index]
    with pytest.raises(StorageError, match="how far its film was read is damaged"):
        analyse_film(tmp_path / "none.mp4", pipeline, rows)
