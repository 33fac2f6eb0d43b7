"""How a source is imported: the form beside its preview."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal, cast

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from emotion_gui.core.data.importing import DetectorChoice, ImportRequest, SeveralChoice
from emotion_gui.core.data.readers import FER_TABLE, SourceOptions, SourcePreview
from emotion_gui.core.data.readers.votes import VotesUse
from emotion_gui.core.data.splits import Ungrouped
from emotion_gui.core.labels import Emotion
from emotion_gui.operations.datasets import Source
from emotion_gui.ui.file_dialogs import FileTopic, ask_open
from emotion_gui.ui.pages.data.texts import label_text, split_text, ungrouped_text
from emotion_gui.ui.widgets import Card, ChoiceBox, FactTable, IntEdit

_UNLABELLED = "-1"
_FIELD_PX = 186
_FEWEST_GROUPS = 3
_BY_GROUP = ("group", "spi")

Key = Literal["into", "name", "detector", "several", "label", "split", "ungrouped", "seed",
              "votes", "votes_use"]  # fmt: skip


class ChoicesCard(Card):
    """The choices that matter for the source; the others are hidden.

    Args:
        topic: where dialogs open.
    """

    options_changed = Signal()  # the source must be looked at again
    changed = Signal()

    def __init__(self, topic: FileTopic, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.set_title(self.tr("Import as"))
        self._topic = topic
        self._preview: SourcePreview | None = None
        self._votes: Path | None = None
        self._make_target()
        self._make_reading()
        self._make_votes()
        self.fields = FactTable()
        self._lay_out()
        for box in (self.detector_box, self.into_box, self.split_box, self.ungrouped_box):
            box.currentIndexChanged.connect(self._show_fields)
        self.label_box.chosen.connect(self.options_changed)
        self.name_edit.textChanged.connect(self.changed)
        self.votes_button.clicked.connect(self._choose_votes)
        self.votes_box.chosen.connect(self.options_changed)

    def _make_target(self) -> None:
        self.into_box = ChoiceBox((), name=self.tr("Import into"))
        self.into_box.setToolTip(
            self.tr("What is added is in no part of the split until the data set is divided again.")
        )
        self.name_edit = QLineEdit()
        self.split_box = ChoiceBox((), name=self.tr("Split"))
        self.ungrouped_box = ChoiceBox(
            [(key, ungrouped_text(key)) for key in ("refuse", "out", "single")],
            name=self.tr("Without film or person"),
        )
        self.ungrouped_box.setToolTip(
            self.tr(
                "Of some pictures nobody knows the film or person. In no part: they neither learn "
                "nor judge. Each by itself: the same person may come to learn and to judge."
            )
        )
        self.seed_edit = IntEdit(low=0, high=999_999, value=0, name=self.tr("Seed"))

    def _make_reading(self) -> None:
        self.detector_box = ChoiceBox(
            [
                ("none", self.tr("Faces, cropped")),
                ("combined", self.tr("Photos: MTCNN + Haar")),
                ("mtcnn", self.tr("Photos: MTCNN only")),
                ("haar", self.tr("Photos: Haar only")),
            ],
            name=self.tr("Pictures are"),
        )
        self.several_box = ChoiceBox(
            [
                ("largest", self.tr("Largest")),
                ("central", self.tr("Most central")),
                ("all", self.tr("All")),
                ("ask", self.tr("Decide later")),
            ],
            name=self.tr("Of several faces"),
        )
        self.label_box = ChoiceBox(
            [(_UNLABELLED, label_text(None)), *((str(e.value), label_text(e)) for e in Emotion)],
            name=self.tr("Class of unlabelled"),
        )

    def _make_votes(self) -> None:
        self.votes_button = QPushButton(self.tr("Choose…"))
        self.votes_box = ChoiceBox(
            [
                ("majority", self.tr("Make the label")),
                ("drop", self.tr("Drop what is no face")),
                ("soft", self.tr("Soft labels beside")),
            ],
            name=self.tr("Votes do"),
        )
        self.votes_box.setToolTip(
            self.tr(
                "Make the label: most votes win, the undecided are left out.\n"
                "Drop what is no face: labels stay, faces that most could not tell are left out.\n"
                "Soft labels beside: labels and faces stay. Shares of votes are kept in each case."
            )
        )

    def _lay_out(self) -> None:
        rows: tuple[tuple[Key, str, QWidget], ...] = (
            ("into", self.tr("Int&o"), self.into_box),
            ("name", self.tr("&Name"), self.name_edit),
            ("detector", self.tr("&Pictures are"), self.detector_box),
            ("several", self.tr("Of se&veral faces"), self.several_box),
            ("label", self.tr("No &class means"), self.label_box),
            ("split", self.tr("&Split"), self.split_box),
            ("ungrouped", self.tr("Without &film"), self.ungrouped_box),
            ("seed", self.tr("See&d"), self.seed_edit),
            ("votes", self.tr("FER+ votes"), self.votes_button),
            ("votes_use", self.tr("&Votes do"), self.votes_box),
        )
        for key, title, widget in rows:
            widget.setFixedWidth(_FIELD_PX)
            self.fields.add(key, title, widget)
        self.body.addWidget(self.fields)

    @property
    def complete(self) -> bool:
        """Whether nothing is open that Import needs."""
        if self.adds:
            return True
        return bool(self.name_edit.text().strip()) and not self._films_are_open

    @property
    def adds(self) -> bool:
        """Whether the pictures go into a data set that is there already."""
        return bool(self.into_box.current)

    @property
    def label(self) -> Emotion | None:
        """The class of pictures that name none."""
        label = self.label_box.current
        return None if label in {"", _UNLABELLED} else Emotion(int(label))

    @property
    def votes(self) -> Path | None:
        """The FER+ table that was chosen."""
        return self._votes

    @property
    def votes_use(self) -> VotesUse:
        return cast(VotesUse, self.votes_box.current)

    @property
    def _needs_films(self) -> bool:
        preview = self._preview
        by_group = not self.adds and self.split_box.current in _BY_GROUP
        return by_group and preview is not None and preview.ungrouped > 0

    @property
    def _films_are_open(self) -> bool:
        return self._needs_films and self.ungrouped_box.current == "refuse"

    def request(self, source: Source, options: SourceOptions) -> ImportRequest:
        """What Import will do."""
        return ImportRequest(
            source=source.path,
            name=self.into_box.current or self.name_edit.text().strip(),
            detector=cast(DetectorChoice, self.detector_box.current),
            several=cast(SeveralChoice, self.several_box.current),
            split=self.split_box.current,
            seed=self.seed_edit.value(),
            ungrouped=cast(Ungrouped, self.ungrouped_box.current),
            votes=options.votes,
            votes_use=options.votes_use,
            label=options.label,
            class_names=options.class_names,
            order=options.order,
            files=options.files,
        )

    def begin(self, name: str, others: Sequence[str]) -> None:
        """Another source: forget what was chosen for the last one.

        Args:
            name: offered for a new data set.
            others: names of the data sets that it can be added to.
        """
        self._preview = None
        self.into_box.set_choices(
            [("", self.tr("a new data set")), *((other, other) for other in others)]
        )
        self.name_edit.setText(name)
        self.label_box.choose(_UNLABELLED)
        self.ungrouped_box.choose("refuse")
        self._votes = None
        self.votes_button.setText(self.tr("Choose…"))
        self.votes_button.setToolTip("")

    def show_preview(self, preview: SourcePreview) -> None:
        """The source was recognised, for the first time or as it is read now."""
        first, self._preview = self._preview is None, preview
        if first:
            self.detector_box.choose("none" if preview.cropped else "combined")
        self._offer_splits(preview, first=first)
        self._show_fields()

    def _offer_splits(self, preview: SourcePreview, *, first: bool) -> None:
        official = ["official"] if len(preview.usages) > 1 else []
        films = list(_BY_GROUP) if preview.groups >= _FEWEST_GROUPS else []
        kinds = [*official, "paper", *films, "kfold", "none"]
        self.split_box.set_choices([(kind, split_text(kind)) for kind in kinds])
        if first:
            self.split_box.choose(kinds[0])

    @Slot()
    def _show_fields(self) -> None:
        """Only the choices that matter for this source."""
        preview = self._preview
        table = preview is not None and preview.kind == FER_TABLE
        unlabelled = preview is not None and preview.question is None and preview.unlabelled > 0
        row = self.fields.row
        row("into").setVisible(self.into_box.count() > 1)
        for key in ("name", "split", "seed"):
            row(key).setVisible(not self.adds)
        row("detector").setVisible(not table)
        row("several").setVisible(not table and self.detector_box.current not in {"", "none"})
        row("label").setVisible(unlabelled or self.label is not None)
        row("ungrouped").setVisible(self._needs_films)
        row("votes").setVisible(table or unlabelled or self._votes is not None)
        row("votes_use").setVisible(self._votes is not None)
        self.changed.emit()

    @Slot()
    def _choose_votes(self) -> None:
        path = ask_open(
            self, self._topic, title=self.tr("FER+ votes"), kinds={self.tr("Tables"): [".csv"]}
        )
        if path is not None:
            self.set_votes(path)

    def set_votes(self, path: Path) -> None:
        """Use this FER+ table."""
        self._votes = path
        self._show_fields()
        self.votes_button.setText(path.name)
        self.votes_button.setToolTip(str(path))
        self.votes_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self.options_changed.emit()
