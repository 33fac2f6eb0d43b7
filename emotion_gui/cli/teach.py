"""`teach`: a network learns faces that a person labelled, and is compared with what it was."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from emotion_gui.cli.application import app, with_bundles
from emotion_gui.cli.recipe import given, recipe_options
from emotion_gui.cli.run import CliRun, RunOptions, cli_run, percent
from emotion_gui.core.teaching.recipe import KEEPS, TeachConfig, kept_name, usual

if TYPE_CHECKING:
    from emotion_gui.core.workspace.workspace import Workspace
    from emotion_gui.operations.lessons import Comparison, KeptShare, Taught, TeachRequest

Adopt = Literal["no", "if-better", "yes"]
Keep = Literal["cautious", "balanced", "all"]
TeachOptions = recipe_options(TeachConfig)


@app.command("teach")
@with_bundles
def teach_verb(
    faces: Annotated[
        list[str],
        typer.Option(help="Data set whose labelled faces teach; may be given several times."),
    ],
    model: Annotated[
        str | None,
        typer.Option(metavar="MODEL", help="Who learns; by default the network adopted last."),
    ] = None,
    old: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="The data set that it knows, so that it does not forget; found by itself where "
            "the workspace has it.",
        ),
    ] = None,
    alone: Annotated[
        bool, typer.Option("--alone", help="Without old faces, even where they are there.")
    ] = False,
    name: Annotated[str, typer.Option(help="Name of the run.")] = "",
    keep: Annotated[
        Keep | None,
        typer.Option(
            help="How much of the lesson the network keeps: cautious (15 %, where nothing asks "
            "for more) forgets least and learns least, balanced is half, all forgets most; each "
            "is judged beside the others, and runs --adopt RUN --keep takes another one later."
        ),
    ] = None,
    adopt: Annotated[
        Adopt,
        typer.Option(
            help="no: decide later (runs --adopt, --drop); if-better: adopt where more held-out "
            "faces are right and nothing old is lost beyond chance, else drop; yes."
        ),
    ] = "no",
    *,
    recipe: TeachOptions,  # type: ignore[valid-type]  # made of the recipe's fields
    options: RunOptions,
) -> None:
    """Teach a network, then judge what it keeps on held-out faces and on the old test part."""
    if alone and old is not None:
        raise typer.BadParameter("give either --old NAME or --alone")
    values = given(recipe)
    if keep is not None:
        if "stays" in values:
            raise typer.BadParameter("give either --keep or --stays")
        values["stays"] = 1 - KEEPS[keep]
    with cli_run(options) as run, run.workspace() as opened:
        from emotion_gui.core.jobs import JobContext
        from emotion_gui.operations.teach import expected_seconds, teach

        request = _request(opened, faces, model, "" if alone else old, name)
        base = usual(with_old=bool(request.old))
        request = dataclasses.replace(request, config=dataclasses.replace(base, **values))
        if not run.as_json:
            run.say(f"about {expected_seconds(opened, request, JobContext()):.0f} s")
        with run.job("Teaching") as context:
            taught = teach(opened, request, context)
        _report(run, taught, request, _decide(opened, taught, adopt))


def _request(
    workspace: Workspace, faces: list[str], model: str | None, old: str | None, name: str
) -> TeachRequest:
    """What is asked for; `old` None = what the network knows, where it is here."""
    from emotion_gui.core.model.catalogue import resolve_checkpoint
    from emotion_gui.operations.lessons import TeachRequest
    from emotion_gui.operations.taught_runs import old_data_of, present_model

    path, title = present_model(workspace) if model is None else (None, model)
    if path is None:
        path = resolve_checkpoint(title, workspace)
    known = old_data_of(workspace, path) if old is None else old
    return TeachRequest(path, title, tuple(faces), known, name)


def _decide(workspace: Workspace, taught: Taught, adopt: Adopt) -> str:
    from emotion_gui.operations import taught_runs

    if adopt == "yes" or (adopt == "if-better" and taught.chosen.is_better):
        taught_runs.adopt(workspace, taught.run.run_id)
        return "adopted"
    if adopt == "if-better":
        taught_runs.drop(workspace, taught.run.run_id)
        return "dropped"
    return "open"


def _report(run: CliRun, taught: Taught, request: TeachRequest, decision: str) -> None:
    run.emit(
        {
            "run": taught.run.run_id,
            "name": taught.run.name,
            "checkpoint": taught.checkpoint,
            "parent": taught.run.parent_run,
            "faces": taught.faces,
            "old_data": request.old or None,
            "old_faces": taught.old_faces,
            "kept_share": taught.share,
            **_judged(taught.chosen),
            "kept": [
                {"keep": kept_name(kept.share), "share": kept.share, **_judged(kept)}
                for kept in taught.kept
            ],
            "decision": decision,
            "lesson_seconds": taught.seconds[0],
            "seconds": taught.seconds[1],
        }
    )
    shown = f", between {taught.old_faces:,} old ones" if taught.old_faces else ""
    run.say(f"run {taught.run.run_id}: taught {taught.faces:,} faces{shown}")
    for line in _table(taught):
        run.say(f"  {line}")
    run.say("  * is kept; whoever chooses by these figures finds the chosen one's a little kind")
    run.say(f"  {taught.seconds[0]:.0f} s to teach, {taught.seconds[1]:.0f} s with all comparisons")
    number = taught.run.run_id
    hint = f"; runs --adopt {number}, with --keep for another share, or runs --drop {number}"
    run.say(f"  {decision}{hint if decision == 'open' else ''}")
    run.say(f"  {taught.checkpoint}")


def _judged(kept: KeptShare) -> dict[str, object]:
    """Both comparisons of a share, and whether it may be taken without a loss."""
    return {
        "held_out": _to_json(kept.held_out),
        "old": _to_json(kept.old),
        "better": kept.is_better,
    }


def _to_json(change: Comparison | None) -> dict[str, object] | None:
    from emotion_gui.core.evaluation.judgement import change_to_json

    return None if change is None else change_to_json(change.before, change.after)


def _table(taught: Taught) -> list[str]:
    """A line a share: both accuracies, with interval and paired test."""
    first = taught.kept[0]
    parts = (("held-out faces", first.held_out), ("old test part", first.old))
    rows = [
        [
            "keeps",
            *(
                name if change is None else f"{name}, n = {change.after.n:,}"
                for name, change in parts
            ),
        ],
        [
            "nothing",
            *("-" if change is None else percent(change.before.accuracy) for _, change in parts),
        ],
    ]
    for kept in taught.kept:
        star = " *" if kept.share == taught.share else ""
        rows.append([f"{_share(kept)}{star}", _words(kept.held_out), _words(kept.old)])
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def _share(kept: KeptShare) -> str:
    name = kept_name(kept.share)
    return f"{name} ({100 * kept.share:g} %)" if name else f"{100 * kept.share:g} %"


def _words(change: Comparison | None) -> str:
    if change is None:
        return "-"
    low, high = change.after.interval
    return (
        f"{percent(change.after.accuracy)} ({100 * low:.1f}-{100 * high:.1f}, "
        f"p = {change.after.p:.3f})"
    )
