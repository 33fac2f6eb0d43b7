"""Import of photographs - detect, align, crop, store - against a plain MTCNN loop."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from emotion_gui.core.benchmarks import torchvision_guard
from emotion_gui.core.benchmarks.result import BenchResult, has_usual_libraries, median_pair
from emotion_gui.core.data.import_request import ImportRequest
from emotion_gui.core.data.importing import import_dataset
from emotion_gui.core.data.sample_faces import write_sample_pictures
from emotion_gui.core.files import temporary_folder
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.workspace.workspace import Workspace

DATA_VARIABLE = "EMOTION_GUI_DATA"
_PICTURES = 24
_ROUNDS = 3
_SUFFIXES = {".jpg", ".jpeg", ".png"}


def bench_photo_import(context: JobContext) -> list[BenchResult]:
    """Pictures a second, median of several rounds taken in turns."""
    with temporary_folder("emotion-bench-") as folder:
        real = _real_photographs()
        if real:
            source, files, what = real[0].parent, tuple(real), "photographs"
        else:
            source = folder / "pictures"
            files = tuple(
                write_sample_pictures(source, count=_PICTURES, seed=6, width=640, height=480)
            )
            what = "drawn photographs of 640x480"
        rounds = iter(range(_ROUNDS + 1))
        usual = _UsualLoop(files).rate if has_usual_libraries() else None

        def ours() -> float:
            return _import_rate(source, files, folder / f"w{next(rounds)}")

        ours()
        rate, baseline = _rates(ours, usual, context)
    ratio = None if baseline is None else rate / baseline
    return [
        BenchResult(
            "photo_import",
            rate,
            "pictures/s",
            baseline,
            ratio,
            f"{len(files)} {what}: find (MTCNN, then Haar), align, crop, store; baseline: PIL and "
            "facenet_pytorch.MTCNN as it comes, a picture at a time, nothing stored",
            ">= 2x plain MTCNN",
            None if ratio is None else ratio >= 2.0,
        )
    ]


def _rates(
    ours: Callable[[], float], usual: Callable[[], float] | None, context: JobContext
) -> tuple[float, float | None]:
    """Ours and the usual, in turns; ours alone in a package, which lacks the usual libraries."""
    if usual is None:
        return statistics.median(ours() for _ in range(_ROUNDS)), None
    usual()
    return median_pair(ours, usual, rounds=_ROUNDS, context=context)


def _real_photographs() -> list[Path]:
    """Up to two dozen photographs of `EMOTION_GUI_DATA`, where it is set."""
    folder = os.environ.get(DATA_VARIABLE)
    if not folder:
        return []
    found = sorted(
        path for path in (Path(folder) / "faces").rglob("*") if path.suffix.lower() in _SUFFIXES
    )
    parents = [path for path in found if path.parent == found[0].parent]
    return parents[:_PICTURES]


def _import_rate(source: Path, files: tuple[Path, ...], folder: Path) -> float:
    workspace = Workspace.open(folder)
    request = ImportRequest(
        source, "photographs", detector="combined", several="all", split="none", files=files
    )
    try:
        start = time.perf_counter()
        import_dataset(workspace, request, JobContext())
        return len(files) / (time.perf_counter() - start)
    finally:
        workspace.close()


class _UsualLoop:
    """What most projects do: open with PIL, give it to MTCNN, keep the crops."""

    def __init__(self, files: tuple[Path, ...]) -> None:
        torchvision_guard.install()
        from facenet_pytorch import MTCNN

        self._detector = MTCNN(keep_all=True, post_process=False)
        self._files = files

    def rate(self) -> float:
        """Pictures a second."""
        from PIL import Image

        start = time.perf_counter()
        for file in self._files:
            with Image.open(file) as picture:
                self._detector(picture.convert("RGB"))
        return len(self._files) / (time.perf_counter() - start)
