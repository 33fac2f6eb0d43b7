"""Splits: shares, strata, groups, seeds, and the translation of official names."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emotion_gui.core.data.splits import make_split, part_counts, resolve_kind, split_notes
from emotion_gui.core.errors import ConfigError, UngroupedFacesError
from emotion_gui.core.workspace.records import Part

LABELS = np.repeat(np.arange(7), (100, 30, 90, 150, 95, 80, 130)).astype(np.int64)
NO_NAMES = [""] * len(LABELS)


def split(kind, *, labels=LABELS, usage=NO_NAMES, groups=NO_NAMES, seed=0, **options):
    return make_split(kind, labels=labels, usage=usage, groups=groups, seed=seed, **options)


def test_paper_split_is_stratified_and_seeded():
    parts = split("paper")
    assert part_counts(parts) == {"train": 540, "test": 67, "validation": 68}
    for label in range(7):
        share = (parts[label == LABELS] == Part.TRAIN).mean()
        assert share == pytest.approx(0.8, abs=0.02)
    np.testing.assert_array_equal(parts, split("paper"))
    assert (parts != split("paper", seed=1)).any()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(-1, 6), min_size=1, max_size=300), st.integers(0, 9))
def test_paper_split_covers_exactly_the_labelled(labels, seed):
    codes = np.array(labels, dtype=np.int64)
    parts = split("paper", labels=codes, usage=labels, groups=labels, seed=seed)
    np.testing.assert_array_equal(parts == Part.NONE, codes < 0)
    for label in np.unique(codes[codes >= 0]):
        assert (parts[codes == label] == Part.TRAIN).any()
    known = int((codes >= 0).sum())
    assert abs(int((parts == Part.TRAIN).sum()) - 0.8 * known) <= 7


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(2, 40), min_size=1, max_size=20), st.integers(0, 9))
def test_what_a_class_cannot_give_in_whole_faces_is_evened_out_over_all(sizes, seed):
    codes = np.repeat(np.arange(len(sizes)), sizes)
    parts = split("paper", labels=codes, usage=codes, groups=codes, seed=seed)
    counts = part_counts(parts)
    assert abs(counts["test"] + counts["validation"] - 0.2 * len(codes)) <= 0.5 + 1e-9
    assert counts["validation"] - counts["test"] in {0, 1}
    for label, size in enumerate(sizes):
        held = np.count_nonzero(parts[codes == label] != Part.TRAIN)
        assert abs(held - 0.2 * size) <= 1


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("Training", "PublicTest", "PrivateTest"), (Part.TRAIN, Part.TEST, Part.VALIDATION)),
        (("train", "val", "test"), (Part.TRAIN, Part.TEST, Part.VALIDATION)),
        (("train", "test", "x"), (Part.TRAIN, Part.TEST, Part.NONE)),
        (("train", "val", "val"), (Part.TRAIN, Part.TEST, Part.TEST)),
        (("Training", "PublicTest", "test"), (Part.TRAIN, Part.TEST, Part.VALIDATION)),
    ],
)
def test_official_names(names, expected):
    parts = split("official", labels=np.zeros(3, dtype=np.int64), usage=names)
    assert parts.tolist() == list(expected)


def test_official_without_training_part_is_refused():
    with pytest.raises(ConfigError, match="does not say which faces train"):
        split("official")


def test_what_the_person_is_told():
    assert "nothing is kept back" in split_notes("official", ["train", "test"])[0]
    assert "val part is watched" in split_notes("official", ["train", "val", "test"])[0]
    assert split_notes("official", ["Training", "PublicTest", "PrivateTest"]) == []
    assert split_notes("paper", ["train", "test"]) == []


def test_auto():
    assert resolve_kind("auto", ["Training", "PublicTest"]) == "official"
    assert resolve_kind("auto", ["train", "train"]) == "paper"
    assert resolve_kind("auto", []) == "paper"
    with pytest.raises(ConfigError, match="choose one of"):
        resolve_kind("thirds", [])


GROUPS = [f"film {i % 23}" for i in range(len(LABELS))]


@pytest.mark.parametrize("kind", ["group", "spi"])
def test_no_group_is_in_two_parts(kind):
    for fold in (0, 1) if kind == "spi" else (0,):
        parts = split(kind, groups=GROUPS, fold=fold)
        for name in set(GROUPS):  # the watched tenth of SPI's training half as well
            assert len({p for p, g in zip(parts.tolist(), GROUPS, strict=True) if g == name}) == 1
        counts = part_counts(parts)
        assert min(counts.values()) > 0
        if kind == "spi":
            learning = counts["train"] + counts["test"]
            assert learning == pytest.approx(len(LABELS) / 2, rel=0.1)
            assert counts["test"] == pytest.approx(0.1 * learning, rel=0.35)


@pytest.mark.parametrize("kind", ["group", "spi"])
def test_groups_are_needed(kind):
    with pytest.raises(ConfigError, match="names 0 films or persons, 3 are needed"):
        split(kind)
    one_large = ["a"] * 600 + ["b"] * 40 + ["c"] * (len(LABELS) - 640)
    if kind == "spi":
        with pytest.raises(ConfigError, match="half that learns is a single film"):
            split(kind, groups=one_large)


@pytest.mark.parametrize("kind", ["group", "spi"])
def test_a_face_without_a_film_is_refused_left_out_or_taken_for_one(kind):
    groups = ["" if i % 10 == 0 else name for i, name in enumerate(GROUPS)]
    alone = np.array([not name for name in groups])
    with pytest.raises(UngroupedFacesError) as caught:
        split(kind, groups=groups)
    assert (caught.value.ungrouped, caught.value.total) == (68, len(LABELS))
    out = split(kind, groups=groups, ungrouped="out")
    np.testing.assert_array_equal(out == Part.NONE, alone)
    single = split(kind, groups=groups, ungrouped="single")
    assert (single != Part.NONE).all()
    assert len(set(single[alone].tolist())) > 1


def test_person_independent_halves_swap():
    first, second = (split("spi", groups=GROUPS, fold=fold) for fold in (0, 1))
    np.testing.assert_array_equal(first == Part.VALIDATION, second != Part.VALIDATION)


def test_every_face_is_validated_in_exactly_one_fold():
    folds = np.stack([split("kfold", fold=fold, folds=5) for fold in range(5)])
    assert ((folds == Part.VALIDATION).sum(axis=0) == 1).all()
    assert ((folds == Part.TEST).sum(axis=0) == 1).all()
    with pytest.raises(ConfigError):
        split("kfold", fold=5, folds=5)


def _named(sizes, seed):
    """Films of these sizes, their faces in any order."""
    names = np.repeat([f"film {number}" for number in range(len(sizes))], sizes)
    return np.random.default_rng(seed).permutation(names).tolist()


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(1, 40), min_size=3, max_size=12), st.integers(0, 9))
def test_whole_films_go_where_most_faces_are_missing_the_largest_first(sizes, seed):
    total = sum(sizes)
    labels = np.zeros(total, dtype=np.int64)
    parts = split("group", labels=labels, usage=labels, groups=_named(sizes, seed), seed=seed)
    missing = {"train": 0.8 * total, "test": 0.1 * total, "validation": 0.1 * total}
    found = dict.fromkeys(missing, 0)
    for place, size in enumerate(sorted(sizes, reverse=True)):
        empty = [part for part, count in found.items() if not count]
        among = empty if len(sizes) - place <= len(empty) else missing
        part = max(among, key=lambda name: missing[name])
        found[part] += size
        missing[part] -= size
    assert part_counts(parts) == found
    assert all(found.values())


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(1, 40), min_size=4, max_size=12), st.integers(0, 9))
def test_films_are_halved_the_largest_first(sizes, seed):
    labels = np.zeros(sum(sizes), dtype=np.int64)
    halves = [0, 0]
    films = [0, 0]
    for size in sorted(sizes, reverse=True):
        side = int(halves[1] < halves[0])
        halves[side] += size
        films[side] += 1
    facts = {"labels": labels, "usage": labels, "groups": _named(sizes, seed), "seed": seed}
    for fold in (0, 1):
        if films[fold] < 2:
            with pytest.raises(ConfigError, match="a single film"):
                split("spi", fold=fold, **facts)
            continue
        counts = part_counts(split("spi", fold=fold, **facts))
        assert counts["validation"] == halves[1 - fold]
        assert counts["train"] + counts["test"] == halves[fold]
        assert min(counts.values()) > 0
    with pytest.raises(ConfigError, match="two halves"):
        split("spi", fold=2, **facts)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(1, 30), min_size=1, max_size=5), st.integers(3, 7), st.integers(0, 9))
def test_folds_are_even_in_all_and_in_each_class(sizes, folds, seed):
    labels = np.repeat(np.arange(len(sizes)), sizes)
    facts = {"labels": labels, "usage": labels, "groups": labels, "seed": seed, "folds": folds}
    if folds > max(3, len(labels)):
        with pytest.raises(ConfigError):
            split("kfold", **facts)
        return
    made = [split("kfold", fold=fold, **facts) for fold in range(folds)]
    for rows in (slice(None), *(labels == label for label in range(len(sizes)))):
        judged = [np.count_nonzero(parts[rows] == Part.VALIDATION) for parts in made]
        assert max(judged) - min(judged) <= 1
    for fold, parts in enumerate(made):
        watched = made[(fold + 1) % folds] == Part.VALIDATION
        np.testing.assert_array_equal(parts == Part.TEST, watched)


@pytest.mark.parametrize(("fold", "folds"), [(0, 2), (-1, 5), (5, 5), (0, 4)])
def test_impossible_folds_are_refused(fold, folds):
    labels = np.zeros(3, dtype=np.int64)
    with pytest.raises(ConfigError, match=f"choose 0 to {folds - 1} of at least 3 folds"):
        split("kfold", labels=labels, usage=labels, groups=labels, fold=fold, folds=folds)
