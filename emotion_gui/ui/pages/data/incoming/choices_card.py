"""How a source is imported: the form beside its preview."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import cast

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from emotion_gui.core.data.choices import VotesUse
from emotion_gui.core.data.import_request import ImportRequest
from emotion_gui.core.data.readers import FER_TABLE, SourceOptions, SourcePreview
from emotion_gui.core.fields import declared_fields, in_group
from emotion_gui.operations.datasets import ChosenFiles
from emotion_gui.ui.file_dialogs import FileTopic, ask_open
from emotion_gui.ui.translation import core_text
from emotion_gui.ui.widgets import Card, ChoiceBox, FactRow, FactTable
from emotion_gui.ui.widgets.form import FieldForm

_FIELD_PX = 186
_FEWEST_GROUPS = 3
_BY_GROUP = ("group", "spi")


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
        entries = declared_fields(ImportRequest)
        self.pictures, self.parts, self.votes_form = (
            FieldForm(in_group(entries, group), width_px=_FIELD_PX)
            for group in ("pictures", "parts", "votes")
        )
        self._make_target()
        self._make_votes()
        for table in (self.target, self.pictures, self.parts, self.votes_table, self.votes_form):
            self.body.addWidget(table)
        self.body.setSpacing(0)
        for form in (self.pictures, self.parts):
            form.edited.connect(self._show_fields)
        self.votes_form.edited.connect(self.options_changed)
        self.into_box.currentIndexChanged.connect(self._show_fields)
        self.name_edit.textChanged.connect(self.changed)
        self.votes_button.clicked.connect(self._choose_votes)

    def _make_target(self) -> None:
        self.into_box = ChoiceBox((), name=self.tr("Import into"))
        self.into_box.setToolTip(
            self.tr("What is added is in no part of the split until the data set is divided again.")
        )
        self.name_edit = QLineEdit()
        self.target = FactTable()
        for key, title, widget in (
            ("into", self.tr("Int&o"), self.into_box),
            ("name", self.tr("&Name"), self.name_edit),
        ):
            widget.setFixedWidth(_FIELD_PX)
            self.target.add(key, title, widget)

    def _make_votes(self) -> None:
        self.votes_button = QPushButton(self.tr("Choose…"))
        self.votes_button.setFixedWidth(_FIELD_PX)
        self.votes_table = FactTable()
        self.votes_table.add("votes", self.tr("FER+ votes"), self.votes_button)

    @property
    def complete(self) -> bool:
        """Whether nothing is open that Import needs."""
        named = self.adds or bool(self.name_edit.text().strip())
        return named and not (self._needs_films and self.parts.value("ungrouped") == "refuse")

    @property
    def adds(self) -> bool:
        """Whether the pictures go into a data set that is there already."""
        return bool(self.into_box.current)

    @property
    def votes(self) -> Path | None:
        """The FER+ table that was chosen."""
        return self._votes

    @property
    def votes_use(self) -> VotesUse:
        return cast(VotesUse, self.votes_form.value("votes_use"))

    @property
    def _needs_films(self) -> bool:
        preview = self._preview
        by_group = not self.adds and self.parts.value("split") in _BY_GROUP
        return by_group and preview is not None and preview.ungrouped > 0

    def request(self, source: ChosenFiles, options: SourceOptions) -> ImportRequest:
        """What Import will do."""
        return ImportRequest(
            source=source.path,
            name=self.into_box.current or self.name_edit.text().strip(),
            votes=options.votes,
            label_set=options.label_set,
            label=options.label,
            class_names=options.class_names,
            order=options.order,
            files=options.files,
            **self.pictures.values(),
            **self.parts.values(),
            **self.votes_form.values(),
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
        self.name_edit.setCursorPosition(0)  # the beginning of a long name is seen
        self.parts.set_values({"ungrouped": "refuse"})
        self._votes = None
        self.votes_button.setText(self.tr("Choose…"))
        self.votes_button.setToolTip("")

    def show_preview(self, preview: SourcePreview) -> None:
        """The source was recognised, for the first time or as it is read now."""
        first, self._preview = self._preview is None, preview
        self._offer_splits(preview, first=first)
        if first:
            # "As they look" is for those who cannot look.
            self._offer(self.pictures, "detector", lambda detector: detector != "auto")
            self.pictures.set_values({"detector": "none" if preview.cropped else "combined"})
        self._show_fields()

    def _offer_splits(self, preview: SourcePreview, *, first: bool) -> None:
        official, films = len(preview.usages) > 1, preview.groups >= _FEWEST_GROUPS
        possible = {"official": official, "auto": False, **dict.fromkeys(_BY_GROUP, films)}
        self._offer(self.parts, "split", lambda kind: possible.get(kind, True))
        if first:
            self.parts.set_values({"split": "official" if official else "paper"})

    def _offer(self, form: FieldForm, key: str, fits: Callable[[str], bool]) -> None:
        """Only those choices of a field that fit this source."""
        field = declared_fields(ImportRequest)[key].field
        form.choice(key).set_choices(
            [(word, core_text(text)) for word, text in field.choices if fits(word)]
        )

    def row(self, key: str) -> FactRow:
        """The row of a choice, for whoever looks whether it is shown."""
        tables = (self.target, self.pictures, self.parts, self.votes_table, self.votes_form)
        return next(table.row(key) for table in tables if table.has(key))

    @Slot()
    def _show_fields(self) -> None:
        """Only the choices that matter for this source."""
        preview = self._preview
        table = preview is not None and preview.kind == FER_TABLE
        unlabelled = preview is not None and preview.question is None and preview.unlabelled > 0
        shown = {
            "into": self.into_box.count() > 1,
            "name": not self.adds,
            "detector": not table,
            "several": not table and self.pictures.value("detector") != "none",
            "split": not self.adds,
            "seed": not self.adds,
            "ungrouped": self._needs_films,
            "votes": table or unlabelled or self._votes is not None,
            "votes_use": self._votes is not None,
        }
        for key, is_shown in shown.items():
            self.row(key).setVisible(is_shown)
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
