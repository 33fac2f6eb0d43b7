"""What to evaluate: model, data set, part, and the lock on the final hurdle."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Slot
from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton, QVBoxLayout, QWidget

from emotion_gui.core.errors import EmotionGuiError
from emotion_gui.core.workspace.records import PART_NAMES
from emotion_gui.ui.icons import icon
from emotion_gui.ui.numbers import moment
from emotion_gui.ui.pages.evaluation.state import EvaluateState
from emotion_gui.ui.theme import Theme
from emotion_gui.ui.widgets import Card, ChoiceBox, FactTable, SegmentedControl, set_role
from emotion_gui.ui.widgets.mix_choice import MixChoice

_FIELD_WIDTH_PX, _FIELD_HEIGHT_PX = 208, 28


class EvaluationCard(Card):
    """Reads as a sentence: this model, beside that one, on these faces."""

    def __init__(self, state: EvaluateState, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._state, self._theme = state, theme
        self._told: str | None = None  # of the ledger, told once
        self.set_title(self.tr("What to evaluate"))
        self.model_box = ChoiceBox(name=self.tr("Model"))
        self.second_box = ChoiceBox(
            [("", self.tr("no other"))], name=self.tr("Second model, beside it")
        )
        self.dataset_box = ChoiceBox(name=self.tr("Data set"))
        self.fields = FactTable()
        for key, label, box in (
            ("model", self.tr("&Model"), self.model_box),
            ("second", self.tr("&Beside it"), self.second_box),
            ("dataset", self.tr("&Data set"), self.dataset_box),
        ):
            box.setFixedSize(_FIELD_WIDTH_PX, _FIELD_HEIGHT_PX)
            self.fields.add(key, label, box)
        self.part_control = SegmentedControl(
            [
                ("test", self.tr("&Test")),
                ("validation", self.tr("Va&lidation")),
                ("train", self.tr("T&raining")),
            ],
            name=self.tr("Part"),
        )
        self.flip_box = QCheckBox(self.tr("Average with the mirror &image"))
        self.mix = MixChoice()
        self._make_lock()
        for widget in (self.fields, self.part_control, self.flip_box, self.mix, self.lock):
            self.body.addWidget(widget)
        self._connect()
        self._tint()
        self.show_state()

    @Slot()
    def show_state(self) -> None:
        """What is chosen, among what there is; locked while it is worked on."""
        state, choice = self._state, self._state.choice
        models = [(name, entry.title) for name, entry in state.models.items()]
        for box, choices, current in (
            (self.model_box, models, choice.model),
            (self.second_box, [("", self.tr("no other")), *models], choice.second),
            (self.dataset_box, [(name, name) for name in state.datasets], choice.dataset),
        ):
            with QSignalBlocker(box):
                box.set_choices(choices)
                box.choose(current)
            box.setToolTip(box.currentText())  # long names do not fit
        with QSignalBlocker(self.part_control), QSignalBlocker(self.flip_box):
            self.part_control.choose(choice.part.name.lower())
            self.flip_box.setChecked(choice.flip)
        self.mix.choose(choice.mix)
        self.mix.setVisible(not choice.is_final)
        for widget in (self.fields, self.part_control, self.flip_box, self.mix):
            widget.setEnabled(not state.busy)
        self.lock.setVisible(choice.is_final)
        self.open_button.setEnabled(state.request is not None and not state.busy)
        if choice.is_final and choice.dataset:
            self._show_openings()

    def _show_openings(self) -> None:
        """Say how often the final hurdle of this data set was looked at."""
        rule = self.tr(
            "The final hurdle. Open it once, when every choice is made: a part that was "
            "looked at before choosing says too much. A model is judged once; later its "
            "recorded report is shown."
        )
        try:
            openings = self._state.openings()
        except EmotionGuiError as error:
            self.open_button.setEnabled(False)
            if self._told != str(error):
                self._told = str(error)
                self._state.failed.emit(error)
            return
        if openings:
            last = openings[-1]
            looked = self.tr(
                "Opened %Ln times, last {when} for “{model}”.", "", len(openings)
            ).format(when=moment(last.when), model=last.model)
            rule = f"{rule}\n{looked}"
        self.lock_label.setText(rule)

    def _make_lock(self) -> None:
        self.lock_label = set_role(QLabel(), "small")
        self.lock_label.setWordWrap(True)
        self.open_button = QPushButton(self.tr("&Open the final hurdle"))
        self.open_button.setAccessibleName(self.tr("Open the final hurdle"))
        self.lock = QWidget()
        column = QVBoxLayout(self.lock)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.lock_label)
        column.addWidget(self.open_button)
        self.lock.hide()

    def _connect(self) -> None:
        self.model_box.chosen.connect(self._on_model)
        self.second_box.chosen.connect(self._on_second)
        self.dataset_box.chosen.connect(self._on_dataset)
        self.part_control.changed.connect(self._on_part)
        self.flip_box.toggled.connect(self._on_flip)
        self.mix.changed.connect(self._on_mix)
        self.open_button.clicked.connect(self._state.open_final)
        self._state.changed.connect(self.show_state)
        self._theme.changed.connect(self._tint)

    @Slot(str)
    def _on_model(self, name: str) -> None:
        self._state.choose(model=name)

    @Slot(str)
    def _on_second(self, name: str) -> None:
        self._state.choose(second=name)

    @Slot(str)
    def _on_dataset(self, name: str) -> None:
        self._state.choose(dataset=name)

    @Slot(str)
    def _on_part(self, name: str) -> None:
        self._state.choose(part=PART_NAMES[name])

    @Slot(bool)
    def _on_flip(self, flip: bool) -> None:
        self._state.choose(flip=flip)

    @Slot(str)
    def _on_mix(self, text: str) -> None:
        self._state.choose(mix=text)

    @Slot()
    def _tint(self) -> None:
        lock = icon("lock-outline", self._theme, token="muted")
        self.part_control.button("validation").setIcon(lock)
        self.open_button.setIcon(icon("lock-open-variant-outline", self._theme))
