"""Which order of classes a network's answers speak for: faces counted one by one."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from helpers.pruning import SMALL, random_network

from emotion_gui.core.data.readers import SourceOptions, inspect_source
from emotion_gui.core.data.readers.orders import LabelOrder
from emotion_gui.core.evaluation import order_evidence, predict
from emotion_gui.core.evaluation.order_evidence import OrderEvidence, weigh_orders
from emotion_gui.core.jobs import JobCancelled, JobContext, Progress
from emotion_gui.core.model.checkpoint import CheckpointInfo, save_checkpoint

EACH = 3


@pytest.fixture
def numbered(tmp_path: Path) -> Path:
    """Faces in folders 1 to 7; each is as bright as its number says."""
    root, rng = tmp_path / "faces", np.random.default_rng(1)
    for number in range(1, 8):
        (root / str(number)).mkdir(parents=True)
        for k in range(EACH):
            grain = rng.integers(-25, 26, (48, 48))
            face = np.clip(30 * number + grain - round(grain.mean()), 0, 255)
            cv2.imwrite(str(root / str(number) / f"{k}.png"), face.astype(np.uint8))
    return root


class Network:
    """Answers as an order has it, and keeps the numbers that it was asked about."""

    def __init__(self, order: LabelOrder) -> None:
        self.order = order
        self.numbers: list[int] = []

    def __call__(self, network: object, faces: np.ndarray, *given: object) -> np.ndarray:
        self.numbers = [round(float(face.mean()) / 30) for face in faces]
        said = [self.order.label(number) for number in self.numbers]
        return np.eye(8)[[7 if label is None else label for label in said]]


@pytest.fixture
def checkpoint(tmp_path: Path) -> Path:
    path = tmp_path / "model.safetensors"
    save_checkpoint(path, random_network(), CheckpointInfo(spec=SMALL))
    return path


def test_the_order_that_a_network_follows_comes_first(
    numbered: Path, checkpoint: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    preview = inspect_source(numbered)
    assert preview.question is not None
    orders = preview.question.orders
    assert len(orders) > 2
    for order in orders[:3]:
        network = Network(order)
        monkeypatch.setattr(predict, "predict_logits", network)
        found = weigh_orders(preview, options=SourceOptions(), checkpoint=checkpoint)
        assert sorted(network.numbers) == sorted(EACH * list(range(1, 8)))
        assert {each.order.name for each in found} == {each.name for each in orders}
        for each in found:
            known = [n for n in range(1, 8) if each.order.label(n) is not None]
            same = [n for n in known if each.order.label(n) == order.label(n)]
            assert (each.n, each.agreeing) == (EACH * len(known), EACH * len(same))
        shares = [each.share for each in found]
        assert shares == sorted(shares, reverse=True)
        assert shares[0] == 1.0


def test_of_many_faces_as_many_of_each_number_are_asked_about(
    numbered: Path, checkpoint: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(order_evidence, "CROPPED_FACES", 13)
    preview = inspect_source(numbered)
    assert preview.question is not None
    network = Network(preview.question.orders[0])
    monkeypatch.setattr(predict, "predict_logits", network)
    told: list[Progress] = []
    context = JobContext(told.append)
    weigh_orders(preview, options=SourceOptions(), checkpoint=checkpoint, context=context)
    counts = [network.numbers.count(number) for number in range(1, 8)]
    assert (max(counts), sum(counts)) == (2, 13)
    assert [(each.done, each.total) for each in told] == [(k, 13) for k in range(1, 14)]
    # Of far more than are needed, every so manieth is looked at.
    monkeypatch.setattr(order_evidence, "CROPPED_FACES", 2)
    weigh_orders(preview, options=SourceOptions(), checkpoint=checkpoint)
    assert sorted(network.numbers) == [1, 2]


def test_a_stop_is_heard_and_no_question_has_no_answer(numbered: Path, checkpoint: Path) -> None:
    preview = inspect_source(numbered)
    stopped = JobContext(is_cancelled=lambda: True)
    with pytest.raises(JobCancelled):
        weigh_orders(preview, options=SourceOptions(), checkpoint=checkpoint, context=stopped)
    names = ("anger", "disgust", "fear", "happiness", "sadness", "surprise", "neutral")
    for number, name in enumerate(names, start=1):
        (numbered / str(number)).rename(numbered / name)
    named = inspect_source(numbered)
    assert weigh_orders(named, options=SourceOptions(), checkpoint=checkpoint) == ()


def test_nothing_looked_at_agrees_with_nothing() -> None:
    order = LabelOrder("a", "A", {1: "happiness"})
    assert OrderEvidence(order, 0, 0).share == 0.0
    assert OrderEvidence(order, 3, 4).share == 0.75
