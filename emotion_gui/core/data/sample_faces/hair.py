"""Hair behind and in front of the face."""

from __future__ import annotations

import cv2
import numpy as np

from emotion_gui.core.data.sample_faces.identity import HairStyle, Identity, Light
from emotion_gui.core.data.sample_faces.raster import Plane, Points, Raster, spline
from emotion_gui.core.data.sample_faces.shape import View

_MIRROR = np.array((-1.0, 1.0))
_SWEEP = {HairStyle.FRINGE: 0.12, HairStyle.SHORT: 0.06}


def paint_back_hair(raster: Raster, identity: Identity, strands: Plane) -> None:
    """What falls behind the neck, or a bun above the head."""
    if identity.hair_style is HairStyle.LONG:
        right = np.array(
            (
                (0.6, -1.55),
                (1.08, -0.95),
                (1.24, 0.0),
                (1.3, 0.9),
                (1.34, 1.7),
                (1.1, 2.15),
                (0.5, 2.2),
            )
        )
    elif identity.hair_style is HairStyle.BUN:
        right = np.array(((0.3, -2.02), (0.5, -1.75), (0.42, -1.45)))
    else:
        return
    outline = np.concatenate(((right * _MIRROR)[::-1], right))
    patch = raster.polygon(spline(outline, closed=True), soft=0.02)
    raster.paint(patch, identity.hair, shade=strands * np.float32(0.72))


def paint_front_hair(raster: Raster, identity: Identity, strands: Plane, view: View) -> None:
    """What covers skull and forehead."""
    if identity.hair_style is HairStyle.BALD:
        return
    hairline, skull = _hairline(identity), _skull(identity)
    outline = np.concatenate((spline(skull, closed=False), view.project(hairline)[::-1]))
    raster.paint(raster.polygon(outline, soft=0.02), identity.hair, shade=strands)


def _skull(identity: Identity) -> Points:
    """From the left ear over the top to the right one."""
    volume = {
        HairStyle.RECEDING: 0.02,
        HairStyle.SHORT: 0.07,
        HairStyle.BUN: 0.06,
        HairStyle.FRINGE: 0.1,
    }
    more = volume.get(identity.hair_style, 0.12)
    wide = identity.width
    right = np.array(
        (
            (0.5, -1.5 - more),
            (0.9 + 0.7 * more, -1.15 - 0.6 * more),
            (1.04 + more, -0.6),
            (1.03 + 0.8 * more, -0.15),
            (1.0, 0.05),
        )
    ) * (wide, 1.0)
    if identity.hair_style is HairStyle.LONG:
        tail = np.array(((1.16, 0.5), (1.2, 1.2), (1.12, 1.7)))
        right = np.concatenate((right[:-1], tail))
    top = np.array(((0.0, -1.58 - more),))
    return np.concatenate(((right * _MIRROR)[::-1], top, right))


def _hairline(identity: Identity) -> Points:
    """From the left to the right, where the hair meets the skin."""
    heights = {
        HairStyle.RECEDING: (-0.78, -1.28, -1.18),
        HairStyle.SHORT: (-0.62, -0.98, -1.02),
        HairStyle.FRINGE: (-0.52, -0.74, -0.86),
        HairStyle.LONG: (-0.6, -1.02, -1.14),
        HairStyle.BUN: (-0.62, -1.0, -1.1),
    }
    temple, middle, top = heights[identity.hair_style]
    right = [(0.36, middle), (0.72, 0.45 * middle + 0.55 * temple), (0.88, -0.3), (0.94, 0.0)]
    if identity.hair_style is HairStyle.LONG:
        right = [(0.36, middle), (0.76, -0.6), (0.92, 0.0), (0.97, 0.6), (0.95, 1.2), (1.0, 1.7)]
    half = np.array(right) * (identity.width, 1.0)
    parting = 0.3 if identity.texture % 2 else -0.3
    if identity.hair_style is HairStyle.LONG:
        parting *= 0.4
    swept = _SWEEP.get(identity.hair_style, 0.0) * np.sign(parting)
    lift = np.zeros_like(half)
    lift[:2, 1] = swept
    left, right_half = (half + lift) * _MIRROR, half - lift
    centre = np.array(((parting, top),))
    return spline(np.concatenate((left[::-1], centre, right_half)), closed=False)


def hair_strands(raster: Raster, identity: Identity, light: Light) -> Plane:
    """Brightness factor of the hair over the whole raster: streaks and a gleam."""
    rng = np.random.default_rng(identity.texture + 1)
    columns = max(4, int((raster.x[-1] - raster.x[0]) * 22))
    coarse = rng.normal(1.0, 0.16, (5, columns)).astype(np.float32)
    size = (raster.width, raster.height)
    streaks = cv2.resize(coarse, size, interpolation=cv2.INTER_LINEAR)
    band = np.exp(-0.5 * ((raster.y + 1.2) / 0.22) ** 2)[:, None]
    side = 1.0 + 0.25 * light.x * raster.x[None, :]
    result = streaks * (0.85 + 0.35 * band) * side * light.gain
    return np.asarray(np.clip(result, 0.3, 1.8), np.float32)
