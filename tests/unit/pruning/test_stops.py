"""A stop of a pruning job is heard at once, whatever it is doing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from helpers.datasets import make_dataset
from helpers.pruning import SMALL, measured, random_data, random_network, random_session
from helpers.stopping import calls_between_looks, stops_at_once, told_by

from emotion_gui.core.data.dataset import FacePart
from emotion_gui.core.evaluation.judge import Judge
from emotion_gui.core.evaluation.metrics import BoolArray
from emotion_gui.core.evaluation.predict import BATCH_SIZE
from emotion_gui.core.jobs import JobCancelled, JobContext, Progress
from emotion_gui.core.model.catalogue import ModelEntry
from emotion_gui.core.model.checkpoint import Checkpoint, CheckpointInfo, save_checkpoint
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.pruning.comparison_table import CriteriaComparison
from emotion_gui.core.pruning.criteria import SEARCHED, Criterion
from emotion_gui.core.pruning.fisher import (
    contribution_products,
    exact_fisher_steps,
    response_root,
)
from emotion_gui.core.pruning.measurement import LayerMeasurement
from emotion_gui.core.pruning.options import PruningOptions
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.operations.compare_criteria import (
    CompareRequest,
    compare_criteria,
    write_comparison,
)
from emotion_gui.operations.measure_layer import Measured, climb, measure
from emotion_gui.operations.prune_layer import PruneRequest, prune_layer, record_layer
from emotion_gui.operations.subject import MeasureRequest, Subject

Job = Callable[[JobContext], object]
COMPARED = CompareRequest(
    options=PruningOptions(),
    criteria=(Criterion.RANDOM,),
    shares=(0.3,),
    seeds=1,
    latency_runs=1,
)


@cache
def subject() -> Subject:
    network, data = random_network(), random_data()
    faces, labels = np.asarray(data.faces), np.asarray(data.labels, np.int64)

    def part(rows: slice) -> FacePart:
        return FacePart(faces, np.arange(60)[rows], labels[rows])

    checkpoint = Checkpoint(network, CheckpointInfo(spec=network.spec))
    return Subject(checkpoint, part(slice(0, 40)), part(slice(40, None)))


def pruning(request: PruneRequest, layer: int | None = None) -> Job:
    session = record_layer(subject(), layer, JobContext())
    plan = session.plan(PruningOptions(), count=2)
    return lambda context: prune_layer(subject(), session, plan, request, context)


def measuring(workspace: Workspace, file: Path) -> Callable[[JobContext], Measured]:
    network = random_network(replace(SMALL, input_side=48))
    save_checkpoint(file, network, CheckpointInfo(spec=network.spec))
    dataset = make_dataset(workspace, train=21).name
    request = MeasureRequest(ModelEntry("model", "Model", file, 0), dataset, 2)
    return lambda context: measure(workspace, request, context)


def climbing(workspace: Workspace, file: Path) -> Job:
    measured = measuring(workspace, file)(JobContext())
    plan = measured.session.plan(PruningOptions(), count=2)
    return lambda context: climb(measured, plan, PruningOptions(), context)


def comparing(context: JobContext) -> object:
    return compare_criteria(subject(), COMPARED, context)


@pytest.fixture(params=["prune", "renew", "measure", "climb", "compare"])
def job(request: pytest.FixtureRequest, workspace: Workspace, tmp_path: Path) -> Job:
    match request.param:
        case "prune":
            return pruning(PruneRequest(latency_runs=1))
        case "renew":
            return pruning(PruneRequest(compact=True, recalibrate=True, latency_runs=1), layer=1)
        case "measure":
            return measuring(workspace, tmp_path / "model.safetensors")
        case "climb":
            return climbing(workspace, tmp_path / "model.safetensors")
        case _:
            return comparing


def test_a_stop_is_heard_at_every_report(job: Job) -> None:
    for after in range(len(told_by(job))):
        stops_at_once(job, after=after)


def test_a_stop_during_the_last_faces_is_heard_before_time_is_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    judged: list[BoolArray] = []

    def right(judge: Judge, network: EmotionCNN) -> BoolArray:
        judged.append(judge_right(judge, network))
        return judged[-1]

    judge_right = Judge.right
    monkeypatch.setattr(Judge, "right", right)
    told: list[Progress] = []
    with pytest.raises(JobCancelled):
        pruning(PruneRequest(latency_runs=1))(JobContext(told.append, lambda: bool(judged)))
    assert [report.done for report in told] == [0, 1]


@pytest.mark.parametrize("order", SEARCHED)
def test_a_stop_before_a_ranking_is_heard(order: Criterion) -> None:
    session, options = random_session(), PruningOptions(order=order)
    stopped = JobContext(is_cancelled=lambda: True)
    with pytest.raises(JobCancelled):
        session.scores(options, context=stopped)
    known = session.scores(options)
    assert session.scores(options, context=stopped) is known  # nothing begins


def test_a_stop_before_a_table_is_written_writes_nothing(tmp_path: Path) -> None:
    table = comparing(JobContext())
    assert isinstance(table, CriteriaComparison)
    with pytest.raises(JobCancelled):
        write_comparison(tmp_path / "a.csv", table, JobContext(is_cancelled=lambda: True))
    assert not list(tmp_path.iterdir())


WIDE = replace(SMALL, modules=((4,), (6,), (20,)))
FIGURES: dict[str, Callable[[LayerMeasurement], object]] = {
    "Fisher order": exact_fisher_steps,
    "contributions": contribution_products,
    "responses": response_root,
    "slopes of outputs": lambda layer: layer.loss_slopes,
    "slopes of weights": lambda layer: layer.weight_slopes,
    "active share": lambda layer: layer.active_share,
}


@pytest.fixture(scope="module")
def recorded() -> LayerMeasurement:
    layer = measured(random_network(WIDE), data=random_data(count=6 * BATCH_SIZE))
    assert layer.recording.means.shape == (6 * BATCH_SIZE, 20)
    return layer


@pytest.mark.parametrize("figure", FIGURES)
def test_a_stop_is_heard_in_the_midst_of_a_search(recorded: LayerMeasurement, figure: str) -> None:
    def job(context: JobContext) -> None:
        layer = LayerMeasurement(
            recorded.network, recorded.data, layer=2, context=context, recording=recorded.recording
        )
        FIGURES[figure](layer)

    calls = calls_between_looks(job)
    assert max(calls) < sum(calls) / 2
