"""Run everything that the paper reports, and write it down as it goes."""

from __future__ import annotations

import contextlib
import dataclasses
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from emotion_gui.core.clock import now_s
from emotion_gui.core.data.import_request import ImportRequest
from emotion_gui.core.data.importing import import_dataset
from emotion_gui.core.data.label_answers import answered, parse_answers
from emotion_gui.core.errors import StorageError
from emotion_gui.core.executors.wish import HERE
from emotion_gui.core.executors.workers import Workers
from emotion_gui.core.files import remove_tree, write_text
from emotion_gui.core.jobs import JobContext, Progress, part_of, without_reports
from emotion_gui.core.paper.facts import Protocol, Study, Trial
from emotion_gui.core.paper.support_vectors import Descriptor, is_available
from emotion_gui.core.pruning.options import PruningOptions
from emotion_gui.core.reports.figures import MapsFigure
from emotion_gui.core.reports.paper_facts import PaperFacts
from emotion_gui.core.reports.paper_files import write_paper
from emotion_gui.core.training.presets import PRESETS, Preset
from emotion_gui.core.training.requests import SweepRequest
from emotion_gui.core.training.sweep import sweep_rows
from emotion_gui.core.training.sweep_tables import SweepRow
from emotion_gui.core.workspace.records import Part
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.operations.reproduce.elsewhere import (
    SmallSystem,
    small_systems,
    studied_on,
    train_ahead,
    tried_on,
)
from emotion_gui.operations.reproduce.faces import (
    DATASET,
    Division,
    independent_divisions,
    is_large,
    random_divisions,
    whole_divisions,
)
from emotion_gui.operations.reproduce.pace import Amount, measure_pace, seconds_of
from emotion_gui.operations.reproduce.provenance import code_hash, data_hash, versions
from emotion_gui.operations.reproduce.request import STUDIED, ReproduceRequest, digest
from emotion_gui.operations.reproduce.rivals import (
    network_trial,
    pruned_trial,
    train_network,
    training_of,
)
from emotion_gui.operations.reproduce.store import MARK, WORKSPACE, Steps, begun_with, claim_folder
from emotion_gui.operations.reproduce.studies import Trained, maps_figure, study

_NEURON_EPOCHS = 60
_DEEP = "alizadeh-fazel"  # as the report knows it


@dataclass(frozen=True)
class TimeEstimate:
    """What will be done, and how long it will take here.

    Attributes:
        steps: seconds by name, in order; what is finished in the folder already counts too.
        faces: usable ones of the data.
        is_large: Table 1 takes 675 of them, again and again.
        by_film: the person-independent protocol is possible.
    """

    steps: Mapping[str, float]
    faces: int
    is_large: bool
    by_film: bool

    @property
    def seconds(self) -> float:
        """All together."""
        return sum(self.steps.values())


@dataclass(frozen=True)
class Reproduction:
    """A finished reproduction.

    Attributes:
        folder: everything that was written.
        report: the HTML report in it.
        facts: the figures.
        seconds: of this call.
    """

    folder: Path
    report: Path
    facts: PaperFacts
    seconds: float


class EstimateKnown:
    """The `detail` of the report that comes before the work."""

    def __init__(self, estimate: TimeEstimate) -> None:
        self.estimate = estimate


def begin_anew(request: ReproduceRequest) -> None:
    """Remove what an earlier reproduction left in the folder.

    Raises:
        StorageError: the folder holds other things, or something cannot be removed.
    """
    claim_folder(request.out)
    for name in (WORKSPACE, "steps"):
        if (request.out / name).exists():
            remove_tree(request.out / name)


def estimate(request: ReproduceRequest, context: JobContext) -> TimeEstimate:
    """Import the data and measure this machine for a few seconds.

    Raises:
        StorageError: the folder holds other things, or cannot be written.
        EmotionGuiError: the data cannot be read.
        JobCancelled: a stop was asked for.
    """
    with _opened(request, context) as work:
        return work.estimate(context)


