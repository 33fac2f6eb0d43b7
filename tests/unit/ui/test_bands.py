"""Several runs or seeds in one plot: the mean of a recipe's runs with a band about it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from helpers.datasets import make_dataset
from PySide6.QtGui import QUndoStack
from pytestqt.qtbot import QtBot

from emotion_gui.core.training.config import TrainConfig
from emotion_gui.core.training.records import EpochRecord
from emotion_gui.core.workspace.records import RunStatus
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.ui.pages.training.runs_view import RunsView
from emotion_gui.ui.theme import Theme
from emotion_gui.ui.widgets import CurvePlot


@pytest.fixture
def trained(workspace: Workspace) -> Callable[..., int]:
    make_dataset(workspace)
    dataset = workspace.datasets()[0].dataset_id

    def make(seed: int, accuracies: list[float], **recipe: int) -> int:
        config = TrainConfig(seed=seed, **recipe)  # type: ignore[arg-type]
        with workspace.new_run(
            name=f"seed {seed}", kind="train", dataset_id=dataset, config=config.to_json()
        ) as run:
            for epoch, accuracy in enumerate(accuracies, start=1):
                record = EpochRecord(epoch, 1.0, 0.5, 2.0 - accuracy, accuracy, 1e-3, 900, 1)
                workspace.record_epoch(run.run_id, epoch, record.to_json())
            workspace.set_run_status(run.run_id, RunStatus.FINISHED, summary={})
        return run.run_id

    return make


def test_repeats_become_a_mean_with_a_band(
    qtbot: QtBot, workspace: Workspace, theme: Theme, trained: Callable[..., int]
) -> None:
    same = [trained(1, [0.2, 0.4, 0.6]), trained(2, [0.3, 0.6])]
    other = trained(3, [0.1, 0.1], epochs=9)
    view = RunsView(workspace, theme, undo=QUndoStack())
    qtbot.addWidget(view)
    view.select([same[0], other])
    assert view.comparison.bands.isHidden()  # nothing is repeated
    view.select([*same, other])
    assert not view.comparison.bands.isHidden()
    view.comparison.bands.setChecked(True)
    figure = view.comparison.plot.figure()
    assert figure is not None
    lines = {line.x: line for line in figure.lines}
    (band,) = [line for line in figure.lines if line.low]
    assert len(lines) == 1  # both end after the second epoch, which is what all runs have
    assert band.y == pytest.approx((25.0, 50.0))
    assert band.high == pytest.approx((25 + 5 * 2**0.5, 50 + 10 * 2**0.5))
    assert band.low == pytest.approx((25 - 5 * 2**0.5, 50 - 10 * 2**0.5))
    assert "2 runs" in band.label
    # Its numbers leave with it.
    assert figure.table().header[-2:] == ("low", "high")
    view.comparison.measure.choose("loss")
    again = view.comparison.plot.figure()
    assert again is not None
    assert next(line for line in again.lines if line.low).y == pytest.approx((1.75, 1.5))
    view.comparison.bands.setChecked(False)
    assert not any(line.low for line in view.comparison.plot.figure().lines)


def test_a_band_is_drawn_and_goes_again(qtbot: QtBot, theme: Theme) -> None:
    plot = CurvePlot(theme, name="Curves")
    qtbot.addWidget(plot)
    plot.resize(300, 200)
    plot.show()
    x = [1.0, 2.0, 3.0]
    plot.set_series("a", x, [5.0, 5.0, 5.0], band=([0.0, 0.0, 0.0], [10.0, 10.0, 10.0]))
    plot.flush()
    qtbot.waitUntil(lambda: shaded(plot, theme) > 1_000)
    plot.set_series("a", x, [5.0, 5.0, 5.0])
    plot.flush()
    assert shaded(plot, theme) < 1_000
    with pytest.raises(ValueError, match="a: 3 x"):
        plot.set_series("a", x, [5.0, 5.0, 5.0], band=([0.0], [10.0]))


def shaded(plot: CurvePlot, theme: Theme) -> int:
    """Pixels that are neither the card's colour nor a line's."""
    picture, card = plot.grab().toImage(), theme.color("card")
    line = theme.series_color(0)
    found = 0
    for y in range(picture.height()):
        for x in range(picture.width()):
            color = picture.pixelColor(x, y)
            tinted = color.blue() - color.red() > 10
            found += tinted and color not in (card, line)
    return found
