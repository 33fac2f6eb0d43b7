"""Tables shaped like the paper's Table 1: train, prune, report - a row a setting and seed."""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import json
import re
import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from torch import nn

from emotion_gui.core.data.dataset import FacePart, open_dataset
from emotion_gui.core.evaluation.judgement import Judgement
from emotion_gui.core.evaluation.ledger import open_final_part
from emotion_gui.core.executors.in_order import in_order
from emotion_gui.core.executors.workers import Seen, Workers
from emotion_gui.core.jobs import PIECES, JobContext, Progress, part_of, without_reports
from emotion_gui.core.model.checkpoint import load_checkpoint
from emotion_gui.core.pruning.layer_session import LayerSession
from emotion_gui.core.pruning.options import PruningOptions
from emotion_gui.core.training.cells import find_cell, trained_cell
from emotion_gui.core.training.config import TrainConfig
from emotion_gui.core.training.elsewhere import Sharing, Trained, TrainingPiece, train_piece
from emotion_gui.core.training.grid import THRESHOLD
from emotion_gui.core.training.presets import Preset
from emotion_gui.core.training.records import epochs_of
from emotion_gui.core.training.requests import SweepRequest, TrainRequest
from emotion_gui.core.training.subset import random_split, sfew_split
from emotion_gui.core.training.sweep_tables import SweepRow
from emotion_gui.core.workspace.database import damage_told
from emotion_gui.core.workspace.paths import stored_models, stored_path
from emotion_gui.core.workspace.records import Part, RunRow, RunStatus
from emotion_gui.core.workspace.runs import RESUME_FILE
from emotion_gui.core.workspace.workspace import Workspace

_DEFAULT_THRESHOLD_DEG = 10.0
_ANGLE = re.compile(rf"(?:, )?{THRESHOLD}=[^,]*")  # in the key of a grid's setting
_SEED_STRIDE = 1000  # more than anyone repeats: with more repeats the seeds of a row stay


def sweep_rows(
    workspace: Workspace,
    request: SweepRequest,
    context: JobContext,
    *,
    workers: Workers | None = None,
) -> Iterator[SweepRow]:
    """Train and prune row by row; what an earlier call finished is taken over.

    With `workers` they train, several rows at a time; the rows and their order are the same.

    A row belongs to its recipe, seed, threshold, faces and split: after a stop or a kill, or
    with more repeats, the same call trains only what is missing, and an interrupted training
    goes on from its last epoch. Rows whose run is in the trash are made anew.

    Raises:
        NotFoundError: no such data set.
        EmptyPartError: the split lacks faces to learn or to watch, or an emotion is too rare.
        WorkersError: the workers are gone; rows that were finished stay.
        JobCancelled: a stop was asked for.
    """
    total = len(request.presets) * request.repeats
    splits = [_split(workspace, request, number) for number in range(request.repeats)]

    trainings = trainings_of(request)

    def cell(number: int) -> _Cell:
        return _Cell(workspace, request, *trainings[number], splits[number % request.repeats])

    with _trained(workspace, cell, total, workers, context) as trained:
        for number in range(total):
            context.checkpoint()
            text = f"row {number + 1} of {total}"
            part = part_of(context, start=number, size=1, total=total, text=text)
            yield cell(number).row(part, trained(number))


@contextlib.contextmanager
def _trained(
    workspace: Workspace,
    cell: Callable[[int], _Cell],
    total: int,
    workers: Workers | None,
    context: JobContext,
) -> Iterator[Callable[[int], Trained | None]]:
    """What workers make of the rows that are not trained yet, asked for in their order."""
    if workers is None:
        yield lambda number: None
        return
    lacking: dict[str, int] = {}
    for number in range(total):
        if (one := cell(number)).lacks_training:
            lacking.setdefault(one.key, number)
    sharing = Sharing(workspace, workers.share)
    pieces = ((cell(number).piece(sharing),) for number in lacking.values())

    known = total - len(lacking)

    def tell(seen: Seen) -> None:
        done = round(PIECES * (known + seen.finished) / total)
        context.report(Progress(done, PIECES, seen.text()))

    numbers = set(lacking.values())
    with contextlib.closing(in_order(workers, train_piece, pieces, context, on_look=tell)) as made:
        yield lambda number: next(made) if number in numbers else None


def trainings_of(request: SweepRequest) -> list[tuple[Preset, TrainConfig]]:
    """Every training of the table with its own seed, a preset's repeats together."""
    asked = [_asked(request, preset) for preset in request.presets]
    rounds = _same_trainings(request, asked)
    return [
        (preset, dataclasses.replace(config, seed=config.seed + before * _SEED_STRIDE + repeat))
        for preset, config, before in zip(request.presets, asked, rounds, strict=True)
        for repeat in range(request.repeats)
    ]


