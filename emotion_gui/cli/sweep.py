"""`sweep`: the paper's Table 1 or a free grid, row by row."""

from __future__ import annotations

import dataclasses
import statistics
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from emotion_gui.cli.application import app, with_bundles
from emotion_gui.cli.run import (
    CliRun,
    ExecutorOption,
    LinesRunOptions,
    OverwriteOption,
    TablesOption,
    cli_run,
    percent,
)
from emotion_gui.core.executors.wish import HERE
from emotion_gui.core.jobs import Progress
from emotion_gui.core.training.requests import SweepRequest

if TYPE_CHECKING:
    from emotion_gui.core.training.config import Keep
    from emotion_gui.core.training.requests import Tried
    from emotion_gui.core.training.sweep_comparison import EarlierRow
    from emotion_gui.core.training.sweep_tables import SweepRow
    from emotion_gui.core.workspace.workspace import Workspace

_HEADER = (
    f"{'maps':>5}{'epochs':>8}{'LR':>9}{'angle':>7}{'mean test':>11}{'val':>9}"
    f"{'pruned':>8}{'val after':>11}{'n':>7}{'p':>7}{'seed':>6}  judged"
)


@dataclasses.dataclass(frozen=True)
class TableOptions:
    """Where the rows are written besides standard output."""

    csv: Annotated[Path | None, typer.Option(help="Write the rows to this table.")] = None
    latex: Annotated[Path | None, typer.Option(help="Write the rows as a LaTeX table.")] = None
    tables: TablesOption = "comma"
    against: Annotated[
        Path | None,
        typer.Option(help="An earlier sweep's CSV: the settings of both, beside each other."),
    ] = None
    overwrite: OverwriteOption = False

    @property
    def files(self) -> list[Path]:
        return [path for path in (self.csv, self.latex) if path is not None]


@dataclasses.dataclass(frozen=True)
class RowOptions:
    """What every row of the table has in common."""

    sfew: Annotated[
        bool,
        typer.Option("--sfew", help="675 faces as in SFEW, every repeat with another split."),
    ] = False
    keep: Annotated[
        str,
        typer.Option(
            help="The network that a row judges: last (after all its epochs) or best (the epoch "
            "that was best on the test part)."
        ),
    ] = "last"
    repeats: Annotated[int, typer.Option(min=1, help="Trainings a row, each with its seed.")] = 1
    epochs: Annotated[int | None, typer.Option(min=1, help="Instead of the rows' own.")] = None
    seed: Annotated[int | None, typer.Option(min=0, help="Of the first repeat.")] = None
    executor: ExecutorOption = HERE


@dataclasses.dataclass(frozen=True)
class StudyOptions:
    """A search instead of a table."""

    study: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Search instead: Optuna chooses from --grid (also spans, as "
            "learning_rate=1e-4..1e-2), and gives up what lies under the median. Several processes "
            "and computers may name the same file.",
        ),
    ] = None
    trials: Annotated[
        int | None, typer.Option(min=1, help="Trainings of this search, now; 20.")
    ] = None


@app.command("sweep")
@with_bundles
def sweep_verb(
    dataset: Annotated[str, typer.Option(help="Name of the data set.")],
    table1: Annotated[
        bool, typer.Option("--table1", help="The paper's seven rows (also the default).")
    ] = False,
    preset: Annotated[
        list[str] | None, typer.Option(help="A row of your own; may be given several times.")
    ] = None,
    grid: Annotated[
        list[str] | None,
        typer.Option(metavar="FIELD=A,B,…", help="Values to combine; may be given several times."),
    ] = None,
    *,
    rows: RowOptions,
    table: TableOptions,
    search: StudyOptions,
    options: LinesRunOptions,
) -> None:
    """Train and prune a row a setting; repeated after a stop it trains only what is missing."""
    if table1 and (preset or grid):
        raise typer.BadParameter("--table1 goes with neither --preset nor --grid")
    if search.study is not None:
        _check_study(table1, preset or [], grid or [], rows, table)
        with cli_run(options) as run, run.workspace() as opened:
            _search(run, opened, dataset, preset or [], grid or [], rows, search)
        return
    if search.trials is not None:
        raise typer.BadParameter("--trials goes with --study FILE")
    with cli_run(options, tables=table.tables) as run, run.workspace() as opened:
        run.check_targets(*table.files, inputs=[table.against], overwrite=table.overwrite)
        earlier = read_earlier(table.against)
        from emotion_gui.operations.train import RowDone, sweep

        request = _request(dataset, preset or [], grid or [], rows)
        shown = _Rows(run, table, total=len(request.presets) * request.repeats)

        def on_progress(progress: Progress) -> None:
            if isinstance(progress.detail, RowDone):
                shown.add(progress.detail.row)

        with run.job("Sweep", on_progress) as context:
            sweep(opened, request, context, executor=rows.executor)
        shown.end()
        shown.compare(earlier)


def _check_study(
    table1: bool, preset: Sequence[str], grid: Sequence[str], rows: RowOptions, table: TableOptions
) -> None:
    """Raises BadParameter (wrong usage) where options contradict a search."""
    if table1 or len(preset) > 1 or not grid:
        raise typer.BadParameter("--study takes one --preset and a --grid of what to choose from")
    if table.files or table.against is not None or rows.repeats != 1 or rows.sfew:
        raise typer.BadParameter("--study has no table: no --csv, --latex, --repeats, --sfew")
    if rows.executor != HERE:
        raise typer.BadParameter("several processes may name one --study; --executor is for tables")


