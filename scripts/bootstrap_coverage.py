"""How often the intervals of film figures hold the truth, on series whose truth is known.

    python scripts/bootstrap_coverage.py [--series 400] [--draws 199] [--only labels film ...]

Labels: somebody shows one of four things (50, 30, 15, 5 % of the time) for a length of time by lot,
then another one by lot. Numbers: autoregressive noise. Film: all figures of a person as the program
works them out from rows, with moods, unsure stretches and absences by lot; their truth comes from
one simulation that is hundreds of times as long. Pair: differences of two such persons at the same
moments, of two films, and of two sections of one film. Groups: films whose persons differ in what
they tend to show, drawn by lot from two populations of 400, which are alike or not; the truth is
that of the populations. Printed: how many of the 95 % intervals hold the truth, and how many series
were too short to have any.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from emotion_gui.core.labels import SEVEN
from emotion_gui.core.review import bootstrap
from emotion_gui.core.review.bootstrap import Scale, block_length, draw_blocks
from emotion_gui.core.review.comparing import FilmComparison, compare, compare_groups
from emotion_gui.core.review.edits import Person, first_edits
from emotion_gui.core.review.rows import SessionRows
from emotion_gui.core.review.statistics import Estimate, PersonFigures, Selection, figures_of
from emotion_gui.core.review.timeline import FilmTimeline

Floats = npt.NDArray[np.float64]
Labels = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Told = Callable[[np.random.Generator, int], dict[str, Estimate]]
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


# -- figures as the program works them out --------------------------------------------------

FPS = 25.0
MOOD_S, ABSENT_S, PRESENT_S = 1.2, 2.0, 8.0
MOODS = np.array([0.45, 0.3, 0.1, 0.15])
MERRIER = np.array([0.25, 0.3, 0.3, 0.15])


def film(
    generator: np.random.Generator, frames: int, persons: int = 1, shares: Floats = MOODS
) -> FilmTimeline:
    """Persons with moods by lot, on the same frames."""
    found = [_person(generator, frames, shares) for _ in range(persons)]
    label = np.stack([person[0] for person in found], axis=1)
    seen = np.stack([person[1] for person in found], axis=1)
    frame, person = np.nonzero(seen)
    shown = label[frame, person]
    probabilities = generator.dirichlet(np.ones(7), len(shown)) * 0.4
    probabilities[np.arange(len(shown)), np.maximum(shown, 0)] += 0.6
    count = len(shown)
    half = np.full(count, 0.5, dtype=np.float32)  # what no filter leaves out
    rows = SessionRows(
        index=np.arange(frames),
        time_s=np.arange(frames) / FPS,
        change=np.zeros(frames, dtype=np.float32),
        face_frame=frame,
        track=person.astype(np.int32) + 1,
        box=np.zeros((count, 4)),
        label=shown.astype(np.int8),
        probabilities=probabilities,
        raw=probabilities.astype(np.float32),
        size_px=half,
        sharpness=half,
        light=half,
        turn_deg=half,
        tilt_deg=half,
        detection=half,
    )
    return FilmTimeline(rows, first_edits(rows))


def _person(generator: np.random.Generator, frames: int, shares: Floats) -> tuple[Labels, Bools]:
    """What is shown (classes 0 to 2, -1 unsure) and whether the person is seen, a frame each."""
    label = _kept(generator, frames, MOOD_S, shares)
    return np.where(label == 3, -1, label), _present(generator, frames)


def _kept(generator: np.random.Generator, frames: int, usual_s: float, shares: Floats) -> Labels:
    """Numbers by lot, each kept for a while; a stationary piece of it."""
    usual = round(usual_s * FPS)
    lengths = 1 + generator.geometric(1 / usual, 3 * frames // usual + 200)
    drawn = np.repeat(generator.choice(len(shares), len(lengths), p=shares), lengths)
    return np.asarray(drawn[50 * usual : 50 * usual + frames])


def _present(generator: np.random.Generator, frames: int) -> Bools:
    count = round(3 * frames / FPS / (ABSENT_S + PRESENT_S)) + 60
    lengths = np.empty(2 * count, dtype=np.int64)
    lengths[0::2] = generator.geometric(1 / (PRESENT_S * FPS), count)
    lengths[1::2] = generator.geometric(1 / (ABSENT_S * FPS), count)
    seen = np.repeat(np.arange(2 * count) % 2 == 0, lengths)
    begin = int(generator.integers(20 * 250))
    return np.asarray(seen[begin : begin + frames])


def told_figures(one: PersonFigures) -> dict[str, Estimate]:
    """Those that are checked, by name."""
    first, rare = one.answers[0], one.answers[2]
    assert first.mean_probability is not None
    return {
        "share": first.share,
        "share, rare": rare.share,
        "unsure": one.unsure,
        "unseen": one.unseen,
        "mean probability": first.mean_probability,
        "changes a minute": one.changes_a_minute,
        "episodes a minute": first.episodes_a_minute,
        "episode's length": first.episode_s,
    }


def told_differences(one: FilmComparison) -> dict[str, Estimate]:
    """Those that are checked, by name."""
    found: dict[str, Estimate] = {}
    for difference in one.differences:
        if difference.answer in {SEVEN.names[0], ""}:
            found[f"difference of {difference.figure}"] = difference.difference
            found[f"its effect, {difference.effect_kind}"] = difference.effect
    return found


def _whole(timeline: FilmTimeline, person: int) -> Selection:
    return Selection(timeline, person, timeline.frames_of(None))


def check_figures(name: str, frames: int, make: Told, truth: dict[str, float], series: int) -> None:
    """Print how often each figure's interval holds its truth."""
    generator = np.random.default_rng(2)
    held: dict[str, list[bool]] = {figure: [] for figure in truth}
    for _ in range(series):
        for figure, estimate in make(generator, frames).items():
            if estimate.interval is not None:
                low, high = estimate.interval
                held[figure].append(low <= truth[figure] <= high)
    for figure, one in held.items():
        share = 100 * float(np.mean(one)) if one else float("nan")
        without = 100 * (1 - len(one) / series)
        print(f"{name}, {figure:28} {frames:6} {without:6.1f} %  {share:.1f}", flush=True)


