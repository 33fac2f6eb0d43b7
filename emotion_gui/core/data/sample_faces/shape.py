"""Where the parts of a face lie for an identity, an expression and a head rotation."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from emotion_gui.core.data.sample_faces.actions import FaceActions
from emotion_gui.core.data.sample_faces.identity import Identity, Pose
from emotion_gui.core.data.sample_faces.raster import Points, spline

_T = np.linspace(-1.0, 1.0, 17)
_BULGE = np.maximum(1.0 - _T**2, 0.0)
_EYE_BULGE = _BULGE**0.78
_LIP_BULGE = _BULGE**0.62
_MIRROR = np.array((-1.0, 1.0))


@dataclass(frozen=True)
class View:
    """Yaw and pitch as a shift of features by their depth; the head's outline stays."""

    sin_yaw: float
    sin_pitch: float

    @classmethod
    def of(cls, pose: Pose) -> View:
        return cls(math.sin(math.radians(pose.yaw_deg)), math.sin(math.radians(pose.pitch_deg)))

    def project(self, points: Points, *, above: float = 0.0) -> Points:
        """Turn points that lie `above` units over the head's ellipsoid; shape (..., 2)."""
        x, y = points[..., 0], points[..., 1]
        inside = np.maximum(1.0 - (x / 1.1) ** 2 - (y / 1.7) ** 2, 0.0)
        depth = 0.8 * np.sqrt(inside) + above
        result = np.empty(points.shape)
        result[..., 0] = x + depth * self.sin_yaw
        result[..., 1] = y + depth * self.sin_pitch
        return result


@dataclass(frozen=True)
class Eye:
    """One eye: its opening, the upper lid's line, the iris and the lid crease."""

    opening: Points
    upper: Points
    lower: Points
    crease: Points
    iris: Points
    iris_radius: float


@dataclass(frozen=True)
class Mouth:
    """Lines from the left to the right corner, 17 points each, and how far it is open."""

    upper_outer: Points
    upper_inner: Points
    lower_inner: Points
    lower_outer: Points
    gap: float


@dataclass(frozen=True)
class FaceShape:
    """All parts, already projected, in face coordinates.

    Attributes:
        outline: closed.
        eyes: the picture's left and right one.
        brows: curves from the inner to the outer end.
        mouth: lips and opening.
        nose: centre of the nostrils' line.
        jaw_drop: how far the chin has moved down.
    """

    outline: Points
    eyes: tuple[Eye, Eye]
    brows: tuple[Points, Points]
    mouth: Mouth
    nose: Points
    jaw_drop: float


def face_shape(identity: Identity, actions: FaceActions, view: View) -> FaceShape:
    """Place every part."""
    jaw_drop = 0.17 * actions.au26 - 0.02 * actions.au17
    left, right = (_eye(identity, actions, view, side) for side in (-1.0, 1.0))
    brow = _brow(identity, actions)
    nose = np.array((0.0, identity.nose_y - 0.035 * actions.au9))
    return FaceShape(
        outline=_outline(identity, jaw_drop),
        eyes=(left, right),
        brows=(view.project(brow * _MIRROR), view.project(brow)),
        mouth=_mouth(identity, actions, view),
        nose=view.project(nose, above=0.2),
        jaw_drop=jaw_drop,
    )


def _outline(identity: Identity, jaw_drop: float) -> Points:
    chin, jaw = identity.chin, identity.jaw
    right = np.array(
        (
            (0.52, -1.36),
            (0.86, -1.0),
            (0.98, -0.5),
            (1.0, 0.0),
            (0.96, 0.42),
            (1.06 * jaw, 0.62 * chin + 0.4 * jaw_drop),
            (0.66 * jaw, 0.9 * chin + 0.8 * jaw_drop),
            (0.32 * jaw, 0.985 * chin + jaw_drop),
        )
    ) * (identity.width, 1.0)
    ends = np.array(((0.0, -1.48), (0.0, chin + jaw_drop)))
    points = np.concatenate((ends[:1], right, ends[1:], (right * _MIRROR)[::-1]))
    return spline(points, closed=True, steps=6)


