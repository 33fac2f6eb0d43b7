"""How right the bundled models stay under what cameras do, beside clean faces."""

from __future__ import annotations

import lzma
import os
from pathlib import Path

import numpy as np
import numpy.typing as npt

from emotion_gui.core.benchmarks.photographs import DATA_VARIABLE
from emotion_gui.core.benchmarks.result import BenchResult
from emotion_gui.core.data.sample_faces import scale_faces
from emotion_gui.core.evaluation.evaluate_run import answerer
from emotion_gui.core.evaluation.robustness import PASSES, measure_robustness
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.labels import SEVEN, match_labels
from emotion_gui.core.model.checkpoint import load_checkpoint
from emotion_gui.core.resources import resources_dir

_FACES = 300
_PUBLIC_TEST = 1


def bench_robustness(context: JobContext) -> list[BenchResult]:
    """Mean over all faults and strengths; with `EMOTION_GUI_DATA` on faces of PublicTest there."""
    faces, labels, what = _faces()
    results = []
    for path in sorted((resources_dir() / "models").glob("*.safetensors")):
        context.checkpoint()
        loaded = load_checkpoint(path)
        info = loaded.info
        match = match_labels(info.label_set, SEVEN)
        found = measure_robustness(
            answerer(loaded, path, match, faces=PASSES * len(faces)),
            faces,
            labels,
            names=info.labels,
            temperature=info.temperature,
            context=context,
        )
        worst = found.worst
        results.append(
            BenchResult(
                f"robustness_{path.stem}",
                100 * found.mean_accuracy,
                "%",
                100 * found.clean.accuracy,
                found.mean_accuracy / max(found.clean.accuracy, 1e-9),
                f"share right, mean of 12 faults at 3 strengths; n = {found.n:,} {what}; baseline: "
                f"the same faces as they are; worst {100 * worst.accuracy:.1f} % ({worst.label} "
                f"{worst.words}); `evaluate --robustness` takes a whole part",
            )
        )
    return results


def _faces() -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64], str]:
    folder = Path(os.environ.get(DATA_VARIABLE) or "/nonexistent") / "fer2013"
    if (folder / "images.npy.xz").is_file():
        with lzma.open(folder / "images.npy.xz") as file:
            images: npt.NDArray[np.uint8] = np.load(file, allow_pickle=False)
        table = np.load(folder / "labels.npz", allow_pickle=False)
        rows = np.flatnonzero(table["usage"] == _PUBLIC_TEST)
        rows = np.sort(np.random.default_rng(0).permutation(rows)[:_FACES])
        return images[rows], table["label"][rows].astype(np.int64), "faces of PublicTest"
    pieces = list(scale_faces(count=_FACES, seed=1, bases=140))
    faces = np.concatenate([piece.faces for piece in pieces])
    return faces, np.concatenate([piece.labels for piece in pieces]), "rendered faces"
