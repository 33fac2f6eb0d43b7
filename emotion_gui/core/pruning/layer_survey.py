"""Every layer of a network tried alone at shares of its maps: what each could give."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.evaluation.metrics import IntArray, mcnemar
from emotion_gui.core.evaluation.predict import BATCH_SIZE, predict_logits, ready
from emotion_gui.core.jobs import JobContext, Progress
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.inputs import to_input
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.pruning.answers import divergence
from emotion_gui.core.pruning.cell import Cell
from emotion_gui.core.pruning.criteria import Criterion
from emotion_gui.core.pruning.fisher import has_exact_information
from emotion_gui.core.pruning.masking import masked
from emotion_gui.core.pruning.measurement import LayerMeasurement, PruningData
from emotion_gui.core.pruning.options import PruningOptions, PruningPreset, Repair
from emotion_gui.core.pruning.plan import LayerPlan
from emotion_gui.core.pruning.ranking import ranked_plan
from emotion_gui.core.pruning.scores import score_maps

SHARES = tuple(k / 8 for k in range(1, 8))
"""Of a layer's maps that go; one map always stays."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Survey:
    """Every layer tried alone.

    Attributes:
        spec: of the network.
        cells: by layer and rising share.
        parts: the plan of each cell, by layer and maps gone.
        faces: held out, that the cells were measured on.
    """

    spec: NetworkSpec
    cells: tuple[Cell, ...]
    parts: Mapping[tuple[int, int], LayerPlan]
    faces: int

    def of(self, layer: int) -> tuple[Cell, ...]:
        """A layer's cells by rising share; none where it has one map."""
        return tuple(cell for cell in self.cells if cell.layer == layer)

    def removable(self, layer: int) -> Cell | None:
        """The largest share up to which no loss can be told; None where even the first costs."""
        free = None
        for cell in self.of(layer):
            if not cell.is_free:
                break
            free = cell
        return free


LayerCells = Sequence[tuple[Cell, LayerPlan]]
"""What a layer could give: a cell and its plan for each share, rising."""
CellsOf = Callable[[Sequence[int]], Iterable[LayerCells]]
"""Tries layers elsewhere, in their order."""


def survey_layers(
    network: EmotionCNN,
    fitted: PruningData,
    held: PruningData,
    *,
    context: JobContext | None = None,
    elsewhere: CellsOf | None = None,
) -> Survey:
    """Try every layer alone at every share.

    Maps go by what the survivors cannot say (in answer space before a head that reads one value
    a map, by responses elsewhere), and their reader is fitted anew.

    Args:
        network: the original; not altered.
        fitted: training faces to rank and fit by; labels are not looked at.
        held: other training faces, labelled, to measure on.
        context: progress in cells, each as the detail of a report; may cancel.
        elsewhere: who tries the layers; None = this process.

    Raises:
        ConfigError: the held-out faces have no labels, or no layer has a map to give.
        JobCancelled: a stop was asked for.
    """
    context = context or JobContext()
    spec = network.spec
    layers = [layer for layer, width in enumerate(spec.widths) if _counts(width)]
    total = sum(len(_counts(spec.widths[layer])) for layer in layers)
    if not total:
        raise ConfigError("maps", spec.widths, "at least one map must survive")
    context.report(Progress(0, total, "Measuring the layers"))

    def here() -> Iterator[Iterable[tuple[Cell, LayerPlan]]]:
        survey = LayerSurvey(network, fitted, held, context)
        return (survey.cells(layer, context) for layer in layers)

    cells, parts = list[Cell](), dict[tuple[int, int], LayerPlan]()
    for found in here() if elsewhere is None else elsewhere(layers):
        for cell, part in found:
            cells.append(cell)
            parts[cell.layer, cell.gone] = part
            context.report(Progress(len(cells), total, "Measuring the layers", cell))
    return Survey(spec=spec, cells=tuple(cells), parts=parts, faces=len(held.faces))


