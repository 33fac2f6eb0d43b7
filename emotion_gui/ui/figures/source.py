"""What lies under the pointer, as a figure: one way for every plot, table and card."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from emotion_gui.core.reports.figures import Figure, Table, TableFigure
from emotion_gui.ui.widgets import Card, FaceGrid, FactTable


@runtime_checkable
class HasFigure(Protocol):
    """A widget that knows what it shows."""

    def figure(self) -> Figure | None:
        """None while there is nothing to show."""
        ...


@dataclass(frozen=True)
class Shown:
    """Something that can leave the program.

    Attributes:
        widget: that shows it.
        figure: its values; None for faces and the like, of which only a picture can be taken.
    """

    widget: QWidget
    figure: Figure | None

    @property
    def title(self) -> str:
        """For the name of a file."""
        if self.figure is not None:
            return self.figure.title
        return self.widget.accessibleName()


def shown_at(widget: QWidget | None, *, within: QWidget) -> Shown | None:
    """The nearest thing around `widget` that can be copied or saved; None outside of `within`."""
    while widget is not None and widget is not within:
        found = _shown_by(widget)
        if found is not None:
            return found
        widget = widget.parentWidget()
    return None


def _shown_by(widget: QWidget) -> Shown | None:
    if isinstance(widget, HasFigure):
        figure = widget.figure()
        return None if figure is None else Shown(widget, figure)
    if isinstance(widget, FaceGrid):
        return Shown(widget, None) if widget.model().rowCount(QModelIndex()) else None
    if isinstance(widget, QAbstractItemView):
        table = table_of_view(widget)
        title = _title(widget)
        return Shown(widget, TableFigure(title, table)) if table.rows else None
    if isinstance(widget, Card):
        return _shown_by_card(widget)
    return None


def _shown_by_card(card: Card) -> Shown | None:
    """The one figure inside, or the facts of all its rows, or a picture of it."""
    inside = [child for child in card.findChildren(QWidget) if child.isVisible()]
    figures = [
        found
        for child in inside
        if isinstance(child, HasFigure) and (found := child.figure()) is not None
    ]
    if len(figures) == 1:
        return Shown(card, figures[0])
    facts = [fact for child in inside if isinstance(child, FactTable) for fact in child.facts()]
    if facts:
        return Shown(card, TableFigure(card.accessibleName(), Table(("", ""), tuple(facts))))
    return Shown(card, None)


def _title(widget: QWidget) -> str:
    name = widget.accessibleName()
    parent = widget.parentWidget()
    while not name and parent is not None:
        name, parent = parent.accessibleName(), parent.parentWidget()
    return name


def table_of_view(view: QAbstractItemView) -> Table:
    """The texts of a table or list as they are shown: visible columns in their order, all rows."""
    model = view.model()
    header: QHeaderView | None = None
    columns = [0]  # of a list, whose model keeps its columns to itself
    if isinstance(view, QTableView):
        header = view.horizontalHeader()
        places = range(model.columnCount(QModelIndex()))
        columns = [k for k in map(header.logicalIndex, places) if not view.isColumnHidden(k)]
    titles = tuple(
        _text(model.headerData(k, Qt.Orientation.Horizontal)) if header is not None else ""
        for k in columns
    )
    count = model.rowCount(QModelIndex())
    rows = tuple(tuple(_cell(model.index(row, k)) for k in columns) for row in range(count))
    return Table(titles, rows)


def _cell(index: QModelIndex) -> str:
    text = _text(index.data(Qt.ItemDataRole.DisplayRole))
    if not text:
        state = index.data(Qt.ItemDataRole.CheckStateRole)
        if state is not None:
            return "x" if Qt.CheckState(state) is Qt.CheckState.Checked else ""
    return text


def _text(value: object) -> str:
    return "" if value is None else str(value).replace("\n", " ")