def _asked(request: SweepRequest, preset: Preset) -> TrainConfig:
    """The recipe of a row's first training."""
    config = preset.config
    return dataclasses.replace(
        config,
        seed=config.seed if request.seed is None else request.seed,
        epochs=request.epochs or config.epochs,
        keep=request.keep or config.keep,
    )


def _same_trainings(request: SweepRequest, asked: Sequence[TrainConfig]) -> list[int]:
    """How many earlier presets may come to the same network as each one with the same seed.

    The settings of one grid that differ in the pruning angle alone share their seeds: there the
    same network at two angles is the comparison that is asked for.
    """
    seen: dict[str, dict[str, int]] = {}
    counts = []
    stops = any(config.keep == "best" or config.early_stop for config in asked)
    for preset, config in zip(request.presets, asked, strict=True):
        bases = seen.setdefault(_training_key(config, may_stop=stops), {})
        counts.append(bases.setdefault(_ANGLE.sub("", preset.key), len(bases)))
    return counts


# Another value of these is another network, whatever else is in the recipe. Others may be without
# effect: an early stop that never comes, the best epoch that is the last, votes that nobody gave.
_ALWAYS_COUNT = (
    "network",
    "learning_rate",
    "batch_size",
    "seed",
    "optimizer",
    "schedule",
    "weight_decay",
    "label_smoothing",
    "ema",
    "teacher",
    "augmentation",
)


def _training_key(config: TrainConfig, *, may_stop: bool) -> str:
    """Equal for recipes that may end in the same network under the same seed.

    Args:
        config: a row's recipe.
        may_stop: a row of the table may keep, or stop at, an epoch before its last.
    """
    values = config.to_json()
    kept = {name: values[name] for name in _ALWAYS_COUNT}
    if config.schedule != "constant" or not may_stop:
        # At a constant rate the first epochs of a longer training are the shorter one: their
        # best may be the same, and so may be the epoch at which both stop early.
        kept["epochs"] = values["epochs"]
    return json.dumps(kept)


def _split(workspace: Workspace, request: SweepRequest, repeat: int) -> int | None:
    """The split of a repeat; None where the data set has no stored one."""
    if request.faces == "sfew":
        return sfew_split(workspace, request.dataset, number=repeat + 1).split_id
    if request.faces == "splits":
        return random_split(workspace, request.dataset, number=repeat + 1).split_id
    return workspace.dataset(request.dataset).active_split


