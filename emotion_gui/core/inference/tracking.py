"""Faces through frames: a full search now and then, O-Net alone in between.

Identity is position from frame to frame and nothing else; no face is ever recognised.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol, runtime_checkable

from emotion_gui.core.faces.boxes import FaceBox, Landmarks, Picture
from emotion_gui.core.faces.detectors import FaceDetector, detect_in_large
from emotion_gui.core.inference.searching import SearchBeside

SAME_FACE_IOU = 0.3
DOUBLE_IOU = 0.5


@runtime_checkable
class FaceJudge(Protocol):
    """A detector that can say about a box alone whether a face is in it, and where exactly."""

    def judge(
        self, picture: Picture, boxes: Sequence[FaceBox], *, threshold: float | None = None
    ) -> list[FaceBox | None]: ...


@dataclass(frozen=True)
class TrackingSettings:
    """How faces are followed.

    Attributes:
        max_faces: the largest ones; more are not looked at, only counted. None = all.
        redetect_every: frames between full searches while faces are followed.
        search_every: frames between full searches while there is none.
        keep_above: O-Net's least probability for a face that is followed.
        remember_s: a face that is lost for less keeps its number when it comes back there.
        steadiness: share of the last box in the next one, which calms the crop; 0 = none.
        longest_side_px: full searches look at a copy of this size at most.
    """

    max_faces: int | None = None
    redetect_every: int = 15
    search_every: int = 3
    keep_above: float = 0.6
    remember_s: float = 1.0
    steadiness: float = 0.5
    longest_side_px: int = 640


@dataclass(frozen=True)
class TrackedFace:
    """A face of this frame; boxes of earlier frames never appear."""

    track_id: int
    box: FaceBox


@dataclass(frozen=True)
class _Lost:
    face: TrackedFace
    at_s: float


class FaceTracker:
    """Follows faces through the frames of one source, in order.

    Args:
        detector: finds faces; one that can judge boxes makes following cheap.
        settings: how they are followed.
        beside: search in a thread of its own, so that no frame waits for it but the first, and
            one that has lost every face. A face that is new is then a few frames late, and
            which frame it comes with is a matter of speed: for people who watch, not for
            tables.
    """

    def __init__(
        self,
        detector: FaceDetector,
        settings: TrackingSettings | None = None,
        *,
        beside: bool = False,
    ) -> None:
        self.settings = settings or TrackingSettings()
        self._detector = detector
        self._judge = detector if isinstance(detector, FaceJudge) else None
        self._beside = SearchBeside(detector) if beside and self._judge is not None else None
        self._faces: list[TrackedFace] = []
        self._lost: list[_Lost] = []
        self._next_id = 1
        self._first = True
        self._until_search = 0
        self.searched = False
        self.left_out = 0  # faces over the limit, at the last search

    def reset(self) -> None:
        """Forget everything: another source begins."""
        if self._beside is not None:
            self._beside.take(wait=True)
        self._faces, self._lost = [], []
        self._next_id = 1
        self._first = True
        self._until_search = 0
        self.left_out = 0

    def snapshot(self) -> dict[str, Any]:
        """What `restore` needs to go on with the next frame, as JSON values."""
        assert self._beside is None, "a search beside cannot be kept"
        return {
            "faces": [[face.track_id, face.box.to_json()] for face in self._faces],
            "lost": [
                [lost.at_s, lost.face.track_id, lost.face.box.to_json()] for lost in self._lost
            ],
            "next_id": self._next_id,
            "first": self._first,
            "until_search": self._until_search,
            "left_out": self.left_out,
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go on as if the frames before `snapshot` had been seen."""
        self._faces = [
            TrackedFace(number, FaceBox.from_json(box)) for number, box in state["faces"]
        ]
        self._lost = [
            _Lost(TrackedFace(number, FaceBox.from_json(box)), at_s)
            for at_s, number, box in state["lost"]
        ]
        self._next_id = state["next_id"]
        self._first = state["first"]
        self._until_search = state["until_search"]
        self.left_out = state["left_out"]

    def close(self) -> None:
        """End the thread of searches; it is of no use afterwards."""
        if self._beside is not None:
            self._beside.close()

    def update(self, picture: Picture, time_s: float) -> list[TrackedFace]:
        """The faces of the next frame, largest first."""
        before = self._faces
        followed = self._follow(picture)
        self._until_search -= 1
        if len(followed) < len(before) or self._judge is None:
            self._until_search = 0
        # Whoever was there a moment ago must not blink.
        all_lost = bool(before) and not followed
        alone = self._first or (all_lost and not (self._beside and self._beside.busy))
        self._first = False
        if self._beside is not None and not alone:
            followed = self._search_beside(picture, time_s, followed, wait=all_lost)
        else:
            self.searched = self._until_search <= 0
            if self.searched:
                followed = self._search(picture, time_s, followed)
        followed.sort(key=lambda face: face.box.area, reverse=True)
        self._faces = followed[: self.settings.max_faces]
        self._remember(before, time_s)
        return list(self._faces)

    def _follow(self, picture: Picture) -> list[TrackedFace]:
        if self._judge is None or not self._faces:
            return []
        found = self._judge.judge(
            picture, [face.box for face in self._faces], threshold=self.settings.keep_above
        )
        followed: list[TrackedFace] = []
        for face, box in zip(self._faces, found, strict=True):
            if box is None or not _inside(box, picture):
                continue
            # Two boxes that slide onto one face: the older number stays.
            if any(box.iou(other.box) > DOUBLE_IOU for other in followed):
                continue
            calm = _calmed(face.box, box, self.settings.steadiness)
            followed.append(replace(face, box=calm))
        return followed

    def _search(
        self, picture: Picture, time_s: float, followed: list[TrackedFace]
    ) -> list[TrackedFace]:
        """Full detection; what is followed keeps its number and its confirmed box."""
        limit = self.settings.longest_side_px
        boxes = self._limited(detect_in_large(self._detector, picture, longest_side_px=limit))
        known = followed if self._judge is not None else self._faces
        taken: set[int] = set()
        result: list[TrackedFace] = list(followed)
        for box in boxes:
            match = _best_match(box, known, taken)
            if match is None:
                if not _any_like(box, result):
                    result.append(self._named(box, time_s))
                continue
            taken.add(match.track_id)
            if self._judge is None:
                result.append(replace(match, box=box))
            else:
                calm = _calmed(match.box, box, self.settings.steadiness)
                result = [replace(f, box=calm) if f is match else f for f in result]
        quiet = self.settings.redetect_every if result else self.settings.search_every
        self._until_search = quiet
        return result

    def _search_beside(
        self, picture: Picture, time_s: float, followed: list[TrackedFace], *, wait: bool
    ) -> list[TrackedFace]:
        """Begin a search when it is time; what it found is looked for on this frame."""
        assert self._beside is not None
        assert self._judge is not None
        boxes = self._beside.take(wait=wait)
        self.searched = boxes is not None
        if boxes is None:
            if self._until_search <= 0 and not self._beside.busy:
                settings = self.settings
                self._until_search = settings.redetect_every if followed else settings.search_every
                self._beside.begin(picture, longest_side_px=settings.longest_side_px)
            return followed
        result = list(followed)
        new = [box for box in self._limited(boxes) if not _any_like(box, result)]
        # The picture has gone on since: no box is shown that this frame does not confirm.
        for box in self._judge.judge(picture, new, threshold=self.settings.keep_above):
            if box is not None and _inside(box, picture) and not _any_like(box, result):
                result.append(self._named(box, time_s))
        if wait and not result:
            return self._search(picture, time_s, result)
        return result

    def _limited(self, boxes: Sequence[FaceBox]) -> Sequence[FaceBox]:
        """The largest of what a search has found; the rest is counted."""
        limit = self.settings.max_faces
        self.left_out = 0 if limit is None else max(0, len(boxes) - limit)
        return boxes[:limit]

    def _named(self, box: FaceBox, time_s: float) -> TrackedFace:
        """A number for a face that is new, or back where it was lost."""
        recent = [lost for lost in self._lost if time_s - lost.at_s <= self.settings.remember_s]
        back = max(recent, key=lambda lost: lost.face.box.iou(box), default=None)
        if back is not None and back.face.box.iou(box) > SAME_FACE_IOU:
            self._lost.remove(back)
            return replace(back.face, box=box)
        face = TrackedFace(self._next_id, box)
        self._next_id += 1
        return face

    def _remember(self, before: list[TrackedFace], time_s: float) -> None:
        here = {face.track_id for face in self._faces}
        kept = [
            lost
            for lost in self._lost
            if time_s - lost.at_s <= self.settings.remember_s and lost.face.track_id not in here
        ]
        gone = [_Lost(face, time_s) for face in before if face.track_id not in here]
        self._lost = kept + gone


