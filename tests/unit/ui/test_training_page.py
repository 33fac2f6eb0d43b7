"""The Train page: recipe, a training's course, the runs table."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pytest
from helpers.datasets import make_dataset, make_run
from helpers.parts import (
    accuracy_card_of,
    jobs_of,
    loss_plot_of,
    mosaic_of,
    paper_box_of,
    runs_plot_of,
    start_box_of,
    sweep_card_of,
    sweep_rows_of,
    use_rate_of,
    watched_matrix_of,
)
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from emotion_gui.core.errors import TrainingDivergedError
from emotion_gui.core.evaluation.metrics import evaluate_predictions
from emotion_gui.core.jobs import JobContext, Progress
from emotion_gui.core.labels import SEVEN, own_set
from emotion_gui.core.model import backbones
from emotion_gui.core.model.spec import PLUS, NetworkSpec
from emotion_gui.core.training.config import TrainConfig
from emotion_gui.core.training.grid import grid_fields
from emotion_gui.core.training.presets import PRESETS, TABLE_1
from emotion_gui.core.training.records import BatchRecord, EpochRecord, MemoryNotice
from emotion_gui.core.training.requests import SweepRequest, TrainRequest
from emotion_gui.core.training.sweep_tables import SweepRow
from emotion_gui.core.workspace.records import RunRow, RunStatus
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.operations.train import (
    KnownModel,
    Mistakes,
    PreviewRequest,
    RowDone,
    report_path,
)
from emotion_gui.ui.pages.base import PageServices
from emotion_gui.ui.pages.training import TrainPage
from emotion_gui.ui.pages.training.recipe import recipe_card
from emotion_gui.ui.pages.training.recipe.start_and_teachers import ModelBox
from emotion_gui.ui.pages.training.runs_model import RunColumn
from emotion_gui.ui.pages.training.sweep.grid_line import GridLine, field_titles
from emotion_gui.ui.pages.training.watch import WatchView
from emotion_gui.ui.pages.training.watched_run import WatchedRun, kept_of
from emotion_gui.ui.theme import Theme


def record(epoch: int, accuracy: float = 0.5) -> EpochRecord:
    """An epoch on 14 test faces of which `accuracy` are right."""
    right = round(14 * accuracy)
    confusion = [[0] * 7 for _ in range(7)]
    confusion[0][0], confusion[0][1] = right, 14 - right
    return EpochRecord(
        epoch=epoch,
        train_loss=2.0 / epoch,
        train_accuracy=accuracy,
        test_loss=2.2 / epoch,
        test_accuracy=accuracy,
        learning_rate=1e-3,
        images_per_second=500.0,
        seconds=2.0,
        confusion=tuple(map(tuple, confusion)),
    )


@dataclass
class Outcome:
    """What the page reads of a finished training."""

    run: RunRow
    best_epoch: int
    kept_epoch: int
    test: object


@dataclass
class FakeTraining:
    """Stores a run and its epochs as the real one does, and waits where a test wants it."""

    epochs: int = 2
    error: Exception | None = None
    may_go_on: threading.Event = field(default_factory=threading.Event)
    orders: list[TrainRequest] = field(default_factory=list)
    resumed: list[int] = field(default_factory=list)

    def train(self, workspace: Workspace, order: TrainRequest, context: JobContext) -> Outcome:
        self.orders.append(order)
        dataset = workspace.dataset(order.dataset)
        run = make_run(
            workspace,
            name=order.name,
            kind="train",
            dataset_id=dataset.dataset_id,
            config=order.config.to_json(),
        )
        return self._go(workspace, run, 1, context)

    def resume(self, workspace: Workspace, run_id: int, context: JobContext) -> Outcome:
        self.resumed.append(run_id)
        first = len(workspace.epochs(run_id)) + 1
        return self._go(workspace, workspace.run(run_id), first, context)

    def _go(self, workspace: Workspace, run: RunRow, first: int, context: JobContext) -> Outcome:
        for epoch in range(first, self.epochs + 1):
            batch = BatchRecord(epoch, 1, 2, 1.9, 480.0)
            context.report(Progress(epoch, self.epochs, detail=batch))
            entry = record(epoch, 0.25 * epoch)
            workspace.record_epoch(run.run_id, epoch, entry.to_json())
            context.report(Progress(epoch, self.epochs, detail=entry))
        assert self.may_go_on.wait(timeout=30)
        context.checkpoint()
        if self.error is not None:
            raise self.error
        workspace.checkpoint_path(run.run_id).write_bytes(b"weights")
        summary = {"test_accuracy": 0.5, "n": 14, "epochs_done": self.epochs}
        workspace.set_run_status(run.run_id, RunStatus.FINISHED, summary=summary)
        logits = np.eye(7)[np.arange(14) % 7]
        test = evaluate_predictions(np.arange(14) // 2, logits)
        return Outcome(workspace.run(run.run_id), 2, 2, test)


def no_preview(workspace: Workspace, order: PreviewRequest, context: JobContext) -> np.ndarray:
    return np.zeros((9, 48, 48), dtype=np.uint8)


def no_mistakes(workspace: Workspace, run_id: int, context: JobContext) -> Mistakes:
    return Mistakes(np.zeros((2, 48, 48), dtype=np.uint8), [0, 1], [3, 3])


SMALL = NetworkSpec(modules=((8,), (16,)), pooled=(True, True))
MODELS = (
    KnownModel("run-3", "Run 3: small", Path("/runs/3/best.safetensors"), SMALL),
    KnownModel("default", "The default", Path("/models/default.safetensors"), PLUS),
)


def two_models(workspace: Workspace, context: JobContext) -> tuple[KnownModel, ...]:
    return MODELS


PageMaker = Callable[..., TrainPage]


@pytest.fixture
def make_page(qtbot: QtBot, services: PageServices) -> PageMaker:
    def make(training: FakeTraining | None = None, **given: object) -> TrainPage:
        fake = training or FakeTraining()
        jobs = {
            "train": fake.train,
            "resume": fake.resume,
            "preview": no_preview,
            "mistakes": no_mistakes,
            "models": two_models,
            **given,
        }
        page = TrainPage(services, **jobs)
        qtbot.addWidget(page)
        page.resize(1204, 660)
        page.show()
        page.activated()
        return page

    return make


def stored_run(
    workspace: Workspace,
    name: str = "a run",
    *,
    config: TrainConfig = TrainConfig(epochs=4),  # noqa: B008 - frozen
    **changed: object,
) -> RunRow:
    """A stopped run of two epochs."""
    row = workspace.datasets()[0]
    run = make_run(
        workspace,
        name=name,
        kind="train",
        dataset_id=row.dataset_id,
        config=config.to_json(),
        status=RunStatus.STOPPED,
        summary={"test_accuracy": 0.5, "n": 14, "epochs_done": 2, **changed},
    )
    for epoch in (1, 2):
        workspace.record_epoch(run.run_id, epoch, record(epoch).to_json())
    return run


def names_in(page: TrainPage) -> list[str]:
    model = page.runs.table.model()
    return [model.index(row, RunColumn.NAME).data() for row in range(model.rowCount())]


def test_importing_the_pages_loads_no_torch() -> None:
    code = (
        "import sys; import emotion_gui.ui.pages.training, emotion_gui.ui.pages.evaluation;"
        "print([m for m in ('torch', 'cv2', 'pyqtgraph') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, encoding="utf-8"
    )
    assert done.stdout.strip() == "[]"


def test_without_faces_the_page_sends_people_to_the_data(
    make_page: PageMaker, services: PageServices, qtbot: QtBot
) -> None:
    page = make_page()
    assert page.empty.isVisible()
    assert not page.start_button.isEnabled()
    with qtbot.waitSignal(
        services.events.page_requested, check_params_cb=lambda name: name == "data"
    ):
        page.data_button.click()


def test_a_new_data_set_opens_the_bench(
    make_page: PageMaker, services: PageServices, qtbot: QtBot
) -> None:
    page = make_page()
    make_dataset(services.workspace)
    services.events.datasets_changed.emit()
    assert page.recipe.isVisible()
    assert page.start_button.isEnabled()
    counts = "140 faces to learn from · 21 watched every epoch"  # counted in the background
    qtbot.waitUntil(lambda: counts in page.state_text)


def test_presets_fill_the_recipe(make_page: PageMaker, workspace: Workspace) -> None:
    make_dataset(workspace)
    page = make_page()
    page.recipe.set_value("seed", 11)
    page.recipe.preset_control.choose("plus")
    config = page.recipe.config(page.augmentation.config())
    assert config == replace(PRESETS["plus"].config, seed=11)
    assert config.network == PLUS
    page.recipe.preset_control.choose("paper")
    assert paper_box_of(page).isVisible()
    paper_box_of(page).choose("paper-20-1e-4")
    paper_box_of(page).chosen.emit("paper-20-1e-4")
    config = page.recipe.config(page.augmentation.config())
    assert config == replace(PRESETS["paper-20-1e-4"].config, seed=11)


def test_advanced_choices_are_folded_away_and_count(
    make_page: PageMaker, workspace: Workspace
) -> None:
    make_dataset(workspace)
    page = make_page()
    fields = page.recipe.advanced
    assert not fields.isVisible()
    page.recipe.advanced_button.click()
    assert fields.isVisible()
    for key, value in (
        ("optimizer", "sgd"),
        ("balance_classes", "sampling"),
        ("soft_labels", 0.5),
        ("early_stop", 5),
        ("precision", "float32"),
    ):
        page.recipe.set_value(key, value)
    config = page.recipe.config(page.augmentation.config())
    assert (config.optimizer, config.balance_classes, config.early_stop) == ("sgd", "sampling", 5)
    assert (config.soft_labels, config.precision) == (0.5, "float32")


def test_a_preset_sets_everything_and_what_is_changed_is_named(
    make_page: PageMaker, workspace: Workspace, qtbot: QtBot
) -> None:
    make_dataset(workspace)
    training = FakeTraining()
    training.may_go_on.set()
    page = make_page(training)
    recipe, box = page.recipe, start_box_of(page)
    qtbot.waitUntil(lambda: box.findData("run-3") > 0)
    assert not recipe.changes.isVisible()
    choose_model(box, "run-3")
    choose_model(recipe.start.teacher_boxes[0], "default")
    recipe.set_value("frozen_features", True)
    recipe.set_value("batch_size", 48)
    page.augmentation.slider("flip").slider.setValue(0)
    changed = "Best on CPU, changed: start from Run 3: small, Batch 48, Teacher default, "
    assert recipe.changes.text() == f"{changed}New head only on, Mirror 0\u00a0%"
    recipe.preset_control.choose("paper")
    config = recipe.config(page.augmentation.config())
    assert config == replace(PRESETS["paper-50-1e-3"].config, seed=config.seed)
    assert recipe.start_from is None
    assert recipe.network_box.isEnabled()
    assert not recipe.changes.isVisible()
    recipe.set_value("epochs", 3)
    with qtbot.waitSignal(page.run_ended):
        page.start_button.click()
    assert names_in(page) == ["Paper, 50 epochs, rate 0.001, changed: Epochs 3"]
    recipe.reset_button.click()
    assert recipe.config(page.augmentation.config()).epochs == 50
    assert not recipe.changes.isVisible()


def test_a_door_trains_the_preset_as_it_is(make_page: PageMaker, workspace: Workspace) -> None:
    make_dataset(workspace)
    training = FakeTraining()
    page = make_page(training)
    page.recipe.choose_preset("quick")
    page.recipe.set_value("epochs", 777)
    page.begin("stripes")
    page.training.stop()
    training.may_go_on.set()
    assert page.recipe.config(page.augmentation.config()).epochs == PRESETS["quick"].config.epochs


def test_a_refused_number_starts_nothing(
    make_page: PageMaker, workspace: Workspace, qtbot: QtBot
) -> None:
    make_dataset(workspace)
    training = FakeTraining()
    page = make_page(training)
    rate = page.recipe.basic.control("learning_rate")
    rate.selectAll()
    qtbot.keyClicks(rate, "1.000,5")
    page.start()
    assert training.orders == []
    assert page.banner.isVisible()
    assert "1.000,5" in page.banner.text_label.text()


def test_what_is_typed_is_stored_without_leaving_the_field(
    make_page: PageMaker, workspace: Workspace, qtbot: QtBot
) -> None:
    """As with Alt+S, which starts a training and takes no focus away."""
    make_dataset(workspace)
    training = FakeTraining()
    training.may_go_on.set()
    page = make_page(training)
    for key, text in (("learning_rate", "1e-3"), ("weight_decay", "0,00005"), ("ema", "0.99995")):
        control = page.recipe.field(key)
        control.selectAll()
        qtbot.keyClicks(control, text)
    with qtbot.waitSignal(page.run_ended):
        page.start()
    stored = workspace.runs()[0].config
    assert (stored["learning_rate"], stored["weight_decay"], stored["ema"]) == (1e-3, 5e-5, 0.99995)


def test_after_a_restart_the_run_whose_curves_are_drawn_is_named(
    make_page: PageMaker, workspace: Workspace, qtbot: QtBot
) -> None:
    make_dataset(workspace)
    stored_run(workspace, "another recipe", config=TrainConfig(epochs=4))
    page = make_page()
    assert loss_plot_of(page).series == ()
    assert page.watch.name_label.text() == "Newest run: another recipe"
    assert not page.evaluate_button.isVisible()
    page.watch.offer_button.click()
    assert loss_plot_of(page).data("train")[0] == [1.0, 2.0]
    name = page.watch.name_label.text()
    assert name == "another recipe · stripes · another recipe than at the left"


def test_after_a_restart_the_curves_of_the_same_recipe_are_there(
    make_page: PageMaker, workspace: Workspace
) -> None:
    make_dataset(workspace)
    stored_run(workspace, "the same", config=PRESETS["best-on-cpu"].config)
    page = make_page()
    assert loss_plot_of(page).data("train")[0] == [1.0, 2.0]
    assert page.watch.name_label.text() == "the same · stripes"
    page.recipe.set_value("epochs", 5)
    assert "another recipe" in page.watch.name_label.text()


def test_the_last_epoch_is_named_where_it_is_kept(
    make_page: PageMaker, workspace: Workspace, qtbot: QtBot
) -> None:
    make_dataset(workspace)
    training = FakeTraining()
    training.may_go_on.set()
    page = make_page(training)
    page.recipe.preset_control.choose("paper")
    with qtbot.waitSignal(page.run_ended):
        page.start()
    assert page.watch.facts.row("kept").label.text() == "Last on test"
    assert "after the last epoch, 2" in page.banner.text_label.text()
    page.recipe.preset_control.choose("quick")
    with qtbot.waitSignal(page.run_ended):
        page.start()
    assert page.watch.facts.row("kept").label.text() == "Best on test"
    assert "chosen on these faces" in page.banner.text_label.text()


def choose_model(box: ModelBox, key: str) -> None:
    box.choose(key)
    box.chosen.emit(key)


def test_a_start_brings_its_network_and_a_new_head_can_be_asked_for(
    make_page: PageMaker, workspace: Workspace, qtbot: QtBot
) -> None:
    make_dataset(workspace)
    training = FakeTraining()
    training.may_go_on.set()
    page = make_page(training)
    box = start_box_of(page)
    qtbot.waitUntil(lambda: box.findData("run-3") > 0)
    page.recipe.choose_preset("quick")
    page.recipe.set_value("frozen_features", True)
    assert not page.recipe.config(page.augmentation.config()).frozen_features
    choose_model(box, "run-3")
    assert page.recipe.network == SMALL
    assert not page.recipe.network_box.isEnabled()
    page.recipe.set_value("frozen_features", True)
    with qtbot.waitSignal(page.run_ended):
        page.start_button.click()
    (order,) = training.orders
    assert order.start_from == MODELS[0].file
    assert order.config.network == SMALL
    assert order.config.frozen_features
    choose_model(box, "")
    assert page.recipe.start_from is None
    assert page.recipe.network_box.isEnabled()
    assert page.recipe.network == PRESETS["quick"].config.network  # not the start's any more


def test_a_preset_brings_its_start_and_its_teachers(
    make_page: PageMaker, workspace: Workspace, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    robust = replace(PRESETS["robust"], start="default")  # the one that is offered here
    monkeypatch.setattr(recipe_card, "PRESETS", {**PRESETS, "robust": robust})
    make_dataset(workspace)
    page = make_page()
    qtbot.waitUntil(lambda: page.recipe.start.teacher_boxes[0].findData("default") > 0)
    page.recipe.preset_control.choose("robust")
    config = page.recipe.config(page.augmentation.config())
    assert page.recipe.start_from == MODELS[1].file
    assert config.network == PLUS  # the start's
    assert config.teacher == "default"  # the other one is not offered here
    assert config.teacher_sees == "clean"
    assert config.augmentation == robust.config.augmentation
    assert "start from" not in page.recipe.changes.text()
    choose_model(page.recipe.start.start_box, "")
    assert "start from fresh weights" in page.recipe.changes.text()
    choose_model(page.recipe.start.start_box, "run-3")
    assert f"start from {MODELS[0].title}" in page.recipe.changes.text()
    page.recipe.preset_control.choose("quick")
    after = page.recipe.config(page.augmentation.config())
    assert page.recipe.start_from is None
    assert (after.teacher, after.network) == ("", PRESETS["quick"].config.network)


def test_teachers_have_a_share_and_a_temperature(
    make_page: PageMaker, workspace: Workspace, qtbot: QtBot
) -> None:
    make_dataset(workspace)
    page = make_page()
    origins = page.recipe.start
    first, second, third, _ = origins.teacher_boxes
    qtbot.waitUntil(lambda: first.findData("default") > 0)
    page.recipe.advanced_button.click()
    of_teachers = [
        origins.form.control(key)
        for key in ("teacher_weight", "teacher_temperature", "teacher_sees")
    ]
    assert not any(control.isVisible() for control in of_teachers)
    assert not second.isVisible()
    choose_model(first, "default")
    assert all(control.isVisible() for control in of_teachers)
    assert second.isVisible()
    page.recipe.set_value("teacher_weight", 0.7)
    page.recipe.set_value("teacher_temperature", 2.5)
    page.recipe.set_value("teacher_sees", "crop")
    config = page.recipe.config(page.augmentation.config())
    assert (config.teacher, config.teacher_weight, config.teacher_temperature) == (
        "default",
        0.7,
        2.5,
    )
    choose_model(second, "run-3")
    choose_model(third, "default")
    assert page.recipe.config(page.augmentation.config()).teacher == "default,run-3"
    choose_model(third, "")
    choose_model(first, "")
    assert page.recipe.config(page.augmentation.config()).teacher == "run-3"
    choose_model(second, "")
    without = page.recipe.config(page.augmentation.config())
    assert (without.teacher, without.teacher_sees) == ("", "changed")
    assert not second.isVisible()


@pytest.mark.allow_errors
def test_a_backbones_weights_are_asked_for_and_its_head_alone_learns(
    make_page: PageMaker,
    workspace: Workspace,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(backbones, "weights_folders", lambda: (tmp_path,))
    make_dataset(workspace)
    page = make_page()
    origins, box = page.recipe.start, start_box_of(page)
    page.recipe.advanced_button.click()
    assert not origins.weights_button.isVisible()
    choose_model(box, "backbone:resnet18")
    qtbot.waitUntil(page.banner.isVisible)
    assert "download.pytorch.org" in page.banner.text_label.text()
    assert box.current == ""
    assert page.recipe.start_from is None
    assert origins.weights_button.isVisible()
    weights = tmp_path / "features.safetensors"
    weights.write_bytes(b"tensors")
    page.models.look_for_backbone("resnet18", weights)
    qtbot.waitUntil(lambda: box.current == "backbone:resnet18")
    config = page.recipe.config(page.augmentation.config())
    assert config.network == backbones.backbone_spec("resnet18", weights)[0]
    assert config.frozen_features
    assert page.recipe.start_from == weights
    assert page.recipe.network_box.currentText().startswith("ResNet-18")
    choose_model(box, "")
    assert not origins.weights_button.isVisible()


def test_a_file_can_be_chosen_and_stays_in_the_list(
    make_page: PageMaker, workspace: Workspace, qtbot: QtBot
) -> None:
    make_dataset(workspace)
    page = make_page()
    box = start_box_of(page)
    qtbot.waitUntil(lambda: box.findData("run-3") > 0)
    box.take_file(KnownModel("/a/net.safetensors", "net", Path("/a/net.safetensors"), SMALL))
    assert page.recipe.start_from == Path("/a/net.safetensors")
    box.set_models(MODELS[1:])
    assert page.recipe.start_from == Path("/a/net.safetensors")
    assert box.findData("run-3") == -1


@dataclass(frozen=True)
class Curve:
    """What the page reads of a range test."""

    rates: tuple[float, ...] = (1e-4, 1e-3, 1e-2)
    losses: tuple[float, ...] = (2.0, 1.5, 1.8)
    suggestion: float = 2e-4


def test_the_range_test_suggests_a_rate_that_can_be_taken(
    make_page: PageMaker, workspace: Workspace, qtbot: QtBot
) -> None:
    make_dataset(workspace)
    orders: list[TrainRequest] = []

    def find(workspace: Workspace, order: TrainRequest, context: JobContext) -> Curve:
        orders.append(order)
        return Curve()

    page = make_page(find_rate=find)
    page.recipe.advanced_button.click()
    page.recipe.set_value("batch_size", 48)
    page.rate_panel.find_button.click()
    qtbot.waitUntil(use_rate_of(page).isVisible)
    assert orders[0].config.batch_size == 48
    assert page.rate_panel.plot.data("loss")[1] == [2.0, 1.5, 1.8]
    assert page.rate_panel.note.text().startswith("0.0002: ")
    use_rate_of(page).click()
    assert page.recipe.config(page.augmentation.config()).learning_rate == 2e-4
    assert not page.rate_panel.plot.isVisible()


def test_full_memory_is_told(make_page: PageMaker, workspace: Workspace, qtbot: QtBot) -> None:
    make_dataset(workspace)
    training = FakeTraining()

    def full(workspace: Workspace, order: TrainRequest, context: JobContext) -> Outcome:
        context.report(Progress(1, 2, detail=MemoryNotice(128, 4)))
        return training.train(workspace, order, context)

    page = make_page(training, train=full)
    page.start_button.click()
    qtbot.waitUntil(page.banner.isVisible)
    assert "128 faces now goes through in 4 pieces" in page.banner.text_label.text()
    with qtbot.waitSignal(page.run_ended):
        training.may_go_on.set()


def test_own_classes_stand_where_it_errs_from_the_beginning(qtbot: QtBot, theme: Theme) -> None:
    own = own_set(["calm", "smile", "startled"])
    view = WatchView(theme)
    qtbot.addWidget(view)
    view.set_classes(own)
    assert view.confusion.classes == own
    view.clear()
    assert view.confusion.classes == own
    session = WatchedRun("run", 2, labels=own)
    session.take(Progress(4, 8, detail=replace(record(1, 0.25), confusion=((1, 0, 0),) * 3)))
    view.refresh(session, running=True)
    assert view.confusion.isEnabled()
    view.set_classes(SEVEN)  # another data set is chosen: the curves stay those of the run
    assert view.confusion.classes == own


def test_the_running_epoch_draws_its_loss(qtbot: QtBot, theme: Theme) -> None:
    view, session = WatchView(theme), WatchedRun("run", 2)
    qtbot.addWidget(view)
    for batch, loss in ((1, 1.9), (2, 1.7)):
        session.take(Progress(batch, 8, detail=BatchRecord(1, batch, 4, loss, 100.0)))
    view.refresh(session, running=True)
    assert view.loss_plot.data("running") == ([0.25, 0.5], [1.9, 1.7])
    assert view.loss_plot.series == ("train", "test", "running")
    speed = view.facts.row("speed").value_label
    assert speed is not None
    assert speed.text() == "100 faces/s"
    session.take(Progress(0, 1, detail=BatchRecord(1, 60, 100, 1.6, 999.0)))
    view.refresh(session, running=True)
    assert view.loss_plot.data("running")[1] == [1.9, 1.7, 1.6], "the curve with every report"
    assert speed.text() == "100 faces/s", "figures only so often as they can be read"
    session.take(Progress(4, 8, detail=record(1, 0.25)))
    view.refresh(session, running=True)
    assert view.loss_plot.data("running") == ([], [])
    assert view.loss_plot.data("train")[0] == [1.0]
    session.take(Progress(5, 8, detail=BatchRecord(2, 1, 4, 1.5, 100.0)))
    view.refresh(session, running=False)
    assert "running" not in view.loss_plot.series


def test_a_long_epoch_draws_no_more_than_a_short_one() -> None:
    session = WatchedRun("run", 2)
    for batch in range(1, 9_001):
        session.take(Progress(batch, 18_000, detail=BatchRecord(1, batch, 9_000, 1.0, 100.0)))
    assert 200 < len(session.running) <= 250
    assert session.batch is not None
    assert session.batch.batch == 9_000


def test_the_curve_begins_when_the_mean_has_settled() -> None:
    session = WatchedRun("run", 2)
    for batch in (1, 15, 16, 60):
        session.take(Progress(batch, 400, detail=BatchRecord(1, batch, 200, 1.0, 100.0)))
    assert [position for position, _ in session.running] == [0.08, 0.3]
    short = WatchedRun("run", 2)
    short.take(Progress(1, 10, detail=BatchRecord(1, 1, 5, 1.0, 100.0)))
    assert short.running == [(0.2, 1.0)], "a short epoch does not wait for sixteen batches"


def test_a_training_from_start_to_evaluation(
    make_page: PageMaker, services: PageServices, qtbot: QtBot
) -> None:
    make_dataset(services.workspace)
    training = FakeTraining()
    page = make_page(training)
    page.recipe.preset_control.choose("quick")
    page.recipe.set_value("epochs", 2)
    page.start_button.click()
    assert not page.recipe.basic.isEnabled()
    qtbot.waitUntil(lambda: len(page.watch.accuracy_plot.data("test")[1]) == 2)
    assert page.watch.accuracy_plot.data("test")[1] == [25.0, 50.0]
    assert loss_plot_of(page).data("train")[1] == [2.0, 1.0]
    assert page.watch.facts.row("safe").value_label.text() == "epoch 2"
    assert watched_matrix_of(page).counts.sum() == 14
    assert "best 50.0 % at epoch 2" in accuracy_card_of(page).note_label.text()
    with qtbot.waitSignal(page.run_ended, check_params_cb="finished".__eq__):
        training.may_go_on.set()
    assert page.banner.kind == "success"
    assert "14 test faces" in page.banner.text_label.text()
    assert names_in(page) == ["Quick, changed: Epochs 2"]
    assert training.orders[0].config.epochs == 2
    run = services.workspace.runs()[0]
    with qtbot.waitSignal(
        services.events.open_run_in,
        check_params_cb=lambda name, run_id: (name, run_id) == ("evaluate", run.run_id),
    ):
        page.evaluate_button.click()

    qtbot.waitUntil(lambda: bool(jobs_of(page)))
    (entry,) = jobs_of(page)
    assert entry.summary is not None
    assert "right on" in entry.summary.text


def test_mistakes_of_an_earlier_epoch_go_where_the_end_was_not_watched(
    make_page: PageMaker, workspace: Workspace, qtbot: QtBot
) -> None:
    make_dataset(workspace)
    training = FakeTraining()
    page = make_page(training)
    page.recipe.set_value("epochs", 2)
    page.start_button.click()
    qtbot.waitUntil(lambda: page.watch.mistakes.count == 2)
    page.hide()
    with qtbot.waitSignal(page.run_ended):
        training.may_go_on.set()
    assert page.watch.mistakes.count == 0
    page.show()
    page.activated()
    qtbot.waitUntil(lambda: page.watch.mistakes.count == 2)


def test_an_early_stop_is_told(make_page: PageMaker, workspace: Workspace, qtbot: QtBot) -> None:
    make_dataset(workspace)
    training = FakeTraining()
    training.may_go_on.set()
    page = make_page(training)
    page.recipe.set_value("epochs", 9)
    page.recipe.set_value("early_stop", 3)
    with qtbot.waitSignal(page.run_ended):
        page.start()
    assert page.banner.title_label.text() == "Training stopped early"
    assert "3 epochs brought no better" in page.banner.text_label.text()
    assert "after 2 of 9" in page.banner.text_label.text()


def test_stop_keeps_the_best_epoch_and_says_so(
    make_page: PageMaker, workspace: Workspace, qtbot: QtBot
) -> None:
    make_dataset(workspace)
    training = FakeTraining()
    page = make_page(training)
    page.start_button.click()
    qtbot.waitUntil(lambda: page.watch.facts.row("safe").value_label.text() == "epoch 2")
    with qtbot.waitSignal(page.run_ended, check_params_cb="stopped".__eq__):
        page.stop_button.click()
        assert page.state_text == "Stopping after this batch…"
        assert not page.stop_button.isEnabled()
        training.may_go_on.set()
    assert "epoch (2) is kept: 50.0 %" in page.banner.text_label.text()
    assert page.start_button.isVisible()


def test_a_training_stopped_while_it_waits_leaves_no_run(
    make_page: PageMaker, services: PageServices, qtbot: QtBot
) -> None:
    make_dataset(services.workspace)
    stored_run(services.workspace, "older")
    may_end = threading.Event()
    services.tasks.start(lambda context: may_end.wait(timeout=30), title="Import")
    page = make_page()
    page.start_button.click()
    assert page.state_text.startswith("Waiting")
    with qtbot.waitSignal(page.run_ended, check_params_cb="stopped".__eq__):
        page.stop_button.click()
        may_end.set()
    assert "nothing to keep" in page.banner.text_label.text()
    assert not page.evaluate_button.isVisible()
    assert names_in(page) == ["older"]


def test_pause_and_resume_by_one_button(
    make_page: PageMaker, workspace: Workspace, qtbot: QtBot
) -> None:
    make_dataset(workspace)
    training = FakeTraining()
    page = make_page(training)
    page.start_button.click()
    page.pause_button.click()
    assert page.state_text.startswith("Paused")
    assert page.pause_button.accessibleName() == "Resume"
    training.may_go_on.set()
    page.pause_button.click()
    assert page.pause_button.accessibleName() == "Pause"
    with qtbot.waitSignal(page.run_ended, check_params_cb="finished".__eq__):
        assert page.pause_button.isVisible()


@pytest.mark.allow_errors
def test_a_training_that_ran_away_is_explained(
    make_page: PageMaker, workspace: Workspace, qtbot: QtBot
) -> None:
    make_dataset(workspace)
    training = FakeTraining(error=TrainingDivergedError(3))
    training.may_go_on.set()
    page = make_page(training)
    with qtbot.waitSignal(page.run_ended, check_params_cb="failed".__eq__):
        page.start_button.click()
    assert page.banner.title_label.text() == "Training ran away"
    assert page.start_button.isEnabled()


def test_resume_goes_on_with_the_selected_run(
    make_page: PageMaker, workspace: Workspace, qtbot: QtBot
) -> None:
    make_dataset(workspace)
    run = stored_run(workspace)
    training = FakeTraining(epochs=4)
    training.may_go_on.set()
    page = make_page(training)
    page.open_run(run.run_id)
    with qtbot.waitSignal(page.run_ended, check_params_cb="finished".__eq__):
        page.runs.resume_button.click()
    assert training.resumed == [run.run_id]
    assert loss_plot_of(page).data("train")[0] == [1.0, 2.0, 3.0, 4.0]


def test_delete_star_and_rename_can_be_undone(
    make_page: PageMaker, workspace: Workspace, qtbot: QtBot
) -> None:
    make_dataset(workspace)
    first, second = stored_run(workspace, "first"), stored_run(workspace, "second")
    page = make_page()
    page.view_switch.choose("runs")
    page.runs.select([first.run_id])
    page.runs.star_button.click()
    assert workspace.run(first.run_id).starred
    row = page.runs.model.row_of(first.run_id)
    page.runs.model.setData(page.runs.model.index(row, RunColumn.NAME), "renamed")
    assert names_in(page) == ["second", "renamed"]
    page.runs.delete_button.click()
    assert names_in(page) == ["second"]
    for _ in range(3):
        page.runs.undo_button.click()
    assert names_in(page) == ["second", "first"]
    assert not workspace.run(first.run_id).starred
    assert not page.runs.undo_button.isEnabled()
    page.runs.select([second.run_id])
    with qtbot.waitActive(page):
        page.activateWindow()
    page.runs.table.setFocus()
    qtbot.keyClick(page.runs.table, Qt.Key.Key_Delete)
    assert names_in(page) == ["first"]


def test_several_runs_are_compared_in_one_plot(make_page: PageMaker, workspace: Workspace) -> None:
    make_dataset(workspace)
    runs = [stored_run(workspace, name).run_id for name in ("first", "second")]
    page = make_page()
    page.view_switch.choose("runs")
    page.runs.select(runs)
    assert {key.split()[0] for key in runs_plot_of(page).series} == {str(run) for run in runs}
    page.runs.comparison.measure.choose("loss")
    assert runs_plot_of(page).data(f"{runs[0]} test")[1] == [2.2, 1.1]


def test_runs_of_one_recipe_have_a_mean_and_a_deviation(
    make_page: PageMaker, workspace: Workspace
) -> None:
    make_dataset(workspace)
    for seed, accuracy in ((1, 0.5), (2, 0.6), (3, 0.7)):
        config = TrainConfig(epochs=4, seed=seed)
        stored_run(workspace, f"seed {seed}", config=config, test_accuracy=accuracy)
    other = stored_run(workspace, "another", config=TrainConfig(epochs=9), test_accuracy=0.1)
    page = make_page()
    page.open_run(1)
    assert not page.runs.comparison.means.isVisible()
    page.runs.select([1, 2, 3, other.run_id])
    assert "60.0 ± 10.0 % over 3 runs" in page.runs.comparison.means.text()
    assert page.runs.comparison.means.isVisible()
    page.runs.select([3, other.run_id])
    assert not page.runs.comparison.means.isVisible()


def test_the_table_sorts_by_accuracy(make_page: PageMaker, workspace: Workspace) -> None:
    make_dataset(workspace)
    for name, accuracy in (("good", 0.9), ("poor", 0.2), ("fair", 0.6)):
        stored_run(workspace, name, test_accuracy=accuracy)
    page = make_page()
    page.runs.table.sortByColumn(RunColumn.TEST, Qt.SortOrder.DescendingOrder)
    assert names_in(page) == ["good", "fair", "poor"]
    best = page.runs.table.model().index(0, RunColumn.TEST)
    assert best.data() == "90.0 % of 14"


def test_runs_of_one_name_can_be_told_apart(make_page: PageMaker, workspace: Workspace) -> None:
    make_dataset(workspace)
    origin = stored_run(workspace)
    long = "Run 1: Paper, 10 epochs, rate 0.001, pruned by the corrected rule at 7.5 degrees"
    copies = [
        make_run(
            workspace,
            name=long,
            kind=kind,
            dataset_id=origin.dataset_id,
            parent_run=origin.run_id,
            config={},
            status=RunStatus.FINISHED,
            summary={"test_accuracy": 0.65, "n": 14, "parameters": parameters},
        )
        for kind, parameters in (("prune", 212_145), ("prune", 98_001), ("quantize", 98_001))
    ]
    page = make_page()
    page.view_switch.choose("runs")
    table, model = page.runs.table, page.runs.table.model()
    lines = [
        tuple(model.index(row, column).data() for column in range(1, len(RunColumn)))
        for row in range(model.rowCount())
    ]
    assert len(set(lines)) == 4
    assert [line[0] for line in lines] == [str(run.run_id) for run in (*copies[::-1], origin)]
    assert [line[3] for line in lines] == [
        "int8, 98 k",
        "pruned, 98 k",
        "pruned, 212 k",
        "Paper, 409 k",
    ]
    assert lines[0][4] == "of run 1"
    tip = model.index(3, RunColumn.NAME).data(Qt.ItemDataRole.ToolTipRole)
    assert {"Epochs: 4", "Optimizer: AdamW", "Kept epoch: best on test"} <= set(tip.split("\n"))
    metrics = table.fontMetrics()
    for column in (RunColumn.NUMBER, RunColumn.NETWORK, RunColumn.TEST, RunColumn.CREATED):
        text = model.index(0, column).data()
        assert metrics.horizontalAdvance(text) < table.columnWidth(column), "nothing is cut"
    # By the table's own margins: how wide a date is, and so a name, depends on the hour.
    assert table.sizeHintForRow(0) <= table.rowHeight(0), "a long name takes more lines"
    assert table.rowHeight(0) > 2 * metrics.lineSpacing()


def test_sliders_ask_for_new_versions(
    make_page: PageMaker, workspace: Workspace, qtbot: QtBot
) -> None:
    make_dataset(workspace)
    orders: list[PreviewRequest] = []

    def preview(workspace: Workspace, order: PreviewRequest, context: JobContext) -> np.ndarray:
        orders.append(order)
        return np.zeros((9, 48, 48), dtype=np.uint8)

    page = make_page(preview=preview)
    qtbot.waitUntil(lambda: mosaic_of(page).count == 9)
    page.augmentation.slider("rotation_deg").slider.setValue(40)
    qtbot.waitUntil(lambda: orders[-1].augmentation.rotation_deg == 40)
    page.augmentation.face_button.click()
    qtbot.waitUntil(lambda: orders[-1].face == 1)
    assert "Rotation ±40°" in page.augmentation.summary.text()


def test_every_control_has_a_name(make_page: PageMaker, workspace: Workspace) -> None:
    from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QComboBox, QSlider

    make_dataset(workspace)
    page = make_page()
    for kind in (QAbstractSpinBox, QComboBox, QSlider):
        assert all(widget.accessibleName() for widget in page.findChildren(kind))
    buttons = [b for b in page.findChildren(QAbstractButton) if b.objectName() != "qt_spinbox"]
    assert all(button.accessibleName() or button.text() for button in buttons if button.isVisible())


def table_row(preset: str, accuracy: float = 0.5, seed: int = 7) -> SweepRow:
    """A finished row of a sweep; `maps_pruned` and the like are those of the paper's first."""
    return SweepRow(
        preset,
        1,
        256,
        10,
        1e-3,
        8.0,
        0.25,
        accuracy,
        100,
        0.45,
        55,
        (0.3, 0.6),
        0.5,
        seed,
        "test",
        which="last",
        epoch=10,
        network=f"{preset}{seed}{accuracy}",
    )


