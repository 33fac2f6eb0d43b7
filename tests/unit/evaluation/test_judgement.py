"""Two figures wherever it is known what was learned: all faces, and the rest alone."""

from __future__ import annotations

import math

import numpy as np
import pytest

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.evaluation.acquaintance import Acquaintance
from emotion_gui.core.evaluation.judge import Judge
from emotion_gui.core.evaluation.judgement import (
    SIGNIFICANCE,
    Cost,
    Judgement,
    change_to_json,
    costs_to_json,
)
from emotion_gui.core.evaluation.metrics import mcnemar, wilson_interval
from emotion_gui.core.evaluation.predict import predict_logits
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.model.emotion_cnn import EmotionCNN

BEFORE = np.array([True] * 60 + [False] * 40)
AFTER = np.array([True] * 40 + [False] * 60)


def test_figures_are_those_of_the_tests_they_are_named_after() -> None:
    judged = Judgement.of(AFTER, before=BEFORE)
    assert (judged.correct, judged.n, judged.accuracy) == (40, 100, 0.4)
    assert judged.interval == wilson_interval(40, 100)
    assert judged.test == mcnemar(BEFORE, AFTER)
    assert judged.p < SIGNIFICANCE
    assert judged.is_significant
    assert not Judgement.of(BEFORE, before=BEFORE).is_significant
    assert Judgement.of(AFTER).p == 1.0


def test_the_rest_is_judged_by_itself_and_decides() -> None:
    new = np.arange(100) >= 50  # the 20 losses are among the learned faces 40 to 49 and the rest
    judged = Judgement.of(AFTER, before=BEFORE, new=new)
    assert judged.learned == 50
    assert judged.rest == Judgement.of(AFTER[50:], before=BEFORE[50:])
    assert judged.decisive is judged.rest
    assert judged.accuracy == 0.4
    assert judged.decisive.accuracy == 0.0


def test_what_is_not_known_is_not_said() -> None:
    judged = Judgement.of(AFTER, before=BEFORE)
    assert judged.learned is None
    assert judged.decisive is judged
    plain = judged.to_json()
    assert plain["learned"] is None
    assert plain["n_new"] is None
    assert plain["accuracy_new"] is None


def test_a_network_that_has_learned_every_face_has_no_figure_for_the_rest() -> None:
    judged = Judgement.of(AFTER, before=BEFORE, new=np.zeros(100, bool))
    assert judged.learned == 100
    assert math.isnan(judged.decisive.accuracy)
    assert not judged.decisive.is_significant
    plain = judged.to_json()
    assert (plain["n_new"], plain["accuracy_new"], plain["interval_new"]) == (0, None, None)
    assert plain["mcnemar_p_new"] is None


def test_before_and_after_have_one_shape() -> None:
    new = np.arange(100) < 80
    before = Judgement.of(BEFORE, new=new)
    after = Judgement.of(AFTER, before=BEFORE, new=new)
    plain = change_to_json(before, after)
    assert plain["accuracy_before"] == 0.6
    assert plain["accuracy_after"] == 0.4
    assert plain["interval_after"] == list(after.interval)
    assert plain["mcnemar_p"] == after.p
    assert (plain["learned"], plain["n"], plain["n_new"]) == (20, 100, 80)
    assert plain["accuracy_before_new"] == 60 / 80
    assert plain["accuracy_after_new"] == 40 / 80
    costs = costs_to_json(Cost(10, 20, 30, 1.5), Cost(1, 2, 3, 0.5))
    assert costs == {
        "parameters_before": 10,
        "parameters_after": 1,
        "macs_before": 20,
        "macs_after": 2,
        "ms_before": 1.5,
        "ms_after": 0.5,
    }


def test_a_mask_of_another_length_is_refused() -> None:
    with pytest.raises(ConfigError):
        Judgement.of(AFTER, new=np.ones(99, bool))


def test_a_judge_runs_the_network_over_its_faces() -> None:
    network = EmotionCNN().eval()
    faces = np.random.default_rng(0).integers(0, 256, (20, 48, 48), dtype=np.uint8)
    answers = predict_logits(network, faces, Preprocessing()).argmax(axis=1)
    labels = np.where(np.arange(20) < 15, answers, (answers + 1) % 7)
    known = Acquaintance(np.arange(20) < 10, np.zeros(20, bool))
    judge = Judge(faces, labels, Preprocessing(), known=known)
    assert judge(network) == Judgement(15, 20, None, Judgement(5, 10), watched=0)
    compared = judge.against(np.ones(20, bool))(network)
    assert compared.test == mcnemar(np.ones(20, bool), np.arange(20) < 15)
