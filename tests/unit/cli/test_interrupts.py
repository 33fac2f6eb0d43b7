"""Signals: a verb stops in good order, faces read on the way go, and films get their end."""

import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from emotion_gui import launch
from emotion_gui.core import scratch
from emotion_gui.core.data import importing
from emotion_gui.core.data.import_sink import ImportSink
from emotion_gui.core.files import remove_tree
from emotion_gui.core.inference.recording import Recorder
from emotion_gui.core.scratch import FOLDER, scratch_folder
from tests.helpers.films import TRUTH, frames_of
from tests.helpers.sources import write_table

SIGNALS = [
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
]


@pytest.fixture(autouse=True)
def _not_under_nohup() -> Iterator[None]:
    """`nohup` ignores SIGHUP, which verbs respect; here it is as at a terminal."""
    ignored = [number for number in SIGNALS if signal.getsignal(number) is signal.SIG_IGN]
    for number in ignored:
        signal.signal(number, signal.SIG_DFL)
    yield
    for number in ignored:
        signal.signal(number, signal.SIG_IGN)


def then_raise(number: int, step: Callable[..., object], *, at: int = 1) -> Callable[..., object]:
    """The step, with a signal coming in at its `at`-th call."""
    calls = iter(range(1, 1_000_000))

    def wrapped(*arguments: object, **named: object) -> object:
        if next(calls) == at:
            signal.raise_signal(number)
        return step(*arguments, **named)

    return wrapped


@pytest.fixture
def shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The system's folder for temporary files, empty."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.mark.parametrize("number", SIGNALS)
@pytest.mark.parametrize("when", ["at its first rows", "at its end", "while judging"])
def test_faces_of_a_source_are_gone_and_nothing_goes_on(
    cli, trained, shared, tmp_path, monkeypatch, number, when
) -> None:
    write_table(tmp_path / "faces.csv", 70)
    if when == "at its first rows":
        monkeypatch.setattr(ImportSink, "add_rows", then_raise(number, ImportSink.add_rows))
    elif when == "at its end":  # after the last moment where reading looks for a stop
        hashed = importing.content_hash
        monkeypatch.setattr(importing, "content_hash", then_raise(number, hashed))
    else:
        from emotion_gui.core.evaluation import predict

        monkeypatch.setattr(predict, "predict_logits", then_raise(number, predict.predict_logits))
    out = tmp_path / "pruned.safetensors"
    source = ("--source", tmp_path / "faces.csv", "--workspace", trained)
    before = signal.getsignal(number)
    ended = cli("prune", "1", *source, "--out", out)
    assert ended.code == 130, ended.err
    assert not out.exists()
    assert list((trained / FOLDER).iterdir()) == list(shared.iterdir()) == []
    assert signal.getsignal(number) is before


@pytest.mark.parametrize("number", SIGNALS)
def test_a_film_that_is_cut_off_has_its_end(cli, trained_folder, tmp_path, monkeypatch, number):
    film = tmp_path / "out.mp4"
    monkeypatch.setattr(Recorder, "write", then_raise(number, Recorder.write, at=3))
    ended = cli("classify", TRUTH, "--model", "1", "--workspace", trained_folder, "--video", film)
    assert ended.code == 130, ended.err
    frames, _ = frames_of(film)
    assert len(frames) == 3


@pytest.mark.parametrize("number", SIGNALS)
def test_a_verb_that_is_only_being_imported_ends_alike(cli, monkeypatch, number) -> None:
    monkeypatch.setattr(
        "emotion_gui.cli.register_verbs", then_raise(number, lambda verb: pytest.fail("went on"))
    )
    before = signal.getsignal(number)
    assert cli("models").code == 130
    assert signal.getsignal(number) is before


def test_a_signal_between_two_verbs_is_an_interrupted_one(monkeypatch) -> None:
    def stopped(*_: object, **__: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("emotion_gui.cli.main", stopped)
    assert launch.main(["models"]) == 130


LATE = """
import os, signal, sys
from emotion_gui.cli.interrupts import end_in_order

class Late:
    def __del__(self, send=signal.raise_signal, number=int(sys.argv[1])):
        send(number)

end_in_order(7)
if sys.argv[2] == "at once":
    signal.raise_signal(int(sys.argv[1]))
else:
    late = Late()  # goes when Python takes modules apart, behind its own handlers
sys.exit(7 if sys.argv[2] == "while closing" else 8)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there a signal ends a process by itself")
@pytest.mark.parametrize("number", SIGNALS)
@pytest.mark.parametrize("when", ["at once", "while closing"])
def test_a_signal_behind_a_verb_changes_nothing_about_its_end(number: int, when: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", LATE, str(int(number)), when], capture_output=True, check=False
    )
    assert (ended.returncode, ended.stderr) == (7, b"")


def test_faces_go_though_a_signal_comes_while_they_are_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scratch, "remove_tree", then_raise(signal.SIGINT, remove_tree))
    signal.signal(signal.SIGINT, signal.default_int_handler)  # pytest's workers end by it
    with pytest.raises(KeyboardInterrupt), scratch_folder(tmp_path) as folder:
        (folder / "faces.npy").write_bytes(b"faces")
    assert not folder.exists()


def test_what_a_killed_process_left_is_removed_by_the_next(tmp_path: Path) -> None:
    with scratch_folder(tmp_path) as first:
        (first / "faces.npy").write_bytes(b"faces")
        left = first.parent / "left"
        left.mkdir()
        (left / "faces.npy").write_bytes(b"faces")
        with scratch_folder(tmp_path) as second:
            if sys.platform != "win32":  # a user's folders are closed to others by themselves there
                assert first.stat().st_mode & 0o077 == first.parent.stat().st_mode & 0o077 == 0
            assert (first / "faces.npy").is_file(), "its owner is at work"
            assert not left.exists()
        assert not second.exists()
    assert not first.exists()
    assert first.is_relative_to(tmp_path)


def test_faces_lie_with_the_user_where_there_is_no_workspace(tmp_path: Path, shared: Path) -> None:
    with scratch_folder(tmp_path / "none"):
        assert not (tmp_path / "none").exists()
        assert list(shared.iterdir()) == []


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="Linux tells what is mapped")
@pytest.mark.parametrize("stopped", [True, False])
def test_faces_are_not_mapped_any_more_when_a_verb_is_over(
    cli, trained, tmp_path, monkeypatch, stopped
) -> None:
    """Windows removes no file that is mapped: what could not go at once is removed then."""
    from emotion_gui.core.evaluation import predict

    def refuse(folder: Path, **named: object) -> None:
        del named
        if str(folder) in Path("/proc/self/maps").read_text(encoding="utf-8"):
            raise PermissionError(13, "mapped", str(folder))
        remove_tree(folder)

    monkeypatch.setattr(scratch, "remove_tree", refuse)
    if stopped:
        judge = then_raise(signal.SIGINT, predict.predict_logits)
        monkeypatch.setattr(predict, "predict_logits", judge)
    write_table(tmp_path / "faces.csv", 70)
    source = ("--source", tmp_path / "faces.csv", "--workspace", trained)
    ended = cli("prune", "1", *source, "--out", tmp_path / "pruned.safetensors")
    assert ended.code == (130 if stopped else 0), ended.err
    assert list((trained / FOLDER).iterdir()) == []
