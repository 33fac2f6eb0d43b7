"""The recipe card: presets in plain words, what was changed of them, the rest folded away."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.fields import declared_fields, in_group
from emotion_gui.core.model.spec import NETWORKS, NetworkSpec
from emotion_gui.core.training.config import BASIC, AugmentationConfig, TrainConfig
from emotion_gui.core.training.presets import PRESETS, TABLE_1, Preset
from emotion_gui.ui.numbers import count, number
from emotion_gui.ui.pages.training.recipe.start_and_teachers import StartAndTeachers, file_of
from emotion_gui.ui.pages.training.texts import changed_text, rate_text
from emotion_gui.ui.pages.training.watched_run import network_title
from emotion_gui.ui.translation import core_text
from emotion_gui.ui.widgets import Card, ChoiceBox, FactTable, SegmentedControl, set_role
from emotion_gui.ui.widgets.form import FIELD_HEIGHT_PX, FieldForm

_WORDS_LINES = 3
_PAPER = "paper"
_OTHER = "other"
_WIDE_PX, _NARROW_PX = 168, 132


class RecipeCard(Card):
    """Everything a training needs; `config()` reads it, `set_config` fills it."""

    dataset_chosen = Signal(str)
    preset_chosen = Signal(object)  # TrainConfig of the preset
    edited = Signal()

    def __init__(
        self,
        *,
        device: str = "auto",
        config: type[TrainConfig] = TrainConfig,
        parent: QWidget | None = None,
    ) -> None:
        """`config` is the kind of recipe: each of its declared fields has a control here."""
        super().__init__("", parent)
        self.set_title(self.tr("Recipe"))
        self._kind = config
        self._base = self._as_kind(PRESETS["best-on-cpu"].config)
        self._device = device
        self._network: NetworkSpec = self._base.network  # without a start
        self.start = StartAndTeachers(config)
        entries = declared_fields(config)
        self.basic = FieldForm(in_group(entries, BASIC), width_px=_WIDE_PX)
        self.advanced = FieldForm(in_group(entries, ""), width_px=_NARROW_PX)
        self._build_presets()
        self._build_choices()
        self._build_folded()
        self._connect()
        self.set_config(self._base)

    @property
    def dataset(self) -> str:
        """Name of the chosen data set; empty when there is none."""
        return self.dataset_box.current

    @property
    def network(self) -> NetworkSpec:
        """The chosen network's shape; a start brings its own."""
        start = self.start.model
        return self._network if start is None else start.network

    @property
    def other_start(self) -> str:
        """What the run begins with, for people, where that is not the preset's own; else ""."""
        start, preset = self.start.model, PRESETS.get(self._base.preset)
        own = "" if preset is None else preset.start
        if start is None:
            return self.tr("fresh weights") if own else ""
        return "" if start.name == own else start.title

    @property
    def start_from(self) -> Path | None:
        """Checkpoint whose weights begin the run; None for fresh ones."""
        return file_of(self.start.model)

    @property
    def augmentation(self) -> AugmentationConfig:
        """Of the preset that was chosen last."""
        return self._base.augmentation

    @property
    def seed(self) -> int:
        """Of the next training; of the last readable text while another is being typed."""
        return int(self._read_or(self.basic, "seed", self._base.seed))

    def set_datasets(self, names: Sequence[str]) -> None:
        self.dataset_box.set_choices([(name, name) for name in names])

    def add_advanced(self, widget: QWidget) -> None:
        """Append something to what is folded away."""
        self._folded_column.addWidget(widget)

    def config(self, augmentation: AugmentationConfig) -> TrainConfig:
        """The recipe as it stands.

        Raises:
            ConfigError: a value is out of range, or a typed text is no number.
        """
        values = self.basic.values() | self.advanced.values() | self.start.values()
        return dataclasses.replace(
            self._base, network=self.network, augmentation=augmentation, **values
        )

    def set_config(self, config: TrainConfig) -> None:
        """Fill every field but the data set; the start goes, teachers are those that are known."""
        self._base, self._network = self._as_kind(config), config.network
        values = {key: getattr(self._base, key) for key in declared_fields(self._kind)}
        with QSignalBlocker(self.basic), QSignalBlocker(self.advanced), QSignalBlocker(self.start):
            self.basic.set_values(values)
            self.advanced.set_values(values)
            self.start.reset(values)
        self._show_network()
        self._show_preset(config.preset)

    def set_value(self, key: str, value: Any) -> None:
        """Give one field a value, as a person does."""
        for form in (self.basic, self.advanced, self.start.form):
            form.set_values({key: value})
        self.edited.emit()  # a choice tells nobody when it is made by the program

    def field(self, key: str) -> QWidget:
        """The control of one field."""
        forms = (self.basic, self.advanced, self.start.form)
        return next(form.control(key) for form in forms if form.has(key))

    def choose_preset(self, key: str) -> None:
        """Fill everything from a preset, also what was changed before; the seed stays."""
        known = PRESETS[key].config
        config = dataclasses.replace(known, seed=self.seed, device=self._device)
        self.set_config(config)
        if PRESETS[key].start:
            self.start.choose(PRESETS[key].start, frozen=config.frozen_features)
        self.preset_chosen.emit(config)
        self.edited.emit()

    def start_with(self, config: TrainConfig, model: str) -> None:
        """Fill everything from a recipe that begins with a known model; the seed stays."""
        self.set_config(dataclasses.replace(config, seed=self.seed, device=self._device))
        self.start.choose(model, frozen=config.frozen_features)
        self.preset_chosen.emit(config)

    def show_changes(self, config: TrainConfig) -> None:
        """Say what `config` has otherwise than its preset; the augmentation may be changed too."""
        self.changes.setText(changed_text(config, start=self.other_start))
        self._show_words()

    def set_locked(self, locked: bool) -> None:
        """While a training runs its recipe can be read, not changed."""
        for widget in (
            self.preset_control,
            self.paper_box,
            self._changes_row,
            self.choices,
            self.basic,
            self.folded,
        ):
            widget.setEnabled(not locked)

    def _as_kind(self, config: TrainConfig) -> TrainConfig:
        """The same recipe with all fields of this card's kind."""
        if isinstance(config, self._kind):
            return config
        own = {entry.name: getattr(config, entry.name) for entry in dataclasses.fields(config)}
        return self._kind(**own)

    def _read_or(self, form: FieldForm, key: str, otherwise: Any) -> Any:
        try:
            return form.value(key)
        except ConfigError:
            return otherwise

    def _build_presets(self) -> None:
        titles = {
            "best-on-cpu": self.tr("&Best on CPU"),
            "quick": self.tr("&Quick"),
            "robust": self.tr("Robust"),
            "plus": self.tr("P&lus"),
            _PAPER: self.tr("Pap&er"),
        }
        self.preset_control = SegmentedControl(list(titles.items()), name=self.tr("Preset"))
        for key in titles:
            note = self.tr("A row of the paper's Table 1")
            tip = core_text(PRESETS[key].note) if key in PRESETS else note
            self.preset_control.button(key).setToolTip(tip)
        rows = [(row.key, self._row_text(row)) for row in TABLE_1]
        self.paper_box = ChoiceBox(rows, name=self.tr("Row of the paper's Table 1"))
        self.paper_box.choose("paper-50-1e-3")
        self.note = set_role(QLabel(), "small")
        self.changes = set_role(QLabel(), "small")
        for label in (self.note, self.changes):
            label.setWordWrap(True)
        self.reset_button = QPushButton(self.tr("Undo these"))
        self.reset_button.setProperty("link", True)
        self.reset_button.setToolTip(self.tr("Back to the preset as it is"))
        self._changes_row = QWidget()
        self._changes_row.hide()
        row = QHBoxLayout(self._changes_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.changes, 1)
        row.addWidget(self.reset_button, 0, Qt.AlignmentFlag.AlignTop)
        # One place for both: the fields below stay under the pointer when a value is changed.
        words = QWidget()
        words.setMinimumHeight(_WORDS_LINES * self.note.fontMetrics().lineSpacing())
        column = QVBoxLayout(words)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.note)
        column.addWidget(self._changes_row)
        column.addStretch(1)
        for widget in (self.preset_control, self.paper_box, words):
            self.body.addWidget(widget)

    def _row_text(self, row: Preset) -> str:
        return self.tr("{epochs} epochs, rate {rate}, pruned at {angle}°").format(
            epochs=count(row.config.epochs),
            rate=rate_text(row.config.learning_rate),
            angle=number(row.threshold_deg or 0.0),
        )

    def _build_choices(self) -> None:
        self.choices = FactTable()
        self.dataset_box = ChoiceBox(name=self.tr("Data set"))
        self.network_box = ChoiceBox(name=self.tr("Network"))
        for key, label, box in (
            ("dataset", self.tr("&Data set"), self.dataset_box),
            ("network", self.tr("&Network"), self.network_box),
        ):
            box.setFixedSize(_WIDE_PX, FIELD_HEIGHT_PX)
            self.choices.add(key, label, box)
        self.body.addWidget(self.choices)
        self.body.addWidget(self.basic)

    def _build_folded(self) -> None:
        self.folded = QWidget()
        self._folded_column = QVBoxLayout(self.folded)
        self._folded_column.setContentsMargins(0, 0, 0, 0)
        self._folded_column.setSpacing(0)
        self._folded_column.addWidget(self.start)
        self._folded_column.addWidget(self.advanced)
        self.folded.hide()
        self.advanced_button = QPushButton(self.tr("▸ Advan&ced"))
        self.advanced_button.setProperty("link", True)
        self.advanced_button.setCheckable(True)
        self.advanced_button.setAccessibleName(self.tr("Advanced choices"))
        self.body.addWidget(self.advanced_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self.folded)

    def _connect(self) -> None:
        self.advanced_button.toggled.connect(self._on_fold)
        self.preset_control.changed.connect(self._on_preset)
        self.paper_box.chosen.connect(self.choose_preset)
        self.reset_button.clicked.connect(self._on_reset)
        self.dataset_box.chosen.connect(self.dataset_chosen)
        self.network_box.chosen.connect(self._on_network)
        self.start.model_changed.connect(self._show_network)
        for part in (self.start, self.basic, self.advanced):
            part.edited.connect(self.edited)

    @Slot()
    def _show_network(self) -> None:
        """The start's network, which cannot be changed then, or the chosen one."""
        start, shown = self.start.model, self.network
        names = [name for name, spec in NETWORKS.items() if spec == shown]
        choices = [(name, network_title(spec)) for name, spec in NETWORKS.items()]
        if not names:
            choices.append((_OTHER, network_title(shown)))
        self.network_box.set_choices(choices)
        self.network_box.choose(names[0] if names else _OTHER)
        self.network_box.setEnabled(start is None)
        tip = "" if start is None else self.tr("It comes with what the training starts from.")
        self.network_box.setToolTip(tip)

    def _show_preset(self, key: str) -> None:
        is_row = key in {row.key for row in TABLE_1}
        segment = _PAPER if is_row else key
        if segment in ("best-on-cpu", "quick", "robust", "plus", _PAPER):
            with QSignalBlocker(self.preset_control):
                self.preset_control.choose(segment)
        else:
            self.preset_control.choose_none()
        if is_row:
            self.paper_box.choose(key)
        self.paper_box.setVisible(is_row)
        # A row of Table 1 says it in its own text.
        self.note.setText(core_text(PRESETS[key].note) if key in PRESETS and not is_row else "")
        self._show_words()

    def _show_words(self) -> None:
        """What was changed of the preset, or else what the preset is for."""
        changed = bool(self.changes.text())
        self._changes_row.setVisible(changed)
        self.note.setVisible(not changed)

    @Slot(str)
    def _on_preset(self, key: str) -> None:
        self.choose_preset(self.paper_box.current if key == _PAPER else key)

    @Slot()
    def _on_reset(self) -> None:
        self.choose_preset(self._base.preset)

    @Slot(str)
    def _on_network(self, key: str) -> None:
        self._network = NETWORKS.get(key, self._network)
        self.edited.emit()

    @Slot(bool)
    def _on_fold(self, shown: bool) -> None:
        self.folded.setVisible(shown)
        self.advanced_button.setText(self.tr("▾ Advan&ced") if shown else self.tr("▸ Advan&ced"))
