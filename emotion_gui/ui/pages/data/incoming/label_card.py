"""The preview's question about classes: whose numbers they are, what a foreign name means."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from emotion_gui.core.data.label_answers import OUT, LabelAnswers, understood
from emotion_gui.core.data.readers import SourceOptions, SourcePreview
from emotion_gui.core.data.readers.layout import LabelQuestion
from emotion_gui.core.data.readers.orders import GROUPS_ONLY, ORDERS, OWN
from emotion_gui.core.errors import ConfigError
from emotion_gui.core.labels import LABEL_SETS, SEVEN, LabelSet
from emotion_gui.core.labels.words import find_word
from emotion_gui.ui import numbers
from emotion_gui.ui.pages.data.texts import label_text, order_text
from emotion_gui.ui.plain_text import breakable
from emotion_gui.ui.translation import reason_text
from emotion_gui.ui.widgets import Card, ChoiceBox, FactTable, set_role

if TYPE_CHECKING:
    from emotion_gui.core.evaluation.order_evidence import OrderEvidence

_NO_LABEL = "none"
_OPEN = "open"
_EACH = "own"  # of the orders: each number by itself
_FIELD_PX = 186
_MOST_NAMES = 12
_SHOWN_EVIDENCE = 3


class LabelCard(Card):
    """Asks what numbers or names mean where the source does not tell; hidden where it does."""

    changed = Signal()  # the source must be looked at again

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._question: LabelQuestion | None = None
        self._asked: SourcePreview | None = None
        self._meanings: dict[str, ChoiceBox] = {}
        self._usual = _NO_LABEL
        self._wants_own = False
        self.set_box = ChoiceBox(
            [
                ("", self.tr("the seven emotions")),
                ("eight", self.tr("eight, with contempt")),
                ("groups", self.tr("positive, negative, neutral, surprise")),
                (OWN, self.tr("the names themselves")),
            ],
            name=self.tr("Classes of the data set"),
        )
        self.set_box.setFixedWidth(_FIELD_PX)
        self.set_row = FactTable()
        self.set_row.add("classes", self.tr("C&lasses"), self.set_box)
        self.unknown_label = _text("")
        self.own_button = QPushButton(self.tr("Make each a class of its o&wn"))
        self.own_button.clicked.connect(self.make_own)
        self.problem_label = _text("small")
        self.question_label = _text("small")
        self.order_box = ChoiceBox((), name=self.tr("The numbers are"))
        self.order_box.setFixedWidth(_FIELD_PX)
        self.order_row = FactTable()
        self.order_row.add("order", self.tr("The n&umbers are"), self.order_box)
        self.meaning_label = _text("muted")
        self.evidence_label = _text("small")
        self.names = FactTable()
        self.label_box = ChoiceBox(self._label_choices(SEVEN), name=self.tr("Class of unlabelled"))
        self.label_box.setFixedWidth(_FIELD_PX)
        self.label_row = FactTable()
        self.label_row.add("label", self.tr("No &class means"), self.label_box)
        for widget in (
            self.unknown_label,
            self.own_button,
            self.set_row,
            self.problem_label,
            self.question_label,
            self.order_row,
            self.meaning_label,
            self.names,
            self.label_row,
            self.evidence_label,
        ):
            self.body.addWidget(widget)
        self.set_box.chosen.connect(self._on_set)
        self.order_box.chosen.connect(self._on_order)
        self.label_box.chosen.connect(self.changed)
        self.begin()

    @property
    def order(self) -> str:
        """As `SourceOptions.order`; "" while nothing is chosen, and where each has its own."""
        return self.order_box.current if self.order_box.current not in {_OPEN, _EACH} else ""

    @property
    def label(self) -> str:
        """The class of pictures whose path names none; "" where they have none."""
        label = self.label_box.current
        return "" if label == _NO_LABEL else label

    @property
    def class_names(self) -> dict[str, str]:
        """What the person said of single names: a class, `out` or `own`."""
        if self._question is not None and self.order_box.current != _EACH:
            return {}
        own = self.set_box.current == OWN
        return {
            name: box.current
            for name, box in self._meanings.items()
            # What is left out because it is foreign is not foreign among a person's own.
            if box.current != _NO_LABEL and not (own and box.current == OUT)
        }

    @property
    def answers(self) -> LabelAnswers:
        """All that was said."""
        return LabelAnswers(self.order, self.set_box.current, self.class_names)

    def understood(self, options: SourceOptions) -> SourceOptions:
        """How the source is to be read by what was said; told where that cannot be."""
        self.problem_label.hide()
        if self._asked is None:
            return options
        try:
            return understood(self.answers, self._asked, options, label=self.label)
        except ConfigError as error:
            self.problem_label.setText(reason_text(error.reason))
            self.problem_label.show()
            return options

    def want_own(self) -> None:
        """The source's names are a person's own classes, as nobody need say again."""
        self._wants_own = True

    @Slot()
    def make_own(self) -> None:
        """Each name of the source is a class of its own."""
        self.set_box.choose(OWN)
        self._on_set()

    @property
    def answered(self) -> bool:
        """Whether nothing has to be said before the import."""
        said = self.order or self.class_names or self.set_box.current == OWN
        return self._question is None or bool(said)

    def meaning_box(self, name: str) -> ChoiceBox:
        """The choice for one name."""
        return self._meanings[name]

    def begin(self) -> None:
        """Another source: nothing is asked yet."""
        self._question = self._asked = None
        self._wants_own = False
        self._meanings = {}
        self.names.clear()
        self.set_box.choose("")
        self.problem_label.hide()
        self.order_box.set_choices(())
        self.label_box.choose(_NO_LABEL)
        self.evidence_label.hide()
        self.hide()

    def ask(self, preview: SourcePreview) -> None:
        """Ask what the first look at a source left open."""
        self._question, self._asked = preview.question, preview
        if self._question is not None:
            self._ask_for_order(self._question)
            self._offer_names([str(number) for number in self._question.pictures], _NO_LABEL)
        else:
            names = list(preview.nameless or preview.unknown_classes)[:_MOST_NAMES]
            self._offer_names(names, _NO_LABEL if preview.nameless else OUT)
        for widget in (self.question_label, self.order_row, self.meaning_label):
            widget.setVisible(self._question is not None)
        self._show_unknown()
        self._show_order()
        self.offer_label(preview)
        if self._wants_own and self._meanings:
            self._wants_own = False
            self.make_own()

    def _show_unknown(self) -> None:
        """Names that mean none of the emotions: what they are, and the plainest answer."""
        unknown = [name for name in self._meanings if find_word(name, self._set) is None]
        names = "" if self._question is not None else breakable(", ".join(unknown))
        told = self.tr("{names}: none of the emotions that the program knows.")
        self.unknown_label.setText(told.format(names=names))
        open_still = bool(names) and self.set_box.current != OWN
        self.unknown_label.setVisible(open_still)
        if self._question is None:
            known = self.tr("Unknown class names") if open_still else self.tr("Class names")
            self.set_title(known)
        self.own_button.setVisible(open_still)

    def offer_label(self, preview: SourcePreview) -> None:
        """Let pictures that come unlabelled be given one class, where there are any."""
        offered = preview.question is None and preview.unlabelled > 0
        self.label_row.setVisible(offered or bool(self.label))
        asks = self._question is not None or bool(self._meanings)
        self.set_row.setVisible(asks)
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
                (_EACH, self.tr("each by itself")),
                (GROUPS_ONLY, self.tr("no classes: persons, days")),
            ]
        )

    def _offer_names(self, names: Sequence[str], usual: str) -> None:
        """A class for each name; without a choice as the core would do."""
        self._usual = usual
        for name in names:
            box = ChoiceBox(self._choices(), name=name)
            box.setFixedWidth(_FIELD_PX)
            box.chosen.connect(self.changed)
            self._meanings[name] = box
            self.names.add(name, name, box)

    @property
    def _set(self) -> LabelSet:
        """The classes that names can be given; own ones come of the names themselves."""
        return LABEL_SETS.get(self.set_box.current, SEVEN)

    def _choices(self) -> list[tuple[str, str]]:
        labels = self._set
        return [
            *([(_NO_LABEL, label_text(None))] if self._usual == _NO_LABEL else []),
            (OUT, self.tr("leave out")),
            (OWN, self.tr("a class of its own")),
            *((name, label_text(k, labels)) for k, name in enumerate(labels.names)),
        ]

    def _label_choices(self, labels: LabelSet) -> list[tuple[str, str]]:
        names = [(name, label_text(k, labels)) for k, name in enumerate(labels.names)]
        return [(_NO_LABEL, label_text(None)), *names]

    @Slot()
    def _on_set(self) -> None:
        """Other classes: names that have no place among them are as if nothing had been said.

        A name that was left out for want of a class has one where the new classes know it.
        """
        for name, box in self._meanings.items():
            box.set_choices(self._choices())
            known = find_word(name, self._set)
            if known is not None and box.current == OUT:
                box.choose(self._set.names[known])
        self.label_box.set_choices(self._label_choices(self._set))
        self._show_unknown()
        self._show_order()
        self.changed.emit()

    @Slot()
    def _on_order(self) -> None:
        self._show_order()
        self.changed.emit()

    def _show_order(self) -> None:
        chosen = ORDERS.get(self.order)
        told = ""
        if chosen is not None and self._question is not None:
            told = ", ".join(
                f"{number} {self.tr('left out') if k is None else label_text(k, self._set)}"
                for number, k in chosen.meaning(self._question.numbers, self._set).items()
            )
        self.meaning_label.setText(told)
        self.meaning_label.setVisible(bool(told))
        each = self._question is None or self.order_box.current == _EACH
        own = self.set_box.current == OWN
        self.names.setVisible(each and not own and bool(self._meanings))
        self.order_row.setVisible(self._question is not None and not own)


def _text(role: str) -> QLabel:
    label = set_role(QLabel(), role)
    label.setWordWrap(True)
    return label
