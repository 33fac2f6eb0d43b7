"""The whole path on clips, beside `facenet_pytorch.MTCNN` on every frame + the same network.

    python bench/live_clips.py [DATA] [--model FILE] [--frames N]

For every clip: frames a second (decoding included), milliseconds a stage, faces a frame, how
many of the faces that plain detection finds are followed (IoU >= 0.4; with the search in line,
as `classify` has it, and beside, as Live has it, at full speed, where it is the most frames
late), and label changes a second with and without smoothing. The two paths take turns in
stretches of 24 frames, so that a busy computer slows both alike. `five faces` is a mosaic made
of one clip; in `comes and goes` a second face is there for 45 of every 90 frames.

Then the neutral baseline: the first three seconds of a clip are taken as somebody's neutral
face, and the answers to the rest are compared with those without it. Nobody has labelled the
clips: this shows what changes, not what is right.
"""

from __future__ import annotations

import argparse
import itertools
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("GOMP_SPINCOUNT", "100")

import cv2
import numpy as np
from detectors import LEAST_IOU, PlainMtcnn

from emotion_gui.core.faces.boxes import FaceBox
from emotion_gui.core.faces.cropping import crop_face
from emotion_gui.core.inference.classifying import EmotionClassifier
from emotion_gui.core.inference.controls import NeutralWish
from emotion_gui.core.inference.frames import Frame, opened
from emotion_gui.core.inference.pipeline import EmotionPipeline, PipelineSettings
from emotion_gui.core.inference.results import FrameResult
from emotion_gui.core.inference.smoothing import SmoothingSettings
from emotion_gui.core.inference.sources import VideoFileSource
from emotion_gui.core.labels import SEVEN
from emotion_gui.core.model.checkpoint import Checkpoint, CheckpointInfo
from emotion_gui.core.model.emotion_cnn import EmotionCNN

STRETCH = 24


def frames_of(path: Path) -> Iterator[tuple[Frame, float]]:
    """Frames and the seconds that decoding each took."""
    with opened(VideoFileSource(path)) as source:
        while True:
            started_s = time.perf_counter()
            frame = source.read()
            if frame is None:
                return
            yield frame, time.perf_counter() - started_s


