"""Whether a class's colour can be seen on all that it is drawn on; no NumPy, as `--help` comes by.

Colours also come with other people's models: one that cannot be seen is made lighter or darker.
"""

from __future__ import annotations

import colorsys
from functools import cache

# Card, page, row under the pointer, ground of bars and bands, chosen row of either theme
# (`ui.tokens`; a test holds them together).
GROUNDS = {
    False: ("#ffffff", "#f5f6f8", "#f0f2f6", "#e9ecf1", "#e7ecfb"),
    True: ("#1c2027", "#14171b", "#262b34", "#2b3039", "#232c47"),
}
LEAST_CONTRAST = 3.0  # what WCAG asks of all that is not text
UNSURE_COLOR = "#8b909b"  # no answer that is sure, in saved pictures, which are light


def contrasts(color: str, *, dark: bool) -> list[float]:
    """WCAG's contrast, 1 to 21, of a colour with each of `GROUNDS`."""
    return [contrast(color, ground) for ground in GROUNDS[dark]]


def contrast(color: str, ground: str) -> float:
    """WCAG's contrast of two colours, 1 to 21."""
    darker, lighter = sorted((_luminance(color), _luminance(ground)))
    return (lighter + 0.05) / (darker + 0.05)


@cache
def to_be_seen(color: str, *, dark: bool) -> str:
    """The colour, or the nearest of its hue that can be seen on all grounds of a theme.

    Args:
        color: as `#rrggbb`.
        dark: of the grounds.
    """
    hue, lightness, saturation = colorsys.rgb_to_hls(*_rgb(color))
    seen, step = color, 0.01 if dark else -0.01
    while min(contrasts(seen, dark=dark)) < LEAST_CONTRAST:
        lightness += step  # white and black are seen: it ends
        seen = _hex(*colorsys.hls_to_rgb(hue, min(max(lightness, 0.0), 1.0), saturation))
    return seen


def _rgb(color: str) -> tuple[float, float, float]:
    red, green, blue = (int(color[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return red, green, blue


def _hex(*channels: float) -> str:
    return "#" + "".join(f"{round(255 * value):02x}" for value in channels)


@cache
def _luminance(color: str) -> float:
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in _rgb(color)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
