"""Keep faces from Live and Review: by a key, by holding one, or by themselves where that is on."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

from emotion_gui.core.clock import now_s
from emotion_gui.core.inference.controls import Collecting, LiveValues
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.labels import SEVEN, LabelSet
from emotion_gui.core.workspace.records import DatasetRow
from emotion_gui.core.workspace.workspace import Workspace

if TYPE_CHECKING:
    from emotion_gui.core.data.keeping import Keeping, KeptFace
    from emotion_gui.core.inference.results import FaceResult, FrameResult
    from emotion_gui.core.model.checkpoint_info import CheckpointInfo

KEPT = "Kept faces"
"""The data set of faces that a person kept."""
COLLECTED = "Collected faces"
"""The data set of faces that were collected by themselves, apart, so that one click deletes it."""
MOST_COLLECTED = 2_000
_EVERY_S = 1.0  # of one face
_AT_ONCE = 8


def kept_face(
    face: FaceResult,
    *,
    place: str,
    model: str,
    label: int | None = None,
    usage: str = "kept",
    group: str = "",
) -> KeptFace:
    """A face as the network saw it, with the network's answer as a supposition.

    Args:
        face: of a frame.
        place: where it was seen: source and second.
        model: whose answer it is.
        label: what a person says it shows.
        usage: why it is kept, see `KeptFace.usage`.
        group: who it is, "" when unknown.
    """
    from emotion_gui.core.data.keeping import KeptFace
    from emotion_gui.core.workspace.records import Suggestion

    # Of this frame alone: the pixels are its, whatever was seen before.
    box, best = face.box, int(face.answer.raw.argmax())
    sure = float(face.answer.raw[best])
    return KeptFace(
        face=face.crop,
        source=place,
        label=label,
        suggestion=None if label is not None else Suggestion(best, sure, model),
        usage=usage,
        group=group,
        box=(box.x, box.y, box.width, box.height),
    )


def keep(
    workspace: Workspace,
    faces: Sequence[KeptFace],
    info: CheckpointInfo,
    context: JobContext,
    *,
    dataset: str = KEPT,
    thin: bool = False,
) -> Keeping:
    """Keep faces in a data set; see `core.data.keeping.keep_faces`.

    Args:
        workspace: where the data set is.
        faces: as `info`'s network saw them.
        info: of that network: how faces are cropped, which classes there are.
        context: not asked.
        dataset: its name; networks of other classes have one of their own.
        thin: leave near copies out.
    """
    from emotion_gui.core.data.keeping import keep_faces

    del context  # a face that was asked for is not left half kept
    return keep_faces(
        workspace,
        named_for(dataset, info.label_set),
        faces,
        preprocessing=info.preprocessing,
        labels=info.label_set,
        thin=thin,
    )


def named_for(dataset: str, labels: LabelSet) -> str:
    """Where faces of these classes are kept: the seven under the plain name."""
    return dataset if labels == SEVEN else f"{dataset} ({labels.name or ', '.join(labels.names)})"


def take_back(workspace: Workspace, keeping: Keeping, context: JobContext) -> bool:
    """Forget what was kept last; see `core.data.keeping.take_back`."""
    from emotion_gui.core.data import keeping as kept

    del context
    return kept.take_back(workspace, keeping)


def collected(workspace: Workspace) -> int:
    """How many faces were collected by themselves."""
    return sum(row.faces for row in _collections(workspace))


def delete_collected(workspace: Workspace, context: JobContext) -> int:
    """Remove all faces that were collected by themselves, from the disk at once.

    Returns:
        How many there were.

    Raises:
        BusyError: somebody is writing into them.
        StorageError: a file could not be removed.
    """
    del context
    count = 0
    for row in _collections(workspace):
        count += row.faces
        workspace.erase_dataset(row.dataset_id)
    return count


def _collections(workspace: Workspace) -> list[DatasetRow]:
    return [
        row
        for row in workspace.datasets()
        if row.name == named_for(COLLECTED, row.label_set) and row.settings.get("kind") == "kept"
    ]


class Collector:
    """Keeps what `Collecting` says while a source is watched; lives in the loop's thread.

    A face is kept at most once a second, near copies are left out, and no more than
    `MOST_COLLECTED` are ever kept.
    """

    def __init__(
        self, workspace: Workspace, *, source: str, model: str, info: CheckpointInfo
    ) -> None:
        self._workspace, self._source, self._model = workspace, source, model
        self._info = info
        self._waiting: list[KeptFace] = []
        self._next_s: dict[int, float] = {}
        self._session = f"{source} {now_s():.0f}"
        self.count = collected(workspace)

    def look(self, result: FrameResult, wish: Collecting) -> None:
        """Keep of a frame's faces what is wished for.

        Raises:
            StorageError: the disk refuses.
        """
        if not wish.is_on or self.count >= MOST_COLLECTED:
            return
        time_s = result.frame.time_s
        for face in result.faces:
            reason = _reason(wish, face)
            if reason and time_s >= self._next_s.get(face.track_id, 0.0):
                self._next_s[face.track_id] = time_s + _EVERY_S
                self._waiting.append(
                    kept_face(
                        face,
                        place=f"{self._source}, {time_s:.1f} s",
                        model=self._model,
                        usage=reason,
                        group=f"{self._session}, face {face.track_id}",
                    )
                )
        if len(self._waiting) >= _AT_ONCE:
            self.flush()

    def flush(self) -> None:
        """Write what waits.

        Raises:
            StorageError: the disk refuses.
        """
        faces, self._waiting = self._waiting, []
        if faces:
            made = keep(
                self._workspace,
                faces[: MOST_COLLECTED - self.count],
                self._info,
                JobContext(),
                dataset=COLLECTED,
                thin=True,
            )
            self.count = made.row.faces


class Collectors(AbstractContextManager["Collectors"]):
    """A collector for each model that a source is watched with; made when one is wanted."""

    def __init__(self, workspace: Workspace | None, source: str) -> None:
        self._workspace, self._source = workspace, source
        self._models: Path | None = None
        self._current: Collector | None = None

    def look(self, result: FrameResult, values: LiveValues) -> None:
        """See a frame; nothing happens while nothing is to be collected.

        Raises:
            StorageError: the disk refuses.
        """
        if self._workspace is None or values.models is None or not values.collecting.is_on:
            return
        if self._current is None or self._models != values.models.first:
            from emotion_gui.core.model.checkpoint_info import read_info

            self._flush()
            self._models = values.models.first
            info = read_info(self._models)
            title = str(info.run.get("title", self._models.stem))
            self._current = Collector(self._workspace, source=self._source, model=title, info=info)
        self._current.look(result, values.collecting)

    def _flush(self) -> None:
        if self._current is not None:
            self._current.flush()

    def __exit__(self, *error: object) -> None:
        self._flush()


def _reason(wish: Collecting, face: FaceResult) -> str:
    """Why a face is kept by itself; "" where it is not."""
    if wish.disagreement and face.agrees is False:
        return "disagreement"
    return "unsure" if wish.unsure and face.label is None else ""
