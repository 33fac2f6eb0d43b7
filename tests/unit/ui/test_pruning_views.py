"""The Prune page's plan files, numbers, maps on a face, and its views for longer studies."""

from __future__ import annotations

import csv
import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.datasets import make_dataset, make_run
from helpers.parts import (
    by_of,
    events_of,
    layers_of,
    number_of,
    order_box_of,
    pair_table_of,
    state_of,
    threshold_of,
)
from helpers.pruning import random_network
from helpers.waiting import let_run
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from emotion_gui.core.model.checkpoint import CheckpointInfo, load_checkpoint, save_checkpoint
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.pruning.criteria import Criterion
from emotion_gui.core.pruning.options import PruningOptions, PruningPreset
from emotion_gui.core.pruning.plan import LayerPlan, Plan, fingerprint, load_plan, save_plan
from emotion_gui.core.workspace.records import RunStatus
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.ui.pages.base import PageServices
from emotion_gui.ui.pages.pruning import PrunePage
from emotion_gui.ui.pages.pruning.texts import change_tone, learned_line

SPEC = NetworkSpec(modules=((4,), (6, 6), (8,), (8,), (12,)))
WAIT_MS = 60_000


@pytest.fixture
def page(services: PageServices, workspace: Workspace, qtbot: QtBot) -> Iterator[PrunePage]:
    """A network with one layer that could go whole, and few faces."""
    dataset = make_dataset(workspace, train=56, test=28, validation=7)
    run = make_run(
        workspace,
        name="small",
        kind="train",
        dataset_id=dataset.dataset_id,
        config={},
        status=RunStatus.FINISHED,
    )
    info = CheckpointInfo(spec=SPEC, run={"title": "Run 1: small"})
    save_checkpoint(workspace.checkpoint_path(run.run_id), random_network(SPEC), info)
    made = PrunePage(services)
    qtbot.addWidget(made)
    made.resize(1204, 686)
    made.show()
    made.open_run(1)
    qtbot.waitUntil(lambda: made.request is not None, timeout=WAIT_MS)
    return made


def measure(page: PrunePage, qtbot: QtBot, layer: int | None = None) -> PrunePage:
    if layer is not None:
        page.controls.layer_box.choose(str(layer))
        page.controls.source_chosen.emit()
    with qtbot.waitSignal(page.work.swept, timeout=WAIT_MS):
        page.measure_button.click()
    return page


@pytest.fixture
def bench(page: PrunePage, qtbot: QtBot) -> PrunePage:
    return measure(page, qtbot)


def settle(page: PrunePage) -> None:
    while page.editor.is_waiting:
        let_run(1)


def by_number(page: PrunePage, count: int) -> None:
    by_of(page).choose("number")
    number_of(page).slider.setValue(count)
    settle(page)


def run_study(page: PrunePage, qtbot: QtBot, view: str) -> None:
    page.view_switch.choose(view)
    page.study_button.click()
    assert page.study_button.text() == "Stop"
    qtbot.waitUntil(lambda: not page.studies.busy, timeout=WAIT_MS)


def test_exactly_so_many_maps_go_and_that_can_be_undone(bench: PrunePage) -> None:
    start = state_of(bench)
    bench.controls.preset.choose(PruningPreset.REFIT.value)
    by_number(bench, 5)
    bench.editor.set_order(Criterion.OBS)
    settle(bench)
    plan = bench.editor.plan
    assert plan is not None
    assert (plan.maps_gone, plan.wanted, plan.options.order) == (5, 5, Criterion.OBS)
    assert bench.controls.count_label.text() == "5"
    assert order_box_of(bench).current == "surgeon"
    while bench.editor.stack.canUndo():
        bench.undo_button.click()
        settle(bench)
    assert state_of(bench) == start
    assert by_of(bench).current == "angle"


def shown_rows(page: PrunePage) -> list[tuple[int, int, str]]:
    model = pair_table_of(page).pairs
    at = [model.position(row) for row in range(model.rowCount())]
    texts = [str(model.rows.describe(k)) for k in at]
    rows = model.rows
    return [(int(rows.first[k]), int(rows.second[k]), t) for k, t in zip(at, texts, strict=True)]


