"""What networks are worth outside the data set: the table of docs/models.md.

    python bench/model_table.py [MODEL…] [--data DATA] [--every 4] [--learned]

DATA holds fer2013/ (images.npy.xz, labels.npz) and cross/ (folders of classes: faces of another
origin, noisy labels). MODEL is a bundled model's name or a checkpoint. Clean and mirrored answers
are about all of PublicTest; the faults of `evaluate --robustness` and "unsure" under them about
every so many of its faces. With `--learned` the last tenth of Training stands for PublicTest: to
choose by without a look at the reported faces; the columns of one network are then too good, their
differences say something.
"""

from __future__ import annotations

import argparse
import lzma
import os
import tempfile
from contextlib import closing
from pathlib import Path

import numpy as np
import numpy.typing as npt

from emotion_gui import api
from emotion_gui.core.data.dataset import open_dataset
from emotion_gui.core.evaluation.complexity import measure_latency
from emotion_gui.core.evaluation.metrics import evaluate_predictions
from emotion_gui.core.evaluation.predict import predict_logits
from emotion_gui.core.evaluation.robustness import CAMERA_FAULTS, STRENGTHS, spoiled
from emotion_gui.core.model.catalogue import resolve_checkpoint
from emotion_gui.core.model.checkpoint import Checkpoint, load_checkpoint
from emotion_gui.core.model.probabilities import softmax
from emotion_gui.core.runtime import prepare_process
from emotion_gui.core.workspace.records import Part

Faces = npt.NDArray[np.uint8]
Labels = npt.NDArray[np.int64]
Logits = npt.NDArray[np.float32]

DISGUST = 1


def main() -> int:
    """A block of lines a model."""
    prepare_process()
    options = asked(__doc__)
    faces, labels = fer2013(options.data / "fer2013", learned=options.learned)
    elsewhere = found(options.data / "cross") if (options.data / "cross").is_dir() else None
    for name in options.models:
        model = load_checkpoint(resolve_checkpoint(name))
        one, other = answers(model, faces), answers(model, faces, flip=True)
        (ms,) = measure_latency([model.network])
        print(f"{name}: {model.network.spec.widths}, {ms:.2f} ms a face in torch")
        print(f"  clean     {words(model, labels, one)}")
        print(f"  mirrored  {words(model, labels, other)}")
        under_faults(model, faces[:: options.every], labels[:: options.every])
        if elsewhere is not None:
            pixels, known = elsewhere
            logits, six = answers(model, pixels), known != DISGUST
            print(f"  elsewhere {words(model, known, logits)}")
            print(f"  of six    {words(model, known[six], logits[six])}", flush=True)
    return 0


def asked(about: str) -> argparse.Namespace:
    """Which models, on which faces."""
    parser = argparse.ArgumentParser(description=about.splitlines()[0])
    default = os.environ.get("EMOTION_GUI_DATA", str(Path(__file__).parents[2] / "shared/data"))
    parser.add_argument("models", nargs="*", default=["paper", "default"])
    parser.add_argument("--data", type=Path, default=Path(default))
    parser.add_argument("--every", type=int, default=4)
    parser.add_argument("--learned", action="store_true")
    return parser.parse_args()


def under_faults(model: Checkpoint, faces: Faces, labels: Labels) -> None:
    """Mean and worst of all faults, and their answers together."""
    trials = []
    for fault in CAMERA_FAULTS:
        for k in range(1, STRENGTHS + 1):
            logits = answers(model, spoiled(faces, fault, k))
            trials.append(
                (float((logits.argmax(axis=1) == labels).mean()), f"{fault.key} {k}", logits)
            )
    mean, worst = np.mean([share for share, _, _ in trials]), min(trials, key=lambda t: t[0])
    print(f"  faults    mean {mean:.4f}, worst {worst[0]:.4f} ({worst[1]}), n = {len(faces)} each")
    shares = [np.mean([t[0] for t in trials if t[1].split()[0] == f.key]) for f in CAMERA_FAULTS]
    each = (f"{f.key} {share:.3f}" for f, share in zip(CAMERA_FAULTS, shares, strict=True))
    print(f"            {', '.join(each)}")
    together = np.concatenate([logits for _, _, logits in trials])
    print(f"  together  {words(model, np.tile(labels, len(trials)), together)}", flush=True)


def words(model: Checkpoint, labels: Labels, logits: Logits) -> str:
    """Accuracy, balanced, calibration error with and without the temperature, unsure answers."""
    info = model.info
    cold = evaluate_predictions(labels, logits)
    judged = evaluate_predictions(labels, logits, temperature=info.temperature)
    unsure = softmax(logits, temperature=info.temperature).max(axis=1) < (info.unsure_below or 0.0)
    wrong = logits.argmax(axis=1) != labels
    share = float(wrong[unsure].mean()) if unsure.any() else float("nan")
    return (
        f"{judged.accuracy:.4f} of {judged.n}, balanced {judged.balanced_accuracy:.4f}, "
        f"ECE {judged.ece:.3f} (at temperature 1 {cold.ece:.3f}), "
        f"unsure {unsure.mean():.3f}, of these wrong {share:.3f}"
    )


def answers(model: Checkpoint, faces: Faces, *, flip: bool = False) -> Logits:
    """Logits of the float network."""
    return predict_logits(model.network, faces, model.info.preprocessing, flip=flip)


def fer2013(folder: Path, *, learned: bool) -> tuple[Faces, Labels]:
    """PublicTest, or the last tenth of Training."""
    stored = np.load(folder / "labels.npz")
    with lzma.open(folder / "images.npy.xz") as file:
        images = np.load(file)
    places = np.flatnonzero(stored["usage"] == (0 if learned else 1))
    chosen = places[len(places) * 9 // 10 :] if learned else places
    return images[chosen], stored["label"][chosen].astype(np.int64)


def found(folder: Path) -> tuple[Faces, Labels]:
    """The faces that the program finds in these pictures."""
    with (
        tempfile.TemporaryDirectory() as place,
        closing(api.open_workspace(Path(place) / "w")) as opened,
    ):
        api.import_faces(opened, folder, "cross", detector="combined")
        dataset = open_dataset(opened, "cross")
        usable = np.flatnonzero(dataset.parts != Part.NONE)
        part = dataset.faces_at(usable, "cross")
        return part.pixels(), part.labels


if __name__ == "__main__":
    raise SystemExit(main())
