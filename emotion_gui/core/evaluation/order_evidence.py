"""Which known order of classes a set's numbers follow: what a trained network says of its faces.

A set read in the right order agrees with a network that never saw it far above chance; in a wrong
one it agrees far below. That is evidence to show beside the question, not an answer: nothing is
labelled by it.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from emotion_gui.core.data.face_making import FaceMaker
from emotion_gui.core.data.readers import SourceItem, SourceOptions, SourcePreview, open_source
from emotion_gui.core.data.readers.orders import LabelOrder
from emotion_gui.core.faces.detectors import make_detector
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.jobs import JobContext, Progress

CROPPED_FACES = 300
PHOTOGRAPHS = 150  # a detector is asked for each, which takes longer than the network
_LOOKED_AT = 4  # times as many pictures as are needed, so that rare classes are among them

Labels = tuple[int | None, ...]


@dataclass(frozen=True)
class OrderEvidence:
    """How well a network agrees with one order.

    Attributes:
        order: of the classes' numbers.
        agreeing: faces to which the network gives the class that the order says.
        n: faces looked at that have a class in this order.
    """

    order: LabelOrder
    agreeing: int
    n: int

    @property
    def share(self) -> float:
        """Agreeing faces, in [0, 1]."""
        return self.agreeing / self.n if self.n else 0.0


def weigh_orders(
    preview: SourcePreview,
    *,
    options: SourceOptions,
    checkpoint: Path,
    context: JobContext | None = None,
) -> tuple[OrderEvidence, ...]:
    """Ask a network about some faces of each number.

    Args:
        preview: of a source with a question.
        options: how it is read.
        checkpoint: of the network.
        context: progress in faces, and cancel.

    Returns:
        One entry for each possible order, the best first; empty where no face was found.

    Raises:
        CheckpointError: the file cannot be used.
        JobCancelled: a stop was asked for.
    """
    from emotion_gui.core.evaluation.predict import predict_logits
    from emotion_gui.core.model.checkpoint import load_checkpoint

    if preview.question is None:
        return ()
    context = context or JobContext()
    loaded = load_checkpoint(checkpoint)
    orders = preview.question.orders
    options = replace(options, label_set=loaded.info.label_set)
    faces, labels = _some_faces(preview, options, orders, loaded.info.preprocessing, context)
    if not len(faces):
        return ()
    answers = predict_logits(loaded.network, faces, loaded.info.preprocessing).argmax(axis=1)
    evidence = []
    for place, order in enumerate(orders):
        wanted = np.array([-1 if row[place] is None else row[place] for row in labels])
        known = wanted >= 0
        evidence.append(
            OrderEvidence(order, int((answers == wanted)[known].sum()), int(known.sum()))
        )
    return tuple(sorted(evidence, key=lambda found: -found.share))


def _some_faces(
    preview: SourcePreview,
    options: SourceOptions,
    orders: Sequence[LabelOrder],
    preprocessing: Preprocessing,
    context: JobContext,
) -> tuple[npt.NDArray[np.uint8], list[Labels]]:
    """Faces, as many of each number, and what each order calls them."""
    assert preview.question is not None
    wanted = CROPPED_FACES if preview.cropped else PHOTOGRAPHS
    most_each = math.ceil(wanted / len(preview.question.pictures))
    step = max(1, preview.total // (_LOOKED_AT * wanted))
    maker = FaceMaker(
        detector=None if preview.cropped else make_detector("combined"),
        several="largest",
        preprocessing=preprocessing,
    )
    taken: Counter[Labels] = Counter()
    faces: list[npt.NDArray[np.uint8]] = []
    labels: list[Labels] = []
    with ExitStack() as stack:
        # Each order reads the source once more; a picture is decoded once.
        sources = [
            stack.enter_context(
                closing(open_source(preview.path, options=replace(options, order=order.name)))
            )
            for order in orders
        ]
        for items in itertools.islice(zip(*sources, strict=True), 0, None, step):
            context.checkpoint()
            read = tuple(item.label for item in items)
            if taken[read] >= most_each:
                continue
            if (face := _face_of(items, maker)) is not None:
                taken[read] += 1
                faces.append(face)
                labels.append(read)
                context.report(Progress(len(faces), wanted, "Comparing orders"))
            if len(faces) >= wanted:
                break
    return np.stack(faces) if faces else np.empty((0, 1, 1), dtype=np.uint8), labels


def _face_of(items: Sequence[SourceItem], maker: FaceMaker) -> npt.NDArray[np.uint8] | None:
    usable = next((item for item in items if not item.problem), None)
    if usable is None:  # left out in every order
        return None
    made = maker.make(usable)
    return made[0].face if made else None
