"""The family of errors that the product raises on purpose.

Each error carries facts as attributes; `str(error)` is one plain English sentence that the
command line prints after `error: `. `ui/messages.py` turns the same facts into a banner.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar, Literal


class EmotionGuiError(Exception):
    """Base of every expected failure: something a person can understand and act upon."""

    def __reduce__(self) -> tuple[object, ...]:
        # Exceptions are made again from `args`, which hold the sentence alone here.
        return _made_again, (type(self), self.args, dict(vars(self)))


def _made_again(
    kind: type[EmotionGuiError], sentence: tuple[object, ...], facts: dict[str, object]
) -> EmotionGuiError:
    """An error as another process raised it."""
    error = kind.__new__(kind)
    error.args = sentence
    vars(error).update(facts)
    return error


class DatasetFormatError(EmotionGuiError):
    """A source is recognised but malformed at one spot."""

    def __init__(self, path: Path, reason: str, *, row: int | None = None) -> None:
        self.path, self.reason, self.row = path, reason, row
        where = f"{name_of(path)}, row {row}" if row is not None else name_of(path)
        super().__init__(f"{where}: {reason}")


class UnsupportedSourceError(EmotionGuiError):
    """Nothing importable was recognised in a file or folder."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(f"{path}: {reason}")


class LabelsUnknownError(EmotionGuiError):
    """Classes are numbered, and nothing says in whose order.

    Attributes:
        path: the source.
        numbers: what stands where a class should be.
        orders: names of the known orders that have all these numbers.
    """

    def __init__(self, path: Path, numbers: Sequence[int], orders: Sequence[str]) -> None:
        self.path, self.numbers, self.orders = path, tuple(numbers), tuple(orders)
        shown = ", ".join(map(str, numbers))
        choice = "|".join([*orders, "none"])
        super().__init__(
            f"{name_of(path)}: the classes are numbered ({shown}), and numbers alone name no "
            f"emotion; say whose they are: --labels {choice}, or each by itself as --labels "
            f"{numbers[0]}=happy,… (none: they are persons or sessions)"
        )


class NothingImportedError(EmotionGuiError):
    """A source was read to its end and no face came of it; nothing is left in the workspace.

    Attributes:
        path: the source.
        reasons: (source, reason) of the first pictures or rows.
        total: how many were left out.
    """

    def __init__(self, path: Path, reasons: Sequence[tuple[str, str]], total: int) -> None:
        self.path, self.reasons, self.total = path, tuple(reasons), total
        shown = "; ".join(f"{source}: {reason}" for source, reason in self.reasons)
        super().__init__(
            f"{name_of(path)}: no face was imported, {total:,} left out"
            + (f" ({shown})" if shown else "")
        )


class UngroupedFacesError(EmotionGuiError):
    """Films or persons shall be kept together, and of some faces nobody knows theirs.

    Attributes:
        kind: of the split.
        ungrouped: faces without a film or person.
        total: faces.
    """

    def __init__(self, kind: str, ungrouped: int, total: int) -> None:
        self.kind, self.ungrouped, self.total = kind, ungrouped, total
        super().__init__(
            f"split {kind}: of {ungrouped:,} of {total:,} faces the film or person is not known, "
            "so the same one could learn and be judged; leave them out of all parts "
            "(--ungrouped out), or take each for a person of its own (--ungrouped single)"
        )


class ArchiveError(EmotionGuiError):
    """An archive is damaged or breaks a safety limit."""

    def __init__(self, path: Path, reason: str, *, member: str | None = None) -> None:
        self.path, self.reason, self.member = path, reason, member
        where = f"{name_of(path)} ({member})" if member else name_of(path)
        super().__init__(f"{where}: {reason}")


class PictureError(EmotionGuiError):
    """One picture cannot be read; imports count it as `unreadable` and go on."""

    def __init__(self, name: str, reason: str) -> None:
        self.name, self.reason = name, reason
        super().__init__(f"{name}: {reason}")


