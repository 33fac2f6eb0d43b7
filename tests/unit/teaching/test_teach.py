"""The teach loop by its operation: learned, held out, compared, adopted or dropped."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
import torch
from helpers.datasets import make_dataset, striped_faces

from emotion_gui.core.data.dataset import open_dataset
from emotion_gui.core.data.editing import Target
from emotion_gui.core.data.keeping import KeptFace, keep_faces
from emotion_gui.core.errors import ConfigError, EmptyPartError, NotFoundError, StorageError
from emotion_gui.core.evaluation.predict import predict_logits
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.jobs import JobCancelled, JobContext
from emotion_gui.core.labels import SEVEN
from emotion_gui.core.model.catalogue import list_models
from emotion_gui.core.model.checkpoint import CheckpointInfo, load_checkpoint, save_checkpoint
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.learned_faces import LearnedFaces, among, face_hashes
from emotion_gui.core.model.quantized_network import QuantizedNetwork
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.quantizing.calibration import calibrate
from emotion_gui.core.teaching.lesson import between
from emotion_gui.core.teaching.recipe import TeachConfig
from emotion_gui.core.training.requests import labels_of
from emotion_gui.core.workspace.records import Part, RunStatus
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.operations import edit_dataset, pupils, taught_runs, teach
from emotion_gui.operations.lessons import TeachRequest
from emotion_gui.operations.runs_table import differences, run_facts

TINY = NetworkSpec(((4,), (8,)), (True, True), dropout=0.0)
QUICK = TeachConfig(passes=4, old_faces=1, learning_rate=0.02, teacher_weight=0.0, stays=0.0)


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A network that has learned nothing yet, and says so."""
    torch.manual_seed(1)
    path = tmp_path / "model.safetensors"
    nothing = np.empty(0, dtype=np.int64)
    info = CheckpointInfo(spec=TINY, learned=LearnedFaces(nothing, nothing))
    save_checkpoint(path, EmotionCNN(TINY).eval(), info)
    return path