def figures_made(generator: np.random.Generator, frames: int) -> dict[str, Estimate]:
    """Of one person of one film."""
    return told_figures(figures_of(_whole(_joined(film(generator, frames)), 1)))


def pair_made(generator: np.random.Generator, frames: int) -> dict[str, Estimate]:
    """Of two persons of one film."""
    both = _joined(film(generator, frames, persons=2))
    return told_differences(compare(_whole(both, 1), _whole(both, 2), names=("", "")))


def films_made(generator: np.random.Generator, frames: int) -> dict[str, Estimate]:
    """Of two films."""
    one, other = (_joined(film(generator, frames)) for _ in range(2))
    return told_differences(compare(_whole(one, 1), _whole(other, 1), names=("", "")))


def sections_made(generator: np.random.Generator, frames: int) -> dict[str, Estimate]:
    """Of the two halves of one film."""
    made = _joined(film(generator, frames))
    early = np.arange(frames) < frames // 2
    halves = Selection(made, 1, early), Selection(made, 1, ~early)
    return told_differences(compare(*halves, names=("", "")))


@dataclass(frozen=True)
class Population:
    """Films of people who differ in what they tend to show."""

    films: list[Selection]

    @classmethod
    def made(cls, generator: np.random.Generator, shares: Floats, count: int = 400) -> Population:
        """Films of 40 s each; a person's tendencies spread around `shares`."""
        tendencies = generator.dirichlet(10 * shares, count)
        made = (film(generator, 1000, shares=own) for own in tendencies)
        return cls([_whole(_joined(one), 1) for one in made])

    def group(self, generator: np.random.Generator, count: int) -> list[list[Selection]]:
        """Some of them by lot."""
        return [[self.films[place]] for place in generator.integers(0, len(self.films), count)]

    def everybody(self) -> list[list[Selection]]:
        return [[one] for one in self.films]