def test_table_1_fills_row_by_row_beside_the_papers_figures(
    make_page: PageMaker, workspace: Workspace, qtbot: QtBot
) -> None:
    make_dataset(workspace)
    may_go_on = threading.Event()
    orders: list[SweepRequest] = []

    def two_rows(workspace: Workspace, order: SweepRequest, context: JobContext) -> Path:
        orders.append(order)
        context.report(Progress(1, 7, detail=RowDone(table_row("paper-10-1e-3"))))
        assert may_go_on.wait(timeout=30)
        context.checkpoint()
        pytest.fail("a stopped table went past its checkpoint")

    page = make_page(sweep=two_rows)
    page.view_switch.choose("sweep")
    card, model = sweep_card_of(page), sweep_rows_of(page)
    card.epochs_edit.setValue(3)
    card.set_values(faces="sfew")
    card.run_button.click()
    qtbot.waitUntil(lambda: len(model.rows) == 1)
    first, second = (model.line(number) for number in (0, 1))
    assert first == (
        "after 10",
        "0.001",
        "8°",
        "25.0",
        "50.0",
        "100 / 256",
        "45.0",
        "30.0–60.0 (55)",
        "0.50",
        "21.82 → 25.45",
    )
    assert second == ("3", "0.0001", "8°", *("…",) * 6, "32.73 → 34.55")
    assert not card.run_button.isVisible()
    with qtbot.waitSignal(page.sweep.ended):
        card.stop_button.click()
        may_go_on.set()
    (order,) = orders
    assert (order.repeats, order.epochs, order.faces, order.judge) == (1, 3, "sfew", "validation")
    assert [preset.key for preset in order.presets] == [preset.key for preset in TABLE_1]
    assert "Stopped" in card.note.text()


