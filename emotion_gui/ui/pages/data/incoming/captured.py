"""Pictures that are taken into classes: what is stored, counted, taken back; without a widget."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from emotion_gui.core.files import check_folder_name, remove
from emotion_gui.core.labels import LabelSet, check_class_name, own_set, spelling

Frame = npt.NDArray[np.uint8]
THUMB_PX = 48
_EVERY_S = 0.1  # while the key is held; more only look alike
_LEAST_CHANGE = 1.5  # mean difference of gray levels; below it two frames are the same picture


@dataclass
class Captured:
    """Pictures on disk, a folder a class; those of one press of the key are one stretch.

    Attributes:
        folder: where they go.
        names: the classes, in their order.
        own: whether the classes are a person's own, so that the import must take names as such.
    """

    folder: Path = field(default_factory=Path)
    names: tuple[str, ...] = ()
    own: bool = False
    _stretches: list[list[Path]] = field(default_factory=list)
    _thumbs: list[Frame] = field(default_factory=list)
    _serial: int = 0
    _last: tuple[str, float] = ("", 0.0)

    @property
    def taken(self) -> list[Path]:
        """Every picture, in the order in which they were taken."""
        return [path for stretch in self._stretches for path in stretch]

    @property
    def thumbs(self) -> list[Frame]:
        """A small gray square of each."""
        return self._thumbs

    @property
    def labels(self) -> LabelSet | None:
        """The classes with their colours; None while there are fewer than two."""
        return own_set(self.names) if len(self.names) > 1 else None

    def count(self, name: str) -> int:
        """Pictures of a class."""
        return sum(path.parent.name == name for path in self.taken)

    def add_class(self, name: str) -> None:
        """One more class.

        Raises:
            ConfigError: it cannot be called so, or is there, or there are as many as can be.
        """
        check_class_name(name)
        check_folder_name(name)
        if self.names:
            own_set((*self.names, name))
        self.names = (*self.names, name)

    def begin_stretch(self) -> None:
        """The key was pressed: what comes now is taken back together."""
        self._stretches.append([])
        self._last = ("", 0.0)

    def is_due(self, name: str, thumb: Frame, at_s: float) -> bool:
        """Whether a frame is to be taken while the key is held; the first always is."""
        last_name, last_s = self._last
        if last_name != name or not self._thumbs:
            return True
        change = np.abs(thumb.astype(np.int16) - self._thumbs[-1].astype(np.int16)).mean()
        return at_s - last_s >= _EVERY_S and float(change) >= _LEAST_CHANGE

    def next_path(self, name: str) -> Path:
        """Where the next picture of a class goes."""
        return self.folder / name / f"{self._serial + 1:04}.png"

    def note(self, path: Path, thumb: Frame, at_s: float) -> None:
        """A picture was written."""
        if not self._stretches:
            self.begin_stretch()
        self._serial += 1
        self._stretches[-1].append(path)
        self._thumbs.append(thumb)
        self._last = (path.parent.name, at_s)

    def take_back(self) -> None:
        """Remove the newest stretch from the disk.

        Raises:
            OSError: a picture cannot be removed; those before it are gone.
        """
        self._drop_empty()
        while self._stretches and self._stretches[-1]:
            remove(self._stretches[-1][-1])
            self._stretches[-1].pop()
            self._thumbs.pop()
        self._drop_empty()

    def _drop_empty(self) -> None:
        while self._stretches and not self._stretches[-1]:
            self._stretches.pop()


def has_class(names: tuple[str, ...], name: str) -> bool:
    """Whether one of the classes is called so."""
    return spelling(name) in {spelling(other) for other in names}


def thumb_of(picture: Frame) -> Frame:
    """The middle of a BGR picture, small and gray, shape (48, 48)."""
    height, width = picture.shape[:2]
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    rows = top + np.arange(THUMB_PX) * side // THUMB_PX
    columns = left + np.arange(THUMB_PX) * side // THUMB_PX
    square = picture[rows][:, columns]
    if square.ndim == 2:
        return np.ascontiguousarray(square)
    return np.asarray(square @ np.array((0.114, 0.587, 0.299)), dtype=np.uint8)