class LayerSurvey:
    """A network and its faces; every layer can be tried alone."""

    def __init__(
        self, network: EmotionCNN, fitted: PruningData, held: PruningData, context: JobContext
    ) -> None:
        """Raises ConfigError where the held-out faces have no labels."""
        if held.labels is None:
            raise ConfigError("labels", None, "Taylor scores need labelled training faces")
        self._network, self._fitted = network, fitted
        self._held = _Held(network, held, held.labels, context)

    def cells(self, layer: int, context: JobContext) -> Iterator[tuple[Cell, LayerPlan]]:
        """A layer at every share, rising."""
        counts = _counts(self._network.spec.widths[layer])
        for part, changed in _parts_of(self._network, self._fitted, layer, counts, context):
            context.checkpoint()
            yield self._held.cell(changed, part, context), part


def _counts(width: int) -> tuple[int, ...]:
    """How many maps go at each share, without doubles; small layers have fewer steps."""
    found = {min(width - 1, max(1, round(share * width))) for share in SHARES}
    return tuple(sorted(count for count in found if count > 0))


def _parts_of(
    network: EmotionCNN,
    data: PruningData,
    layer: int,
    counts: Sequence[int],
    context: JobContext,
) -> Iterator[tuple[LayerPlan, EmotionCNN]]:
    """Plans for one layer, and the masked network under each."""
    measurement = LayerMeasurement(network, data, layer=layer, context=context)
    exact = has_exact_information(measurement)
    rule = Criterion.FISHER if exact else Criterion.OBS
    options = PruningOptions(preset=PruningPreset.REFIT, order=rule, repair=Repair.BOTH_SIDES)
    scores = score_maps(rule, measurement, options=options)
    for count in counts:
        context.checkpoint()
        part = ranked_plan(measurement.angles(options), options, rule, scores, count)
        yield part, masked(network, part, measurement.statistics)


class _Held:
    """Held-out faces; what the layers in front of a change say is computed once a layer."""

    def __init__(
        self, network: EmotionCNN, data: PruningData, labels: IntArray, context: JobContext
    ) -> None:
        self._network, self._data, self._labels = ready(network), data, labels
        context.checkpoint()
        logits = predict_logits(network, data.faces, data.preprocessing)
        self._wanted = torch.softmax(torch.from_numpy(logits).double(), 1)
        self._right = logits.argmax(axis=1) == labels
        self._layer, self._features = -1, list[torch.Tensor]()

    def cell(self, changed: EmotionCNN, part: LayerPlan, context: JobContext) -> Cell:
        if self._layer != part.layer:
            self._layer, self._features = part.layer, self._features_of(part.layer, context)
        student = ready(changed)
        with torch.inference_mode():
            answers = [student.from_features(x, layer=part.layer) for x in self._features]
        logits = torch.cat(answers).double()
        right = logits.argmax(dim=1).numpy() == self._labels
        return Cell(
            layer=part.layer,
            gone=part.maps_gone,
            share=part.maps_gone / part.maps,
            divergence=divergence(self._wanted, logits),
            accuracy=float(right.mean()),
            accuracy_before=float(self._right.mean()),
            p=mcnemar(self._right, right).p,
        )

    def _features_of(self, layer: int, context: JobContext) -> list[torch.Tensor]:
        found = []
        for start in range(0, len(self._data.faces), BATCH_SIZE):
            context.checkpoint()
            faces = self._data.faces[start : start + BATCH_SIZE]
            with torch.inference_mode():
                pixels = to_input(faces, self._data.preprocessing)
                found.append(self._network.features(pixels, stop=layer))
        return found


def held_out(count: int, *, fitted: int, held: int) -> tuple[IntArray, IntArray]:
    """Rows to fit to and others to measure on, both spread evenly; the same ones if too few."""
    rows = np.unique(np.linspace(0, count - 1, min(count, fitted + held)).astype(np.int64))
    every = max(2, round((fitted + held) / held))
    chosen = np.arange(len(rows)) % every == 1
    if len(rows) < 2 * every:
        return rows, rows
    return rows[~chosen], rows[chosen]
