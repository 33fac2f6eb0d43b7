"""A small painter in face coordinates on float planes (gray, or colour with alpha)."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

Plane = npt.NDArray[np.float32]
Points = npt.NDArray[np.float64]

_SUBPIXEL_BITS = 4
_LUMINANCE = (0.114, 0.587, 0.299)
# Light that has passed through skin is red: shadows take more blue than red away.
_WARM = np.array((1.12, 1.04, 0.88), np.float32)[:, None, None]


@dataclass(frozen=True)
class Patch:
    """Coverage in [0, 1] of a rectangle of the raster."""

    rows: slice
    columns: slice
    cover: Plane


class Raster:
    """Planes of shape (1 or 4, height, width), values in [0, 255].

    One plane is gray and opaque. Four are blue, green, red and alpha, the colours already
    multiplied with alpha.
    """

    def __init__(
        self, *, window: tuple[float, float, float, float], pixels_per_unit: float, colour: bool
    ) -> None:
        left, top, right, bottom = window
        self.pixels_per_unit = pixels_per_unit
        self.left, self.top = left, top
        self.width = round((right - left) * pixels_per_unit)
        self.height = round((bottom - top) * pixels_per_unit)
        self.colour = colour
        self.planes = np.zeros((4 if colour else 1, self.height, self.width), np.float32)
        self.x = ((np.arange(self.width) + 0.5) / pixels_per_unit + left).astype(np.float32)
        self.y = ((np.arange(self.height) + 0.5) / pixels_per_unit + top).astype(np.float32)

    def ink(self, colour: tuple[float, float, float]) -> npt.NDArray[np.float32]:
        """A colour as one value a plane, shape (planes, 1, 1)."""
        if self.colour:
            values: tuple[float, ...] = (*colour, 255.0)
        else:
            values = (sum(w * c for w, c in zip(_LUMINANCE, colour, strict=True)),)
        return np.array(values, np.float32)[:, None, None]

    def to_fixed_point(self, points: Points) -> npt.NDArray[np.int32]:
        """Face coordinates to OpenCV's sixteenths of a pixel, shape (..., 2)."""
        scale = self.pixels_per_unit * (1 << _SUBPIXEL_BITS)
        half = 0.5 * (1 << _SUBPIXEL_BITS)
        offset = np.array((self.left * scale + half, self.top * scale + half))
        return np.asarray(np.rint(points * scale - offset), np.int32)

    def polygon(self, points: Points, *, soft: float = 0.0) -> Patch | None:
        """The inside of a closed polygon.

        Args:
            points: shape (n, 2), in face coordinates.
            soft: standard deviation of the blurred edge, in units; less than half a pixel
                is left to the antialiasing.

        Returns:
            None where nothing lies on the raster.
        """
        sigma = soft * self.pixels_per_unit
        margin = 2 + int(2.5 * sigma)
        fixed = self.to_fixed_point(points)
        left, top, wide, tall = (n >> _SUBPIXEL_BITS for n in cv2.boundingRect(fixed))
        x0, y0 = max(0, left - margin), max(0, top - margin)
        x1 = min(self.width, left + wide + margin + 2)
        y1 = min(self.height, top + tall + margin + 2)
        if x1 <= x0 or y1 <= y0:
            return None
        cover = np.zeros((y1 - y0, x1 - x0), np.uint8)
        fixed -= np.array((x0 << _SUBPIXEL_BITS, y0 << _SUBPIXEL_BITS), np.int32)
        cv2.fillPoly(cover, [fixed], 255, cv2.LINE_AA, _SUBPIXEL_BITS)
        smooth = cover * np.float32(1 / 255)
        if sigma > 0.5:
            smooth = np.asarray(cv2.GaussianBlur(smooth, (0, 0), sigma), np.float32)
        return Patch(slice(y0, y1), slice(x0, x1), smooth)

    def paint(
        self,
        patch: Patch | None,
        colour: tuple[float, float, float],
        *,
        opacity: float = 1.0,
        shade: Plane | None = None,
    ) -> None:
        """Lay a colour over the raster.

        Args:
            patch: where; None paints nothing.
            colour: blue, green, red.
            opacity: 0 to 1.
            shade: factor of the colour, of the whole raster's shape.
        """
        if patch is None or opacity <= 0:
            return
        target = self.planes[:, patch.rows, patch.columns]
        ink = self.ink(colour)
        cover = patch.cover if opacity == 1.0 else patch.cover * np.float32(opacity)
        if shade is not None:
            local = shade[patch.rows, patch.columns]
            shaded = ink * local
            if self.colour:
                shaded[3] = 255.0
                shaded[0] *= 0.75 + 0.25 * np.minimum(local, 1.0)
            ink = shaded
        target += cover * (ink - target)

    def darken(self, patch: Patch | None, amount: float) -> None:
        """Multiply what lies there by 1 - amount (0 to 0.85); alpha stays."""
        if patch is None or amount <= 0:
            return
        visible = self.planes[: 3 if self.colour else 1, patch.rows, patch.columns]
        visible *= 1.0 - (_WARM if self.colour else np.float32(1.0)) * amount * patch.cover

    def bumps(self, blobs: npt.NDArray[np.float64]) -> Plane:
        """Sum of axis-parallel Gaussians, as one matrix product.

        Args:
            blobs: shape (n, 5): centre x, y, standard deviations x, y, and amplitude.

        Returns:
            Shape (height, width).
        """
        values = blobs.astype(np.float32)
        across = np.exp(-0.5 * ((self.x - values[:, 0:1]) / values[:, 2:3]) ** 2)
        down = np.exp(-0.5 * ((self.y - values[:, 1:2]) / values[:, 3:4]) ** 2)
        result: Plane = (down * values[:, 4:5]).T @ across
        return result


