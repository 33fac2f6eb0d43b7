"""Processor time of a frame of Live by stage: where would a cut pay?

    python bench/live_stages.py CLIP [--frames 120] [--engine torch|onnxruntime|int8]

For one face and for five (a mosaic), 640x360, as Live has it but with the search for new faces in
line, so that all work of a frame is seen: decoding, searching for faces, O-Net on the faces that
are followed, cropping, the network, and pixels for the screen; milliseconds of processor time a
frame (all threads), and the share of all of it. The mosaic is made within "decode". The classifier
is `default`.
"""

from __future__ import annotations

import argparse
import os
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

os.environ.setdefault("GOMP_SPINCOUNT", "100")

from live_clips import five_faces, frames_of

from emotion_gui.core.benchmarks.engines import quantized
from emotion_gui.core.inference.classifying import EmotionClassifier
from emotion_gui.core.inference.display import screen_pixels
from emotion_gui.core.inference.pipeline import EmotionPipeline
from emotion_gui.core.model.checkpoint import load_checkpoint
from emotion_gui.core.resources import resources_dir
from emotion_gui.core.runtime import prepare_process

_STAGES = ("decode", "search", "judge", "crop", "classify", "pixels", "rest")


class Spent:
    """Milliseconds of processor time by stage; a stage inside another counts for itself alone."""

    def __init__(self) -> None:
        self.ms: defaultdict[str, float] = defaultdict(float)
        self._inner = 0.0

    @contextmanager
    def on(self, stage: str) -> Iterator[None]:
        outer, self._inner, began = self._inner, 0.0, time.process_time()
        yield
        took = time.process_time() - began
        self.ms[stage] += 1000 * (took - self._inner)
        self._inner = outer + took

    def watch(self, owner: Any, method: str, stage: str) -> None:
        """Count a method's calls from now on."""
        work: Callable[..., Any] = getattr(owner, method)

        def counted(*values: Any, **options: Any) -> Any:
            with self.on(stage):
                return work(*values, **options)

        setattr(owner, method, counted)


def main() -> int:
    """Prints a table a case."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("clip", type=Path)
    parser.add_argument("--frames", type=int, default=120)
    parser.add_argument("--engine", default="onnxruntime", choices=["torch", "onnxruntime", "int8"])
    options = parser.parse_args()
    prepare_process()
    loaded = load_checkpoint(resources_dir() / "models" / "default.safetensors")
    if options.engine == "int8":
        loaded = quantized(loaded)
    classifier = EmotionClassifier(
        loaded, engine="torch" if options.engine == "torch" else "onnxruntime"
    )
    for name in ("one face", "five faces"):
        spent, faces, frames = _measured(name, options, classifier)
        total = sum(spent.ms.values())
        print(f"{name}: {frames} frames, {faces / frames:.1f} faces, {total / frames:.2f} ms")
        for stage in _STAGES:
            ms = spent.ms[stage]
            print(f"  {stage:9}{ms / frames:7.2f} ms {100 * ms / total:5.1f} %")
    return 0


def _measured(
    name: str, options: argparse.Namespace, classifier: EmotionClassifier
) -> tuple[Spent, int, int]:
    pipeline, spent = EmotionPipeline(classifier), Spent()
    pipeline.warm_up()
    detector: Any = pipeline._detector
    spent.watch(detector, "detect", "search")
    spent.watch(detector, "judge", "judge")
    spent.watch(pipeline, "_crops", "crop")
    spent.watch(pipeline.classifier, "logits", "classify")
    pictures = (five_faces if name == "five faces" else frames_of)(options.clip)
    faces = frames = 0
    while frames < options.frames:
        with spent.on("decode"):
            frame = next(pictures, (None, 0.0))[0]
        if frame is None:
            break
        with spent.on("rest"):
            faces += len(pipeline.process(frame).faces)
        with spent.on("pixels"):
            screen_pixels(frame.picture)
        frames += 1
    return spent, faces, frames


if __name__ == "__main__":
    raise SystemExit(main())
