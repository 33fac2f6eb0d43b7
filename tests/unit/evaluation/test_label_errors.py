"""A network's confident disagreement is found outside the final part, and nowhere else."""

from dataclasses import replace

import numpy as np
import pytest
from helpers.datasets import make_dataset
from helpers.pruning import SMALL, random_network

from emotion_gui.core.data.editing import write
from emotion_gui.core.data.hygiene import FindingKind, apply_remedy
from emotion_gui.core.errors import EmptyPartError
from emotion_gui.core.evaluation import predict
from emotion_gui.core.evaluation.label_errors import find_label_errors
from emotion_gui.core.labels import SEVEN, LabelSet
from emotion_gui.core.labels.builtin import own_set
from emotion_gui.core.model.checkpoint import CheckpointInfo, load_checkpoint, save_checkpoint
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.resources import resources_dir


@pytest.fixture
def checkpoint(monkeypatch):
    """The bundled model, whose answers are put into its mouth: face i shows class i % 7."""
    path = next((resources_dir() / "models").glob("*.safetensors"))
    asked = []

    def answers(network, faces, preprocessing, *, context=None):
        asked.append(np.array(faces))
        bars = (asked[-1][:, 3::6, :].mean(axis=2) > 200).sum(axis=1) - 1
        return (np.eye(7)[bars] * 40).astype(np.float32)

    assert load_checkpoint(path).info.temperature > 0
    monkeypatch.setattr(predict, "predict_logits", answers)
    return path, asked


def test_wrong_labels_are_found_and_cured(workspace, checkpoint):
    path, asked = checkpoint
    row = make_dataset(workspace, train=70, test=14, validation=14)
    wrong = [3, 10, 75, 90]  # two in train, one in test and one in validation
    samples = workspace.samples_of_faces(row.dataset_id, wrong)
    workspace.update_samples([replace(s, label=(s.label + 1) % 7) for s in samples])
    finding = find_label_errors(workspace, row.dataset_id, path, model="it")
    assert finding.kind is FindingKind.LABEL_ERRORS
    assert sorted(finding.faces) == [3, 10, 75]
    assert (finding.count, finding.facts["model"]) == (3, "it")
    commonest = (finding.facts["given"], finding.facts["said"])
    assert commonest == (SEVEN.names[4], SEVEN.names[3])  # faces 3 and 10
    assert len(asked[0]) == 84, "the final part must stay unseen"
    before = list(workspace.samples(row.dataset_id))
    remedy = apply_remedy(workspace, row.dataset_id, finding)
    assert workspace.count_by(row.dataset_id, "status")["excluded"] == 3
    assert find_label_errors(workspace, row.dataset_id, path, model="it") is None
    write(workspace, remedy.reversed)
    assert list(workspace.samples(row.dataset_id)) == before


def test_answers_are_as_sure_as_the_calibration_says(workspace, checkpoint, tmp_path):
    """A network that is known to be too sure contradicts nobody."""
    row = make_dataset(workspace, train=70, test=14, validation=14)
    (sample,) = workspace.samples_of_faces(row.dataset_id, [3])
    workspace.update_samples([replace(sample, label=(sample.label + 1) % 7)])
    for temperature, found in ((1.0, True), (20.0, False)):
        path = tmp_path / f"{temperature}.safetensors"
        info = CheckpointInfo(spec=SMALL, temperature=temperature)
        save_checkpoint(path, random_network(), info)
        finding = find_label_errors(workspace, row.dataset_id, path, model="it")
        assert (finding is not None) is found


def test_only_faces_that_are_nearly_certain_are_named_the_surest_first(
    workspace, tmp_path, monkeypatch
):
    row = make_dataset(workspace, train=14, test=0, validation=14)
    shares = np.full((14, 7), 0.02)
    shares[np.arange(14), np.arange(14) % 7] = 0.88  # right, and nobody is contradicted
    other = {
        1: (0.95, 0.03),
        2: (0.99, 0.005),
        3: (0.905, 0.049),
        4: (0.895, 0.03),
        5: (0.92, 0.06),
    }
    for face, (said, given) in other.items():
        shares[face] = (1 - said - given) / 5
        shares[face, face], shares[face, (face + 2) % 7] = given, said

    def answers(network, faces, preprocessing, *, context=None):
        return np.log(shares).astype(np.float32)

    monkeypatch.setattr(predict, "predict_logits", answers)
    path = tmp_path / "model.safetensors"
    save_checkpoint(path, random_network(), CheckpointInfo(spec=SMALL))
    finding = find_label_errors(workspace, row.dataset_id, path, model="it")
    assert finding.faces == (2, 1, 3)


def test_nothing_but_the_final_part_is_refused(workspace, checkpoint):
    row = make_dataset(workspace, train=0, test=0, validation=14)
    with pytest.raises(EmptyPartError):
        find_label_errors(workspace, row.dataset_id, checkpoint[0], model="it")


def test_a_network_is_asked_about_the_classes_that_it_knows(workspace, tmp_path, monkeypatch):
    row = make_dataset(workspace, train=14, test=0, validation=14)
    known = LabelSet(tuple(entry for k, entry in enumerate(SEVEN) if k != 1))
    asked = []

    def answers(network, faces, preprocessing, *, context=None):
        asked.append(len(faces))
        truth = np.array([0, 1, 2, 3, 4, 5] * 2)
        truth[8] = 0  # the third face of the second seven: its label is the set's third class
        return (np.eye(6)[truth] * 40).astype(np.float32)

    monkeypatch.setattr(predict, "predict_logits", answers)
    path = tmp_path / "model.safetensors"
    spec = replace(SMALL, classes=6)
    save_checkpoint(path, EmotionCNN(spec), CheckpointInfo(spec=spec, label_set=known))
    finding = find_label_errors(workspace, row.dataset_id, path, model="it")
    assert asked == [12]  # two faces have the label that it does not know
    assert finding.faces == (10,)
    assert {name: finding.facts[name] for name in ("given", "said")} == {
        "given": SEVEN.names[3],
        "said": SEVEN.names[0],
    }


def test_classes_that_mean_the_same_are_as_sure_together_as_the_calibration_says(
    workspace, tmp_path, monkeypatch
):
    row = make_dataset(workspace, train=7, test=0, validation=7)
    known, spec = own_set([*SEVEN.names, "joy"]), replace(SMALL, classes=8)
    shares = np.full((7, 8), 0.01)
    shares[np.arange(7), np.arange(7)] = 0.93
    happy = SEVEN.names.index("happy")
    shares[0] = 0.015
    shares[0, [happy, 7]] = 0.48, 0.43  # 0.91 together; 0.88 where logits are added as they are

    def answers(network, faces, preprocessing, *, context=None):
        return (2 * np.log(shares)).astype(np.float32)

    monkeypatch.setattr(predict, "predict_logits", answers)
    path = tmp_path / "model.safetensors"
    info = CheckpointInfo(spec=spec, label_set=known, temperature=2.0)
    save_checkpoint(path, EmotionCNN(spec), info)
    finding = find_label_errors(workspace, row.dataset_id, path, model="it")
    assert finding is not None
    assert (finding.faces, finding.facts["said"]) == ((0,), "happy")
