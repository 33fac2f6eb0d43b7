"""Classes are data: own sets, mappings, colours, and no list of seven anywhere in the program."""

from __future__ import annotations

import itertools
import json
import re
from pathlib import Path

import numpy as np
import pytest

from emotion_gui.core.errors import ConfigError, LabelSetsDifferError
from emotion_gui.core.labels import (
    EIGHT,
    GROUPS,
    LABEL_SETS,
    SEVEN,
    LabelSet,
    match_labels,
    named_class,
    own_set,
)
from emotion_gui.core.labels.colors import distance
from emotion_gui.core.labels.contrast import GROUNDS, LEAST_CONTRAST, contrasts
from emotion_gui.core.labels.label_set import check_class_name
from emotion_gui.core.resources import resources_dir
from emotion_gui.ui.tokens import DARK, LIGHT

PACKAGE = Path(__file__).resolve().parents[2] / "emotion_gui"
# What draws faces knows what it can draw; FER+ names its own columns.
ALLOWED = {"core/data/sample_faces", "core/data/readers/votes.py"}


def test_no_list_of_the_seven_is_left_in_code() -> None:
    found = []
    for path in PACKAGE.rglob("*.py"):
        name = path.relative_to(PACKAGE).as_posix()
        if any(name.startswith(allowed) for allowed in ALLOWED):
            continue
        text = path.read_text(encoding="utf-8")
        words = [f'"{word}"' in text for word in SEVEN.names]
        if sum(words) > 5 or re.search(r"\(7, 7\)|shape \(\w+, 7\)|shape \(7,\)|range\(7\)", text):
            found.append(name)
    assert found == []


@pytest.mark.parametrize("count", range(2, 21))
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_own_colours_stand_out_and_stay_apart(count: int, dark: bool) -> None:
    made = own_set(["happy", *(f"class {k}" for k in range(count - 1))])
    colors = [entry.dark if dark else entry.light for entry in made]
    assert min(min(contrasts(color, dark=dark)) for color in colors) >= LEAST_CONTRAST
    least = 20 if count < 4 else 12 if count < 10 else 7
    assert min(distance(*pair) for pair in itertools.combinations(colors, 2)) >= least


@pytest.mark.parametrize("labels", LABEL_SETS.values(), ids=LABEL_SETS)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_built_in_colours_stand_out_and_stay_apart(labels: LabelSet, theme: str) -> None:
    written = json.loads((resources_dir() / "label_sets" / "builtin.json").read_text("utf-8"))
    colors = [written["classes"][name][theme] for name in labels.names]
    assert colors == [getattr(entry, theme) for entry in labels]  # none had to be mended
    dark = theme == "dark"
    assert min(min(contrasts(color, dark=dark)) for color in colors) >= LEAST_CONTRAST
    assert min(distance(*pair) for pair in itertools.combinations(colors, 2)) >= 14


def test_the_grounds_are_those_of_the_themes() -> None:
    for tokens in (LIGHT, DARK):
        drawn_on = (tokens.card, tokens.page, tokens.hover, tokens.track, tokens.accent_soft)
        assert drawn_on == GROUNDS[tokens.dark]


@pytest.mark.parametrize("color", ["#ffffff", "#000000", "#bd8700", "#777777", "#ff0000"])
def test_colours_of_other_peoples_models_are_made_to_be_seen(color: str) -> None:
    made = own_set(["calm", "smile"]).to_json()
    made["classes"][0] |= {"light": color, "dark": color}
    read = LabelSet.from_json(made)
    assert min(contrasts(read[0].light, dark=False)) >= LEAST_CONTRAST
    assert min(contrasts(read[0].dark, dark=True)) >= LEAST_CONTRAST
    assert LabelSet.from_json(read.to_json()) == read


def test_a_set_goes_through_json_and_keeps_its_words() -> None:
    made = own_set(["calm", "Happy", "gähnen"])
    assert LabelSet.from_json(made.to_json()) == made
    own = LabelSet(made.classes, "mine", "de")
    for kept in (own, SEVEN, EIGHT):
        read = LabelSet.from_json(kept.to_json())
        assert (read.name, read.language) == (kept.name, kept.language)
    assert made.title(2, "de") == "gähnen"
    assert SEVEN.title(3, "de") == "fröhlich"
    assert own_set(EIGHT.names) is EIGHT
    renamed = made.renamed(0, "relaxed")
    assert (renamed.names[0], renamed.find("calm")) == ("relaxed", 0)
    merged = made.merged(2, into=0)
    assert (merged.names, merged.find("gähnen")) == (("calm", "Happy"), 0)


