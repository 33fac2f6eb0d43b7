"""`faces` and `suggest`: faces of a film to learn from, and what a model supposes of them."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from emotion_gui.cli.application import app, with_bundles
from emotion_gui.cli.run import RunOptions, cli_run

ModelOption = Annotated[str, typer.Option(metavar="MODEL", help="default, run-3, a file.")]


@app.command("faces")
@with_bundles
def faces_verb(
    film: Annotated[str, typer.Argument(help="A film, camera:0, or the address of a stream.")],
    name: Annotated[str, typer.Option(help="Data set that they go into; made if need be.")],
    every: Annotated[
        float, typer.Option(metavar="SECONDS", help="Of each person one face in so long.")
    ] = 1.0,
    when: Annotated[
        Literal["interval", "changes"],
        typer.Option(help="A face every so often, or only where the answer changes."),
    ] = "interval",
    seconds: Annotated[float, typer.Option(min=0, help="Read so much of it; 0 = all of it.")] = 0.0,
    model: ModelOption = "default",
    suppose: Annotated[
        bool, typer.Option(help="Keep what the model supposes, to be accepted or corrected.")
    ] = True,
    *,
    options: RunOptions,
) -> None:
    """Keep faces of a film; each person is a group, near copies are left out."""
    with cli_run(options) as run, run.workspace(must_exist=False) as opened:
        from emotion_gui.core.model.catalogue import resolve_checkpoint
        from emotion_gui.operations.film_faces import FilmFacesRequest, faces_of_film

        request = FilmFacesRequest(
            film=film,
            dataset=name,
            model=resolve_checkpoint(model, opened),
            title=model,
            when=when,
            every_s=every,
            seconds=seconds,
            suppose=suppose,
        )
        with run.job("Reading faces") as context:
            found = faces_of_film(opened, request, context)
        run.emit(
            {
                "dataset": found.dataset,
                "frames": found.frames,
                "people": found.people,
                "taken": found.taken,
                "added": found.added,
                "thinned": found.thinned,
            }
        )
        run.say(
            f"{found.added:,} faces of {found.people:,} people in '{found.dataset}', from "
            f"{found.frames:,} frames; {found.thinned:,} were nearly the same as another one"
        )


@app.command("suggest")
@with_bundles
def suggest_verb(
    dataset: Annotated[str, typer.Option(help="Name of the data set.")],
    model: ModelOption = "default",
    accept_from: Annotated[
        float | None,
        typer.Option(
            min=0,
            max=1,
            help="Make labels of answers at least so sure; by default none becomes a label.",
        ),
    ] = None,
    *,
    options: RunOptions,
) -> None:
    """Let a model suppose what unlabelled faces show; Data and Teach accept or correct it."""
    with cli_run(options) as run, run.workspace() as opened:
        from emotion_gui.core.model.catalogue import resolve_checkpoint
        from emotion_gui.operations.suggest import suggest_labels

        path = resolve_checkpoint(model, opened)
        with run.job("Looking at faces") as context:
            found = suggest_labels(
                opened, dataset, path, context, title=model, accept_from=accept_from
            )
        run.emit(
            {
                "dataset": found.dataset,
                "faces": found.faces,
                "by_class": found.by_class,
                "accepted": found.accepted,
            }
        )
        told = ", ".join(f"{label} {count}" for label, count in found.by_class.items()) or "none"
        run.say(f"{found.faces:,} faces without a label: {told}")
        run.say(f"  {found.accepted:,} became labels; the others wait for a person")
