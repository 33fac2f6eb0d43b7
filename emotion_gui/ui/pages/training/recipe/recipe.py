"""The recipe card: presets in plain words, the figures behind them, advanced folded away."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from emotion_gui.core.model.spec import NETWORKS, NetworkSpec
from emotion_gui.core.training.presets import PRESETS, TABLE_1
from emotion_gui.core.training.records import AugmentationConfig, TrainConfig
from emotion_gui.ui.pages.training.recipe.advanced import AdvancedFields
from emotion_gui.ui.pages.training.recipe.origins import OriginFields, file_of
from emotion_gui.ui.pages.training.watched_run import network_title
from emotion_gui.ui.translation import core_text
from emotion_gui.ui.widgets import (
    Card,
    ChoiceBox,
    FactTable,
    FloatEdit,
    IntEdit,
    SegmentedControl,
    set_role,
)

_PAPER = "paper"
_OTHER = "other"
FIELD_WIDTH_PX, FIELD_HEIGHT_PX = 168, 28


class RecipeCard(Card):
    """Everything a training needs; `config()` reads it, `set_config` fills it."""

    dataset_chosen = Signal(str)
    preset_chosen = Signal(object)  # TrainConfig of the preset
    edited = Signal()

    def __init__(self, *, device: str = "auto", parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.set_title(self.tr("Recipe"))
        self._base = PRESETS["best-on-cpu"].config
        self._device = device
        self._network: NetworkSpec = self._base.network  # without a start
        self.origins = OriginFields()
        self.advanced = AdvancedFields()
        self._build_presets()
        self._build_fields()
        self.folded = QWidget()
        folded = QVBoxLayout(self.folded)
        folded.setContentsMargins(0, 0, 0, 0)
        folded.setSpacing(0)
        folded.addWidget(self.origins)
        folded.addWidget(self.advanced)
        self.folded.hide()
        self.advanced_button = QPushButton(self.tr("▸ Advan&ced"))
        self.advanced_button.setProperty("link", True)
        self.advanced_button.setCheckable(True)
        self.advanced_button.setAccessibleName(self.tr("Advanced choices"))
        self.body.addWidget(self.advanced_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self.folded)
        self.advanced_button.toggled.connect(self._on_fold)
        self.preset_control.changed.connect(self._on_preset)
        self.paper_box.chosen.connect(self._on_paper_row)
        self.dataset_box.chosen.connect(self.dataset_chosen)
        self._connect_edits()
        self.set_config(self._base)

    @property
    def dataset(self) -> str:
        """Name of the chosen data set; empty when there is none."""
        return self.dataset_box.current

    @property
    def network(self) -> NetworkSpec:
        """The chosen network's shape; a start brings its own."""
        start = self.origins.start
        return self._network if start is None else start.network

    @property
    def start_from(self) -> Path | None:
        """Checkpoint whose weights begin the run; None for fresh ones."""
        return file_of(self.origins.start)

    @property
    def augmentation(self) -> AugmentationConfig:
        """Of the preset that was chosen last."""
        return self._base.augmentation

    def set_datasets(self, names: Sequence[str]) -> None:
        self.dataset_box.set_choices([(name, name) for name in names])

    def add_advanced(self, widget: QWidget) -> None:
        """Append something to what is folded away."""
        layout = self.folded.layout()
        assert layout is not None
        layout.addWidget(widget)

    def config(self, augmentation: AugmentationConfig) -> TrainConfig:
        """The recipe as it stands.

        Raises:
            ConfigError: a value is out of range.
        """
        chosen = dataclasses.replace(
            self._base,
            network=self.network,
            epochs=self.epochs_edit.value(),
            learning_rate=self.rate_edit.value(),
            batch_size=self.batch_edit.value(),
            seed=self.seed_edit.value(),
            augmentation=augmentation,
        )
        return self.origins.apply_to(self.advanced.apply_to(chosen))

    def set_config(self, config: TrainConfig) -> None:
        """Fill every field but the data set."""
        self._base, self._network = config, config.network
        self._show_network()
        self.epochs_edit.setValue(config.epochs)
        self.rate_edit.setValue(config.learning_rate)
        self.batch_edit.setValue(config.batch_size)
        self.seed_edit.setValue(config.seed)
        self.advanced.set_config(config)
        self._show_preset(config.preset)

    def set_locked(self, locked: bool) -> None:
        """While a training runs its recipe can be read, not changed."""
        for widget in (self.preset_control, self.paper_box, self.fields, self.folded):
            widget.setEnabled(not locked)

    def _build_presets(self) -> None:
        titles = {
            "best-on-cpu": self.tr("&Best on CPU"), "quick": self.tr("&Quick"),
            "plus": self.tr("P&lus"), _PAPER: self.tr("Pap&er"),
        }  # fmt: skip
        self.preset_control = SegmentedControl(list(titles.items()), name=self.tr("Preset"))
        for key in titles:
            note = self.tr("A row of the paper's Table 1")
            tip = core_text(PRESETS[key].note) if key in PRESETS else note
            self.preset_control.button(key).setToolTip(tip)
        rows = [
            (
                row.key,
                self.tr("{epochs} epochs, rate {rate:g}, pruned at {angle:g}°").format(
                    epochs=row.config.epochs,
                    rate=row.config.learning_rate,
                    angle=row.threshold_deg or 0.0,
                ),
            )
            for row in TABLE_1
        ]
        self.paper_box = ChoiceBox(rows, name=self.tr("Row of the paper's Table 1"))
        self.paper_box.choose("paper-50-1e-3")
        self.note = set_role(QLabel(), "small")
        self.note.setWordWrap(True)
        self.body.addWidget(self.preset_control)
        self.body.addWidget(self.paper_box)
        self.body.addWidget(self.note)

    def _build_fields(self) -> None:
        self.fields = FactTable()
        self.dataset_box = ChoiceBox(name=self.tr("Data set"))
        self.network_box = ChoiceBox(name=self.tr("Network"))
        self.epochs_edit = IntEdit(low=1, high=100_000, value=60, name=self.tr("Epochs"))
        self.rate_edit = FloatEdit(
            low=1e-9, high=100.0, value=1e-3, step=None, name=self.tr("Learning rate")
        )
        self.batch_edit = IntEdit(
            low=2, high=65_536, value=128, step=16, name=self.tr("Batch, in faces")
        )
        self.seed_edit = IntEdit(low=0, high=2**62, value=7, name=self.tr("Seed"))
        labelled: tuple[tuple[str, str, QWidget], ...] = (
            ("dataset", self.tr("&Data set"), self.dataset_box),
            ("network", self.tr("&Network"), self.network_box),
            ("epochs", self.tr("Ep&ochs"), self.epochs_edit),
            ("rate", self.tr("Learning rate"), self.rate_edit),
            ("batch", self.tr("Batc&h"), self.batch_edit),
            ("seed", self.tr("Seed"), self.seed_edit),
        )
        for key, label, field in labelled:
            field.setFixedSize(FIELD_WIDTH_PX, FIELD_HEIGHT_PX)
            self.fields.add(key, label, field)
        self.body.addWidget(self.fields)

    @Slot()
    def _show_network(self) -> None:
        """The start's network, which cannot be changed then, or the chosen one."""
        start, shown = self.origins.start, self.network
        names = [name for name, spec in NETWORKS.items() if spec == shown]
        choices = [(name, network_title(spec)) for name, spec in NETWORKS.items()]
        if not names:
            choices.append((_OTHER, network_title(shown)))
        self.network_box.set_choices(choices)
        self.network_box.choose(names[0] if names else _OTHER)
        self.network_box.setEnabled(start is None)
        tip = "" if start is None else self.tr("It comes with what the training starts from.")
        self.network_box.setToolTip(tip)

    def _connect_edits(self) -> None:
        self.network_box.chosen.connect(self._on_network)
        self.origins.start_chosen.connect(self._show_network)
        self.origins.edited.connect(self._on_edited)
        for edit in (self.epochs_edit, self.batch_edit, self.seed_edit):
            edit.valueChanged.connect(self._on_edited)
        self.rate_edit.valueChanged.connect(self._on_edited)
        self.advanced.edited.connect(self._on_edited)

    def _show_preset(self, key: str) -> None:
        is_row = key in {row.key for row in TABLE_1}
        segment = _PAPER if is_row else key
        if segment in ("best-on-cpu", "quick", "plus", _PAPER):
            blocked = self.preset_control.blockSignals(True)
            self.preset_control.choose(segment)
            self.preset_control.blockSignals(blocked)
        if is_row:
            self.paper_box.choose(key)
        self.paper_box.setVisible(is_row)
        self.note.setText(core_text(PRESETS[key].note) if key in PRESETS else "")
        self.note.setVisible(not is_row)  # the row's own text says it

    def _choose_preset(self, key: str) -> None:
        seed = self.seed_edit.value()
        config = dataclasses.replace(PRESETS[key].config, seed=seed, device=self._device)
        self.set_config(config)
        self.preset_chosen.emit(config)
        self.edited.emit()

    @Slot(str)
    def _on_preset(self, key: str) -> None:
        self._choose_preset(self.paper_box.current if key == _PAPER else key)

    @Slot(str)
    def _on_paper_row(self, key: str) -> None:
        self._choose_preset(key)

    @Slot(str)
    def _on_network(self, key: str) -> None:
        self._network = NETWORKS.get(key, self._network)
        self.edited.emit()

    @Slot()
    def _on_edited(self) -> None:
        self.edited.emit()

    @Slot(bool)
    def _on_fold(self, shown: bool) -> None:
        self.folded.setVisible(shown)
        self.advanced_button.setText(self.tr("▾ Advan&ced") if shown else self.tr("▸ Advan&ced"))
