"""What the measurement of robustness draws, counts and tells, against NumPy and SciPy."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from emotion_gui.core.evaluation.metrics import evaluate_predictions
from emotion_gui.core.evaluation.robustness import (
    CAMERA_FAULTS,
    FaultTrial,
    Robustness,
    measure_robustness,
    spoiled,
)
from emotion_gui.core.jobs import JobCancelled, JobContext, Progress

SIDE = 48
FAULTS = {fault.key: fault for fault in CAMERA_FAULTS}
NAMES = ("dark", "bright")


def dots(count: int) -> np.ndarray:
    """A soft dot in the middle of each face."""
    at = np.arange(SIDE) - (SIDE - 1) / 2
    dot = 250 * np.exp(-(at[:, None] ** 2 + at[None] ** 2) / 18)
    return np.repeat(dot[None].round().astype(np.uint8), count, axis=0)


def centres(faces: np.ndarray) -> np.ndarray:
    """Row and column of each face's centre of light, from its middle."""
    at = np.arange(SIDE) - (SIDE - 1) / 2
    whole = faces.astype(float)
    total = whole.sum(axis=(1, 2))
    rows, columns = (whole.sum(axis=axis) @ at / total for axis in (2, 1))
    return np.stack([rows, columns], axis=1)


@pytest.mark.parametrize("strength", [1, 2, 3])
def test_a_shifted_box_is_off_by_its_share_in_every_direction(strength: int) -> None:
    moved = centres(spoiled(dots(80), FAULTS["shift"], strength))
    share = FAULTS["shift"].values[strength - 1] / 100
    np.testing.assert_allclose(np.hypot(*moved.T), share * SIDE, atol=0.1)
    assert len({(bool(row > 0), bool(column > 0)) for row, column in moved}) == 4


def test_no_direction_is_more_often_than_another() -> None:
    angles = np.arctan2(*centres(spoiled(dots(1500), FAULTS["shift"], 3)).T)
    assert abs(np.exp(1j * angles).mean()) < 0.08


def test_what_is_too_bright_for_a_camera_is_white() -> None:
    white = np.full((9, SIDE, SIDE), 250, np.uint8)
    made = spoiled(white, FAULTS["shade"], 3)
    assert ((made == 255).mean(axis=(1, 2)) > 0.4).all()


def widths(faces: np.ndarray) -> np.ndarray:
    at = np.arange(SIDE) - (SIDE - 1) / 2
    whole = faces.astype(float)
    return np.sqrt((whole.sum(axis=1) @ at**2) / whole.sum(axis=(1, 2)))


def test_a_box_is_too_large_for_half_of_the_faces_and_too_small_for_the_others() -> None:
    plain = dots(80)
    made = spoiled(plain, FAULTS["size"], 3)
    ratio = widths(made) / widths(plain)
    larger = ratio > 1
    np.testing.assert_allclose(ratio[larger], 1.2, atol=0.02)
    np.testing.assert_allclose(ratio[~larger], 0.8, atol=0.02)
    assert 20 < np.count_nonzero(larger) < 60
    np.testing.assert_allclose(centres(made), 0, atol=0.05)
    # As a head that is tilted stays where it is: this one is round.
    turned = spoiled(plain, FAULTS["rotation"], 3)
    assert np.abs(turned.astype(int) - plain).max() <= 12


def test_chance_is_of_the_seed_the_fault_and_the_place_and_of_nothing_else() -> None:
    many = dots(40)
    shift, hide = FAULTS["shift"], FAULTS["hide"]
    one = spoiled(many, shift, 2)
    other = spoiled(many, shift, 2, seed=5)
    assert (one != other).any(axis=(1, 2)).all()
    # The same direction at each strength, and another one for each face.
    angles = [np.arctan2(*centres(spoiled(many, shift, k)).T) for k in (1, 2, 3)]
    np.testing.assert_allclose(np.exp(1j * angles[0]), np.exp(1j * angles[2]), atol=0.05)
    assert len(np.unique(angles[1].round(3))) > 30
    white = np.full((200, SIDE, SIDE), 255, np.uint8)
    bands = spoiled(white, hide, 3)
    edges = [tuple(face[row, column] < 255 for row, column in _MIDDLES) for face in bands]
    assert len(set(edges)) == 4
    assert all(sum(edge) == 1 for edge in edges)


