"""A greedy order of removal, step by step: who goes, who takes over, and what that costs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from emotion_gui.core.pruning.distinctiveness import Indices
from emotion_gui.core.pruning.statistics import Doubles


@dataclass(frozen=True, eq=False)
class GreedyOrder:
    """All maps of a layer in the order in which they go.

    Attributes:
        order: shape (maps,).
        partners: who takes over at each step; -1 where all that stay do, and for the last map.
        nats: by how much each step moves the answers (divergence to second order); NaN where
            losses are not measured in the answers.
    """

    order: Indices
    partners: Indices
    nats: Doubles

    @property
    def scores(self) -> Doubles:
        """One a map: the place in the order."""
        scores = np.empty(len(self.order))
        scores[self.order] = np.arange(len(self.order))
        return scores