def check_groups(series: int) -> None:
    """Print how often the differences of groups of different sizes hold the truth."""
    generator = np.random.default_rng(3)
    usual, merrier = (Population.made(generator, shares) for shares in (MOODS, MERRIER))
    for name, first in (("alike", usual), ("different", merrier)):
        whole = compare_groups(first.everybody(), usual.everybody(), names=("", ""))
        truth = {key: float(one.value or 0.0) for key, one in told_differences(whole).items()}
        for sizes in ((2, 2), (3, 3), (3, 6), (6, 6), (3, 20), (20, 20)):

            def made(
                generator: np.random.Generator,
                frames: int,
                groups: tuple[Population, ...] = (first, usual),
                sizes: tuple[int, int] = sizes,
            ) -> dict[str, Estimate]:
                del frames
                drawn = [g.group(generator, n) for g, n in zip(groups, sizes, strict=True)]
                return told_differences(compare_groups(*drawn, names=("", "")))

            check_figures(f"groups of {sizes}, {name}", 1000, made, truth, series)


def _joined(timeline: FilmTimeline) -> FilmTimeline:
    """Tracks are numbered as persons are; who comes later must not become the first."""
    pieces = tuple(replace(p, person=p.track) for p in timeline.edits.pieces)
    persons = tuple(Person(number) for number in sorted({piece.person for piece in pieces}))
    return FilmTimeline(timeline.rows, replace(timeline.edits, pieces=pieces, persons=persons))


def long_truth() -> dict[str, float]:
    """Figures of ten films of eleven hours each, together."""
    told = []
    with_draws = bootstrap.FEWEST_BLOCKS
    bootstrap.FEWEST_BLOCKS = 10**9  # no intervals are wanted here
    try:
        for seed in range(10):
            made = film(np.random.default_rng(1000 + seed), 1_000_000)
            told.append(told_figures(figures_of(_whole(made, 1))))
    finally:
        bootstrap.FEWEST_BLOCKS = with_draws
    return {name: float(np.mean([one[name].value or 0.0 for one in told])) for name in told[0]}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--series", type=int, default=400)
    parser.add_argument("--draws", type=int, default=199)
    parser.add_argument("--frames", nargs="*", type=int, help="Of films and pairs.")
    kinds = ("labels", "noise", "film", "pair", "groups")
    parser.add_argument("--only", nargs="*", choices=kinds, default=kinds)
    asked = parser.parse_args()
    print("series                              frames  block  without  held, %")
    if "labels" in asked.only:
        for frames, usual in ((1800, 15), (5400, 30), (9000, 30), (9000, 60), (27000, 60)):
            told = coverage(
                lambda g, n=frames, u=usual: moods(g, n, u),  # type: ignore[misc]
                SHARES,
                "share",
                series=asked.series,
                draws=asked.draws,
            )
            show(f"labels kept for {usual} frames", frames, told)
    if "noise" in asked.only:
        for frames, memory in ((1800, 0.9), (9000, 0.97), (27000, 0.99)):
            told = coverage(
                lambda g, n=frames, m=memory: noise(g, n, m),  # type: ignore[misc]
                np.zeros(1),
                "plain",
                series=asked.series,
                draws=asked.draws,
            )
            show(f"noise, autocorrelation {memory}", frames, told)
    if "film" in asked.only:
        truth = long_truth()
        print({name: round(value, 4) for name, value in truth.items()})
        for frames in asked.frames or (3000, 9000, 27_000):
            check_figures("film", frames, figures_made, truth, asked.series)
    if "pair" in asked.only:
        none = dict.fromkeys(pair_made(np.random.default_rng(0), 3000), 0.0)
        for frames in asked.frames or (9000, 27_000):
            check_figures("two persons", frames, pair_made, none, asked.series)
            check_figures("two films", frames, films_made, none, asked.series)
            check_figures("two sections", frames, sections_made, none, asked.series)
    if "groups" in asked.only:
        check_groups(asked.series)


def show(name: str, frames: int, told: tuple[list[float], float, float]) -> None:
    held, without, block = told
    words = "  ".join(f"{100 * value:.1f}" for value in held)
    print(f"{name:35} {frames:6} {block:6.0f} {100 * without:6.1f} %  {words}", flush=True)


if __name__ == "__main__":
    main()
