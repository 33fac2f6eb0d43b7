"""Frame -> faces -> one batch through the network -> calm answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from emotion_gui.core.clock import now_s
from emotion_gui.core.faces.boxes import FaceBox, Picture
from emotion_gui.core.faces.combined import CombinedDetector
from emotion_gui.core.faces.cropping import as_bgr, as_face, crop_face
from emotion_gui.core.faces.detectors import FaceDetector, RemembersPictures, detect_in_large
from emotion_gui.core.faces.plausible import why_no_face
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.inference.classifying import EmotionClassifier
from emotion_gui.core.inference.controls import NeutralWish
from emotion_gui.core.inference.frames import Frame
from emotion_gui.core.inference.neutral import FaceBaseline, NeutralBaseline
from emotion_gui.core.inference.results import Answer, FaceResult, FrameResult, Timings
from emotion_gui.core.inference.smoothing import Logits, SmoothedAnswer, SmoothingSettings
from emotion_gui.core.inference.tracking import FaceTracker, TrackedFace, TrackingSettings
from emotion_gui.core.model.priors import ExpectedMix
from emotion_gui.core.model.probabilities import softmax

LIVE_MIN_FACE_PX = 40.0
# A still this small without a face that is found is taken as a cropped face.
CROPPED_SIDE_PX = 96


@dataclass(frozen=True)
class PipelineSettings:
    """What a person may change while it runs.

    Attributes:
        tracking: how faces are followed.
        smoothing: how answers are calmed.
        neutral: faces whose answers are relative to their own neutral face.
        flip: average the answers about a face and its mirror image.
        mix: of classes that is expected; None = as in training.
    """

    tracking: TrackingSettings = field(default_factory=TrackingSettings)
    smoothing: SmoothingSettings = field(default_factory=SmoothingSettings)
    neutral: frozenset[NeutralWish] = frozenset()
    flip: bool = False
    mix: ExpectedMix | None = None


class EmotionPipeline:
    """Reads faces on frames of one source after the other.

    `settings` may be replaced from another thread at any time; everything else belongs to the
    thread that calls `process`.

    Args:
        classifier: the model.
        detector: finds faces; one that can judge boxes makes following cheap.
        settings: how faces are followed and answers calmed.
        second: another model that sees the same crops, for comparison.
        beside: search for new faces in a thread of its own, so that no frame waits for it; then
            `close` ends it. See `FaceTracker`.
    """

    def __init__(
        self,
        classifier: EmotionClassifier,
        detector: FaceDetector | None = None,
        settings: PipelineSettings | None = None,
        *,
        second: EmotionClassifier | None = None,
        beside: bool = False,
    ) -> None:
        self.settings = settings or PipelineSettings()
        self._classifier = classifier
        self._second = second
        self._detector = detector or CombinedDetector(
            min_face_px=LIVE_MIN_FACE_PX, second_opinion_every=4
        )
        self._tracker = FaceTracker(self._detector, self.settings.tracking, beside=beside)
        self._answers: dict[int, tuple[SmoothedAnswer, SmoothedAnswer]] = {}
        self._baselines: dict[int, FaceBaseline] = {}

    @property
    def classifier(self) -> EmotionClassifier:
        """The model whose answers are shown."""
        return self._classifier

    @property
    def second(self) -> EmotionClassifier | None:
        """The one beside it."""
        return self._second

    def warm_up(self) -> None:
        """Run everything once."""
        self._classifier.warm_up()
        if self._second is not None:
            self._second.warm_up()
        self._detector.detect(np.full((120, 160, 3), 127, dtype=np.uint8))

    def use(self, classifier: EmotionClassifier, second: EmotionClassifier | None = None) -> None:
        """Read the same faces with other models; their answers begin afresh."""
        self._classifier, self._second = classifier, second
        self._answers.clear()
        self._baselines.clear()

    def reset(self) -> None:
        """Forget faces and answers: another source begins."""
        self._tracker.reset()
        self._answers.clear()
        self._baselines.clear()

    def snapshot(self) -> dict[str, Any]:
        """What `restore` needs to go on with the next frame, as JSON values.

        For films that one model reads: neither baselines nor a second model are kept.
        """
        assert self._second is None
        assert not self._baselines
        detector = self._detector
        return {
            "tracker": self._tracker.snapshot(),
            "detector": detector.memory() if isinstance(detector, RemembersPictures) else None,
            "answers": [[number, pair[0].snapshot()] for number, pair in self._answers.items()],
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go on as if the frames before `snapshot` had been read."""
        self._tracker.restore(state["tracker"])
        if isinstance(self._detector, RemembersPictures):
            self._detector.remember(state["detector"])
        self._answers = {
            number: (SmoothedAnswer.restored(answer), SmoothedAnswer())
            for number, answer in state["answers"]
        }

    def close(self) -> None:
        """End what runs beside; the pipeline is of no use afterwards."""
        self._tracker.close()

    def process(self, frame: Frame) -> FrameResult:
        """What is to be seen on the next frame."""
        settings = self.settings
        started_s = now_s()
        self._tracker.settings = settings.tracking
        faces = self._tracker.update(frame.picture, frame.time_s)
        found_s = now_s()
        crops = self._crops(frame.picture, [face.box for face in faces])
        cropped_s = now_s()
        logits = self._classifier.logits(crops, flip=settings.flip, mix=settings.mix)
        classified_s = now_s()
        others = self._second_logits(frame.picture, faces, crops, settings)
        ended_s = now_s()
        self._forget({face.track_id for face in faces})
        # The next still shows somebody else.
        self._take_baselines(frozenset() if frame.name else settings.neutral)
        results = tuple(
            self._result(
                face, crops[k], logits[k], None if others is None else others[k], frame.time_s
            )
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
            finished_at=now_s(),
            left_out=self._tracker.left_out,
        )

    def classify_picture(self, picture: Picture) -> tuple[FaceResult, ...]:
        """All faces of a still, largest first, found from nothing and not smoothed."""
        picture = as_bgr(picture)
        boxes = detect_in_large(self._detector, picture)
        if boxes:
            crops = self._crops(picture, boxes)
        elif max(picture.shape[:2]) <= CROPPED_SIDE_PX and not why_no_face(picture):
            height, width = picture.shape[:2]
            boxes = [FaceBox(0.0, 0.0, float(width), float(height))]
            crops = as_face(picture, self._classifier.preprocessing)[np.newaxis]
        else:
            return ()
        faces = [TrackedFace(k, box) for k, box in enumerate(boxes, start=1)]
        settings = self.settings
        logits = self._classifier.logits(crops, flip=settings.flip, mix=settings.mix)
        others = self._second_logits(picture, faces, crops, settings)
        return tuple(
            FaceResult(
                face.track_id,
                face.box,
                crops[k],
                self._still(self._classifier, logits[k]),
                self._still(self._second, others[k])
                if self._second and others is not None
                else None,
                limits=self._classifier.limits,
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
        self,
        picture: Picture,
        faces: list[TrackedFace],
        crops: npt.NDArray[np.uint8],
        settings: PipelineSettings,
    ) -> npt.NDArray[np.float32] | None:
        if self._second is None:
            return None
        wanted = self._second.preprocessing
        if wanted != self._classifier.preprocessing:
            crops = self._crops(picture, [face.box for face in faces], wanted)
        return self._second.logits(crops, flip=settings.flip, mix=settings.mix)

    def _result(
        self,
        face: TrackedFace,
        crop: npt.NDArray[np.uint8],
        ours: Logits,
        theirs: Logits | None,
        time_s: float,
    ) -> FaceResult:
        calm = self._answers.setdefault(face.track_id, (SmoothedAnswer(), SmoothedAnswer()))
        baseline = self._baselines.get(face.track_id)
        answer = self._answer(
            self._classifier, ours, calm[0], None if baseline is None else baseline.first, time_s
        )
        other = None
        if self._second is not None and theirs is not None:
            other = self._answer(
                self._second, theirs, calm[1], None if baseline is None else baseline.second, time_s
            )
        neutral = None if baseline is None else baseline.progress
        limits = self._classifier.limits
        return FaceResult(face.track_id, face.box, crop, answer, other, neutral, limits)

    def _answer(
        self,
        classifier: EmotionClassifier,
        logits: Logits,
        calm: SmoothedAnswer,
        baseline: NeutralBaseline | None,
        time_s: float,
    ) -> Answer:
        limit = self._unsure_below(classifier)
        relative = logits if baseline is None else baseline.update(logits, time_s)
        probabilities, label = calm.update(
            relative, time_s, self.settings.smoothing, unsure_below=limit
        )
        return Answer(softmax(logits), probabilities, label, limit, classifier.labels)

    def _still(self, classifier: EmotionClassifier, logits: Logits) -> Answer:
        limit = self._unsure_below(classifier)
        probabilities = softmax(logits)
        best = int(probabilities.argmax())
        sure = probabilities[best] >= limit
        label = best if sure else None
        return Answer(probabilities, probabilities, label, limit, classifier.labels)

    def _unsure_below(self, classifier: EmotionClassifier) -> float:
        wanted = self.settings.smoothing.unsure_below
        return classifier.unsure_below if wanted is None else wanted

    def _forget(self, here: set[int]) -> None:
        """Drop answers of faces that are gone; numbers that come back start afresh."""
        for track_id in [known for known in self._answers if known not in here]:
            del self._answers[track_id]

    def _take_baselines(self, wishes: frozenset[NeutralWish]) -> None:
        """Begin what is newly wished for and drop what no longer is."""
        if not wishes and not self._baselines:
            return
        known = {baseline.wish: baseline for baseline in self._baselines.values()}
        first = self._classifier.labels.neutral
        second = None if self._second is None else self._second.labels.neutral
        self._baselines = {
            wish.track_id: known.get(wish) or FaceBaseline(wish, first, second) for wish in wishes
        }
