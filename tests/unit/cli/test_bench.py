"""The measurements run and say what they measured; no figure is asserted."""

import json
import re
from collections.abc import Iterator

import numpy as np
import pytest
from helpers.pruning import random_data, random_network

from emotion_gui import growth_steps
from emotion_gui.core.benchmarks import (
    catalogue,
    corners,
    faces,
    growth,
    live,
    photographs,
    pruning,
    repair,
    robustness,
    startup,
    table,
    training,
    window,
)
from emotion_gui.core.benchmarks.result import BenchResult, median_pair, median_seconds
from emotion_gui.core.data.dataset import open_dataset
from emotion_gui.core.errors import NotFoundError
from emotion_gui.core.jobs import JobCancelled, JobContext
from emotion_gui.core.pruning.criteria import Criterion
from emotion_gui.core.pruning.layer_survey import survey_layers
from emotion_gui.core.workspace.workspace import Workspace

KEYS = {"value", "unit", "baseline", "ratio", "conditions"}


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> None:
    results = {
        "angles": [BenchResult("angles", 0.1, "s", 0.4, 4.0, "256 maps", "< 0.5 s", met=True)],
        "live": [
            BenchResult("live_one_face", 90.0, "frames/s"),
            BenchResult("live_five_faces", 1234.5, "frames/s", 2.0, 0.5, "", "fast", met=False),
        ],
    }
    for name, values in results.items():
        monkeypatch.setitem(catalogue._BENCHES, name, lambda context, values=values: values)


def test_json_is_a_map(cli, fake) -> None:
    ended = cli("bench", "--only", "angles", "--only", "live", "--json")
    assert ended.code == 0, ended.err
    assert list(ended.json) == ["angles", "live_one_face", "live_five_faces"]
    assert all(set(entry) >= KEYS for entry in ended.json.values())
    assert ended.json["angles"]["ratio"] == 4.0


def test_table_for_people(cli, fake) -> None:
    ended = cli("bench", "--only", "angles", "--only", "live")
    assert "4.00x" in ended.out
    assert "1,23" in ended.out
    assert "met" in ended.out
    assert "missed" in ended.out
    assert "[/]" not in ended.out  # the words, not their markup


def test_a_stop_between_measurements(fake) -> None:
    with pytest.raises(JobCancelled):
        catalogue.run_benches(["angles"], JobContext(is_cancelled=lambda: True), note=str)


def test_an_installed_program_says_which_it_cannot_measure(monkeypatch) -> None:
    monkeypatch.setattr(catalogue, "is_frozen", lambda: True)
    notes: list[str] = []
    assert catalogue.run_benches(["startup", "growth"], JobContext(), note=notes.append) == []
    assert ["not measured" in note for note in notes] == [True, True]


def test_unknown_measurement() -> None:
    with pytest.raises(NotFoundError, match="nothing"):
        catalogue.run_benches(["nothing"], JobContext(), note=str)


def test_medians() -> None:
    calls: list[int] = []
    assert median_seconds(lambda: calls.append(1), repeats=3, warm_up=2) >= 0
    assert len(calls) == 5
    rates = iter([3.0, 1.0, 2.0])
    assert median_pair(lambda: next(rates), lambda: 5.0, rounds=3, context=JobContext()) == (2, 5)


