"""Two sweeps beside each other: a table that was written is read again and compared."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from scipy import stats

from emotion_gui.core.errors import DatasetFormatError
from emotion_gui.core.escaping import TABLE_STYLES, TableStyle, table_style, use_table_style
from emotion_gui.core.training.sweep_comparison import compare_sweeps, read_sweep_csv
from emotion_gui.core.training.sweep_tables import SweepRow, write_sweep_csv

ROW = SweepRow(
    preset="=paper",  # a name that a spreadsheet would compute is written with a mark
    run=1,
    maps=256,
    epochs=10,
    learning_rate=1e-3,
    threshold=8.0,
    mean_test_accuracy=0.3,
    validation_accuracy=0.4,
    maps_pruned=7,
    validation_accuracy_after=0.5,
    n=55,
    interval=(0.3, 0.6),
    mcnemar_p=1.0,
    seed=1,
)


def rows(*accuracies: float, epochs: int = 10) -> list[SweepRow]:
    return [
        dataclasses.replace(ROW, validation_accuracy_after=value, epochs=epochs)
        for value in accuracies
    ]


def test_a_written_table_is_read_and_compared(tmp_path: Path) -> None:
    earlier, now = (0.50, 0.55, 0.45, 0.52), (0.60, 0.63, 0.58)
    path = tmp_path / "table.csv"
    write_sweep_csv(path, [*rows(*earlier), *rows(0.1, epochs=99)])
    (found,) = compare_sweeps([*rows(*now), *rows(0.2, epochs=7)], read_sweep_csv(path))
    assert found.earlier == pytest.approx(earlier)
    assert found.now == now
    wanted = stats.ttest_ind(now, earlier, equal_var=False)
    assert found.p == pytest.approx(wanted.pvalue)
    assert found.difference == pytest.approx(0.605 - 0.505, abs=2e-3)
    assert found.setting.epochs == 10


@pytest.mark.parametrize("style", TABLE_STYLES.values(), ids=TABLE_STYLES)
def test_a_table_of_every_style_is_read(tmp_path: Path, style: TableStyle) -> None:
    path, before = tmp_path / "table.csv", table_style()
    use_table_style(style)
    try:
        write_sweep_csv(path, rows(0.5))
    finally:
        use_table_style(before)
    (earlier,) = read_sweep_csv(path)
    assert (earlier.before, earlier.after) == (0.4, 0.5)
    assert earlier.setting.threshold == 8.0


def test_single_repeats_have_no_test(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    write_sweep_csv(path, rows(0.5))
    (found,) = compare_sweeps(rows(0.6, 0.7), read_sweep_csv(path))
    assert found.p is None


@pytest.mark.parametrize("text", ["a,b\n1,2\n", "preset,threshold\nx,y\n"])
def test_another_table_is_refused_with_its_row(tmp_path: Path, text: str) -> None:
    path = tmp_path / "other.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DatasetFormatError, match="row 2"):
        read_sweep_csv(path)


@pytest.mark.parametrize(("now", "p"), [((0.5, 0.5), 1.0), ((0.6, 0.6, 0.6), None)])
def test_repeats_that_do_not_vary_are_the_same_or_cannot_be_tested(
    tmp_path: Path, now: tuple[float, ...], p: float | None
) -> None:
    path = tmp_path / "table.csv"
    write_sweep_csv(path, rows(0.5, 0.5))
    (found,) = compare_sweeps(rows(*now), read_sweep_csv(path))
    assert found.p == p