def name_of(path: Path) -> str:
    r"""What a file or folder is called; a whole drive (`E:\`) or root by its path."""
    return path.name or str(path)


# Access denied, sharing violation, lock violation, mapped: what Windows says of a file in use.
_IN_USE_CODES = (5, 32, 33, 1224)


def is_in_use(error: OSError) -> bool:
    """Whether the system refused because some program holds the file (Windows only)."""
    return getattr(error, "winerror", None) in _IN_USE_CODES


class StorageError(EmotionGuiError):
    """The disk refused: full, read-only, the folder is gone, or a program holds the file.

    Attributes:
        path: what was to be written, read or removed.
        reason: in words.
        in_use: some program holds the file (Windows refuses then).
    """

    def __init__(self, path: Path, reason: str, *, in_use: bool = False) -> None:
        self.path, self.reason, self.in_use = path, reason, in_use
        super().__init__(f"{path}: {reason}")

    @classmethod
    def of(cls, path: Path, error: OSError) -> StorageError:
        """What the system said of a path."""
        return cls(path, error.strerror or str(error), in_use=is_in_use(error))


class OverwriteError(EmotionGuiError):
    """Writing a file would destroy one that is read, or one the user did not give up.

    `kind` is one of `input`, `twice`, `exists`, `folder`, `special`.
    """

    _REASONS: ClassVar = {
        "input": "it is one of the inputs and would be destroyed; choose another file",
        "twice": "two results would go to this file; choose another name for one of them",
        "exists": "this file exists; give --overwrite to replace it, or choose another name",
        "folder": "this is a folder; give the name of a file",
        "special": "this is a device or a pipe; give the name of a file",
    }

    def __init__(
        self, path: Path, kind: Literal["input", "twice", "exists", "folder", "special"]
    ) -> None:
        self.path, self.kind = path, kind
        super().__init__(f"{path}: {self._REASONS[kind]}")


class WorkspaceError(EmotionGuiError):
    """The workspace cannot be opened or is inconsistent."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(f"workspace {path}: {reason}")


class BusyError(WorkspaceError):
    """Another process or thread is at work on this part of the workspace."""


class WorkspaceBusyError(WorkspaceError):
    """Another window has the workspace."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, "another window has this workspace open")


class DatasetExistsError(EmotionGuiError):
    """A finished data set of this name is already in the workspace."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"a data set named '{name}' already exists; choose another name")


class NotFoundError(EmotionGuiError):
    """A data set, run or model of this name does not exist."""

    def __init__(self, kind: str, name: str, known: Sequence[str] = ()) -> None:
        self.kind, self.name, self.known = kind, name, tuple(known)
        hint = f"; known: {', '.join(known)}" if known else ""
        super().__init__(f"no {kind} named '{name}'{hint}")


class EmptyPartError(EmotionGuiError):
    """A part of a data set (train, test, validation) holds too few faces for the step."""

    def __init__(self, dataset: str, part: str, count: int, needed: int = 1) -> None:
        self.dataset, self.part, self.count, self.needed = dataset, part, count, needed
        super().__init__(
            f"data set '{dataset}': part '{part}' holds {count} faces, {needed} are needed"
        )


class LabelSetsDifferError(EmotionGuiError):
    """A model and faces of different classes, between which no mapping is known.

    Attributes:
        model: names of the model's classes.
        data: names of the faces' classes.
    """

    def __init__(self, model: Sequence[str], data: Sequence[str]) -> None:
        self.model, self.data = tuple(model), tuple(data)
        super().__init__(
            f"the model tells {', '.join(model)}; these faces are labelled {', '.join(data)}: "
            "the classes are not the same, and no mapping between them is known; train a model "
            "on these faces, it can start from this one with a new head (--start-from)"
        )


class ConfigError(EmotionGuiError):
    """A value is outside what the step accepts."""

    def __init__(self, field: str, value: object, reason: str) -> None:
        self.field, self.value, self.reason = field, value, reason
        super().__init__(f"{field} = {value!r}: {reason}")


class CheckpointError(EmotionGuiError):
    """A checkpoint file is damaged, foreign, or from a newer version."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(f"checkpoint {path}: {reason}")  # runs' files all have the same name


