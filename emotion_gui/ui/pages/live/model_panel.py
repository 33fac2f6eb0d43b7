"""Which models read the faces, how calm their answers are, and how many faces are read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from emotion_gui.core.engines.known import int8_pace
from emotion_gui.core.inference.controls import Models
from emotion_gui.core.model.priors import has_mix
from emotion_gui.ui.pages.live.parameters import LiveParameters
from emotion_gui.ui.pages.live.texts import (
    agreement_text,
    classes_text,
    limit_text,
    mix_text,
    pace_text,
)
from emotion_gui.ui.widgets import Card, ChoiceBox, LabelledSlider, SegmentedControl
from emotion_gui.ui.widgets.labels import set_role, set_tone
from emotion_gui.ui.widgets.mix_choice import MixChoice

if TYPE_CHECKING:
    from emotion_gui.core.inference.results import FrameResult
    from emotion_gui.core.inference.run_log import Agreement
    from emotion_gui.core.model.catalogue import ModelEntry


_LOOK_AGAIN_MS = 3_000


class ModelPanel(Card):
    """Holds the choice of models; everything else is handed to the parameters at once."""

    models_changed = Signal()

    def __init__(self, parameters: LiveParameters, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Model"), parent)
        self._entries: tuple[ModelEntry, ...] = ()
        self.view = SegmentedControl(
            [
                ("original", self.tr("Original")),
                ("pruned", self.tr("Pruned")),
                ("both", self.tr("Both")),
            ],
            name=self.tr("Shown model"),
        )
        self.first = ChoiceBox(name=self.tr("Original model"))
        self.second = ChoiceBox(name=self.tr("Pruned model"))
        values = parameters.values
        self.smoothing = LabelledSlider(
            self.tr("S&moothing"),
            low=0.0,
            high=3.0,
            step=0.1,
            value=values.smoothing_s,
            unit=" s",
            decimals=1,
        )
        self.limit = LabelledSlider(
            self.tr("&Faces at most"), low=1, high=10, step=1, value=values.max_faces, whole=True
        )
        self.classes_label = set_role(QLabel(), "small")
        self.classes_label.setWordWrap(True)
        self.classes_label.hide()
        self.pace_label = set_role(QLabel(), "small")
        self.pace_label.setWordWrap(True)
        # What is not known yet is measured while faces are read.
        self._measuring = QTimer(self, singleShot=True, interval=_LOOK_AGAIN_MS)
        self._measuring.timeout.connect(self.show_pace)
        self.limit_label = set_role(QLabel(), "muted")
        set_tone(self.limit_label, "warn")
        # Always as high as one line: the sliders do not jump when somebody walks in.
        self.limit_label.setMinimumHeight(self.limit_label.fontMetrics().height())
        self.limit_label.setToolTip(
            self.tr("The largest are read. Move the slider to the right to read more of them.")
        )
        self.mix = MixChoice()
        self.mix.choose(parameters.mix_text)
        parameters.set_mix(self.mix.text)
        self._parameters = parameters
        self._lay_out()
        self.view.changed.connect(self._on_view)
        for box in (self.first, self.second):
            box.chosen.connect(self._changed)
        self.smoothing.moved.connect(parameters.set_smoothing)
        self.limit.moved.connect(parameters.set_max_faces)
        self.mix.changed.connect(self._on_mix)
        self.set_models(())

    def set_models(self, entries: Sequence[ModelEntry]) -> None:
        """What there is; a choice that still holds is kept."""
        self._entries = tuple(entries)
        whole = [entry for entry in self._entries if not entry.pruned]
        pruned = any(entry.pruned for entry in self._entries)
        # With nothing but pruned networks there is still something to watch.
        _fill(self.first, whole or self._entries)
        self._allow("pruned", pruned, self.tr("There is no pruned network yet: see Prune"))
        several = len(self._entries) > 1
        self._allow("both", several, self.tr("Comparing needs two models"))
        if not self.view.button(self.view.current).isEnabled():
            self.view.choose("original")
        self._fill_second()
        self._show_mix()
        self.show_pace()

    def show_model(self, entry: ModelEntry) -> None:
        """Show the answers of one of the models that were set, alone."""
        alone = entry.pruned and self.view.button("pruned").isEnabled()
        self.view.choose("pruned" if alone else "original")
        (self.second if alone else self.first).choose(entry.name)
        self._changed()

    @property
    def first_model(self) -> ModelEntry | None:
        """The model whose answers are shown."""
        return self._entry(self.second if self.view.current == "pruned" else self.first)

    @property
    def second_model(self) -> ModelEntry | None:
        """The model beside it; None unless both are shown."""
        return self._entry(self.second) if self.view.current == "both" else None

    @property
    def models(self) -> Models | None:
        """The files to read faces with; None while there is no model."""
        first, second = self.first_model, self.second_model
        if first is None:
            return None
        return Models(first.file, None if second is None else second.file)

    def titles(self, models: Models) -> str:
        """What the models of these files are called."""
        files = (models.first, *(() if models.second is None else (models.second,)))
        known = {entry.file: entry.title for entry in self._entries}
        return " | ".join(known.get(file, file.name) for file in files)

    def show_agreement(self, agreement: Agreement | None) -> None:
        """How often both models put the same emotion first; nothing where only one looks."""
        applies = agreement is not None and self.second_model is not None
        self.set_note(agreement_text(agreement) if applies and agreement is not None else "")

    def show_limit(self, result: FrameResult | None) -> None:
        """Say when more faces are there than are read."""
        text = "" if result is None else limit_text(len(result.faces), result.left_out)
        if text != self.limit_label.text():
            self.limit_label.setText(text)
            self.limit.slider.setAccessibleDescription(text)

    @Slot()
    def show_pace(self) -> None:
        """Say what 8 bits bring here, if a model shown has them; again until that is known."""
        models = self.models
        files = () if models is None else (models.first, models.second)
        paces = {pace for file in files if file is not None and (pace := int8_pace(file))}
        self.pace_label.setText(pace_text(paces))
        set_tone(self.pace_label, "warn" if "slower" in paces else "")
        self.pace_label.setVisible(bool(paces))
        if "unmeasured" in paces and self.isVisible():
            self._measuring.start()

    def _allow(self, key: str, allowed: bool, why_not: str) -> None:
        button = self.view.button(key)
        button.setEnabled(allowed)
        button.setToolTip("" if allowed else why_not)

    def _fill_second(self) -> None:
        """Pruned networks only; beside another model, any that is not that one may stand."""
        both = self.view.current == "both"
        pruned = [entry for entry in self._entries if entry.pruned]
        others = [entry for entry in self._entries if not entry.pruned] if both else []
        _fill(self.second, [*pruned, *others])
        self.second.setAccessibleName(
            self.tr("Model beside it") if both else self.tr("Pruned model")
        )
        if both and self.second.current == self.first.current:
            other = next((e for e in (*pruned, *others) if e.name != self.first.current), None)
            if other is not None:
                self.second.choose(other.name)
        self.second.setVisible(self.view.current != "original")
        self.first.setVisible(self.view.current != "pruned")

    def _entry(self, box: ChoiceBox) -> ModelEntry | None:
        return next((entry for entry in self._entries if entry.name == box.current), None)

    @Slot()
    def _on_view(self) -> None:
        self._fill_second()
        self._changed()

    @Slot(str)
    def _on_mix(self, text: str) -> None:
        self._parameters.set_mix(text)
        self._show_mix()

    def _show_classes(self) -> None:
        """Say how two models of different classes are compared."""
        models = self.models
        text = ""
        if models is not None and models.second is not None:
            text = classes_text(models.first, models.second)
        self.classes_label.setText(text)
        self.classes_label.setVisible(bool(text))

    def _show_mix(self) -> None:
        """Say what the expected mix does to the answers of the models shown."""
        mix, models = self.mix.mix, self.models
        told = models is None or all(
            has_mix(file, mix) for file in (models.first, models.second) if file is not None
        )
        self.mix.say(mix_text(mix, told=told))

    @Slot()
    def _changed(self) -> None:
        self.show_agreement(None)  # what other models agreed on says nothing about these
        self._show_mix()
        self._show_classes()
        self.show_pace()
        self.models_changed.emit()

    def _lay_out(self) -> None:
        models = QHBoxLayout()
        models.setSpacing(8)
        models.addWidget(self.first, 1)
        models.addWidget(self.second, 1)
        self.body.addWidget(self.view)
        self.body.addLayout(models)
        for label in (self.classes_label, self.pace_label):
            self.body.addWidget(label)
        for widget in (self.mix, self.smoothing, self.limit, self.limit_label):
            self.body.addWidget(widget)


def _fill(box: ChoiceBox, entries: Sequence[ModelEntry]) -> None:
    box.set_choices([(entry.name, entry.title) for entry in entries])
    box.setEnabled(bool(entries))
