"""Colours of classes: apart for every eye, and to be seen on all that a theme draws them on.

Each class has a colour for either theme. New ones are taken one after the other from a grid of
hues and lightnesses, always the one that is farthest from those taken before, as the eye sees it
that sees worst: with full, protan, deutan or tritan vision. From about ten classes on colours alone
no longer tell; a class has its name and sign beside it everywhere.
"""

from __future__ import annotations

import colorsys
import itertools
from collections.abc import Iterable, Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

from emotion_gui.core.labels.contrast import LEAST_CONTRAST, contrasts

_LEAST_CONTRAST = LEAST_CONTRAST + 0.05
_MOST_CONTRAST = 11.0  # more looks like text
_UNSURE = ("#4a515c", "#868e9b")  # grey: no answer, or none that is sure

# Machado, Oliveira and Fernandes 2009, severity 1.0; on linear RGB.
_VISIONS = np.array(
    [
        [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ],
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ],
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ],
    ]
)
_TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
_WHITE = np.array([0.9505, 1.0, 1.089])

Floats = npt.NDArray[np.float64]


def _linear(colors: Sequence[str]) -> Floats:
    """Linear RGB of `#rrggbb`, shape (n, 3)."""
    bytes_ = [[int(color[place : place + 2], 16) for place in (1, 3, 5)] for color in colors]
    rgb = np.array(bytes_, dtype=np.float64).reshape(-1, 3) / 255
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def _seen(colors: Sequence[str]) -> Floats:
    """CIE Lab of colours by each kind of vision, shape (visions, n, 3)."""
    rgb = np.clip(np.einsum("vij,nj->vni", _VISIONS, _linear(colors)), 0, 1)
    xyz = rgb @ _TO_XYZ.T / _WHITE
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.stack(
        [116 * f[..., 1] - 16, 500 * (f[..., 0] - f[..., 1]), 200 * (f[..., 1] - f[..., 2])], -1
    )


def distance(one: str, other: str) -> float:
    """How far apart two colours are for the eye that tells them apart worst (CIE 1976)."""
    first, second = np.moveaxis(_seen((one, other)), 1, 0)
    return float(np.linalg.norm(first - second, axis=-1).min())


class _Candidates:
    """Pairs of colours of one hue that can be seen on all grounds of their theme.

    Attributes:
        pairs: for a light and for a dark card.
        seen: Lab of both by each kind of vision, two arrays of shape (visions, n, 3).
    """

    def __init__(self) -> None:
        self.pairs: list[tuple[str, str]] = []
        for hue in range(0, 360, 12):
            for saturation in (0.35, 0.65, 1.0):
                shades = [
                    _hls(hue / 360, lightness / 100, saturation) for lightness in range(15, 90, 5)
                ]
                light, dark = ([c for c in shades if _to_be_seen(c, d)] for d in (False, True))
                self.pairs += itertools.product(light, dark)
        self.seen = _seen_pairs(self.pairs)


@cache
def _candidates() -> _Candidates:
    return _Candidates()


def _hls(hue: float, lightness: float, saturation: float) -> str:
    rgb = colorsys.hls_to_rgb(hue, lightness, saturation)
    return "#" + "".join(f"{round(255 * value):02x}" for value in rgb)


def _to_be_seen(color: str, dark: bool) -> bool:
    seen = contrasts(color, dark=dark)
    return min(seen) >= _LEAST_CONTRAST and max(seen) <= _MOST_CONTRAST


def _seen_pairs(pairs: Sequence[tuple[str, str]]) -> tuple[Floats, Floats]:
    return _seen([light for light, _ in pairs]), _seen([dark for _, dark in pairs])


def pick_colors(count: int, *, taken: Iterable[tuple[str, str]] = ()) -> list[tuple[str, str]]:
    """New colours, each for a light and a dark card, as far from all others as can be.

    Args:
        count: how many.
        taken: colours that are there already, as `#rrggbb` for a light and a dark card.
    """
    candidates = _candidates()
    away = np.full(len(candidates.pairs), np.inf)
    for seen, beside in zip(candidates.seen, _seen_pairs(list(taken) or [_UNSURE]), strict=True):
        apart = np.linalg.norm(seen[:, :, None] - beside[:, None], axis=-1)
        away = np.minimum(away, apart.min(axis=(0, 2)))
    found = []
    for _ in range(count):
        best = int(away.argmax())
        found.append(candidates.pairs[best])
        for seen in candidates.seen:
            apart = np.linalg.norm(seen - seen[:, best : best + 1], axis=-1)
            away = np.minimum(away, apart.min(axis=0))
    return found
