"""Every expected failure: one sentence with its facts, the same after a trip between processes."""

from __future__ import annotations

import errno
import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from emotion_gui.core import errors
from emotion_gui.core.errors import (
    EmotionGuiError,
    OverwriteError,
    StorageError,
    TrainingStateError,
)

PLACE = Path("folder") / "file.x"

MADE: dict[EmotionGuiError, tuple[str, ...]] = {
    errors.DatasetFormatError(PLACE, "odd", row=0): ("file.x, row 0: odd",),
    errors.DatasetFormatError(PLACE, "odd"): ("file.x: odd",),
    errors.UnsupportedSourceError(PLACE, "odd"): (f"{PLACE}: odd",),
    errors.LabelsUnknownError(PLACE, (4, 9), ("fer", "kdef")): (
        "file.x: the classes are numbered (4, 9)",
        "--labels fer|kdef|none",
        "--labels 4=happy",
    ),
    errors.NothingImportedError(PLACE, (("a", "b"), ("c", "d")), 1234): (
        "file.x: no face was imported, 1,234 left out (a: b; c: d)",
    ),
    errors.NothingImportedError(PLACE, (), 1): ("1 left out",),
    errors.UngroupedFacesError("film", 1000, 2000): ("split film: of 1,000 of 2,000 faces",),
    errors.ArchiveError(PLACE, "odd", member="m"): ("file.x (m): odd",),
    errors.ArchiveError(PLACE, "odd"): ("file.x: odd",),
    errors.PictureError("name", "odd"): ("name: odd",),
    errors.StorageError(PLACE, "full", in_use=True): (f"{PLACE}: full",),
    errors.OverwriteError(PLACE, "twice"): (f"{PLACE}: two results",),
    errors.WorkspaceError(PLACE, "odd"): (f"workspace {PLACE}: odd",),
    errors.BusyError(PLACE, "odd"): (f"workspace {PLACE}: odd",),
    errors.WorkspaceBusyError(PLACE): (f"workspace {PLACE}: another window has",),
    errors.DatasetExistsError("mine"): ("named 'mine' already exists",),
    errors.NotFoundError("run", "x", ("a", "b")): ("no run named 'x'; known: a, b",),
    errors.NotFoundError("run", "x"): ("no run named 'x'",),
    errors.EmptyPartError("mine", "test", 0, 2): (
        "data set 'mine': part 'test' holds 0 faces, 2 are needed",
    ),
    errors.LabelSetsDifferError(("a", "b"), ("c", "d")): ("tells a, b; these faces", "c, d: the"),
    errors.ConfigError("epochs", "x", "odd"): ("epochs = 'x': odd",),
    errors.CheckpointError(PLACE, "odd"): (f"checkpoint {PLACE}: odd",),
    errors.TrainingStateError(PLACE, "odd", kept_run=3): (
        f"checkpoint {PLACE}: odd; its checkpoint is kept",
        "from run-3",
    ),
    errors.WeightsMissingError("Net", "https://x", PLACE): ("of Net are", "https://x", str(PLACE)),
    errors.TrainingDivergedError(7): ("in epoch 7",),
    errors.ActivationShapeError((1, 2), "odd"): ("activations of shape (1, 2): odd",),
    errors.PlanMismatchError("odd"): ("does not fit this network: odd",),
    errors.EqualityProofError(0.0123, 1e-5): ("differ by 0.012, more than 1e-05",),
    errors.VideoSourceError("rtsp://x", "busy", "odd"): ("rtsp://x: odd",),
    errors.UntrustedCertificateError("rtsp://x", "old", place="x:1", fingerprint="AB"): (
        "who sends (old); SHA-256 AB",
    ),
    errors.WindowError("odd"): ("could not be started: odd",),
    errors.WorkersError("local:2", "odd"): ("local:2: odd",),
    errors.ShardsError("sweep", "odd"): ("sweep: odd",),
}


def kinds(base: type[EmotionGuiError] = EmotionGuiError) -> Iterator[type[EmotionGuiError]]:
    for kind in base.__subclasses__():
        if kind.__module__ == errors.__name__:
            yield kind
        yield from kinds(kind)


def test_every_kind_is_here() -> None:
    assert {type(error) for error in MADE} == set(kinds())


@pytest.mark.parametrize("error", MADE, ids=lambda error: type(error).__name__)
def test_a_sentence_holds_the_facts_and_travels(error: EmotionGuiError) -> None:
    for words in MADE[error]:
        assert words in str(error)
    assert "\n" not in str(error)
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error)
    assert str(again) == str(error)
    assert vars(again) == vars(error)


def test_facts_are_attributes() -> None:
    facts: dict[str, Any] = {}
    for error in MADE:
        facts |= {f"{type(error).__name__}.{name}": value for name, value in vars(error).items()}
    assert facts["UntrustedCertificateError.place"] == "x:1"
    assert facts["UntrustedCertificateError.kind"] == "untrusted"
    assert facts["StorageError.in_use"] is True
    assert facts["TrainingStateError.kept_run"] == 3
    assert facts["EmptyPartError.needed"] == 2
    assert errors.EmptyPartError("a", "b", 0).needed == 1
    assert TrainingStateError(PLACE, "odd").kept_run is None
    assert str(TrainingStateError(PLACE, "odd")) == f"checkpoint {PLACE}: odd"


@pytest.mark.parametrize("kind", ["input", "twice", "exists", "folder", "special"])
def test_each_reason_not_to_write_says_what_to_do(kind: Any) -> None:
    assert str(OverwriteError(PLACE, kind)).count(";") == 1


@pytest.mark.parametrize(
    ("code", "in_use"), [(5, True), (32, True), (33, True), (1224, True), (2, False), (None, False)]
)
def test_what_windows_says_of_a_file_in_use(code: int | None, in_use: bool) -> None:
    refused = OSError(errno.EACCES, "denied")
    if code is not None:
        refused.winerror = code  # type: ignore[attr-defined,unused-ignore]
    assert errors.is_in_use(refused) is in_use
    found = StorageError.of(PLACE, refused)
    assert (found.in_use, found.reason) == (in_use, "denied")
    assert StorageError.of(PLACE, OSError("bare")).reason == "bare"


def test_a_root_is_called_by_its_path() -> None:
    assert errors.name_of(PLACE) == "file.x"
    assert errors.name_of(Path("/")) == str(Path("/"))
