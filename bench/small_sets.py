"""What to begin with where a set is as small as SFEW (675 faces): fresh weights or a bundled model.

    python bench/small_sets.py [DATA] [--model paper] [--draws 5] [--camera]
        [--only "all weights, 2e-05"]

DATA holds fer2013/ (images.npy.xz and labels.npz). The bundled models know Training, so the small
sets are drawn from PublicTest without its copies of Training faces: 100 faces of each class (30 of
the rare disgust) to learn from, all others to judge by. Each draw takes other faces. Faces of
another origin would be a harder test of the same: with `--camera` all are seen by one bad camera
(coarse, dark, half in shadow), which the bundled models have not seen.
"""

from __future__ import annotations

import argparse
import dataclasses
import lzma
import os
import tempfile
import time
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import numpy as np
import numpy.typing as npt
from teaching import bad_camera, put

from emotion_gui.core.evaluation.predict import predict_logits
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.model.catalogue import resolve_checkpoint
from emotion_gui.core.model.checkpoint import Checkpoint, load_checkpoint
from emotion_gui.core.model.learned_faces import among, face_hashes
from emotion_gui.core.runtime import prepare_process
from emotion_gui.core.training.config import TrainConfig
from emotion_gui.core.training.presets import PRESETS
from emotion_gui.core.training.requests import TrainRequest
from emotion_gui.core.workspace.records import Part
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.operations import train as operation

Faces = npt.NDArray[np.uint8]
Labels = npt.NDArray[np.int64]

OF_A_CLASS, OF_DISGUST, DISGUST, WATCHED = 100, 30, 1, 49
SCRATCH = "fresh weights"


def ways(start: Checkpoint) -> Mapping[str, TrainConfig]:
    """Fresh weights, and a bundled model with its features still or learning, too."""
    scratch = dataclasses.replace(
        PRESETS["best-on-cpu"].config, network=start.network.spec, batch_size=32, keep="last"
    )
    spec = start.network.spec
    few = dataclasses.replace(PRESETS["few-faces"].config, network=spec)
    small = dataclasses.replace(PRESETS["small-set"].config, network=spec)
    return {
        SCRATCH: scratch,
        "features still, head alone": few,
        **{
            f"all weights, {rate:g}": dataclasses.replace(small, learning_rate=rate)
            for rate in (small.learning_rate, 5e-5, 2e-4)
        },
    }


def main() -> int:
    """Every way on every draw, a line each; means at the end."""
    prepare_process()
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    default = os.environ.get("EMOTION_GUI_DATA", str(Path(__file__).parents[2] / "shared/data"))
    parser.add_argument("data", nargs="?", type=Path, default=Path(default))
    parser.add_argument("--model", default="paper")
    parser.add_argument("--draws", type=int, default=5)
    parser.add_argument("--camera", action="store_true")
    parser.add_argument("--only", nargs="*", default=[], help="names of ways; all where none is")
    options = parser.parse_args()
    file = resolve_checkpoint(options.model)
    start = load_checkpoint(file)
    faces, labels = unseen(options.data / "fer2013", start)
    if options.camera:
        faces = np.stack([bad_camera(face) for face in faces])
    rows: dict[str, list[tuple[float, float, float]]] = {}
    for draw in range(1, options.draws + 1):
        learned, watched, judged = drawn(labels, draw)
        own = np.concatenate([learned, watched])
        parts = np.repeat([Part.TRAIN, Part.TEST], (len(learned), len(watched)))
        for name, config in {"as it is": None, **ways(start)}.items():
            if options.only and config is not None and name not in options.only:
                continue
            began, network = time.process_time(), start
            if config is not None:
                begins = None if name == SCRATCH else file
                network = taught(faces[own], labels[own], parts, config, begins, start)
            seconds = time.process_time() - began
            plain, balanced = right(network, faces[judged], labels[judged])
            rows.setdefault(name, []).append((plain, balanced, seconds))
            print(f"{draw} {name:36}{plain:7.3f}{balanced:7.3f}{seconds:7.1f} s", flush=True)
    print(f"{options.model}, {len(learned)} faces, judged by {len(judged)}, draws {options.draws}")
    for name, found in rows.items():
        mean, spread = np.mean(found, axis=0), np.std(found, axis=0, ddof=min(1, len(found) - 1))
        print(
            f"{name:36} accuracy {mean[0]:.3f} ({spread[0]:.3f}), "
            f"balanced {mean[1]:.3f} ({spread[1]:.3f}), {mean[2]:.1f} s"
        )
    return 0


def unseen(folder: Path, start: Checkpoint) -> tuple[Faces, Labels]:
    """Faces of PublicTest that the model did not learn, and their labels."""
    stored = np.load(folder / "labels.npz")
    with lzma.open(folder / "images.npy.xz") as file:
        faces = np.load(file)
    test = stored["usage"] == 1
    assert start.info.learned is not None
    test &= ~among(face_hashes(faces), start.info.learned.trained)
    return faces[test], stored["label"][test].astype(np.int64)


def drawn(labels: Labels, seed: int) -> tuple[Labels, Labels, Labels]:
    """Places of faces to learn from, to be watched, and to be judged by."""
    rng = np.random.default_rng(seed)
    learned, others = [], []
    for label in np.unique(labels):
        places = rng.permutation(np.flatnonzero(labels == label))
        count = OF_DISGUST if label == DISGUST else OF_A_CLASS
        learned.append(places[:count])
        others.append(places[count:])
    rest = rng.permutation(np.concatenate(others))
    return np.concatenate(learned), rest[:WATCHED], rest[WATCHED:]


def taught(
    faces: Faces,
    labels: Labels,
    parts: npt.NDArray[np.uint8],
    config: TrainConfig,
    begins: Path | None,
    model: Checkpoint,
) -> Checkpoint:
    """The network after its last epoch."""
    with tempfile.TemporaryDirectory() as folder, closing(Workspace.open(Path(folder))) as opened:
        put(opened, "small", faces, labels, model.info, "small", parts)
        request = TrainRequest("small", config, start_from=begins)
        return load_checkpoint(operation.train(opened, request, JobContext()).checkpoint)


def right(network: Checkpoint, faces: Faces, labels: Labels) -> tuple[float, float]:
    """Accuracy, and its mean over the classes."""
    logits = predict_logits(network.network, faces, network.info.preprocessing)
    hits = logits.argmax(axis=1) == labels
    return float(hits.mean()), float(np.mean([hits[labels == k].mean() for k in np.unique(labels)]))


if __name__ == "__main__":
    raise SystemExit(main())
