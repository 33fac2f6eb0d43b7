"""A film's series in as many steps as a picture can show."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from emotion_gui.core.labels import LABELS
from emotion_gui.core.review.timeline import UNSEEN, UNSURE, FilmTimeline, PersonSeries


@dataclass(frozen=True)
class BinnedSeries:
    """One person, some frames to a step.

    Attributes:
        edges_s: beginnings of the steps and the end of the last, shape (steps + 1,).
        label: the answer that took most of a step, `UNSURE` or `UNSEEN`; shape (steps,).
        probabilities: means over the step, NaN where nothing was seen; shape (steps, 7).
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


def binned(timeline: FilmTimeline, series: PersonSeries, *, steps: int) -> BinnedSeries:
    """Steps of equal length; every frame its own where there are fewer."""
    rows = timeline.rows
    edges = np.linspace(0.0, max(timeline.end_s, 1e-6), steps + 1)
    if rows.frames <= steps:
        edges = np.append(rows.time_s, timeline.end_s)
    place = np.clip(np.searchsorted(edges, rows.time_s, side="right") - 1, 0, len(edges) - 2)
    count = len(edges) - 1
    used = series.used
    votes = np.zeros((count, len(LABELS) + 2))  # emotions, unsure, unseen
    column = np.where(series.label >= 0, series.label, len(LABELS) + 1)
    column[series.label == UNSURE] = len(LABELS)
    np.add.at(votes, (place, column), timeline.step_s)
    label = votes.argmax(axis=1).astype(np.int8)
    label[label == len(LABELS)] = UNSURE
    label[(label == len(LABELS) + 1) | (votes.sum(axis=1) == 0)] = UNSEEN
    sums, weights = np.zeros((count, len(LABELS))), np.zeros(count)
    np.add.at(sums, place[used], series.probabilities[used] * timeline.step_s[used, None])
    np.add.at(weights, place[used], timeline.step_s[used])
    with np.errstate(divide="ignore", invalid="ignore"):
        return BinnedSeries(edges, label, sums / weights[:, None])
