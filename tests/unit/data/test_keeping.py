"""Faces kept one by one: once each, forgotten when taken back; supposed is not labelled."""

from __future__ import annotations

import stat
import sys
from typing import Any

import numpy as np
import pytest

from emotion_gui.core.data import editing
from emotion_gui.core.data.dataset import open_dataset
from emotion_gui.core.data.editing import Target
from emotion_gui.core.data.face_making import pixel_hash
from emotion_gui.core.data.keeping import KeptFace, keep_faces, take_back
from emotion_gui.core.data.overview import open_overview
from emotion_gui.core.data.versions import content_hash
from emotion_gui.core.errors import ConfigError, LabelSetsDifferError, WorkspaceError
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.labels import own_set
from emotion_gui.core.workspace.records import Part, SampleStatus, Suggestion
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.operations import edit_dataset

USUAL = Preprocessing()
SAD = Suggestion(4, 0.8, "default")


def face(seed: int, **facts: object) -> KeptFace:
    pixels = np.random.default_rng(seed).integers(0, 256, (48, 48), dtype=np.uint8)
    return KeptFace(face=pixels, source="camera", **facts)  # type: ignore[arg-type]


def test_a_face_is_kept_once_and_is_there_the_next_time(workspace: Workspace) -> None:
    first = keep_faces(workspace, "Kept", [face(1, label=3), face(2)], preprocessing=USUAL)
    again = keep_faces(workspace, "Kept", [face(2), face(3)], preprocessing=USUAL)

    assert (first.added, again.added, again.known) == (2, 1, 1)
    dataset = open_dataset(workspace, "Kept")
    assert dataset.labels.tolist() == [3, -1, -1]
    np.testing.assert_array_equal(dataset.faces[2], face(3).face)
    assert (dataset.parts == Part.NONE).all()


