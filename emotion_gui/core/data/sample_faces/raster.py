"""A small painter in face coordinates on float planes (gray, or colour with alpha)."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

Plane = npt.NDArray[np.float32]
Points = npt.NDArray[np.float64]

_SUBPIXEL_BITS = 4
_LUMINANCE = (0.114, 0.587, 0.299)


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

    def to_pixels(self, points: Points) -> Points:
        """Face coordinates to pixel-centre coordinates, shape (n, 2)."""
        return (points - (self.left, self.top)) * self.pixels_per_unit - 0.5

    def polygon(self, points: Points, *, soft: float = 0.0) -> Patch | None:
        """The inside of a closed polygon, with edges blurred by `soft` units."""
        return self.polygons((points,), soft=soft)

    def polygons(self, shapes: tuple[Points, ...], *, soft: float = 0.0) -> Patch | None:
        """The union of several polygons; None where nothing lies on the raster."""
        pixels = [self.to_pixels(shape) for shape in shapes]
        sigma = soft * self.pixels_per_unit
        margin = 2 + int(3 * sigma)
        joined = pixels[0] if len(pixels) == 1 else np.concatenate(pixels)
        (low_x, low_y), (high_x, high_y) = joined.min(axis=0), joined.max(axis=0)
        x0, y0 = max(0, int(low_x) - margin), max(0, int(low_y) - margin)
        x1 = min(self.width, int(high_x) + margin + 1)
        y1 = min(self.height, int(high_y) + margin + 1)
        if x1 <= x0 or y1 <= y0:
            return None
        cover = np.zeros((y1 - y0, x1 - x0), np.uint8)
        for shape in pixels:
            fixed = np.rint((shape - (x0, y0)) * (1 << _SUBPIXEL_BITS)).astype(np.int32)
            cv2.fillPoly(cover, [fixed], 255, cv2.LINE_AA, _SUBPIXEL_BITS)
        smooth = cover.astype(np.float32) * np.float32(1 / 255)
        if sigma > 0.3:
            smooth = cv2.GaussianBlur(smooth, (0, 0), sigma)  # type: ignore[assignment]
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
        """Multiply what lies there by 1 - amount; alpha stays."""
        if patch is None or amount <= 0:
            return
        visible = self.planes[: 3 if self.colour else 1, patch.rows, patch.columns]
        visible *= 1.0 - np.float32(amount) * patch.cover

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
    """Catmull-Rom curve through the control points, shape (n, 2) to (n * steps, 2)."""
    if closed:
        padded = np.concatenate((control[-1:], control, control[:2]))
    else:
        padded = np.concatenate(
            (2 * control[:1] - control[1:2], control, 2 * control[-1:] - control[-2:-1])
        )
    basis = _catmull_rom(steps)
    count = len(padded) - 3
    windows = np.stack([padded[k : k + count] for k in range(4)], axis=1)
    curve = np.einsum("sk,nkd->nsd", basis, windows).reshape(-1, 2)
    return curve if closed else np.concatenate((curve, control[-1:]))


def _catmull_rom(steps: int) -> npt.NDArray[np.float64]:
    t = np.arange(steps) / steps
    rows = (
        -0.5 * t + t**2 - 0.5 * t**3,
        1.0 - 2.5 * t**2 + 1.5 * t**3,
        0.5 * t + 2.0 * t**2 - 1.5 * t**3,
        -0.5 * t**2 + 0.5 * t**3,
    )
    return np.stack(rows, axis=1)


def ribbon(curve: Points, widths: npt.NDArray[np.float64] | float) -> Points:
    """The closed outline of a stroke along a curve; `widths` are full widths at its points."""
    tangent = np.gradient(curve, axis=0)
    length = np.hypot(tangent[:, 0], tangent[:, 1])
    normal = np.stack((-tangent[:, 1], tangent[:, 0]), axis=1) / np.maximum(length, 1e-9)[:, None]
    half = 0.5 * np.broadcast_to(np.asarray(widths, np.float64), (len(curve),))[:, None]
    return np.concatenate((curve + half * normal, (curve - half * normal)[::-1]))
