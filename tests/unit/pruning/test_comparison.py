"""The contest on a tiny network that tells stripes apart."""

from __future__ import annotations

import csv
import dataclasses
from pathlib import Path

import numpy as np
import pytest
from helpers.pruning import PRE, SMALL, small_stripes, trained_on_stripes
from helpers.stopping import stops_at_once, told_by

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.evaluation.complexity import complexity
from emotion_gui.core.evaluation.predict import predict_logits
from emotion_gui.core.jobs import JobContext, Progress
from emotion_gui.core.model.checkpoint import Checkpoint
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.pruning import comparison
from emotion_gui.core.pruning.comparison import ComparisonConfig, compare
from emotion_gui.core.pruning.comparison_table import (
    CANDIDATES,
    COLUMNS,
    MAGNITUDE,
    SAME_SIZE,
    Candidate,
    ComparisonRow,
    Stage,
    WeightUpdate,
    write_comparison_csv,
)
from emotion_gui.core.pruning.masking import masked
from emotion_gui.core.pruning.measurement import LayerMeasurement, PruningData
from emotion_gui.core.pruning.options import PruningOptions, PruningPreset
from emotion_gui.core.pruning.planning import plan_of_maps
from emotion_gui.core.pruning.scores import Criterion, lowest, score_maps

SIDE = SMALL.input_side
FACES, LABELS = small_stripes(140, side=SIDE)
TEST_FACES, TEST_LABELS = small_stripes(105, side=SIDE, seed=1)


@pytest.fixture(scope="module")
def checkpoint() -> Checkpoint:
    return trained_on_stripes(SMALL, side=SIDE)


def config_of(checkpoint: Checkpoint, **more: object) -> ComparisonConfig:
    values: dict[str, object] = {
        "checkpoint": checkpoint,
        "train_faces": FACES,
        "train_labels": LABELS,
        "eval_faces": TEST_FACES,
        "eval_labels": TEST_LABELS,
        "latency_runs": 3,
        **more,
    }
    return ComparisonConfig(**values)  # type: ignore[arg-type]


def right(network: EmotionCNN) -> np.ndarray:
    return predict_logits(network, TEST_FACES, PRE).argmax(axis=1) == TEST_LABELS


@pytest.mark.parametrize("layer", [None, 1])
def test_everyone_meets_at_every_size(
    checkpoint: Checkpoint, layer: int | None, tmp_path: Path
) -> None:
    reports: list[Progress] = []
    out = tmp_path / "table.csv"
    config = config_of(checkpoint, layer=layer, shares=(0.3, 0.5))
    result = compare(config, JobContext(reports.append))
    maps = SMALL.widths[2 if layer is None else layer]
    assert len(result.rows) == 2 * (len(CANDIDATES) + 1)
    assert result.before.correct == right(checkpoint.network).sum()
    assert result.before.accuracy > 0.8
    assert result.layer_name == ("module 3" if layer is None else "module 2")
    full = complexity(checkpoint.network)
    for row in result.rows:
        assert row.n == 105
        assert row.correct == row.n - (result.before.n - result.before.correct) - (
            row.mcnemar.b - row.mcnemar.c
        )
        assert row.interval[0] <= row.accuracy <= row.interval[1]
        assert row.cost.ms > 0
        if row.criterion == MAGNITUDE:
            assert (row.maps_gone, row.cost.macs, row.cost.parameters) == (
                0,
                full.macs,
                full.parameters,
            )
            assert row.zero_weights > 0
            assert row.cost.ms == result.before.cost.ms
        else:
            assert row.maps_gone == round(row.share * maps)
            assert row.cost.macs < full.macs
    assert reports[-1].done == reports[-1].total == len(result.rows)
    write_comparison_csv(out, [result.before, *result.rows])
    with out.open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == COLUMNS
    assert [row["rival"] for row in rows[1:]] == [row.criterion for row in result.rows]
    assert float(rows[3]["accuracy"]) == result.rows[2].accuracy


def test_a_row_is_what_pruning_by_hand_gives(checkpoint: Checkpoint) -> None:
    candidates = (
        Candidate(Criterion.L1, WeightUpdate.ZEROED),
        Candidate(Criterion.TAYLOR, WeightUpdate.REFIT),
    )
    config = config_of(checkpoint, shares=(0.5,), candidates=candidates, magnitude=False)
    rows = compare(config, JobContext()).rows
    measured = LayerMeasurement(checkpoint.network, PruningData(FACES, PRE, LABELS), layer=2)
    for row, candidate, preset in zip(
        rows, candidates, (PruningPreset.PAPER, PruningPreset.REFIT), strict=True
    ):
        options = PruningOptions(preset=preset)
        chosen = lowest(score_maps(candidate.criterion, measured), 5).tolist()
        plan = plan_of_maps(measured.angles(options), options, chosen)
        network = masked(checkpoint.network, plan, measured.statistics)
        assert row.correct == right(network).sum()


