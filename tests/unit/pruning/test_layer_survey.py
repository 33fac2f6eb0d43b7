"""Every layer tried alone: its cells by hand, what can go for nothing, and which faces say so."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from helpers.pruning import DOUBLE, PRE, SMALL, measured, random_data, random_network
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import softmax
from scipy.stats import binomtest, entropy

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.evaluation.predict import predict_logits
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.pruning.cell import Cell
from emotion_gui.core.pruning.criteria import Criterion
from emotion_gui.core.pruning.layer_survey import (
    LayerCells,
    LayerSurvey,
    Survey,
    held_out,
    survey_layers,
)
from emotion_gui.core.pruning.masking import masked
from emotion_gui.core.pruning.measurement import PruningData
from emotion_gui.core.pruning.scores import lowest, score_maps


@settings(max_examples=200, deadline=None, derandomize=True)
@given(count=st.integers(1, 400), held=st.integers(1, 40), times=st.integers(1, 9))
def test_faces_are_held_out_in_their_share_from_all_over(count: int, held: int, times: int) -> None:
    fit, measure = held_out(count, fitted=times * held, held=held)
    used = np.union1d(fit, measure)
    assert len(used) == min(count, (times + 1) * held)
    assert (used[0], used[-1]) == (0, count - 1 if len(used) > 1 else 0)
    assert np.diff(used).max(initial=0) - np.diff(used).min(initial=count) <= 1
    if len(used) < 2 * (times + 1):
        assert fit.tolist() == measure.tolist() == used.tolist()
        return
    assert not set(fit.tolist()) & set(measure.tolist())
    places = np.searchsorted(used, measure)
    assert set(np.diff(places).tolist()) <= {times + 1}
    assert places[0] < times + 1
    assert len(used) - places[-1] <= times + 1 + 1
    assert np.all(np.diff(fit) > 0)


def test_nearly_all_faces_may_be_held_out_but_half_are_fitted_to() -> None:
    fit, measure = held_out(100, fitted=1, held=99)
    assert (len(fit), len(measure)) == (50, 50)


def cell(layer: int, gone: int, accuracy: float, p: float) -> Cell:
    return Cell(
        layer=layer,
        gone=gone,
        share=gone / 8,
        divergence=0.1,
        accuracy=accuracy,
        accuracy_before=0.8,
        p=p,
    )


def test_what_can_go_ends_where_the_first_loss_can_be_told() -> None:
    cells = (
        cell(0, 1, 0.79, 0.04),
        cell(0, 2, 0.9, 1.0),
        cell(1, 1, 0.79, 0.05),
        cell(1, 2, 0.8, 0.01),
        cell(1, 3, 0.7, 0.001),
        cell(1, 4, 0.8, 1.0),
        cell(2, 1, 0.8, 1.0),
    )
    found = Survey(spec=SMALL, cells=cells, parts={}, faces=10)
    assert found.of(1) == cells[2:6]
    assert [found.removable(layer) for layer in (0, 1, 2, 3)] == [None, cells[3], cells[6], None]


@pytest.mark.parametrize("spec", [SMALL, DOUBLE])
def test_a_cell_is_what_the_masked_network_gives(spec: NetworkSpec) -> None:
    network, fitted = random_network(spec), random_data(spec)
    faces = random_data(spec, count=300, seed=1).faces
    before = predict_logits(network, faces, PRE)
    labels = before.argmax(axis=1)
    labels[::3] = (labels[::3] + 1) % spec.classes
    held = PruningData(faces, PRE, labels)
    found = survey_layers(network, fitted, held)
    assert found.faces == 300
    assert [(one.layer, one.gone) for one in found.cells] == sorted(found.parts)
    for one in found.cells:
        part = found.parts[one.layer, one.gone]
        assert part.maps_gone == one.gone
        rule = Criterion.FISHER if (spec, one.layer) == (SMALL, 2) else Criterion.OBS
        layer = measured(network, layer=one.layer, data=fitted)
        goes = lowest(score_maps(rule, layer, options=part.options), one.gone)
        assert (part.options.order, part.gone) == (rule, tuple(sorted(goes.tolist())))
        assert one.share == one.gone / spec.widths[one.layer]
        after = predict_logits(masked(network, part, layer.statistics), faces, PRE)
        was, now = (logits.argmax(axis=1) == labels for logits in (before, after))
        assert (one.accuracy_before, one.accuracy) == (was.mean(), now.mean())
        moved = entropy(softmax(before.astype(float), 1), softmax(after.astype(float), 1), axis=1)
        assert one.divergence == pytest.approx(moved.mean(), rel=1e-3, abs=1e-6)
        lost, won = int((was & ~now).sum()), int((now & ~was).sum())
        exact = binomtest(lost, lost + won).pvalue if lost + won else 1.0
        assert one.p == pytest.approx(exact, abs=0.03)


def test_a_layer_of_one_map_has_nothing_to_give() -> None:
    spec = NetworkSpec(((1,), (3,)), (True, True), input_side=8)
    found = survey_layers(random_network(spec), random_data(spec), random_data(spec))
    assert [(one.layer, one.gone) for one in found.cells] == [(1, 1), (1, 2)]
    assert found.of(0) == ()
    single = spec.with_widths((1, 1))
    with pytest.raises(ConfigError):
        survey_layers(random_network(single), random_data(single), random_data(single))


def test_layers_that_are_tried_elsewhere_make_the_same_survey() -> None:
    network, data = random_network(), random_data()
    here = LayerSurvey(network, data, data, JobContext())
    asked: list[int] = []

    def elsewhere(layers: Sequence[int]) -> list[LayerCells]:
        asked.extend(layers)
        return [list(here.cells(layer, JobContext())) for layer in layers]

    found = survey_layers(network, data, data, elsewhere=elsewhere)
    assert asked == [0, 1, 2]
    assert found.cells == survey_layers(network, data, data).cells


def test_without_labels_nothing_can_be_judged() -> None:
    bare = PruningData(random_data().faces, PRE)
    with pytest.raises(ConfigError):
        survey_layers(random_network(), bare, bare)
