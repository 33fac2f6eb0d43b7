"""Contrast, colours and mappings of classes: figures by hand and by the formulas' own sources."""

import numpy as np
import pytest
from scipy.special import logsumexp, softmax

from emotion_gui.core.labels import EIGHT, GROUPS, SEVEN, match_labels, own_set
from emotion_gui.core.labels.colors import distance, pick_colors
from emotion_gui.core.labels.contrast import GROUNDS, contrast, contrasts, to_be_seen
from emotion_gui.core.labels.matching import places_in
from emotion_gui.core.labels.words import find_word, named_class, parse_label


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#000000", 21.0),
        ("#777777", "#ffffff", 4.478),  # WebAIM's checker says 4.48
        ("#ff0000", "#ffffff", 3.998),
        ("#00ff00", "#ffffff", 1.372),
        ("#0000ff", "#ffffff", 8.592),
        ("#0a0a0a", "#000000", (10 / 255 / 12.92 + 0.05) / 0.05),  # the straight part
        ("#123456", "#123456", 1.0),
    ],
)
def test_contrast_is_wcags(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=5e-4)


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("color", ["#ffffff", "#000000", "#80c0f0", "#402000", "#888888"])
def test_a_colour_is_changed_no_more_than_it_takes_to_be_seen(color: str, dark: bool) -> None:
    seen = to_be_seen(color, dark=dark)
    assert min(contrasts(seen, dark=dark)) >= 3.0
    if min(contrasts(color, dark=dark)) >= 3.0:
        assert seen == color
        return
    # A hundredth of lightness less would not do; a channel moves by 5 of 255 at most.
    channels = [[int(text[k : k + 2], 16) for k in (1, 3, 5)] for text in (seen, color)]
    back = [a - np.sign(a - b) * 6 if a != b else a for a, b in zip(*channels, strict=True)]
    nearer = "#" + "".join(f"{min(max(int(value), 0), 255):02x}" for value in back)
    assert min(contrasts(nearer, dark=dark)) < 3.0


def test_contrasts_are_with_all_grounds_of_a_theme() -> None:
    for dark in (False, True):
        found = contrasts("#808080", dark=dark)
        assert found == [contrast("#808080", ground) for ground in GROUNDS[dark]]


def test_colours_are_as_far_apart_as_for_the_eye_that_sees_worst() -> None:
    assert distance("#336699", "#336699") == 0.0
    assert distance("#000000", "#ffffff") == pytest.approx(100, abs=0.1)  # in lightness alone
    # Lab of grey: its lightness is 53.6, whatever the vision.
    assert distance("#808080", "#000000") == pytest.approx(53.6, abs=0.1)
    assert distance("#0a0a0a", "#000000") == pytest.approx(903.3 * 10 / 255 / 12.92, abs=0.01)
    normal = 170.6  # CIE 1976 of red and green for full vision
    assert distance("#ff0000", "#00ff00") < 0.75 * normal
    assert distance("#ff0000", "#00ff00") == distance("#00ff00", "#ff0000")


def test_each_new_colour_is_the_farthest_from_those_there() -> None:
    first = pick_colors(3)
    assert pick_colors(1) == first[:1]
    again = pick_colors(2, taken=[("#4a515c", "#868e9b"), first[0]])
    assert again == first[1:]
    assert len(set(first)) == 3


def test_answers_over_common_classes_sum_what_joins() -> None:
    match = match_labels(SEVEN, GROUPS)
    logits = np.random.default_rng(0).normal(0, 3, (20, 7)).astype(np.float32)
    for temperature in (1.0, 2.5):
        told = match.answers(logits, temperature=temperature)
        for place in range(len(match.common)):
            columns = [k for k, at in enumerate(match.of_model) if at == place]
            expected = temperature * logsumexp(logits[:, columns] / temperature, axis=1)
            np.testing.assert_allclose(told[:, place], expected, rtol=1e-5, atol=1e-5)
        shares = softmax(told / temperature, axis=1)
        np.testing.assert_allclose(shares.sum(axis=1), 1, rtol=1e-5)
    plain = match_labels(SEVEN, SEVEN)
    assert plain.answers(logits) is logits


def test_what_a_person_is_told_of_a_comparison() -> None:
    assert match_labels(SEVEN, SEVEN).sentences() == []
    said = match_labels(EIGHT, SEVEN).sentences()
    assert len(said) == 2
    assert said[0].endswith(f"both are compared as {', '.join(SEVEN.names)}.")
    assert said[1] == "Answers that are not counted: contempt."
    said = match_labels(SEVEN, EIGHT).sentences()
    assert said[1] == "Faces that are left out: contempt."
    turned = own_set(["sad", "happy"])
    match = match_labels(turned, own_set(["happy", "sad"]))
    assert (match.of_model, match.of_data, match.is_plain) == ((1, 0), (0, 1), False)
    assert len(match.sentences()) == 1


def test_places_go_by_name_then_by_meaning() -> None:
    assert places_in(own_set(["Freude", "bored"]), SEVEN) == (3, None)
    assert places_in(SEVEN, own_set(["sad", "happy"])) == (None, None, None, 1, 0, None, None)
    finer = places_in(SEVEN, GROUPS)
    assert [GROUPS.names[at] for at in finer if at is not None] == [
        "negative",
        "negative",
        "negative",
        "positive",
        "negative",
        "surprise",
        "neutral",
    ]
    assert places_in(GROUPS, SEVEN)[GROUPS.names.index("positive")] == 3


def test_what_a_class_means_goes_before_what_it_was_called() -> None:
    target = own_set(["sad", "calm"]).renamed(0, "gloom").extended(["Trauer"])
    assert target.names == ("gloom", "calm", "Trauer")
    assert places_in(own_set(["sad", "gloom"]), target) == (2, 0)
    earlier = own_set(["sad", "calm"]).renamed(0, "gloom")
    assert places_in(own_set(["sad", "calm"]), earlier) == (0, 1)
    assert places_in(earlier, own_set(["calm", "sad"])) == (1, 0)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("happy", 3),
        ("3", 3),
        ("6", 6),
        ("7", None),
        ("-1", None),
        ("3_happy", 3),
        ("train_sad", 4),
        ("0 - Angry", 0),
        ("not_happy", None),
        ("sadly surprised", None),
        ("", None),
        ("contempt", None),
        ("calm", None),
        (" HAPPY ", 3),
    ],
)
def test_what_a_word_means_among_the_seven(text: str, label: int | None) -> None:
    assert parse_label(text) == label


def test_a_known_emotion_that_is_no_class_is_told_from_no_emotion() -> None:
    for text in ("contempt", "3_contempt"):
        found = named_class(text)
        assert found is not None
        assert found.label is None
    assert named_class("happy sad") is None
    assert named_class("faces") is None
    assert find_word("Wut", GROUPS) == GROUPS.names.index("negative")
    assert find_word("Wut", SEVEN) == 0
    assert find_word("chair", SEVEN) is None