def test_a_kill_before_the_first_face_stands_in_nobodys_way(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def end(*arguments: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("emotion_gui.core.data.keeping._finish", end)
        with pytest.raises(KeyboardInterrupt):
            keep_faces(workspace, "Kept", [face(1)], preprocessing=USUAL)
    assert keep_faces(workspace, "Kept", [face(1)], preprocessing=USUAL).added == 1


def test_what_is_supposed_is_no_label(workspace: Workspace) -> None:
    kept = keep_faces(workspace, "Kept", [face(1, suggestion=SAD)], preprocessing=USUAL)
    number = kept.row.dataset_id

    (sample,) = workspace.samples(number)
    assert (sample.status, sample.label) == (SampleStatus.SUGGESTED, None)
    assert workspace.suggestions(number) == {0: SAD}
    assert workspace.label_counts(number) == {}
    assert not open_overview(workspace, number).usable.any()
    parts = np.zeros(1, dtype=np.uint8)
    workspace.add_split(number, name="all", kind="paper", seed=0, parts=parts)
    assert open_dataset(workspace, "Kept").parts.tolist() == [Part.NONE]


def test_what_a_person_says_counts_whatever_a_model_supposes(workspace: Workspace) -> None:
    faces = [face(1, label=2, suggestion=SAD), face(2, suggestion=SAD), face(3)]
    kept = keep_faces(workspace, "Kept", faces, preprocessing=USUAL)
    states = [(s.status, s.label) for s in workspace.samples(kept.row.dataset_id)]
    assert states == [
        (SampleStatus.OK, 2),
        (SampleStatus.SUGGESTED, None),
        (SampleStatus.OK, None),
    ]
    assert set(workspace.suggestions(kept.row.dataset_id)) == {1}


def test_a_person_accepts_corrects_and_takes_back(workspace: Workspace) -> None:
    faces = [face(n, suggestion=SAD) for n in (1, 2, 3)]
    number = keep_faces(workspace, "Kept", faces, preprocessing=USUAL).row.dataset_id

    editing.accept(workspace, Target(number, (0,)))
    edit = editing.relabel(workspace, Target(number, (1,)), 6)
    editing.relabel(workspace, Target(number, (2,)), None)

    assert open_dataset(workspace, "Kept").labels.tolist() == [4, 6, -1]
    assert set(workspace.suggestions(number)) == {2}
    edit_dataset.replay(workspace, number, edit, JobContext(), back=True)
    assert set(workspace.suggestions(number)) == {1, 2}
    assert (
        workspace.suggest({sample.sample_id or 0: SAD for sample in workspace.samples(number)}) == 2
    )


def test_kept_by_mistake_is_gone_from_the_disk(workspace: Workspace) -> None:
    keep_faces(workspace, "Kept", [face(1)], preprocessing=USUAL)
    wrong = keep_faces(workspace, "Kept", [face(2), face(3)], preprocessing=USUAL)
    number = wrong.row.dataset_id
    path = workspace.dataset_dir(number) / "faces.npy"
    parts = np.ones(3, dtype=np.uint8)
    workspace.add_split(number, name="all", kind="paper", seed=0, parts=parts)
    assert face(3).face.tobytes() in path.read_bytes()

    assert take_back(workspace, wrong)

    assert face(3).face.tobytes() not in path.read_bytes()
    assert open_dataset(workspace, "Kept").labels.tolist() == [-1]
    later = keep_faces(workspace, "Kept", [face(4, label=0)], preprocessing=USUAL)
    assert open_dataset(workspace, "Kept").parts.tolist() == [Part.NONE, Part.NONE]
    assert take_back(workspace, later)


def test_a_data_set_bears_the_hash_of_what_it_holds(workspace: Workspace) -> None:
    seen = []

    def noted() -> None:
        row = workspace.dataset("Kept")
        assert row.content_hash == content_hash(workspace, row.dataset_id)
        seen.append(row.content_hash)

    keep_faces(workspace, "Kept", [], preprocessing=USUAL)
    noted()
    keep_faces(workspace, "Kept", [face(1), face(2, suggestion=SAD)], preprocessing=USUAL)
    noted()
    later = keep_faces(workspace, "Kept", [face(3, label=0)], preprocessing=USUAL)
    noted()
    assert take_back(workspace, later)
    noted()
    assert seen[3] == seen[1]
    assert len(set(seen)) == 3


def test_what_is_known_of_a_kept_face_is_kept_with_it(workspace: Workspace) -> None:
    facts: dict[str, Any] = {"usage": "Training", "group": "anna", "detector": "haar"}
    box = (1.0, 2.0, 30.0, 40.0)
    keep_faces(workspace, "Kept", [face(1), face(2)], preprocessing=USUAL)
    kept = keep_faces(workspace, "Kept", [face(3, label=5, box=box, **facts)], preprocessing=USUAL)
    assert kept.faces == (2,)
    samples = list(workspace.samples(kept.row.dataset_id))
    assert [sample.source for sample in samples] == ["camera #1", "camera #2", "camera #3"]
    assert [sample.sample_id for sample in samples[2:]] == list(kept.sample_ids)
    (last,) = samples[2:]
    assert (last.label, last.face_index, last.box) == (5, 2, box)
    assert {name: getattr(last, name) for name in facts} == facts
    assert last.pixel_hash == pixel_hash(face(3).face)


def test_what_others_followed_stays(workspace: Workspace) -> None:
    first = keep_faces(workspace, "Kept", [face(1)], preprocessing=USUAL)
    keep_faces(workspace, "Kept", [face(2)], preprocessing=USUAL)

    assert not take_back(workspace, first)
    assert len(open_dataset(workspace, "Kept").faces) == 2


def test_near_copies_of_one_person_are_thinned(workspace: Workspace) -> None:
    ramp = np.add.outer(np.arange(48), 4 * np.arange(48)).astype(np.uint8)
    near = np.clip(ramp.astype(int) + 1, 0, 255).astype(np.uint8)
    faces = [KeptFace(face=pixels, source="film", group="one") for pixels in (ramp, near)]
    other = KeptFace(face=near, source="film", group="other")

    kept = keep_faces(workspace, "Film", [*faces, other], preprocessing=USUAL, thin=True)

    assert (kept.added, kept.known) == (2, 1)
    assert keep_faces(workspace, "Film", [faces[1]], preprocessing=USUAL, thin=True).added == 0


def test_near_copies_of_what_was_kept_at_another_time_are_thinned_too(workspace: Workspace) -> None:
    seen = face(1).face // 2
    added = [
        keep_faces(workspace, "Film", [each], preprocessing=USUAL, thin=True).added
        for each in (
            KeptFace(face=seen, source="film", group="one"),
            KeptFace(face=seen + 1, source="film", group="one"),
            KeptFace(face=seen + 2, source="film", group="other"),
        )
    ]
    assert added == [1, 0, 1]


def test_the_first_of_many_that_look_alike_is_the_one_that_is_known(workspace: Workspace) -> None:
    """Whoever is like one of the group is left out; whoever is like none is known from then on."""
    base = [face(seed).face // 2 for seed in (1, 2, 3)]
    order = [(0, 0), (1, 0), (0, 1), (2, 0), (1, 1), (2, 1), (0, 2)]
    faces = [KeptFace(face=base[k] + more, source="film", group="one") for k, more in order]
    kept = keep_faces(workspace, "Film", faces, preprocessing=USUAL, thin=True)
    assert (kept.added, kept.known, kept.faces) == (3, 4, (0, 1, 2))
    found = open_dataset(workspace, "Film").faces
    for place, wanted in enumerate(base):
        np.testing.assert_array_equal(found[place], wanted)
    all_of_them = keep_faces(workspace, "Whole", faces, preprocessing=USUAL)
    assert (all_of_them.added, all_of_them.known) == (7, 0)


def test_what_cannot_be_kept_there_is_refused(workspace: Workspace) -> None:
    with pytest.raises(ConfigError, match="needs a name"):
        keep_faces(workspace, " ", [face(1)], preprocessing=USUAL)
    keep_faces(workspace, "Kept", [face(1)], preprocessing=USUAL)
    with pytest.raises(LabelSetsDifferError):
        keep_faces(workspace, "Kept", [face(2)], preprocessing=USUAL, labels=own_set(["a", "b"]))
    workspace.create_dataset(name="half", source="", settings={})
    with pytest.raises(WorkspaceError, match="'half' is not finished"):
        keep_faces(workspace, "half", [face(2)], preprocessing=USUAL)
    assert len(open_dataset(workspace, "Kept").faces) == 1


def test_faces_cropped_otherwise_are_refused(workspace: Workspace) -> None:
    keep_faces(workspace, "Kept", [face(1)], preprocessing=USUAL)
    other = Preprocessing(mean=0.1)

    with pytest.raises(ConfigError, match="cropped otherwise"):
        keep_faces(workspace, "Kept", [face(2)], preprocessing=other)


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
def test_kept_faces_are_their_owners_alone(workspace: Workspace) -> None:
    kept = keep_faces(workspace, "Kept", [face(1)], preprocessing=USUAL)

    path = workspace.dataset_dir(kept.row.dataset_id) / "faces.npy"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