_MIDDLES = ((0, SIDE // 2), (SIDE - 1, SIDE // 2), (SIDE // 2, 0), (SIDE // 2, SIDE - 1))


def faces_and_labels() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(3)
    faces = rng.integers(60, 200, (30, SIDE, SIDE)).astype(np.uint8)
    faces[::2] //= 2
    return faces, (np.arange(30) % 2 == 1).astype(np.int64)


def answer(seen: np.ndarray, quiet: JobContext | None) -> np.ndarray:
    """By how bright a face is, and how uneven."""
    bright = seen.mean(axis=(1, 2)) / 40 + seen[:, 0, 0] / 90
    return np.stack([np.full(len(seen), 3.2), bright], axis=1).astype(np.float32)


@pytest.fixture(scope="module")
def told() -> list[Progress]:
    return []


@pytest.fixture(scope="module")
def found(told: list[Progress]) -> Robustness:
    faces, labels = faces_and_labels()
    context = JobContext(told.append)
    return measure_robustness(
        answer, faces, labels, names=NAMES, temperature=2.0, seed=4, context=context
    )


def test_every_trial_is_its_fault_at_its_strength(found: Robustness) -> None:
    faces, labels = faces_and_labels()
    right = np.zeros(30)
    trials = iter(found.trials)
    for fault in CAMERA_FAULTS:
        for strength in (1, 2, 3):
            trial = next(trials)
            assert (trial.fault, trial.label, trial.unit) == (fault.key, fault.label, fault.unit)
            assert (trial.strength, trial.value) == (strength, fault.values[strength - 1])
            logits = answer(spoiled(faces, fault, strength, seed=4), None)
            judged = evaluate_predictions(labels, logits, temperature=2.0, names=NAMES)
            assert (trial.n, trial.correct, trial.ece) == (30, judged.correct, judged.ece)
            assert trial.balanced_accuracy == judged.balanced_accuracy
            assert trial.accuracy == judged.accuracy
            assert trial.interval == judged.interval
            right += logits.argmax(axis=1) == labels
    shares = right / 36
    assert shares.std() > 0
    half = norm.ppf(0.975) * shares.std(ddof=1) / np.sqrt(30)
    assert found.interval == pytest.approx((shares.mean() - half, shares.mean() + half))
    assert found.mean_accuracy == pytest.approx(shares.mean())
    assert found.mean_ece == pytest.approx(np.mean([trial.ece for trial in found.trials]))
    plain = evaluate_predictions(labels, answer(faces, None), temperature=2.0, names=NAMES)
    assert (found.clean.correct, found.clean.ece) == (plain.correct, plain.ece)


def test_progress_tells_each_trial_by_its_faults_name(
    found: Robustness, told: list[Progress]
) -> None:
    names = ["Classifying faces", *(fault.label for fault in CAMERA_FAULTS for _ in range(3)), ""]
    assert [each.text for each in told] == names
    assert [(each.done, each.total) for each in told] == [(k, 37) for k in range(38)]
    assert list(found.by_fault()) == [fault.label for fault in CAMERA_FAULTS]
    assert {tuple(t.strength for t in each) for each in found.by_fault().values()} == {(1, 2, 3)}


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [(1.4, "px", "1.4 px"), (20.0, "°", "20°"), (40.0, "", "40"), (7.0, "%", "7 %")],
)
def test_a_strength_is_told_with_its_unit(value: float, unit: str, words: str) -> None:
    assert FaultTrial("a", "A", 1, value, unit, 2, 1, 0.5, 0.0).words == words


def interval_of(*wrong: int) -> tuple[float, float]:
    """Of as many faces; each is judged wrong in so many of the 36 trials."""
    faces = np.full((len(wrong), 8, 8), 90, np.uint8)
    trials = iter(range(-1, 36))

    def answer(seen: np.ndarray, quiet: JobContext | None) -> np.ndarray:
        done = next(trials)
        return np.array([[0.0, 1.0] if done < k else [1.0, 0.0] for k in wrong])

    labels = np.zeros(len(wrong), dtype=np.int64)
    return measure_robustness(answer, faces, labels, names=NAMES).interval


def test_an_interval_stays_within_shares() -> None:
    assert interval_of(18) == (0.0, 1.0)  # one face says nothing
    assert interval_of(0, 0) == (1.0, 1.0)
    assert interval_of(36, 36, 36) == (0.0, 0.0)
    shares = [1, 32 / 36]
    half = norm.ppf(0.975) * np.std(shares, ddof=1) / np.sqrt(2)
    assert interval_of(0, 4) == (pytest.approx(np.mean(shares) - half), 1.0)
    assert interval_of(36, 32)[0] == 0.0


def test_nothing_is_asked_after_a_stop() -> None:
    asked: list[int] = []

    def answer(seen: np.ndarray, quiet: JobContext | None) -> np.ndarray:
        asked.append(len(seen))
        return np.eye(2)[[0] * len(seen)]

    faces, labels = faces_and_labels()
    context = JobContext(is_cancelled=lambda: bool(asked))
    with pytest.raises(JobCancelled):
        measure_robustness(answer, faces, labels, names=NAMES, context=context)
    assert len(asked) == 1
