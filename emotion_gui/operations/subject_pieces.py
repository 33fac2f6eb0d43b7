"""A model with its faces on workers: sent once a worker, opened there as it is here."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from emotion_gui.core.data.dataset import FacePart
from emotion_gui.core.executors.worker_side import made_once, read_shared
from emotion_gui.core.executors.workers import Seen
from emotion_gui.core.files import temporary_folder
from emotion_gui.core.jobs import JobContext, Progress
from emotion_gui.core.labels import LabelSet
from emotion_gui.operations.subject import Subject


@dataclass(frozen=True)
class SentPart:
    """Faces that workers have under the name `faces`."""

    faces: str
    name: str
    label_set: LabelSet

    def open(self) -> FacePart:
        """The part; only on a worker."""
        arrays = read_shared(self.faces, _read_arrays)
        return FacePart(
            arrays["faces"],
            np.arange(len(arrays["labels"])),
            arrays["labels"],
            self.name,
            partial(arrays.get, "votes"),
            self.label_set,
        )


@dataclass(frozen=True)
class SentSubject:
    """A `Subject` of which workers have the checkpoint and both parts by their names."""

    checkpoint: str
    learning: SentPart
    judged: SentPart

    def open(self) -> Subject:
        """The subject, the same one for all pieces of a worker, which do not change it."""
        found: Subject = made_once(_opened, self)
        return found


def send_part(part: FacePart, share: Callable[[bytes], str]) -> SentPart:
    """Bring faces, labels and votes of a part to all workers."""
    arrays: dict[str, npt.NDArray[Any]] = {"faces": part.pixels(), "labels": part.labels}
    if (votes := part.soft_labels) is not None:
        arrays["votes"] = votes
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)  # type: ignore[arg-type] # names are taken for options
    return SentPart(share(buffer.getvalue()), part.name, part.label_set)


def send_subject(subject: Subject, share: Callable[[bytes], str]) -> SentSubject:
    """Bring a model and its faces to all workers."""
    from emotion_gui.core.model.checkpoint import save_checkpoint

    with temporary_folder("emotion-piece-") as folder:
        file = folder / "subject.safetensors"
        save_checkpoint(file, subject.network, subject.checkpoint.info)
        checkpoint = share(file.read_bytes())
    learning, judged = (send_part(part, share) for part in (subject.learning, subject.judged))
    return SentSubject(checkpoint, learning, judged)


def _opened(sent: SentSubject) -> Subject:
    from emotion_gui.core.executors.worker_side import shared
    from emotion_gui.core.model.checkpoint import load_checkpoint

    with temporary_folder("emotion-piece-") as folder:
        file = folder / "subject.safetensors"
        file.write_bytes(shared(sent.checkpoint))
        checkpoint = load_checkpoint(file)
    return Subject(checkpoint, sent.learning.open(), sent.judged.open())


def _read_arrays(data: bytes) -> Mapping[str, npt.NDArray[Any]]:
    with np.load(io.BytesIO(data), allow_pickle=False) as stored:
        return {name: stored[name] for name in stored.files}


def teller(context: JobContext, total: int, text: str) -> Callable[[Seen], None]:
    """Reports how many pieces are finished, and what each worker does."""

    def tell(seen: Seen) -> None:
        words = ", ".join(filter(None, (text, seen.text())))
        context.report(Progress(seen.finished, total, words))

    return tell
