"""The import of photographs beside a plain loop of `facenet_pytorch.MTCNN`, in turns.

    python bench/import_photos.py [DATA] [--turns 3]      DATA holds faces/images

The plain loop opens each file with Pillow, detects in full size with the library's defaults, cuts
the largest box and resizes it to 48x48 gray. Ours is the import with its default detector, up to
a finished data set on disk. Both are warmed up on one picture and take turns in one process.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from pathlib import Path

os.environ.setdefault("GOMP_SPINCOUNT", "100")

from PIL import Image

from emotion_gui.core.benchmarks import torchvision_guard
from emotion_gui.core.data.import_request import ImportRequest
from emotion_gui.core.data.importing import import_dataset
from emotion_gui.core.runtime import prepare_process
from emotion_gui.core.workspace.workspace import Workspace


def plain(network: object, files: list[Path]) -> int:
    """Faces found by the usual loop."""
    found = 0
    for file in files:
        image = Image.open(file).convert("RGB")
        boxes, _ = network.detect(image)  # type: ignore[attr-defined]
        if boxes is not None:
            found += 1
            image.crop(tuple(boxes[0])).convert("L").resize((48, 48))
    return found


def ours(source: Path) -> int:
    """Faces imported."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace.open(Path(folder) / "workspace")
        report = import_dataset(workspace, ImportRequest(source, "x", detector="combined"))
        workspace.close()
    return report.imported


def main() -> int:
    prepare_process()
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    default = os.environ.get("EMOTION_GUI_DATA", str(Path(__file__).parents[2] / "shared/data"))
    parser.add_argument("data", type=Path, nargs="?", default=Path(default))
    parser.add_argument("--turns", type=int, default=3)
    options = parser.parse_args()
    source = options.data / "faces" / "images"
    files = sorted(source.iterdir())
    torchvision_guard.install()
    from facenet_pytorch import MTCNN

    network = MTCNN(keep_all=True)
    plain(network, files[:1])
    with tempfile.TemporaryDirectory() as folder:
        one = Path(folder) / "one"
        one.mkdir()
        (one / files[0].name).write_bytes(files[0].read_bytes())
        ours(one)
    times: dict[str, list[float]] = {"plain MTCNN": [], "import": []}
    faces = {}
    for _ in range(options.turns):
        began_s = time.perf_counter()
        faces["plain MTCNN"] = plain(network, files)
        middle_s = time.perf_counter()
        faces["import"] = ours(source)
        times["plain MTCNN"].append(middle_s - began_s)
        times["import"].append(time.perf_counter() - middle_s)
    for name, seconds in times.items():
        rate = len(files) / statistics.median(seconds)
        print(f"{name:12} {len(files)} pictures, {faces[name]} with a face, {rate:.1f} a second")
    ratios = [a / b for a, b in zip(times["plain MTCNN"], times["import"], strict=True)]
    print(
        "ratios", ", ".join(f"{r:.2f}" for r in ratios), f"median {statistics.median(ratios):.2f}x"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
