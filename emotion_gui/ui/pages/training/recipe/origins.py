"""What a training begins with, and whose answers it learns besides the labels."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from PySide6.QtCore import QCoreApplication, Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QPushButton, QWidget

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.model.backbones import BACKBONES
from emotion_gui.core.training.records import TrainConfig
from emotion_gui.operations.train import KnownModel
from emotion_gui.ui.widgets import ChoiceBox, FactTable, FloatEdit

_FILE = "…"
_BACKBONE = "backbone:"  # what the keys of torchvision's networks begin with
_FIELD_WIDTH_PX, _FIELD_HEIGHT_PX = 152, 28
_POPUP_MARGIN_PX, _WIDEST_POPUP_PX = 44, 420


class ModelBox(ChoiceBox):
    """Bundled models, runs, and files; `none` stands for the choice without a model."""

    file_wanted = Signal()
    backbone_wanted = Signal(str)  # name; its weights are to be looked for
    model_chosen = Signal()

    def __init__(
        self,
        *,
        none: str,
        name: str,
        backbones: Mapping[str, str] = MappingProxyType({}),
        parent: QWidget | None = None,
    ) -> None:
        """`backbones` are offered too: titles of torchvision's networks by name."""
        self._none = none
        self._known: dict[str, KnownModel] = {}
        self._files: dict[str, KnownModel] = {}
        self._backbones = {f"{_BACKBONE}{key}": title for key, title in backbones.items()}
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

    def take_backbone(self, model: KnownModel) -> None:
        """Choose a backbone whose weights were found."""
        self.take_file(dataclasses.replace(model, name=f"{_BACKBONE}{model.name}"))

    def take_file(self, model: KnownModel) -> None:
        """Offer a file and choose it."""
        self._files[model.name] = model
        self._offer()
        self.choose(model.name)
        self._before = model.name
        self.model_chosen.emit()

    def _offer(self) -> None:
        titles = {name: model.title for name, model in {**self._known, **self._files}.items()}
        entries = [*({**titles, **self._backbones}).items(), (_FILE, self.tr("A file…"))]
        self.set_choices([("", self._none), *entries])
        widest = max(self.fontMetrics().horizontalAdvance(title) for _, title in entries)
        self.view().setMinimumWidth(min(widest + _POPUP_MARGIN_PX, _WIDEST_POPUP_PX))

    @Slot(str)
    def _on_chosen(self, key: str) -> None:
        if key == _FILE:
            self.choose(self._before)
            self.file_wanted.emit()
        elif key in self._backbones and key not in self._files:
            self.choose(self._before)
            self.backbone_wanted.emit(key.removeprefix(_BACKBONE))
        else:
            self._before = key
            self.model_chosen.emit()


