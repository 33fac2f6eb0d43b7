"""What workers make is what this process makes alone: data sets, sweeps, analysed films."""

from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from helpers.clusters import PickledWorkers, small_cluster
from helpers.datasets import make_dataset
from helpers.fake_sources import write_video
from helpers.pruning import random_network

from emotion_gui.core.data import piecewise
from emotion_gui.core.data.face_making import FaceMaker, MadeFace
from emotion_gui.core.data.import_request import ImportRequest
from emotion_gui.core.data.importing import import_dataset
from emotion_gui.core.data.readers import SourceItem
from emotion_gui.core.data.sample_faces import write_sample_pictures
from emotion_gui.core.errors import VideoSourceError, WorkersError
from emotion_gui.core.executors import opening
from emotion_gui.core.executors.in_order import in_order
from emotion_gui.core.executors.workers import PieceFunction
from emotion_gui.core.jobs import JobCancelled, JobContext
from emotion_gui.core.model.checkpoint import CheckpointInfo, save_checkpoint
from emotion_gui.core.model.priors import COUNTS_KEY, parse_mix
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.review.sessions import facts_of, session_rows
from emotion_gui.core.training.config import TrainConfig
from emotion_gui.core.training.presets import Preset
from emotion_gui.core.training.requests import SweepRequest
from emotion_gui.core.workspace.records import DatasetRow
from emotion_gui.core.workspace.sessions import SessionState
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.operations.analyse import AnalyseRequest, analyse_sessions, queue_film
from emotion_gui.operations.datasets import import_source
from emotion_gui.operations.train import sweep

PICTURES = 10
ELSEWHERE = "dask-local:2"

pytestmark = pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with small_cluster() as found:
        yield found


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pictures")
    write_sample_pictures(folder, count=PICTURES - 1, seed=3, width=160, height=120)
    (folder / "broken.jpg").write_bytes(b"no picture")
    return folder


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> PickledWorkers:
    """Who works where `dask-local:2` is asked for."""
    workers = PickledWorkers()

    @contextmanager
    def opened(executor: str) -> Iterator[PickledWorkers | None]:
        yield workers if executor == ELSEWHERE else None

    monkeypatch.setattr(opening, "open_workers", opened)
    return workers


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(piecewise, "PICTURES_A_PIECE", 3)


def everything(workspace: Workspace, row: DatasetRow) -> tuple[object, ...]:
    """All that an import leaves, but for when."""
    faces = (workspace.dataset_dir(row.dataset_id) / "faces.npy").read_bytes()
    samples = list(workspace.samples(row.dataset_id))
    parts = workspace.active_parts(row).tobytes()
    return faces, samples, parts, row.content_hash, row.settings


