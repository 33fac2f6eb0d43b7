"""All faces of a data set with filters; keys 1-9 label, Delete excludes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QColor, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from emotion_gui.core.data.overview import OK, STATUSES, DatasetOverview
from emotion_gui.core.faces.stored import StoredFaces
from emotion_gui.core.labels import SEVEN, LabelSet
from emotion_gui.core.workspace.records import Part, SampleStatus
from emotion_gui.ui.pages.data.dataset.editor import DatasetEditor
from emotion_gui.ui.pages.data.texts import label_text, part_text, status_text
from emotion_gui.ui.theme import Theme
from emotion_gui.ui.widgets import ChoiceBox, FaceGrid, set_role

_ANY = "any"


class OverviewFaces:
    """Some faces of a data set for a grid; position i of the grid is `rows[i]`."""

    def __init__(self, overview: DatasetOverview, rows: npt.NDArray[np.intp], theme: Theme) -> None:
        self._overview, self.rows, self._theme = overview, rows, theme
        self._stored = StoredFaces(overview.faces, rows)

    def count(self) -> int:
        return len(self.rows)

    def face(self, index: int) -> npt.NDArray[np.uint8]:
        return self._stored[index]

    def caption(self, index: int) -> str:
        row = self.rows[index]
        status = int(self._overview.statuses[row])
        if status != OK:
            return status_text(STATUSES[status])
        return label_text(int(self._overview.labels[row]), self._overview.row.label_set)

    def color(self, index: int) -> QColor | None:
        row = self.rows[index]
        label = int(self._overview.labels[row])
        if self._overview.statuses[row] != OK or label < 0:
            return None
        return self._theme.emotion_color(label, self._overview.row.label_set)


class Gallery(QWidget):
    """Filters above, the grid below. Faces are named by their index in the data set."""

    selection_changed = Signal(list)  # indices of faces
    opened = Signal(int)  # index of a face

    def __init__(self, theme: Theme, editor: DatasetEditor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._editor = theme, editor
        self._overview: DatasetOverview | None = None
        self._faces: OverviewFaces | None = None
        self._only: npt.NDArray[np.intp] | None = None
        self.grid = FaceGrid(theme, side_px=56)
        self.class_box = ChoiceBox((), name=self.tr("Class"))
        self._labels: LabelSet | None = None
        self._set_labels(SEVEN)
        self.part_box = ChoiceBox(
            [(_ANY, self.tr("All parts")), *((p.name, part_text(p)) for p in Part)],
            name=self.tr("Part of the split"),
        )
        self.status_box = ChoiceBox(
            [(_ANY, self.tr("Any status")), *((s.value, status_text(s)) for s in STATUSES)],
            name=self.tr("Status"),
        )
        self.count_label = set_role(QLabel(), "muted")
        self._nothing = set_role(QLabel(self.tr("No face fits these filters.")), "muted")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.grid)
        self._stack.addWidget(self._nothing)
        self._lay_out()
        for box in (self.class_box, self.part_box, self.status_box):
            box.chosen.connect(self._on_filter)
        self.grid.selection_changed.connect(self._on_selection)
        self.grid.opened.connect(self._on_opened)
        self._make_keys()

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(8)
        for box in (self.class_box, self.part_box, self.status_box):
            bar.addWidget(box)
        bar.addStretch(1)
        bar.addWidget(self.count_label)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(bar)
        column.addWidget(self._stack, 1)

    def _make_keys(self) -> None:
        for number in range(9):
            key = QShortcut(QKeySequence(str(number + 1)), self.grid)
            key.setContext(Qt.ShortcutContext.WidgetShortcut)
            key.activated.connect(partial(self._relabel, number))
        for text in ("X", "Del"):
            key = QShortcut(QKeySequence(text), self.grid)
            key.setContext(Qt.ShortcutContext.WidgetShortcut)
            key.activated.connect(self._editor.exclude)

    def _relabel(self, label: int) -> None:
        if self._overview is not None and label < len(self._overview.row.label_set):
            self._editor.relabel(label)

    def _set_labels(self, labels: LabelSet) -> None:
        """The classes that can be chosen."""
        if labels == self._labels:
            return
        self._labels = labels
        names = [(name, label_text(k, labels)) for k, name in enumerate(labels.names)]
        every = (_ANY, self.tr("All classes"))
        self.class_box.set_choices([every, *names, ("-1", label_text(None))])

    @property
    def selected(self) -> list[int]:
        """Indices of the selected faces in the data set."""
        if self._faces is None:
            return []
        return [int(self._faces.rows[place]) for place in self.grid.selected]

    @property
    def rows(self) -> npt.NDArray[np.intp]:
        """Indices of the faces that are listed, in their order."""
        return np.empty(0, dtype=np.intp) if self._faces is None else self._faces.rows

    def show_overview(self, overview: DatasetOverview | None) -> None:
        """Show another data set with the filters as they are."""
        self._overview, self._only = overview, None
        if overview is not None:
            self._set_labels(overview.row.label_set)
        self._on_filter()

    def show_only(self, faces: Sequence[int]) -> None:
        """Just these faces, in this order, until a filter is chosen."""
        for box in (self.class_box, self.part_box, self.status_box):
            box.choose(_ANY)
        self._only = np.array(faces, dtype=np.intp)
        self._fill()

    def refresh(self) -> None:
        """Labels or statuses have changed; everything stays at its place."""
        self.grid.redraw()

    def select(self, faces: Sequence[int]) -> None:
        """Select faces by their index in the data set, as far as they are shown."""
        if self._faces is not None:
            places = {int(row): place for place, row in enumerate(self._faces.rows)}
            self.grid.select([places[face] for face in faces if face in places])

    @Slot()
    def _on_filter(self) -> None:
        self._only = None
        self._fill()

    def _fill(self) -> None:
        if self._overview is None:
            self._faces = None
            self.grid.set_faces(None)
            self.count_label.clear()
            return
        rows = self._wanted(self._overview) if self._only is None else self._only
        self._faces = OverviewFaces(self._overview, rows, self._theme)
        self.grid.set_faces(self._faces)
        self._stack.setCurrentWidget(self.grid if len(rows) else self._nothing)
        self.count_label.setText(self.tr("%Ln faces", "", len(rows)))

    def _wanted(self, overview: DatasetOverview) -> npt.NDArray[np.intp]:
        label, part, status = (
            self.class_box.current,
            self.part_box.current,
            self.status_box.current,
        )
        code = (
            None
            if label == _ANY
            else (-1 if label == "-1" else overview.row.label_set.index(label))
        )
        return overview.find(
            label=code,
            part=None if part == _ANY else Part[part],
            status=None if status == _ANY else SampleStatus(status),
        )

    @Slot(int)
    def _on_opened(self, place: int) -> None:
        self.opened.emit(int(self.rows[place]))

    @Slot()
    def _on_selection(self) -> None:
        self.selection_changed.emit(self.selected)
