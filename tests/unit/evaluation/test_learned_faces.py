"""No accuracy counts learned faces in silence: identities, judgements, and where they travel."""

import dataclasses
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from helpers.datasets import make_dataset, striped_faces
from hypothesis import given
from hypothesis import strategies as st

from emotion_gui.core.data.dataset import open_dataset
from emotion_gui.core.evaluation.acquaintance import Acquaintance
from emotion_gui.core.evaluation.evaluate_run import evaluate_checkpoint
from emotion_gui.core.evaluation.judgement import Judgement
from emotion_gui.core.evaluation.ledger import earlier_looks, open_final_part, openings
from emotion_gui.core.evaluation.metrics import wilson_interval
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.model.checkpoint import (
    CheckpointInfo,
    load_checkpoint,
    rewrite_info,
    save_checkpoint,
)
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.learned_faces import LearnedFaces, among, face_hashes
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.reports.learned_text import learned_lines
from emotion_gui.core.training.config import TrainConfig
from emotion_gui.core.training.runs import TrainRequest, train_run
from emotion_gui.core.workspace.records import Part

SMALL = NetworkSpec(modules=((4,), (8,)), pooled=(True, True))
CONFIG = TrainConfig(preset="test", network=SMALL, epochs=1, batch_size=16, device="cpu")


def _known(faces, *, watched=0, complete=True):
    hashes = face_hashes(faces)
    return LearnedFaces(np.unique(hashes), np.unique(hashes[:watched]), complete)


def test_a_face_and_its_mirror_image_are_one_and_any_other_pixel_is_another() -> None:
    faces, _ = striped_faces(50)
    hashes = face_hashes(faces)
    assert len(np.unique(hashes)) == 50
    np.testing.assert_array_equal(face_hashes(faces[:, :, ::-1]), hashes)
    changed = faces.copy()
    changed[:, 17, 5] ^= 1
    assert not (face_hashes(changed) == hashes).any()
    np.testing.assert_array_equal(face_hashes(faces, np.array([7, 3])), hashes[[7, 3]])


@pytest.mark.parametrize("side", [8, 20, 33, 64])
def test_every_side_has_identities(side: int) -> None:
    faces = np.random.default_rng(1).integers(0, 256, (9, side, side), dtype=np.uint8)
    assert len(np.unique(face_hashes(faces))) == 9


def test_identities_stay_what_they_are() -> None:
    """Files written today are compared with those of every later version."""
    ramp = np.arange(48 * 48, dtype=np.int64).reshape(1, 48, 48) % 251
    assert face_hashes(ramp.astype(np.uint8)).tolist() == [IDENTITY_OF_THE_RAMP]


IDENTITY_OF_THE_RAMP = 2511428397238999303


@given(st.lists(st.booleans(), min_size=1, max_size=60), st.data())
def test_a_judgement_divides_into_learned_and_new(right, data) -> None:
    answers = np.array(right)
    learned = np.array(data.draw(st.lists(st.booleans(), min_size=len(right), max_size=len(right))))
    found = Acquaintance(learned, learned).judge(answers)
    assert (found.correct, found.n) == (answers.sum(), len(answers))
    assert found.interval == wilson_interval(found.correct, found.n)
    assert (found.learned, found.watched) == (learned.sum(), learned.sum())
    assert found.rest is not None
    assert (found.rest.correct, found.rest.n) == (answers[~learned].sum(), (~learned).sum())
    assert found.decisive == found.rest
    assert Acquaintance().judge(answers).decisive.n == len(answers)


