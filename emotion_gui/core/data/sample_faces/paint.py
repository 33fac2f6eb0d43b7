"""Paints a head: skin, eyes, brows, nose, mouth, beard, glasses and hair."""

from __future__ import annotations

import math

import cv2
import numpy as np

from emotion_gui.core.data.sample_faces.actions import FaceActions
from emotion_gui.core.data.sample_faces.hair import (
    hair_strands,
    paint_back_hair,
    paint_front_hair,
)
from emotion_gui.core.data.sample_faces.identity import (
    Beard,
    Colour,
    Identity,
    Light,
    Pose,
)
from emotion_gui.core.data.sample_faces.raster import Plane, Points, Raster, overlap, ribbon
from emotion_gui.core.data.sample_faces.relief import skin_shade
from emotion_gui.core.data.sample_faces.shape import Eye, FaceShape, Mouth, View, face_shape

_CIRCLE = np.stack(
    (
        np.cos(np.linspace(0, 2 * math.pi, 24, endpoint=False)),
        np.sin(np.linspace(0, 2 * math.pi, 24, endpoint=False)),
    ),
    axis=1,
)
_LASH = np.sin(np.linspace(0.25, math.pi - 0.1, 17))


def mix(first: Colour, second: Colour, weight: float) -> Colour:
    """Between two colours."""
    b, g, r = ((1.0 - weight) * p + weight * q for p, q in zip(first, second, strict=True))
    return b, g, r


def paint_head(
    raster: Raster, *, identity: Identity, actions: FaceActions, pose: Pose, light: Light
) -> None:
    """Paint head and neck over what the raster shows; roll is left to the caller."""
    view = View.of(pose)
    shape = face_shape(identity, actions, view)
    shade = skin_shade(raster, identity, actions, shape, view, light)
    shade *= _mottling(raster, identity)
    strands = hair_strands(raster, identity, light)
    paint_back_hair(raster, identity, strands)
    _paint_neck(raster, identity, light, shape)
    _paint_ears(raster, identity, light, view)
    face = raster.polygon(shape.outline, soft=0.012)
    raster.paint(face, identity.skin, shade=shade)
    _paint_flush(raster, identity, view)
    _paint_beard(raster, identity, shape)
    for eye in shape.eyes:
        _paint_eye(raster, identity, eye, light)
    _paint_brows(raster, identity, shape)
    _paint_nose(raster, identity, actions, shape)
    _paint_mouth(raster, identity, actions, shape.mouth, shade)
    if identity.glasses:
        _paint_glasses(raster, shape)
    paint_front_hair(raster, identity, strands, view)


def _mottling(raster: Raster, identity: Identity) -> Plane:
    rng = np.random.default_rng(identity.texture)
    coarse = rng.normal(1.0, 0.02, (14, 12)).astype(np.float32)
    size = (raster.width, raster.height)
    return np.asarray(cv2.resize(coarse, size, interpolation=cv2.INTER_LINEAR), np.float32)


def _paint_neck(raster: Raster, identity: Identity, light: Light, shape: FaceShape) -> None:
    half = 0.62 * identity.width * (0.8 + 0.25 * identity.jaw)
    neck = np.array(
        (
            (-half, 0.7),
            (half, 0.7),
            (half, 1.8),
            (half + 0.25, 2.4),
            (-half - 0.25, 2.4),
            (-half, 1.8),
        )
    )
    tone = mix(identity.skin, (30.0, 30.0, 60.0), 0.06)
    across = 1.0 - 0.3 * (raster.x[None, :] / half - light.x * 0.4) ** 2
    shade = np.clip(across, 0.3, 1.0) * np.ones((raster.height, 1), np.float32) * light.gain
    raster.paint(raster.polygon(neck, soft=0.01), tone, shade=np.asarray(shade, np.float32) * 0.98)
    fall = shape.outline + np.array((-0.12 * light.x, 0.16))
    raster.darken(raster.polygon(fall, soft=0.08), 0.32)


def _paint_ears(raster: Raster, identity: Identity, light: Light, view: View) -> None:
    tone = mix(identity.skin, (40.0, 40.0, 150.0), 0.1)
    for side in (-1.0, 1.0):
        at = (side * (1.0 * identity.width - 0.25 * side * view.sin_yaw), 0.14)
        gain = light.gain * (0.8 + 0.2 * side * light.x)
        ear = raster.polygon(_CIRCLE * (0.13, 0.27) + at, soft=0.01)
        raster.paint(ear, _lit(tone, gain))
        hollow = raster.polygon(_CIRCLE * (0.06, 0.16) + at, soft=0.03)
        raster.darken(hollow, 0.25)


def _lit(colour: Colour, gain: float) -> Colour:
    b, g, r = (min(255.0, channel * gain) for channel in colour)
    return b, g, r


