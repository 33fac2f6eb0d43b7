"""The charts of a report: every line through its figures."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pytest
from matplotlib.figure import Figure

from emotion_gui.core.evaluation.metrics import ReliabilityBin
from emotion_gui.core.pruning.options import PruningPreset
from emotion_gui.core.pruning.sweep import RandomBand, SweepPoint
from emotion_gui.core.reports import charts
from emotion_gui.core.training.records import EpochRecord

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class Sheets:
    """Takes what would be drawn."""

    def __init__(self) -> None:
        self.sizes: list[tuple[float, float]] = []
        self.figure = Figure(layout="constrained")

    def __call__(self, draw: Callable[[Figure], None], *, width_in: float, height_in: float) -> str:
        self.figure = Figure(figsize=(width_in, height_in), layout="constrained")
        draw(self.figure)
        self.figure.draw_without_rendering()  # type: ignore[no-untyped-call]
        return "drawn"


@pytest.fixture
def sheets(monkeypatch: pytest.MonkeyPatch) -> Sheets:
    found = Sheets()
    monkeypatch.setattr(charts, "drawn_svg", found)
    return found


def lines(axes: Axes) -> list[tuple[str, list[list[float]]]]:
    return [(str(line.get_label()), np.round(line.get_xydata(), 6).tolist()) for line in axes.lines]


def record(epoch: int) -> EpochRecord:
    return EpochRecord(
        epoch=epoch,
        train_loss=2.0 / epoch,
        train_accuracy=0.1 * epoch,
        test_loss=3.0 / epoch,
        test_accuracy=0.05 * epoch,
        learning_rate=0.1,
        images_per_second=100.0,
        seconds=1.0,
    )


def test_curves_of_a_training(sheets: Sheets) -> None:
    assert charts.training_curves([record(1), record(2)]) == "drawn"
    loss, accuracy = sheets.figure.axes
    assert lines(loss) == [("train", [[1, 2.0], [2, 1.0]]), ("test", [[1, 3.0], [2, 1.5]])]
    assert lines(accuracy) == [("train", [[1, 10], [2, 20]]), ("test", [[1, 5], [2, 10]])]
    assert [axes.get_title() for axes in (loss, accuracy)] == ["Loss", "Accuracy, %"]
    assert loss.get_ylim()[0] == 0
    assert loss.get_ylim()[1] > 3
    assert accuracy.get_ylim() == (0, 100)
    assert [line.get_color() for line in loss.lines] == [charts.BLUE, charts.ORANGE]
    for axes in (loss, accuracy):
        assert axes.get_xlabel() == "epoch"
        assert all(float(tick).is_integer() for tick in axes.get_xticks())
        legend = axes.get_legend()
        assert legend is not None
        assert [text.get_text() for text in legend.get_texts()] == ["train", "test"]


@pytest.mark.parametrize(("epochs", "marker"), [(12, "o"), (13, "")])
def test_few_epochs_have_dots(sheets: Sheets, epochs: int, marker: str) -> None:
    charts.training_curves([record(epoch) for epoch in range(1, epochs + 1)])
    assert {line.get_marker() for line in sheets.figure.axes[0].lines} == {marker}


def point(
    preset: PruningPreset, degrees: float, gone: int, right: float, band: RandomBand | None = None
) -> SweepPoint:
    class Judged:
        accuracy = right

    return SweepPoint(
        preset=preset, threshold_deg=degrees, maps_gone=gone, judgement=Judged(), random=band
    )  # type: ignore[arg-type]


def test_a_sweep_by_angle_and_by_maps(sheets: Sheets) -> None:
    band = RandomBand(0.2, 0.3, 0.4)
    points = [
        point(PruningPreset.PAPER, 0.0, 0, 0.8),
        point(PruningPreset.PAPER, 15.0, 4, 0.6, band),
        point(PruningPreset.PAPER, 20.0, 4, 0.6, band),
        point(PruningPreset.REFIT, 15.0, 4, 0.75),
    ]
    charts.sweep_chart(points, chosen=points[1], maps=16, interval=(0.7, 0.9))
    by_angle, by_maps = sheets.figure.axes
    assert lines(by_angle)[:2] == [
        ("Paper", [[0, 80], [15, 60], [20, 60]]),
        ("Refit", [[15, 75]]),
    ]
    assert lines(by_maps)[:3] == [
        ("Paper", [[0, 80], [25, 60]]),
        ("Paper, maps by lot", [[25, 30]]),
        ("Refit", [[25, 75]]),
    ]
    # The chosen one: a line across, and a dot on it.
    assert [line.get_xdata()[0] for line in by_angle.lines[2:]] == [15.0, 15.0]
    assert [line.get_xdata()[0] for line in by_maps.lines[3:]] == [25.0, 25.0]
    assert [axes.lines[-1].get_ydata()[0] for axes in (by_angle, by_maps)] == [60.0, 60.0]
    for axes in (by_angle, by_maps):
        (area,) = axes.patches
        assert (area.get_y(), area.get_y() + area.get_height()) == pytest.approx((70, 90))
    # Ten points of room below the ten that the lowest lies in.
    assert by_angle.get_ylim() == (50, 101)
    assert by_angle.get_title() == "Accuracy, %"
    assert by_angle.get_xlabel() == "threshold, degrees"
    assert by_maps.get_xlabel() == "maps gone, % of the layer"
    assert [line.get_color() for line in by_angle.lines[:2]] == [charts.BLUE, charts.GREEN]


def test_a_sweep_of_little_accuracy_begins_at_zero(sheets: Sheets) -> None:
    points = [point(PruningPreset.CORRECTED, 5.0, 1, 0.05)]
    charts.sweep_chart(points, chosen=None, maps=4)
    by_angle, by_maps = sheets.figure.axes
    assert by_angle.get_ylim() == (0, 101)
    assert len(by_angle.lines) == len(by_maps.lines) == 1
    assert not by_angle.patches
    assert by_angle.lines[0].get_color() == charts.ORANGE


def test_bars_of_a_calibration(sheets: Sheets) -> None:
    bins = [
        ReliabilityBin(low=0.0, high=0.1, count=0, confidence=None, accuracy=None),
        ReliabilityBin(low=0.4, high=0.5, count=10, confidence=0.46, accuracy=0.3),
        ReliabilityBin(low=0.9, high=1.0, count=40, confidence=0.95, accuracy=0.9),
    ]
    charts.reliability_chart(bins)
    (axes,) = sheets.figure.axes
    shown = [
        (bar.get_x() + bar.get_width() / 2, bar.get_width(), bar.get_height(), bar.get_alpha())
        for bar in axes.patches
    ]
    np.testing.assert_allclose(shown, [(45, 9.2, 30, 0.25 + 0.1875), (95, 9.2, 90, 1.0)])
    assert lines(axes)[0][1] == [[0, 0], [100, 100]]
    assert axes.get_xlim() == axes.get_ylim() == (0, 100)
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("confidence, %", "right, %")
    charts.reliability_chart([])
    assert not sheets.figure.axes[0].patches


def test_a_chart_takes_the_pages_colours_and_fonts() -> None:
    def draw(figure: Figure) -> None:
        axes = figure.subplots()
        axes.plot([0, 1], [1, 0], color=charts.BLUE, label="a $ name")
        axes.legend()

    svg = charts.drawn_svg(draw, width_in=4.0, height_in=3.0)
    assert svg.startswith("<svg")
    assert "var(--series-1)" in svg
    assert "var(--font)" in svg
    assert "a $ name" in svg
    assert not re.search(r"#0102|#0103|<style|<metadata|xmlns|<g id", svg)
    head = svg.partition(">")[0]
    assert "viewBox" in head
    assert not re.search(r"\s(width|height)=", head)
    assert svg == charts.drawn_svg(draw, width_in=4.0, height_in=3.0)