def test_a_checkpoint_tells_its_faces_and_an_old_one_does_not(tmp_path: Path) -> None:
    faces, _ = striped_faces(30)
    known = _known(faces, watched=5, complete=False)
    path = tmp_path / "a.safetensors"
    save_checkpoint(path, EmotionCNN(SMALL), CheckpointInfo(spec=SMALL, learned=known), half=True)
    loaded = load_checkpoint(path)
    assert loaded.info.learned is not None
    np.testing.assert_array_equal(loaded.info.learned.trained, known.trained)
    np.testing.assert_array_equal(loaded.info.learned.watched, known.watched)
    assert not loaded.info.learned.complete
    rewrite_info(path, dataclasses.replace(loaded.info, temperature=2.0, learned=None))
    again = load_checkpoint(path).info
    assert again.temperature == 2.0
    assert again.learned is not None
    assert len(again.learned.trained) == 30
    save_checkpoint(path, EmotionCNN(SMALL), CheckpointInfo(spec=SMALL))
    assert load_checkpoint(path).info.learned is None


def test_a_run_learns_its_train_part_and_what_it_began_with(workspace) -> None:
    make_dataset(workspace)
    first = train_run(workspace, TrainRequest("stripes", CONFIG), JobContext())
    learned = load_checkpoint(first.checkpoint).info.learned
    dataset = open_dataset(workspace, "stripes")
    assert learned is not None
    assert learned.complete
    np.testing.assert_array_equal(
        learned.trained, np.unique(face_hashes(dataset.part(Part.TRAIN).pixels()))
    )
    # The same faces divided once more: what was learned shows, and the rest stands alone.
    parts = np.roll(np.repeat(np.arange(3, dtype=np.uint8), (140, 21, 14)), 60)
    split = workspace.add_split(
        dataset.row.dataset_id, name="again", kind="paper", seed=1, parts=parts
    )
    mixed = open_dataset(workspace, "stripes", split=split.split_id).part(Part.TEST)
    found = evaluate_checkpoint(first.checkpoint, mixed).judgement
    assert 0 < found.learned <= 21
    honest = evaluate_checkpoint(first.checkpoint, dataset.part(Part.VALIDATION)).judgement
    assert honest.learned == 0
    # Another data set, begun with the first network: both count.
    make_dataset(workspace, name="other", train=40, test=20, validation=10)
    begun = TrainRequest("other", CONFIG, start_from=first.checkpoint)
    second = train_run(workspace, begun, JobContext())
    both = load_checkpoint(second.checkpoint).info.learned
    assert both is not None
    assert among(learned.trained, both.trained).all()
    taught = dataclasses.replace(CONFIG, teacher=str(first.checkpoint), teacher_weight=0.5)
    third = train_run(workspace, TrainRequest("other", taught), JobContext())
    assert among(learned.trained, load_checkpoint(third.checkpoint).info.learned.trained).all()


def test_what_began_unknown_stays_incomplete(workspace, tmp_path: Path) -> None:
    make_dataset(workspace)
    old = tmp_path / "old.safetensors"
    save_checkpoint(old, EmotionCNN(SMALL), CheckpointInfo(spec=SMALL))
    run = train_run(workspace, TrainRequest("stripes", CONFIG, start_from=old), JobContext())
    learned = load_checkpoint(run.checkpoint).info.learned
    assert learned is not None
    assert not learned.complete
    part = open_dataset(workspace, "stripes").part(Part.TEST)
    assert "does not tell its faces" in " ".join(
        learned_lines(evaluate_checkpoint(run.checkpoint, part).judgement)
    )


def test_what_several_networks_learned_is_learned_once() -> None:
    def known(trained: list[int], watched: list[int], complete: bool = True) -> LearnedFaces:
        return LearnedFaces(np.array(trained), np.array(watched), complete)

    own = known([2, 9], [4])
    for others, complete in (
        ([], True),
        ([known([1, 9], [3, 4])], True),
        ([known([1, 9], [3, 4], complete=False)], False),
        ([known([1], [3]), None], False),
        ([None, known([1], [3])], False),
    ):
        joined = own.joined(others)
        told = any(other is not None for other in others)
        assert joined.trained.tolist() == ([1, 2, 9] if told else [2, 9])
        assert joined.watched.tolist() == ([3, 4] if told else [4])
        assert joined.complete is complete


