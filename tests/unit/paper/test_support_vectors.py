"""Descriptors and a support vector machine: what is kept, chosen and answered."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from emotion_gui.core.jobs import JobCancelled, JobContext
from emotion_gui.core.paper import support_vectors
from emotion_gui.core.paper.support_vectors import (
    COSTS,
    FOLDS,
    KEPT_VARIANCE,
    Descriptor,
    capped,
    describe,
    learn_and_answer,
)
from emotion_gui.core.paper.texture import lpq, phog


def clusters(each: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Three classes far apart in twelve columns, of which most repeat others."""
    rng = np.random.default_rng(seed)
    labels = np.arange(3 * each) % 3
    centres = np.eye(3)[labels] * 4
    shown = centres + rng.normal(0, 0.1, centres.shape)
    free = np.hstack([shown, rng.normal(size=(3 * each, 2))])
    return np.hstack([free, free, free[:, :2]]).astype(np.float32), labels


def test_classes_far_apart_are_told_by_the_smallest_cost_that_does() -> None:
    pytest.importorskip("sklearn")
    learning, labels = clusters(20, 0)
    judged, wanted = clusters(7, 1)
    found = learn_and_answer(learning, labels, judged, seed=0, context=JobContext())
    assert found.right(wanted).all()
    assert found.answers.dtype == np.int64
    assert found.cost == COSTS[0] == min(COSTS)  # all do equally well
    assert found.learned_from == 60
    shares = np.sort(np.linalg.eigvalsh(np.corrcoef(learning.T)))[::-1].cumsum() / 12
    assert found.dimensions == 1 + np.flatnonzero(shares >= KEPT_VARIANCE)[0]
    assert found.dimensions < 12


@pytest.mark.parametrize(("each", "chosen"), [(FOLDS - 1, False), (FOLDS, True)])
def test_a_cost_is_chosen_where_every_fold_has_all_classes(
    monkeypatch: pytest.MonkeyPatch, each: int, chosen: bool
) -> None:
    pytest.importorskip("sklearn")
    learning, labels = clusters(each, 2)
    found = learn_and_answer(learning, labels, learning[:4], seed=0, context=JobContext())
    assert found.cost == (COSTS[0] if chosen else COSTS[1])
    monkeypatch.setattr(support_vectors, "PIECE", 3)
    monkeypatch.setattr(support_vectors, "MOST_DIMENSIONS", 2)
    again = learn_and_answer(learning, labels, learning[[0] * 7], seed=0, context=JobContext())
    assert again.dimensions <= 2
    assert again.answers.shape == (7,)
    stopped = JobContext(is_cancelled=lambda: True)
    with pytest.raises(JobCancelled):
        learn_and_answer(learning, labels, learning, seed=0, context=stopped)


def test_a_stop_is_heard_before_every_machine_and_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    svm = pytest.importorskip("sklearn.svm")
    learning, labels = clusters(5, 4)
    monkeypatch.setattr(support_vectors, "PIECE", 4)
    done: list[str] = []

    def noted(do: Callable[..., object]) -> Callable[..., object]:
        def does(*values: object) -> object:
            done.append("step")
            return do(*values)

        return does

    monkeypatch.setattr(svm.SVC, "fit", noted(svm.SVC.fit))
    monkeypatch.setattr(svm.SVC, "predict", noted(svm.SVC.predict))
    told = JobContext(is_cancelled=lambda: bool(done.append("look")))
    learn_and_answer(learning, labels, learning[:7], seed=0, context=told)
    # Three costs, each learned and asked in every fold, the last machine, two pieces.
    assert done == (["look", *["step", "step"] * FOLDS] * len(COSTS)) + ["look", "step"] * 3


@pytest.mark.parametrize("most", [7, 20, 64])
def test_a_cap_keeps_the_shares_of_the_classes(most: int) -> None:
    labels = np.repeat([0, 1, 2, 5], [40, 20, 4, 1])
    kept = capped(labels, most, seed=1)
    assert kept.tolist() == sorted(set(kept.tolist()))
    counts = [int((labels[kept] == label).sum()) for label in (0, 1, 2, 5)]
    assert counts == [max(1, round(most * n / 65)) for n in (40, 20, 4, 1)]
    assert np.array_equal(kept, capped(labels, most, seed=1))
    assert not np.array_equal(kept, capped(labels, most, seed=2))


def test_fewer_than_the_cap_are_all_kept() -> None:
    labels = np.array([3, 1, 1])
    for most in (3, 4):
        assert capped(labels, most, seed=0).tolist() == [0, 1, 2]
    assert len(capped(labels, 2, seed=0)) == 2


def test_descriptors_stand_side_by_side(monkeypatch: pytest.MonkeyPatch) -> None:
    faces = np.random.default_rng(3).integers(0, 256, (5, 24, 24), dtype=np.uint8)
    shapes, phases = phog(faces), lpq(faces)
    monkeypatch.setattr(support_vectors, "PIECE", 2)
    for kind, wanted in {
        Descriptor.PHOG: shapes,
        Descriptor.LPQ: phases,
        Descriptor.BOTH: np.hstack([shapes, phases]),
    }.items():
        found = describe(faces, kind, JobContext())
        assert found.dtype == np.float32
        np.testing.assert_allclose(found, wanted, atol=1e-6)
    with pytest.raises(JobCancelled):
        describe(faces, Descriptor.PHOG, JobContext(is_cancelled=lambda: True))


def test_of_few_faces_that_are_all_unlike_every_direction_is_kept() -> None:
    pytest.importorskip("sklearn")
    learning = np.random.default_rng(5).normal(size=(5, 60)).astype(np.float32)
    labels = np.array([0, 1, 0, 1, 0])
    found = learn_and_answer(learning, labels, learning[:2], seed=0, context=JobContext())
    assert found.dimensions == 4  # five points lie in no more
