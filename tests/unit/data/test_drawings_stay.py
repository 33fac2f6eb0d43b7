"""All that is drawn stays as it was, to the last wrinkle.

Tests, benches and the demonstration are about these very people; a part that is drawn differently
would change what all of them say. What a person is made of is compared as numbers, pictures as
means over blocks of pixels, so that the rounding of another processor does not matter. Where a
drawing is changed on purpose the new one is kept and looked at:

    python -m tests.unit.data.test_drawings_stay
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from emotion_gui.core.data.sample_faces import (
    EMOTION_ACTIONS,
    Beard,
    Camera,
    FaceActions,
    HairStyle,
    Identity,
    Light,
    Pose,
    render_face,
    render_scene,
    sample_frames,
    scale_faces,
    varied_actions,
)
from emotion_gui.core.data.sample_faces.actions import UNIT_NAMES
from emotion_gui.core.data.sample_faces.backdrop import paint_backdrop
from emotion_gui.core.data.sample_faces.expressions import Emotion
from emotion_gui.core.data.sample_faces.raster import Raster
from emotion_gui.core.data.sample_faces.relief import skin_shade
from emotion_gui.core.data.sample_faces.render import render_head
from emotion_gui.core.data.sample_faces.shape import FaceShape, View, face_shape

KEPT = Path(__file__).parents[2] / "data" / "drawings.npz"
WINDOW = (-1.75, -2.25, 1.75, 2.45)

Values = npt.NDArray[np.float64]


@dataclasses.dataclass(frozen=True)
class Sitter:
    """Somebody with an expression, seen from somewhere in some light."""

    identity: Identity
    actions: FaceActions
    pose: Pose
    light: Light
    emotion: Emotion


@cache
def sitters() -> tuple[Sitter, ...]:
    """Every style of hair, beard and glasses, every action unit alone and all emotions."""
    alone = [FaceActions(**{name: 1.0}) for name in UNIT_NAMES]
    actions = [*alone, *EMOTION_ACTIONS.values(), FaceActions(au10=0.5, au25=0.6, au26=0.3)]
    styles, beards = list(HairStyle), list(Beard)
    found = []
    for k, units in enumerate(actions):
        rng = np.random.default_rng(100 + k)
        identity = dataclasses.replace(
            Identity.draw(rng),
            hair_style=styles[k % len(styles)],
            beard=beards[(k // 2) % len(beards)],
            glasses=k % 4 == 0,
        )
        light, pose = Light.draw(rng), Pose.draw(rng, spread_deg=9.0)
        found.append(Sitter(identity, units, pose, light, Emotion(k % len(Emotion))))
    return tuple(found)


def _numbers(value: object) -> list[float]:
    """All numbers in a nest of dataclasses, tuples and arrays."""
    if dataclasses.is_dataclass(value):
        return [n for f in dataclasses.fields(value) for n in _numbers(getattr(value, f.name))]
    if isinstance(value, (tuple, np.ndarray)):
        return [float(n) for one in value for n in _numbers(one)]
    if isinstance(value, HairStyle | Beard):
        return [float(list(type(value)).index(value))]  # type: ignore[arg-type]
    return [float(value)]  # type: ignore[arg-type]


def people() -> Values:
    """Draws of who, in what light, from where and with what expression."""
    rows = []
    for seed in range(24):
        rng = np.random.default_rng(seed)
        drawn = Identity.draw(rng), Light.draw(rng), Pose.draw(rng)
        emotion = Emotion(seed % len(Emotion))
        units = varied_actions(emotion, intensity=0.2 + seed / 24, rng=rng)
        rows.append([*(n for one in drawn for n in _numbers(one)), *_numbers(units)])
    return np.array(rows)


def shapes() -> Values:
    """Where every part lies: every third coordinate of each person's face."""
    faces: list[FaceShape] = [
        face_shape(one.identity, one.actions, View.of(one.pose)) for one in sitters()
    ]
    return np.array([_numbers(face)[::3] for face in faces])


def shades() -> Values:
    """Light on the skin, of people of every age, in steps of a seventh of a face unit."""
    planes = []
    for one in sitters()[::2]:
        view = View.of(one.pose)
        identity = dataclasses.replace(one.identity, age=len(planes) / 12)
        raster = Raster(window=WINDOW, pixels_per_unit=7.0, colour=False)
        shape = face_shape(identity, one.actions, view)
        planes.append(skin_shade(raster, identity, one.actions, shape, view, one.light))
    return np.array(planes, dtype=np.float64)


