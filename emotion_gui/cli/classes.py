"""`classes`: what the classes of a data set are; renamed, merged, added."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from emotion_gui.cli.application import app, with_bundles
from emotion_gui.cli.run import RunOptions, cli_run

if TYPE_CHECKING:
    from emotion_gui.core.workspace.workspace import Workspace


@app.command("classes")
@with_bundles
def classes_verb(
    dataset: Annotated[str, typer.Option(help="Name of the data set.")],
    rename: Annotated[
        list[str] | None,
        typer.Option(metavar="OLD=NEW", help="Another name for a class; repeat it."),
    ] = None,
    merge: Annotated[
        list[str] | None,
        typer.Option(
            metavar="GONE=INTO",
            help="Make the faces of a class another's; repeat it. Only the window can undo this, "
            "and only what it did itself.",
        ),
    ] = None,
    add: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="One more class, without faces yet; repeat it."),
    ] = None,
    *,
    options: RunOptions,
) -> None:
    """The classes of a data set, and other names for them; networks keep what they learned."""
    renamed = [_pair(text, "--rename") for text in rename or ()]
    merged = [_pair(text, "--merge") for text in merge or ()]
    with cli_run(options) as run, run.workspace() as opened:
        from emotion_gui.operations.edit_classes import count_classes

        _change(opened, dataset, renamed, merged, add or [])
        found = count_classes(opened, dataset)
        by_class = dict(zip(found.labels.names, found.faces, strict=True))
        run.emit(
            {
                "dataset": dataset,
                "classes": found.labels.names,
                "by_class": by_class,
                "unlabelled": found.unlabelled,
                "runs_with_other_classes": found.runs,
            }
        )
        for name, count in by_class.items():
            run.say(f"{count:9,}  {name}")
        if found.unlabelled:
            run.say(f"{found.unlabelled:9,}  without a class")
        if found.runs:
            run.say(
                f"networks that learned other classes than these: {found.runs}; their answers are "
                "compared in what both have in common, or refused where that is nothing"
            )


def _pair(text: str, option: str) -> tuple[str, str]:
    first, equals, second = (part.strip() for part in text.partition("="))
    if not (first and equals and second):
        raise typer.BadParameter(f"{option} takes two names with = between them, not {text!r}")
    return first, second


def _change(
    workspace: Workspace,
    dataset: str,
    renamed: list[tuple[str, str]],
    merged: list[tuple[str, str]],
    added: list[str],
) -> None:
    """One change after another; the first that cannot be ends it."""
    from emotion_gui.core.jobs import JobContext
    from emotion_gui.operations.edit_classes import add, merge, rename

    number, context = workspace.dataset(dataset).dataset_id, JobContext()
    for old, new in renamed:
        label = workspace.dataset(dataset).label_set.index(old)
        rename(workspace, number, label, new, context)
    for gone, into in merged:
        labels = workspace.dataset(dataset).label_set
        merge(workspace, number, labels.index(gone), labels.index(into), context)
    for name in added:
        add(workspace, number, name, context)
