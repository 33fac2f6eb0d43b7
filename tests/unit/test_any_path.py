"""Every call that hands a path to C or C++ works in any folder: any script, any length.

On Windows the narrow ones of them fail in folders outside the code page ("C:\\Users\\Müller" in
a Chinese one), and over 260 characters where the system does not allow long paths.
"""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
import safetensors.torch
import torch
from helpers.datasets import make_dataset
from PIL import Image

from emotion_gui.core.benchmarks import torchvision_guard
from emotion_gui.core.data.dataset import open_faces
from emotion_gui.core.data.import_request import ImportRequest
from emotion_gui.core.data.importing import import_dataset
from emotion_gui.core.data.sample_faces import (
    write_sample_csv,
    write_sample_folder,
    write_sample_video,
)
from emotion_gui.core.faces import haar, mtcnn_networks
from emotion_gui.core.inference.films.source import VideoFileSource
from emotion_gui.core.inference.films.writer import CONTAINERS, FilmWriter
from emotion_gui.core.inference.frames import opened
from emotion_gui.core.inference.sources import read_picture
from emotion_gui.core.labels import SEVEN
from emotion_gui.core.model.checkpoint import (
    Checkpoint,
    CheckpointInfo,
    load_checkpoint,
    save_checkpoint,
)
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.onnx_export import export_onnx, export_torchscript
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.reports.figure_drawing import PICTURES, save_figure
from emotion_gui.core.reports.figures import BarFigure
from emotion_gui.core.reports.report import Report
from emotion_gui.core.review import exchange, tables, workbook
from emotion_gui.core.review.column_file import ColumnWriter, read_columns
from emotion_gui.core.review.sessions import OpenSession
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.operations.check import check_workspace
from tests.helpers.review import rows_of_labels, session_of

SPEC = NetworkSpec(((4, 5), (6,)), (True, True), input_side=12)
OTHER_SCRIPTS = "Müller 测试 😀 Ωмега"


def _other_scripts(folder: Path) -> Path:
    return folder / OTHER_SCRIPTS


def _long(folder: Path) -> Path:
    for number in range(5):
        folder = folder / f"{number} {'long name ' * 6}".strip()
    return folder


