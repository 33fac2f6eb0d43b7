"""What a training begins with, and whose answers it learns besides the labels."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QWidget

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.training.records import TrainConfig
from emotion_gui.ui.pages.training.jobs import KnownModel
from emotion_gui.ui.widgets import ChoiceBox, FactTable, FloatEdit

_FILE = "…"
_FIELD_WIDTH_PX, _FIELD_HEIGHT_PX = 152, 28


class ModelBox(ChoiceBox):
    """Bundled models, runs, and files; `none` stands for the choice without a model."""

    file_wanted = Signal()
    model_chosen = Signal()

    def __init__(self, *, none: str, name: str, parent: QWidget | None = None) -> None:
        self._none = none
        self._known: dict[str, KnownModel] = {}
        self._files: dict[str, KnownModel] = {}
        self._before = ""
        super().__init__([("", none)], name=name, parent=parent)
        self._offer()
        self.chosen.connect(self._on_chosen)

    @property
    def known_model(self) -> KnownModel | None:
        """The chosen one; None for the choice without a model."""
        return self._files.get(self.current) or self._known.get(self.current)

    def set_models(self, models: Sequence[KnownModel]) -> None:
        """Offer these, and the files that were opened before."""
        self._known = {model.name: model for model in models}
        self._offer()

    def take_file(self, model: KnownModel) -> None:
        """Offer a file and choose it."""
        self._files[model.name] = model
        self._offer()
        self.choose(model.name)
        self._before = model.name
        self.model_chosen.emit()

    def _offer(self) -> None:
        models = {**self._known, **self._files}
        entries = [(name, model.title) for name, model in models.items()]
        self.set_choices([("", self._none), *entries, (_FILE, self.tr("A file…"))])

    @Slot(str)
    def _on_chosen(self, key: str) -> None:
        if key == _FILE:
            self.choose(self._before)
            self.file_wanted.emit()
            return
        self._before = key
        self.model_chosen.emit()


class OriginFields(FactTable):
    """Where the weights come from, and the teacher with its share and temperature."""

    edited = Signal()
    start_chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.start_box = ModelBox(none=self.tr("fresh weights"), name=self.tr("Start from"))
        self.head_box = QCheckBox()
        self.head_box.setAccessibleName(self.tr("New head, features frozen"))
        self.teacher_box = ModelBox(none=self.tr("none"), name=self.tr("Teacher"))
        self.weight_edit = FloatEdit(
            low=0.0, high=1.0, value=0.5, step=0.1, decimals=2, name=self.tr("Share of the teacher")
        )
        self.temperature_edit = FloatEdit(
            low=0.1, high=100.0, value=4.0, step=0.5, decimals=1, name=self.tr("Temperature")
        )
        self._lay_out()
        self.start_box.model_chosen.connect(self._on_start)
        self.teacher_box.model_chosen.connect(self._on_teacher)
        self.head_box.toggled.connect(self._on_edited)
        for edit in (self.weight_edit, self.temperature_edit):
            edit.valueChanged.connect(self._on_edited)
        self._show_rows()

    @property
    def start(self) -> KnownModel | None:
        """Whose weights begin the run; None for fresh ones."""
        return self.start_box.known_model

    def set_models(self, models: Sequence[KnownModel]) -> None:
        """Offer these as start and as teacher."""
        for box in (self.start_box, self.teacher_box):
            box.set_models(models)
        self._show_rows()
        self.start_chosen.emit()

    def apply_to(self, config: TrainConfig) -> TrainConfig:
        """`config` with these fields.

        Raises:
            ConfigError: the teacher's file has a comma in its path.
        """
        teacher = self.teacher_box.known_model
        if teacher is None:
            return dataclasses.replace(
                config, frozen_features=self._new_head, teacher=""
            )  # weight and temperature then mean nothing
        if "," in teacher.name:
            raise ConfigError("teacher", teacher.name, "rename it: a comma divides teachers")
        return dataclasses.replace(
            config,
            frozen_features=self._new_head,
            teacher=teacher.name,
            teacher_weight=round(self.weight_edit.value(), 6),
            teacher_temperature=round(self.temperature_edit.value(), 6),
        )

    @property
    def _new_head(self) -> bool:
        return self.start is not None and self.head_box.isChecked()

    def _lay_out(self) -> None:
        rows: tuple[tuple[str, str, QWidget, str], ...] = (
            ("start", self.tr("Start &from"), self.start_box,
             self.tr("Fresh weights, or a model's: it brings its network along.")),
            ("head", self.tr("New head only"), self.head_box,
             self.tr("Learns a new last module; the features stay as they are.")),
            ("teacher", self.tr("Teacher"), self.teacher_box,
             self.tr("A model whose answers are learned besides the labels.")),
            ("weight", self.tr("Teacher's share"), self.weight_edit,
             self.tr("Share of the teacher in the loss; the labels have the rest.")),
            ("temperature", self.tr("Temperature"), self.temperature_edit,
             self.tr("Softens both answers before they are compared.")),
        )  # fmt: skip
        for key, label, field, tip in rows:
            field.setToolTip(tip)
            if not isinstance(field, QCheckBox):
                field.setFixedSize(_FIELD_WIDTH_PX, _FIELD_HEIGHT_PX)
            self.add(key, label, field).label.setToolTip(tip)

    def _show_rows(self) -> None:
        self.row("head").setVisible(self.start is not None)
        for key in ("weight", "temperature"):
            self.row(key).setVisible(self.teacher_box.known_model is not None)

    @Slot()
    def _on_start(self) -> None:
        self._show_rows()
        self.start_chosen.emit()
        self.edited.emit()

    @Slot()
    def _on_teacher(self) -> None:
        self._show_rows()
        self.edited.emit()

    @Slot()
    def _on_edited(self) -> None:
        self.edited.emit()


def file_of(model: KnownModel | None) -> Path | None:
    """The checkpoint of a chosen model."""
    return None if model is None else model.file