@pytest.fixture
def kept(workspace: Workspace) -> Workspace:
    """Seven classes of eight kept faces each, and one that waits for a label."""
    faces, labels = striped_faces(56, seed=3)
    order = np.argsort(labels, kind="stable")
    keep_faces(
        workspace,
        "Kept faces",
        [
            *(KeptFace(face=faces[k], source="film", label=int(labels[k])) for k in order),
            KeptFace(face=faces[0] // 2, source="film"),
        ],
        preprocessing=Preprocessing(),
    )
    return workspace


def request(model: Path, **facts: object) -> TeachRequest:
    values: dict[str, object] = {"config": QUICK, "taught": ("Kept faces",), **facts}
    return TeachRequest(model, "tiny", **values)  # type: ignore[arg-type]


def test_a_lesson_is_judged_on_what_it_never_showed(kept: Workspace, model: Path) -> None:
    make_dataset(kept, name="old", train=70, test=21)
    before = model.read_bytes()

    taught = teach.teach(kept, request(model, old="old"), JobContext())

    assert model.read_bytes() == before
    assert (taught.faces, taught.old_faces) == (42, 70)
    assert taught.chosen.held_out is not None
    assert taught.chosen.old is not None
    assert (taught.chosen.held_out.after.n, taught.chosen.old.after.n) == (14, 21)
    assert taught.chosen.held_out.after.learned == taught.chosen.old.after.learned == 0
    divided = open_dataset(kept, "Kept faces")
    known = load_checkpoint(taught.checkpoint).info.learned
    assert known is not None
    hashes = face_hashes(divided.faces)
    assert among(hashes, known.trained).tolist() == (divided.parts == Part.TRAIN).tolist()


def test_a_run_that_tells_who_taught_it(kept: Workspace, model: Path) -> None:
    make_dataset(kept, name="old", train=70, test=21)
    taught = teach.teach(kept, request(model, old="old"), JobContext())
    again = teach.teach(kept, request(taught.checkpoint, old="old"), JobContext())

    assert again.run.parent_run == taught.run.run_id
    assert again.run.status is RunStatus.FINISHED
    second, first = run_facts(kept)
    assert (first.parent, second.parent) == (None, taught.run.run_id)
    assert second.data_set == "Kept faces + old"
    assert (first.maps, first.label_set, first.n) == (12, "seven", 21)
    assert taught_runs.old_data_of(kept, again.checkpoint) == "old"
    kinds = {entry.setting for entry in differences(kept, first.run.run_id, second.run.run_id)}
    assert kinds == {"start_from"}


def test_adopted_dropped_and_taken_up_again(kept: Workspace, model: Path) -> None:
    run_id = teach.teach(kept, request(model), JobContext()).run.run_id

    taught_runs.drop(kept, run_id)
    assert kept.runs() == []
    taught_runs.take_up_again(kept, run_id)
    assert taught_runs.adopt(kept, run_id).starred
    (entry,) = [entry for entry in list_models(kept) if entry.run_id == run_id]
    assert (entry.adopted, entry.pruned) == (True, False)
    assert taught_runs.present_model(kept)[0] == entry.file


def test_shares_of_a_lesson_are_judged_side_by_side(kept: Workspace, model: Path) -> None:
    """Each by the network that is adopted with it, as Evaluate judges it."""
    make_dataset(kept, name="old", train=70, test=21)
    quick = dataclasses.replace(QUICK, stays=0.85, passes=40, learning_rate=0.05)
    taught = teach.teach(kept, request(model, old="old", config=quick), JobContext())

    assert [share.share for share in taught.kept] == [0.15, 0.5, 1.0]
    part = open_dataset(kept, "old").part(Part.TEST)
    seen = set()
    for judged in taught.kept:
        run = taught_runs.keep(kept, taught.run.run_id, judged.share)
        loaded = load_checkpoint(taught.checkpoint)
        seen.add(taught.checkpoint.read_bytes())
        logits = predict_logits(loaded.network, part.pixels(), loaded.info.preprocessing)
        assert judged.old is not None
        right = int((logits.argmax(axis=1) == part.labels).sum())
        assert judged.old.after.correct == right
        accuracies = {run.summary["test_accuracy"], loaded.info.run["test_accuracy"]}
        assert accuracies == {right / 21}
        assert run.summary["teaching"]["share"] == judged.share
    assert len(seen) == 3


def test_only_a_share_that_was_judged_can_be_kept(kept: Workspace, model: Path) -> None:
    taught = teach.teach(kept, request(model), JobContext())
    number, before = taught.run.run_id, taught.checkpoint.read_bytes()

    with pytest.raises(NotFoundError, match=r"known: 0\.15, 0\.5, 1\.0"):
        taught_runs.adopt(kept, number, share=0.3)
    taught_runs.kept_file(kept, number, 0.5).unlink()
    with pytest.raises(StorageError):
        taught_runs.keep(kept, number, 0.5)

    assert taught.checkpoint.read_bytes() == before
    assert kept.run(number) == taught.run


def test_more_lessons_never_teach_what_is_held_out(kept: Workspace, model: Path) -> None:
    teach.teach(kept, request(model), JobContext())
    first = open_dataset(kept, "Kept faces").parts
    faces, labels = striped_faces(70, seed=9)
    fresh = [
        KeptFace(face=face, source="later", label=int(label))
        for face, label in zip(faces, labels, strict=True)
    ]
    keep_faces(kept, "Kept faces", fresh, preprocessing=Preprocessing())

    second = pupils.divide(kept, "Kept faces").parts

    assert second[:57].tolist() == first.tolist()
    assert (second == Part.TEST).sum() > (first == Part.TEST).sum()
    counts = pupils.count_pupils(kept, "Kept faces", JobContext())
    assert (counts.taught, counts.held_out, counts.waiting) == (98, 28, 1)


def test_faces_that_are_labelled_one_after_the_other_are_held_out_too(
    workspace: Workspace, model: Path
) -> None:
    """As a person does by keys, with the counts looked at after each of them."""
    faces, labels = striped_faces(28, seed=3)
    waiting = [KeptFace(face=face, source="film") for face in faces]
    row = keep_faces(workspace, "Kept faces", waiting, preprocessing=Preprocessing()).row
    for face in np.argsort(labels, kind="stable"):
        target = Target(row.dataset_id, (int(face),))
        edit_dataset.relabel(workspace, target, int(labels[face]), JobContext())
        pupils.count_pupils(workspace, "Kept faces", JobContext())

    counts = pupils.count_pupils(workspace, "Kept faces", JobContext())

    assert (counts.taught, counts.held_out) == (21, 7)


def test_what_was_stopped_leaves_no_run(kept: Workspace, model: Path) -> None:
    context = JobContext(is_cancelled=lambda: True)

    with pytest.raises(JobCancelled):
        teach.teach(kept, request(model), context)
    assert kept.runs() == []


def test_nothing_to_teach_is_refused(workspace: Workspace, model: Path) -> None:
    make_dataset(workspace, name="old")
    face = KeptFace(face=np.zeros((48, 48), dtype=np.uint8), source="film")
    keep_faces(workspace, "Kept faces", [face], preprocessing=Preprocessing())

    with pytest.raises(EmptyPartError):
        teach.teach(workspace, request(model, old="old"), JobContext())
    with pytest.raises(NotFoundError):
        teach.teach(workspace, request(model, taught=("nobody",)), JobContext())


def test_a_quantized_network_cannot_be_taught(kept: Workspace, tmp_path: Path) -> None:
    faces = np.random.default_rng(0).integers(0, 256, (32, 48, 48), dtype=np.uint8)
    graph = calibrate(EmotionCNN(TINY).eval(), faces, Preprocessing()).quantized("channel")
    path = tmp_path / "small.safetensors"
    save_checkpoint(path, QuantizedNetwork(TINY, graph), CheckpointInfo(TINY, quantized={}))
    with pytest.raises(ConfigError, match="it is quantized and only answers"):
        teach.teach(kept, request(path), JobContext())


def test_weights_lie_between_before_and_after() -> None:
    one, other = EmotionCNN(TINY), EmotionCNN(TINY)
    mixed = between(one, other, share=0.25).state_dict()

    for name, weights in one.state_dict().items():
        if weights.is_floating_point():
            expected = 0.75 * weights + 0.25 * other.state_dict()[name]
            torch.testing.assert_close(mixed[name], expected)


def test_a_lesson_says_which_classes_it_learned(kept: Workspace, model: Path) -> None:
    of_seven = teach.teach(kept, request(model), JobContext()).run
    own = SEVEN.renamed(0, "cross")
    named = dataclasses.replace(load_checkpoint(model).info, label_set=own)
    save_checkpoint(model, load_checkpoint(model).network, named)

    of_own = teach.teach(kept, request(model), JobContext()).run

    assert (labels_of(of_seven), labels_of(of_own)) == (SEVEN, own)


def test_more_of_a_lesson_is_dropped_where_old_faces_would_pay(
    kept: Workspace, model: Path
) -> None:
    """Old faces that a network knows, and a lesson that says something else of the like."""
    faces, _ = striped_faces(180, seed=8)
    loaded = load_checkpoint(model)
    answers = predict_logits(loaded.network, faces, loaded.info.preprocessing).argmax(axis=1)
    for name, chosen, turn in (("Old", slice(0, 140), 0), ("Wrong", slice(140, 180), 1)):
        said = [
            KeptFace(face=face, source="film", label=(int(label) + turn) % 7)
            for face, label in zip(faces[chosen], answers[chosen], strict=True)
        ]
        keep_faces(kept, name, said, preprocessing=Preprocessing())
        pupils.keep_division(kept, pupils.divide(kept, name))
    words = {"taught": ("Wrong",), "old": "Old"}
    config = dataclasses.replace(QUICK, passes=20, learning_rate=0.1, old_faces=0.02)
    guarding = dataclasses.replace(config, guard=True)

    free = teach.teach(kept, request(model, config=config, **words), JobContext())
    guarded = teach.teach(kept, request(model, config=guarding, **words), JobContext())

    assert (free.share, free.run.summary["teaching"]["share"]) == (1.0, 1.0)
    assert guarded.share < 0.5
    assert free.chosen.old is not None
    assert guarded.chosen.old is not None
    assert free.chosen.old.is_loss
    assert guarded.chosen.old.gained > free.chosen.old.gained


def test_layers_below_the_last_block_stay_as_they_are(kept: Workspace, model: Path) -> None:
    taught = teach.teach(kept, request(model), JobContext())
    before, after = (load_checkpoint(path).network for path in (model, taught.checkpoint))
    same = [
        name
        for name, weights in before.state_dict().items()
        if bool((weights == after.state_dict()[name]).all())
    ]
    assert "blocks.0.conv.weight" in same
    assert "blocks.1.bn.running_mean" in same
    assert "blocks.1.conv.weight" not in same
    assert "head.conv.weight" not in same


def test_a_lesson_says_beforehand_about_how_long_it_takes(kept: Workspace, model: Path) -> None:
    make_dataset(kept, name="old", train=70, test=21)
    alone = teach.expected_seconds(kept, request(model), JobContext())
    longer = request(model, old="old", config=dataclasses.replace(QUICK, passes=400))
    assert 0 < 5 * alone < teach.expected_seconds(kept, longer, JobContext())
