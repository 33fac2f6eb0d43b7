"""What was measured of one layer alone with a share of its maps gone."""

from __future__ import annotations

from dataclasses import dataclass

_NOTICED = 0.05  # p of the paired test under which a loss on held-out faces counts as one


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One layer alone with a share of its maps gone and its reader fitted anew.

    Attributes:
        layer: 0-based.
        gone: maps that go.
        share: of the layer's maps.
        divergence: from the original's answers on held-out training faces, in nats.
        accuracy: on the same faces.
        accuracy_before: of the original there.
        p: of the paired test between the two.
    """

    layer: int
    gone: int
    share: float
    divergence: float
    accuracy: float
    accuracy_before: float
    p: float

    @property
    def is_free(self) -> bool:
        """Whether no loss can be told on the held-out faces."""
        return self.accuracy >= self.accuracy_before or self.p >= _NOTICED
