"""A film's series in as many steps as a picture can show."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from emotion_gui.core.review.timeline import UNSEEN, UNSURE, FilmTimeline, PersonSeries


@dataclass(frozen=True)
class BinnedSeries:
    """One person, some frames to a step.

    Attributes:
        edges_s: beginnings of the steps and the end of the last, shape (steps + 1,).
        label: the answer that took most of a step, `UNSURE` or `UNSEEN`; shape (steps,).
        probabilities: means over the step, NaN where nothing was seen; shape (steps, classes).
    """

    edges_s: npt.NDArray[np.float64]
    label: npt.NDArray[np.int8]
    probabilities: npt.NDArray[np.float64]

    def stretches(self) -> list[tuple[float, float, int]]:
        """Begin, end and answer of what looks alike; unseen stretches are left out."""
        found = []
        borders = np.flatnonzero(np.diff(self.label)) + 1
        for begin, end in zip([0, *borders], [*borders, len(self.label)], strict=True):
            if end > begin and (answer := int(self.label[begin])) != UNSEEN:
                found.append((float(self.edges_s[begin]), float(self.edges_s[end]), answer))
        return found


def binned(
    timeline: FilmTimeline,
    series: PersonSeries,
    *,
    steps: int,
    view: tuple[float, float] | None = None,
    raw: bool = False,
) -> BinnedSeries:
    """Steps of equal length; every frame its own where there are fewer.

    Args:
        timeline: of the film.
        series: of one person in it.
        steps: how many at most.
        view: from when to when; None = the whole film.
        raw: probabilities of the frames alone instead of smoothed ones.
    """
    rows = timeline.rows
    classes = len(rows.labels)
    begin_s, end_s = view or (0.0, max(timeline.end_s, 1e-6))
    first, last = np.searchsorted(rows.time_s, (begin_s, end_s)).tolist()
    first = max(0, first - 1)  # its answer still holds at the beginning
    time_s, step_s, answer = rows.time_s[first:last], timeline.step_s[first:last], series.label
    answer = answer[first:last]
    edges = np.linspace(begin_s, end_s, steps + 1)
    if len(time_s) and len(time_s) <= steps:
        edges = np.append(time_s, time_s[-1] + step_s[-1])
    place = np.clip(np.searchsorted(edges, time_s, side="right") - 1, 0, len(edges) - 2)
    count = len(edges) - 1
    used = answer >= UNSURE
    votes = np.zeros((count, classes + 2))  # classes, unsure, unseen
    column = np.where(answer >= 0, answer, classes + 1)
    column[answer == UNSURE] = classes
    np.add.at(votes, (place, column), step_s)
    label = votes.argmax(axis=1).astype(np.int8)
    label[label == classes] = UNSURE
    label[(label == classes + 1) | (votes.sum(axis=1) == 0)] = UNSEEN
    sums, weights = np.zeros((count, classes)), np.zeros(count)
    face = series.face[first:last][used]
    probabilities = rows.raw[face] if raw else rows.probabilities[face]
    np.add.at(sums, place[used], probabilities * step_s[used, None])
    np.add.at(weights, place[used], step_s[used])
    with np.errstate(divide="ignore", invalid="ignore"):
        return BinnedSeries(edges, label, sums / weights[:, None])
