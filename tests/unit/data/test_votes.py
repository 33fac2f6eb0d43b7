"""FER+ votes: what becomes of the labels, and soft labels as a training sees them."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from helpers.sources import write_pictures, write_table
from hypothesis import given, settings
from hypothesis import strategies as st

from emotion_gui.core.data.choices import VotesUse
from emotion_gui.core.data.dataset import open_dataset
from emotion_gui.core.data.import_request import ImportRequest, request_of
from emotion_gui.core.data.importing import import_dataset
from emotion_gui.core.data.readers.votes import Votes, read_votes
from emotion_gui.core.errors import DatasetFormatError
from emotion_gui.core.labels import EIGHT, SEVEN, LabelSet
from emotion_gui.core.workspace.records import Part
from emotion_gui.core.workspace.workspace import Workspace

COLUMNS = "neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF"
ALL_NEUTRAL = (10, 0, 0, 0, 0, 0, 0, 0, 0, 0)


def write_votes(path: Path, rows: Sequence[Sequence[int]]) -> Path:
    lines = [f"Training,fer{n:07}.png,{','.join(map(str, row))}" for n, row in enumerate(rows)]
    path.write_text(f"Usage,Image name,{COLUMNS}\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return path


def imported(workspace: Workspace, folder: Path, rows: Sequence[Sequence[int]], **options):
    write_table(folder / "fer.csv", len(rows), usages=("Training",))
    votes = write_votes(folder / "votes.csv", rows)
    request = ImportRequest(folder / "fer.csv", "FER", votes=votes, **options)
    import_dataset(workspace, request)
    return open_dataset(workspace, "FER")


def test_soft_labels_are_shares_of_the_votes_and_travel_with_their_part(workspace, tmp_path):
    rows = [(6, 2, 0, 0, 0, 0, 0, 1, 1, 0), *[ALL_NEUTRAL] * 39]
    dataset = imported(workspace, tmp_path, rows)
    assert dataset.soft_labels.shape == (40, 7)
    assert dataset.soft_labels.dtype == np.float32
    np.testing.assert_allclose(dataset.soft_labels[0], [0, 0, 0, 0.25, 0, 0, 0.75])
    np.testing.assert_allclose(dataset.soft_labels.sum(axis=1), 1, atol=1e-3)
    for part in (Part.TRAIN, Part.TEST):
        found = dataset.part(part)
        np.testing.assert_array_equal(found.soft_labels, dataset.soft_labels[found.rows])


def test_without_votes_there_are_no_soft_labels(workspace, tmp_path):
    write_table(tmp_path / "fer.csv", 20)
    import_dataset(workspace, ImportRequest(tmp_path / "fer.csv", "FER"))
    dataset = open_dataset(workspace, "FER")
    assert dataset.soft_labels is None
    assert dataset.part(Part.TRAIN).soft_labels is None


def test_a_face_that_nobody_voted_on_has_nan(workspace, tmp_path):
    imported(workspace, tmp_path, [ALL_NEUTRAL] * 40)
    with workspace._transaction() as connection:
        connection.execute("UPDATE samples SET soft_label = NULL WHERE face_index = 3")
    soft = open_dataset(workspace, "FER").soft_labels
    assert np.flatnonzero(np.isnan(soft).all(axis=1)).tolist() == [3]


NO_FACE = (0, 1, 0, 0, 0, 0, 0, 0, 0, 9)
UNKNOWN = (0, 1, 0, 0, 0, 0, 0, 0, 9, 0)
TIED = (5, 5, 0, 0, 0, 0, 0, 0, 0, 0)
CONTEMPT = (1, 0, 0, 0, 0, 0, 0, 9, 0, 0)
NOBODY = (0,) * 10
EVERY_KIND = (ALL_NEUTRAL, NO_FACE, UNKNOWN, TIED, CONTEMPT, NOBODY)


@pytest.mark.parametrize(
    ("use", "labels", "left_out"),
    [
        ("majority", [6], [1, 2, 3, 4, 5]),
        ("drop", [0, 3, 4, 5], [1, 2]),
        ("soft", [0, 1, 2, 3, 4, 5], []),
    ],
)
def test_what_votes_do_to_labels_and_faces(workspace, tmp_path, use, labels, left_out):
    dataset = imported(workspace, tmp_path, EVERY_KIND, votes_use=use)
    assert dataset.labels.tolist() == labels  # the table says 0, 1, 2, …
    excluded = workspace.samples(dataset.row.dataset_id, problems_only=True)
    assert [(s.source, s.status.value) for s in excluded] == [
        (f"row {place + 2}", "excluded") for place in left_out
    ]
    assert (dataset.soft_labels[0] == np.eye(7, dtype=np.float32)[6]).all()


def test_an_unfinished_import_goes_on_with_the_same_use_of_votes(workspace, tmp_path):
    dataset = imported(workspace, tmp_path, EVERY_KIND, votes_use="soft")
    assert request_of(dataset.row).votes_use == "soft"


def test_votes_of_pictures_are_found_by_name(workspace, tmp_path):
    names = ["happy/fer0000000.png", "happy/fer0000001.png", "sad/holiday.png"]
    write_pictures(tmp_path / "set", names)
    votes = write_votes(tmp_path / "votes.csv", [ALL_NEUTRAL, NO_FACE])
    for use, expected in (
        ("majority", {"neutral": 1}),
        ("drop", {"happy": 1, "sad": 1}),
        ("soft", {"happy": 2, "sad": 1}),
    ):
        request = ImportRequest(tmp_path / "set", use, votes=votes, votes_use=use)
        assert import_dataset(workspace, request).by_class == expected


# Each column's class, in the order of FER+.
MEANT = ("neutral", "happy", "surprise", "sad", "angry", "disgust", "fear", "contempt", None, None)


@settings(max_examples=60, deadline=None)
@given(
    votes=st.lists(st.integers(0, 4), min_size=10, max_size=10),
    use=st.sampled_from(["majority", "drop", "soft"]),
    labels=st.sampled_from([SEVEN, EIGHT]),
)
def test_a_verdict_is_that_of_counting_by_hand(
    votes: list[int], use: VotesUse, labels: LabelSet
) -> None:
    found = Votes(np.array([votes]), [""], [""]).verdict(0, 2, use, labels)
    of_class = {
        labels.names.index(name): count
        for name, count in zip(MEANT, votes, strict=True)
        if name in labels.names
    }
    total = sum(of_class.values())
    shares = [round(of_class[place] / total, 4) for place in range(len(labels))] if total else None
    assert found.soft_label == (None if shares is None else tuple(shares))
    first = [place for place, count in enumerate(votes) if count == max(votes) > 0]
    nobody_can_tell = bool(first) and set(first) <= {8, 9}
    reason, label = "", 2
    if use == "majority":
        names = ["neutral", "happiness", "surprise", "sadness", "anger", "disgust", "fear"]
        names += ["contempt", "unknown", "nf"]
        label = None
        if not first:
            reason = "nobody voted on it in FER+"
        elif len(first) > 1:
            reason = f"FER+ votes are tied ({' and '.join(names[place] for place in first[:3])})"
        elif MEANT[first[0]] in labels.names:
            label = labels.names.index(MEANT[first[0]])
        elif not nobody_can_tell:
            reason = "most FER+ voters saw contempt, not one of the classes"
    elif use == "drop" and nobody_can_tell:
        label = None
    if nobody_can_tell and use != "soft" and not reason:
        told = {8: "could not tell", 9: "saw no face"}
        reason = f"most FER+ voters {told[first[0]]}"
    assert (found.label, found.reason) == (label, reason)


@pytest.mark.parametrize("missing", ["neutral", "happiness", "contempt", "NF"])
def test_a_table_without_a_column_is_no_table_of_votes(tmp_path: Path, missing: str) -> None:
    path = tmp_path / "votes.csv"
    path.write_text(COLUMNS.replace(missing, "x") + "\n", encoding="utf-8")
    with pytest.raises(DatasetFormatError, match=f"no column '{missing.lower()}'") as refused:
        read_votes(path)
    assert refused.value.row == 1


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("1,2,3,4,5,6,7,8,9,10", ""),
        (",,,,,,,,,", ""),
        ("1,2,3,4,5,6,7,8,9", "a vote is missing or not a number"),
        ("1,2,3,4,5,6,7,8,9,x", "a vote is missing or not a number"),
        ("1,2,3,4,5,6,7,8,9,1000000", ""),
        ("1,2,3,4,5,6,7,8,9,1000001", "a vote is out of range"),
        ("-1,2,3,4,5,6,7,8,9,10", "a vote is out of range"),
    ],
)
def test_a_table_of_votes_is_read_whole_or_refused_by_its_row(
    tmp_path: Path, line: str, problem: str
) -> None:
    path = tmp_path / "votes.csv"
    path.write_text(f" {COLUMNS.upper()}\n\n0{',0' * 9}\n\n{line}\n", encoding="utf-8-sig")
    if problem:
        with pytest.raises(DatasetFormatError, match=problem) as refused:
            read_votes(path)
        assert refused.value.row == 5
        return
    votes = read_votes(path)
    assert votes.counts.tolist() == [[0] * 10, [int(word or 0) for word in line.split(",")]]
    assert (votes.usages, votes.row_of("fer0.png")) == (["", ""], None)