def _eye(identity: Identity, actions: FaceActions, view: View, side: float) -> Eye:
    scale = identity.eye_size / 0.2
    droop = 0.5 * actions.au1 * actions.au4
    up = 0.108 * identity.lid * scale * (1.0 + 0.62 * actions.au5)
    up *= (1.0 - 0.3 * actions.au7) * (1.0 - 0.22 * actions.au6) * (1.0 - 0.12 * actions.au4)
    up *= (1.0 - 0.4 * actions.au9) * (1.0 - 0.3 * droop)
    low = 0.058 * scale * (1.0 - 0.55 * actions.au7) + 0.008 * actions.au5
    low -= 0.048 * actions.au6 + 0.03 * actions.au9
    blink = actions.au45
    up = up * (1.0 - blink) - low * blink
    tilt = -identity.eye_tilt * _T + 0.03 * droop * _T
    x = identity.eye_x + identity.eye_size * _T
    # The lid's highest point lies inwards of the middle, the lower lid's lowest outwards.
    skew = 1.0 - 0.16 * _T
    fold = 0.055 + 0.02 * actions.au5 - 0.012 * actions.au4
    lid = up * _EYE_BULGE * skew
    lines = np.empty((3, len(_T), 2))
    lines[:, :, 0] = side * x
    lines[0, :, 1] = tilt - lid
    lines[1, :, 1] = tilt + low * _EYE_BULGE * (1.0 + 0.15 * _T)
    lines[2, :, 1] = tilt - lid - fold * (0.6 + _BULGE)
    upper, lower, crease = view.project(lines)
    centre = view.project(np.array((identity.eye_x * side, 0.0)))
    gaze = np.array((0.05 * view.sin_yaw, 0.03 * view.sin_pitch - 0.018 + 0.01 * actions.au4))
    return Eye(
        opening=np.concatenate((upper, lower[::-1])),
        upper=upper,
        lower=lower,
        crease=crease,
        iris=centre + gaze,
        iris_radius=0.1 * (0.5 + 0.5 * scale),
    )


def _brow(identity: Identity, actions: FaceActions) -> Points:
    base, arch = identity.brow_y, identity.brow_arch
    au1, au2, au4, au9 = actions.au1, actions.au2, actions.au4, actions.au9
    sorrow = au1 * au4
    inner_y = base + 0.02 - 0.15 * au1 + 0.155 * au4 * (1.0 - 0.8 * au1) + 0.09 * au9
    middle_y = base - arch - 0.035 * au1 - 0.13 * au2 + 0.1 * au4 * (1.0 - 0.6 * au1)
    outer_y = base + 0.045 - 0.12 * au2 + 0.015 * au4 + 0.05 * sorrow
    inner_x = identity.eye_x - 0.26 - 0.055 * au4
    control = np.array(
        (
            (inner_x, inner_y),
            (identity.eye_x - 0.1, 0.52 * inner_y + 0.48 * middle_y - 0.012),
            (identity.eye_x + 0.12, middle_y + 0.075 * au9),
            (identity.eye_x + 0.34, outer_y),
        )
    )
    return spline(control, closed=False, steps=5)


def _mouth(identity: Identity, actions: FaceActions, view: View) -> Mouth:
    a = actions
    opened = 0.07 * a.au25 * (1.0 + 0.75 * a.au12 + 0.6 * a.au10) + 0.32 * a.au26 + 0.05 * a.au16
    if max(a.au25, a.au26) < 0.12:
        opened = 0.0
    jaw = min(1.0, a.au26 * (1.0 - 0.6 * a.au12))
    half = identity.mouth_width + 0.14 * a.au12 + 0.12 * a.au20 - 0.045 * a.au23
    half -= 0.1 * a.au26 * (1.0 - a.au20) * (1.0 - a.au12) + 0.03 * a.au17
    corner = identity.mouth_y + identity.mouth_curve - 0.15 * a.au12
    corner += 0.115 * a.au15 * (1.0 - 0.55 * a.au9) + 0.04 * a.au20 + 0.4 * opened * jaw
    top = identity.mouth_y - 0.06 * a.au10 - 0.045 * a.au9 - 0.035 * a.au17
    top += 0.025 * a.au12 - 0.04 * a.au15 * (1.0 - a.au9) - 0.2 * opened * jaw
    bottom = top + opened
    upper_lip = identity.lip * 0.72 * (1.0 - 0.7 * a.au23) * (1.0 - 0.3 * a.au20)
    upper_lip *= (1.0 - 0.4 * a.au12) * (1.0 + 0.15 * a.au10)
    lower_lip = identity.lip * (1.0 - 0.65 * a.au23) * (1.0 - 0.25 * a.au20)
    lower_lip *= (1.0 - 0.3 * a.au12) * (1.0 + 0.2 * a.au17) * (1.0 + 0.1 * a.au16)
    # An open jaw rounds the opening; stretching and sneering make its upper edge straight.
    flat = max(a.au20, a.au9, a.au10)
    upper_bulge = (1.0 - np.abs(_T) ** (2.0 + 1.6 * flat)) ** (1.0 - 0.45 * jaw)
    lower_bulge = (1.0 - np.abs(_T) ** (2.0 + 1.2 * flat)) ** (1.0 - 0.45 * jaw)
    upper_inner = corner + (top - corner) * upper_bulge
    lower_inner = np.maximum(corner + (bottom - corner) * lower_bulge, upper_inner)
    bow = 0.018 * np.exp(-((_T / 0.13) ** 2)) * (1.0 - jaw)
    upper_outer = upper_inner - upper_lip * _LIP_BULGE + bow * (upper_lip / 0.06)
    lower_outer = lower_inner + lower_lip * _LIP_BULGE
    lines = np.empty((4, len(_T), 2))
    lines[:, :, 0] = half * _T
    lines[:, :, 1] = upper_outer, upper_inner, lower_inner, lower_outer
    placed = view.project(lines, above=0.06)
    return Mouth(placed[0], placed[1], placed[2], placed[3], opened)
