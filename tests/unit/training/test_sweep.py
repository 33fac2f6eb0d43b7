"""Sweeps: grids, SFEW-sized splits, rows that are found again, LaTeX."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from helpers.datasets import make_dataset

from emotion_gui.core.errors import ConfigError, EmptyPartError, WorkspaceError
from emotion_gui.core.evaluation.ledger import openings
from emotion_gui.core.jobs import JobCancelled, JobContext, Progress
from emotion_gui.core.model.checkpoint import load_checkpoint
from emotion_gui.core.model.spec import PLUS, NetworkSpec
from emotion_gui.core.training import sweep
from emotion_gui.core.training.config import TrainConfig
from emotion_gui.core.training.grid import grid_presets, parse_grid
from emotion_gui.core.training.presets import Preset, preset
from emotion_gui.core.training.records import EpochRecord
from emotion_gui.core.training.requests import SweepRequest
from emotion_gui.core.training.subset import SFEW_COUNTS, sfew_split
from emotion_gui.core.training.sweep import sweep_rows, trainings_of
from emotion_gui.core.training.sweep_tables import SweepRow, same_networks, summarise, sweep_latex
from emotion_gui.core.workspace.paths import found_path
from emotion_gui.core.workspace.records import Part, RunStatus
from emotion_gui.core.workspace.workspace import Workspace

SMALL = NetworkSpec(modules=((8,), (16,)), pooled=(True, True))
SETTING = Preset(
    "small",
    "Small",
    "",
    TrainConfig(network=SMALL, epochs=2, batch_size=32, learning_rate=1e-2, device="cpu"),
    10,
)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    opened = Workspace.open(tmp_path / "workspace")
    make_dataset(opened)
    yield opened
    opened.close()


def test_a_grid_combines_all_values() -> None:
    grid = parse_grid(["learning_rate=1e-3,1e-4", "epochs=10,20", "flip=0"])
    assert grid == {"learning_rate": [1e-3, 1e-4], "epochs": [10, 20], "flip": [0.0]}
    made = grid_presets(preset("quick"), grid)
    found = [(p.config.learning_rate, p.config.epochs, p.config.augmentation.flip) for p in made]
    assert found == [(1e-3, 10, 0), (1e-3, 20, 0), (1e-4, 10, 0), (1e-4, 20, 0)]
    assert made[1].title == "learning_rate=0.001, epochs=20, flip=0"
    assert len({p.key for p in made}) == 4


def test_a_grid_takes_words_switches_and_thresholds() -> None:
    lines = ["network=plus", "optimizer=sgd", "deterministic=true", "threshold=8"]
    (made,) = grid_presets(preset("quick"), parse_grid(lines))
    assert (made.config.network, made.config.optimizer) == (PLUS, "sgd")
    assert made.config.deterministic
    assert made.threshold_deg == 8.0


@pytest.mark.parametrize(
    "line",
    [
        "epochs",
        "nothing=1",
        "epochs=",
        "epochs=1.5",
        "epochs=x",
        "optimizer=magic",
        "deterministic=2",
        "epochs=true",
    ],
)
def test_a_grid_that_makes_no_sense_is_refused(line: str) -> None:
    with pytest.raises(ConfigError):
        parse_grid([line])


def test_rows_are_found_again_and_repeats_are_added(workspace: Workspace) -> None:
    request = SweepRequest("stripes", (SETTING,), repeats=1)
    (first,) = sweep_rows(workspace, request, JobContext())
    assert (first.n, first.part, first.seed) == (14, "validation", 7)
    assert len(openings(workspace, dataset="stripes")) == 1
    more = dataclasses.replace(request, repeats=2)
    rows = list(sweep_rows(workspace, more, JobContext()))
    assert rows[0] == first
    assert rows[1].seed == 8
    assert len(workspace.runs()) == 2
    (summary,) = summarise(rows)
    both = [row.validation_accuracy for row in rows]
    assert summary.validation_accuracy == pytest.approx(np.mean(both))
    assert summary.validation_deviation == pytest.approx(np.std(both, ddof=1))
    latex = sweep_latex(rows)
    assert latex.count(r"\\") == 4
    assert "2 seeds" in latex
    workspace.trash_run(first.run)
    again = next(sweep_rows(workspace, request, JobContext()))
    assert again.run != first.run
    assert again.validation_accuracy == first.validation_accuracy


def test_a_new_field_of_the_recipe_leaves_finished_rows(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = SweepRequest("stripes", (SETTING,))
    (first,) = sweep_rows(workspace, request, JobContext())
    plain = TrainConfig.to_json

    def with_new_field(config: TrainConfig) -> dict[str, object]:
        written = plain(config)
        return {**written, "augmentation": {**written["augmentation"], "noise": 0.0}, "new": 1}

    with monkeypatch.context() as later:
        later.setattr(TrainConfig, "to_json", with_new_field)
        assert list(sweep_rows(workspace, request, JobContext())) == [first]
    slower = dataclasses.replace(SETTING.config, learning_rate=5e-3)
    other = dataclasses.replace(SETTING, config=slower)
    (second,) = sweep_rows(workspace, SweepRequest("stripes", (other,)), JobContext())
    assert second.run != first.run


def test_a_grid_leaves_the_final_part_closed_and_its_table_names_what_varies(
    workspace: Workspace,
) -> None:
    (made,) = grid_presets(SETTING, parse_grid(["label_smoothing=0.1"]))
    request = SweepRequest("stripes", (made,), repeats=2, judge="test")
    rows = list(sweep_rows(workspace, request, JobContext()))
    assert {row.part for row in rows} == {"test"}
    assert openings(workspace, dataset="stripes") == []
    lines = sweep_latex(rows).splitlines()
    assert lines[2].startswith("setting & maps")
    assert all(line.startswith(r"label\_smoothing=0.1 & ") for line in lines[4:7])
    judged = dataclasses.replace(request, repeats=1, judge="validation")
    (again,) = sweep_rows(workspace, judged, JobContext())
    assert (again.part, len(workspace.runs())) == ("validation", 3)


def test_a_sweep_begins_with_the_weights_that_were_asked_for(workspace: Workspace) -> None:
    (row,) = sweep_rows(workspace, SweepRequest("stripes", (SETTING,)), JobContext())
    start = workspace.checkpoint_path(row.run)
    head = dataclasses.replace(
        SETTING, config=dataclasses.replace(SETTING.config, frozen_features=True, epochs=1)
    )
    request = SweepRequest("stripes", (head,), start_from=start)
    (first,) = sweep_rows(workspace, request, JobContext())
    stored = workspace.run(first.run).config["start_from"]
    assert (stored, found_path(workspace.path, stored)) == (f"runs/{row.run}/{start.name}", start)
    assert list(sweep_rows(workspace, request, JobContext())) == [first]


def test_a_sweep_goes_on_within_the_training_that_was_stopped(workspace: Workspace) -> None:
    request = SweepRequest("stripes", (SETTING,))
    stopped: list[bool] = []

    def report(progress: Progress) -> None:
        if isinstance(progress.detail, EpochRecord):
            stopped.append(True)

    with pytest.raises(JobCancelled):
        list(sweep_rows(workspace, request, JobContext(report, lambda: bool(stopped))))
    (run,) = workspace.runs()
    assert run.status is RunStatus.STOPPED
    (row,) = sweep_rows(workspace, request, JobContext())
    assert row.run == run.run_id
    assert row.epochs == 2


def test_sfew_sized_splits_have_its_counts_and_differ(workspace: Workspace) -> None:
    make_dataset(workspace, name="many", train=770, test=0, validation=70)
    parts = [
        workspace.split_parts(sfew_split(workspace, "many", number=number).split_id)
        for number in (1, 2)
    ]
    first, second = parts
    labels = np.arange(840) % 7
    assert np.bincount(labels[first != Part.NONE]).tolist() == list(SFEW_COUNTS.values())
    assert ((first == Part.NONE) == (second == Part.NONE)).all()
    assert (first != second).any()
    assert [(first == part).sum() for part in (Part.TRAIN, Part.TEST, Part.VALIDATION)] == [
        540,
        67,
        68,
    ]
    assert (first[770:] == Part.NONE).all()  # the final part of the active split stays closed
    (active,) = [
        s for s in workspace.splits(2) if s.split_id == workspace.dataset("many").active_split
    ]
    assert active.name == "paper"


def test_too_few_faces_for_sfew_are_named(workspace: Workspace) -> None:
    with pytest.raises(EmptyPartError, match="angry"):
        sfew_split(workspace, "stripes", number=1)


def test_without_a_final_part_the_watched_faces_judge_and_the_row_says_so(
    workspace: Workspace,
) -> None:
    make_dataset(workspace, name="open", validation=0)
    (row,) = sweep_rows(workspace, SweepRequest("open", (SETTING,)), JobContext())
    assert (row.part, row.n) == ("test", 21)


def longer(epochs: int, *, key: str) -> Preset:
    """The same constant rate for so many epochs, as rows of the paper's table differ."""
    config = dataclasses.replace(
        SETTING.config, preset=key, schedule="constant", optimizer="adam", epochs=epochs
    )
    return Preset(key, key, "", config, 10)


