import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from emotion_gui.core.benchmarks import torchvision_guard
from emotion_gui.core.benchmarks.torchvision_guard import nms_indices


def brute_force(boxes: np.ndarray, scores: np.ndarray, threshold: float) -> list[int]:
    """Greedy suppression, one pair at a time."""
    order = sorted(range(len(boxes)), key=lambda k: (-scores[k], k))
    kept: list[int] = []
    for k in order:
        for other in kept:
            a, b = boxes[k].astype(float), boxes[other].astype(float)
            width = max(0.0, min(a[2], b[2]) - max(a[0], b[0]))
            height = max(0.0, min(a[3], b[3]) - max(a[1], b[1]))
            shared = width * height
            union = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - shared
            if union > 0 and shared / union > threshold:
                break
        else:
            kept.append(k)
    return kept


def random_boxes(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Whole numbers, so that ties and exact overlaps happen."""
    count = int(rng.integers(0, 30))
    corners = rng.integers(0, 20, size=(count, 2))
    sizes = rng.integers(1, 16, size=(count, 2))
    boxes = np.concatenate([corners, corners + sizes], axis=1).astype(np.float32)
    return boxes, (rng.integers(0, 8, size=count) / 8).astype(np.float32)


@pytest.mark.parametrize("threshold", [0.25, 0.5, 0.75])
def test_agrees_with_brute_force(threshold: float) -> None:
    rng = np.random.default_rng(7)
    for _ in range(300):
        boxes, scores = random_boxes(rng)
        assert nms_indices(boxes, scores, threshold).tolist() == brute_force(
            boxes, scores, threshold
        )


def test_the_registered_operator_answers_like_the_function() -> None:
    torchvision_guard.install()
    import torchvision

    rng = np.random.default_rng(8)
    for _ in range(50):
        boxes, scores = random_boxes(rng)
        kept = torchvision.ops.nms(torch.from_numpy(boxes), torch.from_numpy(scores), 0.5)
        assert kept.tolist() == brute_force(boxes, scores, 0.5)


def test_a_second_call_changes_nothing() -> None:
    assert torchvision_guard.install() == torchvision_guard.install()


def test_detectors_can_be_made_by_several_threads_at_once_in_a_fresh_process() -> None:
    code = """
import threading
from emotion_gui.core.faces.detectors import make_detector

made, start = [], threading.Barrier(4)

def make():
    start.wait()
    made.append(make_detector("mtcnn"))

threads = [threading.Thread(target=make) for _ in range(4)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
assert len(made) == 4, made
"""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)


@pytest.mark.parametrize(
    ("package", "library", "refuses"),
    [(False, True, False), (True, False, False), (True, True, True)],
)
def test_without_a_compiled_library_that_loads_numpys_operators_are_taken(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, package: bool, library: bool, refuses: bool
) -> None:
    file = tmp_path / "_C.so"
    if library:
        file.touch()
    place = SimpleNamespace(origin=str(tmp_path / "__init__.py"))
    guard = torchvision_guard
    monkeypatch.setattr(guard.importlib.util, "find_spec", lambda name: place if package else None)
    monkeypatch.setattr(guard, "EXTENSION_SUFFIXES", [".so"])

    def load(origin: str) -> None:
        assert origin == str(file)
        if refuses:
            raise OSError("another version of torch")

    monkeypatch.setattr(torch.ops, "load_library", load)
    assert guard._compiled_operators_load() is False
    registered: list[bool] = []
    monkeypatch.setattr(guard, "_library", None)
    monkeypatch.setattr(guard, "_register", lambda: registered.append(True))
    monkeypatch.setattr(guard, "_skip_own_check", lambda: None)
    assert guard.install() is True
    assert registered == [True]
    monkeypatch.setattr(guard, "_compiled_operators_load", lambda: True)
    assert guard.install() is False  # those of torchvision are as good as any
    assert registered == [True]
