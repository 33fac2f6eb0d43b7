"""How a film lies: rotation and mirror of its display matrix."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import cv2
import numpy as np

from emotion_gui.core.faces.boxes import Picture

if TYPE_CHECKING:
    from av.video.frame import VideoFrame


@dataclass(frozen=True)
class Orientation:
    """One of the eight ways a picture can lie.

    Attributes:
        transposed: rows are columns; done first.
        flip_x: left is right.
        flip_y: top is bottom.
    """

    transposed: bool = False
    flip_x: bool = False
    flip_y: bool = False

    @classmethod
    def of_frame(cls, frame: VideoFrame) -> Orientation:
        """What the file says about a decoded picture; as it is where it says nothing."""
        from av.sidedata.sidedata import Type

        # Annotated as a dictionary of one kind only, in PyAV 18.
        sides = cast("Mapping[Type, Any]", frame.side_data)
        try:
            data = sides[Type.DISPLAYMATRIX]
        except KeyError:
            return cls()
        return cls.of_matrix(struct.unpack("9i", bytes(data)))

    @classmethod
    def of_matrix(cls, matrix: tuple[int, ...]) -> Orientation:
        """The nearest one to a display matrix: nine numbers, row by row.

        A pixel (x, y) is displayed at (a x + c y, b x + d y), with y downwards.
        """
        a, b, _, c, d = matrix[:5]
        if abs(b) + abs(c) > abs(a) + abs(d):
            return cls(transposed=True, flip_x=c < 0, flip_y=b < 0)
        return cls(flip_x=a < 0, flip_y=d < 0)

    def upright(self, picture: Picture) -> Picture:
        """The picture as it is to be seen."""
        if self.transposed:
            picture = np.asarray(cv2.transpose(picture), dtype=np.uint8)
        if self.flip_x or self.flip_y:
            code = -1 if self.flip_x and self.flip_y else int(self.flip_x)
            picture = np.asarray(cv2.flip(picture, code), dtype=np.uint8)
        return picture
