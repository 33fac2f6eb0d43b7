"""What a training leaves in the workspace: checkpoints, records, and the state to go on from."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from emotion_gui.core.data.dataset import FaceDataset
from emotion_gui.core.evaluation.evaluate_run import evaluate_checkpoint
from emotion_gui.core.files import discard, write_bytes
from emotion_gui.core.jobs import JobContext, without_reports
from emotion_gui.core.labels import same_classes
from emotion_gui.core.model.checkpoint import (
    Checkpoint,
    CheckpointInfo,
    load_checkpoint,
    save_checkpoint,
)
from emotion_gui.core.model.checkpoint_info import is_checkpoint, read_info
from emotion_gui.core.model.learned_faces import LearnedFaces, face_hashes
from emotion_gui.core.model.priors import COUNTS_KEY, counts_to_tell
from emotion_gui.core.runtime import Environment, environment
from emotion_gui.core.training.config import TrainConfig
from emotion_gui.core.training.engine import TrainState
from emotion_gui.core.training.outcome import TrainOutcome
from emotion_gui.core.training.records import EpochRecord
from emotion_gui.core.training.resuming import state_bytes
from emotion_gui.core.workspace.records import Part, RunRow, RunStatus
from emotion_gui.core.workspace.runs import RESUME_FILE
from emotion_gui.core.workspace.workspace import Workspace

LAST_FILE = "last.safetensors"  # the newest epoch's network, beside the one that is kept


def learned_faces(
    dataset: FaceDataset,
    config: TrainConfig,
    start: Path | None,
    teachers: Sequence[Checkpoint],
    earlier: Path,
) -> LearnedFaces:
    """The faces that a run's networks learn from: its own, its beginning's, its teachers'.

    Args:
        dataset: with the parts that are trained on and watched.
        config: tells whether the watched part chooses the epoch that is kept.
        start: the file that gave the first weights, None for fresh ones.
        teachers: networks whose answers are learned.
        earlier: the run's own checkpoint; where it is there (the run goes on) it tells what
            the beginning knew, whose file may be gone by now.
    """
    train, test = dataset.part(Part.TRAIN), dataset.part(Part.TEST)
    chosen_on = test.rows if config.keep == "best" else test.rows[:0]
    own = LearnedFaces(
        np.unique(face_hashes(train.faces, train.rows)),
        np.unique(face_hashes(test.faces, chosen_on)),
    )
    if earlier.exists():
        return own.joined([load_checkpoint(earlier).info.learned])
    others = [teacher.info.learned for teacher in teachers]
    if start is not None and is_checkpoint(start):
        others.append(load_checkpoint(start).info.learned)
    return own.joined(others)


def mix_counts(
    dataset: FaceDataset, config: TrainConfig, start: Path | None, earlier: Path
) -> list[int] | None:
    """Faces a class that a run's network learned from; None where that does not tell its mix.

    Args:
        dataset, config, start, earlier: as in `learned_faces`.
    """
    if earlier.exists() and COUNTS_KEY in (facts := read_info(earlier).run):
        told: list[int] | None = facts[COUNTS_KEY]
        return told
    labels = dataset.part(Part.TRAIN).labels
    counts = np.bincount(labels, minlength=len(dataset.label_set)).tolist()
    before = read_info(start) if start is not None and is_checkpoint(start) else None
    if before is not None and not same_classes(before.label_set, dataset.label_set):
        before = None  # its head is not taken
    return counts_to_tell(counts, config.to_json(), before)


class RunSaver:
    """Writes what an epoch leaves behind; `resume.pt` last, so that it never runs ahead."""

    def __init__(
        self,
        workspace: Workspace,
        run: RunRow,
        dataset: FaceDataset,
        config: TrainConfig,
        learned: LearnedFaces,
        *,
        label_counts: list[int] | None,
        made_on: Environment | None = None,
    ) -> None:
        self._workspace, self._run, self._learned = workspace, run, learned
        self._label_counts = label_counts
        self._made_on = made_on or environment()
        self._recorded = 0
        self._dataset, self._config = dataset, config
        self._folder = workspace.run_dir(run.run_id)

    def save(self, state: TrainState, is_best: bool) -> None:
        record = state.records[-1]
        info = self._info(state, record)
        if is_best or self._config.keep == "last":
            path = self._workspace.checkpoint_path(self._run.run_id)
            save_checkpoint(path, state.evaluated, info)
        save_checkpoint(self._folder / LAST_FILE, state.evaluated, info)
        write_bytes(self._folder / RESUME_FILE, state_bytes(state))
        for each in state.records[self._recorded :]:  # several where they were made elsewhere
            self._workspace.record_epoch(self._run.run_id, each.epoch, each.to_json())
        self._recorded = len(state.records)
        self._workspace.set_run_status(
            self._run.run_id,
            RunStatus.RUNNING,
            summary={
                "best_epoch": state.best_epoch,
                "kept_epoch": self._kept_epoch(state),
                "keep": self._config.keep,
                "test_accuracy": state.records[self._kept_epoch(state) - 1].test_accuracy,
                "n": len(self._dataset.part(Part.TEST)),
                "epochs_done": state.epoch,
            },
        )

    def _kept_epoch(self, state: TrainState) -> int:
        return state.epoch if self._config.keep == "last" else state.best_epoch

    def finish(self, state: TrainState, context: JobContext) -> TrainOutcome:
        checkpoint = self._workspace.checkpoint_path(self._run.run_id)
        test = evaluate_checkpoint(
            checkpoint, self._dataset.part(Part.TEST), context=without_reports(context)
        )
        summary: dict[str, Any] = {
            "test_accuracy": test.evaluation.accuracy,
            "n": test.evaluation.n,
            "interval": list(test.evaluation.interval),
        }
        run_id = self._run.run_id
        self._workspace.set_run_status(run_id, RunStatus.FINISHED, summary=summary)
        discard(self._folder / RESUME_FILE)  # a finished run needs no state to go on from
        return TrainOutcome(
            run=self._workspace.run(run_id),
            checkpoint=checkpoint,
            best_epoch=state.best_epoch,
            kept_epoch=self._kept_epoch(state),
            records=list(state.records),
            test=test.evaluation,
        )

    def _info(self, state: TrainState, record: EpochRecord) -> CheckpointInfo:
        run = {
            "id": self._run.run_id,
            "name": self._run.name,
            "dataset": self._dataset.row.name,
            "dataset_hash": self._dataset.row.content_hash,
            COUNTS_KEY: self._label_counts,
            "config": self._config.to_json(),
            "epoch": state.epoch,
            "test_accuracy": record.test_accuracy,
            "environment": dataclasses.asdict(self._made_on),
        }
        return CheckpointInfo(
            spec=state.network.spec,
            label_set=self._dataset.label_set,
            preprocessing=self._dataset.preprocessing,
            run=run,
            learned=self._learned,
        )
