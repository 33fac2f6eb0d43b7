"""Out-of-focus rooms and gardens."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.float32]


def paint_backdrop(*, width: int, height: int, seed: int) -> Picture:
    """A soft background of shape (height, width, 3), BGR, values in [0, 255]."""
    rng = np.random.default_rng((seed, 5))
    wide, tall = max(8, width // 4), max(8, height // 4)
    wall = np.array(_WALLS[int(rng.integers(len(_WALLS)))], np.float32)
    down = np.linspace(1.08, 0.8, tall, dtype=np.float32)[:, None, None]
    first, last = (float(level) for level in rng.uniform(0.85, 1.12, 2))
    across = np.linspace(first, last, wide, dtype=np.float32)[None, :, None]
    picture = np.ascontiguousarray(wall * down * across)
    (_window, _shelves, _garden, _panels)[int(rng.integers(4))](picture, rng)
    blur = max(1.2, 0.012 * wide + 0.8)
    picture = np.asarray(cv2.GaussianBlur(picture, (0, 0), blur), np.float32)
    large = cv2.resize(picture, (width, height), interpolation=cv2.INTER_CUBIC)
    return np.clip(np.asarray(large, np.float32), 0.0, 255.0)


_WALLS = (
    (188, 196, 204),
    (168, 150, 138),
    (150, 168, 172),
    (120, 112, 108),
    (196, 186, 176),
    (110, 128, 146),
)


def _box(
    picture: Picture,
    left: float,
    top: float,
    right: float,
    bottom: float,
    colour: tuple[float, float, float],
) -> None:
    """Fill a rectangle given in shares of width and height."""
    tall, wide = picture.shape[:2]
    first, last = (left * wide, top * tall), (right * wide, bottom * tall)
    corners = [(round(x), round(y)) for x, y in (first, last)]
    cv2.rectangle(picture, corners[0], corners[1], colour, cv2.FILLED)


def _window(picture: Picture, rng: np.random.Generator) -> None:
    left = float(rng.uniform(0.04, 0.5))
    _box(picture, left - 0.015, 0.05, left + 0.375, 0.66, (210, 214, 218))
    for k in range(2):
        x = left + 0.185 * k
        _box(picture, x, 0.08, x + 0.17, 0.4, (240, 226, 206))
        _box(picture, x, 0.4, x + 0.17, 0.63, (130, 176, 150))
    _box(picture, 0.0, 0.86, 1.0, 1.0, (70, 92, 116))


def _shelves(picture: Picture, rng: np.random.Generator) -> None:
    _box(picture, 0.0, 0.0, 1.0, 0.92, (62, 84, 108))
    for row in range(3):
        x = 0.01
        top = 0.03 + 0.3 * row
        while x < 0.98:
            thick = float(rng.uniform(0.014, 0.04))
            tall = float(rng.uniform(0.16, 0.24))
            gray = float(rng.uniform(60, 150))
            b, g, r = (gray + float(v) for v in rng.uniform(-34, 34, 3))
            if rng.random() < 0.86:
                _box(picture, x, top + 0.25 - tall, x + thick, top + 0.25, (b, g, r))
            x += thick + 0.004


def _garden(picture: Picture, rng: np.random.Generator) -> None:
    tall, wide = picture.shape[:2]
    picture[: tall // 2] = (226, 210, 190)
    picture[tall // 2 :] = (84, 138, 112)
    for _ in range(60):
        at = (int(rng.integers(wide)), int(rng.normal(0.5, 0.16) * tall))
        green = float(rng.uniform(90, 170))
        colour = (green * 0.6, green, green * float(rng.uniform(0.5, 0.95)))
        cv2.circle(picture, at, int(rng.uniform(0.03, 0.08) * wide), colour, cv2.FILLED)


def _panels(picture: Picture, rng: np.random.Generator) -> None:
    left = float(rng.uniform(0.05, 0.6))
    _box(picture, left, 0.1, left + 0.26, 0.5, (50, 66, 84))
    b, g, r = (float(v) for v in rng.uniform(130, 190, 3))
    _box(picture, left + 0.02, 0.13, left + 0.24, 0.47, (b, g, r))
    _box(picture, 0.0, 0.8, 1.0, 0.82, (224, 224, 224))
    _box(picture, 0.0, 0.82, 1.0, 1.0, (96, 110, 128))