def _search(
    run: CliRun,
    opened: Workspace,
    dataset: str,
    preset: Sequence[str],
    grid: Sequence[str],
    rows: RowOptions,
    search: StudyOptions,
) -> None:
    from emotion_gui.core.training.grid import parse_space
    from emotion_gui.core.training.presets import preset as find
    from emotion_gui.core.training.requests import StudyRequest, Tried
    from emotion_gui.operations.search import search as tried_by

    assert search.study is not None
    config = find(preset[0] if preset else "best-on-cpu").config
    config = dataclasses.replace(
        config,
        epochs=rows.epochs or config.epochs,
        seed=config.seed if rows.seed is None else rows.seed,
    )
    request = StudyRequest(dataset, config, parse_space(grid), search.study, search.trials or 20)
    count = 0

    def on_progress(progress: Progress) -> None:
        nonlocal count
        if isinstance(tried := progress.detail, Tried):
            count += 1
            final = {"final": True} if count == request.trials else {}
            run.emit({**dataclasses.asdict(tried), **final})
            run.say(_told(tried))

    with run.job("Search", on_progress) as context:
        tried_by(opened, request, context)
    run.say(f"the search is in {search.study}: give it again to go on")


def _told(tried: Tried) -> str:
    values = ", ".join(f"{name}={value}" for name, value in tried.values.items())
    accuracy = "" if tried.accuracy is None else f" {percent(tried.accuracy)} on test"
    best = ", the best so far" if tried.is_best else ""
    how = f"{tried.state}{accuracy} after {tried.epochs} epochs{best}"
    return f"trial {tried.number}: {how} ({values})"


def read_earlier(path: Path | None) -> list[EarlierRow]:
    """The rows of an earlier sweep, before anything is trained; none without a table."""
    from emotion_gui.core.training.sweep_comparison import read_sweep_csv

    return [] if path is None else read_sweep_csv(path)


def _request(
    dataset: str, presets: Sequence[str], grid: Sequence[str], rows: RowOptions
) -> SweepRequest:
    from emotion_gui.core.training.grid import grid_presets, parse_grid
    from emotion_gui.core.training.presets import TABLE_1
    from emotion_gui.core.training.presets import preset as find

    values = parse_grid(grid)
    bases = [find(key) for key in presets or (["best-on-cpu"] if grid else [])] or TABLE_1
    return SweepRequest(
        dataset,
        tuple(made for base in bases for made in grid_presets(base, values)),
        repeats=rows.repeats,
        seed=rows.seed,
        epochs=rows.epochs,
        faces="sfew" if rows.sfew else "all",
        judge="test" if grid else "validation",  # of a grid the settings are still to be chosen
        keep=None if "keep" in values else _kept(rows.keep),
    )


def _kept(text: str) -> Keep:
    """`last` or `best`.

    Raises:
        ConfigError: another word.
    """
    from emotion_gui.core.fields import declared_fields
    from emotion_gui.core.training.config import TrainConfig

    return cast("Keep", declared_fields(TrainConfig)["keep"].parse(text))


class _Rows:
    """Finished rows: printed, and written to the files that were asked for."""

    def __init__(self, run: CliRun, table: TableOptions, *, total: int) -> None:
        self._run, self._table, self._total = run, table, total
        self._done: list[SweepRow] = []

    def add(self, row: SweepRow) -> None:
        """The next row is finished."""
        from emotion_gui.core.training.sweep_tables import judged_words, summarise
        from emotion_gui.operations.train import write_sweep

        run, done = self._run, self._done
        if not done:
            run.say(_HEADER)
        done.append(row)
        if self._table.csv is not None:
            write_sweep(self._table.csv, done, kind="csv")
        if self._table.latex is not None:
            write_sweep(self._table.latex, done, kind="latex")
        values: dict[str, object] = dataclasses.asdict(row)
        if len(done) == self._total:
            values |= {"final": True, "summary": summarise(done)}
        run.emit(values)
        run.say(
            f"{row.maps:>5}{row.epochs:>8}{row.learning_rate:>9g}{row.threshold:>7g}"
            f"{percent(row.mean_test_accuracy):>11}{percent(row.validation_accuracy):>9}"
            f"{row.maps_pruned:>8}{percent(row.validation_accuracy_after):>11}"
            f"{row.n:>7,}{row.mcnemar_p:>7.3f}{row.seed:>6}  {judged_words(row)}"
        )

    def end(self) -> None:
        """What can be said of the whole table."""
        from emotion_gui.core.training.sweep_tables import learned_text, same_networks, summarise

        run, done = self._run, self._done
        for summary in summarise(done):
            if summary.validation_deviation is not None and summary.after_deviation is not None:
                run.say(
                    f"{summary.preset}: {percent(summary.validation_accuracy)} ± "
                    f"{100 * summary.validation_deviation:.1f} before, {percent(summary.after)} ± "
                    f"{100 * summary.after_deviation:.1f} after, {summary.repeats} trainings"
                )
        if learned := learned_text(done):
            run.say(learned)
        for first, again in same_networks(done):
            run.note(f"runs {first.run} and {again.run} hold the same network: no two observations")
        if done and done[-1].part == "test":
            run.note("val is the watched test part, a little kind; the final part stays closed")
        for path in self._table.files:
            run.note(f"table: {path}")

    def compare(self, earlier: Sequence[EarlierRow]) -> None:
        """The same settings in an earlier sweep."""
        from emotion_gui.core.training.sweep_comparison import compare_sweeps

        for found in compare_sweeps(self._done, earlier):
            now, then = statistics.fmean(found.now), statistics.fmean(found.earlier)
            p = "" if found.p is None else f", p = {found.p:.2g}"
            self._run.say(
                f"{found.setting}: {percent(then)} of {len(found.earlier)} before, "
                f"{percent(now)} of {len(found.now)} now{p}"
            )
