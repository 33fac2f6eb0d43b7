"""Pipes, devices, sockets and endless files in the place of every file that is read."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from helpers.datasets import make_dataset, make_run
from helpers.pipes import pipe_path, watched_pipe
from helpers.sources import encoded, face, write_table

from emotion_gui.cli import main
from emotion_gui.core.data.dataset import open_faces
from emotion_gui.core.data.file_kinds import is_picture_file
from emotion_gui.core.data.pictures import is_animated, read_picture_file
from emotion_gui.core.data.readers import inspect_source, open_source
from emotion_gui.core.data.readers.votes import read_votes
from emotion_gui.core.errors import EmotionGuiError, OverwriteError
from emotion_gui.core.evaluation.ledger import openings
from emotion_gui.core.files import refuse_overwrite
from emotion_gui.core.inference.sources import PicturesSource, VideoFileSource, read_picture
from emotion_gui.core.inference.sources import open_source as open_frames
from emotion_gui.core.model.backbones import backbone_spec
from emotion_gui.core.model.checkpoint import load_checkpoint
from emotion_gui.core.model.checkpoint_info import is_checkpoint, weights_digest
from emotion_gui.core.pruning.plan import load_plan
from emotion_gui.core.reading import check_file, open_file, read_file
from emotion_gui.core.review.sessions import identify_film, identify_model
from emotion_gui.core.training.resuming import _read as read_state
from emotion_gui.core.training.sweep_comparison import read_sweep_csv
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.operations.check import check_workspace

GB = 1 << 30
ON_WINDOWS = sys.platform == "win32"
posix = pytest.mark.skipif(ON_WINDOWS, reason="no name in a folder is a pipe or a device there")


def frames_of(path: Path) -> None:
    """All pictures of a source; what it leaves out is raised."""
    source = open_frames(str(path))
    source.open()
    assert source.read() is None
    assert isinstance(source, PicturesSource)
    raise source.unreadable[0]


READERS: dict[str, tuple[str, Callable[[Path], object]]] = {
    "table": ("faces.csv", inspect_source),
    "rows of a table": ("faces.csv", lambda path: list(open_source(path))),
    "archive": ("faces.zip", inspect_source),
    "tar": ("faces.tar.gz", inspect_source),
    "source without an ending": ("faces", inspect_source),
    "picture": ("a.png", read_picture),
    "picture of a folder": ("b.png", read_picture_file),
    "votes": ("fer2013new.csv", read_votes),
    "checkpoint": ("a.safetensors", load_checkpoint),
    "weights": ("a.safetensors", weights_digest),
    "backbone": ("resnet18.pth", lambda path: backbone_spec("resnet18", path)),
    "plan": ("plan.json", load_plan),
    "training state": ("resume.pt", read_state),
    "film": ("a.mp4", lambda path: VideoFileSource(path).open()),
    "film or picture": ("a.gif", lambda path: frames_of(path)),
}
KINDS = ("named pipe", "device") if ON_WINDOWS else ("named pipe", "socket", "device")


@pytest.fixture(params=KINDS)
def make_special(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[..., Path]]:
    """Puts what is no file under a name; a pipe must not be opened."""
    kind = request.param
    pipes = []

    def make(name: str) -> Path:
        path = pipe_path(tmp_path, name) if kind == "named pipe" else tmp_path / name
        if kind == "named pipe":
            pipe = watched_pipe(path)
            pipes.append((pipe, pipe.__enter__()))
        elif kind == "socket":
            monkey = socket.socket(socket.AF_UNIX)
            here = os.getcwd()
            os.chdir(tmp_path)  # names of sockets are short
            try:
                monkey.bind(name)
            finally:
                os.chdir(here)
                monkey.close()
        elif ON_WINDOWS:
            return tmp_path / f"NUL{path.suffix}"  # is in every folder, with any ending
        else:
            path.symlink_to("/dev/zero")
        return path

    yield make
    # There whoever asks what it is has opened it.
    opened = [] if ON_WINDOWS else [pipe.opened for _, pipe in pipes]
    for context, _ in pipes:
        context.__exit__(None, None, None)
    assert not any(opened), "the pipe was opened"


@pytest.mark.parametrize("reader", READERS)
def test_what_is_no_file_is_refused_in_words(
    reader: str, make_special: Callable[..., Path], request: pytest.FixtureRequest
) -> None:
    name, read = READERS[reader]
    path = make_special(name)
    with pytest.raises((EmotionGuiError, OSError)) as refused:
        read(path)
    kind = request.node.callspec.params["make_special"]
    assert f"this is a {kind}, not a file" in str(refused.value)


def test_looking_at_what_is_no_file_opens_nothing(make_special: Callable[..., Path]) -> None:
    path = make_special("some.gif")
    assert not is_animated(path)
    assert not is_checkpoint(path)
    assert not is_picture_file(make_special("without_ending"))


@pytest.mark.parametrize(
    "reader", [name for name in READERS if name not in ("rows of a table", "film")]
)
def test_twenty_gigabytes_of_nothing_are_refused_at_once(reader: str, tmp_path: Path) -> None:
    name, read = READERS[reader]
    path = tmp_path / name
    with path.open("wb") as file:
        file.truncate(20 * GB)
    with pytest.raises((EmotionGuiError, OSError)):
        read(path)


def test_a_table_with_an_endless_line_is_given_up(tmp_path: Path) -> None:
    path = tmp_path / "faces.csv"
    with path.open("wb") as file:
        file.write(b"emotion,pixels\n3,1 2 3\n")
        file.truncate(20 * GB)
    with pytest.raises(EmotionGuiError, match="a line is longer than"):
        list(open_source(path))


VERBS: dict[str, list[str]] = {
    "import": ["import", "{0}", "--name", "x"],
    "votes": ["import", "{table}", "--name", "x", "--votes", "{0}"],
    "evaluate": ["evaluate", "{0}", "--source", "{table}"],
    "evaluate a source": ["evaluate", "default", "--source", "{0}"],
    "classify": ["classify", "{0}"],
    "classify with": ["classify", "{picture}", "--model", "{0}"],
    "prune": ["prune", "{0}", "--source", "{table}", "--out", "{out}"],
    "export": ["export", "{0}", "--format", "onnx", "--out", "{out}"],
}


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_says_what_is_no_file(
    verb: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_table(tmp_path / "table.csv")
    (tmp_path / "picture.png").write_bytes(encoded(face(1)))
    with watched_pipe(pipe_path(tmp_path, "pipe")) as pipe:
        names = {
            "table": tmp_path / "table.csv",
            "picture": tmp_path / "picture.png",
            "out": tmp_path / "out.bin",
        }
        arguments = [text.format(pipe.path, **names) for text in VERBS[verb]]
        code = main([*arguments, "--workspace", str(tmp_path / "w")])
        told = capsys.readouterr().err
        assert code == 1 or (ON_WINDOWS and code == 2)
        if ON_WINDOWS:  # the command line itself, or the system, says that it reads no such thing
            assert "pipe" in told
            assert "Traceback" not in told
        else:
            assert "this is a named pipe, not a file" in told
        assert ON_WINDOWS or not pipe.opened


def test_what_grows_while_it_is_read_is_bounded(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"12345")
    assert read_file(path, most=5) == b"12345"
    assert check_file(path, most=5) == 5
    with pytest.raises(OSError, match="the file is larger than"):
        open_file(path, most=4)


@posix
@pytest.mark.parametrize("overwrite", [False, True])
def test_nothing_is_written_in_the_place_of_a_device(tmp_path: Path, overwrite: bool) -> None:
    target = tmp_path / "table.csv"
    target.symlink_to("/dev/null")
    with pytest.raises(OverwriteError, match="this is a device or a pipe"):
        refuse_overwrite(target, overwrite=overwrite)
    with watched_pipe(tmp_path / "pipe") as pipe:
        with pytest.raises(OverwriteError):
            refuse_overwrite(pipe.path, overwrite=overwrite)
        assert not pipe.opened


@posix
def test_pipes_among_the_files_of_a_workspace(workspace: Workspace, tmp_path: Path) -> None:
    """And in the place of a film, a model and a table that a verb only looks at."""
    row = make_dataset(workspace, train=7, test=7, validation=7)
    run = make_run(workspace, name="a", kind="train", dataset_id=None, config={})
    places = {
        workspace.dataset_dir(row.dataset_id) / "faces.npy": lambda path: open_faces(
            workspace, row
        ),
        workspace.path / "validation_openings.jsonl": lambda _: openings(workspace, dataset="a"),
        workspace.checkpoint_path(run.run_id): identify_model,
        tmp_path / "film.mp4": identify_film,
        tmp_path / "sweep.csv": read_sweep_csv,
    }
    for path, look in places.items():
        path.unlink(missing_ok=True)
        os.mkfifo(path)
        with pytest.raises(EmotionGuiError):
            look(path)
    assert check_workspace(workspace.path).findings
