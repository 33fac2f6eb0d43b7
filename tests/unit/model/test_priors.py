"""Answers for another mix of classes than a network learned from."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.inference.classifying import EmotionClassifier
from emotion_gui.core.labels import SEVEN, own_set
from emotion_gui.core.model.catalogue import default_model
from emotion_gui.core.model.checkpoint import Checkpoint, read_info
from emotion_gui.core.model.checkpoint_info import CheckpointInfo
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.priors import (
    STRENGTH,
    ExpectedMix,
    counts_to_tell,
    has_mix,
    learned_counts,
    mix_shift,
    parse_mix,
)
from emotion_gui.core.model.spec import NetworkSpec

SPEC = NetworkSpec(((4,), (6,)), (True, True), input_side=48, classes=3)
COUNTS = [900, 90, 9]


def info(run: dict[str, object] | None = None) -> CheckpointInfo:
    run = {"label_counts": COUNTS} if run is None else run
    return CheckpointInfo(SPEC, own_set(("calm", "cross", "glad")), temperature=2.0, run=run)


def test_an_even_mix_takes_the_learned_frequencies_out() -> None:
    shift = mix_shift(info(), ExpectedMix())
    assert shift is not None
    assert float(shift.mean()) == pytest.approx(0, abs=1e-6)  # logits keep their mean
    smoothed = np.array(COUNTS) + 1
    np.testing.assert_allclose(np.diff(shift), -STRENGTH * np.diff(np.log(smoothed)), rtol=1e-5)


def test_the_mix_of_training_told_by_parts_changes_next_to_nothing() -> None:
    shift = mix_shift(info(), parse_mix("calm=901, CROSS=91, glad=10"))
    assert shift == pytest.approx(np.zeros(3), abs=1e-6)


def test_what_is_not_named_has_one_part() -> None:
    shares = ExpectedMix((("glad", 2.0),)).shares(info().label_set)
    assert shares == pytest.approx([0.25, 0.25, 0.5])
    assert str(parse_mix("glad=2")) == "glad=2"
    assert str(parse_mix(" even ")) == "even"
    assert str(parse_mix("EVEN")) == "even"
    assert parse_mix("training") is None


def test_the_strongest_mix_leaves_figures() -> None:
    shift = mix_shift(info(), parse_mix("calm=1e6,cross=1e-6"))
    assert shift is not None
    assert np.isfinite(shift).all()


def test_a_class_is_named_once() -> None:
    with pytest.raises(ConfigError, match="named once"):
        mix_shift(info(), parse_mix("glad=2,Glad=3"))


@pytest.mark.parametrize(
    ("counts", "config", "before", "told"),
    [
        ([9, 9, 9], {}, None, [9, 9, 9]),
        ([300, 30, 3], {}, {"label_counts": COUNTS}, [300, 30, 3]),
        ([9, 9, 9], {}, {"label_counts": COUNTS}, None),
        ([300, 30, 3], {}, {}, None),
        ([300, 30, 3], {"balance_classes": "loss"}, {"label_counts": COUNTS}, None),
        ([300, 30, 3], {"balance_classes": "loss"}, {"label_counts": [5, 5, 5]}, [300, 30, 3]),
    ],
)
def test_of_two_mixes_learned_one_after_the_other_none_is_told(
    counts: list[int], config: dict[str, object], before: dict[str, object] | None, told: object
) -> None:
    start = None if before is None else info(before)
    assert counts_to_tell(counts, config, start) == told


@pytest.mark.parametrize(
    "text",
    [
        *("", "glad", "glad=0", "glad=-1", "glad=nan", "=2", "glad=inf"),
        *("glad=1e308", "glad=1e7", "glad=1e-7", "glad=1e400"),
    ],
)
def test_other_words_are_refused(text: str) -> None:
    with pytest.raises(ConfigError):
        parse_mix(text)


def test_a_class_of_another_set_is_refused() -> None:
    with pytest.raises(ConfigError, match="calm, cross, glad"):
        mix_shift(info(), parse_mix("happy=2"))


@pytest.mark.parametrize("counts", [None, [1, 2], [1, 2, "3"], [1, 2, -3], "abc"])
def test_a_model_that_does_not_tell_is_refused_but_not_without_a_mix(counts: object) -> None:
    silent = info({"label_counts": counts})
    with pytest.raises(ConfigError, match="does not tell"):
        mix_shift(silent, ExpectedMix())
    assert mix_shift(silent, None) is None


@pytest.mark.parametrize("balance", ["loss", "sampling", True])
def test_classes_that_weighed_alike_were_learned_as_an_even_mix(balance: object) -> None:
    run: dict[str, object] = {"label_counts": COUNTS, "config": {"balance_classes": balance}}
    assert mix_shift(info(run), ExpectedMix()) == pytest.approx(np.zeros(3), abs=1e-6)


def test_bundled_networks_tell_what_they_learned(tmp_path: Path) -> None:
    file = default_model().file
    counts = learned_counts(read_info(file))
    assert counts is not None
    assert counts.sum() == 28_709
    assert counts[SEVEN.index("disgust")] == counts.min() == 436
    assert has_mix(file, ExpectedMix())
    assert not has_mix(file, parse_mix("contempt=2"))
    assert not has_mix(tmp_path / "none.safetensors", ExpectedMix())


def test_answers_stay_bit_for_bit_until_a_mix_is_expected() -> None:
    torch.manual_seed(0)
    network = EmotionCNN(SPEC).eval()
    faces = np.random.default_rng(0).integers(0, 256, (5, 48, 48)).astype(np.uint8)
    classifier = EmotionClassifier(Checkpoint(network, info()))
    plain, even = classifier.logits(faces), classifier.logits(faces, mix=ExpectedMix())
    silent = EmotionClassifier(Checkpoint(network, info({})))
    assert np.array_equal(plain, silent.logits(faces))
    assert np.array_equal(plain, silent.logits(faces, mix=ExpectedMix()))  # it does not tell
    shift = mix_shift(info(), ExpectedMix())
    np.testing.assert_allclose(even - plain, np.tile(shift, (5, 1)), atol=1e-5)
    assert even.dtype == np.float32