class TrainingStateError(CheckpointError):
    """What an unfinished run needs to go on is damaged or foreign; its checkpoint stays.

    `kept_run`: the run whose checkpoint can begin a new training; None where there is none.
    """

    def __init__(self, path: Path, reason: str, *, kept_run: int | None = None) -> None:
        super().__init__(path, reason)
        self.kept_run = kept_run
        if kept_run is not None:
            self.args = (f"{self}; its checkpoint is kept: start a new run from run-{kept_run}",)


class WeightsMissingError(EmotionGuiError):
    """A backbone's weights are not on this computer; the program downloads nothing itself."""

    def __init__(self, title: str, url: str, folder: Path) -> None:
        self.title, self.url, self.folder = title, url, folder
        super().__init__(
            f"the weights of {title} are not on this computer; download {url} with a browser, "
            f"then give the file or put it into {folder}"
        )


class TrainingDivergedError(EmotionGuiError):
    """The loss is no longer a number; the last good epoch is kept."""

    def __init__(self, epoch: int) -> None:
        self.epoch = epoch
        super().__init__(
            f"the loss became infinite in epoch {epoch}; choose a smaller learning rate"
        )


class ActivationShapeError(EmotionGuiError):
    """Activations are not (patterns, maps) with at least two patterns."""

    def __init__(self, shape: tuple[int, ...], reason: str) -> None:
        self.shape, self.reason = shape, reason
        super().__init__(f"activations of shape {shape}: {reason}")


class PlanMismatchError(EmotionGuiError):
    """A pruning plan was made for another network."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"the pruning plan does not fit this network: {reason}")


class EqualityProofError(EmotionGuiError):
    """The compacted network does not answer like the masked one."""

    def __init__(self, difference: float, bound: float) -> None:
        self.difference, self.bound = difference, bound
        super().__init__(
            f"compacted and masked logits differ by {difference:.2g}, more than {bound:.0e}; "
            "nothing was saved"
        )


class VideoSourceError(EmotionGuiError):
    """A camera, file or stream cannot be opened or has stopped.

    `kind` is one of `missing`, `busy`, `unreadable`, `refused`, `stalled`, `ended`, `untrusted`,
    `unprovable`.
    """

    def __init__(self, address: str, kind: str, reason: str) -> None:
        self.address, self.kind, self.reason = address, kind, reason
        super().__init__(f"{address}: {reason}")


class UntrustedCertificateError(VideoSourceError):
    """An encrypted address whose certificate does not hold, and that nobody trusts yet.

    Attributes:
        place: host and port.
        fingerprint: SHA-256 of the certificate, in hexadecimal digits.
    """

    def __init__(self, address: str, why: str, *, place: str, fingerprint: str) -> None:
        self.place, self.fingerprint = place, fingerprint
        super().__init__(
            address,
            "untrusted",
            f"its certificate does not prove who sends ({why}); SHA-256 {fingerprint}",
        )


class WindowError(EmotionGuiError):
    """A window that is only measured could not be opened."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"the window could not be started: {reason}")


class WorkersError(EmotionGuiError):
    """Workers cannot be reached, cannot help, or are gone; what was finished is kept.

    Attributes:
        place: as a person wrote it, or a worker's name.
    """

    def __init__(self, place: str, reason: str) -> None:
        self.place, self.reason = place, reason
        super().__init__(f"{place}: {reason}")


class ShardsError(EmotionGuiError):
    """Shards do not make a whole.

    Attributes:
        name: what they are shards of.
    """

    def __init__(self, name: str, reason: str) -> None:
        self.name, self.reason = name, reason
        super().__init__(f"{name}: {reason}")
