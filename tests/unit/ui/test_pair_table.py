"""The table of pairs, the histogram and the angle matrix, without a network."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPersistentModelIndex, QPointF, Qt
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from emotion_gui.ui.widgets.angle_matrix import AngleMatrix, matrix_image
from emotion_gui.ui.widgets.histogram import AngleHistogram
from emotion_gui.ui.widgets.pair_model import PairColumn, PairModel, PairRows, RowState
from emotion_gui.ui.widgets.pair_table import PairTable

MAPS = 256
PAIRS = MAPS * (MAPS - 1) // 2
YES = np.ones(PAIRS, np.bool_)


class Described:
    """Counts how often the model asks for words."""

    def __init__(self) -> None:
        self.rows: list[int] = []

    def __call__(self, row: int) -> str:
        self.rows.append(row)
        return f"row {row}"


def make_rows(describe: Described | None = None) -> PairRows:
    rng = np.random.default_rng(0)
    first, second = np.triu_indices(MAPS, k=1)
    return PairRows(
        first,
        second,
        rng.uniform(0, 90, PAIRS).round(1),
        rng.integers(0, 4, PAIRS).astype(np.int8),
        np.ones(PAIRS, dtype=np.bool_),
        np.ones(PAIRS, dtype=np.bool_),
        rng.uniform(0.1, 2, MAPS),
        describe or Described(),
    )


@pytest.fixture
def table(qtbot: QtBot) -> PairTable:
    made = PairTable()
    qtbot.addWidget(made)
    made.set_faces(np.zeros((MAPS, 3, 48, 48), dtype=np.uint8))
    made.set_rows(make_rows())
    made.resize(620, 320)
    made.show()
    return made


def shown(model: PairModel) -> np.ndarray:
    return np.array([model.position(row) for row in range(model.rowCount())])


def test_all_pairs_are_listed_by_angle(table: PairTable) -> None:
    model = table.pairs
    assert model.rowCount() == PAIRS == 32_640
    assert (np.diff(model.rows.angle_deg[shown(model)]) >= 0).all()


@pytest.mark.parametrize("order", [Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder])
@pytest.mark.parametrize(
    ("column", "key"),
    [
        (PairColumn.FIRST, lambda rows: rows.first),
        (PairColumn.SECOND, lambda rows: rows.second),
        (PairColumn.ANGLE, lambda rows: rows.angle_deg),
        (PairColumn.STATE, lambda rows: rows.state),
        (
            PairColumn.NORMS,
            lambda rows: np.minimum(rows.norms[rows.first], rows.norms[rows.second]),
        ),
    ],
)
def test_sorting_orders_every_row_by_the_column(column, key, order) -> None:
    model = PairModel()
    rows = make_rows()
    model.set_rows(rows)
    model.sort(column, order)
    values = key(rows)[shown(model)].astype(float)
    steps = np.diff(values)
    assert (steps >= 0).all() if order is Qt.SortOrder.AscendingOrder else (steps <= 0).all()


def test_equal_keys_stay_in_the_order_of_angles() -> None:
    model = PairModel()
    rows = make_rows()
    model.set_rows(rows)
    model.sort(PairColumn.FIRST, Qt.SortOrder.DescendingOrder)
    order = shown(model)
    same = rows.first[order[1:]] == rows.first[order[:-1]]
    assert (np.diff(rows.angle_deg[order])[same] >= 0).all()


def test_sorting_and_filtering_never_go_row_by_row() -> None:
    """The words of a row are made when it is drawn: not for 32,640 rows at once."""
    described = Described()
    model = PairModel()
    model.set_rows(make_rows(described))
    model.sort(PairColumn.STATE)
    model.set_filter(map_number=17)
    model.set_filter(state=RowState.DONE)
    assert described.rows == []


def test_only_visible_rows_are_described(qtbot: QtBot) -> None:
    described = Described()
    table = PairTable()
    qtbot.addWidget(table)
    table.set_rows(make_rows(described))
    table.resize(620, 320)
    table.show()
    table.grab()
    assert 0 < len(set(described.rows)) < 40


def test_a_map_filter_leaves_its_255_pairs(table: PairTable) -> None:
    model = table.pairs
    model.set_filter(map_number=17)
    rows, at = model.rows, shown(model)
    assert len(at) == MAPS - 1
    assert ((rows.first[at] == 17) | (rows.second[at] == 17)).all()
    model.set_filter(map_number=17, state=RowState.SKIPPED)
    assert (rows.state[shown(model)] == RowState.SKIPPED).all()
    model.set_filter()
    assert model.rowCount() == PAIRS


def test_a_selected_pair_stays_selected_when_the_order_changes(table: PairTable) -> None:
    table.select_pair(40, 12)
    kept = QPersistentModelIndex(table.currentIndex())
    table.pairs.sort(PairColumn.SECOND, Qt.SortOrder.DescendingOrder)
    at = table.pairs.position(kept.row())
    assert (table.pairs.rows.first[at], table.pairs.rows.second[at]) == (12, 40)


def test_new_decisions_keep_the_selection(table: PairTable) -> None:
    table.select_pair(12, 40)
    model = table.pairs
    model.update_states(np.full(PAIRS, RowState.DONE, np.int8), YES, YES)
    at = model.position(table.selectionModel().selectedRows()[0].row())
    assert (model.rows.first[at], model.rows.second[at]) == (12, 40)


def test_space_asks_to_leave_a_pair_out_from_any_column(table: PairTable, qtbot: QtBot) -> None:
    model = table.pairs
    model.update_states(np.full(PAIRS, RowState.DONE, np.int8), YES, YES)
    table.select_pair(3, 9)
    with qtbot.waitSignal(model.tick_requested) as asked:
        qtbot.keyClick(table, Qt.Key.Key_Space)
    at, wanted = asked.args
    assert (model.rows.first[at], model.rows.second[at], wanted) == (3, 9, False)


def test_a_pair_beyond_the_threshold_has_no_tick(table: PairTable, qtbot: QtBot) -> None:
    model = table.pairs
    model.update_states(np.full(PAIRS, RowState.BEYOND, np.int8), YES, ~YES)
    table.select_pair(3, 9)
    index = model.index(table.currentIndex().row(), PairColumn.TICK)
    assert index.data(Qt.ItemDataRole.CheckStateRole) is None
    with qtbot.assertNotEmitted(model.tick_requested):
        qtbot.keyClick(table, Qt.Key.Key_Space)


def test_cells_are_spoken(table: PairTable) -> None:
    model = table.pairs
    row = model.row_of(3, 9)
    assert row is not None

    def spoken(column: PairColumn) -> str:
        return model.index(row, column).data(Qt.ItemDataRole.AccessibleTextRole)

    assert spoken(PairColumn.TICK) == "Include maps 3 and 9"
    assert spoken(PairColumn.SECOND_FACES) == "The faces that map 9 answers most"


def test_arrow_keys_on_the_histogram_move_both_thresholds(qtbot: QtBot) -> None:
    histogram = AngleHistogram()
    qtbot.addWidget(histogram)
    histogram.set_angles(np.array([1.0, 3.0, 90.0, 179.0, np.nan]))
    assert histogram.counts.sum() == 4
    with qtbot.waitSignal(histogram.threshold_changed) as moved:
        qtbot.keyClick(histogram, Qt.Key.Key_Right)
    assert moved.args == [0.1]
    assert "complementary above 179.9°" in histogram.accessibleDescription()


@pytest.mark.parametrize("angle_deg", [20.0, 160.0])
def test_either_line_of_the_histogram_can_be_dragged(qtbot: QtBot, angle_deg: float) -> None:
    histogram = AngleHistogram()
    qtbot.addWidget(histogram)
    histogram.resize(370, 100)
    histogram.set_threshold(20.0)
    histogram.show()
    start = QPointF(histogram._x(angle_deg), 40).toPoint()
    end = QPointF(histogram._x(30.0 if angle_deg < 90 else 150.0), 40).toPoint()
    qtbot.mousePress(histogram, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(histogram, end)
    with qtbot.waitSignal(histogram.drag_ended):
        qtbot.mouseRelease(histogram, Qt.MouseButton.LeftButton, pos=end)
    assert histogram.threshold_deg == pytest.approx(30.0, abs=0.6)


def test_a_click_on_the_matrix_selects_the_pair(qtbot: QtBot) -> None:
    angles = np.array([[0.0, 10.0, 170.0], [10.0, 0.0, 90.0], [170.0, 90.0, 0.0]])
    matrix = AngleMatrix()
    qtbot.addWidget(matrix)
    matrix.resize(200, 200)
    matrix.set_angles(angles, np.array([2, 0, 1]))
    matrix.show()
    spot = matrix.point_of(2, 0)
    assert matrix.pair_at(spot) == (0, 2)
    assert matrix.pair_text((0, 2)) == "Maps 0 and 2: 170.0°"
    with qtbot.waitSignal(matrix.pair_selected) as chosen:
        qtbot.mouseClick(matrix, Qt.MouseButton.LeftButton, pos=spot.toPoint())
    assert chosen.args == [0, 2]


def test_the_matrix_can_be_used_by_keyboard(qtbot: QtBot) -> None:
    matrix = AngleMatrix()
    qtbot.addWidget(matrix)
    matrix.set_angles(np.array([[0.0, 10.0], [10.0, 0.0]]), np.array([0, 1]))
    qtbot.keyClick(matrix, Qt.Key.Key_Right)
    assert matrix.accessibleDescription() == "Maps 0 and 1: 10.0°"
    with qtbot.waitSignal(matrix.pair_selected) as chosen:
        qtbot.keyClick(matrix, Qt.Key.Key_Return)
    assert chosen.args == [0, 1]


def test_matrix_colours_tell_similar_opposite_and_unknown() -> None:
    near, plain, far = QColor("#0000ff"), QColor("#ffffff"), QColor("#ff0000")
    angles = np.array([[0.0, 180.0], [90.0, np.nan]])
    image = matrix_image(angles, near=near, plain=plain, far=far)
    assert [image.pixelColor(x, y).name() for y in range(2) for x in range(2)] == [
        "#0000ff",
        "#ff0000",
        "#ffffff",
        "#ffffff",
    ]