@pytest.mark.parametrize("preset", list(PruningPreset))
@pytest.mark.parametrize("order", ["", "importance", "surgeon", "random"])
def test_by_number_every_row_and_sentence_tells_the_plan_that_is_made(
    bench: PrunePage, preset: PruningPreset, order: str
) -> None:
    bench.controls.preset.choose(preset.value)
    by_number(bench, 7)
    if order:
        bench.editor.set_order(order)
        settle(bench)
    plan = bench.editor.plan
    assert plan is not None
    assert plan.maps_gone == 7
    for tab in ("similar", "complementary"):
        bench.pairs.tabs.choose(tab)
        rows = shown_rows(bench)
        for i, j, text in rows:
            gone = [k for k in (i, j) if k in plan.gone]
            assert "skipped" not in text
            assert (text == "both stay") == (not gone)
            if len(gone) == 1:
                assert text.startswith(f"{gone[0]} ")
        kept_apart = [bool({i, j} & {*plan.gone}) for i, j, _ in rows]
        assert kept_apart == sorted(kept_apart, reverse=True)  # what happens comes first
        for row in range(0, len(rows), 5):
            pair_table_of(bench).selectRow(row)
            sentence = bench.pairs.explanation.text()
            i, j, _ = rows[row]
            assert sentence.startswith(f"Pair {i} – {j}")
            assert "threshold" not in sentence
            assert "nothing happens" not in sentence


def test_by_number_is_set_against_by_angle_in_words(bench: PrunePage) -> None:
    bench.controls.preset.choose(PruningPreset.PAPER.value)
    settle(bench)
    by_angle = bench.editor.plan
    assert by_angle is not None
    assert by_angle.options.threshold_deg == 8.0  # where the paper's rule begins
    assert bench.controls.difference_note.text() == ""
    by_number(bench, by_angle.maps_gone)
    plan, note = bench.editor.plan, bench.controls.difference_note.text()
    assert plan is not None
    same = len({*plan.gone} & {*by_angle.gone})
    assert "8.0°" in note
    if (plan.gone, plan.merges) == (by_angle.gone, by_angle.merges):
        assert "the same plan" in note
    else:
        assert f"{same} of them the same" in note
    by_number(bench, by_angle.maps_gone - 1)
    assert f"lets {by_angle.maps_gone} maps go" in bench.controls.difference_note.text()


def test_a_pair_is_taken_out_by_number_only_where_orders_look_at_pairs(bench: PrunePage) -> None:
    bench.controls.preset.choose(PruningPreset.PAPER.value)
    by_number(bench, 4)
    assert pair_table_of(bench).pairs.rows.can_tick.all()
    bench.editor.set_order("importance")
    settle(bench)
    assert not pair_table_of(bench).pairs.rows.can_tick.any()


def test_a_saved_plan_is_loaded_as_one_step_that_can_be_changed(
    bench: PrunePage, tmp_path: Path
) -> None:
    by_number(bench, 4)
    saved, file = bench.editor.plan, tmp_path / "plan.json"
    bench.plan_files.save(file)
    assert load_plan(file).only_part == saved
    by_number(bench, 1)
    bench.plan_files.load(file)
    settle(bench)
    assert bench.editor.plan == saved
    assert state_of(bench).fixed is None
    bench.undo_button.click()
    settle(bench)
    plan = bench.editor.plan
    assert plan is not None
    assert plan.maps_gone == 1


def test_a_plan_that_no_choice_leads_to_is_shown_as_it_is(bench: PrunePage, tmp_path: Path) -> None:
    measured = bench.editor.measured
    assert measured is not None
    by_hand = measured.session.plan_of(state_of(bench).options, {1, 3, 7})
    file = tmp_path / "plan.json"
    save_plan(file, Plan((by_hand,)))
    bench.plan_files.load(file)
    settle(bench)
    assert bench.editor.plan == by_hand
    threshold_of(bench).slider.setValue(10)
    settle(bench)
    assert state_of(bench).fixed is None


