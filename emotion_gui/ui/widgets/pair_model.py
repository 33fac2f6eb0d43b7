"""Pairs of feature maps as a table model over numpy arrays: 32,640 rows sort and filter at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from emotion_gui.ui.numbers import UNKNOWN, number

Index = QModelIndex | QPersistentModelIndex
MAP_ROLE = Qt.ItemDataRole.UserRole + 1  # number of the map in a thumbnail cell
MUTED_ROLE = Qt.ItemDataRole.UserRole + 2  # True where nothing will happen to the row
PAIR_ROLE = Qt.ItemDataRole.UserRole + 3  # position of the row in the model's arrays


class PairColumn(IntEnum):
    """Columns from left to right."""

    TICK = 0
    FIRST = 1
    FIRST_FACES = 2
    SECOND = 3
    SECOND_FACES = 4
    ANGLE = 5
    NORMS = 6
    STATE = 7


class RowState(IntEnum):
    """What a plan does with a row; sorted in this order."""

    DONE = 0  # at least one of the two maps goes, and not only for another pair's sake
    SKIPPED = 1  # under the threshold, but another decision came first
    LEFT_OUT = 2  # the person unticked it
    BEYOND = 3  # nothing: not under the threshold, or both maps stay


def _no_text(row: int) -> str:
    del row
    return ""


@dataclass
class PairRows:
    """What the model shows; arrays of one length, one entry a pair.

    Attributes:
        first: number of the lower map.
        second: number of the higher map; equal to `first` in a list of single maps.
        angle_deg: NaN where there is none.
        state: values of `RowState`.
        ticked: False where the person left the pair out.
        can_tick: where leaving the pair out (or not) makes a difference.
        norms: shape (maps,), length of each map's vector.
        describe: the few words of the last column for one row; called for visible rows only.
    """

    first: npt.NDArray[np.integer]
    second: npt.NDArray[np.integer]
    angle_deg: npt.NDArray[np.floating]
    state: npt.NDArray[np.int8]
    ticked: npt.NDArray[np.bool_]
    can_tick: npt.NDArray[np.bool_]
    norms: npt.NDArray[np.floating]
    describe: Callable[[int], str] = field(default=_no_text)

    def __len__(self) -> int:
        return len(self.first)


def empty_rows() -> PairRows:
    """No pairs."""
    none, no = np.empty(0, dtype=np.int64), np.empty(0, dtype=np.bool_)
    return PairRows(none, none, np.empty(0), np.empty(0, np.int8), no, no, np.empty(0))


class PairModel(QAbstractTableModel):
    """Sorts and filters by index arrays of its own instead of a proxy that asks row by row."""

    tick_requested = Signal(int, bool)  # position in the arrays, wanted state

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.widest_first = False
        """Whether equal rows go by descending angle, as complementary pairs are looked at."""
        self._faces_title = ""
        self._rows = empty_rows()
        self._sorted_by = PairColumn.ANGLE
        self._ascending = True
        self._map_filter: int | None = None
        self._state_filter: RowState | None = None
        self._order: npt.NDArray[np.int64] = np.empty(0, dtype=np.int64)
        self._shown: npt.NDArray[np.int64] = np.empty(0, dtype=np.int64)

    # -- what the page does -------------------------------------------------------------------

    @property
    def rows(self) -> PairRows:
        return self._rows

    @property
    def sorted_by(self) -> tuple[PairColumn, Qt.SortOrder]:
        order = Qt.SortOrder.AscendingOrder if self._ascending else Qt.SortOrder.DescendingOrder
        return self._sorted_by, order

    def set_rows(self, rows: PairRows) -> None:
        """Replace everything; sort and filter stay."""
        self.beginResetModel()
        self._rows = rows
        self._resort()
        self._refilter()
        self.endResetModel()

    def update_states(
        self,
        state: npt.NDArray[np.int8],
        ticked: npt.NDArray[np.bool_],
        can_tick: npt.NDArray[np.bool_],
    ) -> None:
        """New decisions for the same pairs, as while a threshold moves."""
        rows = self._rows
        rows.state, rows.ticked, rows.can_tick = state, ticked, can_tick
        if self._state_filter is not None or self._sorted_by is PairColumn.STATE:
            self.layoutAboutToBeChanged.emit()
            old = self._persistent_rows()
            self._resort()
            self._refilter()
            self._move_persistent(old)
            self.layoutChanged.emit()
        elif len(self._shown):
            last = self.index(len(self._shown) - 1, len(PairColumn) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def set_filter(self, *, map_number: int | None = None, state: RowState | None = None) -> None:
        """Keep rows with this map on either side, and with this state; None = any."""
        self.beginResetModel()
        self._map_filter, self._state_filter = map_number, state
        self._refilter()
        self.endResetModel()

    def position(self, row: int) -> int:
        """Where a shown row is in the arrays."""
        return int(self._shown[row])

    def row_of(self, first: int, second: int) -> int | None:
        """The shown row of a pair; None when it is filtered out or unknown."""
        shown = self._shown
        found = np.flatnonzero(
            (self._rows.first[shown] == first) & (self._rows.second[shown] == second)
        )
        return int(found[0]) if len(found) else None

    # -- Qt's side ----------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's names
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's names
        return 0 if parent.isValid() else len(PairColumn)

    def set_faces_title(self, title: str) -> None:
        """What the thumbnails show, where it is not the most active faces."""
        self._faces_title = title
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(PairColumn) - 1)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return {
            PairColumn.TICK: "",
            PairColumn.FIRST: self.tr("Map"),
            PairColumn.FIRST_FACES: self._faces_title or self.tr("most active on"),
            PairColumn.SECOND: self.tr("Map"),
            PairColumn.SECOND_FACES: self._faces_title or self.tr("most active on"),
            PairColumn.ANGLE: self.tr("Angle"),
            PairColumn.NORMS: self.tr("Norms"),
            PairColumn.STATE: self.tr("What will happen"),
        }[PairColumn(section)]

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if index.column() == PairColumn.TICK and self._can_tick(self.position(index.row())):
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        at, column = self.position(index.row()), PairColumn(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(at, column)
        if role == Qt.ItemDataRole.CheckStateRole and column is PairColumn.TICK:
            return self._check_state(at)
        if role == Qt.ItemDataRole.ToolTipRole and column is PairColumn.STATE:
            return self._text(at, column)
        if role == PAIR_ROLE:
            return at
        if role == MAP_ROLE:
            second = column in (PairColumn.SECOND, PairColumn.SECOND_FACES)
            return int((self._rows.second if second else self._rows.first)[at])
        if role == MUTED_ROLE:
            return bool(self._rows.state[at] != RowState.DONE)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(at, column)
        return None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole or index.column() != PairColumn.TICK:
            return False
        wanted = Qt.CheckState(value) is Qt.CheckState.Checked
        self.tick_requested.emit(self.position(index.row()), wanted)
        return True

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        if not 0 <= column < len(PairColumn):
            return
        self.layoutAboutToBeChanged.emit()
        old = self._persistent_rows()
        self._sorted_by = PairColumn(column)
        self._ascending = order is Qt.SortOrder.AscendingOrder
        self._resort()
        self._refilter()
        self._move_persistent(old)
        self.layoutChanged.emit()

    # -- inside -------------------------------------------------------------------------------

    def _resort(self) -> None:
        rows = self._rows
        keys: dict[PairColumn, npt.NDArray[np.generic]] = {
            PairColumn.TICK: ~rows.ticked,
            PairColumn.FIRST: rows.first,
            PairColumn.FIRST_FACES: rows.first,
            PairColumn.SECOND: rows.second,
            PairColumn.SECOND_FACES: rows.second,
            PairColumn.ANGLE: rows.angle_deg,
            PairColumn.STATE: rows.state,
        }
        if self._sorted_by is PairColumn.NORMS:
            keys[PairColumn.NORMS] = self._smaller_norm()
        main = keys[self._sorted_by]
        if not self._ascending:
            main = -main.astype(np.float64)
        # Equal keys stay in the order in which pairs are looked at, then of map numbers.
        angle_deg = -rows.angle_deg if self.widest_first else rows.angle_deg
        self._order = np.lexsort((rows.second, rows.first, angle_deg, main))

    def _smaller_norm(self) -> npt.NDArray[np.floating]:
        rows = self._rows
        if not len(rows):
            return np.empty(0)
        return np.asarray(np.minimum(rows.norms[rows.first], rows.norms[rows.second]))

    def _refilter(self) -> None:
        rows, order = self._rows, self._order
        keep = np.ones(len(order), dtype=np.bool_)
        if self._map_filter is not None:
            either = (rows.first == self._map_filter) | (rows.second == self._map_filter)
            keep &= either[order]
        if self._state_filter is not None:
            keep &= rows.state[order] == self._state_filter
        self._shown = order[keep]

    def _persistent_rows(self) -> list[tuple[QModelIndex, int]]:
        return [(index, self.position(index.row())) for index in self.persistentIndexList()]

    def _move_persistent(self, old: list[tuple[QModelIndex, int]]) -> None:
        if not old:
            return
        places = np.full(len(self._rows), -1, dtype=np.int64)
        places[self._shown] = np.arange(len(self._shown))
        for index, at in old:
            row = int(places[at])
            moved = self.index(row, index.column()) if row >= 0 else QModelIndex()
            self.changePersistentIndex(index, moved)

    def _can_tick(self, at: int) -> bool:
        return bool(self._rows.can_tick[at])

    def _check_state(self, at: int) -> Qt.CheckState | None:
        if not self._can_tick(at):
            return None
        return Qt.CheckState.Checked if self._rows.ticked[at] else Qt.CheckState.Unchecked

    def _text(self, at: int, column: PairColumn) -> str | None:
        rows = self._rows
        if column is PairColumn.FIRST:
            return str(rows.first[at])
        if column is PairColumn.SECOND:
            return str(rows.second[at])
        if column is PairColumn.ANGLE:
            angle_deg = float(rows.angle_deg[at])
            return f"{number(angle_deg, 1)}°" if np.isfinite(angle_deg) else UNKNOWN
        if column is PairColumn.NORMS:
            first, second = int(rows.first[at]), int(rows.second[at])
            if first == second:
                return number(float(rows.norms[first]), 3)
            return " · ".join(number(float(rows.norms[k]), 1) for k in (first, second))
        if column is PairColumn.STATE:
            return rows.describe(at)
        return None

    def _spoken(self, at: int, column: PairColumn) -> str | None:
        first, second = int(self._rows.first[at]), int(self._rows.second[at])
        if column is PairColumn.TICK:
            return self.tr("Include maps {first} and {second}").format(first=first, second=second)
        if column in (PairColumn.FIRST_FACES, PairColumn.SECOND_FACES):
            number = first if column is PairColumn.FIRST_FACES else second
            return self.tr("The faces that map {number} answers most").format(number=number)
        return self._text(at, column)
