"""Whole numbers of 8 bits: the range of each layer, what each costs, and what all of it brings."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QCoreApplication, Slot
from PySide6.QtWidgets import QCheckBox, QLabel, QWidget

from emotion_gui.core.fields import declared_fields
from emotion_gui.core.pruning.options import PruningOptions
from emotion_gui.core.quantizing.options import QuantizeRequest
from emotion_gui.operations.quantize import QuantizeResult, quantize
from emotion_gui.operations.subject import MeasureRequest
from emotion_gui.ui import numbers
from emotion_gui.ui.pages.base import PageServices
from emotion_gui.ui.pages.pruning.studies.outcome_facts import OutcomeFacts
from emotion_gui.ui.pages.pruning.studies.study_view import FigureTable, KeepRow, StudyView
from emotion_gui.ui.pages.pruning.texts import before_after
from emotion_gui.ui.widgets import Card, set_role
from emotion_gui.ui.widgets.flow import FlowRow
from emotion_gui.ui.widgets.form import FieldForm
from emotion_gui.ui.widgets.labels import set_tone

_FIELD_PX, _BOX_PX = 92, 150


class QuantizeView(StudyView):
    """Quantises the chosen model, pruned or not; the result is kept as a run."""

    def __init__(self, services: PageServices, parent: QWidget | None = None) -> None:
        translate = QCoreApplication.translate
        super().__init__(
            services,
            translate("QuantizeView", "Quantise"),
            translate(
                "QuantizeView",
                "After pruning and repair. Ranges and losses are taken over training faces, "
                "without labels.",
            ),
            parent,
        )
        self.outcome: QuantizeResult | None = None
        entries = declared_fields(QuantizeRequest)
        self.form = FieldForm(entries, width_px=_FIELD_PX, choice_px=_BOX_PX)
        self.float_label = set_role(QLabel(self.tr("Layers that stay float")), "small")
        self.float_label.setWordWrap(True)
        self._boxes = FlowRow()
        self.layer_boxes: list[QCheckBox] = []
        self.table = FigureTable(
            [
                self.tr("Layer"),
                self.tr("Lowest"),
                self.tr("Highest"),
                self.tr("KL, it alone"),
                self.tr("KL, all others"),
            ],
            name=self.tr("Ranges and losses of the layers"),
        )
        self.facts = OutcomeFacts(
            {
                "file": self.tr("Size"),
                "one": self.tr("A face: torch, ONNX Runtime, int8"),
                "many": self.tr("A face among 8"),
            }
        )
        self.speed_label = set_role(QLabel(), "small")
        self.speed_label.setWordWrap(True)
        self.keep = KeepRow()
        self._lay_out()
        self.keep.wanted.connect(self._save)
        services.theme.changed.connect(self._colour)
        self.show_busy()

    def set_source(self, request: MeasureRequest | None, options: PruningOptions) -> None:
        before = self.request
        super().set_source(request, options)
        if request is not None and (before is None or before.model != request.model):
            self._show_layers(request)

    def start_text(self) -> str:
        return self.tr("Quantise")

    def start(self) -> None:
        assert self.request is not None
        chosen = [k for k, box in enumerate(self.layer_boxes) if box.isChecked()]
        request = QuantizeRequest(**self.form.values(), float_layers=tuple(chosen))
        self.outcome = None
        self.table.setRowCount(0)
        self.facts.forget()
        self.speed_label.clear()
        self.keep.set_name(self.tr("{model}, int8").format(model=self.request.model.name_alone))
        self.keep.set_may(False)
        self.run(quantize, request, self.tr("Quantising"), self._on_done)

    # -- inside -------------------------------------------------------------------------------

    def _show_layers(self, request: MeasureRequest) -> None:
        from emotion_gui.core.errors import CheckpointError
        from emotion_gui.core.model.checkpoint_info import read_info

        try:
            names = (*read_info(request.model.file).spec.layer_names(), self.tr("head"))
        except CheckpointError:
            names = ()
        self._boxes.clear()
        self.layer_boxes = [QCheckBox(name) for name in names]
        for box in self.layer_boxes:
            self._boxes.add(box)

    def _on_done(self, outcome: QuantizeResult) -> None:
        self.outcome = outcome
        quantized = outcome.quantized
        short = partial(numbers.significant, digits=2)
        for layer, found in enumerate(quantized.ranges):
            blame = quantized.blame[layer] if quantized.blame else None
            is_float = layer in quantized.float_layers
            name = self.tr("{layer}, float").format(layer=found.name) if is_float else found.name
            self.table.add_row(
                [
                    name,
                    numbers.number(found.low, 2),
                    numbers.number(found.high, 2),
                    numbers.UNKNOWN if blame is None else short(blame.only_on.divergence),
                    numbers.UNKNOWN if blame is None else short(blame.only_off.divergence),
                ],
                muted=is_float,
            )
        self._show_figures(outcome)
        self.keep.set_may(True)
        self.show_busy()

    def _show_figures(self, outcome: QuantizeResult) -> None:
        self.facts.show_judgement(outcome.before, outcome.after)
        size = before_after(numbers.size, outcome.bytes_before, outcome.bytes_after)
        self.facts.set_value("file", size)
        milliseconds = partial(numbers.number, digits=2)
        speeds = outcome.speeds
        for key, many in (("one", False), ("many", True)):
            figures = [
                milliseconds(speeds[name].many if many else speeds[name].one)
                for name in ("torch", "onnxruntime", "int8")
            ]
            self.facts.set_value(key, f"{' → '.join(figures)} ms")
        if outcome.pays:
            self.speed_label.clear()
        else:
            set_tone(self.speed_label, "warn")
            self.speed_label.setText(
                self.tr("On this computer int8 is not faster: the float network is better here.")
            )

    @Slot()
    def show_busy(self) -> None:
        outcome = self.outcome
        if self.busy:
            text = self.tr("Ranges first, then each layer, then the test faces.")
        elif outcome is None:
            text = self.tr("A quarter of the bytes; faster where the processor can.")
        else:
            told = {"channel": self.tr("each map"), "tensor": self.tr("each layer")}
            text = self.tr(
                "A step of weights for {what}: the same answer on {share} of training faces "
                "that the ranges were not taken over. n = {n}."
            ).format(
                what=told[outcome.quantized.granularity],
                share=numbers.percent(outcome.quantized.loss.agreement),
                n=numbers.count(outcome.after.n),
            )
        self.keep.words.setText(text)

    @Slot()
    def _colour(self) -> None:
        self.table.colour(self.services.theme)

    @Slot(str)
    def _save(self, name: str) -> None:
        if self.outcome is not None:
            self.save(self.outcome, name, self.tr("Saving the quantised run"))

    def _lay_out(self) -> None:
        self.settings.body.addWidget(self.form)
        self.settings.body.addWidget(self.float_label)
        self.settings.body.addWidget(self._boxes)
        self.settings.body.addStretch(1)
        self.settings.body.addWidget(self.settings_note)
        card = Card(self.tr("Layers"))
        card.body.addWidget(self.table, 1)
        card.body.addWidget(self.facts)
        card.body.addWidget(self.facts.learned_label)
        card.body.addWidget(self.speed_label)
        card.body.addWidget(self.keep)
        self.lay_out(
            card,
            icon="compact",
            title=self.tr("Whole numbers of 8 bits"),
            text=self.tr(
                "Prune, repair, then quantise: each layer computes in whole numbers between the "
                "values that it takes on training faces. You see what each layer loses, and what "
                "it brings in size and time here."
            ),
        )