@pytest.mark.parametrize("change", [{"fingerprint": "0" * 32}, {"layer": 4}, {"format": 99}])
def test_a_plan_for_another_network_or_layer_is_refused_in_words(
    bench: PrunePage, tmp_path: Path, change: dict[str, object]
) -> None:
    before, file = bench.editor.plan, tmp_path / "plan.json"
    bench.plan_files.save(file)
    data = json.loads(file.read_text(encoding="utf-8"))
    for place in (data, data["parts"][0]):
        place.update({key: value for key, value in change.items() if key in place})
    file.write_text(json.dumps(data), encoding="utf-8")
    bench.plan_files.load(file)
    assert bench.banner.kind == "error"
    assert bench.editor.plan == before


def test_an_order_that_takes_long_does_not_follow_to_an_inner_layer(
    bench: PrunePage, qtbot: QtBot, tmp_path: Path
) -> None:
    by_number(bench, 4)
    bench.editor.set_order(Criterion.OBS)
    settle(bench)
    measure(bench, qtbot, layer=3)
    assert state_of(bench).options.order is None
    assert state_of(bench).count is None
    measured = bench.editor.measured
    assert measured is not None
    options = dataclasses.replace(state_of(bench).options, order=Criterion.TAYLOR_WEIGHTS)
    by_loss = measured.session.plan_of(options, {2, 5})
    save_plan(tmp_path / "plan.json", Plan((by_loss,)))
    bench.plan_files.load(tmp_path / "plan.json")
    settle(bench)
    assert bench.editor.plan == by_loss  # shown without ranking the maps anew


def test_the_complementary_line_moves_alone_once_parted(bench: PrunePage, qtbot: QtBot) -> None:
    histogram = bench.controls.histogram
    assert histogram.limit_deg == 180.0 - histogram.threshold_deg
    bench.controls.link_button.click()
    settle(bench)
    histogram.setFocus()
    for _ in range(3):
        qtbot.keyClick(histogram, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ShiftModifier)
    settle(bench)
    options = state_of(bench).options
    assert (options.threshold_deg, options.complementary_deg) == (5.0, 172.0)
    assert not bench.controls.link_button.isChecked()
    bench.controls.link_button.click()
    settle(bench)
    assert state_of(bench).options.complementary_deg is None
    assert histogram.limit_deg == 175.0


def test_an_earlier_layer_shows_its_maps_on_a_face(page: PrunePage, qtbot: QtBot) -> None:
    measure(page, qtbot, layer=1)
    shown = []
    pair_table_of(page).set_faces = shown.append  # type: ignore[method-assign]
    page.pairs.thumbs_button.click()
    page.pairs.face_edit.setValue(3)
    measured = page.editor.measured
    assert measured is not None
    faces = shown[-1]
    assert faces.shape == (6, 2, 48, 48)
    assert (faces[4, 0] == measured.test_faces[2]).all()
    page.pairs.thumbs_button.click()
    assert shown[-1] is measured.faces


def test_compacting_can_renew_the_batch_norms(bench: PrunePage, qtbot: QtBot) -> None:
    by_number(bench, 6)
    bench.apply_button.click()
    bench.results.recalibrate_action.setChecked(True)
    with qtbot.waitSignal(bench.editor.applied_changed, timeout=WAIT_MS):
        bench.compact_button.click()
    compacted = bench.editor.compacted
    assert compacted is not None
    assert compacted.pruned.recalibrated
    with qtbot.waitSignal(events_of(bench).runs_changed, timeout=WAIT_MS):
        bench.results.save_button.click()
    summary = bench.services.workspace.runs()[0].summary
    assert summary["recalibrated"] is True
    assert summary["test_accuracy"] == compacted.after.accuracy


