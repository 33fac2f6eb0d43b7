"""What mending a face before it is read is worth: accuracy under the faults of `--robustness`.

    python bench/mended_faces.py [DATA] [--model paper] [--every 8]

DATA holds fer2013/ (images.npy.xz and labels.npz). The faces are the last tenth of Training, every
so many of them: bundled networks learned these, so compare columns, not with a test part. Three
mendings, each only where a face needs it: grain is averaged away (non-local means; more grain
than in 99 of 100 clean faces), little contrast is stretched, a soft face sharpened. The program
does none of this: it is a trial.
"""

from __future__ import annotations

import argparse
import lzma
import os
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import torch

from emotion_gui.core.evaluation.robustness import CAMERA_FAULTS, STRENGTHS, spoiled
from emotion_gui.core.model.checkpoint import load_checkpoint
from emotion_gui.core.model.inputs import to_input
from emotion_gui.core.resources import resources_dir

Faces = npt.NDArray[np.uint8]

LEAST_DEVIATION = 36.0  # grey steps of 255; 5 in 100 clean faces have fewer than 32
LEAST_SHARPNESS = 300.0  # variance of the Laplacian
# Of a picture whose second differences are noise alone (Immerkaer 1996).
_DIFFERENCES = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], dtype=np.float32)


def grain(face: Faces) -> float:
    """Standard deviation of the noise in a face, in grey steps (Immerkaer 1996)."""
    differences = cv2.filter2D(face.astype(np.float32), cv2.CV_32F, _DIFFERENCES)
    return float(np.abs(differences)[1:-1, 1:-1].mean() * np.sqrt(np.pi / 2) / 6)


def smoothed(face: Faces, most: float) -> Faces:
    """Without grain, where there is more than `most`."""
    noise = grain(face)
    if noise <= most:
        return face
    mended = cv2.fastNlMeansDenoising(
        face, None, h=1.3 * noise, templateWindowSize=3, searchWindowSize=11
    )
    return np.asarray(mended, dtype=np.uint8)


def stretched(face: Faces) -> Faces:
    """With more contrast, where there is little; half way to a middle grey."""
    deviation, mean = max(2.0, float(face.std())), float(face.mean())
    if deviation >= LEAST_DEVIATION:
        return face
    wide = (face - mean) * (LEAST_DEVIATION / deviation) + (mean + 127.5) / 2
    return wide.clip(0, 255).astype(np.uint8)


def sharpened(face: Faces) -> Faces:
    """With an unsharp mask, where edges are soft."""
    exact = face.astype(np.float32)
    if cv2.Laplacian(exact, cv2.CV_32F).var() >= LEAST_SHARPNESS:
        return face
    sharp = exact + 1.5 * (exact - cv2.GaussianBlur(exact, (0, 0), 1.0))
    return sharp.clip(0, 255).astype(np.uint8)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    default = os.environ.get("EMOTION_GUI_DATA", str(Path(__file__).parents[2] / "shared/data"))
    parser.add_argument("data", nargs="?", type=Path, default=Path(default))
    parser.add_argument("--model", default="paper")
    parser.add_argument("--every", type=int, default=8)
    arguments = parser.parse_args()
    faces, labels = last_tenth(arguments.data / "fer2013", arguments.every)
    most = float(np.percentile([grain(face) for face in faces], 99))
    mendings: dict[str, Callable[[Faces], Faces]] = {
        "as it is": lambda face: face,
        "grain": lambda face: smoothed(face, most),
        "contrast": stretched,
        "edges": sharpened,
        "all three": lambda face: sharpened(stretched(smoothed(face, most))),
    }
    model = load_checkpoint(resources_dir() / "models" / f"{arguments.model}.safetensors")
    network = model.network.eval()

    def right(shown: Faces) -> float:
        with torch.no_grad():
            logits = network(to_input(shown, model.info.preprocessing)).numpy()
        return float((logits.argmax(axis=1) == labels).mean())

    print(f"{arguments.model}, n = {len(faces)}, grain above {most:.1f} is averaged")
    print(f"{'':14}" + "".join(f"{name:>11}" for name in mendings))
    seen = [("as it is", faces)]
    seen += [
        (f"{fault.key} {k}", spoiled(faces, fault, k))
        for fault in CAMERA_FAULTS
        for k in range(1, STRENGTHS + 1)
    ]
    rows = []
    for name, shown in seen:
        rows.append([right(np.stack([mend(f) for f in shown])) for mend in mendings.values()])
        print(f"{name:14}" + "".join(f"{share:11.3f}" for share in rows[-1]), flush=True)
    mean = np.mean(rows[1:], axis=0)
    print(f"{'mean of faults':14}" + "".join(f"{share:11.3f}" for share in mean))
    return 0


def last_tenth(folder: Path, every: int) -> tuple[Faces, npt.NDArray[np.int64]]:
    """Faces of Training and their labels."""
    stored = np.load(folder / "labels.npz")
    training = np.flatnonzero(stored["usage"] == 0)
    chosen = training[len(training) * 9 // 10 :][::every]
    with lzma.open(folder / "images.npy.xz") as file:
        images = np.load(file)
    return images[chosen], stored["label"][chosen]


if __name__ == "__main__":
    raise SystemExit(main())