class _Cell:
    """One training of a sweep with its pruning, found again by what it is made of.

    Attributes:
        key: the same for the same recipe on the same faces in the same parts.
    """

    def __init__(
        self,
        workspace: Workspace,
        request: SweepRequest,
        preset: Preset,
        config: TrainConfig,
        split: int | None,
    ) -> None:
        self._workspace, self._preset, self._config, self._split = workspace, preset, config, split
        self._is_subset = request.faces != "all"
        self._threshold = preset.threshold_deg or _DEFAULT_THRESHOLD_DEG
        self._dataset = open_dataset(workspace, request.dataset, split=split)
        self._judge, self._start = request.judge, request.start_from
        start = request.start_from
        stored = "" if start is None else stored_path(workspace.path, start)
        self.key = self._digest(stored, stored_models(workspace.path, config.teacher))
        # Rows before 0.2 keep it as it was given, which a moved workspace does not find again.
        self._older_key = self._digest("" if start is None else str(start), config.teacher)

    def _digest(self, start: str, teacher: str) -> str:
        """The same for the same recipe on the same faces in the same parts.

        Of the recipe only what differs from the defaults counts: a field that a later version
        adds leaves the rows of this one finished.
        """
        dataset = self._dataset
        recipe = dataclasses.replace(self._config, teacher=teacher)
        facts: dict[str, Any] = {
            "config": _differences(recipe.to_json(), TrainConfig().to_json()),
            "threshold": self._threshold,
            "dataset": [dataset.row.dataset_id, dataset.row.content_hash],
            "labels": hashlib.blake2b(dataset.labels.tobytes(), digest_size=8).hexdigest(),
            "parts": hashlib.blake2b(dataset.parts.tobytes(), digest_size=8).hexdigest(),
        }
        if self._judge == "test" and not self._is_subset:
            facts["judge"] = self._judge
        if start:
            facts["start_from"] = start
        text = json.dumps(facts, sort_keys=True)
        return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()

    @property
    def lacks_training(self) -> bool:
        """Whether no run of an earlier call has finished it."""
        known = self._known()
        return known is None or known.status is not RunStatus.FINISHED

    def piece(self, sharing: Sharing) -> TrainingPiece:
        """Its training, to be done elsewhere."""
        known = self._known()
        state = None if known is None else self._workspace.run_dir(known.run_id) / RESUME_FILE
        return sharing.piece(
            self._dataset,
            self._config,
            start=self._start,
            state=state.read_bytes() if state is not None and state.is_file() else None,
        )

    def _known(self) -> RunRow | None:
        return find_cell(self._workspace, self.key, self._older_key)

    def row(self, context: JobContext, trained: Trained | None) -> SweepRow:
        """The stored row, or one that is trained and pruned now; a worker may have `trained` it."""
        known = self._known()
        if known is not None and "row" in known.summary:
            with damage_told(self._workspace.path, "runs", known.run_id):
                stored = dict(known.summary["row"])
                return SweepRow(**{**stored, "interval": tuple(stored["interval"])})
        request = TrainRequest(
            self._dataset.row.name,
            self._config,
            f"{self._preset.title}, seed {self._config.seed}",
            start_from=self._start,
            split=self._split,
            cell=self.key,
        )
        run = trained_cell(self._workspace, request, context, known=known, trained=trained)
        row = self._prune(run, context)
        summary = {"row": dataclasses.asdict(row)}
        self._workspace.set_run_status(run.run_id, RunStatus.FINISHED, summary=summary)
        return row

    @property
    def _opens_final(self) -> bool:
        has_final = bool((self._dataset.parts == Part.VALIDATION).any())
        return has_final and not self._is_subset and self._judge == "validation"

    def _judged(self, run: RunRow) -> FacePart:
        if not self._opens_final:
            return self._dataset.part(Part.VALIDATION if self._is_subset else Part.TEST)
        return open_final_part(
            self._workspace,
            self._dataset,
            model=run.name,
            run_id=run.run_id,
            checkpoint=self._workspace.checkpoint_path(run.run_id),
        ).faces

    def _prune(self, run: RunRow, context: JobContext) -> SweepRow:
        judged = self._judged(run)
        checkpoint = load_checkpoint(self._workspace.checkpoint_path(run.run_id))
        session = LayerSession(
            checkpoint,
            train_faces=self._dataset.part(Part.TRAIN).pixels(),
            eval_faces=judged.pixels(),
            eval_labels=judged.labels,
            context=without_reports(context),
        )
        after = session.preview(PruningOptions(threshold_deg=self._threshold))
        records = epochs_of(self._workspace, run.run_id)
        rest = after.judgement.rest
        return SweepRow(
            preset=self._preset.key,
            run=run.run_id,
            maps=session.maps,
            epochs=len(records),
            learning_rate=self._config.learning_rate,
            threshold=self._threshold,
            mean_test_accuracy=statistics.fmean(r.test_accuracy for r in records),
            validation_accuracy=after.correct_before / after.n,
            maps_pruned=after.maps_gone,
            validation_accuracy_after=after.accuracy,
            n=after.n,
            interval=after.interval,
            mcnemar_p=after.mcnemar.p,
            seed=self._config.seed,
            part=judged.name,
            which=self._config.keep,
            epoch=int(checkpoint.info.run.get("epoch", 0)),
            network=_weights_hash(checkpoint.network),
            learned=after.judgement.learned,
            n_new=None if rest is None else rest.n,
            validation_accuracy_new=_accuracy_on_new(after.before),
            validation_accuracy_after_new=_accuracy_on_new(after.judgement),
        )


def _accuracy_on_new(judgement: Judgement) -> float | None:
    rest = judgement.rest
    return rest.accuracy if rest is not None and rest.n else None


def _weights_hash(network: nn.Module) -> str:
    digest = hashlib.blake2b(digest_size=6)
    for name, tensor in network.state_dict().items():
        digest.update(name.encode())
        digest.update(tensor.cpu().contiguous().numpy().tobytes())
    return digest.hexdigest()


def _differences(values: Mapping[str, Any], defaults: Mapping[str, Any]) -> dict[str, Any]:
    """The entries that are not as in `defaults`, also within nested records."""
    different: dict[str, Any] = {}
    for name, value in values.items():
        default = defaults.get(name)
        if isinstance(value, Mapping) and isinstance(default, Mapping):
            inner = _differences(value, default)
            if inner:
                different[name] = inner
        elif value != default:
            different[name] = value
    return different