@pytest.mark.parametrize(
    "names", [["a"], ["a", "A"], ["a", "unsure"], ["a", "b=c"], [str(k) for k in range(21)]]
)
def test_sets_that_cannot_be_are_refused(names: list[str]) -> None:
    with pytest.raises(ConfigError):
        own_set(names)


def test_names_are_told_apart_by_accents_and_not_by_case_or_coding() -> None:
    made = own_set(["schon", "schön", "sad", "sád"])
    assert [made.find(word) for word in ("Schon", "scho\u0308n", "SÁD", "sa\u0301d")] == [
        0,
        1,
        3,
        3,
    ]
    assert made[2].light != made[3].light
    assert match_labels(made, made).is_plain
    other = own_set(["schön", "sad", "schon", "sád", "more"])
    assert match_labels(made, other).of_data == (1, 2, 0, 3, None)
    assert own_set(["Wütend", "b"]).find("wutend") == 0
    for twice in (["Café", "cafe\u0301"], ["Calm", "calm"], ["fine", "\ufb01ne"]):
        with pytest.raises(ConfigError, match="two classes"):
            own_set(twice)


def test_a_class_that_the_network_never_learned_leaves_the_others_to_compare() -> None:
    before = own_set(["calm", "smile", "startled"])
    match = match_labels(before, before.merged(1, into=0).extended(["bored"]))
    assert match.common.names == ("calm", "startled")
    assert (match.of_model, match.of_data) == ((0, 0, 1), (0, 1, None))
    with pytest.raises(LabelSetsDifferError):
        match_labels(before, own_set(["calm", "bored", "shy"]))


def test_what_merely_comes_near_is_nobodys_emotion() -> None:
    assert named_class("calm") is None
    own = own_set(["calm", "smile"])
    found, foreign = named_class("Calm", own), named_class("happy", own)
    assert found is not None
    assert found.label == 0
    assert foreign is not None
    assert foreign.label is None


def test_eight_are_judged_as_seven_and_seven_as_groups() -> None:
    match = match_labels(EIGHT, SEVEN)
    assert (match.common, match.of_model[7]) == (SEVEN, None)
    assert match_labels(SEVEN, EIGHT).of_data[7] is None
    groups = match_labels(SEVEN, GROUPS)
    logits = np.log(np.array([[0.1, 0.1, 0.1, 0.3, 0.2, 0.1, 0.1]], dtype=np.float32))
    told = np.exp(groups.answers(logits))
    assert told[0] == pytest.approx([0.3, 0.5, 0.1, 0.1])
    warm = groups.answers(logits * 2, temperature=2.0)
    assert np.exp(warm / 2.0)[0] == pytest.approx([0.3, 0.5, 0.1, 0.1], rel=1e-4)
    with pytest.raises(LabelSetsDifferError, match="no mapping"):
        match_labels(SEVEN, own_set(["calm", "smile", "startled"]))


def test_every_built_in_sign_is_a_file() -> None:
    icons = PACKAGE.parent / "resources" / "icons"
    for labels in LABEL_SETS.values():
        assert all((icons / f"{entry.icon}.svg").is_file() for entry in labels)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", "needs a name"),
        ("  ", "needs a name"),
        (" a", "needs a name"),
        ("a ", "needs a name"),
        ("a\tb", "letters"),
        ("a=b", "stand between classes"),
        ("a,b", "stand between classes"),
        ("Unsure", "a meaning of its own"),
    ],
)
def test_a_name_that_cannot_be_says_why(name: str, words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        check_class_name(name)


def test_a_name_has_as_many_letters_as_is_said() -> None:
    with pytest.raises(ConfigError, match=r"up to (\d+) letters") as refused:
        check_class_name("a" * 1000)
    most = int(refused.value.reason.split()[5])
    check_class_name("a" * most)
    with pytest.raises(ConfigError, match="letters"):
        check_class_name("a" * (most + 1))