class OriginFields(FactTable):
    """Where the weights come from, and the teachers with their share and temperature."""

    edited = Signal()
    start_chosen = Signal()
    weights_wanted = Signal(str)  # a file for the backbone of this name

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.start_box = ModelBox(
            none=self.tr("fresh weights"), name=self.tr("Start from"), backbones=backbone_titles()
        )
        self._backbone = ""  # that was asked for last; its weights may be missing
        self.weights_button = QPushButton(self.tr("Choose…"))
        self.weights_button.setAccessibleName(self.tr("Choose the weights file"))
        self.head_box = QCheckBox()
        self.head_box.setAccessibleName(self.tr("New head, features frozen"))
        names = [self.tr("Teacher"), *(self.tr("Teacher {n}").format(n=n) for n in (2, 3, 4))]
        self.teacher_boxes = [ModelBox(none=self.tr("none"), name=name) for name in names]
        self.weight_edit = FloatEdit(
            low=0.0, high=1.0, value=0.5, step=0.1, name=self.tr("Teacher's share")
        )
        self.temperature_edit = FloatEdit(
            low=0.1, high=100.0, value=4.0, step=0.5, name=self.tr("Temperature")
        )
        self._lay_out()
        self.start_box.model_chosen.connect(self._on_start)
        self.start_box.backbone_wanted.connect(self._on_backbone)
        self.weights_button.clicked.connect(self._on_weights)
        for box in self.teacher_boxes:
            box.model_chosen.connect(self._on_teacher)
        self.head_box.toggled.connect(self._on_edited)
        for edit in (self.weight_edit, self.temperature_edit):
            edit.valueChanged.connect(self._on_edited)
        self._show_rows()

    @property
    def start(self) -> KnownModel | None:
        """Whose weights begin the run; None for fresh ones."""
        return self.start_box.known_model

    @property
    def teachers(self) -> list[KnownModel]:
        """The chosen ones, each once."""
        found = (box.known_model for box in self.teacher_boxes)
        return list({model.name: model for model in found if model is not None}.values())

    def set_models(self, models: Sequence[KnownModel]) -> None:
        """Offer these as start and as teachers."""
        for box in (self.start_box, *self.teacher_boxes):
            box.set_models(models)
        self._show_rows()
        self.start_chosen.emit()

    def apply_to(self, config: TrainConfig) -> TrainConfig:
        """`config` with these fields.

        Raises:
            ConfigError: a teacher's file has a comma in its path.
        """
        teachers = self.teachers
        if not teachers:
            return dataclasses.replace(
                config, frozen_features=self._new_head, teacher=""
            )  # weight and temperature then mean nothing
        for teacher in teachers:
            if "," in teacher.name:
                raise ConfigError("teacher", teacher.name, "rename it: a comma divides teachers")
        return dataclasses.replace(
            config,
            frozen_features=self._new_head,
            teacher=",".join(teacher.name for teacher in teachers),
            teacher_weight=self.weight_edit.value(),
            teacher_temperature=self.temperature_edit.value(),
        )

    @property
    def _over_backbone(self) -> bool:
        """The start is a weights file: its own classes mean nothing here, so a head is learned."""
        return self.start is not None and self.start.name.startswith(_BACKBONE)

    @property
    def _new_head(self) -> bool:
        return self._over_backbone or (self.start is not None and self.head_box.isChecked())

    def _lay_out(self) -> None:
        start_tip = self.tr(
            "Fresh weights, a model's, or the features of a network trained on ImageNet; "
            "what you start from brings its network along."
        )
        teacher_tip = self.tr("A model whose answers are learned besides the labels.")
        more_tip = self.tr("Several teach their mean answer.")
        rows: tuple[tuple[str, str, QWidget, str], ...] = (
            ("start", self.tr("Start &from"), self.start_box, start_tip),
            ("weights", self.tr("Weights file"), self.weights_button,
             self.tr("From torchvision, fetched with a browser; nothing is downloaded here.")),
            ("head", self.tr("New head only"), self.head_box,
             self.tr("Learns a new last module; the features stay as they are.")),
            ("teacher", self.tr("Teacher"), self.teacher_boxes[0], teacher_tip),
            *((f"teacher {n}", self.tr("and teacher"), box, more_tip)
              for n, box in enumerate(self.teacher_boxes[1:], start=2)),
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
        """A teacher's box after the chosen ones; of the rest, the rows that mean something."""
        over = self._over_backbone
        self.row("weights").setVisible(over or bool(self._backbone))
        file = self.start.file.name if over and self.start is not None else ""
        self.weights_button.setText(
            self.weights_button.fontMetrics().elidedText(
                file or self.tr("Choose…"), Qt.TextElideMode.ElideMiddle, _FIELD_WIDTH_PX - 24
            )
        )
        self.row("head").setVisible(self.start is not None)
        self.head_box.setEnabled(not over)
        if over:
            self.head_box.setChecked(True)
        for n, box in enumerate(self.teacher_boxes[1:], start=2):
            chosen = box.known_model is not None
            before = self.teacher_boxes[n - 2].known_model is not None
            self.row(f"teacher {n}").setVisible(chosen or before)
        for key in ("weight", "temperature"):
            self.row(key).setVisible(bool(self.teachers))

    @Slot()
    def _on_start(self) -> None:
        key = self.start_box.current
        self._backbone = key.removeprefix(_BACKBONE) if self._over_backbone else ""
        self._show_rows()
        self.start_chosen.emit()
        self.edited.emit()

    @Slot(str)
    def _on_backbone(self, name: str) -> None:
        self._backbone = name
        self._show_rows()

    @Slot()
    def _on_weights(self) -> None:
        self.weights_wanted.emit(self._backbone)

    @Slot()
    def _on_teacher(self) -> None:
        self._show_rows()
        self.edited.emit()

    @Slot()
    def _on_edited(self) -> None:
        self.edited.emit()


def backbone_titles() -> dict[str, str]:
    """torchvision's networks by name, as they are offered."""
    words = QCoreApplication.translate("OriginFields", "{title}, from ImageNet")
    return {name: words.format(title=known.title) for name, known in BACKBONES.items()}


def file_of(model: KnownModel | None) -> Path | None:
    """The checkpoint of a chosen model."""
    return None if model is None else model.file
