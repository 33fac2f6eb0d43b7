"""No smaller network goes out without a proof; what is advised; and a stop between two steps."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
import torch
from helpers.pruning import measured, random_data, random_network
from helpers.stopping import told_by

from emotion_gui.core.errors import EqualityProofError
from emotion_gui.core.jobs import JobCancelled, JobContext
from emotion_gui.core.model.checkpoint import Checkpoint, CheckpointInfo
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.pruning import applying, comparison, iterative, layer_survey, whole_layers
from emotion_gui.core.pruning.comparison import ComparisonConfig, compare
from emotion_gui.core.pruning.comparison_table import CANDIDATES
from emotion_gui.core.pruning.evaluator import one_thread
from emotion_gui.core.pruning.iterative import IterativeConfig, prune_iteratively
from emotion_gui.core.pruning.masking import masked
from emotion_gui.core.pruning.options import PruningOptions
from emotion_gui.core.pruning.plan import LayerPlan, Plan
from emotion_gui.core.pruning.planning import plan_of_maps
from emotion_gui.core.pruning.whole_layers import LayerRemoval

DATA = random_data()
assert DATA.labels is not None
LABELS = DATA.labels


def checkpoint() -> Checkpoint:
    network = random_network()
    return Checkpoint(network, CheckpointInfo(spec=network.spec))


def rounds() -> object:
    config = IterativeConfig(
        checkpoint=checkpoint(),
        train_faces=DATA.faces,
        eval_faces=DATA.faces,
        eval_labels=LABELS,
        finetune=lambda network, _: network,
        rounds=1,
    )
    return prune_iteratively(config, JobContext())


def contest() -> object:
    config = ComparisonConfig(
        checkpoint=checkpoint(),
        train_faces=DATA.faces,
        train_labels=LABELS,
        eval_faces=DATA.faces,
        eval_labels=LABELS,
        shares=(0.5,),
        candidates=CANDIDATES[:1],
        latency_runs=1,
    )
    return compare(config, JobContext())


def application() -> object:
    network, options = random_network(), PruningOptions()
    plan = plan_of_maps(measured(network).angles(options), options, [0])
    return applying.apply_plan(network, Plan((plan,)), DATA)


@pytest.mark.parametrize(
    ("module", "job"), [(iterative, rounds), (comparison, contest), (applying, application)]
)
def test_a_smaller_network_that_answers_otherwise_is_no_result(
    monkeypatch: pytest.MonkeyPatch, module: ModuleType, job: Callable[[], object]
) -> None:
    job()
    right: Callable[[EmotionCNN, LayerPlan], EmotionCNN] = module.compact

    def wrong(network: EmotionCNN, plan: LayerPlan) -> EmotionCNN:
        smaller = right(network, plan)
        with torch.no_grad():
            smaller.head.bn.bias += torch.arange(7) * 1e-3
        return smaller

    monkeypatch.setattr(module, "compact", wrong)
    with pytest.raises(EqualityProofError):
        job()


@pytest.mark.parametrize(
    ("won", "lost", "significant", "can_go", "change"),
    [
        (9, 4, True, True, "+0.5"),
        (5, 5, True, True, "+0.0"),
        (4, 9, True, False, "-0.5"),
        (4, 9, False, True, "-0.5"),
    ],
)
def test_what_is_not_significantly_worse_can_go(
    won: int, lost: int, significant: bool, can_go: bool, change: str
) -> None:
    decisive = SimpleNamespace(
        test=SimpleNamespace(b=lost, c=won, p=0.01),
        n=1000,
        is_significant=significant,
        accuracy=0.6,
    )
    judgement: Any = SimpleNamespace(decisive=decisive)
    proposal = LayerRemoval(
        layer=1,
        layer_name="module 2",
        feasible=True,
        words="",
        similar_share=0.5,
        explained=0.9,
        accuracy_dropped=0.1,
        judgement=judgement,
        network=None,
    )
    advised = whole_layers._advised(proposal)
    assert advised.recommended is can_go
    assert f"changes by {change} points to 60.0% (McNemar p = 0.010)" in advised.words
    assert advised.words.endswith("It can go." if can_go else "It is needed.")


def test_a_stop_while_a_plan_is_applied_is_heard_before_its_cell_is_measured(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plans, measurements = list[object](), list[object]()

    def applied(*values: Any) -> EmotionCNN:
        plans.append(values[1])
        return masked(*values)

    def measure(*values: object) -> float:
        measurements.append(values)
        return 0.0

    monkeypatch.setattr(layer_survey, "masked", applied)
    monkeypatch.setattr(layer_survey, "divergence", measure)
    context = JobContext(is_cancelled=lambda: len(plans) == 2)
    survey = layer_survey.LayerSurvey(random_network(), DATA, DATA, context)
    with pytest.raises(JobCancelled):
        list(survey.cells(2, context))
    assert len(measurements) == 1


def test_a_survey_says_first_that_it_measures() -> None:
    first = told_by(
        lambda context: layer_survey.survey_layers(random_network(), DATA, DATA, context=context)
    )[0]
    assert (first.done, first.total, first.detail) == (0, 15, None)


def test_small_work_has_one_thread_and_gives_the_others_back() -> None:
    before = torch.get_num_threads()
    torch.set_num_threads(3)
    try:
        with one_thread():
            assert torch.get_num_threads() == 1
        assert torch.get_num_threads() == 3
    finally:
        torch.set_num_threads(before)
