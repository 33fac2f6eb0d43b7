"""Everything that an evaluation shows at the right: matrix, classes, faces, calibration."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QLabel,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from emotion_gui.core.evaluation.metrics import Evaluation
from emotion_gui.operations.evaluate import Answers, ChosenFace, EvaluateResult
from emotion_gui.ui.emotions import emotion_name
from emotion_gui.ui.pages.evaluation.class_table import ClassTable
from emotion_gui.ui.pages.evaluation.faces import AnswerFaces, FaceDetail
from emotion_gui.ui.pages.evaluation.state import EvaluateState
from emotion_gui.ui.theme import Theme
from emotion_gui.ui.widgets import (
    Card,
    ConfusionMatrixView,
    CurvePlot,
    FaceGrid,
    SegmentedControl,
    set_role,
)
from emotion_gui.ui.widgets.confusion_view import LEAST_CELL_PX
from emotion_gui.ui.widgets.flow import Sides

_LEAST_LEFT_PX, _GAP_PX = 336, 14
_LEAST_ROWS_PX = (316, 220)
_LEAST_MATRIX_PX = 200


class ResultsView(QWidget):
    """Four cards; a click in the matrix or on a class fills the gallery."""

    look_wanted = Signal(object)  # ChosenFace

    def __init__(self, state: EvaluateState, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state, self._theme = state, theme
        self._result: EvaluateResult | None = None
        self.matrix = ConfusionMatrixView(theme, least_cell_px=LEAST_CELL_PX)
        self.unit = SegmentedControl(
            [("percent", "%"), ("count", self.tr("n"))], name=self.tr("Cells as")
        )
        self.which = SegmentedControl([("first", "A"), ("second", "B")], name=self.tr("Model"))
        self.classes = ClassTable(theme)
        self.grid = FaceGrid(theme, side_px=78)
        self.detail = FaceDetail(theme)
        self.reliability = CurvePlot(theme, name=self.tr("Reliability: share right by confidence"))
        self.side = SegmentedControl(
            [("reliability", self.tr("Calibration")), ("face", self.tr("This face"))],
            name=self.tr("Show"),
        )
        self._make_cards()
        self._build_layout()
        self._connect()

    @property
    def answers(self) -> Answers | None:
        """Of the model that is shown now."""
        if self._result is None:
            return None
        if self.which.current == "second" and self._result.second is not None:
            return self._result.second
        return self._result.first

    @Slot()
    def show_state(self) -> None:
        """What was found for the choice as it is; redrawn only where that is something else."""
        result = self._state.result
        if result is None or result is self._result:
            return
        self._result = result
        self.which.setVisible(result.second is not None)
        if result.second is None:
            self.which.choose("first")
        self._show_model()
        self._show_reliability()

    def _name(self, label: int) -> str:
        assert self.answers is not None
        return emotion_name(label, self.answers.label_set)

    def show_cell(self, truth: int, answer: int) -> None:
        """The faces of one cell of the matrix."""
        if self.answers is None:
            return
        title = (
            self.tr("{truth}, answered so").format(truth=self._name(truth))
            if truth == answer
            else self.tr("{truth}, answered {answer}").format(
                truth=self._name(truth), answer=self._name(answer)
            )
        )
        self._show_faces(self.answers.cell(truth, answer), title, mixed=False)

    def show_mistakes(self, truth: int | None = None) -> None:
        """Wrong answers, the surest first."""
        if self.answers is None:
            return
        title = (
            self.tr("Mistakes, the surest first")
            if truth is None
            else self.tr("{truth}, mistaken, the surest first").format(truth=self._name(truth))
        )
        self._show_faces(self.answers.mistakes(truth), title, mixed=True)

    def _show_faces(self, positions: npt.NDArray[np.int64], title: str, *, mixed: bool) -> None:
        assert self._result is not None
        assert self.answers is not None
        faces = AnswerFaces(self._result.faces, self.answers, positions, self._theme, mixed=mixed)
        self.faces_card.set_title(title)
        self.faces_card.set_note(self.tr("%Ln faces", "", len(positions)))
        self._faces_stack.setCurrentIndex(1 if len(positions) else 0)
        self.grid.set_faces(faces)
        self.detail.clear()
        self._shown = faces

    @Slot()
    def _show_model(self) -> None:
        if self.answers is None:
            return
        evaluation = self.answers.evaluation
        self.matrix.set_counts(evaluation.confusion, self.answers.label_set)
        self.matrix.select(None)
        self._let_rows_grow()
        self.classes.scores.set_scores(evaluation.per_class, self.answers.label_set)
        self.show_mistakes()

    @Slot()
    def _show_reliability(self) -> None:
        result = self._result
        if result is None:
            return
        self.reliability.clear()
        self.reliability.set_series(
            "ideal",
            [0, 100],
            [0, 100],
            label=self.tr("ideal"),
            color=self._theme.color("muted"),
            dashed=True,
        )
        named = [(self.tr("share right, %"), result.first.evaluation)]
        if result.second is not None:
            named = [("A", result.first.evaluation), ("B", result.second.evaluation)]
        for index, (label, evaluation) in enumerate(named):
            x, y = _reliability(evaluation)
            color = self._theme.series_color(index)
            self.reliability.set_series(label, x, y, label=label, color=color, points=True)
        self.reliability.set_x_range(0, 100)
        self.reliability.set_y_range(0, 100)

    @Slot(str)
    def _on_unit(self, unit: str) -> None:
        self.matrix.set_as_percent(unit == "percent")

    @Slot(list)
    def _on_face(self, selected: list[int]) -> None:
        if not selected or self.answers is None:
            return
        position = int(self._shown.positions[selected[0]])
        self.detail.show_face(
            self._shown.face(selected[0]),
            label=int(self.answers.labels[position]),
            row=int(self.answers.rows[position]),
            probabilities=[float(value) for value in self.answers.probabilities[position]],
            labels=self.answers.label_set,
        )
        self.side.choose("face")

    @Slot()
    def _on_look(self) -> None:
        """Look inside at the face that is selected (double click, Enter or the button)."""
        if not self.grid.selected or self.answers is None:
            return
        index = self.grid.selected[0]
        position = int(self._shown.positions[index])
        self.look_wanted.emit(
            ChosenFace(
                face=self._shown.face(index),
                row=int(self.answers.rows[position]),
                label=int(self.answers.labels[position]),
                answer=int(self.answers.probabilities[position].argmax()),
                model=self.answers.model,
                label_set=self.answers.label_set,
            )
        )

    @Slot(str)
    def _on_side(self, key: str) -> None:
        self._side_stack.setCurrentIndex(1 if key == "face" else 0)

    @Slot(int)
    def _on_class(self, truth: int) -> None:
        self.matrix.select(None)
        self.show_mistakes(truth)

    @Slot(int, int)
    def _on_cell(self, truth: int, answer: int) -> None:
        self.classes.clearSelection()
        self.show_cell(truth, answer)

    def _make_cards(self) -> None:
        self.matrix_card = Card(self.tr("Truth by answer"))
        self.matrix_card.header.addWidget(self.which)
        self.matrix_card.header.addWidget(self.unit)
        note = set_role(QLabel(self.tr("rows: truth · columns: answer · click a cell")), "small")
        note.setWordWrap(True)
        note.setMinimumHeight(2 * note.fontMetrics().lineSpacing())  # where it is narrow
        self.matrix_card.body.addWidget(self.matrix, 1)
        self.matrix_card.body.addWidget(note)
        self.matrix_card.setMinimumWidth(_LEAST_LEFT_PX)
        self.class_card = Card(self.tr("Every class, in %"))
        self.class_card.body.addWidget(self.classes)
        self.faces_card = Card()
        none = set_role(QLabel(self.tr("No faces here.")), "muted")
        self._faces_stack = QStackedWidget()
        self._faces_stack.addWidget(none)
        self._faces_stack.addWidget(self.grid)
        self.faces_card.body.addWidget(self._faces_stack)
        self.side_card = Card()
        self.side_card.setMinimumWidth(_LEAST_LEFT_PX)
        self._side_stack = QStackedWidget()
        self._side_stack.addWidget(self.reliability)
        self._side_stack.addWidget(self.detail)
        self.side_card.body.addWidget(self.side)
        self.side_card.body.addWidget(self._side_stack, 1)

    def _let_shrink(self) -> None:
        """Hints of height would add up to more than a small window has; minimums do not."""
        for widget, least_px in (
            (self.matrix, _LEAST_MATRIX_PX),
            (self.reliability, 120),
            (self.grid, 110),
            (self.classes, 242),
        ):
            widget.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
            widget.setMinimumHeight(least_px)

    def _let_rows_grow(self) -> None:
        """Both cards above are as high as the matrix of so many classes needs."""
        self.matrix.setMinimumHeight(max(_LEAST_MATRIX_PX, self.matrix.minimumSizeHint().height()))
        least = max(_LEAST_ROWS_PX[0], self.matrix_card.minimumSizeHint().height())
        for card in (self.matrix_card, self.class_card):
            card.setMinimumHeight(least)

    def _build_layout(self) -> None:
        self._let_shrink()
        columns = Sides(spacing=_GAP_PX)
        left = ((self.matrix_card, 5), (self.side_card, 4))
        right = ((self.class_card, 5), (self.faces_card, 4))
        for stretch, cards in ((2, left), (3, right)):
            column = QWidget()
            stack = QVBoxLayout(column)
            stack.setContentsMargins(0, 0, 0, 0)
            stack.setSpacing(_GAP_PX)
            for (card, share), least_px in zip(cards, _LEAST_ROWS_PX, strict=True):
                card.setMinimumHeight(least_px)  # alike, so that the rows of both stay level
                stack.addWidget(card, share)
            columns.add(column, stretch)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(columns)

    def _connect(self) -> None:
        self.matrix.cell_clicked.connect(self._on_cell)
        self.classes.class_chosen.connect(self._on_class)
        self.unit.changed.connect(self._on_unit)
        self.which.changed.connect(self._show_model)
        self.side.changed.connect(self._on_side)
        self.grid.selection_changed.connect(self._on_face)
        self.grid.opened.connect(self._on_look)
        self.detail.look_button.clicked.connect(self._on_look)
        self._state.changed.connect(self.show_state)
        self._theme.changed.connect(self._show_reliability)


def _reliability(evaluation: Evaluation) -> tuple[list[float], list[float]]:
    """Confidence and share right of every bin that holds faces, in per cent."""
    filled = [
        (100 * bin_.confidence, 100 * bin_.accuracy)
        for bin_ in evaluation.reliability
        if bin_.confidence is not None and bin_.accuracy is not None
    ]
    return [x for x, _ in filled], [y for _, y in filled]
