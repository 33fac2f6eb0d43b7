"""Whole pictures: people with shoulders before a plausible background."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
import numpy.typing as npt

from emotion_gui.core.data.sample_faces.actions import FaceActions, varied_actions
from emotion_gui.core.data.sample_faces.backdrop import paint_backdrop
from emotion_gui.core.data.sample_faces.expressions import Emotion
from emotion_gui.core.data.sample_faces.identity import Identity, Light, Pose
from emotion_gui.core.data.sample_faces.raster import spline
from emotion_gui.core.data.sample_faces.render import place_head, render_head
from emotion_gui.core.errors import ConfigError

Box = tuple[float, float, float, float]
"""Left, top, width and height in pixels."""

_BOX_ABOVE, _BOX_BELOW = 0.85, 1.0


@dataclass(frozen=True)
class ScenePerson:
    """One person in a picture.

    Attributes:
        identity: who it is.
        emotion: what is shown.
        actions: the expression itself.
        x: pixel column of the point between the eyes.
        y: pixel row of the same.
        pixels_per_unit: half the width of the face, about.
        pose: head rotation.
    """

    identity: Identity
    emotion: Emotion
    actions: FaceActions
    x: float
    y: float
    pixels_per_unit: float
    pose: Pose = field(default_factory=Pose)

    @property
    def box(self) -> Box:
        """The face from the hairline to the chin."""
        unit = self.pixels_per_unit
        half = self.identity.width * unit
        height = (_BOX_ABOVE + self.identity.chin + 0.17 * self.actions.au26) * unit
        return self.x - half, self.y - _BOX_ABOVE * unit, 2 * half, height


@dataclass(frozen=True)
class DrawnScene:
    """A picture and the truth about it.

    Attributes:
        picture: shape (height, width, 3), BGR, uint8.
        boxes: one a person, left to right.
        emotions: in the same order.
        people: in the same order.
    """

    picture: npt.NDArray[np.uint8]
    boxes: tuple[Box, ...]
    emotions: tuple[Emotion, ...]
    people: tuple[ScenePerson, ...]


def draw_people(
    *,
    count: int,
    seed: int,
    width: int = 640,
    height: int = 360,
    emotions: Sequence[Emotion] | None = None,
    intensity: tuple[float, float] = (0.7, 1.0),
    pose_spread_deg: float = 3.5,
) -> tuple[ScenePerson, ...]:
    """Random people side by side.

    Args:
        count: number of people, at least 1.
        seed: the same seed gives the same people.
        width: of the picture, in pixels.
        height: of the picture, in pixels.
        emotions: one a person; drawn when None.
        intensity: range of the expressions' strength.
        pose_spread_deg: standard deviation of the head rotations.
    """
    if count < 1:
        raise ConfigError("count", count, "must be at least 1")
    rng = np.random.default_rng(seed)
    slot = width / count
    people: list[ScenePerson] = []
    for k in range(count):
        unit = float(min(height / 5.2, slot / 3.1) * rng.uniform(0.86, 1.0))
        emotion = Emotion(int(rng.integers(len(Emotion)))) if emotions is None else emotions[k]
        free_x = max(0.0, slot - 3.0 * unit) * 0.3
        people.append(
            ScenePerson(
                identity=Identity.draw(rng),
                emotion=emotion,
                actions=varied_actions(
                    emotion, intensity=float(rng.uniform(*intensity)), rng=rng, spread=0.05
                ),
                x=float((k + 0.5) * slot + rng.uniform(-free_x, free_x)),
                y=float(height * 0.43 + rng.uniform(-0.03, 0.05) * height),
                pixels_per_unit=unit,
                pose=Pose.draw(rng, spread_deg=pose_spread_deg),
            )
        )
    return tuple(people)


def render_scene(
    *,
    people: Sequence[ScenePerson] | None = None,
    count: int = 1,
    seed: int = 0,
    width: int = 640,
    height: int = 360,
    phase: float = 0.0,
    noise: float = 2.5,
    light: Light | None = None,
    emotions: Sequence[Emotion] | None = None,
) -> DrawnScene:
    """A colour picture of people, with true boxes and emotions.

    Args:
        people: who is seen; drawn from `seed` when None.
        count: how many are drawn.
        seed: background, light and (when drawn) people.
        width: in pixels.
        height: in pixels.
        phase: time in seconds, which moves heads a little and changes the noise.
        noise: standard deviation of the sensor noise, in gray levels.
        light: drawn when None.
        emotions: of the drawn people; drawn as well when None.
    """
    if people is None:
        people = draw_people(count=count, seed=seed, width=width, height=height, emotions=emotions)
    light = light or Light.draw(np.random.default_rng((seed, 7)))
    picture = paint_backdrop(width=width, height=height, seed=seed)
    moved = tuple(moved_person(person, phase, k) for k, person in enumerate(people))
    draw_onto(picture, moved, light=light)
    finished = finish(picture, noise=noise, seed=(seed, 11, round(phase * 1000)))
    return DrawnScene(finished, tuple(p.box for p in moved), tuple(p.emotion for p in moved), moved)


def moved_person(person: ScenePerson, phase: float, order: int) -> ScenePerson:
    """The same person a little later: a slow sway of head and body."""
    if phase == 0.0:
        return person
    unit, shift = person.pixels_per_unit, 1.7 * order
    return ScenePerson(
        identity=person.identity,
        emotion=person.emotion,
        actions=person.actions,
        x=person.x + 0.16 * unit * math.sin(0.9 * phase + shift),
        y=person.y + 0.06 * unit * math.sin(1.4 * phase + 2 * shift),
        pixels_per_unit=unit * (1.0 + 0.02 * math.sin(0.5 * phase + shift)),
        pose=Pose(
            roll_deg=person.pose.roll_deg + 2.0 * math.sin(0.7 * phase + shift),
            yaw_deg=person.pose.yaw_deg + 4.0 * math.sin(0.6 * phase + 0.5 * shift),
            pitch_deg=person.pose.pitch_deg + 1.5 * math.sin(0.8 * phase),
        ),
    )


def draw_onto(
    picture: npt.NDArray[np.float32], people: Sequence[ScenePerson], *, light: Light
) -> None:
    """Paint bodies and heads over a background of shape (height, width, 3), in place."""
    for person in people:
        _paint_body(picture, person, light)
        head = render_head(
            identity=person.identity,
            actions=person.actions,
            pose=person.pose,
            light=light,
            pixels_per_unit=person.pixels_per_unit,
        )
        place_head(
            picture,
            head,
            at=(person.x, person.y),
            pixels_per_unit=person.pixels_per_unit,
            roll_deg=person.pose.roll_deg,
        )
        _paint_collar(picture, person, light)


def _paint_body(picture: npt.NDArray[np.float32], person: ScenePerson, light: Light) -> None:
    right = (
        (0.5, 1.95),
        (0.95, 2.1),
        (1.5, 2.26),
        (1.95, 2.55),
        (2.2, 3.2),
        (2.3, 4.4),
        (2.4, 9.0),
    )
    _fill(picture, person, right, person.identity.clothes, light.gain)


def _paint_collar(picture: npt.NDArray[np.float32], person: ScenePerson, light: Light) -> None:
    right = (
        (0.0, 2.5),
        (0.34, 2.36),
        (0.62, 2.0),
        (0.76, 1.99),
        (1.0, 2.25),
        (1.2, 2.8),
        (1.2, 3.4),
    )
    _fill(picture, person, right, person.identity.clothes, light.gain)


def _fill(
    picture: npt.NDArray[np.float32],
    person: ScenePerson,
    right: tuple[tuple[float, float], ...],
    colour: tuple[float, float, float],
    gain: float,
) -> None:
    half = spline(np.array(right), closed=False)
    outline = np.concatenate(((half * (-1.0, 1.0))[::-1], half))
    pixels = outline * person.pixels_per_unit + (person.x, person.y)
    rows, columns = picture.shape[:2]
    top = max(0, int(pixels[:, 1].min()) - 2)
    if top >= rows:
        return
    cover = np.zeros((rows - top, columns), np.uint8)
    fixed = np.rint((pixels - (0, top)) * 16).astype(np.int32)
    cv2.fillPoly(cover, [fixed], 255, cv2.LINE_AA, 4)
    across = (np.arange(columns, dtype=np.float32) - person.x) / (2.2 * person.pixels_per_unit)
    fold = 0.06 * np.cos(across * 9.0 + person.identity.texture % 5)
    shade = np.clip(1.0 - 0.35 * across**2 + fold, 0.35, 1.2) * gain
    ink = shade[None, :, None] * np.array(colour, np.float32)
    region = picture[top:]
    weight = (cover.astype(np.float32) * np.float32(1 / 255))[:, :, None]
    region += weight * (np.asarray(ink, np.float32) - region)


def finish(
    picture: npt.NDArray[np.float32], *, noise: float, seed: tuple[int, ...]
) -> npt.NDArray[np.uint8]:
    """Slight blur, sensor noise and rounding; the same seed gives the same noise."""
    soft = cv2.GaussianBlur(picture, (0, 0), 0.5)
    rng = np.random.default_rng(seed)
    grain = rng.standard_normal(soft.shape[:2], dtype=np.float32) * np.float32(noise)
    return np.asarray(np.clip(soft + grain[:, :, None] + 0.5, 0, 255), np.uint8)