def crops() -> Values:
    """Gray faces as FER2013 crops them, without any accident of a camera."""
    still = Camera(noise=0.0, blur_px=0.0, jitter=0.0, zoom_spread=0.0, exposure=0.0)
    faces = [
        render_face(
            emotion=one.emotion,
            identity=one.identity,
            rng=np.random.default_rng(k),
            side=128 if k % 5 == 0 else 64,
            actions=one.actions,
            pose=one.pose,
            light=one.light,
            camera=still,
        )
        for k, one in enumerate(sitters())
    ]
    return np.array([_blocks(face, len(face) // 16) for face in faces])


def snapshots() -> Values:
    """Gray faces with all that a camera and chance do to them."""
    faces = [
        render_face(
            emotion=one.emotion,
            identity=one.identity,
            rng=np.random.default_rng(k),
            side=48,
            intensity=0.4 + k / 50,
        )
        for k, one in enumerate(sitters())
    ]
    return np.array([_blocks(face, 4) for face in faces])


def heads() -> Values:
    """Heads in colour with their transparency."""
    found = []
    for one in sitters()[1::2]:
        head = render_head(
            identity=one.identity,
            actions=one.actions,
            pose=one.pose,
            light=one.light,
            pixels_per_unit=40.0,
        )
        large = head.planes.transpose(1, 2, 0)
        found.append(cv2.resize(large, (14, 19), interpolation=cv2.INTER_AREA))
    return np.array(found, dtype=np.float64)


def backdrops() -> Values:
    """Rooms and gardens of all kinds."""
    drawn = [paint_backdrop(width=160, height=96, seed=seed) for seed in range(14)]
    return np.array([_blocks(picture, 8) for picture in drawn])


def scenes() -> Values:
    """Whole pictures of one to three people, some of them moved by time."""
    drawn = [
        render_scene(count=1 + seed % 3, seed=seed, width=240, height=140, phase=0.7 * (seed % 2))
        for seed in range(7)
    ]
    return np.array([_blocks(one.picture, 10) for one in drawn])


def truths() -> Values:
    """What is said of films: times, boxes, emotions, shares."""
    frames = sample_frames(seconds=9, fps=1, seed=3, width=48, height=48, faces=2)
    return np.array([_numbers(truth) for _, truth in frames])


def masses() -> Values:
    """Faces by the thousand, made of few."""
    pieces = list(scale_faces(count=40, seed=2, chunk=25, bases=5))
    return np.array([_blocks(face, 8) for piece in pieces for face in piece.faces])


def _blocks(picture: npt.NDArray[np.generic], size: int) -> Values:
    """Means over squares of pixels."""
    tall, wide = picture.shape[0] // size, picture.shape[1] // size
    large = picture.astype(np.float64)[: tall * size, : wide * size]
    return np.asarray(large.reshape(tall, size, wide, size, -1).mean(axis=(1, 3)))


# What is drawn, digits kept, and how far another processor may be off.
DRAWINGS: dict[Callable[[], Values], tuple[int, float]] = {
    people: (9, 1e-7),
    shapes: (5, 3e-5),
    shades: (3, 1.5e-3),
    crops: (1, 0.35),
    snapshots: (1, 0.35),
    heads: (1, 0.35),
    backdrops: (1, 0.35),
    scenes: (1, 0.35),
    truths: (6, 1e-5),
    masses: (1, 0.35),
}


@pytest.mark.parametrize("draw", DRAWINGS, ids=lambda draw: draw.__name__)
def test_drawings_stay_as_they_were(draw: Callable[[], Values]) -> None:
    with np.load(KEPT) as kept:
        np.testing.assert_allclose(draw(), kept[draw.__name__], rtol=0, atol=DRAWINGS[draw][1])


def keep() -> None:
    """Write what is drawn today."""
    found = {draw.__name__: np.round(draw(), digits) for draw, (digits, _) in DRAWINGS.items()}
    small = {
        name: values.astype(np.float64 if name in ("people", "truths") else np.float32)
        for name, values in found.items()
    }
    np.savez_compressed(KEPT, **small)  # type: ignore[arg-type]


if __name__ == "__main__":
    keep()
