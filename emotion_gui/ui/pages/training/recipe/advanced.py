"""The choices that most people leave alone, in plain words."""

from __future__ import annotations

import dataclasses
from typing import cast

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QWidget

from emotion_gui.core.training.records import (
    Balance,
    Optimizer,
    Precision,
    Schedule,
    TrainConfig,
)
from emotion_gui.ui.widgets import ChoiceBox, FactTable, FloatEdit, IntEdit

_FIELD_WIDTH_PX, _FIELD_HEIGHT_PX = 152, 28


class AdvancedFields(FactTable):
    """Optimizer, schedule and what keeps a network from learning by heart."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.optimizer_box = ChoiceBox(
            [("adam", "Adam"), ("adamw", "AdamW"), ("sgd", self.tr("SGD, Nesterov"))],
            name=self.tr("Optimizer"),
        )
        self.schedule_box = ChoiceBox(
            [
                ("constant", self.tr("constant")),
                ("one-cycle", self.tr("one cycle")),
                ("cosine", self.tr("cosine")),
            ],
            name=self.tr("Course of the learning rate"),
        )
        self.decay_edit = self._share(self.tr("Weight decay"), high=10.0, step=0.005)
        self.smoothing_edit = self._share(self.tr("Label smoothing"), high=0.9, step=0.05)
        self.ema_edit = self._share(self.tr("Averaged weights"), high=0.99999, step=0.001)
        self.early_edit = IntEdit(
            low=0, high=100_000, value=0, name=self.tr("Stop early after epochs without gain")
        )
        self.early_edit.setSpecialValueText(self.tr("off"))
        self.balance_box = ChoiceBox(
            [
                ("off", self.tr("as they come")), ("loss", self.tr("weigh the loss")),
                ("sampling", self.tr("draw evenly")),
            ],
            name=self.tr("Balance classes"),
        )  # fmt: skip
        self.votes_edit = self._share(self.tr("Weight of the voters"), high=1.0, step=0.1)
        self.device_box = ChoiceBox(
            [
                ("auto", self.tr("automatic")), ("cpu", self.tr("processor")),
                ("cuda", "NVIDIA"), ("mps", "Apple"),
            ],
            name=self.tr("Device"),
        )  # fmt: skip
        self.precision_box = ChoiceBox(
            [("auto", self.tr("automatic")), ("float32", "float32"), ("bfloat16", "bfloat16")],
            name=self.tr("Precision"),
        )
        self.deterministic_box = QCheckBox()
        self.deterministic_box.setAccessibleName(self.tr("Deterministic"))
        self._lay_out()
        self._connect()

    def set_config(self, config: TrainConfig) -> None:
        self.optimizer_box.choose(config.optimizer)
        self.schedule_box.choose(config.schedule)
        self.decay_edit.setValue(config.weight_decay)
        self.smoothing_edit.setValue(config.label_smoothing)
        self.ema_edit.setValue(config.ema)
        self.early_edit.setValue(config.early_stop)
        self.balance_box.choose(config.balance_classes)
        self.votes_edit.setValue(config.soft_labels)
        self.deterministic_box.setChecked(config.deterministic)
        self.device_box.choose(config.device)
        self.precision_box.choose(config.precision)

    def apply_to(self, config: TrainConfig) -> TrainConfig:
        """`config` with these fields.

        Raises:
            ConfigError: a value is out of range.
        """
        return dataclasses.replace(
            config,
            optimizer=cast("Optimizer", self.optimizer_box.current),
            schedule=cast("Schedule", self.schedule_box.current),
            weight_decay=self.decay_edit.value(),
            label_smoothing=self.smoothing_edit.value(),
            ema=self.ema_edit.value(),
            early_stop=self.early_edit.value(),
            balance_classes=cast("Balance", self.balance_box.current),
            soft_labels=self.votes_edit.value(),
            device=self.device_box.current,
            precision=cast("Precision", self.precision_box.current),
            deterministic=self.deterministic_box.isChecked(),
        )

    def _share(self, name: str, *, high: float, step: float) -> FloatEdit:
        edit = FloatEdit(low=0.0, high=high, value=0.0, step=step, name=name)
        edit.setSpecialValueText(self.tr("off"))
        return edit

    def _lay_out(self) -> None:
        rows: tuple[tuple[str, str, QWidget, str], ...] = (
            ("optimizer", self.tr("Optimizer"), self.optimizer_box,
             self.tr("Adam is the paper's; AdamW decays weights apart from the steps.")),
            ("schedule", self.tr("Rate over time"), self.schedule_box,
             self.tr("One cycle rises to the learning rate and falls to almost nothing.")),
            ("decay", self.tr("Weight decay"), self.decay_edit,
             self.tr("Pulls weights towards zero; keeps the network from learning by heart.")),
            ("smoothing", self.tr("Label smoothing"), self.smoothing_edit,
             self.tr("Share of each label spread over all emotions; helps with noisy labels.")),
            ("ema", self.tr("Averaged weights"), self.ema_edit,
             self.tr("Memory of a running average of the weights, 0.999 for long runs.")),
            ("early", self.tr("Stop early"), self.early_edit,
             self.tr("Stop after so many epochs without a better test accuracy.")),
            ("balance", self.tr("Balance classes"), self.balance_box,
             self.tr("Rare emotions count as much: by weight, or by being drawn more often.")),
            ("votes", self.tr("Votes count"), self.votes_edit,
             self.tr("Share of the target taken from the voters (FER+), for faces with votes.")),
            ("device", self.tr("Device"), self.device_box,
             self.tr("Automatic takes a graphics card when there is one.")),
            ("precision", self.tr("Precision"), self.precision_box,
             self.tr("Of the steps; automatic takes bfloat16 where the device is faster with it. "
                     "Weights and evaluation stay float32.")),
            ("deterministic", self.tr("Deterministic"), self.deterministic_box,
             self.tr("Refuses operations that may differ from run to run on a graphics card; "
                     "on the processor a run repeats bit by bit in any case.")),
        )  # fmt: skip
        for key, label, field, tip in rows:
            field.setToolTip(tip)
            if not isinstance(field, QCheckBox):
                field.setFixedSize(_FIELD_WIDTH_PX, _FIELD_HEIGHT_PX)
            self.add(key, label, field).label.setToolTip(tip)

    def _connect(self) -> None:
        for box in (
            self.optimizer_box, self.schedule_box, self.balance_box, self.device_box,
            self.precision_box,
        ):  # fmt: skip
            box.chosen.connect(self._on_edited)
        for edit in (self.decay_edit, self.smoothing_edit, self.ema_edit, self.votes_edit):
            edit.valueChanged.connect(self._on_edited)
        self.early_edit.valueChanged.connect(self._on_edited)
        self.deterministic_box.toggled.connect(self._on_edited)

    @Slot()
    def _on_edited(self) -> None:
        self.edited.emit()
