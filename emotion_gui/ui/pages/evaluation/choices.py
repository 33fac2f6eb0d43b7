"""What to evaluate: model, data set, part, and the lock on the final hurdle."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton, QVBoxLayout, QWidget

from emotion_gui.core.evaluation.ledger import Opening
from emotion_gui.core.model.catalogue import ModelEntry
from emotion_gui.core.workspace.records import PART_NAMES, Part
from emotion_gui.operations.evaluate import EvaluateOrder
from emotion_gui.ui.icons import icon
from emotion_gui.ui.theme import Theme
from emotion_gui.ui.translation import counted
from emotion_gui.ui.widgets import Card, ChoiceBox, FactTable, SegmentedControl, set_role

_FIELD_WIDTH_PX, _FIELD_HEIGHT_PX = 208, 28


class ChoicesCard(Card):
    """Reads as a sentence: this model, beside that one, on these faces."""

    changed = Signal()
    opening_wanted = Signal()  # the deliberate button of the final hurdle

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._theme = theme
        self._models: dict[str, ModelEntry] = {}
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
            box.chosen.connect(self._on_chosen)
        self.part_control = SegmentedControl(
            [
                ("test", self.tr("&Test")),
                ("validation", self.tr("Va&lidation")),
                ("train", self.tr("T&raining")),
            ],
            name=self.tr("Part"),
        )
        self.flip_box = QCheckBox(self.tr("Average with the mirror &image"))
        self._make_lock()
        self._fill_body()
        self.part_control.changed.connect(self._on_chosen)
        self.flip_box.toggled.connect(self._on_chosen)
        theme.changed.connect(self._tint)
        self._tint()
        self.show_openings(())

    @property
    def part(self) -> Part:
        return PART_NAMES[self.part_control.current]

    @property
    def locked(self) -> bool:
        """The final hurdle is chosen: only its own button may open it."""
        return self.part is Part.VALIDATION

    def set_models(self, models: Sequence[ModelEntry]) -> None:
        self._models = {entry.name: entry for entry in models}
        labels = [(entry.name, entry.title) for entry in models]
        self.model_box.set_choices(labels)
        self.second_box.set_choices([("", self.tr("no other")), *labels])
        self._show_tips()

    def set_datasets(self, names: Sequence[str]) -> None:
        self.dataset_box.set_choices([(name, name) for name in names])

    def choose_run(self, run_id: int) -> bool:
        """Select a run's model; False when it has none (yet)."""
        for name, entry in self._models.items():
            if entry.run_id == run_id:
                self.model_box.choose(name)
                return True
        return False

    def order(self) -> EvaluateOrder | None:
        """What is chosen; None while a model or a data set is missing."""
        first = self._models.get(self.model_box.current)
        if first is None or not self.dataset_box.current:
            return None
        second = self._models.get(self.second_box.current)
        return EvaluateOrder(
            self.dataset_box.current, self.part, first, second, self.flip_box.isChecked()
        )

    def set_busy(self, busy: bool) -> None:
        for widget in (self.fields, self.part_control, self.flip_box, self.open_button):
            widget.setEnabled(not busy)

    def show_openings(self, openings: Sequence[Opening]) -> None:
        """Say how often the final hurdle of this data set was looked at."""
        rule = self.tr(
            "The final hurdle. Open it once, when every choice is made: a part that was "
            "looked at before choosing says too much. A model is judged once; later its "
            "recorded report is shown."
        )
        if openings:
            last = openings[-1]
            looked = counted(
                len(openings),
                self.tr("Opened once, {when} for “{model}”."),
                self.tr("Opened {n} times, last {when} for “{model}”."),
                when=moment(last.when),
                model=last.model,
            )
            self.lock_label.setText(f"{rule}\n{looked}")
        else:
            self.lock_label.setText(rule)
        self.open_button.setText(self.tr("&Open the final hurdle"))

    def _show_tips(self) -> None:
        """Long names do not fit their box."""
        for box in (self.model_box, self.second_box, self.dataset_box):
            box.setToolTip(box.currentText())

    def _make_lock(self) -> None:
        self.lock_label = set_role(QLabel(), "small")
        self.lock_label.setWordWrap(True)
        self.open_button = QPushButton()
        self.open_button.setAccessibleName(self.tr("Open the final hurdle"))
        self.open_button.clicked.connect(self.opening_wanted)
        self.lock = QWidget()
        column = QVBoxLayout(self.lock)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.lock_label)
        column.addWidget(self.open_button)
        self.lock.hide()

    def _fill_body(self) -> None:
        for widget in (self.fields, self.part_control, self.flip_box, self.lock):
            self.body.addWidget(widget)

    @Slot()
    def _tint(self) -> None:
        lock = icon("lock-outline", self._theme, token="muted")
        self.part_control.button("validation").setIcon(lock)
        self.open_button.setIcon(icon("lock-open-variant-outline", self._theme))

    @Slot()
    def _on_chosen(self) -> None:
        self.lock.setVisible(self.locked)
        self._show_tips()
        self.changed.emit()


def moment(when: str) -> str:
    """ISO 8601 as day and time here."""
    return datetime.fromisoformat(when).astimezone().strftime("%d %b %H:%M")
