"""Classes of one's own through the whole path: import to Review's table and the exported file."""

from __future__ import annotations

import csv
import json
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from emotion_gui.core.data.sample_faces import write_sample_video
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.labels import own_set
from emotion_gui.core.model.checkpoint import load_checkpoint
from emotion_gui.core.model.checkpoint_info import read_info
from emotion_gui.core.model.inputs import normalise
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.operations.review_film import figures_of_session, read_session

NAMES = ("calm", "smile", "startled", "Gähnen", "nan", "1", "happy", "开心", "schon 😀")
TRAINING = "--epochs 1 --batch-size 16 --lr 0.003 --widths 4,4,4,4,8"


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("clip") / "clip.mp4"
    write_sample_video(path, seconds=0.2, seed=3, width=320, height=240)
    return path


def write_faces(folder: Path, names: tuple[str, ...], each: int) -> None:
    """A folder a class; a bright bar at the class's place in noise."""
    rng = np.random.default_rng(len(names))
    for place, name in enumerate(names):
        (folder / name).mkdir(parents=True)
        for number in range(each):
            face = rng.integers(60, 120, size=(48, 48), dtype=np.uint8)
            face[4 * place + 2 : 4 * place + 5] = 230
            Image.fromarray(face).save(folder / name / f"{number}.png")


@pytest.mark.parametrize("count", [3, 9])
def test_own_classes_go_from_their_folders_to_the_exported_file(
    cli, clip: Path, tmp_path: Path, count: int
) -> None:
    import onnxruntime
    import torch

    write_faces(tmp_path / "faces", NAMES[:count], each=60 // count)
    there = ("--workspace", tmp_path / "workspace")
    small, eighth, onnx = (tmp_path / name for name in ("s.safetensors", "q.safetensors", "s.onnx"))

    def run(*arguments: object):
        ended = cli(*arguments, "--json", *there)
        assert ended.code == 0, ended.err
        return ended

    own = "--name own --labels own --detector none"
    imported = run("import", tmp_path / "faces", *own.split()).json
    names = tuple(imported["by_class"])
    assert set(names) == set(NAMES[:count])
    trained = run("train", "--dataset", "own", TRAINING).lines[-1]
    evaluated = run("evaluate", "run-1", "--dataset", "own").json
    assert tuple(evaluated["labels"]) == names
    assert np.shape(evaluated["confusion"]) == (count, count)
    assert evaluated["n"] == trained["n"]
    pruned = run("prune", "run-1", "--dataset own --maps 3 --compact --out", small).json
    assert pruned["maps_after"] == 5
    run("quantize", small, "--dataset", "own", "--no-blame", "--out", eighth)
    run("export", small, "--format", "onnx", "--out", onnx)
    for file in (small, eighth):
        assert read_info(file).label_set == own_set(names)

    checkpoint = load_checkpoint(small)
    faces = np.random.default_rng(1).random((4, 1, 48, 48), dtype=np.float32)
    session = onnxruntime.InferenceSession(onnx, providers=["CPUExecutionProvider"])
    assert session.get_modelmeta().custom_metadata_map["labels"] == json.dumps(names)
    pixels = torch.from_numpy(faces)
    with torch.no_grad():
        ours = checkpoint.network(normalise(pixels.clone(), checkpoint.info.preprocessing)).numpy()
    theirs = session.run(None, {session.get_inputs()[0].name: faces})[0]
    assert theirs.shape == (4, count)
    assert np.abs(ours - theirs).max() < 1e-4

    table = tmp_path / "faces.csv"
    run("classify", clip, "--model", eighth, "--csv", table, "--tables", "plain")
    with table.open(encoding="utf-8", newline="") as file:
        assert tuple(next(csv.reader(file)))[-count:] == names
    report = tmp_path / "report"
    run("analyse", clip, "--model", small, "--report", report, "--csv")
    assert all(name in (report / "report.html").read_text(encoding="utf-8") for name in names)
    with closing(Workspace.open(tmp_path / "workspace")) as workspace:
        (row,) = workspace.sessions()
        film = read_session(workspace, row.session_id, JobContext())
        assert film.timeline.rows.labels.names == names
        (person,) = figures_of_session(film, 1, JobContext())
        assert len(person.answers) == count + 1  # and unsure
