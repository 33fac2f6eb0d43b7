"""How often the intervals of film figures hold the truth, on series whose truth is known.

    python scripts/bootstrap_coverage.py [--series 400] [--draws 199]

Labels: somebody shows one of four things (50, 30, 15, 5 % of the time) for a length of time by lot,
then another one by lot. Numbers: autoregressive noise. A hundred series of a kind take some
seconds. Printed: how many of the 95 % intervals hold the truth, and how many series were too
short to have any.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from emotion_gui.core.review.bootstrap import Scale, block_length, draw_blocks

Floats = npt.NDArray[np.float64]
SHARES = np.array([0.5, 0.3, 0.15, 0.05])


def moods(generator: np.random.Generator, frames: int, usual: int) -> Floats:
    """Indicators of four labels, each kept for `usual` frames on average; shape (frames, 4)."""
    lengths = 1 + generator.geometric(1 / usual, 3 * frames // usual + 50)
    labels = np.repeat(generator.choice(4, len(lengths), p=SHARES), lengths)[:frames]
    return np.asarray(labels[:, None] == np.arange(4), dtype=np.float64)


def noise(generator: np.random.Generator, frames: int, memory: float) -> Floats:
    """Autoregressive noise around zero; shape (frames, 1)."""
    from scipy.signal import lfilter

    drawn = generator.standard_normal(frames + 5000)
    return np.asarray(lfilter([1.0], [1.0, -memory], drawn)[5000:, None])


def coverage(
    make: Callable[[np.random.Generator], Floats],
    truth: Floats,
    scale: Scale,
    *,
    series: int,
    draws: int,
) -> tuple[list[float], float, float]:
    """Share of intervals that hold the truth a figure, share without one, median block."""
    generator = np.random.default_rng(1)
    held: list[list[bool]] = [[] for _ in truth]
    blocks, without = [], 0
    for seed in range(series):
        values = make(generator)
        columns = np.hstack([values, np.ones((len(values), 1))])
        block = block_length(values)
        found = draw_blocks(
            columns,
            lambda sums: sums[..., :-1] / sums[..., -1:],
            block_frames=block,
            draws=draws,
            seed=seed,
        )
        blocks.append(block)
        for place, value in enumerate(truth):
            interval = found.interval(place, scale)
            if interval is None:
                without += 1
            else:
                held[place].append(bool(interval[0] <= value <= interval[1]))
    told = [float(np.mean(one)) if one else float("nan") for one in held]
    return told, without / series / len(truth), float(np.median(blocks))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--series", type=int, default=400)
    parser.add_argument("--draws", type=int, default=199)
    asked = parser.parse_args()
    print("series                              frames  block  without  held, %")
    for frames, usual in ((1800, 15), (5400, 30), (9000, 30), (9000, 60), (27000, 60)):
        told = coverage(
            lambda g, n=frames, u=usual: moods(g, n, u),  # type: ignore[misc]
            SHARES,
            "share",
            series=asked.series,
            draws=asked.draws,
        )
        show(f"labels kept for {usual} frames", frames, told)
    for frames, memory in ((1800, 0.9), (9000, 0.97), (27000, 0.99)):
        told = coverage(
            lambda g, n=frames, m=memory: noise(g, n, m),  # type: ignore[misc]
            np.zeros(1),
            "plain",
            series=asked.series,
            draws=asked.draws,
        )
        show(f"noise, autocorrelation {memory}", frames, told)


def show(name: str, frames: int, told: tuple[list[float], float, float]) -> None:
    held, without, block = told
    words = "  ".join(f"{100 * value:.1f}" for value in held)
    print(f"{name:35} {frames:6} {block:6.0f} {100 * without:6.1f} %  {words}", flush=True)


if __name__ == "__main__":
    main()
