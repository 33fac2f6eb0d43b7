"""A data set at rest: list and classes left, faces, what was left out and the check right."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from emotion_gui.core.data.import_request import ImportRequest
from emotion_gui.core.data.overview import DatasetOverview
from emotion_gui.core.errors import name_of
from emotion_gui.core.fields import declared_fields
from emotion_gui.core.workspace.records import DatasetRow, Part, Sample
from emotion_gui.ui.icons import icon
from emotion_gui.ui.numbers import count, moment
from emotion_gui.ui.pages.data.dataset.check_view import CheckView
from emotion_gui.ui.pages.data.dataset.class_bars import BarRow, ClassBars
from emotion_gui.ui.pages.data.dataset.datasets_card import DatasetsCard
from emotion_gui.ui.pages.data.dataset.detail import DetailPane
from emotion_gui.ui.pages.data.dataset.editor import DatasetEditor
from emotion_gui.ui.pages.data.dataset.gallery import Gallery
from emotion_gui.ui.pages.data.dataset.problems import ProblemsTable
from emotion_gui.ui.pages.data.dataset.review_view import ReviewView
from emotion_gui.ui.pages.data.texts import part_text, split_text
from emotion_gui.ui.theme import Theme
from emotion_gui.ui.widgets import (
    Card,
    ChoiceBox,
    EmptyState,
    FactTable,
    IntEdit,
    SegmentedControl,
    set_role,
)
from emotion_gui.ui.widgets.current_stack import CurrentStack
from emotion_gui.ui.widgets.flow import Sides
from emotion_gui.ui.widgets.form import make_choice
from emotion_gui.ui.widgets.scroll_column import ScrollColumn

LEFT_PX = 292
DETAIL_PX = 270
_FIELD_PX = 142
FOLDS = 5
FACES, LEFT_OUT, CHECK = "faces", "left-out", "check"
LEAST_GALLERY_PX, LEAST_DETAIL_PX = 340, 420  # high, where each stands alone


_NO_PART = "none"


class BrowseView(QWidget):
    """Shows one data set; what a person wants of it as a whole is told by signals."""

    divide_wanted = Signal(str, int, int, str)  # kind, seed, fold from 0, what of the ungrouped
    export_wanted = Signal()
    resume_wanted = Signal(object)  # DatasetRow
    discard_wanted = Signal(object)
    classes_wanted = Signal()
    tab_changed = Signal(str)

    def __init__(self, theme: Theme, editor: DatasetEditor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._row: DatasetRow | None = None
        self.datasets = DatasetsCard(theme)
        self.gallery = Gallery(theme, editor)
        self.problems = ProblemsTable()
        self.check = CheckView(theme, editor)
        self.review = ReviewView(theme, editor)
        self._reviewing = False
        self.detail = DetailPane(theme, editor)
        self.detail.setFixedWidth(DETAIL_PX)
        self._build_classes()
        self._build_about()
        self._offer_folds()
        self._build_unfinished()
        self.tabs = SegmentedControl(
            [
                (FACES, self.tr("&Faces")),
                (LEFT_OUT, self.tr("&Left out")),
                (CHECK, self.tr("&Check data")),
            ],
            name=self.tr("View"),
        )
        self.export_button = QPushButton(self.tr("Expo&rt…"))
        self.export_button.setProperty("link", True)
        self.card = Card()
        self._stack = CurrentStack()
        for widget in (self.gallery, self.problems, self.check, self.review, self.unfinished):
            self._stack.addWidget(widget)
        self._lay_out()
        self.tabs.changed.connect(self._on_tab)
        self.export_button.clicked.connect(self.export_wanted)
        self.classes_button.clicked.connect(self.classes_wanted)
        theme.changed.connect(self._tint)
        self._tint()

    def _build_classes(self) -> None:
        self.bars = ClassBars(self._theme, name=self.tr("Faces by class and part"))
        self.classes_card = Card(self.tr("Classes"))
        self.classes_button = QPushButton(self.tr("Chan&ge…"))
        self.classes_button.setProperty("link", True)
        self.classes_button.setToolTip(
            self.tr("Rename classes, merge two of them, or add one; can be undone")
        )
        self.classes_card.header.addWidget(self.classes_button)
        self.classes_card.body.addWidget(self.bars)
        self.split_card = Card(self.tr("Split"))
        self.split_box = ChoiceBox(
            [(kind, split_text(kind)) for kind in ("paper", "official", "group", "kfold", "spi")],
            name=self.tr("Way of dividing"),
        )
        self.seed_edit = IntEdit(low=0, high=999_999, value=0, name=self.tr("Seed"))
        self.fold_box = ChoiceBox((), name=self.tr("Fold"))
        self.ungrouped_box = make_choice(declared_fields(ImportRequest)["ungrouped"])
        self.split_box.currentIndexChanged.connect(self._offer_folds)
        self.split_facts = FactTable()
        for part in (Part.TRAIN, Part.TEST, Part.VALIDATION):
            self.split_facts.add(part.name, part_text(part).capitalize())
        self.split_facts.add(_NO_PART, self.tr("In no part"))
        self.split_facts.add("kind", self.tr("Divide b&y"), self.split_box)
        self.split_facts.add("seed", self.tr("S&eed"), self.seed_edit)
        self.split_facts.add("fold", self.tr("Final f&old"), self.fold_box)
        self.split_facts.add("ungrouped", self.tr("Without fil&m"), self.ungrouped_box)
        self.split_facts.add("seal", self.tr("Validation is"))
        for widget in (self.split_box, self.seed_edit, self.fold_box, self.ungrouped_box):
            widget.setFixedWidth(_FIELD_PX)
        self.divide_button = QPushButton(self.tr("Di&vide again"))
        self.divide_button.setProperty("link", True)
        self.split_card.header.addWidget(self.divide_button)
        self.split_card.body.addWidget(self.split_facts)
        self.divide_button.clicked.connect(self._on_divide)

    def _build_about(self) -> None:
        self.about_card = Card(self.tr("About"))
        self.about_facts = FactTable()
        for key, title in (
            ("source", self.tr("Source")),
            ("created", self.tr("Imported")),
            ("detector", self.tr("Faces found by")),
            ("version", self.tr("Version")),
        ):
            self.about_facts.add(key, title)
        self.about_card.body.addWidget(self.about_facts)

    def show_version(self, now: str, imported: str) -> None:
        """Content hashes; the version changes when a label, a use or a crop does."""
        same = now == imported
        text = now[:8] if same else self.tr("{hash}, edited").format(hash=now[:8])
        self.about_facts.set_value("version", text)
        self.about_facts.row("version").setToolTip(
            self.tr("Content hash {now}\nas imported {imported}").format(
                now=now, imported=imported or "–"
            )
        )

    def show_openings(self, count: int) -> None:
        """How often the final part was looked at."""
        if count:
            words = self.tr("opened %Ln times", "", count)
            self.split_facts.set_value("seal", words, tone="warn")
        else:
            self.split_facts.set_value("seal", self.tr("sealed"), tone="good")
        self.split_facts.row("seal").setToolTip(
            self.tr("Only the final report opens the validation part; each look is recorded.")
        )

    @Slot()
    def _offer_folds(self) -> None:
        kind = self.split_box.current
        count = {"kfold": FOLDS, "spi": 2}.get(kind, 0)
        if self.fold_box.count() != count:
            words = self.tr("half {n} of {all}") if kind == "spi" else self.tr("{n} of {all}")
            self.fold_box.set_choices(
                [(str(n), words.format(n=n + 1, all=count)) for n in range(count)]
            )
        self.split_facts.row("fold").setVisible(bool(count))
        self.ungrouped_box.choose("refuse")
        self.split_facts.row("ungrouped").hide()

    def ask_ungrouped(self) -> None:
        """Some faces have no film or person: what shall become of them?"""
        self.split_facts.row("ungrouped").show()
        self.ungrouped_box.setFocus(Qt.FocusReason.OtherFocusReason)

    def _build_unfinished(self) -> None:
        self.unfinished = EmptyState(
            self._theme,
            icon="import",
            title=self.tr("This import is not finished"),
            text="",
        )
        self.discard_button = self.unfinished.add_button(self.tr("Discard"), self._on_discard)
        self.resume_button = self.unfinished.add_button(
            self.tr("&Go on"), self._on_resume, primary=True
        )

    def _lay_out(self) -> None:
        self.card.header.insertWidget(0, self.tabs)
        self.card.header.addWidget(self.export_button)
        self.left_out_label = set_role(QLabel(), "muted")
        self.left_out_label.setWordWrap(True)
        self.card.body.addWidget(self.left_out_label)
        self.card.body.addWidget(self._stack)
        self._left = ScrollColumn(
            [self.datasets, self.classes_card, self.split_card, self.about_card], width=LEFT_PX
        )
        sides = Sides(spacing=14)
        sides.add(self._left)
        sides.add(self.card, 1, least_px=LEAST_GALLERY_PX)
        sides.add(self.detail, least_px=LEAST_DETAIL_PX)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(sides)

    def show_overview(self, overview: DatasetOverview, problems: Sequence[Sample]) -> None:
        """Another data set, or the same one read again."""
        self._row, self._reviewing = overview.row, False
        self.review.labels = self.problems.problems.labels = overview.row.label_set
        self.detail.set_labels(overview.row.label_set)
        self.gallery.show_overview(overview)
        self.detail.show_nothing()
        self.check.show_invitation()
        self.problems.problems.set_samples(problems)
        self._show_about(overview.row)
        self.show_counts(overview, len(problems))
        self._show_tab()

    def show_edited(self, overview: DatasetOverview, problems: Sequence[Sample]) -> None:
        """The same data set after an edit: everything stays at its place."""
        self.problems.problems.set_samples(problems)
        self.show_counts(overview, len(problems))
        self.gallery.refresh()

    def _show_about(self, row: DatasetRow) -> None:
        detector = str(row.settings.get("detector", "none"))
        names = {
            "combined": self.tr("MTCNN, then Haar"),
            "mtcnn": "MTCNN",
            "haar": "Haar",
            "none": self.tr("came cropped"),
        }
        self.about_facts.set_value("source", name_of(Path(row.source)))
        self.about_facts.row("source").setToolTip(row.source)
        self.about_facts.set_value("created", moment(row.created))
        self.about_facts.set_value("detector", names.get(detector, detector))
        self.about_facts.set_value("version", row.content_hash[:8] or "–")

    def show_counts(self, overview: DatasetOverview, problems: int) -> None:
        """Bars and figures; cheap, after every edit."""
        counts = overview.class_part_counts()
        self.bars.set_labels(overview.row.label_set)
        rows = [BarRow(k, tuple(counts[k].tolist())) for k in range(len(counts) - 1)]
        if counts[-1].any():
            rows.append(BarRow(None, tuple(counts[-1].tolist())))
        names = [part_text(part) for part in (Part.TRAIN, Part.TEST, Part.VALIDATION)]
        self.bars.set_rows(rows, names if counts[:, :3].any() else ())
        totals = counts.sum(axis=0).tolist()
        for part, total in zip((Part.TRAIN, Part.TEST, Part.VALIDATION), totals, strict=False):
            self.split_facts.set_value(part.name, count(total))
        outside = int(totals[-1]) - int(counts[-1].sum())
        self.split_facts.set_value(_NO_PART, count(outside), tone="warn")
        self.split_facts.row(_NO_PART).setVisible(outside > 0)
        split = overview.split
        if split is not None:
            self.split_box.choose(split.kind)
            self.seed_edit.setValue(split.seed)
            number = split.name.rpartition(" ")[2]
            if number.isdecimal():
                self.fold_box.choose(str(int(number) - 1))
        words = self.tr("&Left out")
        self.tabs.button(LEFT_OUT).setText(f"{words} {count(problems)}" if problems else words)

    def show_nothing(self) -> None:
        """No data set is open."""
        self._row, self._reviewing = None, False
        self.gallery.show_overview(None)
        self.detail.show_nothing()
        self.check.show_invitation()
        self.problems.problems.set_samples(())
        self.bars.set_rows([])

    def show_unfinished(self, row: DatasetRow) -> None:
        """An import that was cancelled or cut off."""
        self._row = row
        self.gallery.show_overview(None)
        self.detail.show_nothing()
        self.bars.set_rows([])
        self.unfinished.set_text(
            self.tr("This import is not finished"),
            self.tr("%Ln faces are safe. Going on reads only what is missing.", "", row.faces),
        )
        self._show_tab()

    @property
    def reviewing(self) -> bool:
        """One picture is shown large."""
        return self._reviewing

    def set_reviewing(self, reviewing: bool) -> None:
        """Show one picture large instead of the list, or the list again."""
        if reviewing != self._reviewing:
            self._reviewing = reviewing
            self._show_tab()
            back = self.gallery.grid if self.tab == FACES else self.problems
            (self.review.canvas if reviewing else back).setFocus()

    @property
    def tab(self) -> str:
        return self.tabs.current

    def show_faces(self, faces: Sequence[int]) -> None:
        """Just these, in the gallery."""
        self.tabs.choose(FACES)
        self.gallery.show_only(faces)

    def set_busy(self, busy: bool) -> None:
        """While something changes the data set."""
        self.divide_button.setEnabled(not busy)

    def _show_tab(self) -> None:
        finished = self._row is not None and self._row.is_ready
        for widget in (
            self.classes_card,
            self.split_card,
            self.about_card,
            self.tabs,
            self.export_button,
        ):
            widget.setVisible(finished)
        if not finished:
            self._stack.setCurrentWidget(self.unfinished)
            self.detail.hide()
            self.left_out_label.hide()
            return
        tab = self.tabs.current
        pages = {FACES: self.gallery, LEFT_OUT: self.problems, CHECK: self.check}
        self._stack.setCurrentWidget(pages[tab])
        self.detail.setVisible(tab == FACES or self._reviewing)
        if self._reviewing:
            self._stack.setCurrentWidget(self.review)
            self.left_out_label.hide()
            return
        nothing = tab == LEFT_OUT and not self.problems.problems.rowCount()
        self.left_out_label.setText(self.tr("Nothing was left out: every picture is in."))
        self.left_out_label.setVisible(nothing)

    @Slot()
    def _tint(self) -> None:
        self.export_button.setIcon(icon("export", self._theme, token="accent"))

    @Slot(str)
    def _on_tab(self, tab: str) -> None:
        self._reviewing = False
        self._show_tab()
        self.tab_changed.emit(tab)

    @Slot()
    def _on_divide(self) -> None:
        fold = self.fold_box.current
        self.divide_wanted.emit(
            self.split_box.current,
            self.seed_edit.value(),
            int(fold) if fold else 0,
            self.ungrouped_box.current,
        )

    def _on_resume(self) -> None:
        self.resume_wanted.emit(self._row)

    def _on_discard(self) -> None:
        self.discard_wanted.emit(self._row)