def test_rows_are_reported_as_they_are_judged(checkpoint: Checkpoint) -> None:
    candidates = (
        Candidate(Criterion.L1, WeightUpdate.ZEROED),
        Candidate(Criterion.FISHER, WeightUpdate.REFIT),
    )
    reports: list[Progress] = []
    config = config_of(checkpoint, shares=(0.3, 0.5), candidates=candidates)
    result = compare(config, JobContext(reports.append))
    told = [report.detail for report in reports if report.detail is not None]
    assert all(np.isnan(row.cost.ms) for row in told)
    final = [result.before, *result.rows]
    assert [untimed(row) for row in told] == [untimed(row) for row in final]


def untimed(row: ComparisonRow) -> ComparisonRow:
    return dataclasses.replace(row, cost=dataclasses.replace(row.cost, ms=0.0))


def test_random_is_a_band_over_its_draws(checkpoint: Checkpoint) -> None:
    candidates = (Candidate(Criterion.RANDOM, WeightUpdate.ZEROED),)
    config = config_of(checkpoint, shares=(0.5,), candidates=candidates, magnitude=False)
    (row,) = compare(config, JobContext()).rows
    assert row.band is not None
    assert row.band.low <= row.accuracy <= row.band.high
    assert row.band.low <= row.band.mean <= row.band.high
    one = dataclasses.replace(config, random_seeds=1)
    (row,) = compare(one, JobContext()).rows
    assert row.band is not None
    assert row.band.low == row.band.high == row.accuracy


def test_finetuning_and_training_from_scratch_have_rows_of_their_own(
    checkpoint: Checkpoint,
) -> None:
    asked: list[tuple[tuple[int, ...], int]] = []
    fresh: list[NetworkSpec] = []

    def finetune(network: EmotionCNN, epochs: int, context: JobContext) -> EmotionCNN:
        del context
        asked.append((network.spec.widths, epochs))
        return network

    def from_scratch(spec: NetworkSpec, context: JobContext) -> EmotionCNN:
        del context
        fresh.append(spec)
        return EmotionCNN(spec).eval()

    config = config_of(
        checkpoint,
        shares=(0.2, 0.5),
        candidates=CANDIDATES[:2],
        finetune=finetune,
        finetune_epochs=3,
        from_scratch=from_scratch,
        magnitude=False,
    )
    rows = compare(config, JobContext()).rows
    assert asked == [((4, 6, 8), 3)] * 2 + [((4, 6, 5), 3)] * 2
    assert [spec.widths for spec in fresh] == [(4, 6, 8), (4, 6, 5)]
    stages = [row.stage for row in rows[:5]]
    assert stages == [Stage.PRUNED, Stage.FINETUNED] * 2 + [Stage.SCRATCH]
    assert rows[0].correct == rows[1].correct
    assert rows[4].criterion == SAME_SIZE
    assert rows[4].cost.parameters == rows[0].cost.parameters


def test_a_contest_can_be_stopped_between_any_two_of_its_reports(checkpoint: Checkpoint) -> None:
    config = config_of(
        checkpoint, candidates=CANDIDATES[:1], shares=(0.2, 0.5), random_seeds=1, latency_runs=1
    )

    def job(context: JobContext) -> object:
        return compare(config, context)

    reports = told_by(job)
    count = len(reports)
    assert count > 5
    assert {report.total for report in reports} == {4}
    done = [report.done for report in reports]
    assert done == sorted(done)
    assert done[0] == 0
    assert done[-1] == 4
    for after in range(1, count):
        stops_at_once(job, after=after)


def test_what_makes_no_sense_is_refused(checkpoint: Checkpoint) -> None:
    with pytest.raises(ConfigError):
        Candidate(Criterion.L1, WeightUpdate.MERGED)
    for bad in ({"shares": (1.0,)}, {"shares": ()}, {"random_seeds": 0}):
        with pytest.raises(ConfigError):
            config_of(checkpoint, **bad)
    with pytest.raises(ConfigError):
        compare(config_of(checkpoint, layer=5), JobContext())


def test_the_result_is_plain_json(checkpoint: Checkpoint) -> None:
    import json

    config = config_of(checkpoint, shares=(0.5,), candidates=CANDIDATES[:1])
    data = json.loads(json.dumps(compare(config, JobContext()).to_json()))
    assert data["layer"] == 3
    assert data["rows"][0]["criterion"] == "distinctiveness"


def test_only_random_is_drawn_more_than_once(
    checkpoint: Checkpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[tuple[Criterion, int]] = []
    usual = comparison.MeasuredComparison._drawn

    def noted(
        self: comparison.MeasuredComparison,
        candidate: Candidate,
        count: int,
        seed: int,
        context: JobContext,
    ) -> object:
        drawn.append((candidate.criterion, seed))
        return usual(self, candidate, count, seed, context)

    monkeypatch.setattr(comparison.MeasuredComparison, "_drawn", noted)
    candidates = tuple(
        Candidate(criterion, WeightUpdate.ZEROED) for criterion in (Criterion.L1, Criterion.RANDOM)
    )
    compare(
        config_of(
            checkpoint, shares=(0.5,), candidates=candidates, magnitude=False, random_seeds=3
        ),
        JobContext(),
    )
    assert drawn == [(Criterion.L1, 0), *((Criterion.RANDOM, seed) for seed in range(3))]
