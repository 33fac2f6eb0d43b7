"""The widgets as a person uses them."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from helpers.seven import Emotion
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QWheelEvent
from PySide6.QtWidgets import QApplication, QGraphicsView, QWidget
from pytestqt.qtbot import QtBot

from emotion_gui.core.labels import SEVEN, own_set
from emotion_gui.ui.numbers import percent
from emotion_gui.ui.theme import Theme
from emotion_gui.ui.widgets import (
    ArrayFaces,
    Card,
    ChoiceBox,
    ConfusionMatrixView,
    CurvePlot,
    EmptyState,
    FaceGrid,
    FactTable,
    FrameView,
    IntEdit,
    LabelledSlider,
    Overlay,
    ProbabilityBars,
    SegmentedControl,
    readable_on,
)
from emotion_gui.ui.widgets.confusion_view import LEAST_CELL_PX


def show(qtbot: QtBot, widget: QWidget, width: int = 400, height: int = 300) -> None:
    qtbot.addWidget(widget)
    widget.resize(width, height)
    with qtbot.waitExposed(widget):
        widget.show()


def turn_wheel(widget: QWidget) -> bool:
    """Whether the widget kept the wheel for itself."""
    event = QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    event.setAccepted(True)
    QApplication.sendEvent(widget, event)
    return event.isAccepted()


class CountingFaces:
    """A million faces that are never all made."""

    def __init__(self, count: int) -> None:
        self._count = count
        self.asked: list[int] = []

    def count(self) -> int:
        return self._count

    def face(self, index: int) -> np.ndarray:
        self.asked.append(index)
        return np.full((48, 48), index % 256, dtype=np.uint8)

    def caption(self, index: int) -> str:
        return f"face {index}"

    def color(self, index: int) -> QColor | None:
        return QColor("red") if index % 2 else None


def test_a_million_faces_read_only_those_in_view(qtbot: QtBot, theme: Theme) -> None:
    grid, faces = FaceGrid(theme), CountingFaces(1_000_000)
    show(qtbot, grid, 640, 480)
    grid.set_faces(faces)
    grid.grab()
    grid.scrollToBottom()
    grid.grab()

    assert grid.count == 1_000_000
    assert 999_999 in faces.asked
    assert len(faces.asked) < 400


def test_selecting_faces_by_mouse_and_key(qtbot: QtBot, theme: Theme) -> None:
    grid = FaceGrid(theme)
    show(qtbot, grid, 640, 480)
    grid.set_faces(ArrayFaces(np.zeros((10, 48, 48), dtype=np.uint8)))
    columns = grid.model().columnCount()
    place = grid.visualRect(grid.model().index(0, 2)).center()

    with qtbot.waitSignal(grid.selection_changed) as heard:
        qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert heard.args == [[2]]
    qtbot.keyClick(grid, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert grid.selected == [2, 3]
    grid.select([7])
    assert grid.selected == [7]

    grid.resize(320, 480)
    qtbot.waitUntil(lambda: grid.model().columnCount() < columns)
    assert grid.selected == [7]  # a narrower window keeps the selection


def test_an_empty_and_a_refreshed_grid(qtbot: QtBot, theme: Theme) -> None:
    grid = FaceGrid(theme)
    show(qtbot, grid)
    grid.set_faces(None)
    grid.grab()
    assert (grid.count, grid.selected) == (0, [])
    faces = CountingFaces(3)
    grid.set_faces(faces)
    grid.select([1])
    faces._count = 5
    grid.refresh()
    assert (grid.count, grid.selected) == (5, [1])


def test_segments_tell_only_changes(qtbot: QtBot) -> None:
    control = SegmentedControl([("paper", "Paper"), ("refit", "Refit")], name="Rule")
    show(qtbot, control)
    assert control.current == "paper"
    with qtbot.assertNotEmitted(control.changed):
        control.button("paper").click()
    with qtbot.waitSignal(control.changed) as heard:
        control.button("refit").click()
    assert heard.args == ["refit"]


def test_a_slider_speaks_in_units(qtbot: QtBot) -> None:
    slider = LabelledSlider("Threshold", low=0, high=45, step=0.5, value=15, unit="°", decimals=1)
    show(qtbot, slider)
    assert slider.edit.text() == "15.0°"
    with qtbot.waitSignals([slider.moved, slider.settled]):
        qtbot.keyClick(slider.slider, Qt.Key.Key_Right)
    assert slider.value == pytest.approx(15.5)
    with qtbot.assertNotEmitted(slider.moved):
        slider.set_value(30)
    assert slider.edit.text() == "30.0°"


def test_the_wheel_belongs_to_the_page_until_a_field_has_the_focus(qtbot: QtBot) -> None:
    fields = [
        IntEdit(low=0, high=9, value=5, name="Epochs"),
        ChoiceBox([("a", "A"), ("b", "B")], name="Layer"),
    ]
    for field in fields:
        qtbot.addWidget(field)
        assert not turn_wheel(field)
    assert fields[0].text() == "5"
    assert isinstance(fields[1], ChoiceBox)
    assert fields[1].current == "a"


def test_a_choice_survives_a_new_list(qtbot: QtBot) -> None:
    box = ChoiceBox([("1", "Run 1"), ("2", "Run 2")], name="Run")
    qtbot.addWidget(box)
    box.choose("2")
    box.set_choices([("3", "Run 3"), ("2", "Run 2")])
    assert box.current == "2"
    box.set_choices([])
    assert box.current == ""


def test_a_long_choice_is_shortened_in_a_narrow_card(qtbot: QtBot) -> None:
    box = ChoiceBox([("1", "Run 14: the paper's network, sixty epochs")], name="Run")
    show(qtbot, box, 120, 30)
    assert box.minimumSizeHint().width() <= 120
    assert box.sizeHint().width() > 200
    assert not box.grab().isNull()
    assert box.currentText().endswith("sixty epochs")


def test_whole_x_has_no_half_marks(qtbot: QtBot, theme: Theme) -> None:
    plot = CurvePlot(theme, name="Loss")
    show(qtbot, plot)
    plot.flush()
    axis = plot.findChild(QGraphicsView).getPlotItem().getAxis("bottom")
    plot.set_series("train", [1, 2, 3], [3, 2, 1])
    plot.flush()
    assert all(step == int(step) for step, _ in axis.tickSpacing(1, 3, 500))
    plot.set_series("train", [1, 1.5, 2], [3, 2, 1])
    plot.flush()
    assert any(step != int(step) for step, _ in axis.tickSpacing(1, 2, 500))


def test_the_vertical_axis_moves_only_when_the_values_ask_for_it(
    qtbot: QtBot, theme: Theme
) -> None:
    plot = CurvePlot(theme, name="Loss")
    show(qtbot, plot)

    def axis_after(*values: float) -> tuple[float, float]:
        plot.set_series("train", range(len(values)), values)
        plot.flush()
        low, high = plot.findChild(QGraphicsView).getPlotItem().viewRange()[1]
        assert low < min(v for v in values if v == v)
        assert high > max(v for v in values if v == v)
        return low, high

    first = axis_after(2.0, float("nan"), 1.0)
    assert axis_after(2.0, 1.5, 1.0, 0.99) == first
    lower = axis_after(2.0, 1.5, 1.0, 0.5)
    assert lower[0] < first[0]
    closer = axis_after(0.6, 0.5)
    assert closer[1] - closer[0] < 0.2
    assert axis_after(1.0)[0] < 1.0


def pixels(widget: QWidget) -> np.ndarray:
    """What is seen of it, shape (height, width, 4), as whole numbers."""
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    raw = np.frombuffer(image.constBits(), dtype=np.uint8)
    return raw.reshape(image.height(), image.width(), 4).astype(int)


def grow(plot: CurvePlot, points: int, *, growing: bool, fall: float = 0.01) -> None:
    """Let a dashed line reach `points` values, after four epochs."""
    x, y = [4 + i / 50 for i in range(points)], [1.8 - fall * i for i in range(points)]
    plot.set_series("now", x, y, color=QColor("gray"), dashed=True, growing=growing)
    plot.flush()


def plot_of_four_epochs(qtbot: QtBot, theme: Theme, *, growing: bool) -> CurvePlot:
    plot = CurvePlot(theme, name="Loss")
    show(qtbot, plot)
    plot.set_x_range(0, 10)
    plot.set_series("train", [1, 2, 3, 4], [2.0, 1.9, 1.8, 1.0])
    plot.flush()
    grow(plot, 1, growing=growing)
    settle(plot)
    return plot


def settle(plot: CurvePlot) -> None:
    """Legend and marks have their sizes, and it is drawn with them."""
    for _ in range(3):
        plot.grab()
        QApplication.processEvents()
        plot.flush()


def test_a_growing_line_looks_like_any_other(qtbot: QtBot, theme: Theme) -> None:
    plain = plot_of_four_epochs(qtbot, theme, growing=False)
    growing = plot_of_four_epochs(qtbot, theme, growing=True)

    def differ() -> int:
        return int((np.abs(pixels(plain) - pixels(growing)).max(axis=2) > 40).sum())

    grow(plain, 30, growing=False)
    assert differ() > 30, "the line can be seen"
    for points in (10, 20, 30):
        grow(growing, points, growing=True)
    assert differ() < 10
    for change in (
        lambda plot: plot.set_series("train", [1, 2, 3, 4], [2.0, 1.5, 1.2, 1.0]),
        lambda plot: plot.resize(500, 240),
        lambda plot: plot.set_x_range(0, 20),
        lambda plot: plot.set_marker(3.0),
        lambda plot: theme.set_mode("dark"),
    ):
        for plot, is_growing in ((plain, False), (growing, True)):
            change(plot)
            settle(plot)
            grow(plot, 40, growing=is_growing)
        assert differ() < 10
    for plot, is_growing in ((plain, False), (growing, True)):
        grow(plot, 50, growing=is_growing, fall=0.03)  # below the axis: it moves
        plot.set_series("train", [1, 2, 3, 4, 5], [2.0, 1.5, 1.2, 1.0, 0.9])
        grow(plot, 5, growing=is_growing)  # another epoch
        settle(plot)
    assert differ() < 10
    for plot, is_growing in ((plain, False), (growing, True)):
        grow(plot, 0, growing=is_growing)
        grow(plot, 60, growing=is_growing, fall=float("nan"))  # a diverged training
        plot.remove_series("now")
        settle(plot)
    assert differ() == 0


def test_a_growing_line_leaves_the_plot_alone(qtbot: QtBot, theme: Theme) -> None:
    plot = plot_of_four_epochs(qtbot, theme, growing=True)
    grow(plot, 10, growing=True)
    view = plot.findChild(QGraphicsView)
    assert view is not None
    drawn: list[QEvent] = []

    class Painted(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() is QEvent.Type.Paint:
                drawn.append(event)
            return False

    QApplication.processEvents()
    listener = Painted(plot)
    view.viewport().installEventFilter(listener)
    for points in range(11, 30):
        grow(plot, points, growing=True)
        QApplication.processEvents()
    assert drawn == []
    plot.set_series("train", [1, 2], [2.0, 1.0])
    plot.flush()
    assert drawn, "what is not the growing line is drawn by the plot"


def test_facts(qtbot: QtBot) -> None:
    table = FactTable()
    qtbot.addWidget(table)
    table.add("maps", "Maps")
    table.add("layer", "Layer", ChoiceBox([("5", "module 5")], name=""))
    table.set_value("maps", "192", tone="good")
    row = table.row("maps")
    assert row.value_label is not None
    assert row.value_label.text() == "192"
    assert row.accessibleName() == "Maps: 192"
    table.clear()
    with pytest.raises(KeyError):
        table.row("maps")


def test_probabilities(qtbot: QtBot, theme: Theme) -> None:
    bars = ProbabilityBars(theme)
    show(qtbot, bars)
    bars.set_values([0.02, 0.01, 0.03, 0.81, 0.01, 0.08, 0.04])
    bars.grab()
    assert "happy 81 %" in bars.accessibleDescription()
    bars.set_values(None)
    bars.grab()
    assert bars.values == ()
    with pytest.raises(ValueError, match="3 probabilities"):
        bars.set_values([0.1, 0.2, 0.7])


def test_figures_and_signs_of_twenty_classes_hide_none_of_their_neighbours(
    qtbot: QtBot, theme: Theme
) -> None:
    view = ConfusionMatrixView(theme, least_cell_px=LEAST_CELL_PX)
    show(qtbot, view, 100, 100)
    labels = own_set(f"class {k}" for k in range(20))
    view.set_counts(100 * np.eye(20, dtype=int), labels)
    least = view.minimumSizeHint()
    assert least.width() == least.height() >= 20 * LEAST_CELL_PX
    view.resize(least)
    picture = view.grab().toImage()
    row = view.cell_rect(0, 0).toAlignedRect()
    between = [picture.pixelColor(5, round(view.cell_rect(k, 0).bottom() + 1)) for k in range(19)]
    assert {color.name() for color in between} == {picture.pixelColor(0, 0).name()}
    inside = {picture.pixelColor(x, row.center().y()).name() for x in range(row.x(), row.right())}
    assert len(inside) > 2  # "100" is there
    view.resize(190, 190)  # too small for figures: none is painted over its neighbours
    picture = view.grab().toImage()
    cell = view.cell_rect(0, 0).toRect().adjusted(2, 2, -2, -2)
    places = itertools.product(range(cell.x(), cell.right()), range(cell.y(), cell.bottom()))
    pixels = {picture.pixelColor(x, y).name() for x, y in places}
    assert len(pixels) == 1


def test_a_confusion_matrix_without_faces_shows_no_figures(qtbot: QtBot, theme: Theme) -> None:
    view = ConfusionMatrixView(theme)
    show(qtbot, view, 300, 300)
    counts = np.zeros((7, 7), dtype=int)
    pictures = []
    for answer in (None, Emotion.FEAR):  # no faces; one face whose diagonal share is 0
        if answer is not None:
            counts[Emotion.ANGRY, answer] = 1
        view.set_counts(counts, SEVEN)
        cell = view.cell_rect(Emotion.ANGRY, Emotion.ANGRY).toAlignedRect()
        picture = view.grab(cell).toImage()
        colours = {
            picture.pixel(x, y) for x in range(picture.width()) for y in range(picture.height())
        }
        pictures.append(len(colours))
    empty, figure = pictures
    assert figure > empty, "a zero is written only where faces are"


def test_a_confusion_cell_opens_by_mouse_and_by_key(qtbot: QtBot, theme: Theme) -> None:
    view = ConfusionMatrixView(theme)
    show(qtbot, view, 300, 300)
    counts = np.eye(7, dtype=int) * 3
    counts[Emotion.FEAR, Emotion.SURPRISE] = 1
    view.set_counts(counts, SEVEN)
    place = view.cell_rect(Emotion.FEAR, Emotion.SURPRISE).center().toPoint()

    with qtbot.waitSignal(view.cell_clicked) as heard:
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=place)
    assert heard.args == [Emotion.FEAR, Emotion.SURPRISE]
    assert (
        f"1 fear faces were answered surprise ({percent(0.25, 0)})" in view.accessibleDescription()
    )

    qtbot.keyClick(view, Qt.Key.Key_Down)
    with qtbot.waitSignal(view.cell_clicked) as heard:
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert heard.args == [Emotion.HAPPY, Emotion.SURPRISE]
    assert view.shares()[Emotion.ANGRY, Emotion.ANGRY] == 1
    view.set_as_percent(False)
    view.grab()
    with pytest.raises(ValueError, match="shape"):
        view.set_counts(np.zeros((2, 2)), SEVEN)


def test_a_frame_keeps_its_shape_and_mirrors_its_boxes(qtbot: QtBot, theme: Theme) -> None:
    view = FrameView(theme)
    show(qtbot, view, 400, 400)
    frame = np.zeros((100, 200, 3), dtype=np.uint8)
    frame[:, :100, 2] = 255  # left half red in OpenCV's order
    box = Overlay(10, 20, 40, 40, QColor("#f0b400"), "happy 81 %", "face 1")
    view.show_frame(frame, [box], bgr=True)

    assert view.frame_rect().width() == pytest.approx(2 * view.frame_rect().height())
    assert view.overlay_rect(box).left() == pytest.approx(20)
    left = view.grab().toImage().pixelColor(5, 290)
    view.set_mirrored(True)
    assert view.overlay_rect(box).left() == pytest.approx(300)
    right = view.grab().toImage().pixelColor(395, 290)
    assert left.red() > 200
    assert right.red() > 200

    with qtbot.waitSignal(view.box_clicked) as heard:
        place = view.overlay_rect(box).center().toPoint()
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=place)
    assert heard.args == [0]
    with qtbot.waitSignal(view.box_clicked):
        qtbot.keyClick(view, Qt.Key.Key_1)
    view.clear()
    view.set_placeholder("No camera")
    view.grab()


def test_chip_text_is_readable() -> None:
    assert readable_on(QColor("#ffff00")).lightness() < 60
    assert readable_on(QColor("#202060")).lightness() > 200


def test_curves_are_drawn_once_for_many_changes(qtbot: QtBot, theme: Theme) -> None:
    plot = CurvePlot(theme, name="Loss", x_label="epoch")
    plot.set_series("train", [1], [2.0], label="training")  # before pyqtgraph is there
    show(qtbot, plot)
    plot.flush()
    for epoch in range(2, 200):
        plot.set_series("train", range(1, epoch + 1), [1 / e for e in range(1, epoch + 1)])
    plot.set_series("test", [1, 2], [float("nan"), 1.0], dashed=True, points=True)
    plot.set_marker(3.0, movable=True)
    plot.flush()

    assert plot.series == ("train", "test")
    assert plot.data("train")[0] == list(range(1, 200))
    theme.set_mode("dark")
    plot.flush()
    plot.set_marker(None)
    plot.remove_series("test")
    plot.flush()
    plot.clear()
    plot.flush()
    assert plot.series == ()
    with pytest.raises(ValueError, match="2 x for 1 y"):
        plot.set_series("a", [1, 2], [1])


def test_an_empty_state_offers_its_button(qtbot: QtBot, theme: Theme) -> None:
    state = EmptyState(theme, icon="data", title="No faces yet", text="Import some.")
    show(qtbot, state)
    pressed: list[int] = []
    button = state.add_button("Load the sample faces", lambda: pressed.append(1), primary=True)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert pressed == [1]
    assert state.accessibleName() == "No faces yet. Import some."


def test_a_card_hides_an_empty_title(qtbot: QtBot) -> None:
    card = Card()
    show(qtbot, card)
    assert not card.title_label.isVisible()
    card.set_title("Loss")
    card.set_note("epoch 3 of 60")
    assert card.title_label.isVisible()
    assert card.note_label.isVisible()
