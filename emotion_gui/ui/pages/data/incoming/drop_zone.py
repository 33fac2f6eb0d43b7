"""The empty page: a dashed frame that says what can be dropped; and what that is."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen

from emotion_gui.core.data.archives import is_archive
from emotion_gui.core.data.file_kinds import is_picture_file
from emotion_gui.ui.tokens import RADIUS_PX
from emotion_gui.ui.widgets import EmptyState

TABLES = (".csv", ".tsv", ".csv.gz", ".csv.bz2", ".csv.xz")


def can_be_imported(paths: Sequence[Path]) -> bool:
    """Whether dropped files are a source: a table, an archive, a folder, or pictures."""
    if len(paths) != 1:
        return bool(paths) and all(map(is_picture_file, paths))
    path = paths[0]
    known = is_picture_file(path) or path.name.lower().endswith(TABLES)
    # os.path says no to names that no file can have, at which a Path stumbles.
    return known or os.path.isdir(path) or (os.path.isfile(path) and is_archive(path))


class DropZone(EmptyState):
    """An empty state with the look of a place to drop things on."""

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(self.palette().placeholderText().color(), 1.2, Qt.PenStyle.CustomDashLine)
        pen.setDashPattern([5, 5])
        painter.setPen(pen)
        frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(frame, 1.5 * RADIUS_PX, 1.5 * RADIUS_PX)
        painter.end()