def overlap(first: Patch | None, second: Patch | None) -> Patch | None:
    """The product of two covers on their common rectangle; None where there is none."""
    if first is None or second is None:
        return None
    y0, y1 = _common(first.rows, second.rows)
    x0, x1 = _common(first.columns, second.columns)
    if y1 <= y0 or x1 <= x0:
        return None
    cover = _cut(first, y0, y1, x0, x1) * _cut(second, y0, y1, x0, x1)
    return Patch(slice(y0, y1), slice(x0, x1), cover)


def _common(first: slice, second: slice) -> tuple[int, int]:
    return max(first.start, second.start), min(first.stop, second.stop)


def _cut(patch: Patch, y0: int, y1: int, x0: int, x1: int) -> Plane:
    top, left = patch.rows.start, patch.columns.start
    return patch.cover[y0 - top : y1 - top, x0 - left : x1 - left]


def spline(control: Points, *, closed: bool, steps: int = 8) -> Points:
    """Catmull-Rom curve through the control points, `steps` points a piece."""
    result: Points = _spline_matrix(len(control), closed, steps) @ control
    return result


@functools.cache
def _spline_matrix(count: int, closed: bool, steps: int) -> npt.NDArray[np.float64]:
    """Weights of the control points in each point of the curve."""
    identity = np.eye(count)
    if closed:
        padded = np.concatenate((identity[-1:], identity, identity[:2]))
    else:
        first, last = 2 * identity[:1] - identity[1:2], 2 * identity[-1:] - identity[-2:-1]
        padded = np.concatenate((first, identity, last))
    t = np.arange(steps) / steps
    rows = (
        -0.5 * t + t**2 - 0.5 * t**3,
        1.0 - 2.5 * t**2 + 1.5 * t**3,
        0.5 * t + 2.0 * t**2 - 1.5 * t**3,
        -0.5 * t**2 + 0.5 * t**3,
    )
    basis = np.stack(rows, axis=1)
    pieces = [basis @ padded[k : k + 4] for k in range(len(padded) - 3)]
    return np.concatenate(pieces if closed else [*pieces, identity[-1:]])


def ribbon(curve: Points, widths: npt.NDArray[np.float64] | float) -> Points:
    """The closed outlines of strokes along curves.

    Args:
        curve: shape (..., n, 2).
        widths: full widths, of a shape that fits (..., n).

    Returns:
        Shape (..., 2 n, 2).
    """
    tangent = np.empty_like(curve)
    tangent[..., 1:-1, :] = curve[..., 2:, :] - curve[..., :-2, :]
    tangent[..., 0, :] = curve[..., 1, :] - curve[..., 0, :]
    tangent[..., -1, :] = curve[..., -1, :] - curve[..., -2, :]
    x, y = tangent[..., 0], tangent[..., 1]
    half = (0.5 * widths) / np.maximum(np.hypot(x, y), 1e-9)
    normal = np.empty_like(curve)
    normal[..., 0] = -y * half
    normal[..., 1] = x * half
    result: Points = np.concatenate((curve + normal, (curve - normal)[..., ::-1, :]), axis=-2)
    return result
