"""The final part is opened with a record, once a model."""

import dataclasses
import errno
import hashlib
import json
import os
import shutil

import numpy as np
import pytest
from helpers.datasets import make_dataset

from emotion_gui.core.data.dataset import open_dataset
from emotion_gui.core.errors import CheckpointError, EmptyPartError, StorageError
from emotion_gui.core.evaluation import ledger
from emotion_gui.core.evaluation.ledger import find_opening, open_final_part, openings
from emotion_gui.core.model.checkpoint import (
    CheckpointInfo,
    load_checkpoint,
    save_checkpoint,
    tell_learned,
)
from emotion_gui.core.model.checkpoint_info import weights_digest
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.learned_faces import LearnedFaces, face_hashes
from emotion_gui.core.model.spec import PAPER
from emotion_gui.core.workspace.records import Part


@pytest.fixture
def checkpoint(tmp_path):
    path = tmp_path / "model.safetensors"
    save_checkpoint(path, EmotionCNN(PAPER), CheckpointInfo(spec=PAPER))
    return path


def test_an_opening_is_recorded_and_hands_out_the_final_faces(workspace, checkpoint):
    make_dataset(workspace)
    dataset = open_dataset(workspace, "stripes")
    opened = open_final_part(workspace, dataset, checkpoint=checkpoint, model="it", run_id=3)
    assert not opened.again
    np.testing.assert_array_equal(
        opened.faces.rows, np.flatnonzero(dataset.parts == Part.VALIDATION)
    )
    assert len(opened.faces.labels) == len(opened.faces.pixels()) == 14
    (entry,) = openings(workspace, dataset="stripes")
    assert entry == opened.opening
    assert (entry.model, entry.run_id, entry.number) == ("it", 3, 1)


def test_the_same_model_counts_once_and_another_one_again(workspace, checkpoint, tmp_path):
    make_dataset(workspace)
    dataset = open_dataset(workspace, "stripes")
    first = open_final_part(workspace, dataset, checkpoint=checkpoint, model="it")
    renamed = shutil.copy(checkpoint, tmp_path / "other name.safetensors")
    second = open_final_part(workspace, dataset, checkpoint=renamed, model="other name")
    assert second.again
    assert second.opening == first.opening
    another = tmp_path / "another.safetensors"
    save_checkpoint(another, EmotionCNN(PAPER), CheckpointInfo(spec=PAPER))
    assert find_opening(workspace, dataset, another) is None
    third = open_final_part(workspace, dataset, checkpoint=another, model="another")
    assert (third.again, third.opening.number) == (False, 2)
    assert third.opening.report_path(workspace) != first.opening.report_path(workspace)
    assert len(openings(workspace, dataset="stripes")) == 2


def test_other_faces_or_labels_are_another_opening(workspace, checkpoint):
    row = make_dataset(workspace)
    dataset = open_dataset(workspace, "stripes")
    open_final_part(workspace, dataset, checkpoint=checkpoint, model="it")
    parts = np.roll(dataset.parts, 1)
    workspace.add_split(row.dataset_id, name="moved", kind="paper", seed=1, parts=parts)
    moved = open_dataset(workspace, "stripes")
    assert find_opening(workspace, moved, checkpoint) is None
    assert find_opening(workspace, dataset, checkpoint) is not None
    labels = dataset.labels.copy()
    labels[np.flatnonzero(dataset.parts == Part.VALIDATION)[0]] += 1
    corrected = dataclasses.replace(dataset, labels=labels)
    assert find_opening(workspace, corrected, checkpoint) is None


def test_the_order_of_faces_makes_no_other_opening():
    """Nor that of two faces with the same pixels and different labels."""
    rng = np.random.default_rng(2)
    hashes, labels = rng.integers(0, 5, 40), rng.integers(0, 7, 40)
    known = ledger._digest(hashes, labels)
    for _ in range(5):
        order = rng.permutation(40)
        assert ledger._digest(hashes[order], labels[order]) == known
    swapped = labels.copy()
    one, other = np.flatnonzero((hashes != hashes[0]) & (labels != labels[0]))[0], 0
    swapped[[one, other]] = labels[[other, one]]
    assert ledger._digest(hashes, swapped) != known


def test_openings_follow_a_renamed_data_set(workspace, checkpoint):
    row = make_dataset(workspace)
    open_final_part(
        workspace, open_dataset(workspace, "stripes"), checkpoint=checkpoint, model="it"
    )
    workspace.rename_dataset(row.dataset_id, "bars")
    assert len(openings(workspace, dataset="bars")) == 1
    assert openings(workspace, dataset="stripes") == []