def test_rounds_show_their_trail_and_are_kept_as_a_run(page: PrunePage, qtbot: QtBot) -> None:
    rounds = page.studies.rounds
    rounds.form.set_values({"rounds": 2, "epochs": 1, "most_drop": 1.0})
    run_study(page, qtbot, "rounds")
    assert rounds.table.rowCount() == 3
    trail = rounds.outcome.trail  # type: ignore[union-attr]
    assert rounds.learned_label.text() == learned_line(trail[-1].judgement)
    assert "learned" in rounds.learned_label.text()
    for row, entry in enumerate(trail):
        assert rounds.table.tone(row, 5) == change_tone(entry.judgement, trail[0].judgement)
    assert "of 12 maps stay" in rounds.keep.words.text()
    assert "one training (seed 7)" in rounds.keep.words.text()
    with qtbot.waitSignal(page.studies.saved, timeout=WAIT_MS) as saved:
        rounds.keep.save_button.click()
    (run,) = saved.args
    kept = load_checkpoint(page.services.workspace.checkpoint_path(run.run_id))
    assert kept.info.spec.widths[-1] == 8  # 12, less 20 % twice
    assert kept.info.plan is not None
    assert kept.info.plan["previous"]["parts"][0]["maps"] == 12


def test_rounds_that_cost_too_much_are_not_offered(page: PrunePage, qtbot: QtBot) -> None:
    rounds = page.studies.rounds
    rounds.form.set_values({"by": "share", "share": 0.9, "epochs": 0, "rounds": 1})
    run_study(page, qtbot, "rounds")
    assert rounds.outcome is not None
    kept = rounds.outcome.kept
    assert rounds.keep.save_button.isEnabled() == (len(kept) > 1)
    assert "training" not in rounds.keep.words.text()


def test_all_layers_meet_the_budget_and_are_kept_as_a_run(page: PrunePage, qtbot: QtBot) -> None:
    page.controls.preset.choose(PruningPreset.REFIT.value)
    layers = layers_of(page)
    layers.form.set_values({"share": 0.6, "epochs": 1})
    run_study(page, qtbot, "layers")
    outcome = layers.outcome
    assert outcome is not None
    assert abs(outcome.cost_after.macs / outcome.cost_before.macs - 0.6) <= 0.03
    assert layers.table.rowCount() == len(SPEC.widths)
    assert layers.facts.learned_label.text() == learned_line(outcome.after) != ""
    assert "one training (seed 7)" in layers.keep.words.text()
    with qtbot.waitSignal(page.studies.saved, timeout=WAIT_MS) as saved:
        layers.keep.save_button.click()
    (run,) = saved.args
    assert run.config["maps_gone"] == outcome.plan.maps_gone
    kept = load_checkpoint(page.services.workspace.checkpoint_path(run.run_id))
    assert kept.info.spec.widths == outcome.network.spec.widths


def test_a_plan_of_all_layers_is_saved_and_replayed(
    page: PrunePage, qtbot: QtBot, tmp_path: Path
) -> None:
    layers, file = layers_of(page), tmp_path / "plan.json"
    run_study(page, qtbot, "layers")
    first = layers.outcome
    assert first is not None
    with qtbot.waitSignal(page.studies.written, timeout=WAIT_MS):
        layers.save_plan(file)
    layers.outcome = None
    layers.replay(file)
    qtbot.waitUntil(lambda: not page.studies.busy, timeout=WAIT_MS)
    again = layers.outcome
    assert again is not None
    assert again.plan == first.plan
    assert again.network.spec.widths == first.network.spec.widths
    assert again.untrained == first.untrained


@pytest.mark.allow_errors
def test_a_plan_of_all_layers_for_another_network_is_refused(
    page: PrunePage, qtbot: QtBot, tmp_path: Path
) -> None:
    network = random_network(SPEC, seed=4)
    part = LayerPlan(4, 8, fingerprint(network), PruningOptions())
    save_plan(tmp_path / "plan.json", Plan((part,)))
    page.view_switch.choose("layers")
    layers_of(page).replay(tmp_path / "plan.json")
    qtbot.waitUntil(lambda: not page.studies.busy, timeout=WAIT_MS)
    assert page.banner.kind == "error"
    assert layers_of(page).outcome is None