def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sizes at which every measurement takes a moment."""
    for module, values in (
        (training, {"_BATCH": 16, "_FACES": 64, "_BARE_STEPS": 1, "_ROUNDS": 1}),
        (table, {"_ROWS": 80, "_ROUNDS": 1}),
        (pruning, {"_SAMPLES": 300, "_LOOP_PAIRS": 5, "_EVAL_FACES": 64}),
        (photographs, {"_PICTURES": 2, "_ROUNDS": 1}),
        (live, {"_SECONDS": 0.2, "_USUAL_FRAMES": 2, "_ROUNDS": 1}),
        (startup, {"_ROUNDS": 1}),
        (robustness, {"_FACES": 8}),
    ):
        for name, value in values.items():
            monkeypatch.setattr(module, name, value)
    monkeypatch.delenv(photographs.DATA_VARIABLE, raising=False)


def test_without_the_usual_libraries_there_is_no_baseline(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    small(monkeypatch)
    for module in (live, photographs):
        monkeypatch.setattr(module, "has_usual_libraries", lambda: False)
    results = catalogue.run_benches(["photo_import", "live"], JobContext(), note=str)
    assert [result.name for result in results] == [
        "photo_import",
        "live_one_face",
        "live_five_faces",
    ]
    for result in results:
        assert result.value > 0
        assert (result.baseline, result.ratio) == (None, None)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("angles", ["angles"]),
        ("slider", ["slider", "slider_refit"]),
        ("latency", ["latency"]),
        ("csv_import", ["csv_import", "csv_import_memory"]),
        ("photo_import", ["photo_import"]),
        ("live", ["live_one_face", "live_five_faces"]),
        ("startup", ["startup"]),
        ("robustness", ["robustness_default", "robustness_paper"]),
    ],
)
def test_every_measurement_runs(monkeypatch: pytest.MonkeyPatch, name, expected) -> None:
    small(monkeypatch)
    made = pruning._network_and_faces
    monkeypatch.setattr(pruning, "_network_and_faces", lambda **_: made(count=128))
    results = catalogue.run_benches([name], JobContext(), note=str)
    assert [result.name for result in results] == expected
    for result in results:
        assert result.value > 0
        assert result.conditions
        assert set(result.to_json()) >= KEYS


def test_the_window_is_judged_by_its_longest_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    steps = [
        {"step": "models load beside, pages are made ahead", "blocked_ms": 80.0, "cpu_ms": 70.0},
        {"step": "open data", "blocked_ms": 20.0, "cpu_ms": 15.0},
        {"step": "open train", "blocked_ms": 120.0, "cpu_ms": 90.0},
        {"step": "first curve", "blocked_ms": 30.0, "cpu_ms": 20.0},
        {"step": "dark theme", "blocked_ms": 60.0, "cpu_ms": 50.0},
    ]
    monkeypatch.setattr(window, "_walk", lambda folder: steps)
    results = {entry.name: entry for entry in window.bench_window(JobContext())}
    work = [entry for name, entry in results.items() if name.endswith("_work")]
    waits = [entry for entry in results.values() if entry not in work]
    assert [entry.value for entry in waits] == [80.0, 120.0, 30.0, 60.0]
    assert [entry.value for entry in work] == [70.0, 90.0, 20.0, 50.0]
    assert results["window_opening_pages_work"].met
    assert not results["window_opening_pages"].met
    assert "open train" in results["window_opening_pages"].conditions
    assert results["window_theme"].met


def test_growing_data_sets_have_near_copies_and_a_rare_class(tmp_path) -> None:
    with Workspace.open(tmp_path / "workspace") as workspace:
        assert growth_steps.make(workspace, 160) == {}
        growth_steps.split(workspace, 160)
        found = growth_steps.check(workspace, 160)
        labels = open_dataset(workspace, growth_steps.NAME).labels
    assert found["near_copies"] > 0
    counts = np.bincount(labels, minlength=7)
    assert counts.sum() == 160
    assert 0 <= counts[1] < min(np.delete(counts, 1)) / 5


def test_growth_says_its_peak_and_is_only_run_where_it_is_asked_for(
    cli, fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    step = {"seconds": 2.0, "processor_s": 1.0, "peak_mb": 100.0, "own_mb": 90.0}
    heavy = {**step, "peak_mb": 3000.0}
    monkeypatch.setattr(growth, "_step", lambda name, *rest: heavy if name == "record" else step)
    results = growth.bench_growth(JobContext(), sizes=(10, 20))
    peak = {result.name: result for result in results}["growth_peak_20"]
    assert (peak.value, peak.met) == (3000.0, False)
    assert "record" in peak.conditions
    assert len(results) == 2 * (len(growth.STEPS) + 1)
    assert set(growth.STEPS) == set(growth_steps.STEPS)
    for name in catalogue.BENCH_NAMES:
        if name not in {"angles", "live"}:
            monkeypatch.setitem(catalogue._BENCHES, name, lambda context: [])
    monkeypatch.setitem(catalogue._BENCHES, "growth", lambda context: pytest.fail("not asked for"))
    assert cli("bench", "--json").code == 0


def test_figures_are_kept_as_they_come(cli, monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    out = tmp_path / "figures.json"

    def rows(context: JobContext, wanted) -> Iterator[BenchResult]:
        yield BenchResult("repair_spans_128", 67.8, "%")
        assert list(json.loads(out.read_text(encoding="utf-8"))) == ["repair_spans_128"]
        raise JobCancelled

    monkeypatch.setitem(catalogue._BY_ROW, "repair", rows)
    ended = cli("bench", "--only", "repair", "--out", str(out))
    assert ended.code == 130
    assert "repair_spans_128: 67.8 %" in ended.err
    assert json.loads(out.read_text(encoding="utf-8"))["repair_spans_128"]["value"] == 67.8
    assert cli("bench", "--only", "repair", "--out", str(out)).code == 1


def test_only_the_rows_asked_for_are_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faces, "_RENDERED", 60)
    monkeypatch.setattr(repair, "_GONE", (249, 250))
    monkeypatch.delenv(photographs.DATA_VARIABLE, raising=False)
    ranked = []
    score_maps = repair.score_maps

    def noted(order, *args, **kwargs):
        ranked.append(order)
        return score_maps(order, *args, **kwargs)

    monkeypatch.setattr(repair, "score_maps", noted)
    results = catalogue.run_benches(
        ["repair"], JobContext(), note=str, rows=["repair_angle_25*", "repair_spans_*9"]
    )
    assert [result.name for result in results] == [
        "repair_angle_250",
        "repair_spans_249",
    ]
    assert ranked == [Criterion.DISTINCTIVENESS, Criterion.FISHER]
    with pytest.raises(NotFoundError, match="repair_anger"):
        repair.bench_repair(JobContext(), ["repair_anger_*"])


def test_the_cheapest_way_ends_at_its_share_to_the_map() -> None:
    network, data = random_network(), random_data(count=80)
    survey = survey_layers(network, data, data)
    for share in (0.5, 0.25):
        plan = repair._cheapest(network, data, survey, share)
        most = share * network.spec.multiplications
        widths = plan.spec_after(network.spec).widths
        assert network.spec.with_widths(widths).multiplications <= most
        one_more = [
            network.spec.with_widths([*widths[:k], widths[k] + 1, *widths[k + 1 :]])
            for k in range(len(widths))
        ]
        assert any(spec.multiplications > most for spec in one_more)
        plan.check(network)


def test_corners_are_as_is_pruned_in_8_bits_and_both(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faces, "_RENDERED", 60)
    monkeypatch.delenv(photographs.DATA_VARIABLE, raising=False)
    results = list(corners.bench_corners(JobContext(), ["corners_paper_*"]))
    assert [result.name.removeprefix("corners_paper_") for result in results] == [
        "float",
        "pruned",
        "int8",
        "pruned_int8",
    ]
    told = [result.conditions for result in results]
    assert ["128 of 256 maps" in words for words in told] == [False, True, False, True]
    assert ["ms a face by int8" in words for words in told] == [False, False, True, True]
    assert ["McNemar" in words for words in told] == [False, True, True, True]
    whole, pruned, eight, both = (
        int(re.search(r"([\d,]+) bytes", words)[1].replace(",", "")) for words in told
    )
    assert both < eight < pruned < whole


def test_repair_is_measured_by_three_orders_and_over_all_layers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(faces, "_RENDERED", 60)
    monkeypatch.setattr(repair, "_GONE", (250,))
    monkeypatch.delenv(photographs.DATA_VARIABLE, raising=False)
    monkeypatch.setattr(repair, "_SHARES", {})
    results = list(repair.bench_repair(JobContext()))
    assert [result.name for result in results] == [
        "repair_angle_250",
        "repair_contributions_250",
        "repair_spans_250",
    ]
    assert all("McNemar" in result.conditions for result in results)
