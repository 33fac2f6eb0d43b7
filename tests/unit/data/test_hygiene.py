"""The check finds what is planted, and its remedies can be taken back."""

from dataclasses import replace

import numpy as np
import pytest
from helpers.sources import face, row_text
from helpers.stopping import told_by

from emotion_gui.core.data import near_duplicates
from emotion_gui.core.data.dataset import open_dataset
from emotion_gui.core.data.editing import Target, exclude, write
from emotion_gui.core.data.hygiene import (
    FindingKind,
    apply_remedy,
    check_dataset,
)
from emotion_gui.core.data.import_request import ImportRequest
from emotion_gui.core.data.importing import import_dataset
from emotion_gui.core.data.keeping import KeptFace, keep_faces
from emotion_gui.core.data.near_duplicates import (
    _ROUNDED,
    CORRELATION,
    HASH_BITS,
    _low_frequencies,
    _sketches,
    near_copies,
    perceptual_hashes,
)
from emotion_gui.core.data.overview import open_overview
from emotion_gui.core.data.sample_faces import sample_faces
from emotion_gui.core.data.splitting import split_dataset
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.jobs import JobCancelled, JobContext
from emotion_gui.core.labels import own_set
from emotion_gui.core.workspace.records import Part, SampleStatus

# The imbalance has no remedy, wrong labels need a network: they are tested by themselves.
_CURABLE = sorted(set(FindingKind) - {FindingKind.IMBALANCE, FindingKind.LABEL_ERRORS})