def test_a_whole_layer_is_proposed_and_can_be_taken_out(page: PrunePage, qtbot: QtBot) -> None:
    page.view_switch.choose("layers")
    layers_of(page).look_button.click()
    qtbot.waitUntil(lambda: not page.studies.busy, timeout=WAIT_MS)
    (button,) = layers_of(page).save_buttons  # 6 maps of 6, second of its module
    with qtbot.waitSignal(page.studies.saved, timeout=WAIT_MS) as saved:
        button.click()
    (run,) = saved.args
    kept = load_checkpoint(page.services.workspace.checkpoint_path(run.run_id))
    assert kept.info.spec.widths == (4, 6, 8, 8, 12)
    assert run.config["removed_layer"] == 2


def test_the_comparison_fills_table_plot_and_csv(
    page: PrunePage, qtbot: QtBot, tmp_path: Path
) -> None:
    comparison = page.studies.comparison
    came_early = list[bool]()
    comparison.table.model().rowsInserted.connect(
        lambda *_: came_early.append(comparison.result is None)
    )
    run_study(page, qtbot, "comparison")
    result = comparison.result
    assert result is not None
    assert came_early.count(True) == len(result.rows) + 1  # as they were judged
    assert comparison.table.rowCount() == len(result.rows) + 1
    assert comparison.learned_label.text() == learned_line(result.before.judgement) != ""
    for number, row in enumerate(comparison._rows):
        tone = change_tone(row.judgement, result.before.judgement)
        assert comparison.table.tone(number, 3) == tone
    comparison.table.selectRow(3)
    assert "others" in comparison.plot.series
    assert len(comparison.plot.series) in (6, 7)
    for key in ("parameters", "macs", "ms"):
        comparison.axis.choose(key)
    target = tmp_path / "comparison.csv"
    with qtbot.waitSignal(comparison.written, timeout=WAIT_MS):
        comparison.write_table(target)
    with target.open(encoding="utf-8-sig") as file:
        assert len(list(csv.DictReader(file))) == len(result.rows) + 1


def test_a_study_can_be_stopped(page: PrunePage, qtbot: QtBot) -> None:
    page.view_switch.choose("comparison")
    page.study_button.click()
    page.study_button.click()
    qtbot.waitUntil(lambda: not page.studies.busy, timeout=WAIT_MS)
    assert page.study_button.text() == "Start comparison"
    assert page.study_button.isEnabled()


def test_every_view_fits_a_small_window_and_names_its_controls(page: PrunePage) -> None:
    from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QAbstractSpinBox, QComboBox

    area = page._scroll
    for view in ("one", "rounds", "layers", "comparison", "goal"):
        page.view_switch.choose(view)
        assert area.widget().minimumSizeHint().height() <= area.viewport().height(), view
        assert area.widget().minimumSizeHint().width() <= area.viewport().width(), view
        for kind in (QAbstractButton, QAbstractItemView, QAbstractSpinBox, QComboBox):
            for widget in page.findChildren(kind):
                if widget.isVisible() and widget.focusPolicy() != Qt.FocusPolicy.NoFocus:
                    assert widget.accessibleName() or widget.text(), (view, widget)


def test_choices_without_an_applied_plan_leave_it_alone(bench: PrunePage) -> None:
    by_number(bench, 3)
    bench.apply_button.click()
    applied = state_of(bench).applied
    by_number(bench, 7)
    assert state_of(bench).applied == applied
    assert dataclasses.asdict(state_of(bench))["count"] == 7


def test_a_narrow_page_offers_the_views_in_a_box(page: PrunePage, qtbot: QtBot) -> None:
    switch = page.view_switch
    assert not switch.box.isVisible()
    page.resize(568, 360)
    assert switch.box.isVisible()
    metrics = switch.box.fontMetrics()
    widest = max(metrics.horizontalAdvance(word) for word in ("One layer", "All layers"))
    assert switch.box.width() > widest + 20
    qtbot.keyClick(switch.box, Qt.Key.Key_Down)
    assert (switch.current, page.studies.shown) == ("rounds", page.studies.rounds)
    page.resize(1204, 686)
    switch.choose("layers")
    assert (switch.box.isVisible(), switch.box.current) == (False, "layers")
