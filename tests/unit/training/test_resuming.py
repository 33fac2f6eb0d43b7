"""The state of an unfinished run: what 0.1.0 left goes on, what is damaged is refused in words."""

import dataclasses
import io
import json
import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from helpers.datasets import make_dataset, make_run
from helpers.states import state_after

from emotion_gui.core.data.dataset import open_dataset
from emotion_gui.core.errors import TrainingStateError
from emotion_gui.core.jobs import JobCancelled, JobContext, Progress
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.training.config import TrainConfig
from emotion_gui.core.training.engine import new_state
from emotion_gui.core.training.presets import PRESETS
from emotion_gui.core.training.records import EpochRecord
from emotion_gui.core.training.requests import TrainRequest, config_of
from emotion_gui.core.training.resuming import load_state, state_bytes
from emotion_gui.core.training.runs import resume_run, train_run
from emotion_gui.core.training.sweep_tables import SweepRow
from emotion_gui.core.workspace.records import Part, RunRow, RunStatus
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.ui.messages import describe

OLD = Path(__file__).parents[2] / "data" / "training_0_1_0"
SMALL = NetworkSpec(modules=((4,), (8,)), pooled=(True, True))
CONFIG = TrainConfig(
    preset="test", network=SMALL, epochs=3, batch_size=28, learning_rate=1e-2, device="cpu"
)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    opened = Workspace.open(tmp_path / "workspace")
    make_dataset(opened)
    yield opened
    opened.close()


@pytest.fixture
def stopped(workspace: Workspace) -> RunRow:
    """A run that was stopped after its first epoch."""
    done: list[Progress] = []

    def report(progress: Progress) -> None:
        if isinstance(progress.detail, EpochRecord):
            done.append(progress)

    with pytest.raises(JobCancelled):
        train_run(
            workspace, TrainRequest("stripes", CONFIG), JobContext(report, lambda: bool(done))
        )
    return workspace.runs()[0]


@pytest.fixture(scope="module")
def old() -> dict[str, Any]:
    """What version 0.1.0 stored: every preset, a stopped run, a row of a sweep."""
    stored: dict[str, Any] = json.loads((OLD / "runs.json").read_text(encoding="utf-8"))
    return stored


def test_every_recipe_of_the_first_version_is_read(old: dict[str, Any]) -> None:
    for key, stored in old["presets"].items():
        config = TrainConfig.from_json(stored)
        # A paper preset keeps the last epoch today; what was stored kept the best one.
        assert config == dataclasses.replace(PRESETS[key].config, keep="best")
        today = json.loads(json.dumps(config.to_json()))
        effects = stored.pop("augmentation")
        assert {name: today["augmentation"][name] for name in effects} == effects
        assert {name: today[name] for name in stored} == stored


def test_a_run_of_the_first_version_goes_on(workspace: Workspace, old: dict[str, Any]) -> None:
    stored = old["stopped"]
    run = make_run(
        workspace,
        name="stopped",
        kind="train",
        dataset_id=workspace.dataset("stripes").dataset_id,
        config=stored["config"],
        status=RunStatus.STOPPED,
        summary=stored["summary"],
    )
    for name in ("resume.pt", "best.safetensors"):
        shutil.copy(OLD / name, workspace.run_dir(run.run_id) / name)
    assert config_of(run).keep == "best"
    outcome = resume_run(workspace, run.run_id, JobContext())
    assert [record.epoch for record in outcome.records] == [1, 2, 3, 4]
    kept = [EpochRecord.from_json(entry) for entry in stored["epochs"]]
    assert outcome.records[:2] == kept


def test_a_row_of_the_first_version_is_read(old: dict[str, Any]) -> None:
    row = SweepRow(**old["swept"]["summary"]["row"])
    assert (row.which, row.epoch, row.network) == ("best", 0, "")


def changed(**values: object) -> Callable[[dict[str, Any]], None]:
    return lambda state: state.update(values)


def with_nan(state: dict[str, Any]) -> None:
    next(iter(state["network"].values())).fill_(float("nan"))


def with_infinite_moments(state: dict[str, Any]) -> None:
    state["optimizer"]["state"][0]["exp_avg"].fill_(float("inf"))


def with_sgd(state: dict[str, Any]) -> None:
    other = new_state(dataclasses.replace(CONFIG, optimizer="sgd"))
    for parameter in other.network.parameters():
        parameter.grad = torch.zeros_like(parameter)
    other.optimizer.step()
    state["optimizer"] = other.optimizer.state_dict()


def with_other_decay(state: dict[str, Any]) -> None:
    state["optimizer"]["param_groups"][0]["weight_decay"] = 0.5


def with_other_shapes(state: dict[str, Any]) -> None:
    state["optimizer"]["state"][0]["exp_avg"] = torch.zeros(3)


def with_other_network(state: dict[str, Any]) -> None:
    wide = dataclasses.replace(CONFIG, network=NetworkSpec(modules=((9,),), pooled=(True,)))
    state["network"] = new_state(wide).network.state_dict()