def five_faces(path: Path) -> Iterator[tuple[Frame, float]]:
    """A 640x360 frame with five small copies of a clip."""
    for frame, seconds in frames_of(path):
        width = frame.picture.shape[1]
        tile = cv2.resize(frame.picture[:, width // 4 :], (213, 180), interpolation=cv2.INTER_AREA)
        canvas = np.full((360, 640, 3), 60, dtype=np.uint8)
        for k in range(5):
            x, y = (k % 3) * 213, (k // 3) * 180
            canvas[y : y + 180, x : x + 213] = tile
        yield replace(frame, picture=canvas), seconds


def comes_and_goes(path: Path) -> Iterator[tuple[Frame, float]]:
    """Two faces side by side in 640x360, of which the right one leaves and returns."""
    for frame, seconds in frames_of(path):
        width = frame.picture.shape[1]
        tile = cv2.resize(frame.picture[:, width // 4 :], (320, 270), interpolation=cv2.INTER_AREA)
        canvas = np.full((360, 640, 3), 60, dtype=np.uint8)
        canvas[45:315, :320] = tile
        if frame.index % 90 >= 45:
            canvas[45:315, 320:] = tile[:, ::-1]
        yield replace(frame, picture=canvas), seconds


def plain(detector: PlainMtcnn, classifier: EmotionClassifier, frame: Frame) -> list[FaceBox]:
    boxes = detector.detect(frame.picture)
    if boxes:
        crops = [crop_face(frame.picture, box, classifier.preprocessing) for box in boxes]
        classifier.logits(np.stack(crops))
    return boxes


def changes_per_second(results: list[FrameResult]) -> float:
    """How often the largest face's label changes."""
    labels = [result.faces[0].label for result in results if result.faces]
    seconds = results[-1].frame.time_s - results[0].frame.time_s
    changes = sum(a is not b for a, b in itertools.pairwise(labels))
    return changes / seconds if seconds > 0 else 0.0


def followed(result: FrameResult, boxes: list[FaceBox]) -> int:
    """How many of the boxes are among the faces of a frame."""
    return sum(any(box.iou(face.box) >= LEAST_IOU for face in result.faces) for box in boxes)


def shares(results: list[FrameResult]) -> str:
    """How often each label was shown for the largest face, most frequent first."""
    labels = [result.faces[0].label for result in results if result.faces]
    counts = Counter("unsure" if label is None else SEVEN.names[label] for label in labels)
    return ", ".join(f"{name} {100 * k / len(labels):.0f} %" for name, k in counts.most_common())


def measure_neutral(name: str, path: Path, classifier: EmotionClassifier) -> None:
    """Print what a baseline from the first seconds does to the rest."""
    usual = EmotionPipeline(classifier)
    shifted = EmotionPipeline(
        classifier, settings=PipelineSettings(neutral=frozenset({NeutralWish(1, 1)}))
    )
    before: list[FrameResult] = []
    rest: list[FrameResult] = []
    rest_shifted: list[FrameResult] = []
    for frame, _ in frames_of(path):
        plainly, relative = usual.process(frame), shifted.process(frame)
        if relative.faces and relative.faces[0].neutral == 1.0:
            rest.append(plainly)
            rest_shifted.append(relative)
        else:
            before.append(plainly)
    if not rest:
        print(f"{name}: too short for a baseline")
        return
    same = sum(
        a.faces[0].label is b.faces[0].label
        for a, b in zip(rest, rest_shifted, strict=True)
        if a.faces and b.faces
    )
    at_rest = np.mean([r.faces[0].answer.raw[SEVEN.index("neutral")] for r in before if r.faces])
    print(
        f"{name}: probability of neutral {at_rest:.2f} in the {len(before)} frames taken; shown "
        f"in the {len(rest)} after them: without {shares(rest)}; with {shares(rest_shifted)}; the "
        f"same label in {100 * same / len(rest):.0f} %; changes a second "
        f"{changes_per_second(rest):.2f} and {changes_per_second(rest_shifted):.2f}",
        flush=True,
    )


def measure(
    name: str,
    clip: Iterator[tuple[Frame, float]],
    classifier: EmotionClassifier,
    detector: PlainMtcnn,
) -> None:
    """Print one line."""
    pipeline = EmotionPipeline(classifier)
    pipeline.warm_up()
    raw = EmotionPipeline(
        classifier,
        settings=PipelineSettings(smoothing=SmoothingSettings(time_constant_s=0)),
        beside=True,
    )
    ours_s = plain_s = decode_s = 0.0
    results: list[FrameResult] = []
    raw_results: list[FrameResult] = []
    expected = hits = beside_hits = found = 0
    pending: list[Frame] = []
    for frame, seconds in clip:
        decode_s += seconds
        pending.append(frame)
        if len(pending) < STRETCH:
            continue
        started_s = time.perf_counter()
        stretch = [pipeline.process(each) for each in pending]
        middle_s = time.perf_counter()
        truth = [plain(detector, classifier, each) for each in pending]
        plain_s += time.perf_counter() - middle_s
        ours_s += middle_s - started_s
        beside = [raw.process(each) for each in pending]
        for result, other, boxes in zip(stretch, beside, truth, strict=True):
            found += len(result.faces)
            expected += len(boxes)
            hits += followed(result, boxes)
            beside_hits += followed(other, boxes)
        results += stretch
        raw_results += beside
        pending.clear()
    raw.close()
    n = len(results)
    detect = [result.timings.detect_ms for result in results]
    classify = [result.timings.classify_ms for result in results]
    total = [result.timings.total_ms for result in results]
    print(
        f"{name:22} {n:4} {n / (ours_s + decode_s):7.1f} {n / (plain_s + decode_s):7.1f} "
        f"{plain_s / ours_s:6.1f}x {np.median(detect):6.2f} {np.mean(detect):6.2f} "
        f"{np.mean(classify):6.2f} {np.percentile(total, 95):6.1f} {found / n:6.2f} "
        f"{hits / expected if expected else float('nan'):7.3f} "
        f"{beside_hits / expected if expected else float('nan'):7.3f} {expected / n:6.2f} "
        f"{changes_per_second(raw_results):6.2f} {changes_per_second(results):6.2f}",
        flush=True,
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    default = os.environ.get("EMOTION_GUI_DATA", str(Path(__file__).parents[2] / "shared/data"))
    parser.add_argument("data", type=Path, nargs="?", default=Path(default))
    parser.add_argument("--model", type=Path)
    parser.add_argument("--frames", type=int, help="of each clip at most, neutral baseline apart")
    options = parser.parse_args()
    if options.model is None:
        network = EmotionCNN().eval()
        classifier = EmotionClassifier(Checkpoint(network, CheckpointInfo(network.spec)))
    else:
        classifier = EmotionClassifier.load(options.model)
    detector = PlainMtcnn(40)
    detector.detect(np.zeros((120, 160, 3), dtype=np.uint8))
    print(
        f"{'clip':22} {'n':>4} {'ours/s':>7} {'plain/s':>7} {'ratio':>7} {'find~':>6} {'find':>6} "
        f"{'read':>6} {'p95':>6} {'faces':>6} {'recall':>7} {'beside':>7} {'plain':>6} "
        f"{'raw':>6} {'calm':>6}"
    )
    clips = sorted((options.data / "videos").glob("*"))
    cases = {path.name: frames_of(path) for path in clips}
    expressive = options.data / "videos" / "expressive_face.mp4"
    if expressive.exists():
        cases["five faces"] = five_faces(expressive)
        cases["comes and goes"] = comes_and_goes(expressive)
    for name, frames in cases.items():
        limited = itertools.islice(frames, options.frames)
        load = os.getloadavg()[0]
        measure(name, limited, classifier, detector)
        print(f"{'':22} load {load:.1f} -> {os.getloadavg()[0]:.1f}")
    for path in clips:
        measure_neutral(path.name, path, classifier)
    return 0


if __name__ == "__main__":
    sys.exit(main())
