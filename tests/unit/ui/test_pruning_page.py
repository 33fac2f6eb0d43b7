"""The Prune page on a small trained network, from measuring to keeping the result."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from helpers.datasets import make_dataset, make_run, striped_faces
from helpers.parts import (
    events_of,
    faces_box_of,
    jobs_of,
    normalisation_of,
    pair_table_of,
    state_of,
    threshold_of,
)
from helpers.waiting import let_run
from PySide6.QtCore import QPointF, Qt
from pytestqt.qtbot import QtBot

from emotion_gui.core.data.dataset import open_dataset
from emotion_gui.core.evaluation.predict import predict_logits
from emotion_gui.core.model.checkpoint import CheckpointInfo, load_checkpoint, save_checkpoint
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.inputs import to_input
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.pruning.options import Normalisation, PruningPreset
from emotion_gui.core.workspace.records import Part, RunStatus
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.operations.export import companions
from emotion_gui.ui import numbers
from emotion_gui.ui.pages.base import PageServices
from emotion_gui.ui.pages.export_dialog import ExportDialog
from emotion_gui.ui.pages.pruning import PrunePage
from emotion_gui.ui.widgets.pair_model import PairColumn, RowState

SPEC = NetworkSpec(modules=((4,), (6,), (8,), (12,), (24,)))
MAPS = 24
WAIT_MS = 20_000


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkpoint that knows the stripes a little."""
    import torch

    torch.manual_seed(0)
    network, info = EmotionCNN(SPEC), CheckpointInfo(spec=SPEC, run={"name": "stripes"})
    faces, labels = striped_faces(140)
    pixels, wanted = to_input(faces, info.preprocessing), torch.from_numpy(labels)
    optimizer = torch.optim.Adam(network.parameters(), 0.01)
    for _ in range(12):
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(network(pixels), wanted).backward()
        optimizer.step()
    path = tmp_path_factory.mktemp("trained") / "stripes.safetensors"
    save_checkpoint(path, network.eval(), info)
    return path


@pytest.fixture
def run_file(workspace: Workspace, trained: Path) -> Path:
    """The trained network as the workspace's only run."""
    dataset = make_dataset(workspace, test=140)
    run = make_run(
        workspace,
        name="stripes",
        kind="train",
        dataset_id=dataset.dataset_id,
        config={},
        status=RunStatus.FINISHED,
    )
    target = workspace.checkpoint_path(run.run_id)
    target.write_bytes(trained.read_bytes())
    return target


@pytest.fixture
def page(services: PageServices, run_file: Path, qtbot: QtBot) -> Iterator[PrunePage]:
    """The page with the run chosen, not measured yet."""
    made = PrunePage(services)
    qtbot.addWidget(made)
    made.resize(1204, 686)
    made.show()
    made.open_run(1)
    qtbot.waitUntil(lambda: made.request is not None, timeout=WAIT_MS)
    return made


def measure(page: PrunePage, qtbot: QtBot) -> PrunePage:
    with qtbot.waitSignal(page.work.swept, timeout=WAIT_MS):
        page.measure_button.click()
    return page


@pytest.fixture
def bench(page: PrunePage, qtbot: QtBot) -> PrunePage:
    """The page with its last layer measured and swept."""
    return measure(page, qtbot)


def slide(page: PrunePage, threshold_deg: float) -> None:
    threshold_of(page).slider.setValue(round(threshold_deg * 10))
    settle(page)


def settle(page: PrunePage) -> None:
    """A slow computer joins changes to one preview: let it be made."""
    while page.editor.is_waiting:
        let_run(1)


def undo(page: PrunePage) -> None:
    page.undo_button.click()
    settle(page)


