"""Lines and tables of a reproduction, cell by cell, from facts made by hand."""

from __future__ import annotations

import dataclasses
import statistics

import pytest

from emotion_gui.core.labels import SEVEN
from emotion_gui.core.paper.agreement import RepeatedMean, Standing, paired_p
from emotion_gui.core.paper.facts import (
    BudgetRow,
    Protocol,
)
from emotion_gui.core.reports import paper_tables
from emotion_gui.core.reports.paper_facts import (
    PaperFacts,
    before_budget,
    budget_lines,
    joined_confusion,
    reading_lines,
    row_lines,
    system_lines,
)
from emotion_gui.core.reports.paper_text import caveats
from tests.helpers.reproduction import PAPER_FACTS, ROWS, STUDY, TRIALS


@pytest.fixture
def facts() -> PaperFacts:
    return PAPER_FACTS


def test_a_row_of_table_1_is_told_beside_the_papers(facts: PaperFacts) -> None:
    (line,) = row_lines(facts)
    share = 68 / 540
    assert line.validation == RepeatedMean((0.30, 0.34), 68, share)
    assert line.maps == RepeatedMean((10.0, 14.0), 0, share)  # a count has no faces behind it
    assert line.p == pytest.approx(paired_p([0.02, -0.01], test_share=share))
    figure = paper_tables.table_1(facts)
    deviation = 100 * statistics.stdev((0.30, 0.34))
    assert "2 splits, n = 68 (paper: 55)" in figure.title
    header, (row,) = figure.cells.header, figure.cells.rows
    cells = dict(zip(header[:9], row[:9], strict=True))
    assert len(header) == len(row) == 14
    assert cells["Epochs"] == "10"
    assert cells["LR"] == "0.0001"
    assert cells["Threshold"] == "8°, 172°"
    assert (cells["Test, paper"], cells["Test, ours"]) == ("26.1", "26.5 ± 0.7")
    assert (cells["Val., paper"], cells["Val., ours"]) == ("32.7", f"32.0 ± {deviation:.1f}")
    low, high = line.validation.interval
    assert cells["95 % interval"] == f"{100 * low:.1f}–{100 * high:.1f}"
    assert row[8:12] == ("7", "12.0 ± 2.8", "34.5", "32.5 ± 0.7")
    assert row[13] == f"{line.p:.2g}"


def test_the_agreement_of_table_1_is_told_in_words(facts: PaperFacts) -> None:
    table = paper_tables.table_1_agreement(facts).cells
    assert table.header[0] == "Epochs"
    (line,) = row_lines(facts)
    assert table.rows == (("10", "0.0001", *(paper_tables.WORDS[v] for v in line.verdicts)),)


def test_a_shortened_training_is_not_held_against_the_print(facts: PaperFacts) -> None:
    import dataclasses

    short = dataclasses.replace(facts, rows=tuple(dataclasses.replace(r, epochs=3) for r in ROWS))
    assert row_lines(short)[0].verdicts == (Standing.OPEN,) * 4
    assert row_lines(facts)[0].verdicts != (Standing.OPEN,) * 4
    whole = {line.key: line for line in system_lines(facts, Protocol.WHOLE)}
    assert not whole["paper"].comparable
    assert whole["paper"].verdict is Standing.OPEN
    assert whole["paper-pruned"].comparable
    assert facts.shortened
    full = dataclasses.replace(facts, request={**facts.request, "whole_epochs": None})
    assert not full.shortened
    assert system_lines(full, Protocol.WHOLE)[0].verdict is not Standing.OPEN


