"""The paper's combination: MTCNN first, a Haar cascade for what it misses, checked by O-Net."""

from __future__ import annotations

from emotion_gui.core.faces.detectors import DEFAULT_MIN_FACE_PX, FaceBox, Picture
from emotion_gui.core.faces.haar import HaarDetector
from emotion_gui.core.faces.mtcnn import MtcnnDetector


class CombinedDetector:
    """MTCNN; Haar only where it finds nothing, and only what O-Net calls a face too."""

    name = "combined"

    def __init__(
        self,
        *,
        min_face_px: float = DEFAULT_MIN_FACE_PX,
        judge_threshold: float = 0.5,
        mtcnn: MtcnnDetector | None = None,
        haar: HaarDetector | None = None,
    ) -> None:
        self.mtcnn = mtcnn or MtcnnDetector(min_face_px=min_face_px)
        self.haar = haar or HaarDetector(min_face_px=min_face_px)
        self._judge_threshold = judge_threshold

    def warm_up(self) -> None:
        """Run every network once."""
        self.mtcnn.warm_up()

    def detect(self, picture: Picture) -> list[FaceBox]:
        """Faces by descending area; each carries the name of the detector that framed it."""
        faces = self.mtcnn.detect(picture)
        if faces:
            return faces
        return self.second_opinion(picture)

    def second_opinion(self, picture: Picture) -> list[FaceBox]:
        """Haar's boxes that O-Net confirms, in O-Net's framing and with its landmarks."""
        boxes = self.haar.detect(picture)
        judged = self.mtcnn.judge(picture, boxes, threshold=self._judge_threshold)
        return [face for face in judged if face is not None]
