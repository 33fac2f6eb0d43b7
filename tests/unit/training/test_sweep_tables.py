"""Tables of a sweep, written out by hand."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from emotion_gui.core.training.sweep_tables import (
    RowSetting,
    SweepRow,
    judged_words,
    learned_text,
    same_networks,
    summarise,
    sweep_latex,
    varied,
)

ROW = SweepRow(
    preset="paper-3",
    run=1,
    maps=256,
    epochs=50,
    learning_rate=0.001,
    threshold=10.0,
    mean_test_accuracy=0.50123,
    validation_accuracy=0.6,
    maps_pruned=12,
    validation_accuracy_after=0.5,
    n=200,
    interval=(0.4321, 0.5678),
    mcnemar_p=0.5,
    seed=7,
    part="validation",
    which="last",
    epoch=50,
)


def like(**changes: object) -> SweepRow:
    return dataclasses.replace(ROW, **changes)  # type: ignore[arg-type]


def test_a_table_has_the_papers_columns_and_a_line_of_means() -> None:
    other = like(
        mean_test_accuracy=0.52123,
        validation_accuracy=0.64,
        maps_pruned=15,
        validation_accuracy_after=0.54,
        seed=8,
        mcnemar_p=0.0012,
        which="best",
        epoch=31,
    )
    alone = like(preset="paper-4", threshold=12.5, mcnemar_p=1.0)
    lines = sweep_latex([ROW, other, alone]).splitlines()
    assert lines[0] == rf"\begin{{tabular}}{{{'r' * 13}}}"
    assert lines[1] == lines[3] == lines[8] == r"\hline"
    assert lines[4:8] == [
        r"256 & 50 & 0.001 & 10, 170 & 50.12 & 60.00 & 12 & 50.00 & 200 & 43.2--56.8 & 0.50 & 7"
        r" & after 50 \\",
        r"256 & 50 & 0.001 & 10, 170 & 52.12 & 64.00 & 15 & 54.00 & 200 & 43.2--56.8 & 0.0012 & 8"
        r" & best, 31 \\",
        r"256 & 50 & 0.001 & 10, 170 & $51.1 \pm 1.4$ & $62.0 \pm 2.8$ & $13.5 \pm 2.1$"
        r" & $52.0 \pm 2.8$ & 200 &  &  & 2 seeds &  \\",
        r"256 & 50 & 0.001 & 12.5, 167.5 & 50.12 & 60.00 & 12 & 50.00 & 200 & 43.2--56.8 & 1.00 & 7"
        r" & after 50 \\",
    ]
    assert lines[9] == r"\end{tabular}"


def test_rows_of_a_grid_begin_with_what_varies() -> None:
    rows = [like(preset="paper-3: ema=0.9"), like(preset="paper-3: ema=0")]
    lines = sweep_latex(rows).splitlines()
    assert lines[0] == rf"\begin{{tabular}}{{l{'r' * 13}}}"
    assert lines[2].startswith("setting & maps & epochs & LR & threshold & mean test & val &")
    assert [line.split(" & ")[0] for line in lines[4:6]] == ["ema=0.9", "ema=0"]
    assert varied("paper-3") == ""


@pytest.mark.parametrize(
    ("p", "text"),
    [(0.0949, "0.095"), (0.095, "0.10"), (0.999, "1.00"), (0.00042, "0.00042"), (0.25, "0.25")],
)
def test_p_has_two_digits_and_is_never_whole(p: float, text: str) -> None:
    assert f" & {text} & 7 & " in sweep_latex([like(mcnemar_p=p)])


def test_repeats_are_summed_up_in_the_order_of_their_settings() -> None:
    values = {"b": [0.5, 0.6, 0.8], "a": [0.7], "c": [0.1, 0.4]}
    order = ["b", "a", "b", "c", "b", "c"]
    left = {key: iter(numbers) for key, numbers in values.items()}
    rows = []
    for key in order:
        v = next(left[key])
        rows.append(
            like(
                preset=key,
                mean_test_accuracy=v,
                validation_accuracy=v + 0.1,
                validation_accuracy_after=v - 0.1,
                maps_pruned=round(100 * v),
            )
        )
    found = summarise(rows)
    assert [(one.preset, one.repeats) for one in found] == [("b", 3), ("a", 1), ("c", 2)]
    for one in found:
        own = np.array(values[one.preset])
        deviation = pytest.approx(own.std(ddof=1)) if len(own) > 1 else None
        assert one.mean_test_accuracy == pytest.approx(own.mean())
        assert one.validation_accuracy == pytest.approx(own.mean() + 0.1)
        assert one.after == pytest.approx(own.mean() - 0.1)
        assert one.maps_pruned == pytest.approx(100 * own.mean())
        assert one.mean_test_deviation == deviation
        assert one.validation_deviation == deviation
        assert one.after_deviation == deviation
        pruned = pytest.approx(100 * own.std(ddof=1)) if len(own) > 1 else None
        assert one.maps_pruned_deviation == pruned


def test_which_rows_hold_the_same_network() -> None:
    names = ["x", "", "y", "x", "", "x", "y"]
    rows = [like(network=name, seed=seed) for seed, name in enumerate(names)]
    pairs = [(one.seed, other.seed) for one, other in same_networks(rows)]
    assert pairs == [(0, 3), (0, 5), (2, 6)]


@pytest.mark.parametrize(
    ("learned", "text"),
    [
        ([], ""),
        ([None, None], "Which of the faces these networks learned is not known."),
        ([1200, None], "1,200 of 2,000 faces were learned by these networks."),
        ([7, 1200, 30], "7 to 1,200 of 2,000 faces were learned by these networks."),
    ],
)
def test_how_many_faces_were_learned_is_one_line(learned: list[int | None], text: str) -> None:
    assert learned_text([like(learned=count, n=2000) for count in learned]) == text


def test_a_row_says_which_epoch_it_is_about() -> None:
    assert judged_words(like(which="last", epoch=50)) == "after 50"
    assert judged_words(like(which="best", epoch=31)) == "best, 31"
    assert judged_words(like(which="best", epoch=0)) == "best"
    assert str(RowSetting("paper-3", 50, 10.0)) == "paper-3, 50 epochs, 10 degrees"