def reproduce(
    request: ReproduceRequest, context: JobContext, *, executor: str = HERE
) -> Reproduction:
    """Run everything; what an earlier call finished is taken over.

    The first report carries an `EstimateKnown` as its detail.

    Args:
        request: what and where.
        context: progress, pause and cancel.
        executor: where trainings, studies and small systems are done, several at a time; see
            `core.executors.wish`. This process alone writes.

    Raises:
        WorkersError: nobody works there, or not any more; the same call goes on.
        StorageError: the folder holds other things, or cannot be written.
        EmotionGuiError: the data cannot be read, or a split lacks faces.
        JobCancelled: a stop was asked for; the same call goes on.
    """
    from emotion_gui.core.executors.opening import open_workers

    started = now_s()
    with open_workers(executor) as workers, _opened(request, context) as work:
        expected = work.estimate(context)
        context.report(Progress(0, None, "Starting", EstimateKnown(expected)))
        work.workers = workers
        facts = work.run(expected, context)
    context.checkpoint()
    report = write_paper(request.out, facts)
    return Reproduction(request.out, report, facts, now_s() - started)


@contextlib.contextmanager
def _opened(request: ReproduceRequest, context: JobContext) -> Iterator[_Work]:
    context.report(Progress(0, None, "Reading the data"))
    digest_of_data = _claimed(request, context)
    with Workspace.open(request.out / WORKSPACE) as workspace:
        work = _Work(request, workspace, digest_of_data)
        work.take_data(context)
        yield work


def _claimed(request: ReproduceRequest, context: JobContext) -> str:
    """Mark the folder as a reproduction of this data, before anything else is in it.

    Where the disk refuses later, the same call finds its own folder again.

    Returns:
        The digest of the data.

    Raises:
        StorageError: the folder holds other things, or was begun with other data.
    """
    claim_folder(request.out)
    try:
        found = data_hash(request.data, context)
    except OSError as error:
        raise StorageError.of(request.data, error) from error
    key = digest(found, request.detector, request.labels)
    mark = request.out / MARK
    if not mark.is_file():
        write_text(mark, json.dumps({"data_key": key, "data": str(request.data)}))
    elif begun_with(mark) != key:
        raise StorageError(request.out, "the folder was begun with other data; choose another one")
    return found


