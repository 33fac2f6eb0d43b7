"""The face as a height field, and the light on it: bulges, hollows and folds of the skin."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from emotion_gui.core.data.sample_faces.actions import FaceActions
from emotion_gui.core.data.sample_faces.identity import Identity, Light
from emotion_gui.core.data.sample_faces.raster import Plane, Points, Raster, ribbon, spline
from emotion_gui.core.data.sample_faces.shape import FaceShape, View

_Rows = list[tuple[float, float, float, float, float]]
_FOLD_DEPTH = 0.05
_FOLD_TAPER = np.interp(np.linspace(0, 4, 13), np.arange(5), (0.25, 0.8, 1.0, 0.8, 0.25))


def skin_shade(
    raster: Raster,
    identity: Identity,
    actions: FaceActions,
    shape: FaceShape,
    view: View,
    light: Light,
) -> Plane:
    """Brightness factor of the skin over the whole raster, about 1 where it faces the lamp."""
    height = _height(raster, identity, actions, shape, view)
    height -= _folds(raster, identity, actions, shape, view)
    unit = np.float32(raster.pixels_per_unit)
    slope_x, slope_y = _slope(height.T).T * unit, _slope(height) * unit
    upright = 1.0 / np.sqrt(slope_x * slope_x + slope_y * slope_y + 1.0)
    lamp = np.array((light.x, light.y, 1.0), np.float32)
    lamp /= np.linalg.norm(lamp)
    facing = (lamp[2] - lamp[0] * slope_x - lamp[1] * slope_y) * upright
    half = lamp + np.array((0.0, 0.0, 1.0), np.float32)
    half /= np.linalg.norm(half)
    shine = np.maximum((half[2] - half[0] * slope_x - half[1] * slope_y) * upright, 0.0)
    for _ in range(4):  # to the power of 16
        shine *= shine
    lit = light.ambient * (0.72 + 0.28 * upright) + (1.0 - light.ambient) * np.maximum(facing, 0.0)
    shade = (1.12 * lit + 0.08 * shine) * light.gain
    shade *= 1.0 - raster.bumps(_hollows(identity, actions, shape, view))
    return np.asarray(shade, np.float32)


def _slope(height: Plane) -> Plane:
    """Central differences between rows."""
    slope = np.empty_like(height)
    slope[1:-1] = 0.5 * (height[2:] - height[:-2])
    slope[0], slope[-1] = slope[1], slope[-2]
    return slope


def _height(
    raster: Raster, identity: Identity, actions: FaceActions, shape: FaceShape, view: View
) -> Plane:
    x, y = raster.x[None, :] / (1.1 * identity.width), (raster.y[:, None] - 0.02) / 1.66
    inside = np.maximum(1.0 - x * x - y * y, 0.0)
    blobs = np.array(_blobs(identity, actions, shape))
    blobs[:, :2] = view.project(blobs[:, :2], above=0.08)
    result: Plane = (0.8 * np.sqrt(inside + 0.02)).astype(np.float32) + raster.bumps(blobs)
    return result


def _pair(rows: _Rows, *, x: float, y: float, wide: float, tall: float, by: float) -> None:
    rows.append((-x, y, wide, tall, by))
    rows.append((x, y, wide, tall, by))


def _blobs(identity: Identity, actions: FaceActions, shape: FaceShape) -> _Rows:
    a, nose_y, wing = actions, identity.nose_y - 0.035 * actions.au9, identity.nose_width
    rows: _Rows = [
        (0.0, 0.05, 0.085, 0.16, 0.07),
        (0.0, 0.28, 0.085, 0.2, 0.12),
        (0.0, nose_y - 0.08, 0.115, 0.11, 0.17),
        (0.0, identity.chin - 0.19 + shape.jaw_drop, 0.22, 0.14, 0.07 + 0.03 * a.au17),
        (0.0, identity.mouth_y + 0.19 + 0.7 * shape.jaw_drop, 0.2, 0.045, -0.05 - 0.04 * a.au17),
        (0.0, nose_y + 0.16, 0.035, 0.06, -0.025),
        (0.0, identity.mouth_y + 0.01, 0.3, 0.2, 0.05),
        (0.0, -0.7, 0.4, 0.3, 0.05),
    ]
    _pair(rows, x=wing * 0.78, y=nose_y - 0.05, wide=0.06, tall=0.06, by=0.07 + 0.03 * a.au9)
    _pair(rows, x=identity.eye_x, y=-0.01, wide=0.25, tall=0.15, by=-0.13)
    _pair(rows, x=identity.eye_x, y=0.0, wide=0.13, tall=0.075, by=0.075)
    brow = 0.5 * (identity.brow_y - 0.08 * a.au2 - 0.06 * a.au1 + 0.1 * a.au4)
    _pair(rows, x=0.36, y=brow - 0.2, wide=0.26, tall=0.09, by=0.05 + 0.03 * a.au4)
    lift = max(a.au6, 0.8 * a.au12)
    _pair(rows, x=0.56, y=0.42 - 0.06 * lift, wide=0.24, tall=0.2, by=0.06)
    _pair(rows, x=0.52, y=0.4, wide=0.15, tall=0.11, by=0.085 * lift + 0.04 * a.au9)
    corner = shape.mouth.upper_inner[-1]
    _pair(
        rows,
        x=float(corner[0]) + 0.07,
        y=float(corner[1]),
        wide=0.05,
        tall=0.06,
        by=-0.015 - 0.015 * a.au20,
    )
    _pair(rows, x=0.62, y=0.86, wide=0.14, tall=0.2, by=-0.03 - 0.02 * a.au26)
    return rows


def _hollows(
    identity: Identity, actions: FaceActions, shape: FaceShape, view: View
) -> npt.NDArray[np.float64]:
    """Soft shadows that a height field alone would not cast: shape (n, 5), amplitudes."""
    nose_y = identity.nose_y
    low = float(shape.mouth.lower_outer[8, 1])
    inner_brow = float(shape.brows[1][0, 1])
    rows: _Rows = [
        (0.0, nose_y + 0.07, 0.17, 0.06, 0.22),
        (0.0, low + 0.05, 0.19, 0.04, 0.18),
        (0.0, inner_brow + 0.08, 0.09, 0.12, 0.16 * actions.au4),
    ]
    _pair(rows, x=identity.eye_x - 0.2, y=-0.06, wide=0.1, tall=0.12, by=0.2)
    _pair(rows, x=identity.eye_x, y=-0.11, wide=0.2, tall=0.055, by=0.16)
    _pair(rows, x=identity.eye_x, y=0.13, wide=0.16, tall=0.035, by=0.08 + 0.06 * identity.age)
    _pair(rows, x=identity.nose_width + 0.05, y=nose_y - 0.02, wide=0.05, tall=0.07, by=0.12)
    _pair(rows, x=0.95, y=0.95, wide=0.22, tall=0.4, by=0.14)
    blobs = np.array(rows)
    blobs[:, :2] = view.project(blobs[:, :2], above=0.1)
    return blobs


def _folds(
    raster: Raster, identity: Identity, actions: FaceActions, shape: FaceShape, view: View
) -> Plane:
    """Depth of the wrinkles, in units."""
    cover = np.zeros((raster.height, raster.width), np.uint8)
    lines = [line for line in _fold_lines(identity, actions, shape) if line[2] >= 0.08]
    curves = np.stack([_fold_curve(curve) for curve, _, _ in lines])
    widths = np.array([width for _, width, _ in lines])[:, None] * _FOLD_TAPER
    outlines = raster.to_fixed_point(ribbon(view.project(curves, above=0.05), widths))
    for outline, (_, _, strength) in zip(outlines, lines, strict=True):
        cv2.fillPoly(cover, [outline], min(255.0, 255.0 * strength), cv2.LINE_AA, 4)
    sigma = max(0.5, 0.022 * raster.pixels_per_unit)
    smooth = cv2.GaussianBlur(cover.astype(np.float32), (0, 0), sigma)
    return np.asarray(smooth * np.float32(_FOLD_DEPTH / 255.0), np.float32)


_Fold = tuple[tuple[tuple[float, float], ...], float, float]


def _fold_curve(control: tuple[tuple[float, float], ...]) -> Points:
    """13 points, whatever the number of control points (2, 3, 4)."""
    return spline(np.array(control), closed=False, steps=12 // (len(control) - 1))


def _fold_lines(identity: Identity, actions: FaceActions, shape: FaceShape) -> list[_Fold]:
    """Curves with width and strength, before projection; both halves of the face."""
    lines: list[_Fold] = []
    raised = max(actions.au1, actions.au2)
    reach = 0.22 + 0.33 * actions.au2
    lift = 0.05 * raised
    for k, y in enumerate((-0.6, -0.74, -0.88)):
        strength = (0.75 - 0.12 * k) * raised + 0.15 * identity.age
        bow = 0.03 if actions.au2 > 0.3 else -0.03 * actions.au4
        lines.append((((-reach, y + bow), (0.0, y - lift), (reach, y + bow)), 0.035, strength))
    for curve, width, strength in _side_folds(
        identity, actions, float(shape.mouth.upper_inner[-1, 1])
    ):
        lines.append((curve, width, strength))
        lines.append((tuple((-x, y) for x, y in curve), width, strength))
    return lines


def _side_folds(identity: Identity, actions: FaceActions, corner_y: float) -> list[_Fold]:
    a, wing, nose_y = actions, identity.nose_width, identity.nose_y
    corner_x = identity.mouth_width + 0.14 * a.au12 + 0.11 * a.au20
    laugh = max(a.au12, a.au9, 0.9 * a.au10, 0.4 * a.au20)
    outer = identity.eye_x + identity.eye_size
    up = 0.08 * a.au9
    return [
        (
            (
                (wing + 0.02, nose_y - 0.1 - up),
                (0.5 * (wing + corner_x) + 0.13, nose_y + 0.12),
                (corner_x + 0.12, corner_y - 0.01),
                (corner_x + 0.1, corner_y + 0.12),
            ),
            0.06,
            0.2 + 0.3 * identity.age + 0.95 * laugh,
        ),
        (((0.06, -0.44), (0.075, -0.3), (0.06, -0.16)), 0.04, 1.1 * a.au4 + 0.1 * identity.age),
        (((0.02, -0.06), (0.1, -0.02), (0.16, 0.06)), 0.04, 1.1 * a.au9),
        (((0.02, 0.06), (0.1, 0.12), (0.16, 0.22)), 0.04, 1.1 * a.au9),
        (((outer + 0.04, -0.05), (outer + 0.17, -0.12)), 0.025, 0.9 * a.au6),
        (((outer + 0.05, 0.02), (outer + 0.2, 0.02)), 0.025, 0.9 * a.au6),
        (((outer + 0.03, 0.09), (outer + 0.15, 0.16)), 0.025, 0.8 * a.au6),
        (
            ((identity.eye_x - 0.16, 0.1), (identity.eye_x, 0.15), (identity.eye_x + 0.2, 0.1)),
            0.035,
            0.25 + 0.3 * identity.age + 0.6 * max(a.au6, a.au7, a.au9),
        ),
        (
            (
                (corner_x + 0.02, corner_y - 0.01),
                (corner_x + 0.08, corner_y + 0.09),
                (corner_x + 0.05, corner_y + 0.2),
            ),
            0.045,
            0.7 * a.au15,
        ),
        (
            (
                (0.0, identity.mouth_y + 0.21),
                (0.12, identity.mouth_y + 0.23),
                (0.2, identity.mouth_y + 0.29),
            ),
            0.04,
            0.8 * a.au17,
        ),
    ]