@pytest.fixture
def dataset_id(workspace, tmp_path):
    """Faces 0-9 all different, then planted trouble (indices in the comments)."""
    near = np.clip(sample_faces(count=1, seed=3).faces[0].astype(int) + 3, 0, 255)
    rows = [(i % 7, face(i), "Training") for i in range(10)]
    rows += [
        (0, face(0), "PublicTest"),  # 10: leak of 0, same label
        (5, face(1), "Training"),  # 11: copy of 1 with another label
        (3, np.full((48, 48), 80), "Training"),  # 12: flat
        (2, sample_faces(count=1, seed=3).faces[0], "Training"),  # 13
        (2, near, "PublicTest"),  # 14: a little brighter than 13
        (4, sample_faces(count=2, seed=8).faces[1], "Training"),  # 15
        (4, sample_faces(count=2, seed=8).faces[1] // 2 + 60, "Training"),  # 16: paler than 15
    ]
    path = tmp_path / "fer.csv"
    lines = [row_text(label, pixels, usage) for label, pixels, usage in rows]
    path.write_text("emotion,pixels,Usage\n" + "\n".join(lines), encoding="utf-8")
    made = import_dataset(workspace, ImportRequest(path, "x")).dataset.dataset_id
    enlarged = replace(workspace.sample_of_face(made, 4), box=(10.0, 10.0, 30.0, 32.0))
    workspace.update_samples([enlarged])
    return made


def test_planted_trouble_is_found(workspace, dataset_id):
    findings = check_dataset(workspace, dataset_id)
    assert [(finding.kind.value, finding.count) for finding in findings] == [
        ("leaks", 1),
        ("near_leaks", 1),
        ("conflicts", 1),
        ("duplicates", 2),
        ("near_copies", 1),
        ("flat", 1),
        ("tiny", 1),
        ("imbalance", 0),
    ], "the gravest first"
    found = {finding.kind: finding for finding in findings}
    assert found[FindingKind.LEAKS].groups == ((0, 10),)
    assert found[FindingKind.LEAKS].excluded == (0,)
    assert found[FindingKind.CONFLICTS].groups == ((1, 11),)
    assert found[FindingKind.DUPLICATES].groups == ((0, 10), (1, 11))
    assert found[FindingKind.DUPLICATES].excluded == (10, 11)
    assert found[FindingKind.FLAT].groups == ((12,),)
    assert found[FindingKind.NEAR_LEAKS].groups == ((13, 14),)
    assert found[FindingKind.NEAR_LEAKS].excluded == (13,)
    assert found[FindingKind.NEAR_COPIES].groups == ((15, 16),)
    assert found[FindingKind.NEAR_COPIES].excluded == (16,)
    assert found[FindingKind.TINY].groups == ((4,),)


def test_of_a_leaking_group_the_final_part_stays_and_so_does_what_has_no_part(workspace, tmp_path):
    """Faces that train go, then those that are watched; what nobody uses leaks nothing."""
    # Learned, watched, final, without a part; learned and watched; faces of their own.
    shown = [0, 0, 0, 0, 1, 1, 2, 3, 4, 5]
    path = tmp_path / "fer.csv"
    path.write_text(
        "emotion,pixels,Usage\n" + "\n".join(row_text(3, face(k)) for k in shown), encoding="utf-8"
    )
    made = import_dataset(workspace, ImportRequest(path, "x")).dataset.dataset_id
    parts = np.array([0, 1, 2, Part.NONE, 0, 1, 0, 0, 1, 2], dtype=np.uint8)
    workspace.add_split(made, name="without one", kind="paper", seed=0, parts=parts)
    leaks = next(f for f in check_dataset(workspace, made) if f.kind is FindingKind.LEAKS)
    assert sorted(leaks.groups) == [(0, 1, 2, 3), (4, 5)]
    assert sorted(leaks.excluded) == [0, 1, 4]


@pytest.mark.parametrize(
    ("box", "spread", "kinds"),
    [
        ((0.0, 0.0, 36.0, 36.0), 2.5, []),
        ((0.0, 0.0, 35.9, 36.0), 2.5, ["tiny"]),
        ((0.0, 0.0, 72.0, 18.0), 2.0, []),
        (None, 1.5, ["flat"]),
        ((0.0, 0.0, 20.0, 20.0), 0.5, ["flat", "tiny"]),
    ],
)
@pytest.mark.parametrize("status", [SampleStatus.OK, SampleStatus.EXCLUDED])
def test_faces_are_tiny_under_36_pixels_and_flat_under_two_steps(
    workspace, box, spread, kinds, status
):
    pixels = np.full((48, 48), 100, np.uint8)
    pixels[::2] = np.uint8(100 + 2 * spread)  # two levels differ by twice the deviation
    kept = [KeptFace(face(1), "film", label=0), KeptFace(pixels, "film", label=0)]
    row = keep_faces(workspace, "x", kept, preprocessing=Preprocessing()).row
    sample = workspace.sample_of_face(row.dataset_id, 1)
    workspace.update_samples([replace(sample, box=box, status=status)])
    found = check_dataset(workspace, row.dataset_id)
    assert [f.kind.value for f in found] == (kinds if status is SampleStatus.OK else [])
    assert all((f.count, f.groups, f.excluded) == (1, ((1,),), (1,)) for f in found)


def test_a_check_tells_three_steps(workspace, dataset_id):
    reports = told_by(lambda context: check_dataset(workspace, dataset_id, context))
    assert [(report.done, report.total) for report in reports] == [(0, 3), (1, 3), (2, 3), (3, 3)]


@pytest.mark.parametrize("kind", _CURABLE)
def test_a_remedy_ends_the_finding_and_can_be_undone(workspace, dataset_id, kind):
    before = list(workspace.samples(dataset_id))
    finding = next(f for f in check_dataset(workspace, dataset_id) if f.kind is kind)
    remedy = apply_remedy(workspace, dataset_id, finding)
    assert kind not in {f.kind for f in check_dataset(workspace, dataset_id)}
    after = list(workspace.samples(dataset_id))
    changed = [new for old, new in zip(before, after, strict=True) if new != old]
    assert [sample.face_index for sample in changed] == list(finding.excluded)
    copies = {"leaks", "near_leaks", "duplicates", "near_copies"}
    status = SampleStatus.DUPLICATE if kind.value in copies else SampleStatus.EXCLUDED
    assert all(sample.status is status and sample.reason for sample in changed)
    assert len([s for s in after if s.status != "ok"]) == len(finding.excluded)
    write(workspace, remedy.reversed)
    assert list(workspace.samples(dataset_id)) == before
    write(workspace, remedy)
    assert list(workspace.samples(dataset_id)) == after


def test_imbalance_names_the_classes(workspace, tmp_path):
    path = tmp_path / "fer.csv"
    lines = [row_text(3, face(i)) for i in range(9)] + [row_text(1, face(99))]
    path.write_text("emotion,pixels,Usage\n" + "\n".join(lines), encoding="utf-8")
    dataset = import_dataset(workspace, ImportRequest(path, "x")).dataset
    (finding,) = check_dataset(workspace, dataset.dataset_id)
    assert finding.kind is FindingKind.IMBALANCE
    assert finding.facts["missing"].startswith("angry, fear")


@pytest.mark.parametrize(
    ("counts", "facts"),
    [
        ((4, 1, 2), {"most": "calm", "most_faces": 4, "least": "yawn", "least_faces": 1}),
        ((2, 8, 5), {"most": "yawn", "most_faces": 8, "least": "calm", "least_faces": 2}),
        ((3, 1, 2), None),
        ((4, 0, 2), {"missing": "yawn"}),
        ((3, 2, 0), None),
        ((0, 12, 0), None),  # a single class is meant so
    ],
)
def test_classes_are_unequal_where_one_has_four_times_as_many_faces(workspace, counts, facts):
    labels = np.repeat(np.arange(3), counts).tolist()
    kept = [KeptFace(face(k), "film", label=label) for k, label in enumerate(labels)]
    classes = own_set(["calm", "yawn", "odd"])
    row = keep_faces(workspace, "x", kept, preprocessing=Preprocessing(), labels=classes).row
    found = [f for f in check_dataset(workspace, row.dataset_id) if f.kind == "imbalance"]
    assert [finding.facts for finding in found] == ([] if facts is None else [facts])


def test_different_faces_are_no_near_copies():
    faces = sample_faces(count=120, seed=5).faces
    found = near_copies(faces, np.ones(120, dtype=bool), np.zeros(120, dtype=np.uint8))
    np.testing.assert_array_equal(found.group, np.arange(120))
    assert (found.twin == -1).all()


def _alike_by_all_pairs(faces, parts, same=None):
    """Groups within a part and faces with a twin in a later one, from every pair's correlation."""
    plain = faces.reshape(len(faces), -1).astype(float)
    alike = np.corrcoef(plain) >= CORRELATION
    if same is not None:
        alike &= (same[:, None] != same[None, :]) | np.eye(len(faces), dtype=bool)
    group = np.arange(len(faces))
    for _ in faces:
        inside = alike & (parts[:, None] == parts[None, :])
        group = np.where(inside, group[None, :], len(faces)).min(axis=1)
    known = (parts[:, None] != Part.NONE) & (parts[None, :] != Part.NONE)
    later = known & (parts[None, :] > parts[:, None])
    return group, (alike & later).any(axis=1)


def test_groups_and_twins_are_those_of_all_pairs():
    """Also where a still camera makes hundreds of faces look alike, over all parts."""
    rng = np.random.default_rng(5)
    faces = sample_faces(count=40, seed=5).faces
    still = faces[0] + rng.integers(0, 3, (200, 48, 48), dtype=np.uint8)
    again = np.clip(faces[1:9].astype(int) + 4, 0, 255).astype(np.uint8)
    every = np.concatenate([faces, still, again])
    every = every[rng.permutation(len(every))]
    parts = rng.choice([Part.TRAIN, Part.TEST, Part.VALIDATION, Part.NONE], len(every))
    parts = parts.astype(np.uint8)
    found = near_copies(every, np.ones(len(every), dtype=bool), parts)
    group, has_twin = _alike_by_all_pairs(every, parts)
    np.testing.assert_array_equal(found.group, group)
    np.testing.assert_array_equal(found.twin >= 0, has_twin)
    assert all(parts[twin] > parts[face] for face, twin in enumerate(found.twin) if twin >= 0)


@pytest.mark.parametrize("seed", range(4, 7))
def test_equal_faces_are_no_near_copies_but_lead_to_the_same_ones(seed):
    """Some faces look alike and some of those are equal; which is which part is by chance."""
    rng = np.random.default_rng(seed)
    drawn = sample_faces(count=4, seed=5).faces // 2
    faces = drawn[rng.integers(0, 4, 30)] + rng.integers(0, 3, 30).astype(np.uint8)[:, None, None]
    same = np.unique(faces.reshape(30, -1), axis=0, return_inverse=True)[1]
    parts = rng.choice([Part.TRAIN, Part.TEST, Part.VALIDATION, Part.NONE], 30).astype(np.uint8)
    found = near_copies(faces, np.ones(30, dtype=bool), parts, same=same)
    group, has_twin = _alike_by_all_pairs(faces, parts, same)
    np.testing.assert_array_equal(found.group, group)
    np.testing.assert_array_equal(found.twin >= 0, has_twin)


def test_of_a_hash_half_the_frequencies_are_above_the_median_and_none_of_a_black_face():
    bits = np.bitwise_count(perceptual_hashes(sample_faces(count=20, seed=5).faces))
    assert set(bits.tolist()) == {32}
    assert perceptual_hashes(np.zeros((1, 48, 48), dtype=np.uint8)).tolist() == [0]


def test_in_small_pieces_the_same_is_found_and_a_stop_is_heard_in_each(monkeypatch):
    rng = np.random.default_rng(9)
    drawn = sample_faces(count=6, seed=5).faces // 2
    faces = drawn[rng.integers(0, 6, 60)] + rng.integers(0, 3, (60, 48, 48), dtype=np.uint8)
    usable = rng.random(60) < 0.9
    parts = rng.choice([Part.TRAIN, Part.TEST, Part.VALIDATION, Part.NONE], 60).astype(np.uint8)
    whole = near_copies(faces, usable, parts)
    assert (whole.group[~usable] == np.flatnonzero(~usable)).all()
    assert not np.isin(np.flatnonzero(~usable), whole.twin).any()
    for name, size in (("_CHUNK", 7), ("_PAIRS", 3), ("_SKETCHED", 5)):
        monkeypatch.setattr(near_duplicates, name, size)
    looks = []
    context = JobContext(is_cancelled=lambda: bool(looks.append(1)))
    pieces = near_copies(faces, usable, parts, context=context)
    np.testing.assert_array_equal(pieces.group, whole.group)
    np.testing.assert_array_equal(pieces.twin >= 0, whole.twin >= 0)
    np.testing.assert_array_equal(
        perceptual_hashes(faces), [perceptual_hashes(each[None])[0] for each in faces]
    )
    for before in (1, 9, 12, len(looks)):
        left = iter([False] * (before - 1))
        stopped = JobContext(is_cancelled=lambda left=left: next(left, True))
        with pytest.raises(JobCancelled):
            near_copies(faces, usable, parts, context=stopped)


def test_sketches_never_say_less_than_the_pixels():
    """Pairs that they tell apart need no second look."""
    rng = np.random.default_rng(6)
    drawn = sample_faces(count=60, seed=6).faces
    blurred = (drawn[:20].astype(int) + np.roll(drawn[:20], 1, axis=2)) // 2
    grain = rng.integers(0, 256, (20, 48, 48))
    waves = [128 + 100 * np.cos(np.pi * k * (np.arange(48) + 0.5) / 48) for k in range(1, 20)]
    faces = np.concatenate([drawn, blurred, grain, [np.tile(w, (48, 1)) for w in waves]])
    faces = faces.astype(np.uint8)
    sketches = np.concatenate(
        [_sketches(low, norm) for _, low, norm in _low_frequencies(faces, None)]
    ).astype(float)
    correlations = np.corrcoef(faces.reshape(len(faces), -1).astype(float))
    above = sketches @ sketches.T - correlations
    assert above.min() > -_ROUNDED
    # And they are of use: most drawn faces of different people are told apart.
    apart = (sketches[:60] @ sketches[:60].T)[np.triu_indices(60, 1)] < CORRELATION - _ROUNDED
    assert apart.mean() > 0.9


def test_a_check_can_be_cancelled(workspace, dataset_id):
    with pytest.raises(JobCancelled):
        check_dataset(workspace, dataset_id, JobContext(is_cancelled=lambda: True))


def test_usable_faces_are_counted_by_class_and_part(workspace, dataset_id):
    """What has no part stands in the last column, what has no label in the last row."""
    parts = np.array([0, 1, 2, Part.NONE, *[0] * 13], dtype=np.uint8)
    workspace.add_split(dataset_id, name="own", kind="paper", seed=0, parts=parts)
    counts = open_overview(workspace, dataset_id).class_part_counts()
    assert counts.shape == (8, 4)
    assert counts.sum(axis=0).tolist() == [14, 1, 1, 1]
    assert counts[3].tolist() == [1, 0, 0, 1]  # face 12 learns, face 3 has no part
    assert counts[7].tolist() == [0, 0, 0, 0]


@pytest.mark.parametrize("status", [SampleStatus.EXCLUDED, SampleStatus.DUPLICATE])
def test_what_was_taken_out_is_in_no_part(workspace, dataset_id, status):
    """With a label and a place in the split: yet nothing learns from it or is judged on it."""
    before = open_dataset(workspace, "x")
    split_dataset(workspace, dataset_id, kind="official")
    exclude(workspace, Target(dataset_id, (4, 14)), status=status, reason="seen")
    after = open_dataset(workspace, "x")
    assert after.labels.tolist() == before.labels.tolist()
    assert {int(after.parts[face]) for face in (4, 14)} == {Part.NONE}
    used = np.concatenate([after.part(part).rows for part in (Part.TRAIN, Part.TEST)])
    assert sorted(used.tolist()) == [face for face in range(17) if face not in {4, 14}]


def test_a_copy_is_found_among_many_other_faces():
    rng = np.random.default_rng(8)
    faces = rng.integers(60, 200, (600, 24, 24)).astype(np.uint8)
    copies = np.clip(faces[:60] + rng.normal(0, 4, (60, 24, 24)), 0, 255).astype(np.uint8)
    bits = perceptual_hashes(faces[:60]) ^ perceptual_hashes(copies)
    pieces = bits[:, None] >> np.arange(0, 64, 16, dtype=np.uint64) & np.uint64(0xFFFF)
    near = (np.bitwise_count(bits) <= HASH_BITS) & (pieces == 0).any(axis=1)
    assert near.mean() > 0.8, "others are not looked for"
    assert (bits != 0).sum() > 30
    every = np.concatenate([faces, copies])
    parts = np.zeros(len(every), np.uint8)
    found = near_copies(every, np.ones(len(every), bool), parts).group
    np.testing.assert_array_equal(found[:600], np.arange(600))
    np.testing.assert_array_equal(found[600:][near], np.flatnonzero(near))
