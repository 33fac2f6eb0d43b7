"""Frame -> faces -> one batch through the network -> calm answers."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from emotion_gui.core.faces.combined import CombinedDetector
from emotion_gui.core.faces.cropping import as_bgr, as_face, crop_face
from emotion_gui.core.faces.detectors import (
    FaceBox,
    FaceDetector,
    Picture,
    detect_in_large,
)
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.inference.classifying import EmotionClassifier
from emotion_gui.core.inference.controls import NeutralWish
from emotion_gui.core.inference.frames import Frame
from emotion_gui.core.inference.neutral import FaceBaseline
from emotion_gui.core.inference.results import Answer, FaceResult, FrameResult, Timings
from emotion_gui.core.inference.smoothing import (
    SmoothedAnswer,
    SmoothingSettings,
    softmax,
)
from emotion_gui.core.inference.tracking import FaceTracker, TrackedFace, TrackingSettings

LIVE_MIN_FACE_PX = 40.0
# A still this small without a face that is found is taken as a cropped face.
CROPPED_SIDE_PX = 96


@dataclass(frozen=True)
class PipelineSettings:
    """What a person may change while it runs."""

    tracking: TrackingSettings = field(default_factory=TrackingSettings)
    smoothing: SmoothingSettings = field(default_factory=SmoothingSettings)
    neutral: frozenset[NeutralWish] = frozenset()


class EmotionPipeline:
    """Reads faces on frames of one source after the other.

    `settings` may be replaced from another thread at any time; everything else belongs to the
    thread that calls `process`.

    Args:
        classifier: the model.
        detector: finds faces; one that can judge boxes makes following cheap.
        settings: how faces are followed and answers calmed.
        second: another model that sees the same crops, for comparison.
    """

    def __init__(
        self,
        classifier: EmotionClassifier,
        detector: FaceDetector | None = None,
        settings: PipelineSettings | None = None,
        *,
        second: EmotionClassifier | None = None,
    ) -> None:
        self.settings = settings or PipelineSettings()
        self._classifier = classifier
        self._second = second
        self._detector = detector or CombinedDetector(
            min_face_px=LIVE_MIN_FACE_PX, second_opinion_every=4
        )
        self._tracker = FaceTracker(self._detector, self.settings.tracking)
        self._answers: dict[int, tuple[SmoothedAnswer, SmoothedAnswer]] = {}
        self._baselines: dict[int, FaceBaseline] = {}

    def warm_up(self) -> None:
        """Run everything once."""
        self._classifier.warm_up()
        if self._second is not None:
            self._second.warm_up()
        self._detector.detect(np.full((120, 160, 3), 127, dtype=np.uint8))

    def reset(self) -> None:
        """Forget faces and answers: another source begins."""
        self._tracker.reset()
        self._answers.clear()
        self._baselines.clear()

    def process(self, frame: Frame) -> FrameResult:
        """What is to be seen on the next frame."""
        settings = self.settings
        started_s = time.perf_counter()
        self._tracker.settings = settings.tracking
        faces = self._tracker.update(frame.picture, frame.time_s)
        found_s = time.perf_counter()
        crops = self._crops(frame.picture, [face.box for face in faces])
        cropped_s = time.perf_counter()
        logits = self._classifier.logits(crops)
        classified_s = time.perf_counter()
        others = self._second_logits(frame.picture, faces, crops)
        ended_s = time.perf_counter()
        self._forget({face.track_id for face in faces})
        # The next still shows somebody else.
        self._take_baselines(frozenset() if frame.name else settings.neutral)
        results = tuple(
            self._result(face, k, crops, logits, others, frame.time_s, settings.smoothing)
            for k, face in enumerate(faces)
        )
        return FrameResult(
            frame=frame,
            faces=results,
            timings=Timings(
                detect_ms=(found_s - started_s) * 1000,
                crop_ms=(cropped_s - found_s) * 1000,
                classify_ms=(classified_s - cropped_s) * 1000,
                second_ms=(ended_s - classified_s) * 1000,
            ),
            searched=self._tracker.searched,
            finished_at=time.monotonic(),
        )

    def classify_picture(self, picture: Picture) -> tuple[FaceResult, ...]:
        """All faces of a still, largest first, found from nothing and not smoothed."""
        picture = as_bgr(picture)
        boxes = detect_in_large(self._detector, picture)
        if boxes:
            crops = self._crops(picture, boxes)
        elif max(picture.shape[:2]) <= CROPPED_SIDE_PX:
            height, width = picture.shape[:2]
            boxes = [FaceBox(0.0, 0.0, float(width), float(height))]
            crops = as_face(picture, self._classifier.preprocessing)[np.newaxis]
        else:
            return ()
        faces = [TrackedFace(k, box, 0.0) for k, box in enumerate(boxes, start=1)]
        logits = self._classifier.logits(crops)
        others = self._second_logits(picture, faces, crops)
        return tuple(
            FaceResult(
                face.track_id,
                face.box,
                crops[k],
                self._still(logits[k]),
                None if others is None else self._still(others[k]),
            )
            for k, face in enumerate(faces)
        )

    def _crops(
        self,
        picture: Picture,
        boxes: list[FaceBox],
        preprocessing: Preprocessing | None = None,
    ) -> npt.NDArray[np.uint8]:
        chosen = preprocessing or self._classifier.preprocessing
        if not boxes:
            return np.zeros((0, chosen.side, chosen.side), dtype=np.uint8)
        return np.stack([crop_face(picture, box, chosen) for box in boxes])

    def _second_logits(
        self, picture: Picture, faces: list[TrackedFace], crops: npt.NDArray[np.uint8]
    ) -> npt.NDArray[np.float32] | None:
        if self._second is None:
            return None
        wanted = self._second.preprocessing
        if wanted != self._classifier.preprocessing:
            crops = self._crops(picture, [face.box for face in faces], wanted)
        return self._second.logits(crops)

    def _result(
        self,
        face: TrackedFace,
        k: int,
        crops: npt.NDArray[np.uint8],
        logits: npt.NDArray[np.float32],
        others: npt.NDArray[np.float32] | None,
        time_s: float,
        smoothing: SmoothingSettings,
    ) -> FaceResult:
        first, second = self._answers.setdefault(
            face.track_id, (SmoothedAnswer(), SmoothedAnswer())
        )
        baseline = self._baselines.get(face.track_id)
        ours = logits[k] if baseline is None else baseline.first.update(logits[k], time_s)
        answer = Answer(softmax(logits[k]), *first.update(ours, time_s, smoothing))
        other = None
        if others is not None:
            theirs = others[k] if baseline is None else baseline.second.update(others[k], time_s)
            other = Answer(softmax(others[k]), *second.update(theirs, time_s, smoothing))
        neutral = None if baseline is None else baseline.progress
        return FaceResult(face.track_id, face.box, crops[k], answer, other, neutral)

    def _still(self, logits: npt.NDArray[np.float32]) -> Answer:
        probabilities = softmax(logits)
        answer = Answer(probabilities, probabilities, None)
        sure = answer.confidence >= self.settings.smoothing.unsure_below
        return Answer(probabilities, probabilities, answer.best if sure else None)

    def _forget(self, here: set[int]) -> None:
        """Drop answers of faces that are gone; numbers that come back start afresh."""
        for track_id in [known for known in self._answers if known not in here]:
            del self._answers[track_id]

    def _take_baselines(self, wishes: frozenset[NeutralWish]) -> None:
        """Begin what is newly wished for and drop what no longer is."""
        if not wishes and not self._baselines:
            return
        known = {baseline.wish: baseline for baseline in self._baselines.values()}
        self._baselines = {wish.track_id: known.get(wish) or FaceBaseline(wish) for wish in wishes}
