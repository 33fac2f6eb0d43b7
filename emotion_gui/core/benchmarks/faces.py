"""Faces to fit to, to choose by and to judge on: FER2013 where it is here, rendered ones else."""

from __future__ import annotations

import lzma
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from emotion_gui.core.benchmarks.photographs import DATA_VARIABLE
from emotion_gui.core.data.sample_faces import scale_faces
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.pruning.measurement import PruningData

_HELD_OUT = 10  # every tenth face to learn from is fitted by nobody
_RENDERED = 600


@dataclass(frozen=True, eq=False)
class BenchFaces:
    """Three parts that have no face in common.

    Attributes:
        fitted: to rank and fit by; without labels.
        held: of the same part, but nothing is fitted to them; their labels are for surveys, which
            tell accuracies.
        judged: uint8 (m, side, side).
        labels: of `judged`, shape (m,).
        words: where they are from.
    """

    fitted: PruningData
    held: PruningData
    judged: npt.NDArray[np.uint8]
    labels: npt.NDArray[np.int64]
    words: str


def bench_faces() -> BenchFaces:
    """FER2013's Training and PublicTest under the folder of `EMOTION_GUI_DATA`, or rendered."""
    folder = Path(os.environ.get(DATA_VARIABLE) or "/nonexistent") / "fer2013"
    if (folder / "images.npy.xz").is_file():
        with lzma.open(folder / "images.npy.xz") as file:
            images: npt.NDArray[np.uint8] = np.load(file, allow_pickle=False)
        table = np.load(folder / "labels.npz", allow_pickle=False)
        learning, judged = (images[table["usage"] == usage] for usage in (0, 1))
        known, labels = (table["label"][table["usage"] == k].astype(np.int64) for k in (0, 1))
        words = "Training and PublicTest"
    else:
        pieces = list(scale_faces(count=2 * _RENDERED, seed=1, bases=140))
        images = np.concatenate([piece.faces for piece in pieces])
        told = np.concatenate([piece.labels for piece in pieces])
        learning, judged, known, labels = images[::2], images[1::2], told[::2], told[1::2]
        words = "rendered faces"
    held = np.arange(len(learning)) % _HELD_OUT == 0
    fitted = PruningData(learning[~held], Preprocessing())
    kept = PruningData(learning[held], Preprocessing(), known[held])
    return BenchFaces(fitted, kept, judged, labels, words)
