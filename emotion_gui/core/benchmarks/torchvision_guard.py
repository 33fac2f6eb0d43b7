"""Lets torchvision be imported where its compiled operators cannot load: for baselines alone.

torchvision's Linux wheel is built for CUDA. Beside a CPU build of torch its library does not
load, and `import torchvision` stops with "operator torchvision::nms does not exist". This
module declares the missing schemas and implements `nms` - the only compiled operator that the
face detector needs - in NumPy, *only when the compiled one is missing*.
"""

from __future__ import annotations

import importlib.util
import logging
import threading
from importlib.machinery import EXTENSION_SUFFIXES, ExtensionFileLoader, FileFinder
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import torch

logger = logging.getLogger(__name__)

# torchvision and facenet_pytorch import in circles: two threads at it get half a module.
import_lock = threading.RLock()

_library: Any = None  # kept alive: dropping it would undo the registration


def nms_indices(
    boxes: npt.NDArray[np.float32], scores: npt.NDArray[np.float32], iou_threshold: float
) -> npt.NDArray[np.int64]:
    """Greedy non-maximum suppression.

    Args:
        boxes: shape (n, 4), x1 y1 x2 y2.
        scores: shape (n,).
        iou_threshold: a box goes when its overlap with a better one is greater.

    Returns:
        Indices of the kept boxes by descending score, ties in input order.
    """
    order = np.argsort(-scores, kind="stable")
    x1, y1, x2, y2 = (boxes[:, k] for k in range(4))
    areas = (x2 - x1) * (y2 - y1)
    suppressed = np.zeros(len(boxes), dtype=bool)
    keep: list[int] = []
    for position, i in enumerate(order):
        if suppressed[i]:
            continue
        keep.append(int(i))
        rest = order[position + 1 :]
        width = np.maximum(np.float32(0), np.minimum(x2[i], x2[rest]) - np.maximum(x1[i], x1[rest]))
        height = np.maximum(
            np.float32(0), np.minimum(y2[i], y2[rest]) - np.maximum(y1[i], y1[rest])
        )
        intersection = width * height
        with np.errstate(divide="ignore", invalid="ignore"):
            iou = intersection / (areas[i] + areas[rest] - intersection)
        # The compiled operator compares the float32 ratio with the threshold in double.
        suppressed[rest[iou.astype(np.float64) > iou_threshold]] = True
    return np.array(keep, dtype=np.int64)


def _compiled_operators_load() -> bool:
    import torch

    spec = importlib.util.find_spec("torchvision")
    if spec is None or spec.origin is None:
        return False
    # torchvision looks its library up in the same way.
    finder = FileFinder(str(Path(spec.origin).parent), (ExtensionFileLoader, EXTENSION_SUFFIXES))
    library = finder.find_spec("_C")
    if library is None or library.origin is None:
        return False
    try:
        torch.ops.load_library(library.origin)  # type: ignore[no-untyped-call]
    except OSError:
        return False
    return hasattr(torch.ops.torchvision, "nms")


def install() -> bool:
    """Make `import torchvision` safe; call before the first import of it, from any thread.

    Returns:
        True when the NumPy operators were registered, False when none were needed.
    """
    with import_lock:
        if _library is None and _compiled_operators_load():
            return False
        if _library is None:
            logger.info("torchvision's compiled operators cannot load; using NumPy's nms")
            _register()
        _skip_own_check()
        return True


def _register() -> None:
    global _library
    import torch

    library: Any = torch.library.Library("torchvision", "DEF")  # type: ignore[no-untyped-call]
    library.define("nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
    library.define("qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")

    def nms(dets: torch.Tensor, scores: torch.Tensor, iou_threshold: float) -> torch.Tensor:
        keep = nms_indices(
            dets.detach().cpu().float().numpy(),
            scores.detach().cpu().float().numpy(),
            iou_threshold,
        )
        return torch.from_numpy(keep).to(dets.device)

    library.impl("nms", nms, "CPU")
    _library = library


def _skip_own_check() -> None:
    """`torchvision.ops.boxes.nms` asks `_assert_has_ops` before it calls the operator."""
    import torchvision.extension

    torchvision.extension._assert_has_ops = _nothing
    import torchvision.ops.boxes

    torchvision.ops.boxes._assert_has_ops = _nothing


def _nothing() -> None:
    """Stands for torchvision's own check, which looks for the compiled library only."""