def full_pass(page: PrunePage) -> int:
    """Faces that the really masked network gets right, counted by running it."""
    measured, plan = page.editor.measured, page.editor.plan
    assert measured is not None
    assert plan is not None
    session = measured.session
    preprocessing = session.checkpoint.info.preprocessing
    logits = predict_logits(session.masked(plan), measured.test_faces, preprocessing)
    test = open_dataset(page.services.workspace, "stripes").part(Part.TEST)
    return int((logits.argmax(axis=1) == test.labels).sum())


def gone_text(page: PrunePage) -> str:
    return page.controls.count_label.text()


def first_row(page: PrunePage, state: RowState) -> int:
    model = pair_table_of(page).pairs
    rows = (row for row in range(model.rowCount()))
    return next(row for row in rows if model.rows.state[model.position(row)] == state)


def test_the_page_opens_without_torch() -> None:
    code = (
        "import sys; import emotion_gui.ui.pages.pruning; "
        "heavy = {'torch', 'pyqtgraph', 'scipy', 'cv2'} & set(sys.modules); "
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_without_data_the_page_says_what_to_do_first(services: PageServices, qtbot: QtBot) -> None:
    page = PrunePage(services)
    qtbot.addWidget(page)
    page.activated()
    qtbot.waitUntil(lambda: page.sources is not None, timeout=WAIT_MS)
    assert page.start_panel.data_button.isVisibleTo(page)
    assert not page.start_panel.measure_button.isVisibleTo(page)
    assert not page.measure_button.isEnabled()
    with qtbot.waitSignal(services.events.page_requested) as asked:
        page.start_panel.data_button.click()
    assert asked.args == ["data"]


@pytest.mark.parametrize("preset", list(PruningPreset))
def test_the_slider_shows_what_a_full_pass_gives(bench: PrunePage, preset: PruningPreset) -> None:
    bench.controls.preset.choose(preset.value)
    settle(bench)
    counts = set()
    for threshold_deg in (0.0, 4.0, 12.0, 25.0, 45.0):
        slide(bench, threshold_deg)
        plan = bench.editor.plan
        assert plan is not None
        counts.add(plan.maps_gone)
        assert gone_text(bench) == str(plan.maps_gone)
        assert bench.controls.accuracy_label.text() == numbers.percent(full_pass(bench) / 140)
        assert "n = 140" in bench.controls.test_label.text()
        assert "McNemar p" in bench.controls.test_label.text()
    assert len(counts) > 2


def test_one_drag_is_one_step_back(bench: PrunePage) -> None:
    start = state_of(bench)
    slider = threshold_of(bench).slider
    slider.setSliderDown(True)
    for threshold_deg in (6.0, 9.0, 15.0):
        slide(bench, threshold_deg)
    slider.setSliderDown(False)
    assert state_of(bench).options.threshold_deg == 15.0
    undo(bench)
    assert state_of(bench) == start
    assert not bench.undo_button.isEnabled()
    bench.redo_button.click()
    settle(bench)
    assert state_of(bench).options.threshold_deg == 15.0


def test_apply_can_be_undone_and_redone(bench: PrunePage) -> None:
    slide(bench, 20.0)
    assert not bench.compact_button.isEnabled()
    bench.apply_button.click()
    applied = state_of(bench).applied
    assert applied is not None
    assert applied == bench.editor.plan
    assert bench.compact_button.isEnabled()
    assert bench.results.save_button.isEnabled()
    assert not bench.apply_button.isEnabled()
    undo(bench)
    assert state_of(bench).applied is None
    assert not bench.results.save_button.isEnabled()
    bench.redo_button.click()
    settle(bench)
    assert state_of(bench).applied == applied


def test_an_unticked_pair_is_left_as_it_is(bench: PrunePage) -> None:
    slide(bench, 20.0)
    before = bench.editor.plan
    model = pair_table_of(bench).pairs
    row = first_row(bench, RowState.DONE)
    at = model.position(row)
    pair = (int(model.rows.first[at]), int(model.rows.second[at]))
    pair_table_of(bench).select_pair(*pair)
    index = model.index(row, PairColumn.TICK)
    model.setData(index, Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole)
    settle(bench)
    plan = bench.editor.plan
    assert plan is not None
    assert plan.excluded_pairs == (pair,)
    assert plan != before
    assert model.rows.state[at] == RowState.LEFT_OUT
    assert "unticked" in bench.pairs.explanation.text()
    undo(bench)
    assert bench.editor.plan == before


def test_a_row_explains_what_will_happen(bench: PrunePage) -> None:
    bench.controls.preset.choose(PruningPreset.PAPER.value)
    slide(bench, 20.0)
    table = pair_table_of(bench)
    table.selectRow(first_row(bench, RowState.DONE))
    index = table.pairs.index(table.currentIndex().row(), PairColumn.STATE)
    assert " merges into " in index.data()
    assert "its weights are added to those of" in bench.pairs.explanation.text()
    slide(bench, 45.0)
    table.selectRow(first_row(bench, RowState.SKIPPED))
    assert bench.pairs.explanation.text().startswith("Pair ")


def test_an_empty_complementary_list_says_why_and_offers_other_readings(
    bench: PrunePage, qtbot: QtBot
) -> None:
    slide(bench, 3.0)
    bench.pairs.tabs.choose("complementary")
    hint = bench.pairs.hint
    assert hint.isVisible()
    assert "ReLU" in hint.text.text()
    with qtbot.waitSignal(bench.work.swept, timeout=WAIT_MS):
        hint.buttons[Normalisation.CENTRED].click()
    assert state_of(bench).options.normalisation is Normalisation.CENTRED
    assert normalisation_of(bench).current == "centred"
    undo(bench)
    assert state_of(bench).options.normalisation is Normalisation.LAYER


def test_silent_maps_go_only_when_asked(bench: PrunePage, qtbot: QtBot) -> None:
    bench.pairs.tabs.choose("silent")
    with qtbot.waitSignal(bench.work.swept, timeout=WAIT_MS):
        bench.pairs.silent_box.click()
    assert state_of(bench).options.remove_silent
    undo(bench)
    assert not bench.pairs.silent_box.isChecked()


def test_matrix_and_table_select_the_same_pair(bench: PrunePage, qtbot: QtBot) -> None:
    matrix, table = bench.results.matrix, pair_table_of(bench)
    bench.pairs.state_filter.choose(str(RowState.LEFT_OUT.value))
    spot = matrix.point_of(5, 17).toPoint()
    assert matrix.pair_at(QPointF(spot)) == (5, 17)
    qtbot.mouseClick(matrix, Qt.MouseButton.LeftButton, pos=spot)
    at = table.pairs.position(table.selectionModel().selectedRows()[0].row())
    assert (table.pairs.rows.first[at], table.pairs.rows.second[at]) == (5, 17)


def test_the_map_filter_narrows_the_table(bench: PrunePage, qtbot: QtBot) -> None:
    qtbot.keyClicks(bench.pairs.map_filter, "7")
    model = pair_table_of(bench).pairs
    assert 0 < model.rowCount() < MAPS
    bench.pairs.map_filter.clear()
    similar = model.rowCount()
    bench.pairs.tabs.choose("complementary")
    assert similar + model.rowCount() == MAPS * (MAPS - 1) // 2


def test_compacting_proves_itself(bench: PrunePage, qtbot: QtBot) -> None:
    slide(bench, 25.0)
    bench.apply_button.click()
    with qtbot.waitSignal(bench.editor.applied_changed, timeout=WAIT_MS):
        bench.compact_button.click()
    result = bench.editor.compacted
    assert result is not None
    assert result.difference <= 1e-5
    assert result.network.spec.widths[-1] == MAPS - result.plan.maps_gone
    assert "masked and compacted logits differ by at most" in bench.results.proof_label.text()
    face = bench.results.facts.row("face").value_label
    assert face is not None
    assert face.text().endswith(" ms")
    slide(bench, 5.0)
    assert "differ by" not in bench.results.proof_label.text()
    undo(bench)
    assert "differ by" in bench.results.proof_label.text()


def test_costs_are_those_of_the_compacted_network(bench: PrunePage, qtbot: QtBot) -> None:
    slide(bench, 25.0)
    bench.apply_button.click()
    with qtbot.waitSignal(bench.editor.applied_changed, timeout=WAIT_MS):
        bench.compact_button.click()
    result = bench.editor.compacted
    assert result is not None
    shown = bench.results.facts.row("parameters").value_label
    assert shown is not None
    assert shown.text().endswith(f"→ {numbers.count(result.network.parameter_count())}")


@pytest.mark.parametrize("compacted", [False, True])
def test_a_saved_run_stands_beside_the_untouched_original(
    bench: PrunePage, qtbot: QtBot, run_file: Path, compacted: bool
) -> None:
    original = run_file.read_bytes()
    slide(bench, 25.0)
    bench.apply_button.click()
    if compacted:
        with qtbot.waitSignal(bench.editor.applied_changed, timeout=WAIT_MS):
            bench.compact_button.click()
    bench.results.name_edit.setText("fewer stripes")
    with qtbot.waitSignal(events_of(bench).runs_changed, timeout=WAIT_MS):
        bench.results.save_button.click()
    workspace, plan = bench.services.workspace, state_of(bench).applied
    assert plan is not None
    run = workspace.runs()[0]
    assert (run.name, run.kind, run.status, run.parent_run) == (
        "fewer stripes",
        "prune",
        RunStatus.FINISHED,
        1,
    )
    assert run.summary["maps_gone"] == plan.maps_gone
    assert run.summary["test_accuracy"] == full_pass(bench) / 140
    assert [name for name, _ in workspace.plans(run.run_id)] == ["fewer stripes"]
    saved = load_checkpoint(workspace.checkpoint_path(run.run_id))
    left = MAPS - plan.maps_gone if compacted else MAPS
    assert saved.info.spec.widths[-1] == left
    assert run_file.read_bytes() == original
    assert bench.banner.kind == "success"
    box = bench.controls.model_box
    qtbot.waitUntil(lambda: box.findData(f"run-{run.run_id}") >= 0, timeout=WAIT_MS)


def test_a_run_needs_a_name(bench: PrunePage) -> None:
    slide(bench, 25.0)
    bench.apply_button.click()
    bench.results.name_edit.setText("  ")
    assert not bench.results.save_button.isEnabled()
    assert bench.results.export_button.isEnabled()


def export(bench: PrunePage, qtbot: QtBot, target: Path, form: str) -> None:
    """Through the dialog that the button opens."""
    source = bench.work.export_source("stripes, pruned")
    assert source is not None
    dialog = ExportDialog(bench.services, unsaved=source)
    qtbot.addWidget(dialog)
    assert dialog.source is source
    dialog.form_box.choose(form)
    dialog.write(target)
    qtbot.waitUntil(lambda: target.name in dialog.result_label.text(), timeout=WAIT_MS)


@pytest.mark.parametrize("suffix", [".safetensors", ".onnx", ".pt"])
def test_the_pruned_network_can_be_exported(
    bench: PrunePage, qtbot: QtBot, tmp_path: Path, suffix: str
) -> None:
    slide(bench, 25.0)
    bench.apply_button.click()
    target = tmp_path / f"stripes{suffix}"
    form = {".safetensors": "safetensors", ".onnx": "onnx", ".pt": "torchscript"}[suffix]
    export(bench, qtbot, target, form)
    assert target.stat().st_size > 1000
    assert all(file.is_file() for file in companions(target))
    if suffix == ".safetensors":
        assert load_checkpoint(target).info.plan is not None


@pytest.mark.parametrize("compacted", [False, True])
def test_window_and_command_line_keep_the_same_about_a_network(
    bench: PrunePage, qtbot: QtBot, tmp_path: Path, run_file: Path, compacted: bool
) -> None:
    """Both files know the same keys about the plan, what was before it, and the figures."""
    from emotion_gui.cli import main

    bench.controls.preset.choose(PruningPreset.PAPER.value)
    slide(bench, 25.0)
    bench.apply_button.click()
    if compacted:
        with qtbot.waitSignal(bench.editor.applied_changed, timeout=WAIT_MS):
            bench.compact_button.click()
    here, there = tmp_path / "window.safetensors", tmp_path / "line.safetensors"
    export(bench, qtbot, here, "safetensors")
    source = tmp_path / "copy"
    shutil.copytree(bench.services.workspace.path, source)
    argv = [
        "prune",
        str(run_file),
        "--dataset",
        "stripes",
        "--threshold",
        "25",
        "--out",
        str(there),
        "--workspace",
        str(source),
    ]
    assert main(argv + ["--compact"] * compacted) == 0
    window, line = (load_checkpoint(file).info for file in (here, there))
    assert window.plan == line.plan
    assert window.plan is not None
    assert {"compacted", "recalibrated", "finetuned", "previous"} <= set(window.plan)
    assert window.run == line.run
    assert window.spec == line.spec


def test_fine_tuning_stays_beside_the_figures(bench: PrunePage, qtbot: QtBot) -> None:
    slide(bench, 25.0)
    bench.apply_button.click()
    with qtbot.waitSignal(bench.editor.applied_changed, timeout=WAIT_MS):
        bench.compact_button.click()
    assert not bench.results.facts.row("tuned").isVisible()
    with qtbot.waitSignal(bench.work.fine_tuned, timeout=WAIT_MS) as ended:
        bench.fine_tune_button.click()
    (result,) = ended.args
    bench.clear_message()
    row = bench.results.facts.row("tuned")
    assert row.isVisible()
    assert row.value_label is not None
    assert numbers.percent(result.accuracy) in row.value_label.text()
    assert str(result.run.run_id) in row.toolTip()
    assert "one training (seed 7)" in row.toolTip()


def test_fine_tuning_trains_the_compacted_network(bench: PrunePage, qtbot: QtBot) -> None:
    slide(bench, 25.0)
    bench.apply_button.click()
    assert not bench.fine_tune_button.isEnabled()
    with qtbot.waitSignal(bench.editor.applied_changed, timeout=WAIT_MS):
        bench.compact_button.click()
    with qtbot.waitSignal(bench.work.fine_tuned, timeout=WAIT_MS) as ended:
        bench.fine_tune_button.click()
    (result,) = ended.args
    job = jobs_of(bench)[0]
    assert job.summary is not None
    assert job.summary.text.endswith(f"right on {result.n} test faces")
    assert bench.banner.kind == "success"
    workspace, compacted = bench.services.workspace, bench.editor.compacted
    assert compacted is not None
    tuned = load_checkpoint(workspace.checkpoint_path(result.run.run_id))
    assert tuned.info.spec.widths == compacted.network.spec.widths
    run = workspace.runs()[0]
    assert run.name.endswith("fine-tuned")
    assert run.config["teacher"] == bench.editor.measured.request.model.name


@pytest.mark.allow_errors
def test_a_lost_checkpoint_is_told_in_the_banner(
    page: PrunePage, qtbot: QtBot, run_file: Path
) -> None:
    run_file.unlink()
    page.measure_button.click()
    qtbot.waitUntil(page.banner.isVisible, timeout=WAIT_MS)
    assert page.banner.kind == "error"
    assert page.measure_button.isEnabled()


def test_measuring_can_be_cancelled(page: PrunePage, qtbot: QtBot) -> None:
    page.measure_button.click()
    assert page.start_panel.cancel_button.isVisible()
    page.start_panel.cancel_button.click()
    assert page.start_panel.progress_text.text() == "Stopping…"
    qtbot.waitUntil(page.measure_button.isEnabled, timeout=WAIT_MS)
    assert page.editor.measured is None


def test_an_inner_layer_is_previewed_in_the_background(page: PrunePage, qtbot: QtBot) -> None:
    page.controls.layer_box.choose("3")
    measure(page, qtbot)
    bench = page.editor
    assert bench.measured is not None
    assert not bench.measured.session.is_instant
    qtbot.waitUntil(lambda: bench.figures is not None, timeout=WAIT_MS)
    with qtbot.waitSignal(bench.figures_changed, timeout=WAIT_MS):
        slide(page, 30.0)
    figures = bench.figures
    assert figures is not None
    assert page.controls.accuracy_label.text() == numbers.percent(full_pass(page) / 140)


def test_choosing_another_layer_asks_to_measure_again(bench: PrunePage) -> None:
    bench.controls.layer_box.choose("2")
    bench.controls.source_chosen.emit()
    assert bench.measure_button.isVisible()
    assert not threshold_of(bench).isEnabled()
    bench.controls.layer_box.choose("4")
    bench.controls.source_chosen.emit()
    assert bench.apply_button.isVisible()
    assert threshold_of(bench).isEnabled()


def test_every_control_has_a_name_for_screen_readers(bench: PrunePage) -> None:
    from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QComboBox, QLineEdit, QSlider

    nameless = [
        widget
        for kind in (QAbstractButton, QAbstractItemView, QComboBox, QLineEdit, QSlider)
        for widget in bench.findChildren(kind)
        if widget.isVisible()
        and widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and not (widget.accessibleName() or getattr(widget, "text", str)())
    ]
    assert nameless == []


def test_the_page_fits_a_small_window(bench: PrunePage) -> None:
    """1280x720 less the rail and the bottom bar, with the longest texts shown."""
    bench.pairs.tabs.choose("complementary")
    slide(bench, 2.0)
    area = bench._scroll
    assert area.widget().minimumSizeHint().height() <= area.viewport().height()
    assert area.widget().minimumSizeHint().width() <= area.viewport().width()


def test_learned_faces_are_told_beside_the_accuracy(
    page: PrunePage, workspace: Workspace, qtbot: QtBot
) -> None:
    from emotion_gui.core.model.checkpoint import tell_learned
    from emotion_gui.core.model.learned_faces import LearnedFaces, face_hashes

    request = page.request
    assert request is not None
    test = open_dataset(workspace, "stripes").part(Part.TEST).pixels()
    learned = np.unique(face_hashes(test[:60]))
    tell_learned(request.model.file, LearnedFaces(learned, learned[:0]))
    measure(page, qtbot)
    settle(page)
    told = page.controls.learned_label.text()
    assert told.startswith("60 of 140 faces were learned by this model.")
    assert "The other 80 alone: " in told
    assert page.controls.learned_label.property("tone") == "warn"
    figures = page.editor.figures
    assert figures is not None
    assert figures.judgement.rest is not None
    assert figures.judgement.rest.n == 80


def test_a_run_brings_its_own_data_set(
    page: PrunePage, workspace: Workspace, services: PageServices, qtbot: QtBot
) -> None:
    assert page.request is not None
    assert page.request.dataset == "stripes"
    assert page.sources is not None
    assert page.sources.own == {"run-1": "stripes"}
    make_dataset(workspace, name="others")
    page.activated()
    qtbot.waitUntil(lambda: faces_box_of(page).count() == 2, timeout=WAIT_MS)
    faces_box_of(page).choose("others")
    faces_box_of(page).chosen.emit("others")
    assert page.request.dataset == "others", "whoever chooses another one gets it"
    page.open_run(1)
    qtbot.waitUntil(lambda: page.request.dataset == "stripes", timeout=WAIT_MS)