class _Work:
    """One reproduction in its folder.

    Attributes:
        workers: who does what is many pieces; None = this process.
    """

    def __init__(self, request: ReproduceRequest, workspace: Workspace, data_hash: str) -> None:
        self._request, self._workspace = request, workspace
        self.workers: Workers | None = None
        self._steps = Steps(request.out)
        self._data_hash = data_hash

    def take_data(self, context: JobContext) -> None:
        """Import the data, unless they are here."""
        request = self._request
        if any(row.name == DATASET and row.is_ready for row in self._workspace.datasets()):
            return
        wanted = ImportRequest(
            request.data,
            DATASET,
            detector=request.detector,
        )
        import_dataset(self._workspace, answered(wanted, parse_answers(request.labels)), context)

    def estimate(self, context: JobContext) -> TimeEstimate:
        """See `estimate`."""
        context.report(Progress(0, None, "Measuring this machine"))
        halves = len(independent_divisions(self._workspace, self._request.splits))
        dataset = whole_divisions(1)[0].open(self._workspace)
        amount = Amount(int((dataset.parts != Part.NONE).sum()), is_large(self._workspace), halves)
        pace = measure_pace(self._request, context)
        steps = seconds_of(self._request, amount, pace)
        return TimeEstimate(steps, amount.faces, amount.is_large, bool(halves))

    def run(self, expected: TimeEstimate, context: JobContext) -> PaperFacts:
        """All steps in order; each shows as its share of the expected time."""
        shown = _Shares(expected.steps, context)
        workspace, request = self._workspace, self._request
        divisions = random_divisions(workspace, request.splits)
        rows = self._table_1(expected, shown.next("table-1", "Table 1"))
        trained = self._studied(rows, divisions)
        studies = [self._study(Protocol.RANDOM, trained, shown.next("random-study", "Figure 2"))]
        trials = self._systems(trained, shown.next("random-systems", "Systems on random splits"))
        if expected.by_film:
            halves = independent_divisions(workspace, request.splits)
            trials += self._independent(halves, shown.next("spi", "Person independent"))
        if expected.is_large:
            whole = self._whole(shown.next("whole-training", "FER2013 whole"))
            part = shown.next("whole-study", "Pruning on FER2013")
            studies.append(self._study(Protocol.WHOLE, whole, part))
            trials += self._whole_systems(whole, shown.next("whole-systems", "Systems on FER2013"))
        return PaperFacts(
            request=request.to_json(),
            title=request.data.name,
            faces=expected.faces,
            is_large=expected.is_large,
            by_film=expected.by_film,
            vectors=is_available(),
            rows=tuple(rows),
            learned_from=len(_train_part(trained[0], workspace)),
            trials=tuple(trials),
            studies=tuple(studies),
            maps=self._maps(trained[0]),
            data_hash=self._data_hash,
            content_hash=workspace.dataset(DATASET).content_hash or "",
            code_hash=code_hash(),
            versions=versions(),
            expected_s=dict(expected.steps),
        )

    def _table_1(self, expected: TimeEstimate, context: JobContext) -> list[SweepRow]:
        request = SweepRequest(
            DATASET,
            self._request.rows(),
            repeats=self._request.splits,
            seed=self._request.seed,
            faces="sfew" if expected.is_large else "splits",
            keep="last",
        )
        return list(sweep_rows(self._workspace, request, context, workers=self.workers))

    def _studied(self, rows: Sequence[SweepRow], divisions: Sequence[Division]) -> list[Trained]:
        own = [row for row in rows if row.preset == STUDIED]
        return [
            (division, self._workspace.run(row.run))
            for division, row in zip(divisions, own, strict=True)
        ]

    def _study(self, protocol: Protocol, trained: Sequence[Trained], context: JobContext) -> Study:
        threshold_deg = PRESETS[STUDIED].threshold_deg or PruningOptions().threshold_deg
        key = digest(protocol, [run.run_id for _, run in trained], threshold_deg)

        def made() -> Any:
            workers = self.workers
            elsewhere = None if workers is None else studied_on(workers, threshold_deg, context)
            return study(
                self._workspace, trained, threshold_deg, context, elsewhere=elsewhere
            ).to_json()

        return self._steps.once(f"study-{protocol}", key, made, Study.from_json)

    def _systems(self, trained: Sequence[Trained], context: JobContext) -> list[Trial]:
        """Every system on every random split."""
        found: list[Trial] = []
        divisions = [division for division, _ in trained]
        self._work_ahead(divisions, self._request.deep(), self._smalls(divisions), context)
        for number, (division, run) in enumerate(trained):
            part = part_of(context, start=number, size=1, total=len(trained))
            found += self._of_networks(division, run.run_id, part)
            found += self._small_ones(self._smalls([division]), part)
            found += self._deep(division, part)
        return found

    def _independent(self, halves: Sequence[Division], context: JobContext) -> list[Trial]:
        """The paper's network and the descriptors, two halves by film and back."""
        found: list[Trial] = []
        self._work_ahead(halves, self._request.whole(), self._smalls(halves), context)
        for number, division in enumerate(halves):
            part = part_of(context, start=number, size=1, total=len(halves))
            run = train_network(
                self._workspace, division, self._request.whole(), self._request.seed, part
            )
            found += self._of_networks(division, run.run_id, part)
            found += self._small_ones(self._smalls([division]), part)
        return found

    def _whole(self, context: JobContext) -> list[Trained]:
        divisions = whole_divisions(self._request.whole_repeats)
        preset, seed = self._request.whole(), self._request.seed
        self._work_ahead(divisions, preset, [], context)
        found = []
        for number, division in enumerate(divisions):
            part = part_of(context, start=number, size=1, total=len(divisions))
            found.append((division, train_network(self._workspace, division, preset, seed, part)))
        return found

    def _whole_systems(self, trained: Sequence[Trained], context: JobContext) -> list[Trial]:
        found: list[Trial] = []
        smalls = {
            division: self._smalls([division], vectors=division.repeat == 1)
            for division, _ in trained
        }
        deep = whole_divisions(self._request.deep_repeats)
        every = [system for systems in smalls.values() for system in systems]
        self._work_ahead(deep, self._request.deep(), every, context)
        for division, run in trained:
            found += self._of_networks(division, run.run_id, context)
            found += self._small_ones(smalls[division], context)
        for division in deep:
            found += self._deep(division, context)
        return found

    def _smalls(self, divisions: Sequence[Division], *, vectors: bool = True) -> list[SmallSystem]:
        """The small systems on these divisions."""
        asked = self._request
        kinds = tuple(Descriptor) if vectors and is_available() else ()
        return [
            system
            for division in divisions
            for system in small_systems(
                division, kinds, asked.most_vectors, asked.seed, _NEURON_EPOCHS
            )
        ]

    def _work_ahead(
        self,
        divisions: Sequence[Division],
        preset: Preset,
        systems: Sequence[SmallSystem],
        context: JobContext,
    ) -> None:
        """Workers, where there are some, do what lacks; then its turn finds it finished."""
        if self.workers is None:
            return
        wanted = [training_of(one, preset, self._request.seed) for one in divisions]
        train_ahead(self._workspace, wanted, self.workers, context)
        lacking = [one for one in systems if self._steps.done(*_step_of(one)) is None]
        found = tried_on(self._workspace, lacking, self.workers, context)
        for system, trials in zip(lacking, found, strict=True):
            self._trials(system, lambda trials=trials: trials)  # type: ignore[misc]

    def _of_networks(self, division: Division, run_id: int, context: JobContext) -> list[Trial]:
        run = self._workspace.run(run_id)
        threshold_deg = PRESETS[STUDIED].threshold_deg or PruningOptions().threshold_deg
        quiet = without_reports(context)
        return self._once(
            _step("paper", division, (run_id, threshold_deg)),
            lambda: [
                network_trial(self._workspace, division, run, "paper", quiet),
                pruned_trial(self._workspace, division, run, threshold_deg, quiet),
            ],
        )

    def _small_ones(self, systems: Sequence[SmallSystem], context: JobContext) -> list[Trial]:
        found: list[Trial] = []
        for system in systems:
            found += self._trials(
                system,
                lambda system=system: system.make(  # type: ignore[misc]
                    system.division.faces(self._workspace), without_reports(context)
                ),
            )
        return found

    def _deep(self, division: Division, context: JobContext) -> list[Trial]:
        preset, seed, workspace = self._request.deep(), self._request.seed, self._workspace

        def made() -> list[Trial]:
            run = train_network(workspace, division, preset, seed, context)
            found = network_trial(workspace, division, run, _DEEP, without_reports(context))
            return [dataclasses.replace(found, note=f"epochs: {preset.config.epochs}")]

        return self._once(_step(_DEEP, division, (preset.config.to_json(), seed)), made)

    def _trials(self, system: SmallSystem, make: Callable[[], list[Trial]]) -> list[Trial]:
        return self._once(_step_of(system), make)

    def _once(self, step: tuple[str, str], make: Callable[[], list[Trial]]) -> list[Trial]:
        def made() -> list[dict[str, Any]]:
            return [trial.to_json() for trial in make()]

        def read(stored: list[dict[str, Any]]) -> list[Trial]:
            return [Trial.from_json(entry) for entry in stored]

        return self._steps.once(*step, made, read)

    def _maps(self, first: Trained) -> MapsFigure:
        return maps_figure(self._workspace, *first)


def _step_of(system: SmallSystem) -> tuple[str, str]:
    return _step(system.name, system.division, system.facts)


def _step(system: str, division: Division, facts: object) -> tuple[str, str]:
    """Name and key under which the trials of a system are kept."""
    key = digest(division.protocol, division.repeat, division.split, facts)
    return f"{system.replace('+', '-')}-{division.protocol}-{division.repeat}", key


def _train_part(trained: Trained, workspace: Workspace) -> Any:
    return trained[0].open(workspace).part(Part.TRAIN)


class _Shares:
    """Gives each step its share of the whole by the time that it is expected to take."""

    def __init__(self, steps: Mapping[str, float], context: JobContext) -> None:
        self._steps, self._context, self._done = steps, context, 0.0
        self._total = sum(steps.values())

    def next(self, name: str, text: str) -> JobContext:
        """The context of the step of this name."""
        self._context.checkpoint()
        size = self._steps.get(name, 0.0)
        part = part_of(self._context, start=self._done, size=size, total=self._total, text=text)
        self._done += size
        part.report(Progress(0, 1))
        return part