def test_systems_stand_in_their_order_with_what_they_were_before(facts: PaperFacts) -> None:
    lines = system_lines(facts, Protocol.RANDOM)
    assert [line.key for line in lines] == ["paper", "paper-pruned", "phog", "magnitude", "thinet"]
    paper, pruned, phog, magnitude, _ = lines
    assert paper.accuracy == RepeatedMean((30 / 68, 34 / 68), 68, 68 / 540)
    assert (paper.before, paper.p, paper.note) == (None, None, "first")
    assert pruned.before == RepeatedMean((30 / 68, 34 / 68), 68, 68 / 540)
    assert pruned.p == pytest.approx(paired_p([3 / 68, 2 / 68], test_share=68 / 540))
    assert phog.printed is not None
    assert phog.printed.accuracy == 0.4628
    assert magnitude.accuracy.values == (17 / 68, 18 / 68)  # half the maps, not a quarter
    assert magnitude.before == before_budget(STUDY) == RepeatedMean((0.30, 0.34), 68, 68 / 540)
    assert magnitude.note == "900 parameters"
    (whole,) = [s for s in system_lines(facts, Protocol.WHOLE) if s.key == "paper-pruned"]
    assert whole.p == 0.0004  # McNemar's of the only one
    assert whole.accuracy.test_share == 0.0


def test_a_study_of_one_repeat_has_mcnemars_p(facts: PaperFacts) -> None:
    alone = dataclasses.replace(STUDY, readings=STUDY.readings[:1], budget=STUDY.budget[3:4])
    (line,) = [
        one
        for one in system_lines(dataclasses.replace(facts, studies=(alone,)), Protocol.RANDOM)
        if one.key == "thinet"
    ]
    assert line.p == 0.3
    assert (line.before, line.note) == (RepeatedMean((0.30,), 68, 68 / 540), "800 parameters")


def test_a_criterion_that_was_not_tried_at_half_comes_last() -> None:
    early = BudgetRow("random", "", 0.25, 1, 68, 68, 0.3, 1000)
    lines = budget_lines(dataclasses.replace(STUDY, budget=(early, *STUDY.budget)))
    assert [line.criterion for line in lines] == ["thinet", "magnitude", "random"]


def test_cells_of_the_systems(facts: PaperFacts) -> None:
    figure = paper_tables.systems(facts, Protocol.WHOLE)
    assert figure.title == "Systems, FER2013, official parts"
    paper, pruned = figure.cells.rows
    assert paper[:4] == ("CNN of the paper", "61.5", "–", "60.0")
    assert paper[5:] == ("1,000", "1", "–", "–", "7 epochs")
    assert pruned[1:4] == ("–", "60.0", "59.0")
    assert pruned[7] == "< 0.001"
    numbers = paper_tables.systems_numbers(facts)
    keys = [(row[0], row[1]) for row in numbers.rows]
    assert keys[:2] == [("paper", "random"), ("paper-pruned", "random")]
    assert keys[-2:] == [("paper", "whole"), ("paper-pruned", "whole")]
    told = dict(zip(numbers.header, numbers.rows[-1], strict=True))
    low, high = RepeatedMean((0.59,), 1000).interval
    assert told["mean"] == 0.59
    assert told["deviation"] is None
    assert (told["low"], told["high"]) == (low, high)
    assert (told["n"], told["repeats"], told["mean_before"], told["p"]) == (1000, 1, 0.6, 0.0004)
    first = dict(zip(numbers.header, numbers.rows[2], strict=True))
    assert (first["printed"], first["verdict"]) == (0.4628, "lower")


def test_scores_of_each_emotion_are_of_all_trials(facts: PaperFacts) -> None:
    joined = joined_confusion(facts, "paper", Protocol.RANDOM)
    assert joined[0, 0] == 64
    assert joined.sum() == 136
    rows = paper_tables.classes(facts, Protocol.RANDOM).cells.rows
    assert len(rows) == 3 * len(SEVEN)  # systems that were run on splits; not those of the study
    assert rows[0] == ("CNN of the paper", "angry", "100.0", f"{6400 / 136:.1f}", "–")
    assert rows[1][1:] == ("disgust", "0.0", "–", f"{6400 / 136:.1f}")


