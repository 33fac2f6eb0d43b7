"""The middle of the bench: similar and complementary pairs, silent maps, and why."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from emotion_gui.core.pruning.options import PruningOptions
from emotion_gui.core.pruning.plan import LayerPlan, PairKind
from emotion_gui.core.pruning.planning import LayerAngles
from emotion_gui.operations.measure_layer import maps_on_face
from emotion_gui.ui import numbers
from emotion_gui.ui.pages.pruning.one_layer.pair_listing import (
    Codes,
    PairListing,
    counts_within,
    silent_list,
    states_of,
    tickable_of,
    ticks_of,
)
from emotion_gui.ui.pages.pruning.one_layer.pair_texts import PairTexts
from emotion_gui.ui.pages.pruning.one_layer.plan_editor import PlanEditor
from emotion_gui.ui.pages.pruning.one_layer.readings_hint import ReadingsHint
from emotion_gui.ui.theme import Theme
from emotion_gui.ui.widgets import ChoiceBox, IntEdit, SegmentedControl, set_role
from emotion_gui.ui.widgets.pair_model import PairColumn, PairRows, RowState
from emotion_gui.ui.widgets.pair_table import PairTable

if TYPE_CHECKING:
    from emotion_gui.operations.measure_layer import Measured

_ANY = "any"
_TABLE_MS = 40  # while a slider moves, plans come faster than a table of all pairs is filled


class Tab(StrEnum):
    """What the table lists."""

    SIMILAR = "similar"
    COMPLEMENTARY = "complementary"
    SILENT = "silent"


class PairsPanel(QWidget):
    """Tabs, filters, the table and the chosen row's sentence."""

    pair_selected = Signal(int, int)

    def __init__(self, editor: PlanEditor, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self._measured: Measured | None = None
        self._angles: LayerAngles | None = None
        self._plan: LayerPlan | None = None
        self._waiting_plan: LayerPlan | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_TABLE_MS)
        self._soon.timeout.connect(self._show_waiting_plan)
        self._texts = PairTexts(self)
        self._listings: dict[Tab, PairListing] = {}
        self._codes: Codes = np.empty(0, dtype=np.uint8)
        self._silent: list[int] = []
        self._wanted_pair: tuple[int, int] | None = None
        self.tabs = SegmentedControl(
            [
                (Tab.SIMILAR.value, self.tr("Similar")),
                (Tab.COMPLEMENTARY.value, self.tr("Complementary")),
                (Tab.SILENT.value, self.tr("Silent")),
            ],
            name=self.tr("List"),
        )
        self.state_filter = ChoiceBox(
            [
                (_ANY, self.tr("all")),
                (str(RowState.DONE.value), self.tr("will happen")),
                (str(RowState.SKIPPED.value), self.tr("skipped")),
                (str(RowState.LEFT_OUT.value), self.tr("unticked")),
                (str(RowState.BEYOND.value), self.tr("beyond")),
            ],
            name=self.tr("Which pairs"),
        )
        self.map_filter = QLineEdit()
        self.map_filter.setPlaceholderText(self.tr("map number…"))
        self.map_filter.setAccessibleName(self.tr("Only pairs with this map"))
        self.map_filter.setValidator(QIntValidator(0, 9999, self))
        self.map_filter.setClearButtonEnabled(True)
        self.map_filter.setFixedWidth(118)
        self.silent_box = QCheckBox(self.tr("Let silent maps &go"))
        self.thumbs_button = QPushButton(self.tr("On a &face"))
        self.thumbs_button.setCheckable(True)
        self.thumbs_button.setProperty("segment", True)
        self.thumbs_button.setToolTip(
            self.tr("Shows every map on one test face, beside it, instead of most active faces")
        )
        self.face_edit = IntEdit(low=1, high=1, value=1, name=self.tr("Which test face"))
        self.hint = ReadingsHint(theme)
        self.table = PairTable()
        self.explanation = set_role(QLabel(), "muted")
        self.explanation.setWordWrap(True)
        self.explanation.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._lay_out()
        self._connect()

    # -- what the editor says -----------------------------------------------------------------

    @Slot(bool)
    def _show_measured(self, shown: bool) -> None:
        measured = self._editor.measured
        if not shown or measured is None or measured is self._measured:
            return
        self._measured = measured
        self.table.set_faces(measured.faces)
        # A map of one value a face is no picture.
        faces = len(measured.test_faces) if measured.session.side > 1 else 0
        self.thumbs_button.setVisible(faces > 0)
        self.thumbs_button.setChecked(False)
        self.face_edit.setRange(1, max(1, faces))
        self.face_edit.hide()

    @Slot(object)
    def _show_angles(self, angles: LayerAngles) -> None:
        """Other angles of the same maps, as after another normalisation."""
        self._angles = angles
        self._plan = self._waiting_plan = None
        self._listings = {
            Tab.SIMILAR: PairListing.of(angles, PairKind.SIMILAR),
            Tab.COMPLEMENTARY: PairListing.of(angles, PairKind.COMPLEMENTARY),
        }
        self.table.clear_rows()

    @Slot(object)
    def _on_plan(self, plan: LayerPlan) -> None:
        """At once, or at most 25 times a second where plans follow a drag."""
        if not self._editor.is_dragged or self._editor.figures is None:
            self._show_plan(plan)
            return
        self._waiting_plan = plan
        if not self._soon.isActive():
            self._soon.start()

    @Slot()
    def _show_waiting_plan(self) -> None:
        if self._waiting_plan is not None and self._angles is not None:
            self._show_plan(self._waiting_plan)

    def _show_plan(self, plan: LayerPlan) -> None:
        """Decisions of another plan for the same angles; the rows stay where they are."""
        assert self._angles is not None
        self._waiting_plan = None
        first_time = self._plan is None
        silent_before = self._silent
        self._plan = plan
        self._texts.set_plan(plan, self._angles)
        self._silent = silent_list(self._angles, plan.options.silent_fraction).tolist()
        self._show_counts(plan)
        with QSignalBlocker(self.silent_box):
            self.silent_box.setChecked(plan.options.remove_silent)
        self._show_hint()
        if first_time or (self.tab is Tab.SILENT and silent_before != self._silent):
            self._fill()
        elif self.tab is Tab.SILENT:
            self._update_silent()
        else:
            self._codes = self._listings[self.tab].codes(plan, self._angles)
            self.table.pairs.update_states(
                states_of(self._codes), ticks_of(self._codes), tickable_of(plan, self._codes)
            )
        self._explain()

    def select_pair(self, first: int, second: int) -> None:
        """Show a pair: on its tab, without filters that hide it."""
        if self._angles is None or self._plan is None:
            return
        low, high = min(first, second), max(first, second)
        is_similar = not float(self._angles.angles_deg[low, high]) > 90.0
        tab = Tab.SIMILAR if is_similar else Tab.COMPLEMENTARY
        if self.tab is not tab:
            self.tabs.choose(tab.value)
        if not self.table.select_pair(low, high):
            self.state_filter.choose(_ANY)
            self.map_filter.clear()
            self._refilter()
            self.table.select_pair(low, high)

    @property
    def tab(self) -> Tab:
        return Tab(self.tabs.current)

    # -- inside -------------------------------------------------------------------------------

    def _fill(self) -> None:
        if self._angles is None or self._plan is None:
            return
        silent = self.tab is Tab.SILENT
        self.silent_box.setVisible(silent)
        self.state_filter.setVisible(not silent)
        if silent:
            self._update_silent()
        else:
            listing = self._listings[self.tab]
            self._codes = listing.codes(self._plan, self._angles)
            # What happens first: it is not always what lies nearest.
            self.table.pairs.widest_first = self.tab is Tab.COMPLEMENTARY
            self.table.sortByColumn(PairColumn.STATE, Qt.SortOrder.AscendingOrder)
            rows = PairRows(
                listing.first,
                listing.second,
                listing.angle_deg,
                states_of(self._codes),
                ticks_of(self._codes),
                tickable_of(self._plan, self._codes),
                self._angles.lengths,
                self._describe,
            )
            self.table.set_rows(rows)
        self._refilter()
        self._show_hint()
        self._explain()

    def _update_silent(self) -> None:
        assert self._angles is not None
        assert self._plan is not None
        maps = np.array(self._silent, dtype=np.int64)
        gone = np.isin(maps, self._plan.gone)
        rows = PairRows(
            maps,
            maps,
            np.full(len(maps), np.nan),
            np.where(gone, RowState.DONE, RowState.BEYOND).astype(np.int8),
            np.ones(len(maps), dtype=np.bool_),
            np.zeros(len(maps), dtype=np.bool_),
            self._angles.lengths,
            self._describe_silent,
        )
        self.table.set_rows(rows, single=True)

    def _describe(self, row: int) -> str:
        listing = self._listings[self.tab]
        code = int(self._codes[row])
        return self._texts.row(code, int(listing.first[row]), int(listing.second[row]))

    def _describe_silent(self, row: int) -> str:
        return self._texts.silent(self._silent[row])

    def _show_counts(self, plan: LayerPlan) -> None:
        assert self._angles is not None
        similar, complementary = counts_within(self._angles, plan)
        words = {
            Tab.SIMILAR: (self.tr("Similar"), similar),
            Tab.COMPLEMENTARY: (self.tr("Complementary"), complementary),
            Tab.SILENT: (self.tr("Silent"), len(self._silent)),
        }
        for tab, (word, count) in words.items():
            # By number no threshold is in force that pairs could lie within.
            counts = plan.is_by_threshold or tab is Tab.SILENT
            text = f"{word} {numbers.count(count)}" if counts else word
            self.tabs.button(tab.value).setText(text)
            self.tabs.button(tab.value).setAccessibleName(text)

    def _show_hint(self) -> None:
        if self._angles is None or self._plan is None:
            return
        _, complementary = counts_within(self._angles, self._plan)
        options: PruningOptions = self._plan.options
        if self.tab is Tab.COMPLEMENTARY and self._plan.is_by_threshold and not complementary:
            widest = self._listings[Tab.COMPLEMENTARY].angle_deg
            self.hint.show_no_opposites(options, float(widest[-1]) if len(widest) else None)
        elif self.tab is Tab.SILENT and not self._silent:
            self.hint.show_no_silent(options)
        else:
            self.hint.hide()

    def _explain(self) -> None:
        rows = self.table.selectionModel().selectedRows()
        if self._plan is None or not rows or self.tab is Tab.SILENT:
            self.explanation.setText(self._general_words())
            return
        listing = self._listings[self.tab]
        at = self.table.pairs.position(rows[0].row())
        i, j = int(listing.first[at]), int(listing.second[at])
        self.explanation.setText(self._texts.sentence(int(self._codes[at]), i, j, listing.kind))

    def _general_words(self) -> str:
        if self.tab is Tab.SILENT:
            return self.tr(
                "A silent map has a vector so short that its angles mean little. "
                "It is left alone, unless you let it go as Gedeon and Harris did."
            )
        return self.tr("Choose a pair to read what happens to it and why. Space ticks or unticks.")

    @Slot(str)
    def _on_tab(self, key: str) -> None:
        del key
        self._fill()

    @Slot()
    def _refilter(self) -> None:
        text = self.map_filter.text()
        chosen = self.state_filter.current
        silent = self.tab is Tab.SILENT
        state = None if chosen == _ANY or silent else RowState(int(chosen))
        self.table.pairs.set_filter(map_number=int(text) if text else None, state=state)

    @Slot(int, bool)
    def _on_tick(self, at: int, wanted: bool) -> None:
        rows = self.table.pairs.rows
        self._editor.tick(int(rows.first[at]), int(rows.second[at]), ticked=wanted)

    @Slot(int)
    def _on_chosen(self, at: int) -> None:
        self._explain()
        if at >= 0 and self.tab is not Tab.SILENT:
            rows = self.table.pairs.rows
            self.pair_selected.emit(int(rows.first[at]), int(rows.second[at]))

    @Slot()
    def _on_thumbs(self) -> None:
        shown = self.thumbs_button.isChecked()
        self.face_edit.setVisible(shown)
        self.table.pairs.set_faces_title(self.tr("on a face") if shown else "")
        measured = self._editor.measured
        if measured is not None:
            number = self.face_edit.value() - 1
            self.table.set_faces(maps_on_face(measured, number) if shown else measured.faces)

    def _connect(self) -> None:
        editor = self._editor
        editor.shown_changed.connect(self._show_measured)
        editor.angles_changed.connect(self._show_angles)
        editor.plan_changed.connect(self._on_plan)
        self.thumbs_button.toggled.connect(self._on_thumbs)
        self.face_edit.valueChanged.connect(self._on_thumbs)
        self.tabs.changed.connect(self._on_tab)
        self.state_filter.chosen.connect(self._refilter)
        self.map_filter.textChanged.connect(self._refilter)
        self.silent_box.toggled.connect(editor.set_remove_silent)
        self.table.pairs.tick_requested.connect(self._on_tick)
        self.table.pair_chosen.connect(self._on_chosen)
        self.hint.reading_wanted.connect(editor.set_normalisation)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.tabs)
        top.addStretch(1)
        top.addWidget(self.silent_box)
        top.addWidget(self.state_filter)
        top.addWidget(self.map_filter)
        self.silent_box.hide()
        self.thumbs_button.hide()
        self.face_edit.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(top)
        column.addWidget(self.hint)
        column.addWidget(self.table, 1)
        bottom = QHBoxLayout()
        bottom.addWidget(self.explanation, 1)
        bottom.addWidget(self.thumbs_button)
        bottom.addWidget(self.face_edit)
        column.addLayout(bottom)