def test_copies_in_other_parts_are_found(tmp_path: Path) -> None:
    faces, _ = striped_faces(40)
    copies = np.concatenate([faces[:7], faces[30:, :, ::-1]])
    found = Acquaintance.between(copies, _known(faces[:30]))
    assert found.learned is not None
    assert found.learned.sum() == 7


def test_words_for_what_was_learned() -> None:
    assert "does not tell" in learned_lines(Judgement(3, 4))[0]
    found = Judgement(300, 468, rest=Judgement(118, 236), watched=0)
    first, second = learned_lines(found)
    assert first == "232 of 468 faces were learned by this model."
    assert "236 others alone: 50.0 %" in second
    assert found.to_json()["n_new"] == 236
    assert found.to_json()["accuracy_new"] == 0.5
    every = Judgement(9, 9, rest=Judgement(0, 0))
    assert every.to_json()["accuracy_new"] is None
    assert "nothing here says" in " ".join(learned_lines(every))
    kept = Judgement.from_record(json.loads(json.dumps(found.to_record())))
    assert kept == found


_OPENER = """
import sys
from pathlib import Path
from emotion_gui.core.evaluation.ledger import record_opening
from emotion_gui.core.workspace.workspace import Workspace
workspace = Workspace.open(Path(sys.argv[1]))
for number in range(40):
    record_opening(workspace, dataset="d", model=f"{sys.argv[2]}-{number}", run_id=None)
workspace.close()
"""


def test_two_processes_lose_no_opening(workspace) -> None:
    command = [sys.executable, "-c", _OPENER, str(workspace.path)]
    children = [subprocess.Popen([*command, name]) for name in ("a", "b")]
    assert [child.wait(timeout=120) for child in children] == [0, 0]
    entries = openings(workspace, dataset="d")
    assert len(entries) == 80
    assert [entry.number for entry in entries] == list(range(1, 81))


def test_the_same_faces_are_the_same_opening_in_any_data_set(workspace, tmp_path: Path) -> None:
    paths = []
    for name in ("a", "b"):
        paths.append(tmp_path / f"{name}.safetensors")
        save_checkpoint(paths[-1], EmotionCNN(SMALL), CheckpointInfo(spec=SMALL))
    row = make_dataset(workspace, name="once")
    make_dataset(workspace, name="twice")
    first = open_final_part(
        workspace, open_dataset(workspace, "once"), checkpoint=paths[0], model="a"
    )
    workspace.trash_dataset(row.dataset_id)
    twice = open_dataset(workspace, "twice")
    again = open_final_part(workspace, twice, checkpoint=paths[0], model="a")
    assert again.again
    assert again.opening == first.opening
    other = open_final_part(workspace, twice, checkpoint=paths[1], model="b")
    (look,) = earlier_looks(workspace, other.opening)
    assert (look.opening.model, look.shared) == ("a", 14)
    # Divided once more: seven of the fourteen were seen before.
    parts = np.repeat(np.arange(3, dtype=np.uint8), (140, 21, 14))
    parts[-7:], parts[140:147] = Part.TEST, Part.VALIDATION
    split = workspace.add_split(
        twice.row.dataset_id, name="again", kind="paper", seed=1, parts=parts
    )
    third = open_final_part(
        workspace,
        open_dataset(workspace, "twice", split=split.split_id),
        checkpoint=paths[1],
        model="b",
    )
    assert not third.again
    assert [look.shared for look in earlier_looks(workspace, third.opening)] == [7]


def test_a_line_cut_off_by_a_power_failure_is_no_opening(workspace) -> None:
    from emotion_gui.core.evaluation.ledger import record_opening

    record_opening(workspace, dataset="d", model="whole", run_id=None)
    path = workspace.path / "validation_openings.jsonl"
    path.write_bytes(path.read_bytes() + b'{"when": "2026')
    assert [entry.model for entry in openings(workspace, dataset="d")] == ["whole"]
    record_opening(workspace, dataset="d", model="next", run_id=None)
    assert [entry.model for entry in openings(workspace, dataset="d")] == ["whole", "next"]
