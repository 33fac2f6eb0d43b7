"""The paper's combination: MTCNN first, a Haar cascade for what it misses, checked by O-Net."""

from __future__ import annotations

from collections.abc import Sequence

from emotion_gui.core.faces.boxes import DEFAULT_MIN_FACE_PX, FaceBox, Picture
from emotion_gui.core.faces.haar import HaarDetector
from emotion_gui.core.faces.mtcnn import MtcnnDetector


class CombinedDetector:
    """MTCNN; Haar only where it finds nothing, and only what O-Net calls a face too.

    Args:
        min_face_px: smallest side of a face.
        judge_threshold: O-Net's least probability for a box of Haar's.
        second_opinion_every: Haar is asked on every n-th picture without a face; video goes
            on soon enough, and the cascade costs more than MTCNN.
        mtcnn: ready-made.
        haar: ready-made.
    """

    name = "combined"

    def __init__(
        self,
        *,
        min_face_px: float = DEFAULT_MIN_FACE_PX,
        judge_threshold: float = 0.5,
        second_opinion_every: int = 1,
        mtcnn: MtcnnDetector | None = None,
        haar: HaarDetector | None = None,
    ) -> None:
        self.mtcnn = mtcnn or MtcnnDetector(min_face_px=min_face_px)
        self.haar = haar or HaarDetector(min_face_px=min_face_px)
        self._judge_threshold = judge_threshold
        self._every = second_opinion_every
        self._empty = 0

    def warm_up(self) -> None:
        """Run every network once."""
        self.mtcnn.warm_up()

    def detect(self, picture: Picture) -> list[FaceBox]:
        """Faces by descending area; each carries the name of the detector that framed it."""
        faces = self.mtcnn.detect(picture)
        if faces:
            return faces
        self._empty += 1
        if self._empty % self._every:
            return []
        return self.second_opinion(picture)

    def memory(self) -> int:
        """Pictures without a face so far: they decide when the cascade is asked again."""
        return self._empty

    def remember(self, memory: int) -> None:
        """Go on as after the pictures that `memory` came from."""
        self._empty = memory

    def judge(
        self, picture: Picture, boxes: Sequence[FaceBox], *, threshold: float | None = None
    ) -> list[FaceBox | None]:
        """What MTCNN's last stage says about each box."""
        return self.mtcnn.judge(picture, boxes, threshold=threshold)

    def second_opinion(self, picture: Picture) -> list[FaceBox]:
        """Haar's boxes that O-Net confirms, in O-Net's framing and with its landmarks."""
        boxes = self.haar.detect(picture)
        judged = self.mtcnn.judge(picture, boxes, threshold=self._judge_threshold)
        return [face for face in judged if face is not None]