def test_a_grid_varies_the_recipe_shows_means_and_is_saved(
    make_page: PageMaker, workspace: Workspace, qtbot: QtBot, tmp_path: Path
) -> None:
    make_dataset(workspace)
    orders: list[SweepRequest] = []

    def rows(workspace: Workspace, order: SweepRequest, context: JobContext) -> Path:
        orders.append(order)
        for preset in order.presets:
            for n, accuracy in enumerate((0.4, 0.6)):
                row = table_row(preset.key, accuracy, order.seed + n)
                context.report(Progress(n, 2, detail=RowDone(row)))
        return tmp_path / "rows.csv"

    page = make_page(sweep=rows)
    view, card = page.sweep, sweep_card_of(page)
    page.view_switch.choose("sweep")
    card.source.choose("recipe")
    assert "closed" in card.note.text()
    page.recipe.preset_control.choose("quick")
    page.recipe.set_value("batch_size", 48)
    card.grid.edit.setText("epochs=ten")
    card.run_button.click()
    assert orders == []
    assert page.banner.isVisible()
    card.grid.edit.setText("learning_rate=1e-3,1e-4; flip=0")
    card.set_values(repeats=2)
    card.seed_edit.setValue(3)
    with qtbot.waitSignal(view.ended):
        card.run_button.click()
    (order,) = orders
    assert [preset.config.batch_size for preset in order.presets] == [48, 48]
    assert [preset.config.learning_rate for preset in order.presets] == [1e-3, 1e-4]
    assert {(preset.config.preset, preset.config.epochs) for preset in order.presets} == {
        ("quick", 8)
    }
    assert (order.seed, order.judge) == (3, "test")
    assert [view.model.line(n)[:3] for n in (0, 2)] == [
        ("learning_rate=0.001, flip=0", "3", "after 10"),
        ("mean of 2", "", ""),
    ]
    assert view.model.line(2)[3:5] == ("25.0 ± 0.0", "50.0 ± 14.1")
    assert "a little kind" in card.note.text()
    view.save(tmp_path / "table.csv")
    view.save(tmp_path / "table.tex")
    assert len((tmp_path / "table.csv").read_text(encoding="utf-8").splitlines()) == 5
    assert r"$50.0 \pm 14.1$" in (tmp_path / "table.tex").read_text(encoding="utf-8")


