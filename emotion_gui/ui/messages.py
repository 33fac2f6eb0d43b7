"""Words for people: what happened and what to do, chosen by the type of the error."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import singledispatch

from emotion_gui.core import errors
from emotion_gui.ui.numbers import count
from emotion_gui.ui.translation import reason_text, translator

_tr = translator("messages")


@dataclass(frozen=True)
class UserMessage:
    """One banner: what, the facts, and the way out."""

    title: str
    text: str
    hint: str = ""


def _sentence(text: str) -> str:
    """Capital letter first, full stop last; in the language of the interface if it is known."""
    text = reason_text(text.strip())
    if not text:
        return text
    ending = "" if text[-1] in ".!?…" else "."
    return text[0].upper() + text[1:] + ending


@singledispatch
def describe(error: BaseException) -> UserMessage:
    """The message for an error; unknown ones point to the log."""
    return UserMessage(
        title=_tr("Something went wrong"),
        text=f"{type(error).__name__}: {error}" if str(error) else type(error).__name__,
        hint=_tr("Your data on disk is safe. Try again; the log holds the details for a report."),
    )


@describe.register
def _(error: errors.EmotionGuiError) -> UserMessage:
    return UserMessage(title=_tr("This step was refused"), text=_sentence(str(error)))


@describe.register
def _(error: errors.DatasetFormatError) -> UserMessage:
    where = errors.name_of(error.path)
    if error.row is not None:
        where = _tr("{name}, row {row}").format(name=where, row=error.row)
    return UserMessage(
        title=_tr("This file is not a data set we can read"),
        text=f"{where}: {_sentence(error.reason)}",
        hint=_tr("Nothing was imported. Repair or remove the row, then import again."),
    )


@describe.register
def _(error: errors.UnsupportedSourceError) -> UserMessage:
    return UserMessage(
        title=_tr("Nothing to import was found"),
        text=f"{errors.name_of(error.path)}: {_sentence(error.reason)}",
        hint=_tr(
            "Use a FER2013 table (CSV), a folder with one sub-folder for each emotion, "
            "or a zip or tar of one."
        ),
    )


@describe.register
def _(error: errors.LabelsUnknownError) -> UserMessage:
    return UserMessage(
        title=_tr("Numbers alone name no emotion"),
        text=_tr("The classes of {name} are numbered ({numbers}).").format(
            name=errors.name_of(error.path), numbers=", ".join(map(str, error.numbers))
        ),
        hint=_tr("Open it again and say in the preview whose numbers they are."),
    )


@describe.register
def _(error: errors.LabelSetsDifferError) -> UserMessage:
    return UserMessage(
        title=_tr("The model and the faces have other classes"),
        text=_tr("The model tells {model}; the faces are labelled {data}.").format(
            model=", ".join(error.model), data=", ".join(error.data)
        ),
        hint=_tr("Train a model on these faces: it can start from this one with a new head."),
    )


@describe.register
def _(error: errors.NothingImportedError) -> UserMessage:
    name = errors.name_of(error.path)
    reasons = "; ".join(f"{source}: {reason_text(reason)}" for source, reason in error.reasons)
    return UserMessage(
        title=_tr("No face was imported"),
        text=_sentence(f"{name}: {reasons}" if reasons else name),
        hint=_tr("Nothing is left of it in the workspace."),
    )


@describe.register
def _(error: errors.UngroupedFacesError) -> UserMessage:
    return UserMessage(
        title=_tr("Some faces have no film or person"),
        text=_tr(
            "Of {n} of {total} faces the film or person is not known; the same one could "
            "learn and be judged."
        ).format(n=count(error.ungrouped), total=count(error.total)),
        hint=_tr("Choose what becomes of them, or divide in another way."),
    )


@describe.register
def _(error: errors.ArchiveError) -> UserMessage:
    name = errors.name_of(error.path)
    where = f"{name} ({error.member})" if error.member else name
    return UserMessage(
        title=_tr("The archive was not opened"),
        text=f"{where}: {_sentence(error.reason)}",
        hint=_tr("Download it again, or unpack it yourself and import the folder."),
    )


@describe.register
def _(error: errors.PictureError) -> UserMessage:
    return UserMessage(
        title=_tr("This picture cannot be read"),
        text=f"{error.name}: {_sentence(error.reason)}",
        hint=_tr("Open it in a picture viewer; if it shows, save it as PNG and try again."),
    )


@describe.register
def _(error: errors.StorageError) -> UserMessage:
    return UserMessage(
        title=_tr("The disk refused"),
        text=f"{error.path}: {_sentence(error.reason)}",
        hint=_tr("Close the program that keeps this file open, then try again.")
        if error.in_use
        else _tr("Free some space or choose another folder. What was saved before is intact."),
    )


_OVERWRITE_WORDS = {
    "input": "It is read in this very step and would be destroyed.",
    "twice": "Two results would go to this file.",
    "exists": "A file of this name exists.",
    "folder": "This is a folder.",
    "special": "This is a device or a pipe.",
}


@describe.register
def _(error: errors.OverwriteError) -> UserMessage:
    return UserMessage(
        title=_tr("Nothing was written"),
        text=f"{error.path}: {_tr(_OVERWRITE_WORDS[error.kind])}",
        hint=_tr("Choose another name."),
    )


@describe.register
def _(error: errors.WorkspaceError) -> UserMessage:
    return UserMessage(
        title=_tr("The workspace cannot be opened"),
        text=f"{error.path}: {_sentence(error.reason)}",
        hint=_tr("Close other copies of the program, or choose another folder in Settings."),
    )


@describe.register
def _(error: errors.BusyError) -> UserMessage:
    return UserMessage(
        title=_tr("Somebody else is at work on it"),
        text=_sentence(error.reason),
        hint=_tr("Wait until it is done, or end the other program, then try again."),
    )


@describe.register
def _(error: errors.WindowError) -> UserMessage:
    return UserMessage(
        title=_tr("No window can be opened here"),
        text=_sentence(error.reason),
        hint=_tr("The command line needs none; “{name}” measures everything else.").format(
            name="bench"
        ),
    )


@describe.register
def _(error: errors.DatasetExistsError) -> UserMessage:
    return UserMessage(
        title=_tr("This name is taken"),
        text=_tr("A data set named “{name}” is already here.").format(name=error.name),
        hint=_tr("Give the new one another name."),
    )


@describe.register
def _(error: errors.NotFoundError) -> UserMessage:
    known = ", ".join(error.known)
    return UserMessage(
        title=_tr("It is no longer here"),
        text=_sentence(str(error).partition(";")[0]),
        hint=_tr("Known: {names}.").format(names=known) if known else "",
    )


@describe.register
def _(error: errors.EmptyPartError) -> UserMessage:
    return UserMessage(
        title=_tr("Too few faces"),
        text=_tr("“{dataset}”, part “{part}”: {count} faces, {needed} are needed.").format(
            dataset=error.dataset,
            part=error.part,
            count=count(error.count),
            needed=count(error.needed),
        ),
        hint=_tr("Import more faces, or divide the data set again on the Data page."),
    )


@describe.register
def _(error: errors.ConfigError) -> UserMessage:
    return UserMessage(
        title=_tr("This choice does not work"),
        text=f"{error.field} = {error.value}: {_sentence(error.reason)}",
        hint=_tr("Change the value and start again."),
    )


@describe.register
def _(error: errors.WeightsMissingError) -> UserMessage:
    return UserMessage(
        title=_tr("The weights of {title} are not on this computer").format(title=error.title),
        text=_tr("This program downloads nothing. Fetch {url} with a browser.").format(
            url=error.url
        ),
        hint=_tr("Then choose it under “Weights file”, or put it into {folder}.").format(
            folder=error.folder
        ),
    )


@describe.register
def _(error: errors.TrainingStateError) -> UserMessage:
    hint = _tr("Train anew with the same recipe.")
    if error.kept_run is not None:
        hint = _tr(
            "Its checkpoint is kept: choose run {n} under “Start from” and train on."
        ).format(n=error.kept_run)
    return UserMessage(_tr("This run cannot go on"), _sentence(error.reason), hint)


@describe.register
def _(error: errors.CheckpointError) -> UserMessage:
    return UserMessage(
        title=_tr("This model file cannot be used"),
        text=f"{error.path.name}: {_sentence(error.reason)}",
        hint=_tr("Choose another run or export the model again."),
    )


@describe.register
def _(error: errors.TrainingDivergedError) -> UserMessage:
    return UserMessage(
        title=_tr("Training ran away"),
        text=_tr("The loss became infinite in epoch {epoch}.").format(epoch=error.epoch),
        hint=_tr("The last good epoch is kept. Start again with a smaller learning rate."),
    )


@describe.register
def _(error: errors.ActivationShapeError) -> UserMessage:
    return UserMessage(
        title=_tr("These activations cannot be compared"),
        text=_sentence(str(error)),
        hint=_tr("Choose a data set with at least two faces."),
    )


@describe.register
def _(error: errors.PlanMismatchError) -> UserMessage:
    return UserMessage(
        title=_tr("The pruning plan belongs to another network"),
        text=_sentence(error.reason),
        hint=_tr("Choose the run that the plan was made for, or analyse this one anew."),
    )


@describe.register
def _(error: errors.EqualityProofError) -> UserMessage:
    return UserMessage(
        title=_tr("The compacted network was not saved"),
        text=_sentence(str(error)),
        hint=_tr("The original is untouched. Please report this with the log."),
    )


_VIDEO_HINTS = {
    "missing": "Check the cable or the address, then try again.",
    "missing file": "Check its name and place: it may have been moved, renamed or removed.",
    "busy": "Another program uses the camera. Close it, then try again.",
    "unreadable": "Try another file; MP4 and AVI work.",
    "refused": "Allow the camera in the system's privacy settings, then try again.",
    "stalled": "The source sends nothing. Check the network, then try again.",
    "ended": "Press Start to play it again.",
    "untrusted": "Compare the number with the one that the camera shows on its own page. If it is "
    "your camera, trust it; it is asked for once.",
    "unprovable": "Let the camera make itself a new certificate with its host's name, set its "
    "clock, or use its https address.",
}


def _video_trouble(error: errors.VideoSourceError) -> str:
    """A key of the hints: a file has neither a cable nor an address."""
    is_file = not re.match(r"camera:|\w+://", error.address)
    return "missing file" if error.kind == "missing" and is_file else error.kind


@describe.register
def _(error: errors.VideoSourceError) -> UserMessage:
    return UserMessage(
        title=_tr("No picture from the source"),
        text=f"{error.address}: {_sentence(error.reason)}",
        hint=_tr(_VIDEO_HINTS.get(_video_trouble(error), "")),
    )


@describe.register
def _(error: MemoryError) -> UserMessage:
    del error
    return UserMessage(
        title=_tr("The memory is full"),
        text=_tr("The step needed more memory than the computer has free."),
        hint=_tr("Close other programs or choose a smaller batch, then try again."),
    )


@describe.register
def _(error: OSError) -> UserMessage:
    name = f"{error.filename}: " if error.filename else ""
    return UserMessage(
        title=_tr("The system refused"),
        text=f"{name}{_sentence(error.strerror or str(error))}",
        hint=_tr("Check that the file exists and that you may read and write there."),
    )


@describe.register
def _(error: errors.ShardsError) -> UserMessage:
    return UserMessage(
        title=_tr("These shards make no whole"),
        text=f"{error.name}: {_sentence(error.reason)}",
        hint=_tr("Nothing was changed."),
    )


@describe.register
def _(error: errors.WorkersError) -> UserMessage:
    return UserMessage(
        title=_tr("The workers cannot help"),
        text=f"{error.place}: {_sentence(error.reason)}",
        hint=_tr("What was finished is kept; started again, the work goes on from there."),
    )
