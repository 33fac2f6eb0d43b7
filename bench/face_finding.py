"""Thresholds of face finding, chosen on some photographs and counted on others.

    python bench/face_finding.py [DATA]      DATA holds faces/boxes.json and faces/images

Photographs, wanted faces and hits as in `bench/detectors.py`. Every photograph is searched once a
pair of thresholds before O-Net, at a low one of O-Net; higher ones follow from its probabilities.
The pair and O-Net's threshold that find the most faces at `MOST_FALSE` false boxes a picture are
chosen on four fifths of the pictures and counted on the last, for 20 divisions.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt
from detectors import Score, count, read_photographs

from emotion_gui.core.faces.mtcnn import MtcnnDetector, MtcnnSettings
from emotion_gui.core.faces.mtcnn_networks import MtcnnNetworks

MOST_FALSE = 0.12
BEFORE = (0.4, 0.5, 0.6)
LAST = tuple(round(0.70 + 0.02 * k, 2) for k in range(13))
DIVISIONS, FOLDS = 20, 5

Counts = npt.NDArray[np.float64]  # (photographs, 3): hits, false boxes, wanted faces


def counted(folder: Path) -> dict[tuple[float, float], Counts]:
    """What every pair of thresholds finds on every photograph."""
    photographs = read_photographs(folder)
    networks = MtcnnNetworks.load()
    found: dict[tuple[float, float], Counts] = {}
    for before in BEFORE:
        settings = MtcnnSettings(thresholds=(before, before, LAST[0]))
        detector = MtcnnDetector(settings=settings, networks=networks)
        rows: dict[float, list[tuple[int, int, int]]] = {last: [] for last in LAST}
        for photograph in photographs:
            # Of nested boxes the surest stays: a threshold takes the same ones afterwards.
            faces = detector.detect(photograph.picture)
            for last in LAST:
                score = Score()
                count(photograph, [face for face in faces if face.confidence > last], score)
                rows[last].append((score.hits, score.false, len(photograph.wanted)))
        found |= {(before, last): np.array(rows[last], dtype=float) for last in LAST}
    return found


def recall(counts: Counts) -> float:
    """Share of the wanted faces that is found."""
    return float(counts[:, 0].sum() / counts[:, 2].sum())


def best(
    found: dict[tuple[float, float], Counts], chosen: npt.NDArray[np.bool_]
) -> tuple[float, float]:
    """The thresholds with the most faces at few enough false boxes."""
    fits = [key for key, counts in found.items() if counts[chosen, 1].mean() <= MOST_FALSE]
    return max(fits, key=lambda key: recall(found[key][chosen]))


def main() -> int:
    default = os.environ.get("EMOTION_GUI_DATA", str(Path(__file__).parents[2] / "shared/data"))
    found = counted(Path(sys.argv[1] if len(sys.argv) > 1 else default) / "faces")
    total = len(next(iter(found.values())))
    shares, false, taken = [], [], []
    for seed in range(DIVISIONS):
        fold = np.random.default_rng(seed).permutation(total) % FOLDS
        parts = []
        for k in range(FOLDS):
            key = best(found, fold != k)
            taken.append(key)
            parts.append(found[key][fold == k])
        held_out = np.concatenate(parts)
        shares.append(recall(held_out))
        false.append(float(held_out[:, 1].mean()))
    print(f"{total} photographs, {DIVISIONS} divisions into {FOLDS}")
    print(
        f"held out: {np.mean(shares):.3f} found (sd {np.std(shares):.3f}), "
        f"{np.mean(false):.3f} false boxes a picture"
    )
    for key in sorted(set(taken), key=taken.count, reverse=True)[:4]:
        print(f"chosen {taken.count(key)} times: {key[0]:g} before O-Net, {key[1]:g} of O-Net")
    key = best(found, np.ones(total, dtype=bool))
    print(f"on all: {key}, {recall(found[key]):.3f} found, {found[key][:, 1].mean():.3f} false")
    return 0


if __name__ == "__main__":
    sys.exit(main())
