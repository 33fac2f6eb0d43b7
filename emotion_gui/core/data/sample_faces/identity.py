"""Who is seen, from where and in which light: the parameters that are not the expression.

Face coordinates: the origin lies between the eyes, x to the picture's right, y downwards; one
unit is half the width of an average face, so an average chin is at y = 1.5.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np

Colour = tuple[float, float, float]
"""Blue, green, red, each in [0, 255]."""


class HairStyle(Enum):
    BALD = "bald"
    RECEDING = "receding"
    SHORT = "short"
    FRINGE = "fringe"
    LONG = "long"
    BUN = "bun"


class Beard(Enum):
    NONE = "none"
    STUBBLE = "stubble"
    FULL = "full"


SKINS: tuple[Colour, ...] = (
    (164, 188, 226),
    (150, 178, 220),
    (134, 164, 210),
    (118, 150, 198),
    (98, 132, 182),
    (78, 108, 158),
    (62, 86, 130),
    (50, 70, 108),
)
HAIRS: tuple[Colour, ...] = (
    (26, 28, 34),
    (30, 38, 52),
    (36, 54, 84),
    (52, 84, 130),
    (92, 140, 190),
    (40, 62, 128),
    (150, 152, 156),
    (60, 64, 74),
)
IRISES: tuple[Colour, ...] = ((30, 48, 78), (28, 40, 60), (130, 104, 66), (76, 104, 82))
CLOTHES: tuple[Colour, ...] = (
    (112, 84, 52),
    (74, 58, 126),
    (96, 118, 66),
    (150, 146, 140),
    (60, 60, 64),
    (70, 112, 168),
    (138, 112, 92),
    (196, 188, 180),
)


@dataclass(frozen=True)
class Identity:
    """The permanent looks of one person; lengths in face units.

    Attributes:
        width: half width of the face at the cheek bones.
        chin: y of the chin.
        jaw: half width of the jaw relative to the cheek bones.
        eye_x: half the distance between the eyes' centres.
        eye_size: half the width of an eye opening.
        eye_tilt: how much higher the outer corner lies.
        lid: openness of the relaxed eye, about 1.
        brow_y: height of the relaxed brow (negative: above the eyes).
        brow_arch: how much the brow's middle lies above its ends.
        brow_thickness: thickness at the inner end.
        nose_y: y of the nose's base.
        nose_width: half width over the wings.
        mouth_y: y of the relaxed mouth line.
        mouth_width: half width of the relaxed mouth.
        mouth_curve: y of the relaxed corners relative to the middle.
        lip: thickness of the lower lip.
        lip_redness: 0 (skin) to 1 (made up).
        age: 0 (young) to 1 (lined).
        texture: seed of skin and hair texture.
    """

    width: float
    chin: float
    jaw: float
    eye_x: float
    eye_size: float
    eye_tilt: float
    lid: float
    brow_y: float
    brow_arch: float
    brow_thickness: float
    nose_y: float
    nose_width: float
    mouth_y: float
    mouth_width: float
    mouth_curve: float
    lip: float
    lip_redness: float
    age: float
    skin: Colour
    hair: Colour
    iris: Colour
    clothes: Colour
    hair_style: HairStyle
    beard: Beard
    glasses: bool
    texture: int

    @classmethod
    def draw(cls, rng: np.random.Generator) -> Identity:
        """A random adult."""
        soft = bool(rng.random() < 0.5)
        styles = (
            (HairStyle.LONG, HairStyle.BUN, HairStyle.FRINGE, HairStyle.SHORT, HairStyle.LONG)
            if soft
            else (
                HairStyle.SHORT,
                HairStyle.SHORT,
                HairStyle.RECEDING,
                HairStyle.FRINGE,
                HairStyle.BALD,
            )
        )
        beards = (Beard.NONE,) if soft else (Beard.NONE, Beard.NONE, Beard.STUBBLE, Beard.FULL)
        skin_at = int(rng.integers(len(SKINS)))
        dark_hair_only = skin_at >= 4
        hair_at = int(rng.integers(3 if dark_hair_only else len(HAIRS)))
        iris_at = int(rng.integers(2 if dark_hair_only else len(IRISES)))

        def around(mean: float, spread: float) -> float:
            return mean + spread * float(np.clip(rng.normal(), -2.0, 2.0))

        return cls(
            width=around(0.98, 0.035),
            chin=around(1.45 if soft else 1.52, 0.04),
            jaw=around(0.74 if soft else 0.82, 0.03),
            eye_x=around(0.44, 0.014),
            eye_size=around(0.215 if soft else 0.2, 0.01),
            eye_tilt=around(0.02, 0.012),
            lid=around(1.05 if soft else 0.95, 0.07),
            brow_y=around(-0.345 if soft else -0.315, 0.02),
            brow_arch=around(0.075 if soft else 0.05, 0.015),
            brow_thickness=around(0.05 if soft else 0.075, 0.01),
            nose_y=around(0.6, 0.025),
            nose_width=around(0.19 if soft else 0.215, 0.015),
            mouth_y=around(0.92, 0.02),
            mouth_width=around(0.36, 0.022),
            mouth_curve=around(0.0, 0.012),
            lip=around(0.1 if soft else 0.08, 0.012),
            lip_redness=around(0.7 if soft else 0.4, 0.12),
            age=float(rng.beta(1.5, 3.0)),
            skin=_varied(SKINS[skin_at], rng, 0.04),
            hair=_varied(HAIRS[hair_at], rng, 0.08),
            iris=IRISES[iris_at],
            clothes=_varied(CLOTHES[int(rng.integers(len(CLOTHES)))], rng, 0.1),
            hair_style=styles[int(rng.integers(len(styles)))],
            beard=beards[int(rng.integers(len(beards)))],
            glasses=bool(rng.random() < 0.14),
            texture=int(rng.integers(2**31)),
        )


def _varied(colour: Colour, rng: np.random.Generator, spread: float) -> Colour:
    factor = 1.0 + spread * float(np.clip(rng.normal(), -2.0, 2.0))
    blue, green, red = (min(250.0, channel * factor) for channel in colour)
    return blue, green, red


@dataclass(frozen=True)
class Pose:
    """Small head rotations, in degrees.

    Attributes:
        roll_deg: clockwise in the picture.
        yaw_deg: positive looks to the picture's right.
        pitch_deg: positive looks down.
    """

    roll_deg: float = 0.0
    yaw_deg: float = 0.0
    pitch_deg: float = 0.0

    @classmethod
    def draw(cls, rng: np.random.Generator, *, spread_deg: float = 5.0) -> Pose:
        """Normal deviates, clipped at two standard deviations."""
        roll, yaw, pitch = np.clip(rng.normal(size=3), -2.0, 2.0) * spread_deg
        return cls(roll_deg=float(roll), yaw_deg=float(yaw), pitch_deg=0.6 * float(pitch))


@dataclass(frozen=True)
class Light:
    """One soft lamp and its surroundings.

    Attributes:
        x: horizontal direction to the lamp, -1 (left) to 1 (right).
        y: vertical direction to the lamp; negative is above.
        ambient: share of light that comes from everywhere, 0 to 1.
        gain: overall exposure, about 1.
    """

    x: float = -0.3
    y: float = -0.45
    ambient: float = 0.5
    gain: float = 1.0

    @classmethod
    def draw(cls, rng: np.random.Generator) -> Light:
        """A plausible room light, mostly from above."""
        return cls(
            x=float(rng.uniform(-0.6, 0.6)),
            y=float(rng.uniform(-0.65, -0.2)),
            ambient=float(rng.uniform(0.42, 0.62)),
            gain=float(rng.uniform(0.85, 1.12)),
        )
