"""Films of people whose expressions change smoothly, with the truth of every frame."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
import numpy.typing as npt

from emotion_gui.core.data.sample_faces.actions import FaceActions, varied_actions
from emotion_gui.core.data.sample_faces.backdrop import paint_backdrop
from emotion_gui.core.data.sample_faces.expressions import Emotion
from emotion_gui.core.data.sample_faces.identity import Light
from emotion_gui.core.data.sample_faces.scene import (
    Box,
    ScenePerson,
    draw_onto,
    draw_people,
    finish,
    moved_person,
)
from emotion_gui.core.files import write_bytes

_HOLD_S = 1.4
_CHANGE_S = 0.6
_BLINK_EVERY_S = 3.1
_BLINK_S = 0.16


@dataclass(frozen=True)
class FrameTruth:
    """What one frame shows.

    Attributes:
        time_s: seconds since the start.
        boxes: one a face, left to right, in pixels.
        emotions: the emotion with the greater share in each face.
        strengths: that share, 0.5 (half way to the next one) to 1.
    """

    time_s: float
    boxes: tuple[Box, ...]
    emotions: tuple[Emotion, ...]
    strengths: tuple[float, ...]


@dataclass(frozen=True)
class SampleVideo:
    """A written film.

    Attributes:
        path: the file.
        fps: frames a second.
        frames: the truth, one entry a frame.
    """

    path: Path
    fps: float
    frames: tuple[FrameTruth, ...]


@dataclass(frozen=True)
class _Play:
    """The expressions that one person goes through, each held and then changed."""

    emotions: tuple[Emotion, ...]
    actions: tuple[FaceActions, ...]
    lead_s: float

    def at(self, time_s: float) -> tuple[FaceActions, Emotion, float]:
        """Expression, dominant emotion and its share at a moment."""
        position = (time_s + self.lead_s) / (_HOLD_S + _CHANGE_S)
        k = int(position) % len(self.actions)
        following = (k + 1) % len(self.actions)
        into = (position - int(position)) * (_HOLD_S + _CHANGE_S) - _HOLD_S
        t = min(1.0, max(0.0, into / _CHANGE_S))
        weight = t * t * (3.0 - 2.0 * t)
        actions = self.actions[k].mixed(self.actions[following], weight=weight)
        blink_at = (time_s + 2.0 * self.lead_s) % _BLINK_EVERY_S
        if blink_at < _BLINK_S:
            closed = 1.0 - abs(2.0 * blink_at / _BLINK_S - 1.0)
            actions = dataclasses.replace(actions, au45=closed)
        emotion = self.emotions[k] if weight <= 0.5 else self.emotions[following]
        return actions, emotion, max(weight, 1.0 - weight)


def sample_frames(
    *,
    seconds: float,
    fps: float = 25.0,
    seed: int,
    width: int = 640,
    height: int = 360,
    faces: int = 1,
    noise: float = 2.0,
) -> Iterator[tuple[npt.NDArray[np.uint8], FrameTruth]]:
    """The frames of a film, one by one.

    Args:
        seconds: length.
        fps: frames a second.
        seed: the same seed gives the same film.
        width: in pixels.
        height: in pixels.
        faces: number of people.
        noise: standard deviation of the sensor noise, in gray levels.

    Yields:
        A BGR picture of shape (height, width, 3) and its truth.
    """
    rng = np.random.default_rng((seed, 3))
    people = draw_people(count=faces, seed=seed, width=width, height=height)
    plays = [_draw_play(rng) for _ in people]
    light = Light.draw(np.random.default_rng((seed, 7)))
    backdrop = paint_backdrop(width=width, height=height, seed=seed)
    for index in range(round(seconds * fps)):
        time_s = index / fps
        cast, truth = _cast(people, plays, time_s)
        picture = backdrop.copy()
        draw_onto(picture, cast, light=light)
        yield finish(picture, noise=noise, seed=(seed, 11, index)), truth


def _draw_play(rng: np.random.Generator) -> _Play:
    emotions = tuple(Emotion(int(k)) for k in rng.permutation(len(Emotion)))
    actions = tuple(
        varied_actions(emotion, intensity=float(rng.uniform(0.85, 1.0)), rng=rng, spread=0.04)
        for emotion in emotions
    )
    return _Play(emotions, actions, lead_s=float(rng.uniform(0.0, _HOLD_S)))


def _cast(
    people: Sequence[ScenePerson], plays: Sequence[_Play], time_s: float
) -> tuple[tuple[ScenePerson, ...], FrameTruth]:
    cast: list[ScenePerson] = []
    strengths: list[float] = []
    for order, (person, play) in enumerate(zip(people, plays, strict=True)):
        actions, emotion, strength = play.at(time_s)
        acting = dataclasses.replace(person, actions=actions, emotion=emotion)
        cast.append(moved_person(acting, time_s, order))
        strengths.append(strength)
    truth = FrameTruth(
        time_s, tuple(p.box for p in cast), tuple(p.emotion for p in cast), tuple(strengths)
    )
    return tuple(cast), truth


def write_sample_video(
    path: Path,
    *,
    seconds: float,
    fps: float = 25.0,
    seed: int,
    width: int = 640,
    height: int = 360,
    faces: int = 1,
) -> SampleVideo:
    """Write a film as MPEG-4 (`.mp4`); arguments as for `sample_frames`.

    Raises:
        StorageError: the file cannot be written.
    """
    frames = sample_frames(
        seconds=seconds, fps=fps, seed=seed, width=width, height=height, faces=faces
    )
    data, truths = _encoded(frames, fps=fps, size=(width, height))
    write_bytes(path, data)
    return SampleVideo(path, fps, truths)


def _encoded(
    frames: Iterator[tuple[npt.NDArray[np.uint8], FrameTruth]],
    *,
    fps: float,
    size: tuple[int, int],
) -> tuple[bytes, tuple[FrameTruth, ...]]:
    """A film's bytes, made in memory (a few megabytes), and the truth of its frames."""
    import av

    buffer = io.BytesIO()
    truths: list[FrameTruth] = []
    with av.open(buffer, "w", format="mp4") as container:
        stream = container.add_stream("mpeg4", rate=Fraction(fps).limit_denominator(1001))
        stream.width, stream.height = size
        stream.pix_fmt = "yuv420p"
        stream.codec_context.options = {"qmin": "3", "qmax": "3"}
        for picture, truth in frames:
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="bgr24")
            container.mux(stream.encode(frame))
            truths.append(truth)
        container.mux(stream.encode(None))
    return buffer.getvalue(), tuple(truths)
