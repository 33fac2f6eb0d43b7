"""Import what is slow and run it once, so that the first real face is fast."""

from __future__ import annotations

import importlib
from dataclasses import dataclass

from emotion_gui.core.jobs import JobContext, Progress
from emotion_gui.core.runtime import choose_device, import_cv2, load_without_lock

# What cameras and clips become before they are searched (longest side 640).
WARM_SIZES_PX = ((640, 360), (640, 480))
# All of torch's own that knows nothing of Python; a build for graphics cards has it in there too.
TORCH_LIBRARIES = ("lib/libtorch.so", "lib/libtorch.dylib")


@dataclass(frozen=True)
class WarmFacts:
    """What the process computes with, known once torch is imported."""

    device: str
    threads: int


def warm_up(context: JobContext, *, device: str = "auto", threads: int = 0) -> WarmFacts:
    """Import OpenCV, torch and what Live needs, in this order, and run the detector once.

    Args:
        context: reports each step; a stop is obeyed between them.
        device: the setting; one that this computer lacks falls back to the CPU.
        threads: of torch; 0 leaves the choice to it.
    """
    from emotion_gui.core.errors import ConfigError

    steps = 4
    context.report(Progress(0, steps, "OpenCV"))
    load_without_lock("cv2", "cv2*.so")
    import_cv2()
    context.checkpoint()
    context.report(Progress(1, steps, "PyTorch"))
    load_without_lock("torch", *TORCH_LIBRARIES)
    torch = importlib.import_module("torch")
    if threads > 0:
        torch.set_num_threads(threads)
    context.checkpoint()
    context.report(Progress(2, steps, "face detector"))
    _warm_detector()
    context.checkpoint()
    context.report(Progress(3, steps, "network"))
    try:
        chosen = choose_device(device)
    except ConfigError:
        chosen = choose_device("cpu")
    return WarmFacts(device=chosen.type, threads=int(torch.get_num_threads()))


def _warm_detector() -> None:
    import numpy as np

    from emotion_gui.core.faces.mtcnn import MtcnnDetector
    from emotion_gui.core.inference.pipeline import LIVE_MIN_FACE_PX

    importlib.import_module("emotion_gui.core.inference.live")
    detector = MtcnnDetector(min_face_px=LIVE_MIN_FACE_PX)
    detector.warm_up()
    # The first picture of a size costs several times as much as the second.
    for width, height in WARM_SIZES_PX:
        detector.detect(np.full((height, width, 3), 127, dtype=np.uint8))