def test_the_window_asks_which_network_is_judged(
    make_page: PageMaker, workspace: Workspace, qtbot: QtBot, tmp_path: Path
) -> None:
    make_dataset(workspace)
    orders: list[SweepRequest] = []

    def rows(workspace: Workspace, order: SweepRequest, context: JobContext) -> Path:
        orders.append(order)
        for preset in order.presets[:2]:
            row = replace(table_row(preset.key), which=order.keep, epoch=4, network="the same")
            context.report(Progress(1, 2, detail=RowDone(row)))
        return tmp_path / "rows.csv"

    page = make_page(sweep=rows)
    card = sweep_card_of(page)
    page.view_switch.choose("sweep")
    for choice in ("last", "best"):
        card.set_values(keep=choice)
        with qtbot.waitSignal(page.sweep.ended):
            card.run_button.click()
    assert [order.keep for order in orders] == ["last", "best"]
    assert sweep_rows_of(page).line(0)[0] == "best of 10: 4"
    assert "hold the same network: no two observations" in card.note.text()


def test_another_sweep_has_another_report(workspace: Workspace) -> None:
    make_dataset(workspace)
    one = SweepRequest("stripes", (PRESETS["quick"],), seed=7)
    others = [replace(one, seed=8), replace(one, repeats=2), replace(one, faces="sfew")]
    paths = {report_path(workspace, request) for request in (one, *others)}
    assert len(paths) == 4
    assert report_path(workspace, replace(one, seed=7)) == report_path(workspace, one)