@pytest.fixture(params=[_other_scripts, _long])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A folder whose path is one of the two kinds."""
    made: Path = request.param(tmp_path)
    try:
        made.mkdir(parents=True)
        (made / "try").write_text("", encoding="utf-8")
    except OSError as error:
        pytest.skip(f"this system makes no such folder: {error}")
    assert made.name == OTHER_SCRIPTS or len(str(made)) > 260
    return made


@pytest.fixture
def named_folder(folder: Path) -> Path:
    """The same where the system names what lies there, which NumPy asks of what it maps."""
    try:
        folder.resolve()
    except OSError as error:
        pytest.skip(f"this system finds no name for a path of this length: {error.strerror}")
    return folder


@pytest.fixture
def checkpoint() -> Checkpoint:
    return Checkpoint(EmotionCNN(SPEC).eval(), CheckpointInfo(spec=SPEC))


@pytest.mark.parametrize("ending", [".png", ".jpg", ".bmp", ".tif", ".webp", ".gif"])
def test_pictures(folder: Path, ending: str) -> None:
    path = folder / f"{folder.name[:20]}{ending}"
    Image.new("RGB", (30, 40), (90, 90, 90)).save(path)
    assert read_picture(path).shape == (40, 30, 3)


@pytest.mark.parametrize("ending", sorted(CONTAINERS))
def test_films_are_written_and_read(folder: Path, ending: str) -> None:
    path = folder / f"{folder.name[:20]}{ending}"
    film = FilmWriter(path, fps=10)
    for number in range(3):
        film.write(np.full((32, 48, 3), 80 * number, dtype=np.uint8), number / 10)
    film.close()
    with opened(VideoFileSource(path)) as source:
        assert len(list(iter(source.read, None))) == 3


def test_drawn_films(folder: Path) -> None:
    film = write_sample_video(folder / "film.mp4", seconds=0.2, fps=10, seed=1)
    with opened(VideoFileSource(film.path)) as source:
        assert source.read() is not None


def test_checkpoints(named_folder: Path, checkpoint: Checkpoint) -> None:
    path = named_folder / "network.safetensors"
    save_checkpoint(path, checkpoint.network, checkpoint.info)
    loaded = load_checkpoint(path)
    assert loaded.info.spec == SPEC
    save_checkpoint(path, checkpoint.network, checkpoint.info)  # though it is loaded


@pytest.mark.parametrize("export", [export_onnx, export_torchscript])
def test_exports(folder: Path, checkpoint: Checkpoint, export: Callable[..., object]) -> None:
    path = folder / "network.out"
    export(checkpoint, path)
    assert [entry.name for entry in folder.iterdir() if entry.name != "try"] == [path.name]


def test_weights_of_the_usual_forms(folder: Path) -> None:
    from emotion_gui.core.model.backbone_network import load_backbone
    from emotion_gui.core.model.backbones import backbone_spec

    torchvision_guard.install()
    from torchvision.models import mobilenet_v3_small

    tensors = mobilenet_v3_small(weights=None).state_dict()
    torch.save(tensors, folder / "w.pth")
    (folder / "w.safetensors").write_bytes(safetensors.torch.save(tensors))
    for name in ("w.pth", "w.safetensors"):
        network = load_backbone(*backbone_spec("mobilenet_v3_small", folder / name))
        stem = network.blocks.state_dict()["0.trunk.0.0.weight"]
        assert torch.equal(stem, tensors["features.0.0.weight"].sum(dim=1, keepdim=True))


def test_detectors_of_a_program_that_lies_there(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(Path(cv2.__file__).parent / "data", folder / "data")
    monkeypatch.setattr(haar.cv2, "__file__", str(folder / "__init__.py"))
    assert haar.HaarDetector().detect(np.zeros((60, 60, 3), dtype=np.uint8)) == []
    weights = folder / "mtcnn.safetensors"
    shutil.copyfile(mtcnn_networks.weights_file(), weights)
    monkeypatch.setattr(mtcnn_networks, "weights_file", lambda: weights)
    assert mtcnn_networks.MtcnnNetworks.load() is not None


def test_a_workspace_and_its_faces(named_folder: Path) -> None:
    workspace = Workspace.open(named_folder / "workspace")
    row = make_dataset(workspace)
    assert open_faces(workspace, row).shape == (175, 48, 48)
    workspace.close()


@pytest.mark.parametrize("form", ["csv", "folder", "zip"])
def test_sources_are_imported(named_folder: Path, workspace: Workspace, form: str) -> None:
    source = named_folder / "faces"
    if form == "csv":
        source = named_folder / "faces.csv"
        write_sample_csv(source, count=14, seed=1)
    else:
        write_sample_folder(source, count=14, seed=1)
    if form == "zip":
        with zipfile.ZipFile(named_folder / "faces.zip", "w") as archive:
            for path in source.rglob("*.*"):
                archive.write(path, path.relative_to(named_folder))
        source = named_folder / "faces.zip"
    report = import_dataset(workspace, ImportRequest(source=source, name=named_folder.name))
    assert report.dataset.faces == 14


def test_engines_take_a_network_from_there(named_folder: Path, checkpoint: Checkpoint) -> None:
    from emotion_gui.core.engines.engine import make_engine

    path = named_folder / "network.safetensors"
    save_checkpoint(path, checkpoint.network, checkpoint.info)
    faces = np.zeros((1, 12, 12), dtype=np.uint8)
    answers = [
        make_engine(load_checkpoint(path), name).logits(faces) for name in ("torch", "onnxruntime")
    ]
    np.testing.assert_allclose(*answers, atol=1e-5)


@pytest.fixture
def session() -> OpenSession:
    return session_of(rows_of_labels({1: [3, -1, 4]}), name=f"{OTHER_SCRIPTS}.mp4")


@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet", "boris", "eaf", "tsv"])
def test_what_leaves_a_film(folder: Path, session: OpenSession, kind: str) -> None:
    path = folder / f"{folder.name[:20]}.{kind}"
    long = tables.long_columns(SEVEN), tables.long_chunks(session)
    if kind == "parquet":
        pytest.importorskip("pyarrow", reason="an optional package")
        workbook.write_parquet(path, *long)
    elif kind == "xlsx":
        with workbook.Workbook(path, scratch=path.parent) as book:
            book.add_rows("faces", *long)
    elif kind == "csv":
        tables.write_csv(path, *long)
    else:
        kinds = {
            "boris": exchange.write_boris,
            "eaf": exchange.write_elan,
            "tsv": exchange.write_bids,
        }
        kinds[kind](path, session)
    left = {entry.name for entry in folder.iterdir()} - {"try"}
    assert left == {path.name}
    assert path.stat().st_size > 100


def test_columns_of_a_film(folder: Path) -> None:
    path = folder / "faces.columns"
    with ColumnWriter(path) as writer:
        writer.append({"a": np.arange(3)}, {})
    assert read_columns(path)["a"].tolist() == [0, 1, 2]


@pytest.mark.parametrize("ending", PICTURES)
def test_figures(folder: Path, ending: str) -> None:
    path = folder / f"figure{ending}"
    save_figure(BarFigure("t", ("a",), ("n",), ((1.0,),), ("#123456",)), path)
    assert path.stat().st_size > 1000


def test_reports_as_pdf(folder: Path, qapp: object) -> None:
    from emotion_gui.ui.report_pdf import write_pdf

    path = folder / "report.pdf"
    write_pdf(Report("Title", "", (), ()), path)
    assert path.read_bytes().startswith(b"%PDF-")


def test_a_workspace_is_checked_where_it_lies(named_folder: Path) -> None:
    Workspace.open(named_folder / "workspace").close()
    assert not check_workspace(named_folder / "workspace").findings


def test_qt_reads_and_writes_pictures(folder: Path, qapp: object) -> None:
    from PySide6.QtCore import QSettings
    from PySide6.QtGui import QImage, QPixmap

    image = QImage(20, 20, QImage.Format.Format_RGB32)
    path = str(folder / "picture.png")
    assert image.save(path)
    assert not QImage(path).isNull()
    assert not QPixmap(path).isNull()
    settings = QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)
    settings.setValue("folder", path)
    settings.sync()
    assert settings.status() is QSettings.Status.NoError
