"""From the whole network to the smallest: each step the cheapest, counted out by hand."""

from __future__ import annotations

import dataclasses
import itertools

import numpy as np
import pytest
from helpers.pruning import measured, random_network
from hypothesis import given, settings
from hypothesis import strategies as st

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.pruning.cell import Cell
from emotion_gui.core.pruning.goal_path import first_within, path_of, plan_at
from emotion_gui.core.pruning.layer_survey import Survey
from emotion_gui.core.pruning.options import PruningOptions
from emotion_gui.core.pruning.planning import plan_of_maps

SPEC = NetworkSpec(((1,), (6,), (8,)), (True, True, True), input_side=8)
GONE = {1: (1, 3, 5), 2: (2, 4, 6, 7)}


def survey_of(losses: dict[tuple[int, int], float]) -> Survey:
    cells = tuple(
        Cell(
            layer=layer,
            gone=gone,
            share=gone / SPEC.widths[layer],
            divergence=loss,
            accuracy=0.5,
            accuracy_before=0.5,
            p=1.0,
        )
        for (layer, gone), loss in sorted(losses.items())
    )
    return Survey(spec=SPEC, cells=cells, parts={}, faces=10)


def cost(spec: NetworkSpec) -> float:
    return float(spec.widths[1] * 3 + spec.widths[1] * spec.widths[2])


@settings(max_examples=60, deadline=None, derandomize=True)
@given(seed=st.integers(0, 9999))
def test_each_step_goes_where_a_loss_saves_most(seed: int) -> None:
    random = np.random.default_rng(seed)
    losses = {
        (layer, gone): float(random.uniform(-0.1, 1))  # a rounding may be below nothing
        for layer, counts in GONE.items()
        for gone in counts
    }
    path = path_of(survey_of(losses), cost)
    assert path[0].gone == (0, 0, 0)
    assert (path[0].lost, path[0].price) == (0.0, 0.0)
    assert path[-1].gone == (0, 5, 7)
    assert len(path) == 1 + 3 + 4

    def lost(gone: tuple[int, ...]) -> float:
        return sum(max(0.0, losses[layer, gone[layer]]) for layer in (1, 2) if gone[layer])

    def left(gone: tuple[int, ...]) -> float:
        return cost(SPEC.with_widths([w - g for w, g in zip(SPEC.widths, gone, strict=True)]))

    for here, following in itertools.pairwise(path):
        offers = {}
        for layer, counts in GONE.items():
            for further in (count for count in counts if count > here.gone[layer]):
                there = (*here.gone[:layer], further, *here.gone[layer + 1 :])
                saved = left(here.gone) - left(there)
                offers[layer, further] = (lost(there) - lost(here.gone)) / saved
        layer = min(offers, key=lambda offer: offers[offer])[0]
        further = min(count for count in GONE[layer] if count > here.gone[layer])
        assert following.gone == (*here.gone[:layer], further, *here.gone[layer + 1 :])
        assert following.price == pytest.approx(min(offers.values()))
        assert following.lost == pytest.approx(lost(following.gone))


@given(count=st.integers(0, 40), first=st.integers(0, 40))
def test_the_first_place_that_fits_is_found(count: int, first: int) -> None:
    asked: list[int] = []

    def fits(place: int) -> bool:
        asked.append(place)
        return place >= first

    assert first_within(count, fits) == (first if first < count else None)
    assert len(asked) <= count.bit_length()
    assert all(0 <= place < count for place in asked)


def test_a_place_on_the_path_is_a_plan_by_number() -> None:
    network = random_network()
    options = PruningOptions()
    parts = {
        (layer, 2): plan_of_maps(measured(network, layer=layer).angles(options), options, [0, 1])
        for layer in (1, 2)
    }
    found = dataclasses.replace(survey_of({(1, 1): 0.1}), spec=network.spec, parts=parts)
    start = path_of(found, cost)[0]
    plan = plan_at(found, dataclasses.replace(start, gone=(0, 2, 2)))
    assert [(part.layer, part.gone, part.wanted) for part in plan.parts] == [
        (1, (0, 1), 2),
        (2, (0, 1), 2),
    ]
    assert len(plan_at(found, dataclasses.replace(start, gone=(0, 0, 2))).parts) == 1
    with pytest.raises(ConfigError):
        plan_at(found, start)