def _any_like(box: FaceBox, faces: Sequence[TrackedFace]) -> bool:
    return any(box.iou(face.box) > SAME_FACE_IOU for face in faces)


def _best_match(box: FaceBox, faces: Sequence[TrackedFace], taken: set[int]) -> TrackedFace | None:
    free = [face for face in faces if face.track_id not in taken]
    best = max(free, key=lambda face: face.box.iou(box), default=None)
    return best if best is not None and best.box.iou(box) > SAME_FACE_IOU else None


def _inside(box: FaceBox, picture: Picture) -> bool:
    """Whether most of the middle of a box is still in the picture."""
    height, width = picture.shape[:2]
    x, y = box.centre
    return 0 <= x < width and 0 <= y < height and box.width >= 8 and box.height >= 8


def _calmed(old: FaceBox, new: FaceBox, steadiness: float) -> FaceBox:
    """Mostly the new box when it moved, an average of both when it only trembles."""
    moved = 1.0 - old.iou(new)
    share = steadiness * max(0.0, 1.0 - moved / 0.3)
    if share <= 0:
        return new

    def mix(a: float, b: float) -> float:
        return share * a + (1 - share) * b

    points: Landmarks | None = new.landmarks
    if old.landmarks is not None and new.landmarks is not None:
        pairs = zip(old.landmarks, new.landmarks, strict=True)
        a, b, c, d, e = ((mix(p[0], q[0]), mix(p[1], q[1])) for p, q in pairs)
        points = (a, b, c, d, e)
    return replace(
        new,
        x=mix(old.x, new.x),
        y=mix(old.y, new.y),
        width=mix(old.width, new.width),
        height=mix(old.height, new.height),
        landmarks=points,
    )
