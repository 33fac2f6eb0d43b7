"""What a training begins with, and whose answers it learns besides the labels."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt, Signal, Slot
from PySide6.QtWidgets import QPushButton, QWidget

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.fields import declared_fields, in_group, without
from emotion_gui.core.model.backbones import BACKBONES
from emotion_gui.core.training.config import START, TrainConfig
from emotion_gui.operations.train import KnownModel
from emotion_gui.ui.widgets import ChoiceBox, FactTable
from emotion_gui.ui.widgets.form import FIELD_HEIGHT_PX, FieldForm

_FILE = "…"
_BACKBONE = "backbone:"  # what the keys of torchvision's networks begin with
_TEACHER, _HEAD = "teacher", "frozen_features"
_OF_TEACHERS = ("teacher_weight", "teacher_temperature", "teacher_sees")
_FIELD_WIDTH_PX = 132
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

    @property
    def known_models(self) -> list[KnownModel]:
        """Bundled models and runs."""
        return list(self._known.values())

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

    def choose_known(self, name: str) -> None:
        """The model of this name where it is offered, else none; nobody is told."""
        found = name if name in self._known else ""
        self.choose(found)
        self._before = found

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


class StartAndTeachers(FactTable):
    """Where the weights come from, and the teachers with their share and temperature."""

    edited = Signal()
    model_changed = Signal()  # another start, or what is known of it
    weights_wanted = Signal(str)  # a file for the backbone of this name

    def __init__(self, config: type[TrainConfig], parent: QWidget | None = None) -> None:
        """`config` is the kind of recipe whose fields stand here."""
        super().__init__(parent)
        self.start_box = ModelBox(
            none=self.tr("fresh weights"), name=self.tr("Start from"), backbones=backbone_titles()
        )
        self._backbone = ""  # that was asked for last; its weights may be missing
        self.weights_button = QPushButton(self.tr("Choose…"))
        self.weights_button.setAccessibleName(self.tr("Choose the weights file"))
        names = [self.tr("Teacher"), *(self.tr("Teacher {n}").format(n=n) for n in (2, 3, 4))]
        self.teacher_boxes = [ModelBox(none=self.tr("none"), name=name) for name in names]
        entries = in_group(declared_fields(config), START)
        self.form = FieldForm(without(entries, _TEACHER), width_px=_FIELD_WIDTH_PX)
        self._lay_out()
        self.start_box.model_chosen.connect(self._on_start)
        self.start_box.backbone_wanted.connect(self._on_backbone)
        self.weights_button.clicked.connect(self._on_weights)
        for box in self.teacher_boxes:
            box.model_chosen.connect(self._on_teacher)
        self.form.edited.connect(self.edited)
        self._show_rows()

    @property
    def models(self) -> list[KnownModel]:
        """Those that are offered, as far as they have been read."""
        return self.start_box.known_models

    @property
    def model(self) -> KnownModel | None:
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
        self.model_changed.emit()

    def reset(self, values: Mapping[str, Any]) -> None:
        """Fresh weights and these values, with the teachers among them that are offered."""
        self.start_box.choose_known("")
        names = str(values.get(_TEACHER, "")).split(",")
        for place, box in enumerate(self.teacher_boxes):
            box.choose_known(names[place] if place < len(names) else "")
        self._backbone = ""
        self.form.set_values(values)
        self._show_rows()

    def choose(self, model: str, *, frozen: bool) -> None:
        """Begin with one of the known models, with its features learning on or not."""
        self.start_box.choose_known(model)
        self._on_start()
        self.form.set_values({_HEAD: frozen})

    def values(self) -> dict[str, Any]:
        """The recipe's fields that stand here; those that mean nothing now are as declared.

        Raises:
            ConfigError: a teacher's file has a comma in its path.
        """
        teachers = self.teachers
        for teacher in teachers:
            if "," in teacher.name:
                raise ConfigError(_TEACHER, teacher.name, "rename it: a comma divides teachers")
        values = {_TEACHER: ",".join(teacher.name for teacher in teachers)}
        values |= self.form.values() | {_HEAD: self._new_head}
        return values if teachers else without(values, *_OF_TEACHERS)

    @property
    def _over_backbone(self) -> bool:
        """The start is a weights file: its own classes mean nothing here, so a head is learned."""
        return self.model is not None and self.model.name.startswith(_BACKBONE)

    @property
    def _new_head(self) -> bool:
        return self._over_backbone or (self.model is not None and bool(self.form.value(_HEAD)))

    def _lay_out(self) -> None:
        start_tip = self.tr(
            "Fresh weights, a model's, or the features of a network trained on ImageNet; "
            "what you start from brings its network along."
        )
        weights_tip = self.tr(
            "From torchvision, fetched with a browser; nothing is downloaded here."
        )
        teacher_tip = self.tr("A model whose answers are learned besides the labels.")
        more_tip = self.tr("Several teach their mean answer.")
        self._add("start", self.tr("Start &from"), self.start_box, start_tip)
        self._add("weights", self.tr("Weights file"), self.weights_button, weights_tip)
        self._add(_TEACHER, self.tr("Teacher"), self.teacher_boxes[0], teacher_tip)
        for n, box in enumerate(self.teacher_boxes[1:], start=2):
            self._add(f"{_TEACHER} {n}", self.tr("and teacher"), box, more_tip)
        layout = self.layout()
        assert layout is not None
        layout.addWidget(self.form)

    def _add(self, key: str, label: str, field: QWidget, tip: str) -> None:
        field.setToolTip(tip)
        field.setFixedSize(_FIELD_WIDTH_PX, FIELD_HEIGHT_PX)
        self.add(key, label, field).label.setToolTip(tip)

    def _show_rows(self) -> None:
        """A teacher's box after the chosen ones; of the rest, the rows that mean something."""
        over = self._over_backbone
        self.row("weights").setVisible(over or bool(self._backbone))
        file = self.model.file.name if over and self.model is not None else ""
        self.weights_button.setText(
            self.weights_button.fontMetrics().elidedText(
                file or self.tr("Choose…"), Qt.TextElideMode.ElideMiddle, _FIELD_WIDTH_PX - 24
            )
        )
        self.form.row(_HEAD).setVisible(self.model is not None)
        self.form.control(_HEAD).setEnabled(not over)
        if over:
            self.form.set_values({_HEAD: True})
        for n, box in enumerate(self.teacher_boxes[1:], start=2):
            chosen = box.known_model is not None
            before = self.teacher_boxes[n - 2].known_model is not None
            self.row(f"{_TEACHER} {n}").setVisible(chosen or before)
        for key in _OF_TEACHERS:
            self.form.row(key).setVisible(bool(self.teachers))

    @Slot()
    def _on_start(self) -> None:
        key = self.start_box.current
        self._backbone = key.removeprefix(_BACKBONE) if self._over_backbone else ""
        self._show_rows()
        self.model_changed.emit()
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


def backbone_titles() -> dict[str, str]:
    """torchvision's networks by name, as they are offered."""
    words = QCoreApplication.translate("StartAndTeachers", "{title}, from ImageNet")
    return {name: words.format(title=known.title) for name, known in BACKBONES.items()}


def file_of(model: KnownModel | None) -> Path | None:
    """The checkpoint of a chosen model."""
    return None if model is None else model.file