def _paint_flush(raster: Raster, identity: Identity, view: View) -> None:
    if not raster.colour:
        return
    red = mix(identity.skin, (70.0, 70.0, 220.0), 0.6)
    for x, y, rx, ry in ((-0.55, 0.42, 0.26, 0.18), (0.55, 0.42, 0.26, 0.18), (0, 0.5, 0.14, 0.12)):
        at = view.project(np.array((x, y)))
        raster.paint(raster.polygon(_CIRCLE * (rx, ry) + at, soft=0.1), red, opacity=0.1)


def _paint_eye(raster: Raster, identity: Identity, eye: Eye, light: Light) -> None:
    opening = raster.polygon(eye.opening, soft=0.008)
    white = _lit((214.0, 220.0, 224.0), 0.62 + 0.3 * light.gain)
    raster.paint(opening, mix(white, identity.skin, 0.18))
    if opening is not None:
        for radius, tone in (
            (1.0, mix(identity.iris, (10, 10, 10), 0.3)),
            (0.78, identity.iris),
            (0.42, (12.0, 12.0, 14.0)),
        ):
            disc = raster.polygon(_CIRCLE * (radius * eye.iris_radius) + eye.iris)
            raster.paint(overlap(disc, opening), tone)
        glint = raster.polygon(_CIRCLE * 0.026 + eye.iris + (0.045 * light.x * 1.5, -0.04))
        raster.paint(overlap(glint, opening), (250.0, 250.0, 250.0), opacity=0.85)
        shadow = raster.polygon(ribbon(eye.upper + np.array((0.0, 0.02)), 0.06 * _LASH), soft=0.015)
        raster.darken(overlap(shadow, opening), 0.45)
    dark = mix(mix(identity.hair, identity.skin, 0.1), (16.0, 14.0, 16.0), 0.65)
    lash = raster.polygon(ribbon(eye.upper, 0.014 + 0.03 * _LASH), soft=0.006)
    raster.paint(lash, dark, opacity=0.9)
    low = raster.polygon(ribbon(eye.lower, 0.022 * _LASH), soft=0.008)
    raster.darken(low, 0.35)
    raster.darken(raster.polygon(ribbon(eye.crease, 0.026 * _LASH), soft=0.012), 0.38)


def _paint_brows(raster: Raster, identity: Identity, shape: FaceShape) -> None:
    tone = mix(identity.hair, (24.0, 26.0, 30.0), 0.45)
    for curve in shape.brows:
        along = np.linspace(0.0, 1.0, len(curve))
        widths = identity.brow_thickness * (0.75 + 0.5 * along - 1.05 * along**2)
        raster.paint(raster.polygon(ribbon(curve, widths), soft=0.014), tone, opacity=0.88)


def _paint_nose(raster: Raster, identity: Identity, actions: FaceActions, shape: FaceShape) -> None:
    wing = identity.nose_width * (1.0 + 0.08 * actions.au9)
    for side in (-1.0, 1.0):
        hole = _CIRCLE * (0.36 * wing, 0.03) + shape.nose + (side * 0.45 * wing, 0.005)
        raster.darken(raster.polygon(hole, soft=0.012), 0.72)
        t = np.linspace(-1.0, 1.0, 9)
        rim = np.stack((side * wing * (0.94 + 0.1 * (1 - t**2)), -0.06 + 0.075 * t), axis=1)
        raster.darken(raster.polygon(ribbon(rim + shape.nose, 0.028), soft=0.015), 0.3)
    base = np.stack((0.5 * wing * np.linspace(-1, 1, 9), np.full(9, 0.035)), axis=1)
    raster.darken(raster.polygon(ribbon(base + shape.nose, 0.035), soft=0.02), 0.3)


def _paint_mouth(
    raster: Raster, identity: Identity, actions: FaceActions, mouth: Mouth, shade: Plane
) -> None:
    b, g, r = identity.skin
    rose: Colour = (0.62 * b, 0.5 * g, 0.86 * r)
    tone = mix(_lit(identity.skin, 0.78), rose, 0.3 + 0.6 * identity.lip_redness)
    upper = np.concatenate((mouth.upper_outer, mouth.upper_inner[::-1]))
    lower = np.concatenate((mouth.lower_inner, mouth.lower_outer[::-1]))
    if mouth.gap > 0.004:
        _paint_inside(raster, actions, mouth)
    raster.paint(raster.polygon(upper, soft=0.01), _lit(tone, 0.82), shade=shade)
    raster.paint(raster.polygon(lower, soft=0.01), tone, shade=shade)
    gleam = mouth.lower_inner[5:12] * 0.45 + mouth.lower_outer[5:12] * 0.55
    raster.paint(
        raster.polygon(ribbon(gleam, 0.02), soft=0.015), (235.0, 232.0, 240.0), opacity=0.12
    )
    if mouth.gap <= 0.03:
        line = ribbon(0.5 * (mouth.upper_inner + mouth.lower_inner), 0.012 + 0.024 * _LASH)
        raster.darken(raster.polygon(line, soft=0.008), 0.7)
    for corner in (mouth.upper_inner[0], mouth.upper_inner[-1]):
        raster.darken(raster.polygon(_CIRCLE * 0.03 + corner, soft=0.015), 0.4)


