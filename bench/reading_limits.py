"""Below which size, light and sharpness a network is wrong at least half of the time.

    python bench/reading_limits.py [MODEL…] [--data DATA] [--every 4]

PublicTest (or, with `--learned`, the last tenth of Training) from smaller and smaller copies,
blurred more and more, and under all faults of `evaluate --robustness` by how light and how sharp
the crops are. What comes out goes into a bundled model as `scripts/bundle_model.py --limits`.
"""

from __future__ import annotations

import itertools

import cv2
import numpy as np
import torch
from model_table import Faces, Labels, answers, asked, fer2013

from emotion_gui.core.evaluation.robustness import CAMERA_FAULTS, STRENGTHS, spoiled
from emotion_gui.core.faces.faults import blurred
from emotion_gui.core.faces.readable import light, sharpness
from emotion_gui.core.model.catalogue import resolve_checkpoint
from emotion_gui.core.model.checkpoint import Checkpoint, load_checkpoint
from emotion_gui.core.runtime import prepare_process

SIDES = (10, 12, 14, 16, 18, 20, 22, 24, 32, 48)
BLURS = (1.0, 2.0, 2.5, 3.0, 3.5, 4.0)
LIGHT = (0, 0.08, 0.1, 0.12, 0.15, 0.2, 0.25, 0.3, 1)
SHARPNESS = (0, 20, 30, 45, 70, 100, 150, 300, np.inf)


def main() -> int:
    """Four lines a model."""
    prepare_process()
    options = asked(__doc__)
    faces, labels = fer2013(options.data / "fer2013", learned=options.learned)
    faces, labels = faces[:: options.every], labels[:: options.every]
    trials = itertools.product(CAMERA_FAULTS, range(1, STRENGTHS + 1))
    seen = np.concatenate([spoiled(faces, fault, k) for fault, k in trials])
    lights, sharp = (np.array([read(face) for face in seen]) for read in (light, sharpness))
    for name in options.models:
        model = load_checkpoint(resolve_checkpoint(name))
        print(f"{name}, n = {len(faces)}, {len(seen):,} under faults")
        smaller = {f"{side} px": small(faces, side) for side in SIDES}
        softer = {f"blur {px:g}": soft(faces, px) for px in BLURS}
        for copies in (smaller, softer):
            print("  " + ", ".join(f"{w} {right(model, f, labels)}" for w, f in copies.items()))
        hits = answers(model, seen).argmax(axis=1) == np.tile(labels, len(seen) // len(labels))
        for word, values, edges in (("light", lights, LIGHT), ("sharpness", sharp, SHARPNESS)):
            print(f"  {word} {by_bins(hits, values, edges)}", flush=True)
    return 0


def small(faces: Faces, side: int) -> Faces:
    """As from so small a copy."""
    whole = faces.shape[1:]
    copies = [cv2.resize(face, (side, side), interpolation=cv2.INTER_AREA) for face in faces]
    return np.stack([cv2.resize(c, whole, interpolation=cv2.INTER_LINEAR) for c in copies])


def soft(faces: Faces, deviation_px: float) -> Faces:
    """Blurred; the sharpness that is left is told by its median."""
    pixels = torch.from_numpy(faces)[:, None].float() / 255
    soft = blurred(pixels, torch.full((len(faces),), deviation_px))
    return (255 * soft.clamp(0, 1)).round().byte().numpy()[:, 0]


def right(model: Checkpoint, faces: Faces, labels: Labels) -> str:
    """Share right, and the median of the sharpness."""
    share = (answers(model, faces).argmax(axis=1) == labels).mean()
    return f"{share:.3f} (sharpness {np.median([sharpness(face) for face in faces]):.0f})"


def by_bins(hits: np.ndarray, values: np.ndarray, edges: tuple[float, ...]) -> str:
    """Share right between the edges, with the number of faces."""
    words = []
    for low, high in itertools.pairwise(edges):
        here = (values >= low) & (values < high)
        if here.any():
            words.append(f"to {high:g} {hits[here].mean():.3f} (n = {here.sum()})")
    return ", ".join(words)


if __name__ == "__main__":
    raise SystemExit(main())