def test_a_row_judges_the_network_after_all_its_epochs(workspace: Workspace) -> None:
    presets = (longer(2, key="short"), longer(4, key="long"))
    rows = list(sweep_rows(workspace, SweepRequest("stripes", presets), JobContext()))
    assert [(row.which, row.epoch, row.epochs) for row in rows] == [("last", 2, 2), ("last", 4, 4)]
    assert same_networks(rows) == []
    assert rows[0].seed == rows[1].seed  # paired: nothing but the epochs differs
    for row in rows:
        kept = load_checkpoint(workspace.checkpoint_path(row.run))
        last = load_checkpoint(workspace.run_dir(row.run) / "last.safetensors")
        assert kept.info.run["epoch"] == row.epochs
        states = (kept.network.state_dict(), last.network.state_dict())
        assert all(torch.equal(states[0][name], states[1][name]) for name in states[0])


def test_the_best_epoch_is_an_alternative_that_each_row_names(workspace: Workspace) -> None:
    """Its rows do not share a network either: the first epochs of the longer one are the shorter.

    The best of both may be the same epoch, so the longer training has a seed of its own.
    """
    presets = (longer(2, key="short"), longer(4, key="long"))
    request = SweepRequest("stripes", presets, keep="best")
    rows = list(sweep_rows(workspace, request, JobContext()))
    assert {row.which for row in rows} == {"best"}
    assert all(1 <= row.epoch <= row.epochs for row in rows)
    assert rows[0].seed != rows[1].seed
    assert same_networks(rows) == []
    assert list(sweep_rows(workspace, request, JobContext())) == rows


