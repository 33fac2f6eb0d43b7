"""The preview's question about classes: whose numbers they are, what a foreign name means."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLabel, QWidget

from emotion_gui.core.data.readers import SourcePreview
from emotion_gui.core.data.readers.layout import LabelQuestion
from emotion_gui.core.data.readers.orders import GROUPS_ONLY, ORDERS
from emotion_gui.core.labels import Emotion
from emotion_gui.ui import numbers
from emotion_gui.ui.pages.data.texts import label_text, order_text
from emotion_gui.ui.widgets import Card, ChoiceBox, FactTable, set_role

if TYPE_CHECKING:
    from emotion_gui.core.evaluation.order_evidence import OrderEvidence

_LEAVE_OUT = "-1"
_NO_LABEL = "none"
_OPEN = "open"
_OWN = "own"
_FIELD_PX = 186
_MOST_NAMES = 12
_SHOWN_EVIDENCE = 3


class LabelCard(Card):
    """Asks what numbers or names mean where the source does not tell; hidden where it does."""

    changed = Signal()  # the source must be looked at again

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._question: LabelQuestion | None = None
        self._meanings: dict[str, ChoiceBox] = {}
        self.question_label = _text("small")
        self.order_box = ChoiceBox((), name=self.tr("The numbers are"))
        self.order_box.setFixedWidth(_FIELD_PX)
        self.order_row = FactTable()
        self.order_row.add("order", self.tr("The n&umbers are"), self.order_box)
        self.meaning_label = _text("muted")
        self.evidence_label = _text("small")
        self.names = FactTable()
        self.label_box = ChoiceBox(
            [(_NO_LABEL, label_text(None)), *((str(e.value), label_text(e)) for e in Emotion)],
            name=self.tr("Class of unlabelled"),
        )
        self.label_box.setFixedWidth(_FIELD_PX)
        self.label_row = FactTable()
        self.label_row.add("label", self.tr("No &class means"), self.label_box)
        for widget in (
            self.question_label,
            self.order_row,
            self.meaning_label,
            self.names,
            self.label_row,
            self.evidence_label,
        ):
            self.body.addWidget(widget)
        self.order_box.chosen.connect(self._on_order)
        self.label_box.chosen.connect(self.changed)
        self.begin()

    @property
    def order(self) -> str:
        """As `SourceOptions.order`; "" while nothing is chosen, and where each has its own."""
        return self.order_box.current if self.order_box.current not in {_OPEN, _OWN} else ""

    @property
    def label(self) -> Emotion | None:
        """The class of pictures whose path names none."""
        label = self.label_box.current
        return None if label == _NO_LABEL else Emotion(int(label))

    @property
    def class_names(self) -> dict[str, Emotion | None]:
        """What the person said of single names; None = leave out."""
        if self._question is not None and self.order_box.current != _OWN:
            return {}
        return {
            name: None if box.current == _LEAVE_OUT else Emotion(int(box.current))
            for name, box in self._meanings.items()
            if box.current != _NO_LABEL
        }

    @property
    def answered(self) -> bool:
        """Whether nothing has to be said before the import."""
        return self._question is None or bool(self.order or self.class_names)

    def meaning_box(self, name: str) -> ChoiceBox:
        """The choice for one name."""
        return self._meanings[name]

    def begin(self) -> None:
        """Another source: nothing is asked yet."""
        self._question = None
        self._meanings = {}
        self.names.clear()
        self.order_box.set_choices(())
        self.label_box.choose(_NO_LABEL)
        self.evidence_label.hide()
        self.hide()

    def ask(self, preview: SourcePreview) -> None:
        """Ask what the first look at a source left open."""
        self._question = preview.question
        if self._question is not None:
            self._ask_for_order(self._question)
            self._offer_names([str(number) for number in self._question.pictures], _NO_LABEL)
        else:
            names = list(preview.nameless or preview.unknown_classes)[:_MOST_NAMES]
            self._offer_names(names, _NO_LABEL if preview.nameless else _LEAVE_OUT)
            self.set_title(self.tr("Unknown class names"))
        for widget in (self.question_label, self.order_row, self.meaning_label):
            widget.setVisible(self._question is not None)
        self._show_order()
        self.offer_label(preview)

    def offer_label(self, preview: SourcePreview) -> None:
        """Let pictures that come unlabelled be given one class, where there are any."""
        offered = preview.question is None and preview.unlabelled > 0
        self.label_row.setVisible(offered or self.label is not None)
        asks = self._question is not None or bool(self._meanings)
        if not asks:
            self.set_title(self.tr("Pictures without a class"))
        self.setVisible(asks or not self.label_row.isHidden())

    def show_search(self) -> None:
        """The model is being asked."""
        self.evidence_label.setText(self.tr("The bundled model is looking at some faces…"))
        self.evidence_label.show()

    def show_evidence(self, evidence: Sequence[OrderEvidence]) -> None:
        """How well the bundled model agrees with each order, the best first."""
        lines = [
            self.tr("{order}: {share} of {n} faces").format(
                order=order_text(found.order.title),
                share=numbers.percent(found.share, 0),
                n=numbers.count(found.n),
            )
            for found in evidence[:_SHOWN_EVIDENCE]
        ]
        told = self.tr("The bundled model agrees with")
        self.evidence_label.setText("\n".join([told, *lines]))
        self.evidence_label.setVisible(bool(lines))
        if self._question is not None:
            best = {found.order.name: place for place, found in enumerate(evidence)}
            orders = sorted(
                self._question.orders, key=lambda order: best.get(order.name, len(best))
            )
            self._set_orders([order.name for order in orders])

    def _ask_for_order(self, question: LabelQuestion) -> None:
        self.set_title(self.tr("What the numbers mean"))
        shown = ", ".join(map(str, sorted(question.numbers)))
        self.question_label.setText(
            self.tr(
                "The classes are numbered ({numbers}), and numbers alone name no emotion: data "
                "sets count them in different orders."
            ).format(numbers=shown)
        )
        self._set_orders([order.name for order in question.orders])

    def _set_orders(self, names: Sequence[str]) -> None:
        self.order_box.set_choices(
            [
                (_OPEN, self.tr("please choose")),
                *((name, order_text(ORDERS[name].title)) for name in names),
                (_OWN, self.tr("each by itself")),
                (GROUPS_ONLY, self.tr("no classes: persons, days")),
            ]
        )

    def _offer_names(self, names: Sequence[str], usual: str) -> None:
        """A class for each name; without a choice as the core would do."""
        choices = [
            *([(_NO_LABEL, label_text(None))] if usual == _NO_LABEL else []),
            (_LEAVE_OUT, self.tr("leave out")),
            *((str(e.value), label_text(e)) for e in Emotion),
        ]
        for name in names:
            box = ChoiceBox(choices, name=name)
            box.setFixedWidth(_FIELD_PX)
            box.chosen.connect(self.changed)
            self._meanings[name] = box
            self.names.add(name, name, box)

    @Slot()
    def _on_order(self) -> None:
        self._show_order()
        self.changed.emit()

    def _show_order(self) -> None:
        chosen = ORDERS.get(self.order)
        told = ""
        if chosen is not None and self._question is not None:
            told = ", ".join(
                f"{number} {self.tr('left out') if emotion is None else label_text(emotion)}"
                for number, emotion in chosen.meaning(self._question.numbers).items()
            )
        self.meaning_label.setText(told)
        self.meaning_label.setVisible(bool(told))
        each = self._question is None or self.order_box.current == _OWN
        self.names.setVisible(each and bool(self._meanings))


def _text(role: str) -> QLabel:
    label = set_role(QLabel(), role)
    label.setWordWrap(True)
    return label
