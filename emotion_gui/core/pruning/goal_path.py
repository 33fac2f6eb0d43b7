"""The way from the whole network to the smallest, a share of one layer at a step.

Every layer was tried alone (`layer_survey`). At each step the layer gives up the next share that
costs the least divergence for what it saves. A goal is a place on that path.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.pruning.cell import Cell
from emotion_gui.core.pruning.layer_survey import Survey
from emotion_gui.core.pruning.plan import Plan


@dataclass(frozen=True, eq=False, kw_only=True)
class Place:
    """A place on the path.

    Attributes:
        gone: maps that went so far, for each layer.
        lost: the sum of what the survey says of each layer alone, in nats.
        price: nats that the step to it cost for each unit of what it saved.
    """

    gone: tuple[int, ...]
    lost: float
    price: float

    def spec(self, whole: NetworkSpec) -> NetworkSpec:
        """The network's shape here."""
        pairs = zip(whole.widths, self.gone, strict=True)
        return whole.with_widths([width - gone for width, gone in pairs])


def path_of(survey: Survey, cost: Callable[[NetworkSpec], float]) -> tuple[Place, ...]:
    """From the whole network to the smallest, always by the cheapest next share.

    Args:
        survey: what each layer loses alone.
        cost: what should become less, for a shape.
    """
    spec, cells = survey.spec, [(None, *survey.of(k)) for k in range(len(survey.spec.widths))]
    at = [0] * len(cells)
    places = [_place(cells, at, 0.0)]
    now = cost(spec)
    while True:
        offers = []
        for layer, ladder in enumerate(cells):
            # Also over several shares at once: where a loss does not grow evenly the next one
            # alone may look dear.
            for further in range(at[layer] + 1, len(ladder)):
                tried = [*at[:layer], further, *at[layer + 1 :]]
                further_on = _place(cells, tried, 0.0)
                saved = now - cost(further_on.spec(spec))
                price = (further_on.lost - places[-1].lost) / max(saved, 1e-12)
                offers.append((price, layer, further))
        if not offers:
            return tuple(places)
        price, layer, _ = min(offers)
        at[layer] += 1  # in the direction of the best offer, one share at a time
        places.append(_place(cells, at, price))
        now = cost(places[-1].spec(spec))


def _place(cells: Sequence[Sequence[Cell | None]], at: Sequence[int], price: float) -> Place:
    chosen = [ladder[k] for ladder, k in zip(cells, at, strict=True)]
    return Place(
        gone=tuple(0 if cell is None else cell.gone for cell in chosen),
        lost=sum(0.0 if cell is None else max(0.0, cell.divergence) for cell in chosen),
        price=price,
    )


def plan_at(survey: Survey, place: Place) -> Plan:
    """The plan that leads to a place on the path, from front to back.

    Raises:
        ConfigError: nothing goes there.
    """
    parts = [survey.parts[layer, gone] for layer, gone in enumerate(place.gone) if gone]
    return Plan(tuple(dataclasses.replace(part, wanted=part.maps_gone) for part in parts))


def first_within(count: int, fits: Callable[[int], bool]) -> int | None:
    """The first of `count` places that fits, where all behind a fitting one fit; None without."""
    low, high = 0, count
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if fits(middle) else (middle + 1, high)
    return low if low < count else None