def test_rows_that_come_to_the_same_training_have_seeds_of_their_own(
    workspace: Workspace,
) -> None:
    presets = (longer(2, key="short"), longer(4, key="long"))
    request = SweepRequest("stripes", presets, epochs=1)
    rows = list(sweep_rows(workspace, request, JobContext()))
    assert rows[0].seed != rows[1].seed
    assert same_networks(rows) == []
    more = list(sweep_rows(workspace, dataclasses.replace(request, repeats=2), JobContext()))
    assert [more[0], more[2]] == rows  # found again
    assert len({row.seed for row in more}) == 4


@pytest.mark.parametrize(
    "line",
    ["early_stop=0,50", "keep=best,last", "soft_labels=0,0.5", "teacher_weight=0.5,0.7"],
)
def test_settings_that_may_be_without_effect_have_seeds_of_their_own(line: str) -> None:
    """An early stop that never comes, the best epoch that is the last, votes nobody gave."""
    request = SweepRequest("stripes", grid_presets(longer(2, key="x"), parse_grid([line])))
    first, second = trainings_of(request)
    assert first[1].seed != second[1].seed


@pytest.mark.parametrize("line", ["learning_rate=0.001,0.002", "ema=0,0.9", "rotation_deg=5,10"])
def test_settings_that_change_every_step_share_their_seeds(line: str) -> None:
    """So that nothing but the setting differs."""
    request = SweepRequest("stripes", grid_presets(longer(2, key="x"), parse_grid([line])))
    first, second = trainings_of(request)
    assert first[1].seed == second[1].seed


def test_angles_of_one_grid_are_compared_on_the_same_network(workspace: Workspace) -> None:
    presets = grid_presets(SETTING, parse_grid(["threshold=8,12"]))
    rows = list(sweep_rows(workspace, SweepRequest("stripes", presets), JobContext()))
    assert rows[0].network == rows[1].network
    assert same_networks(rows) == [(rows[0], rows[1])]


def test_rows_of_the_first_version_are_read_and_damaged_ones_told(workspace: Workspace) -> None:
    """They lack which network they judged: it was the best epoch's."""
    (row,) = sweep_rows(workspace, SweepRequest("stripes", (SETTING,)), JobContext())
    stored = dataclasses.asdict(row)
    for key in ("which", "epoch", "network"):
        del stored[key]
    old = SweepRow(**stored)
    assert (old.which, old.epoch) == ("best", 0)
    assert "best" in sweep_latex([old])
    for damaged in ({"interval": 3}, {"other": 2}):
        summary = {"row": {**stored, **damaged}}
        workspace.set_run_status(row.run, RunStatus.FINISHED, summary=summary)
        with pytest.raises(WorkspaceError, match=rf"row {row.run} of runs") as told:
            list(sweep_rows(workspace, SweepRequest("stripes", (SETTING,)), JobContext()))
        assert told.value.path == workspace.path


def test_repeats_on_small_splits_have_one_each(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[object, ...]] = []
    for kind in ("sfew", "random"):

        def split(*of: object, number: int, kind: str = kind) -> SimpleNamespace:
            asked.append((kind, *of, number))
            return SimpleNamespace(split_id=10 * number)

        monkeypatch.setattr(sweep, f"{kind}_split", split)
    for faces, kind in (("sfew", "sfew"), ("splits", "random")):
        request = SweepRequest("stripes", (SETTING,), faces=faces, repeats=2)  # type: ignore[arg-type]
        assert [sweep._split(workspace, request, repeat) for repeat in range(2)] == [10, 20]
        assert asked == [(kind, workspace, "stripes", number) for number in (1, 2)]
        asked.clear()
    assert sweep._split(workspace, SweepRequest("stripes", (SETTING,)), 1) == (
        workspace.dataset("stripes").active_split
    )
