"""Labelled sets of rendered faces, from a handful to millions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from emotion_gui.core.data.sample_faces.expressions import Emotion
from emotion_gui.core.data.sample_faces.identity import Identity
from emotion_gui.core.data.sample_faces.render import Camera, render_face
from emotion_gui.core.errors import ConfigError

FACES_PER_PERSON = 14


@dataclass(frozen=True)
class SampleFaces:
    """Rendered faces with their truth.

    Attributes:
        faces: shape (n, side, side), uint8.
        labels: shape (n,), codes of `Emotion`.
        identities: shape (n,), the person's number, for splits by person.
    """

    faces: npt.NDArray[np.uint8]
    labels: npt.NDArray[np.int64]
    identities: npt.NDArray[np.int64]


def sample_faces(
    *,
    count: int,
    seed: int,
    side: int = 48,
    noise: float = 5.0,
    intensity: tuple[float, float] = (0.3, 1.0),
) -> SampleFaces:
    """Faces of all seven emotions in equal shares, in random order.

    Args:
        count: number of faces; classes differ by one at most.
        seed: the same seed gives the same faces.
        side: in pixels.
        noise: standard deviation of the sensor noise, in gray levels.
        intensity: range of the expressions' strength; weak ones are ambiguous, as in life.

    Raises:
        ConfigError: `count` is negative.
    """
    if count < 0:
        raise ConfigError("count", count, "must not be negative")
    rng = np.random.default_rng(seed)
    people = _people(rng, count)
    labels = rng.permutation(np.arange(count, dtype=np.int64) % len(Emotion))
    identities = rng.integers(len(people), size=count)
    faces = np.empty((count, side, side), np.uint8)
    for k in range(count):
        faces[k] = render_face(
            emotion=Emotion(int(labels[k])),
            identity=people[int(identities[k])],
            rng=rng,
            side=side,
            intensity=float(rng.uniform(*intensity)),
            camera=Camera(noise=noise, blur_px=float(rng.uniform(0.0, 0.7))),
        )
    return SampleFaces(faces, labels, identities.astype(np.int64))


def _people(rng: np.random.Generator, count: int) -> list[Identity]:
    return [Identity.draw(rng) for _ in range(max(1, -(-count // FACES_PER_PERSON)))]


def scale_faces(
    *, count: int, seed: int, side: int = 48, chunk: int = 4096, bases: int = 700
) -> Iterator[SampleFaces]:
    """Very many faces, cheaply: rendered bases with fresh shift, flip, gain and noise.

    Args:
        count: number of faces in all.
        seed: the same seed and chunk give the same faces.
        side: in pixels.
        chunk: faces a piece; the last one may be smaller.
        bases: number of faces that are really rendered.

    Yields:
        Pieces whose labels follow the bases' balance.
    """
    base = sample_faces(count=min(bases, max(1, count)), seed=seed, side=side, noise=0.0)
    rng = np.random.default_rng((seed, 1))
    margin = max(1, side // 24)
    padded = np.stack(
        [
            cv2.copyMakeBorder(face, margin, margin, margin, margin, cv2.BORDER_REPLICATE)
            for face in base.faces
        ]
    )
    hiss = rng.normal(0.0, 4.0, (1 << 20) + side * side).astype(np.float32)
    done = 0
    while done < count:
        size = min(chunk, count - done)
        pick = (np.arange(done, done + size) + rng.integers(len(padded))) % len(padded)
        yield SampleFaces(
            _varied(padded[pick], side, margin, hiss, rng), base.labels[pick], base.identities[pick]
        )
        done += size


def _varied(
    padded: npt.NDArray[np.uint8],
    side: int,
    margin: int,
    hiss: npt.NDArray[np.float32],
    rng: np.random.Generator,
) -> npt.NDArray[np.uint8]:
    size = len(padded)
    result = np.empty((size, side, side), np.uint8)
    offsets = rng.integers(0, 2 * margin + 1, (size, 2))
    gains = rng.uniform(0.8, 1.15, size).astype(np.float32)
    flips = rng.random(size) < 0.5
    starts = rng.integers(0, 1 << 20, size)
    for k in range(size):
        y, x = offsets[k]
        face = padded[k, y : y + side, x : x + side]
        if flips[k]:
            face = face[:, ::-1]
        grain = hiss[starts[k] : starts[k] + side * side].reshape(side, side)
        result[k] = np.clip(face * gains[k] + grain, 0, 255)
    return result
