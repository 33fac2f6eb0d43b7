"""Engines, models, faces: milliseconds a face, and frames of Live with each engine."""

from __future__ import annotations

import statistics
import time
from pathlib import Path

import numpy as np
import numpy.typing as npt

from emotion_gui.core.benchmarks.result import BenchResult
from emotion_gui.core.data.sample_faces import scale_faces, write_sample_video
from emotion_gui.core.engines.engine import make_engine
from emotion_gui.core.engines.measuring import engine_speeds
from emotion_gui.core.engines.names import MANY_FACES, EngineName
from emotion_gui.core.files import temporary_folder
from emotion_gui.core.inference.classifying import EmotionClassifier
from emotion_gui.core.inference.frames import opened
from emotion_gui.core.inference.pipeline import EmotionPipeline
from emotion_gui.core.inference.sources import VideoFileSource
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.model.checkpoint import Checkpoint, load_checkpoint
from emotion_gui.core.model.quantized_network import QuantizedNetwork
from emotion_gui.core.quantizing.calibration import calibrate
from emotion_gui.core.resources import resources_dir

_MODELS = ("default", "paper")
_TARGETS = {"onnxruntime": 1.7, "int8": 3.0}
_CALIBRATION_FACES = 64
_ROUNDS = 3
_FRAMES = 90
_SECONDS = 3.0
_LIVE_TARGET = 1.5


def bench_engines(context: JobContext) -> list[BenchResult]:
    """torch, ONNX Runtime and int8 for both bundled models, one face and eight, in turns."""
    results: list[BenchResult] = []
    for name in _MODELS:
        context.checkpoint()
        loaded = load_checkpoint(resources_dir() / "models" / f"{name}.safetensors")
        engines = {
            "torch": make_engine(loaded, "torch"),
            "onnxruntime": make_engine(loaded, "onnxruntime"),
            "int8": make_engine(quantized(loaded), "onnxruntime"),
        }
        speeds = engine_speeds(engines, side=loaded.network.spec.input_side)
        assert speeds is not None
        for engine, target in _TARGETS.items():
            for faces in (1, MANY_FACES):
                ours, usual = (
                    speeds[key].one if faces == 1 else speeds[key].many for key in (engine, "torch")
                )
                wanted = name == "default" and faces == 1
                results.append(
                    BenchResult(
                        f"engine_{name}_{engine}_{faces}",
                        ours,
                        "ms a face",
                        usual,
                        usual / ours,
                        f"{name}, {faces} at once, one thread, medians in turns; baseline: torch",
                        f">= {target} x torch" if wanted else "",
                        usual / ours >= target if wanted else None,
                    )
                )
    return results


def quantized(loaded: Checkpoint) -> Checkpoint:
    """In 8 bits; how fast it is does not depend on the faces that the ranges are taken over."""
    graph = calibrate(loaded.network, _faces(), loaded.info.preprocessing).quantized("channel")
    return Checkpoint(QuantizedNetwork(loaded.network.spec, graph), loaded.info)


def _faces() -> npt.NDArray[np.uint8]:
    (piece,) = scale_faces(count=_CALIBRATION_FACES, seed=3, bases=20)
    return np.asarray(piece.faces, dtype=np.uint8)


def bench_live_engines(context: JobContext) -> list[BenchResult]:
    """Frames of Live with the default model by ONNX Runtime, against torch, in turns."""
    results = []
    loaded = load_checkpoint(resources_dir() / "models" / "default.safetensors")
    with temporary_folder("emotion-bench-") as folder:
        for width, height in ((640, 360), (1280, 720)):
            for faces in (1, 5):
                context.checkpoint()
                clip = folder / f"{width}-{faces}.mp4"
                write_sample_video(
                    clip, seconds=_SECONDS, seed=8, faces=faces, width=width, height=height
                )
                results.append(_live(loaded, clip, f"{faces}_{height}", context))
    return results


def _live(loaded: Checkpoint, clip: Path, name: str, context: JobContext) -> BenchResult:
    """Rates and processor time of whole passes, engine after engine, round after round."""
    engines: tuple[EngineName, ...] = ("torch", "onnxruntime")
    pipelines = {
        engine: EmotionPipeline(EmotionClassifier(loaded, engine=engine)) for engine in engines
    }
    rates: dict[str, list[float]] = {engine: [] for engine in engines}
    work_ms: dict[str, list[float]] = {engine: [] for engine in engines}
    for number in range(-1, _ROUNDS):
        for engine, pipeline in pipelines.items():
            context.checkpoint()
            pipeline.reset()
            frames, started, worked = 0, time.perf_counter(), time.process_time()
            with opened(VideoFileSource(clip)) as source:
                while frames < _FRAMES and (frame := source.read(context)) is not None:
                    pipeline.process(frame)
                    frames += 1
            if number >= 0:  # the first pass warms up
                rates[engine].append(frames / (time.perf_counter() - started))
                work_ms[engine].append((time.process_time() - worked) * 1e3 / frames)
    ours, usual = (statistics.median(rates[engine]) for engine in reversed(engines))
    spent, before = (statistics.median(work_ms[engine]) for engine in reversed(engines))
    return BenchResult(
        f"live_engine_{name}p",
        ours,
        "frames/s",
        usual,
        ours / usual,
        f"drawn clip, {name.split('_')[0]} face(s), decoded, found, followed and classified by "
        f"`default`; processor time a frame {spent:.1f} ms, by torch {before:.1f} ms",
        f">= {_LIVE_TARGET} x torch",
        ours / usual >= _LIVE_TARGET,
    )
