"""Frames a second on a 640x360 clip, against MTCNN and the classifier on every frame."""

from __future__ import annotations

import os
import statistics
import time
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch

from emotion_gui.core.benchmarks import torchvision_guard
from emotion_gui.core.benchmarks.photographs import DATA_VARIABLE
from emotion_gui.core.benchmarks.result import BenchResult, has_usual_libraries
from emotion_gui.core.data.sample_faces import write_sample_video
from emotion_gui.core.files import temporary_folder
from emotion_gui.core.inference.classifying import EmotionClassifier
from emotion_gui.core.inference.frames import opened
from emotion_gui.core.inference.pipeline import EmotionPipeline
from emotion_gui.core.inference.sources import VideoFileSource
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.model.checkpoint import Checkpoint, CheckpointInfo
from emotion_gui.core.model.emotion_cnn import EmotionCNN

_SECONDS = 4.0
_MOST_FRAMES = 150
_USUAL_FRAMES = 25
_ROUNDS = 3


@dataclass(frozen=True)
class _Case:
    name: str
    faces: int
    target: float


def bench_live(context: JobContext) -> list[BenchResult]:
    """One and five faces; with `EMOTION_GUI_DATA` also the first clip there."""
    results = []
    with temporary_folder("emotion-bench-") as folder:
        for case in (_Case("live_one_face", 1, 60.0), _Case("live_five_faces", 5, 25.0)):
            context.checkpoint()
            clip = folder / f"{case.name}.mp4"
            write_sample_video(clip, seconds=_SECONDS, seed=8, faces=case.faces)
            results.append(_measure(case, clip, "drawn clip, 640x360", context))
        real = _real_clip()
        if real is not None:
            case = _Case("live_clip", 1, 60.0)
            results.append(_measure(case, real, f"{real.name}", context))
    return results


def _real_clip() -> Path | None:
    folder = os.environ.get(DATA_VARIABLE)
    if not folder:
        return None
    clips = sorted((Path(folder) / "videos").glob("*.mp4"))
    named = [clip for clip in clips if "expressive" in clip.name]
    return next(iter(named or clips), None)


def _measure(case: _Case, clip: Path, what: str, context: JobContext) -> BenchResult:
    network = EmotionCNN().eval()
    classifier = EmotionClassifier(Checkpoint(network, CheckpointInfo(spec=network.spec)))
    pipeline = EmotionPipeline(classifier)
    pipeline.warm_up()
    usual = _UsualLoop(network) if has_usual_libraries() else None
    if usual is not None:
        usual.rate(clip, frames=2)
    rates, baselines = [], []
    ages_ms: list[float] = []
    faces = frames = 0
    for _ in range(_ROUNDS):
        context.checkpoint()
        pipeline.reset()
        started = time.perf_counter()
        frames = faces = 0
        with opened(VideoFileSource(clip)) as source:
            while frames < _MOST_FRAMES and (frame := source.read(context)) is not None:
                result = pipeline.process(frame)
                ages_ms.append(result.age_ms)
                faces += len(result.faces)
                frames += 1
        rates.append(frames / (time.perf_counter() - started))
        context.checkpoint()
        if usual is not None:
            baselines.append(usual.rate(clip, frames=_USUAL_FRAMES))
    rate = statistics.median(rates)
    baseline = statistics.median(baselines) if baselines else None
    late_ms = float(np.percentile(ages_ms, 95))
    return BenchResult(
        case.name,
        rate,
        "frames/s",
        baseline,
        None if baseline is None else rate / baseline,
        f"{what}, {frames} frames, {faces / max(1, frames):.1f} faces a frame, decoded, found, "
        f"followed, classified; answer after {late_ms:.0f} ms at p95; baseline: "
        "facenet_pytorch.MTCNN (faces >= 40 pixels) and the classifier on every frame",
        f">= {case.target:.0f} frames/s",
        rate >= case.target,
    )


class _UsualLoop:
    """Detect on every frame, then classify each face by itself."""

    def __init__(self, network: EmotionCNN) -> None:
        torchvision_guard.install()
        from facenet_pytorch import MTCNN

        self._detector = MTCNN(keep_all=True, min_face_size=40)
        self._network = network

    def rate(self, clip: Path, *, frames: int) -> float:
        """Frames a second over the first `frames`."""
        done, started = 0, time.perf_counter()
        with opened(VideoFileSource(clip)) as source:
            while done < frames and (frame := source.read()) is not None:
                self._classify(frame.picture)
                done += 1
        return done / (time.perf_counter() - started)

    def _classify(self, picture: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> None:
        boxes, _ = self._detector.detect(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB))
        if boxes is None:
            return
        gray = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
        for left, top, right, bottom in np.asarray(boxes, dtype=float).clip(0).astype(int):
            if right - left < 2 or bottom - top < 2:
                continue
            face = cv2.resize(gray[top:bottom, left:right], (48, 48))
            pixels = torch.from_numpy(face).float().div(255).sub(0.5).div(0.25)
            with torch.inference_mode():
                self._network(pixels[None, None])
