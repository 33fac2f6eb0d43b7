"""`analyse`: films read to their end and kept, with figures, tables and a report."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from emotion_gui.cli.application import app, with_bundles
from emotion_gui.cli.parts import EngineOption, FlipOption, PriorOption, expected_mix
from emotion_gui.cli.run import (
    CliRun,
    ExecutorOption,
    OverwriteOption,
    RunOptions,
    ShardOption,
    cli_run,
    shard_of,
)
from emotion_gui.core.data.choices import DetectorChoice
from emotion_gui.core.executors.wish import HERE
from emotion_gui.operations.film_comparisons import Compared

if TYPE_CHECKING:
    from emotion_gui.core.review.statistics import PersonFigures
    from emotion_gui.core.workspace.sessions import SessionRow
    from emotion_gui.core.workspace.workspace import Workspace
    from emotion_gui.operations.analyse import AnalyseRequest
    from emotion_gui.operations.film_outputs import FilmFigures, OutputRequest, Outputs

_Kind = Literal["csv", "xlsx", "parquet", "boris", "elan", "bids"]


@dataclass(frozen=True)
class TakenAway:
    """What is written into the folder of `--report`."""

    report: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Write report.html into this folder; and what follows."),
    ] = None
    csv: Annotated[
        bool, typer.Option("--csv", help="Tables: a row a face, a row a frame, all figures.")
    ] = False
    xlsx: Annotated[bool, typer.Option("--xlsx", help="The same as one workbook a film.")] = False
    parquet: Annotated[
        bool, typer.Option("--parquet", help="A row a face, all digits; needs pyarrow.")
    ] = False
    boris: Annotated[bool, typer.Option("--boris", help="A project for BORIS.")] = False
    elan: Annotated[bool, typer.Option("--elan", help="A document for ELAN (.eaf).")] = False
    bids: Annotated[bool, typer.Option("--bids", help="BIDS events (.tsv, .json).")] = False
    pictures: Annotated[
        Literal["png", "svg", "pdf"] | None,
        typer.Option(help="The band of answers and the shares of time as pictures."),
    ] = None
    coding: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="A coding by hand: BORIS, ELAN, or a table."),
    ] = None
    gaps_neutral: Annotated[
        bool,
        typer.Option("--gaps-neutral", help="What the coding leaves out in between is neutral."),
    ] = False
    compare: Annotated[
        list[Compared] | None,
        typer.Option(help="Set these against each other, each with each."),
    ] = None
    group: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=FILM,FILM…", help="Twice: two groups of films are compared."),
    ] = None


@app.command("analyse")
@with_bundles
def analyse_verb(
    films: Annotated[
        list[Path], typer.Argument(metavar="FILM…", help="Videos, and folders of them.")
    ],
    model: Annotated[
        str | None, typer.Option(help="A file, a bundled model, a run; the bundled default.")
    ] = None,
    detector: Annotated[DetectorChoice, typer.Option(help="How faces are found.")] = "auto",
    flip: FlipOption = False,
    prior: PriorOption = "training",
    engine: EngineOption = "auto",
    again: Annotated[
        bool, typer.Option("--again", help="Read anew what was read in the same way before.")
    ] = False,
    executor: ExecutorOption = HERE,
    shard: ShardOption = None,
    overwrite: OverwriteOption = False,
    *,
    taken: TakenAway,
    options: RunOptions,
) -> None:
    """Every frame of films, kept in the workspace; goes on where it was broken off."""
    mix = expected_mix(prior)
    part = shard_of(shard)
    with cli_run(options) as run:
        from emotion_gui.core.model.catalogue import default_model, resolve_checkpoint
        from emotion_gui.operations.analyse import AnalyseRequest, films_in
        from emotion_gui.operations.film_outputs import check_possible, planned_files
        from emotion_gui.operations.merge import films_of_shard, mark_sessions

        wanted = _output_request(taken)
        if part is not None and wanted is not None:
            raise typer.BadParameter("--shard makes no tables: merge, then analyse with --report")
        every = films_in(films)
        paths = every if part is None else films_of_shard(every, part)
        if part is not None and not paths:
            run.note(f"shard {part.number}/{part.of} has none of these {len(every)} films")
        if wanted is not None:
            check_possible(wanted)
            targets = planned_files(wanted, [path.name for path in paths])
            read = [*paths, model, *wanted.codings]
            run.check_targets(*targets, inputs=read, overwrite=overwrite)
        with run.workspace(must_exist=False) as workspace:
            file = default_model().file if model is None else resolve_checkpoint(model, workspace)
            request = AnalyseRequest(
                model=file, detector=detector, flip=flip, again=again, engine=engine, mix=mix
            )
            if executor == HERE:
                done = [_analysed(run, workspace, path, request) for path in paths]
            else:
                done = _analysed_on(run, workspace, paths, request, executor)
            if part is not None:
                mark_sessions(workspace, done, every, part)
            outputs = _outputs(run, workspace, done, wanted)
            _emit(run, file, done, outputs)


def _emit(run: CliRun, model: Path, done: Sequence[SessionRow], outputs: Outputs) -> None:
    films = zip(done, outputs.films, strict=True)
    run.emit(
        {
            "model": model,
            "sessions": [_session_json(row, film) for row, film in films],
            "comparisons": [dataclasses.asdict(one) for one in outputs.comparisons],
            "files": list(outputs.files),
        }
    )


def _output_request(taken: TakenAway) -> OutputRequest | None:
    """What was asked for; None where nothing is written.

    Raises BadParameter (wrong usage).
    """
    from emotion_gui.operations.film_outputs import OutputRequest

    names: tuple[_Kind, ...] = ("csv", "xlsx", "parquet", "boris", "elan", "bids")
    kinds = frozenset(name for name in names if getattr(taken, name))
    groups = tuple(_group(text) for text in taken.group or ())
    if groups and len(groups) != 2:
        raise typer.BadParameter("--group is given twice: two groups are compared")
    if taken.report is None:
        given = [f"--{name}" for name in kinds]
        given += ["--pictures"] if taken.pictures else []
        if given:
            raise typer.BadParameter(f"{given[0]} needs --report DIR, the folder to write into")
    if taken.report is None and not (taken.coding or taken.compare or groups):
        return None
    return OutputRequest(
        folder=taken.report or Path(),
        kinds=kinds | {"report"} if taken.report is not None else frozenset(),
        pictures=taken.pictures,
        codings=tuple(taken.coding or ()),
        gaps_are_neutral=taken.gaps_neutral,
        compared=frozenset(taken.compare or ()),
        groups=groups,
    )


def _group(text: str) -> tuple[str, tuple[str, ...]]:
    name, sign, films = text.partition("=")
    if not sign or not films:
        raise typer.BadParameter("--group is written as NAME=first.mp4,second.mp4")
    return name.strip(), tuple(film.strip() for film in films.split(","))


def _analysed(run: CliRun, workspace: Workspace, film: Path, request: AnalyseRequest) -> SessionRow:
    from emotion_gui.operations.analyse import analyse_session, queue_film

    row = queue_film(workspace, film, request)
    if row.is_ready:
        run.note(f"{film.name}: read before (session {row.session_id}); --again reads it anew")
        return row
    with run.job("Analysing") as context:
        row = analyse_session(workspace, row.session_id, context)
    for note in row.facts["notes"]:
        run.note(f"{film.name}: {note}")
    return row


def _analysed_on(
    run: CliRun,
    workspace: Workspace,
    films: Sequence[Path],
    request: AnalyseRequest,
    executor: str,
) -> list[SessionRow]:
    """The same on workers, several films at a time."""
    from emotion_gui.operations.analyse import analyse_sessions, queue_film

    rows = [queue_film(workspace, film, request) for film in films]
    for row in rows:
        if row.is_ready:
            run.note(f"{row.name}: read before (session {row.session_id}); --again reads it anew")
    with run.job("Analysing") as context:
        done = analyse_sessions(workspace, rows, context, executor=executor)
    for row, before in zip(done, rows, strict=True):
        for note in () if before.is_ready else row.facts["notes"]:
            run.note(f"{row.name}: {note}")
    return done


def _outputs(
    run: CliRun, workspace: Workspace, rows: Sequence[SessionRow], wanted: OutputRequest | None
) -> Outputs:
    from emotion_gui.operations.film_outputs import OutputRequest, write_outputs

    request = wanted or OutputRequest(folder=Path(), kinds=frozenset())
    with run.job("Figures") as context:
        outputs = write_outputs(workspace, [row.session_id for row in rows], request, context)
    for name, count in outputs.left_out.items():
        who = "the person" if count == 1 else f"the {count} persons"
        run.note(f"{name}: no columns in the table of frames for {who} seen shortest")
    for film in outputs.films:
        _say(run, film)
    for path in outputs.files:
        run.say(f"{path}")
    return outputs


def _say(run: CliRun, film: FilmFigures) -> None:
    from emotion_gui.core.review.agreement import told_words, unnamed_words

    timeline = film.session.timeline
    run.say(
        f"{film.session.row.name}: session {film.session.row.session_id}, "
        f"{timeline.rows.frames} frames, {timeline.end_s:.1f} s"
    )
    for one in film.figures:
        most = sorted(one.answers, key=lambda answer: -(answer.share.value or 0.0))[:3]
        shares = ", ".join(
            f"{answer.answer} {100 * answer.share.value:.0f} %"
            for answer in most
            if answer.share.value
        )
        where = f" ({one.section})" if one.section else ""
        run.say(f"  {one.title}{where}: seen {one.seen_s:.1f} s; {shares or 'no face'}")
    for found in film.agreements:
        kappa = "–" if found.kappa.value is None else f"{found.kappa.value:.2f}"
        run.say(f"  {found.person}: kappa {kappa} with the coding, {found.compared_s:.1f} s")
    if unnamed := unnamed_words(film.agreements):
        run.say(f"  words of the coding that name no class: {told_words(unnamed)}")


def _session_json(row: SessionRow, film: FilmFigures) -> dict[str, Any]:
    return {
        "session": row.session_id,
        "film": row.facts["film"]["path"],
        "frames": row.facts["frames"],
        "notes": row.facts["notes"],
        "figures": [_figures_json(one) for one in film.figures],
        "agreements": [dataclasses.asdict(one) for one in film.agreements],
    }


def _figures_json(one: PersonFigures) -> dict[str, Any]:
    values = dataclasses.asdict(one)
    values["answers"] = {answer.pop("answer"): answer for answer in values["answers"]}
    return values