def test_the_menu_of_fields_writes_the_line(qtbot: QtBot) -> None:
    line = GridLine()
    qtbot.addWidget(line)
    titles = field_titles()
    assert set(titles) == set(grid_fields())
    assert not [name for name, title in titles.items() if name == title]
    actions = dict(zip(titles, line.menu.actions(), strict=True))
    actions["optimizer"].trigger()
    actions["learning_rate"].trigger()
    line.edit.insert("1e-3")
    assert line.lines == ("optimizer=adam,adamw,sgd", "learning_rate=1e-3")


def test_the_line_says_what_it_was_read_as(qtbot: QtBot) -> None:
    """A comma divides values here; who means a half must see that it became two rows."""
    line = GridLine()
    qtbot.addWidget(line)
    for text, reading in (
        ("weight_decay=0,5", "2 rows · Weight decay: off | 5"),
        ("weight_decay=0.5; epochs=10,20", "2 rows · Weight decay: 0.5; Epochs: 10 | 20"),
        ("learning_rate=1e-3", "1 row · Learning rate: 0.001"),
        ("epochs=ten", "must be a number"),
        ("", ""),
    ):
        line.edit.setText(text)
        assert line.reading.text() == reading


@pytest.mark.slow
def test_a_real_training_of_one_epoch(
    qtbot: QtBot, services: PageServices, workspace: Workspace
) -> None:
    make_dataset(workspace, train=70, test=14, validation=7)
    page = TrainPage(services)
    qtbot.addWidget(page)
    page.resize(1204, 660)
    page.show()
    page.activated()
    page.recipe.set_value("epochs", 1)
    page.recipe.set_value("device", "cpu")
    qtbot.waitUntil(lambda: mosaic_of(page).count == 9, timeout=30_000)
    with qtbot.waitSignal(page.run_ended, timeout=30_000, check_params_cb="finished".__eq__):
        page.start_button.click()
    assert workspace.runs()[0].status is RunStatus.FINISHED
    assert watched_matrix_of(page).counts.sum() == 14
    assert Path(workspace.checkpoint_path(workspace.runs()[0].run_id)).is_file()
    qtbot.waitUntil(lambda: not services.tasks.tasks, timeout=10_000)


def test_an_epoch_is_safe_once_it_has_ended() -> None:
    session = WatchedRun("run", epochs=10)
    session.take(Progress(1, 100, detail=BatchRecord(1, 5, 10, 2.0, 320.0)))
    assert (session.safe_epoch, session.position) == (0, 0.5)
    session.take(Progress(10, 100, detail=record(1)), left_s=18.0)
    assert (session.safe_epoch, session.left_s) == (1, 18.0)


def test_the_first_of_equal_epochs_is_the_best() -> None:
    best = kept_of([record(1, 0.5), record(2, 0.5), record(3, 0.25)])
    assert best is not None
    assert (best.epoch, best.n) == (1, 14)
    assert best.interval[0] < 0.5 < best.interval[1]
