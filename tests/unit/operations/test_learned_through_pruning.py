"""What a network has learned travels with it, and its figures on other faces stand alone."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from helpers.datasets import make_dataset, striped_faces

from emotion_gui.core.data.dataset import FacePart
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.model.catalogue import ModelEntry
from emotion_gui.core.model.checkpoint import (
    Checkpoint,
    CheckpointInfo,
    load_checkpoint,
    save_checkpoint,
)
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.learned_faces import LearnedFaces, among, face_hashes
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.pruning.comparison import ComparisonConfig, compare
from emotion_gui.core.pruning.comparison_table import Candidate, WeightUpdate
from emotion_gui.core.pruning.criteria import Criterion
from emotion_gui.core.pruning.layer_session import LayerSession
from emotion_gui.core.pruning.measurement import PruningData
from emotion_gui.core.pruning.options import PruningOptions
from emotion_gui.core.pruning.whole_layers import propose_removals
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.operations.keep import save_run
from emotion_gui.operations.layers import Budget, LayersRequest, prune_all_layers
from emotion_gui.operations.prune_layer import PruneRequest, prune_layer, record_layer
from emotion_gui.operations.rounds import RoundsRequest, prune_in_rounds
from emotion_gui.operations.subject import MeasureRequest, Subject, on_subject, read_subject

SPEC = NetworkSpec(modules=((4,), (8,)), pooled=(True, True))
FACES, LABELS = striped_faces(90)
TRAIN, JUDGED, LABELS_JUDGED = FACES[:50], FACES[50:], LABELS[50:]


def known(faces: np.ndarray) -> LearnedFaces:
    return LearnedFaces(np.unique(face_hashes(faces)), np.empty(0, np.int64))


@pytest.fixture
def checkpoint() -> Checkpoint:
    """A network that has learned 10 of the 40 faces it is judged on, one as its mirror image."""
    learned = np.concatenate([JUDGED[:9], JUDGED[9:10, :, ::-1]])
    info = CheckpointInfo(spec=SPEC, learned=known(learned))
    return Checkpoint(EmotionCNN(SPEC).eval(), info)


def faces_of(checkpoint: Checkpoint) -> dict[str, object]:
    return {
        "checkpoint": checkpoint,
        "train_faces": TRAIN,
        "eval_faces": JUDGED,
        "eval_labels": LABELS_JUDGED,
    }


class Untouched(Subject):
    """Its training changes nothing."""

    def finetune(
        self, network: EmotionCNN, epochs: int, context: JobContext, *, seed: int = 7
    ) -> EmotionCNN:
        return network


def subject_of(checkpoint: Checkpoint, judged: np.ndarray = JUDGED) -> Subject:
    return Untouched(
        checkpoint,
        FacePart(TRAIN, np.arange(50), LABELS[:50], "train"),
        FacePart(judged, np.arange(40), LABELS_JUDGED, "test"),
    )


def rounds(epochs: int) -> RoundsRequest:
    return RoundsRequest(
        options=PruningOptions(), layer=None, share=0.2, rounds=1, epochs=epochs, most_drop=1.0
    )


def test_a_preview_has_a_figure_for_the_rest(checkpoint: Checkpoint) -> None:
    session = LayerSession(**faces_of(checkpoint))
    preview = session.preview(PruningOptions(threshold_deg=10))
    assert preview.judgement.learned == 10
    assert preview.judgement.rest is not None
    assert preview.judgement.rest.n == 30
    assert preview.before.rest.correct == session.correct_before[10:].sum()


def test_fine_tuning_adds_the_faces_it_sees(checkpoint: Checkpoint) -> None:
    subject = subject_of(checkpoint, np.concatenate([TRAIN[:5], JUDGED[5:]]))
    result = prune_in_rounds(subject, rounds(1), JobContext())
    assert result.pruned is not None
    learned = result.pruned.info().learned
    assert learned is not None
    assert among(face_hashes(TRAIN), learned.trained).all()
    assert among(face_hashes(JUDGED[:10]), learned.trained).all()
    assert not among(face_hashes(JUDGED[10:]), learned.trained).any()
    assert all(entry.judgement.learned == 10 for entry in result.trail), "5 of each"
    result = prune_in_rounds(subject, rounds(0), JobContext())
    assert result.pruned is not None
    assert result.pruned.info().learned is checkpoint.info.learned
    assert result.trail[-1].judgement.learned == 5


def test_a_network_of_unknown_past_stays_one_through_fine_tuning(checkpoint: Checkpoint) -> None:
    silent = Checkpoint(checkpoint.network, CheckpointInfo(spec=SPEC))
    pruned = prune_in_rounds(subject_of(silent), rounds(1), JobContext()).pruned
    assert pruned is not None
    learned = pruned.info().learned
    assert learned is not None
    assert not learned.complete


@pytest.mark.parametrize(("epochs", "learned"), [(0, 5), (1, 10)])
def test_one_layer_is_judged_by_what_its_training_saw(
    checkpoint: Checkpoint, epochs: int, learned: int
) -> None:
    """Before and after alike, so that one rest is fair to both."""
    subject = subject_of(checkpoint, np.concatenate([TRAIN[:5], JUDGED[5:]]))
    session = record_layer(subject, None, JobContext())
    request = PruneRequest(epochs=epochs, latency_runs=1)
    plan = session.plan(PruningOptions(), count=2)
    result = prune_layer(subject, session, plan, request, JobContext())
    assert (result.before.learned, result.after.learned) == (learned, learned)
    assert result.to_json()["n_new"] == 40 - learned


def test_a_comparison_judges_all_rows_on_one_rest(checkpoint: Checkpoint) -> None:
    config = ComparisonConfig(
        **faces_of(checkpoint),
        train_labels=LABELS[:50],
        shares=(0.5,),
        magnitude=False,
        candidates=(Candidate(Criterion.L1, WeightUpdate.ZEROED),),
        latency_runs=1,
    )
    result = compare(config, JobContext())
    assert {row.judgement.learned for row in (result.before, *result.rows)} == {10}
    plain = result.to_json()
    assert plain["before"]["n_new"] == 30
    assert plain["rows"][0]["accuracy_new"] is not None


def test_whole_layers_are_advised_on_by_the_rest(checkpoint: Checkpoint) -> None:
    data = PruningData(TRAIN, checkpoint.info.preprocessing, LABELS[:50])
    double = NetworkSpec(modules=((4, 4), (8,)), pooled=(True, True))
    proposals = propose_removals(
        EmotionCNN(double).eval(),
        data,
        eval_faces=JUDGED,
        eval_labels=LABELS_JUDGED,
        learned=checkpoint.info.learned,
    )
    (feasible,) = [entry for entry in proposals if entry.feasible]
    assert feasible.judgement is not None
    assert feasible.judgement.learned == 10
    assert f"{feasible.judgement.decisive.accuracy:.1%}" in feasible.words


def test_a_saved_study_carries_what_was_learned(workspace: Workspace, tmp_path: Path) -> None:
    make_dataset(workspace)
    file = tmp_path / "m.safetensors"
    source = MeasureRequest(ModelEntry("m", "M", file, 1), "stripes", 0)
    save_checkpoint(file, EmotionCNN(SPEC), CheckpointInfo(spec=SPEC))
    subject = read_subject(workspace, source, JobContext())
    train, test = subject.learning.pixels(), subject.judged.pixels()
    save_checkpoint(file, EmotionCNN(SPEC), CheckpointInfo(spec=SPEC, learned=known(test[:5])))
    budget = Budget(options=PruningOptions(), share=0.73, rule=Criterion.L1)
    for epochs in (0, 1):
        request = LayersRequest(plan=budget, epochs=epochs)
        result = on_subject(workspace, source, prune_all_layers, request, JobContext())
        assert result.after.learned == 5
        run = save_run(workspace, result.pruned, f"after {epochs}", JobContext())
        learned = load_checkpoint(workspace.checkpoint_path(run.run_id)).info.learned
        assert learned is not None
        assert among(face_hashes(test[:5]), learned.trained).all()
        assert among(face_hashes(train), learned.trained).all() == bool(epochs)
