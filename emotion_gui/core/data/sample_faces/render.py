"""From parameters to a picture: FER2013-like crops, and heads with transparency."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from emotion_gui.core.data.sample_faces.actions import FaceActions, varied_actions
from emotion_gui.core.data.sample_faces.expressions import Emotion
from emotion_gui.core.data.sample_faces.identity import Identity, Light, Pose
from emotion_gui.core.data.sample_faces.paint import paint_head
from emotion_gui.core.data.sample_faces.raster import Plane, Raster

CROP_SIDE = 2.3
"""Side of a FER2013-like crop in face units: brow to chin, little hair."""
CROP_CENTRE = (0.0, 0.29)
_CROP_WINDOW = (-1.35, -1.06, 1.35, 1.64)
_HEAD_WINDOW = (-1.75, -2.25, 1.75, 2.45)


@dataclass(frozen=True)
class Camera:
    """What the camera does to a crop.

    Attributes:
        noise: standard deviation of the sensor noise, in gray levels.
        blur_px: standard deviation of the defocus, in output pixels.
        jitter: largest error of the crop's position, as a share of its side.
        zoom_spread: largest relative error of the crop's size.
        exposure: how far the gain follows the picture's mean (0 not at all, 1 fully).
    """

    noise: float = 5.0
    blur_px: float = 0.4
    jitter: float = 0.025
    zoom_spread: float = 0.06
    exposure: float = 0.6


def render_face(
    *,
    emotion: Emotion,
    identity: Identity,
    rng: np.random.Generator,
    side: int = 48,
    intensity: float = 1.0,
    actions: FaceActions | None = None,
    pose: Pose | None = None,
    light: Light | None = None,
    camera: Camera | None = None,
) -> npt.NDArray[np.uint8]:
    """One gray face, framed like FER2013.

    Args:
        emotion: what is shown.
        identity: who shows it.
        rng: draws everything that is not given.
        side: side of the picture, in pixels.
        intensity: 0 (neutral) to 1 (full expression).
        actions: replaces what `emotion` and `intensity` would give.
        pose: head rotation; drawn when None.
        light: drawn when None.
        camera: noise, blur and framing errors.

    Returns:
        Shape (side, side), uint8.
    """
    camera = camera or Camera()
    pose = pose or Pose.draw(rng)
    light = light or Light.draw(rng)
    if actions is None:
        actions = varied_actions(emotion, intensity=intensity, rng=rng)
    scale = 2.0 if side < 128 else 1.25
    raster = Raster(window=_CROP_WINDOW, pixels_per_unit=scale * side / CROP_SIDE, colour=False)
    raster.planes[0] = _backdrop(raster, rng)
    paint_head(raster, identity=identity, actions=actions, pose=pose, light=light)
    crop = _cut(raster, pose, camera, rng, side=side, scale=scale)
    if camera.exposure > 0:
        wanted, mean = float(rng.uniform(100.0, 150.0)), max(20.0, float(crop.mean()))
        crop *= (wanted / mean) ** camera.exposure
    if camera.blur_px > 0.15:
        crop = np.asarray(cv2.GaussianBlur(crop, (0, 0), camera.blur_px), np.float32)
    crop += rng.standard_normal(crop.shape, dtype=np.float32) * np.float32(camera.noise)
    return np.asarray(np.clip(crop + 0.5, 0, 255), np.uint8)


def _backdrop(raster: Raster, rng: np.random.Generator) -> Plane:
    level, tilt_x, tilt_y = rng.uniform(40, 200), rng.uniform(-30, 30), rng.uniform(-30, 30)
    wall = level + tilt_x * raster.x[None, :] + tilt_y * raster.y[:, None]
    return np.asarray(wall, np.float32)


def _cut(
    raster: Raster,
    pose: Pose,
    camera: Camera,
    rng: np.random.Generator,
    *,
    side: int,
    scale: float,
) -> Plane:
    """Roll, shift and zoom in one warp, then average down to `side`."""
    shift = rng.uniform(-camera.jitter, camera.jitter, 2) * CROP_SIDE
    zoom = 1.0 + rng.uniform(-camera.zoom_spread, camera.zoom_spread)
    fine = round(side * scale)
    centre_x = (CROP_CENTRE[0] + shift[0] - raster.left) * raster.pixels_per_unit - 0.5
    centre_y = (CROP_CENTRE[1] + shift[1] - raster.top) * raster.pixels_per_unit - 0.5
    matrix = cv2.getRotationMatrix2D((centre_x, centre_y), -pose.roll_deg, zoom)
    middle = fine / 2 - 0.5
    matrix[:, 2] += np.subtract((middle, middle), (centre_x, centre_y))
    turned = cv2.warpAffine(
        raster.planes[0],
        matrix,
        (fine, fine),
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(cv2.resize(turned, (side, side), interpolation=cv2.INTER_AREA), np.float32)


@dataclass(frozen=True)
class HeadPicture:
    """A head with neck, to be laid over a scene.

    Attributes:
        planes: shape (4, height, width): blue, green, red (multiplied with alpha) and alpha.
        origin: pixel position of the point between the eyes.
        pixels_per_unit: size of a face unit.
    """

    planes: Plane
    origin: tuple[float, float]
    pixels_per_unit: float


def render_head(
    *, identity: Identity, actions: FaceActions, pose: Pose, light: Light, pixels_per_unit: float
) -> HeadPicture:
    """A head in colour, without roll."""
    fine = float(np.clip(1.6 * pixels_per_unit, 48.0, 220.0))
    raster = Raster(window=_HEAD_WINDOW, pixels_per_unit=fine, colour=True)
    paint_head(raster, identity=identity, actions=actions, pose=pose, light=light)
    origin = (-_HEAD_WINDOW[0] * fine - 0.5, -_HEAD_WINDOW[1] * fine - 0.5)
    return HeadPicture(raster.planes, origin, fine)


def place_head(
    picture: npt.NDArray[np.float32],
    head: HeadPicture,
    *,
    at: tuple[float, float],
    pixels_per_unit: float,
    roll_deg: float,
) -> None:
    """Lay a head over a scene, in place.

    Args:
        picture: shape (height, width, 3), BGR.
        head: what is laid over it.
        at: pixel position of the point between the eyes.
        pixels_per_unit: size of a face unit in the scene.
        roll_deg: clockwise, around the neck's upper end.
    """
    zoom = pixels_per_unit / head.pixels_per_unit
    pivot = (head.origin[0], head.origin[1] + 1.2 * head.pixels_per_unit)
    matrix = cv2.getRotationMatrix2D(pivot, -roll_deg, zoom)
    target = (at[0], at[1] + 1.2 * pixels_per_unit)
    matrix[:, 2] += np.subtract(target, pivot)
    reach = 2.8 * pixels_per_unit
    x0, y0 = max(0, int(at[0] - reach)), max(0, int(at[1] - reach))
    x1 = min(picture.shape[1], math.ceil(at[0] + reach))
    y1 = min(picture.shape[0], math.ceil(at[1] + reach))
    if x1 <= x0 or y1 <= y0:
        return
    matrix[:, 2] -= np.array((x0, y0))
    source = np.ascontiguousarray(head.planes.transpose(1, 2, 0))
    flags = cv2.INTER_AREA if zoom < 0.5 else cv2.INTER_LINEAR
    turned = cv2.warpAffine(source, matrix, (x1 - x0, y1 - y0), flags=flags)
    region = picture[y0:y1, x0:x1]
    region *= 1.0 - turned[:, :, 3:] * np.float32(1 / 255)
    region += turned[:, :, :3]