DAMAGES: dict[str, Callable[[dict[str, Any]], None]] = {
    "weights that are no numbers": with_nan,
    "moments that are no numbers": with_infinite_moments,
    "an epoch that is a word": changed(epoch="two"),
    "an epoch that is a half": changed(epoch=1.5),
    "an epoch behind the last": changed(epoch=99),
    "an epoch that is true": changed(epoch=True),
    "a best epoch that is still to come": changed(best_epoch=3),
    "an accuracy that is a word": changed(best_accuracy="good"),
    "no history": changed(records=[]),
    "another kind of optimizer": with_sgd,
    "another weight decay": with_other_decay,
    "moments of other shapes": with_other_shapes,
    "another network": with_other_network,
    "nothing of an optimizer": changed(optimizer={}),
    "nothing averaged": lambda state: state.pop("averaged"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_state_that_no_training_leaves_is_refused(
    workspace: Workspace, stopped: RunRow, damage: str
) -> None:
    path = workspace.run_dir(stopped.run_id) / "resume.pt"
    state = torch.load(path, weights_only=True)
    DAMAGES[damage](state)
    torch.save(state, path)
    assert_refused(workspace, stopped)


@pytest.mark.parametrize(
    "content",
    [b"", b"not a file of torch", b"\x80\x04\x95\x0e\x00\x00\x00\x00\x00\x00\x00\x8c\x02os.", None],
    ids=["empty", "text", "a pickle that runs code", "cut off"],
)
def test_a_file_that_is_no_state_is_refused(
    workspace: Workspace, stopped: RunRow, content: bytes | None
) -> None:
    path = workspace.run_dir(stopped.run_id) / "resume.pt"
    path.write_bytes(path.read_bytes()[:900] if content is None else content)
    assert_refused(workspace, stopped)


def test_a_list_instead_of_a_state_is_refused(workspace: Workspace, stopped: RunRow) -> None:
    torch.save([1, 2], workspace.run_dir(stopped.run_id) / "resume.pt")
    assert_refused(workspace, stopped)


def assert_refused(workspace: Workspace, run: RunRow) -> None:
    """In words; the last good checkpoint stays, is named, and begins a new training."""
    checkpoint = workspace.checkpoint_path(run.run_id)
    before = checkpoint.read_bytes()
    with pytest.raises(TrainingStateError, match=f"run-{run.run_id}") as error:
        resume_run(workspace, run.run_id, JobContext())
    assert f"run {run.run_id}" in describe(error.value).hint
    assert checkpoint.read_bytes() == before
    assert workspace.run(run.run_id).status is RunStatus.STOPPED
    again = TrainRequest("stripes", dataclasses.replace(CONFIG, epochs=1), start_from=checkpoint)
    assert train_run(workspace, again, JobContext()).run.status is RunStatus.FINISHED


def test_a_state_that_cannot_be_removed_leaves_a_finished_run(
    workspace: Workspace, stopped: RunRow, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As with a scanner that holds the file: the training is done all the same."""
    unlink = Path.unlink

    def held(path: Path, missing_ok: bool = False) -> None:
        if path.name == "resume.pt":
            raise PermissionError(13, "held by another program", str(path))
        unlink(path, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", held)
    assert resume_run(workspace, stopped.run_id, JobContext()).run.status is RunStatus.FINISHED


def test_a_state_that_unpacks_to_more_than_it_is_gets_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "resume.pt"
    path.write_bytes(state_bytes(state_after(CONFIG, [0.5])))
    load_state(path, new_state(CONFIG), epochs=3)
    with zipfile.ZipFile(path) as whole:
        members = {name: whole.read(name) for name in whole.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in members.items():
            packed.writestr(name, b"\0" * 10_000_000 if name.endswith("/data/0") else data)
    with pytest.raises(TrainingStateError, match="packed, as no training leaves it"):
        load_state(path, new_state(CONFIG), epochs=3)


def test_a_tensor_that_claims_more_numbers_than_it_holds_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "resume.pt"
    data = torch.load(io.BytesIO(state_bytes(state_after(CONFIG, [0.5]))), weights_only=True)
    data["averaged"] = {"endless": torch.zeros(1).expand(1 << 40)}
    torch.save(data, path)
    with pytest.raises(TrainingStateError, match="claims more numbers than it holds"):
        load_state(path, new_state(CONFIG), epochs=3)


def test_a_tensor_that_is_named_by_a_number_is_refused(tmp_path: Path) -> None:
    whole = zipfile.ZipFile(io.BytesIO(state_bytes(state_after(CONFIG, [0.5]))))
    path = tmp_path / "resume.pt"
    with zipfile.ZipFile(path, "w") as made:
        for name in whole.namelist():
            is_pickle = name.endswith("data.pkl")
            made.writestr(name, b"\x80\x02K\x01Q." if is_pickle else whole.read(name))
    with pytest.raises(TrainingStateError, match="cannot be read"):
        load_state(path, new_state(CONFIG), epochs=3)


def test_a_stopped_run_says_how_far_it_came(workspace: Workspace, stopped: RunRow) -> None:
    (epoch,) = workspace.epochs(stopped.run_id)
    assert {**stopped.summary} == {
        "best_epoch": 1,
        "kept_epoch": 1,
        "keep": CONFIG.keep,
        "test_accuracy": epoch["test_accuracy"],
        "n": len(open_dataset(workspace, "stripes").part(Part.TEST)),
        "epochs_done": 1,
    }