def test_trials_and_studies_in_numbers(facts: PaperFacts) -> None:
    trials = paper_tables.trials_table(facts)
    assert trials.header[:2] == ("system", "protocol")
    assert len(trials.rows) == len(TRIALS)
    assert trials.rows[2] == ("paper-pruned", "random", 1, 540, 68, 33, 33 / 68, 30, 0.4, "")
    tables = paper_tables.study_numbers(STUDY)
    assert tables["readings"].rows[1] == ("centred", "paper", 1, 2, 16, 0.34, 0.33, 0.9)
    assert tables["criteria"].rows[0] == ("magnitude", "", 0.25, 1, 20, 68, 20 / 68, 0.3, 1000)
    for table in (trials, *tables.values()):
        assert {len(row) for row in table.rows} == {len(table.header)}


def test_readings_and_criteria_in_per_cent() -> None:
    first, second = reading_lines(STUDY)
    assert first.p == pytest.approx(paired_p([0.02, -0.01], test_share=68 / 540))
    assert (first.gone.values, first.gone.n) == ((12.0, 16.0), 0)
    assert second.p == 0.0001
    rows = paper_tables.readings(STUDY).cells.rows
    assert rows[0][:5] == ("centred", "Paper", "go", "14.0 ± 2.8", "32.5 ± 0.7")
    assert rows[1] == ("raw", "Refit", "stay", "5.0", "31.0", "< 0.001")
    assert [line.criterion for line in budget_lines(STUDY)] == ["thinet", "magnitude"]
    best, other = budget_lines(STUDY)
    assert [share for share, _ in best.by_share] == [0.5]
    assert [share for share, _ in other.by_share] == [0.25, 0.5]
    table = paper_tables.budget(STUDY).cells
    assert table.header == ("Criterion", "Weights", "50 % gone")
    assert table.rows[0] == ("thinet", "rescaled", "36.8 ± 2.1")
    assert table.rows[1][:2] == ("magnitude", "–")


def test_figure_2_is_means_and_a_band_of_one_deviation() -> None:
    figure = paper_tables.figure_2(STUDY)
    assert "2 networks, random splits" in figure.title
    line = figure.lines[0]
    assert [one.label for one in figure.lines] == ["Paper", "Corrected", "Refit"]
    assert line.x == (4.0, 8.0)
    assert line.y == pytest.approx((34.0, 32.0))
    spread = statistics.stdev((30.0, 34.0))
    assert line.low == pytest.approx((34 - spread, 32 - spread))
    assert line.high == pytest.approx((34 + spread, 32 + spread))


def test_small_texts() -> None:
    assert paper_tables.spread(RepeatedMean((0.5,), 10)) == "50.0"
    assert paper_tables.p_text(None) == "–"
    assert paper_tables.p_text(0.00099) == "< 0.001"
    assert paper_tables.p_text(0.001) == "0.001"
    assert paper_tables.p_text(0.034) == "0.034"


@pytest.mark.parametrize("is_large", [True, False])
@pytest.mark.parametrize("key", ["epochs", "whole_epochs", "deep_epochs"])
def test_a_training_that_was_cut_short_is_told_where_there_was_one(
    facts: PaperFacts, is_large: bool, key: str
) -> None:
    asked = {"splits": 5, "epochs": None, "whole_epochs": None, "deep_epochs": None}
    full = dataclasses.replace(facts, request=asked, is_large=is_large)
    cut = dataclasses.replace(full, request=asked | {key: 7})
    more = [line for line in caveats(cut) if line not in caveats(full)]
    # The networks on the whole of FER2013 are trained where the data are large enough alone.
    assert len(more) == (key != "whole_epochs" or is_large)
    assert all(" 7 epochs instead of " in line for line in more)
    assert any("no SFEW" in line for line in caveats(full)) == is_large
    many = dataclasses.replace(full, request=asked | {"splits": 6})
    assert caveats(many) == caveats(full)
    few = dataclasses.replace(full, request=asked | {"splits": 4})
    assert [line[:8] for line in caveats(few) if line not in caveats(full)] == ["4 splits"]
