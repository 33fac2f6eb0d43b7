"""Angles, the threshold slider, and what compaction is worth."""

from __future__ import annotations

import dataclasses
import statistics
import time

import numpy as np
import numpy.typing as npt

from emotion_gui.core.benchmarks.result import BenchResult, median_seconds
from emotion_gui.core.data.dataset import FacePart
from emotion_gui.core.data.sample_faces import scale_faces
from emotion_gui.core.evaluation.complexity import complexity, measure_latency
from emotion_gui.core.evaluation.predict import predict_logits
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.model.checkpoint import Checkpoint, CheckpointInfo
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.pruning.compaction import compact, prove_equal
from emotion_gui.core.pruning.distinctiveness import pairwise_angles
from emotion_gui.core.pruning.layer_session import LayerSession
from emotion_gui.core.pruning.options import PruningOptions, PruningPreset
from emotion_gui.core.training.engine import new_state, train_epochs
from emotion_gui.core.training.presets import preset

_MAPS, _SAMPLES = 256, 28_709
_LOOP_PAIRS = 400
_EVAL_FACES = 3_589  # as many as FER2013's PublicTest


def bench_angles(context: JobContext) -> list[BenchResult]:
    """All 32,640 angles of a layer over FER2013's training part."""
    activations = _activations()
    context.checkpoint()
    seconds = median_seconds(lambda: pairwise_angles(activations), repeats=5)
    context.checkpoint()
    per_pair = _loop_seconds(activations - np.float32(0.5)) / _LOOP_PAIRS
    baseline = per_pair * _MAPS * (_MAPS - 1) / 2
    return [
        BenchResult(
            "angles",
            seconds,
            "s",
            baseline,
            baseline / seconds,
            f"{_MAPS} maps x {_SAMPLES:,} samples, activations in memory; baseline: a loop over "
            f"pairs, {_LOOP_PAIRS} of them timed",
            "< 0.5 s",
            seconds < 0.5,
        )
    ]


def _activations() -> npt.NDArray[np.float32]:
    rng = np.random.default_rng(3)
    hidden = rng.standard_normal((_SAMPLES, 24), dtype=np.float32)
    mixing = rng.standard_normal((24, _MAPS), dtype=np.float32)
    values = np.maximum(hidden @ mixing, 0)
    return np.asarray(values / values.max(), dtype=np.float32)


def _loop_seconds(vectors: npt.NDArray[np.float32]) -> float:
    columns = np.ascontiguousarray(vectors.T)
    start = time.perf_counter()
    for k in range(_LOOP_PAIRS):
        a, b = columns[k % _MAPS], columns[(k * 7 + 1) % _MAPS]
        cosine = float(a @ b / (np.linalg.norm(a) * np.linalg.norm(b)))
        np.degrees(np.arccos(np.clip(cosine, -1, 1)))
    return time.perf_counter() - start


def bench_slider(context: JobContext) -> list[BenchResult]:
    """One move of the threshold with the accuracy that results, against the full network."""
    network, faces, labels = _network_and_faces()
    session = LayerSession(
        Checkpoint(network, CheckpointInfo(spec=network.spec)),
        train_faces=faces,
        eval_faces=faces[:_EVAL_FACES],
        eval_labels=labels[:_EVAL_FACES],
        context=context,
    )
    thresholds = [1.0 + 0.5 * k for k in range(60)]
    results: list[BenchResult] = []
    for rule in (PruningPreset.PAPER, PruningPreset.REFIT):
        times, wrong, full_ms = _move(session, rule, thresholds, faces, labels, context)
        value, worst = statistics.median(times), max(times)
        name = "slider" if rule is PruningPreset.PAPER else f"slider_{rule}"
        results.append(
            BenchResult(
                name,
                value,
                "ms",
                full_ms,
                full_ms / value,
                f"preset {rule}, {_EVAL_FACES:,} faces, {len(thresholds)} moves, slowest "
                f"{worst:.1f} ms, {wrong} counts other than the full network's; baseline: mask "
                "and run the whole network",
                "< 16 ms, equal",
                value < 16 and wrong == 0,
            )
        )
    return results


def _move(
    session: LayerSession,
    rule: PruningPreset,
    thresholds: list[float],
    faces: npt.NDArray[np.uint8],
    labels: npt.NDArray[np.int64],
    context: JobContext,
) -> tuple[list[float], int, float]:
    """Milliseconds of every move, how many differ from the full pass, and its milliseconds."""
    times, wrong, full_times = [], 0, []
    session.preview(PruningOptions(preset=rule))
    for k, threshold in enumerate(thresholds):
        context.checkpoint()
        options = PruningOptions(preset=rule, threshold_deg=threshold)
        start = time.perf_counter()
        preview = session.preview(options)
        times.append(1e3 * (time.perf_counter() - start))
        if k % 15 == 0:
            start = time.perf_counter()
            changed = session.masked(preview.plan)
            logits = predict_logits(changed, faces[:_EVAL_FACES], Preprocessing())
            full_times.append(1e3 * (time.perf_counter() - start))
            right = int((logits.argmax(axis=1) == labels[:_EVAL_FACES]).sum())
            wrong += right != preview.judgement.correct
    return times, wrong, statistics.median(full_times)


def bench_latency(context: JobContext) -> list[BenchResult]:
    """One face through the network before and after half of module 5's maps are removed."""
    network, faces, labels = _network_and_faces(count=512)
    session = LayerSession(
        Checkpoint(network, CheckpointInfo(spec=network.spec)),
        train_faces=faces,
        eval_faces=faces,
        eval_labels=labels,
        context=context,
    )
    plan = session.plan(PruningOptions(preset=PruningPreset.REFIT), count=session.maps // 2)
    masked_network = session.masked(plan)
    small = compact(masked_network, plan)
    difference = prove_equal(masked_network, small, faces, Preprocessing())
    before_ms, after_ms = measure_latency([network, small])
    before, after = complexity(network), complexity(small)
    return [
        BenchResult(
            "latency",
            after_ms,
            "ms",
            before_ms,
            before_ms / after_ms,
            f"one face, one thread; 256 -> {plan.maps_left} maps of module 5, {before.parameters:,}"
            f" -> {after.parameters:,} parameters, {before.macs:,} -> {after.macs:,} MACs; "
            f"largest difference of a logit to the masked network {difference:.1e}",
            "equal to 1e-5",
            difference <= 1e-5,
        )
    ]


def _network_and_faces(
    *, count: int = 4096
) -> tuple[EmotionCNN, npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
    """A network trained for a moment, so that its maps differ as they do in life."""
    pieces = list(scale_faces(count=count, seed=4, bases=140))
    faces = np.concatenate([piece.faces for piece in pieces])
    labels = np.concatenate([piece.labels for piece in pieces])
    config = dataclasses.replace(preset("quick").config, epochs=1, batch_size=64, device="cpu")
    state = new_state(config)
    size = min(count, 1024)
    train = FacePart(faces, np.arange(size), labels[:size], "train")
    train_epochs(
        config,
        state,
        train=train,
        test=train,
        preprocessing=Preprocessing(),
        on_epoch=lambda state, is_best: None,
        context=JobContext(),
    )
    return state.network.eval(), faces, labels