def _paint_inside(raster: Raster, actions: FaceActions, mouth: Mouth) -> None:
    inside = np.concatenate((mouth.upper_inner, mouth.lower_inner[::-1]))
    raster.paint(raster.polygon(inside), (26.0, 18.0, 46.0))
    tooth: Colour = (206.0, 216.0, 222.0)
    span = slice(1, 16)
    show = 0.03 + 0.085 * max(actions.au12, actions.au10, 0.6 * actions.au20)
    edge = np.minimum(mouth.lower_inner[span], mouth.upper_inner[span] + (0.0, show))
    band = np.concatenate((mouth.upper_inner[span], edge[::-1]))
    raster.paint(raster.polygon(band, soft=0.005), tooth)
    if actions.au16 > 0.25 or actions.au20 > 0.4:
        top = mouth.lower_inner[2:15] - (0.0, 0.035)
        top = np.maximum(top, mouth.upper_inner[2:15])
        band = np.concatenate((top, mouth.lower_inner[2:15][::-1]))
        raster.paint(raster.polygon(band, soft=0.005), mix(tooth, (60.0, 60.0, 80.0), 0.25))
    elif mouth.gap > 0.16:
        tongue = mouth.lower_inner[8] + _CIRCLE * (0.17, 0.08) - (0.0, 0.02)
        raster.paint(raster.polygon(tongue, soft=0.02), (86.0, 76.0, 150.0), opacity=0.7)
    raster.darken(raster.polygon(ribbon(mouth.upper_inner, 0.05), soft=0.015), 0.35)


def _paint_beard(raster: Raster, identity: Identity, shape: FaceShape) -> None:
    opacity = {Beard.NONE: 0.0, Beard.STUBBLE: 0.28, Beard.FULL: 0.8}
    strength = opacity[identity.beard]
    if strength == 0:
        return
    tone = mix(identity.hair, (22.0, 24.0, 28.0), 0.35)
    mouth = shape.mouth
    edge = shape.outline[shape.outline[:, 1] > 0.3]
    rim = mouth.lower_outer * (1.25, 1.0) + (0.0, 0.04)
    cheeks = np.array(((-0.72, 0.62), (-0.5, 0.86)))
    inner = np.concatenate((cheeks, rim, (cheeks * (-1.0, 1.0))[::-1]))
    # The outline runs down the right half and up the left one.
    beard = np.concatenate((edge, inner))
    raster.paint(raster.polygon(beard, soft=0.05), tone, opacity=strength)
    top: Points = mouth.upper_outer - (0.0, 0.13)
    under = mouth.upper_outer - (0.0, 0.02)
    whiskers = np.concatenate((top[3:14], (under * (1.12, 1.0) + (0.0, 0.02))[::-1]))
    raster.paint(raster.polygon(whiskers, soft=0.03), tone, opacity=strength)


def _paint_glasses(raster: Raster, shape: FaceShape) -> None:
    frame: Colour = (34.0, 30.0, 30.0)
    rims = []
    for eye in shape.eyes:
        centre = 0.5 * (eye.upper[8] + eye.lower[8]) + (0.0, 0.04)
        t = np.linspace(0, 2 * math.pi, 41)
        loop = np.stack((np.cos(t), np.sin(t)), axis=1)
        square = np.sign(loop) * np.abs(loop) ** 0.7 * (0.33, 0.25) + centre
        lens = raster.polygon(square)
        raster.paint(lens, (245.0, 240.0, 235.0), opacity=0.05)
        raster.paint(raster.polygon(ribbon(square, 0.035), soft=0.006), frame, opacity=0.9)
        rims.append(centre)
    left, right = rims
    bridge = np.stack(
        (
            np.linspace(left[0] + 0.32, right[0] - 0.32, 5),
            left[1] - 0.08 + 0.02 * np.array((1, 0.2, 0, 0.2, 1)),
        ),
        axis=1,
    )
    arms = [
        np.array(((rim[0] + s * 0.33, rim[1] - 0.1), (s * 1.0, rim[1] - 0.12)))
        for s, rim in ((-1.0, left), (1.0, right))
    ]
    for line in (bridge, *arms):
        raster.paint(raster.polygon(ribbon(line, 0.032), soft=0.006), frame, opacity=0.9)