@pytest.mark.usefixtures("small_pieces")
def test_an_import_is_the_same_on_workers(
    address: str, pictures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = ImportRequest(pictures, "faces", detector="haar")
    found = []
    for number, executor in enumerate(("local", address, address)):
        if number == 2:  # workers that do not see the folder get the pictures sent
            monkeypatch.setattr(piecewise, "sees", lambda shown: False)
        with closing(Workspace.open(tmp_path / str(number))) as workspace:
            report = import_source(workspace, request, JobContext(), executor=executor)
            assert report.imported + report.skipped >= PICTURES
            found.append(everything(workspace, report.dataset))
    assert found[0] == found[1] == found[2]


class LeavingWorkers(PickledWorkers):
    """They see a folder when they are asked, and no more when they work."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder

    def submit(self, function: PieceFunction, *arguments: object) -> Future[Any]:
        away = self._folder.rename(self._folder.with_name("away"))
        try:
            return super().submit(function, *arguments)
        finally:
            away.rename(self._folder)


@pytest.mark.usefixtures("small_pieces")
def test_pictures_that_a_worker_sees_no_more_are_made_here(
    pictures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workers = LeavingWorkers(pictures)
    monkeypatch.setattr(opening, "open_workers", lambda executor: nullcontext(workers))
    request = ImportRequest(pictures, "faces", detector="none")
    with closing(Workspace.open(tmp_path / "alone")) as workspace:
        alone = everything(workspace, import_dataset(workspace, request).dataset)
    with closing(Workspace.open(tmp_path / "workers")) as workspace:
        report = import_source(workspace, request, JobContext(), executor=ELSEWHERE)
        assert everything(workspace, report.dataset) == alone
    assert workers.done == 4


@pytest.mark.usefixtures("small_pieces")
def test_an_import_that_was_stopped_goes_on_without_doing_pieces_again(
    address: str, pictures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = ImportRequest(pictures, "faces", detector="none")
    made: list[str] = []
    make = FaceMaker.make

    def counted(self: FaceMaker, item: SourceItem) -> list[MadeFace]:
        made.append(item.source)
        return make(self, item)

    stopped = JobContext(is_cancelled=lambda: len(made) >= 6)
    with closing(Workspace.open(tmp_path / "alone")) as workspace:
        alone = everything(workspace, import_source(workspace, request, JobContext()).dataset)
    monkeypatch.setattr(FaceMaker, "make", counted)
    with closing(Workspace.open(tmp_path / "w")) as workspace:
        with pytest.raises(JobCancelled):
            import_source(workspace, request, stopped, executor=address)
        kept = workspace.sample_sources(workspace.dataset("faces").dataset_id)
        del made[:]
        report = import_source(workspace, request, JobContext(), executor=address)
        assert everything(workspace, report.dataset) == alone
    assert not kept & set(made)


def _table(workspace: Workspace, executor: str, request: SweepRequest) -> list[object]:
    """The rows as they are written, and the weights and epochs of each run."""
    table = sweep(workspace, request, JobContext(), executor=executor).read_text("utf-8")
    found: list[object] = [table]
    for run in workspace.runs():
        folder = workspace.run_dir(run.run_id)
        epochs = workspace.epochs(run.run_id)
        for epoch in epochs:  # all but how long it took
            del epoch["seconds"], epoch["images_per_second"]
        found.append((run.name, run.status, run.config, run.summary, epochs))
        for name in ("best.safetensors", "last.safetensors"):
            found.append((folder / name).read_bytes())
        found.append(sorted(path.name for path in folder.iterdir()))
    return found


def test_a_sweep_is_the_same_on_workers(elsewhere: PickledWorkers, tmp_path: Path) -> None:
    network = NetworkSpec(((4,), (6,)), (True, True))
    config = TrainConfig(network=network, epochs=2, batch_size=32, device="cpu", keep="best")
    setting = Preset("small", "Small", "", config, 10)
    request = SweepRequest("stripes", (setting,), repeats=2, keep="best")
    tables = []
    for number, executor in enumerate(("local", ELSEWHERE)):
        with closing(Workspace.open(tmp_path / str(number))) as workspace:
            make_dataset(workspace, train=64)
            tables.append(_table(workspace, executor, request))
    assert tables[0] == tables[1]
    assert elsewhere.done == 2


@pytest.fixture
def request_(tmp_path: Path) -> AnalyseRequest:
    network = NetworkSpec(((4,), (6,)), (True, True))
    model = tmp_path / "m.safetensors"
    info = CheckpointInfo(spec=network, run={COUNTS_KEY: [9, 3, 3, 3, 3, 3, 3]})
    save_checkpoint(model, random_network(network), info)
    mix = parse_mix("even")
    return AnalyseRequest(model=model, detector="none", engine="torch", mix=mix)


@pytest.fixture
def films(tmp_path: Path) -> list[Path]:
    pictures = np.random.default_rng(5).integers(0, 256, (2, 5, 48, 64, 3), dtype=np.uint8)
    return [
        write_video(tmp_path / f"{number}.avi", list(each)) for number, each in enumerate(pictures)
    ]


@pytest.mark.usefixtures("elsewhere")
def test_films_are_the_same_on_workers(
    request_: AnalyseRequest, films: list[Path], tmp_path: Path
) -> None:
    found = []
    for number, executor in enumerate(("local", ELSEWHERE)):
        with closing(Workspace.open(tmp_path / str(number))) as workspace:
            rows = [queue_film(workspace, film, request_) for film in films]
            done = analyse_sessions(workspace, rows, executor=executor)
            assert all(row.is_ready for row in done)
            found.append(
                [(facts_of(workspace, row), vars(session_rows(workspace, row))) for row in done]
            )
    for (facts, alone), (told, there) in zip(*found, strict=True):
        assert facts == told
        assert alone.keys() == there.keys()
        for name, values in alone.items():
            np.testing.assert_array_equal(values, there[name], err_msg=name)


@pytest.mark.usefixtures("elsewhere")
def test_a_film_that_a_worker_lacks_is_told_and_the_others_are_read(
    request_: AnalyseRequest, films: list[Path], tmp_path: Path
) -> None:
    with closing(Workspace.open(tmp_path / "w")) as workspace:
        rows = [queue_film(workspace, path, request_) for path in films]
        films[0].unlink()
        with pytest.raises(VideoSourceError, match="no such file"):
            analyse_sessions(workspace, rows, executor=ELSEWHERE)
        states = [workspace.session(row.session_id).state for row in rows]
    assert states == [SessionState.FAILED, SessionState.READY]


def test_a_piece_goes_out_again_where_its_worker_dies() -> None:
    workers = PickledWorkers(fails=3)
    assert list(in_order(workers, _double, [(1,), (2,), (3,)], JobContext())) == [2, 4, 6]


def test_a_piece_that_kills_every_worker_is_given_up() -> None:
    with pytest.raises(WorkersError, match="12 workers died over one piece"):
        list(in_order(PickledWorkers(fails=99), _double, [(1,)], JobContext()))


def _double(number: int, context: JobContext) -> int:
    del context
    return 2 * number
