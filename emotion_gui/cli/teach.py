"""`teach`: a network learns faces that a person labelled, and is compared with what it was."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from emotion_gui.cli.application import app, with_bundles
from emotion_gui.cli.recipe import given, recipe_options
from emotion_gui.cli.run import CliRun, RunOptions, cli_run, percent
from emotion_gui.core.teaching.recipe import TeachConfig, usual

if TYPE_CHECKING:
    from emotion_gui.core.workspace.workspace import Workspace
    from emotion_gui.operations.teach import Comparison, Taught, TeachRequest

Adopt = Literal["no", "if-better", "yes"]
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
    """Teach a network, then judge it on held-out faces and on the old test part."""
    if alone and old is not None:
        raise typer.BadParameter("give either --old NAME or --alone")
    with cli_run(options) as run, run.workspace() as opened:
        from emotion_gui.core.jobs import JobContext
        from emotion_gui.operations.teach import expected_seconds, teach

        request = _request(opened, faces, model, "" if alone else old, name)
        base = usual(with_old=bool(request.old))
        request = dataclasses.replace(request, config=dataclasses.replace(base, **given(recipe)))
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
    from emotion_gui.operations.taught_runs import old_data_of, present_model
    from emotion_gui.operations.teach import TeachRequest

    path, title = present_model(workspace) if model is None else (None, model)
    if path is None:
        path = resolve_checkpoint(title, workspace)
    known = old_data_of(workspace, path) if old is None else old
    return TeachRequest(path, title, tuple(faces), known, name)


def _decide(workspace: Workspace, taught: Taught, adopt: Adopt) -> str:
    from emotion_gui.operations import taught_runs

    if adopt == "yes" or (adopt == "if-better" and taught.is_better):
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
            "held_out": _to_json(taught.held_out),
            "old": _to_json(taught.old),
            "better": taught.is_better,
            "decision": decision,
            "lesson_seconds": taught.seconds[0],
            "seconds": taught.seconds[1],
        }
    )
    shown = f", between {taught.old_faces:,} old ones" if taught.old_faces else ""
    run.say(
        f"run {taught.run.run_id}: taught {taught.faces:,} faces{shown}; "
        f"{percent(taught.share)} of what was learned is kept"
    )
    run.say(f"  held-out faces: {_words(taught.held_out)}")
    run.say(f"  old test part: {_words(taught.old)}")
    run.say(
        f"  {taught.seconds[0]:.0f} s to teach, {taught.seconds[1]:.0f} s with both comparisons"
    )
    hint = f"; runs --adopt {taught.run.run_id}, runs --drop {taught.run.run_id}"
    run.say(f"  {decision}{hint if decision == 'open' else ''}")
    run.say(f"  {taught.checkpoint}")


def _to_json(change: Comparison | None) -> dict[str, object] | None:
    from emotion_gui.core.evaluation.judgement import change_to_json

    return None if change is None else change_to_json(change.before, change.after)


def _words(change: Comparison | None) -> str:
    if change is None:
        return "there are none"
    low, high = change.after.interval
    return (
        f"{percent(change.before.accuracy)} before, {percent(change.after.accuracy)} after "
        f"(n = {change.after.n:,}, 95 % interval {100 * low:.1f}-{100 * high:.1f}, "
        f"p = {change.after.p:.3f})"
    )
