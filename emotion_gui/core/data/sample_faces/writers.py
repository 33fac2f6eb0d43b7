"""Sample data on disk, in the forms that the product imports."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from emotion_gui.core.data.sample_faces.expressions import Emotion
from emotion_gui.core.data.sample_faces.generate import sample_faces
from emotion_gui.core.data.sample_faces.scene import render_scene
from emotion_gui.core.errors import StorageError
from emotion_gui.core.escaping import TABLE_STYLES, CsvTable
from emotion_gui.core.labels import SEVEN

_USAGES = ("Training",) * 8 + ("PublicTest", "PrivateTest")


def _save(path: Path, picture: npt.NDArray[np.uint8]) -> None:
    # cv2.imwrite cannot open non-ASCII paths on Windows.
    worked, data = cv2.imencode(path.suffix, picture)
    if not worked:
        raise StorageError(path, "the picture could not be encoded")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.tobytes())
    except OSError as error:
        raise StorageError.of(path, error) from error


def write_sample_pictures(
    folder: Path, *, count: int, seed: int, width: int = 480, height: int = 480
) -> list[Path]:
    """Photograph-like pictures of one person each, as `folder/<class>/person_00000.jpg`.

    Returns:
        The written files, in order; classes take turns.

    Raises:
        StorageError: the folder cannot be written.
    """
    written: list[Path] = []
    for k in range(count):
        emotion = Emotion(k % len(Emotion))
        scene = render_scene(
            count=1, seed=seed * 1_000_003 + k, width=width, height=height, emotions=(emotion,)
        )
        path = folder / SEVEN.names[emotion] / f"person_{k:05d}.jpg"
        _save(path, scene.picture)
        written.append(path)
    return written


def write_sample_folder(folder: Path, *, count: int, seed: int, side: int = 48) -> list[Path]:
    """Gray faces as `folder/<class>/face_00000.png`.

    Returns:
        The written files, in order.

    Raises:
        StorageError: the folder cannot be written.
    """
    sample = sample_faces(count=count, seed=seed, side=side)
    written: list[Path] = []
    for k, (face, label) in enumerate(zip(sample.faces, sample.labels, strict=True)):
        path = folder / SEVEN.names[int(label)] / f"face_{k:05d}.png"
        _save(path, face)
        written.append(path)
    return written


def write_sample_csv(path: Path, *, count: int, seed: int) -> Path:
    """A table in the form of `fer2013.csv`: emotion, pixels, Usage (80, 10 and 10 %).

    Raises:
        StorageError: the file cannot be written.
    """
    sample = sample_faces(count=count, seed=seed)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", newline="", encoding="ascii") as file:
            table = CsvTable(file, style=TABLE_STYLES["plain"])
            table.writerow(("emotion", "pixels", "Usage"))
            for k, (face, label) in enumerate(zip(sample.faces, sample.labels, strict=True)):
                pixels = " ".join(map(str, face.ravel().tolist()))
                table.writerow((int(label), pixels, _USAGES[k % len(_USAGES)]))
    except OSError as error:
        raise StorageError.of(path, error) from error
    return path