def test_records_of_the_first_format_are_read(workspace):
    line = {"when": "2026-01-01T00:00:00+00:00", "dataset": "old", "model": "m", "run_id": None}
    path = workspace.path / "validation_openings.jsonl"
    path.write_text(json.dumps(line) + "\n", encoding="utf-8")
    (entry,) = openings(workspace, dataset="old")
    assert entry.model == "m"


def test_an_opening_recorded_by_number_and_rows_is_found_again(workspace, checkpoint):
    """As 0.1 wrote it: the data set's number, the rows of its final part and their labels."""
    row = make_dataset(workspace)
    dataset = open_dataset(workspace, "stripes")
    rows = np.flatnonzero(dataset.parts == Part.VALIDATION)
    digest = hashlib.blake2b(str(row.dataset_id).encode("ascii"), digest_size=16)
    digest.update(rows.astype("<i8").tobytes() + dataset.labels[rows].astype(np.int8).tobytes())
    line = {
        "when": "2026-01-01T00:00:00+00:00",
        "dataset": "stripes",
        "model": "it",
        "run_id": None,
        "faces": digest.hexdigest(),
        "weights": weights_digest(checkpoint),
    }
    path = workspace.path / "validation_openings.jsonl"
    path.write_text(json.dumps(line) + "\n", encoding="utf-8")
    found = find_opening(workspace, dataset, checkpoint)
    assert found is not None
    assert found.model == "it"
    others = dataclasses.replace(dataset, labels=(dataset.labels + 1) % 7)
    assert find_opening(workspace, others, checkpoint) is None


def test_what_cannot_be_recorded_is_not_opened(workspace, checkpoint, monkeypatch):
    make_dataset(workspace)
    dataset = open_dataset(workspace, "stripes")

    def refuse(path, line):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(ledger, "_append", refuse)
    with pytest.raises(StorageError, match="No space left"):
        open_final_part(workspace, dataset, checkpoint=checkpoint, model="it")
    monkeypatch.undo()
    with pytest.raises(CheckpointError):
        open_final_part(workspace, dataset, checkpoint=checkpoint.with_name("gone"), model="it")
    assert openings(workspace, dataset="stripes") == []


def test_an_opening_is_on_the_disk_before_anything_is_seen(workspace, monkeypatch):
    synced: list[int] = []
    monkeypatch.setattr(ledger.os, "fsync", lambda handle: synced.append(os.fstat(handle).st_size))
    for number in range(1, 3):
        ledger.record_opening(workspace, dataset="d", model="m", run_id=None)
        path = workspace.path / "validation_openings.jsonl"
        assert synced[-1] == path.stat().st_size
        assert len(synced) == number


def test_kept_identities_are_numbers_and_never_run_as_a_program(workspace, tmp_path):
    class Planted:
        def __reduce__(self):
            return (tmp_path.joinpath("ran").mkdir, ())

    first = ledger.record_opening(workspace, dataset="d", model="a", run_id=None, faces="f")
    path = ledger.faces_path(workspace, first.faces)
    path.parent.mkdir(parents=True)
    np.save(path, np.array([Planted()], dtype=object), allow_pickle=True)
    second = ledger.record_opening(
        workspace, dataset="d", model="b", run_id=None, faces="f", weights="w"
    )
    (look,) = ledger.earlier_looks(workspace, second)
    assert (look.opening, look.shared) == (first, -1)
    assert not (tmp_path / "ran").exists()


def test_a_split_without_a_final_part_has_nothing_to_open(workspace, checkpoint):
    make_dataset(workspace, validation=0)
    with pytest.raises(EmptyPartError):
        open_final_part(
            workspace, open_dataset(workspace, "stripes"), checkpoint=checkpoint, model="it"
        )


def test_a_network_is_known_again_once_it_tells_what_it_learned(workspace, tmp_path):
    make_dataset(workspace)
    path = tmp_path / "model.safetensors"
    save_checkpoint(path, EmotionCNN(PAPER), CheckpointInfo(spec=PAPER))
    # As records were written before there were identities: a digest of all that follows.
    content = path.read_bytes()
    header = 8 + int.from_bytes(content[:8], "little")
    assert weights_digest(path) == hashlib.blake2b(content[header:], digest_size=16).hexdigest()
    dataset = open_dataset(workspace, "stripes")
    first = open_final_part(workspace, dataset, checkpoint=path, model="m")
    hashes = np.unique(face_hashes(dataset.part(Part.TRAIN).pixels()))
    tell_learned(path, LearnedFaces(hashes, hashes[:3]))
    assert path.read_bytes() != content
    assert load_checkpoint(path).info.learned is not None
    assert find_opening(workspace, dataset, path) == first.opening
