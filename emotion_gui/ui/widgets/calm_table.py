"""Tables that look like all others: no grid, no bold titles, Tab goes on to what is next."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTableView


def calm_rows(table: QTableView, *, row_px: int | None = None) -> None:
    """Rows are parted by one line below each; titles stand over the texts below them.

    Call it after `tell_whole`, which brings a header of its own.

    Args:
        table: of texts.
        row_px: height of its rows; Qt's own where left out.
    """
    table.setShowGrid(False)
    table.setTabKeyNavigation(False)
    table.verticalHeader().hide()
    if row_px is not None:
        table.verticalHeader().setDefaultSectionSize(row_px)
    header = table.horizontalHeader()
    header.setHighlightSections(False)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
