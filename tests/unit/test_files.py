"""Files: nothing is written over an input, nothing over a file that nobody gave up."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from helpers.links import can_link, needs_links

import emotion_gui
from emotion_gui.core import files
from emotion_gui.core.errors import OverwriteError, StorageError
from emotion_gui.core.files import (
    atomic_path,
    discard,
    name_apart,
    patiently,
    refuse_overwrite,
    remove_tree,
    safe_file_name,
    temporary_folder,
    write_text,
)


class InUse(OSError):
    """What Windows says of a file that another program holds."""

    winerror = 32


def _plain(film: Path) -> Path:
    return film


def _dotted(film: Path) -> Path:
    return film.parent / ".." / film.parent.name / "." / film.name


def _linked(film: Path) -> Path:
    link = film.with_name("link.mp4")
    link.symlink_to(film)
    return link


def _hard_linked(film: Path) -> Path:
    link = film.with_name("hard.mp4")
    os.link(film, link)
    return link


def _through_a_linked_folder(film: Path) -> Path:
    folder = film.parent.with_name("elsewhere")
    folder.symlink_to(film.parent)
    return folder / film.name


def _link_to_a_link(film: Path) -> Path:
    link = film.with_name("second.mp4")
    link.symlink_to(_linked(film))
    return link


LINKS = (_linked, _through_a_linked_folder, _link_to_a_link)
SPELLINGS = (_plain, _dotted, _hard_linked, *(LINKS if can_link() else ()))


@pytest.fixture
def film(tmp_path: Path) -> Path:
    path = tmp_path / "films" / "a.mp4"
    path.parent.mkdir()
    path.write_bytes(b"film")
    return path


@pytest.mark.parametrize("spell", SPELLINGS)
@pytest.mark.parametrize("overwrite", [False, True])
def test_an_input_is_never_a_target_by_any_spelling(
    film: Path, spell: Callable[[Path], Path], overwrite: bool
) -> None:
    target = spell(film)
    with pytest.raises(OverwriteError) as caught:
        refuse_overwrite(target, inputs=["camera:0", film], overwrite=overwrite)
    assert caught.value.kind == "input"
    assert film.read_bytes() == b"film"


@pytest.mark.parametrize("spell", SPELLINGS)
def test_what_lies_in_a_folder_of_inputs_is_an_input(
    film: Path, spell: Callable[[Path], Path]
) -> None:
    with pytest.raises(OverwriteError) as caught:
        refuse_overwrite(spell(film), inputs=[film.parent], overwrite=True)
    assert caught.value.kind == "input"


@needs_links
def test_a_file_that_a_folder_of_inputs_links_to_is_an_input(film: Path, tmp_path: Path) -> None:
    folder = tmp_path / "inputs"
    (folder / "deep").mkdir(parents=True)
    (folder / "deep" / "other.mp4").symlink_to(film)
    with pytest.raises(OverwriteError):
        refuse_overwrite(film, inputs=[folder], overwrite=True)


def test_two_targets_that_do_not_exist_yet_may_not_be_one(tmp_path: Path) -> None:
    with pytest.raises(OverwriteError):
        refuse_overwrite(tmp_path / "a" / ".." / "x.csv", inputs=[tmp_path / "x.csv"])


def test_an_existing_file_goes_only_by_the_word_of_the_user(film: Path, tmp_path: Path) -> None:
    old = tmp_path / "old.csv"
    old.write_text("old", encoding="utf-8")
    with pytest.raises(OverwriteError) as caught:
        refuse_overwrite(old, inputs=[film])
    assert caught.value.kind == "exists"
    assert "--overwrite" in str(caught.value)
    refuse_overwrite(old, inputs=[film], overwrite=True)
    refuse_overwrite(tmp_path / "new.csv", inputs=[film])


@pytest.mark.parametrize("name", ["CON", "nul.csv", "com1.csv", "a?.csv", "a|b.csv", "end. "])
def test_a_name_that_windows_cannot_use_is_refused_there(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if sys.platform != "win32":  # there the old devices are in every folder
        refuse_overwrite(tmp_path / name)
    monkeypatch.setattr(files, "ON_WINDOWS", True)
    with pytest.raises(StorageError, match="Windows cannot use this name"):
        refuse_overwrite(tmp_path / name)
    refuse_overwrite(tmp_path / f"{'long ' * 48}.csv")
    refuse_overwrite(tmp_path / "Müller 测试 😀.csv")


def test_a_folder_is_no_target(tmp_path: Path) -> None:
    with pytest.raises(OverwriteError) as caught:
        refuse_overwrite(tmp_path, overwrite=True)
    assert caught.value.kind == "folder"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Table 1 / run: 3?", "Table 1 - run- 3-"),
        (r"a\b*c<d>e|f" + '"', "a-b-c-d-e-f-"),
        ("trailing. . ", "trailing"),
        ("con", "_con"),
        ("NUL.txt", "_NUL.txt"),
        ("com1", "_com1"),
        ("Comma", "Comma"),
        ("line\nbreak\t", "linebreak"),
        ("...", "untitled"),
        ("", "untitled"),
        ("ä" * 150, "ä" * 100),
        ("a\udcedb\ud800", "ab"),
        ("film \u202egpj.exe\u2066", "film gpj.exe"),
    ],
)
def test_names_are_safe_on_every_system(text: str, name: str) -> None:
    assert safe_file_name(text) == name


def test_names_that_differ_by_case_only_are_two_files() -> None:
    names = [name_apart(text, text) for text in ("Faces", "faces", "fa:ces", "fa-ces", "x" * 900)]
    assert len({name.casefold() for name in names}) == len(names)
    assert all(len(name.encode()) < 220 for name in names)
    assert names[0].startswith("Faces-")
    assert name_apart("Faces", "Faces") == names[0]


def test_a_file_in_use_is_tried_again_until_it_is_free(tmp_path: Path) -> None:
    tries: Iterator[bool] = iter([True, True, False])

    def action() -> None:
        if next(tries):
            raise InUse

    patiently(action)
    assert next(tries, None) is None


def test_other_refusals_are_told_at_once() -> None:
    tries = []

    def action() -> None:
        tries.append(1)
        raise PermissionError

    with pytest.raises(PermissionError):
        patiently(action)
    assert len(tries) == 1


def test_a_temporary_file_in_use_does_not_fail_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    def in_use(path: Path, missing_ok: bool = False) -> None:
        raise InUse

    monkeypatch.setattr(files, "_TIDYING_WAIT_S", 0)
    with temporary_folder() as folder:
        (folder / "seen by a scanner").touch()
        with temporary_folder() as other:
            (other / "free").touch()
        monkeypatch.setattr(Path, "unlink", in_use)
    monkeypatch.undo()
    assert folder.exists()
    assert not other.exists()
    remove_tree(folder)


def test_a_target_that_stays_in_use_costs_a_name_not_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "model.safetensors"
    write_text(target, "old")
    (tmp_path / "model (2).safetensors").write_text("another", encoding="utf-8")

    def held(source: Path, target: Path) -> None:
        del source, target
        raise InUse

    monkeypatch.setattr(files, "replace", held)
    with pytest.raises(StorageError) as caught:
        write_text(target, "new")
    assert target.read_text(encoding="utf-8") == "old"
    assert (tmp_path / "model (3).safetensors").read_text(encoding="utf-8") == "new"
    assert "model (3).safetensors" in str(caught.value)
    assert not list(tmp_path.glob(".*"))


def test_the_bytes_are_synced_through_a_handle_that_may_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fcntl = pytest.importorskip("fcntl")
    modes = []
    real = os.fsync

    def watched(handle: int) -> None:
        modes.append(fcntl.fcntl(handle, fcntl.F_GETFL) & os.O_ACCMODE)
        real(handle)

    monkeypatch.setattr(os, "fsync", watched)
    write_text(tmp_path / "a.txt", "text")
    assert modes[0] == os.O_RDWR  # the file
    assert modes[1:] == [os.O_RDONLY]  # its folder, after the rename


def test_a_folder_goes_with_all_that_is_in_it(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "c.txt").write_text("c", encoding="utf-8")
    remove_tree(tmp_path / "a")
    remove_tree(tmp_path / "a")
    assert not list(tmp_path.iterdir())


def test_what_cannot_be_removed_does_not_keep_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    for name in ("first.npy", "held.npy", "last.npy"):
        (tmp_path / "a" / "b" / name).write_text("x", encoding="utf-8")
    real = Path.unlink

    def held(path: Path, missing_ok: bool = False) -> None:
        if path.name == "held.npy":
            raise InUse(13, "in use", str(path))
        real(path, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", held)
    with pytest.raises(OSError, match="held") as caught:
        remove_tree(tmp_path / "a", wait_s=0)
    assert caught.value.filename == str(tmp_path / "a" / "b" / "held.npy")
    assert [path.name for path in (tmp_path / "a" / "b").iterdir()] == ["held.npy"]


@needs_links
def test_a_link_to_a_folder_goes_without_what_it_leads_to(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "c.txt").write_text("c", encoding="utf-8")
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "link").symlink_to(tmp_path / "kept", target_is_directory=True)
    remove_tree(tmp_path / "a")
    assert not (tmp_path / "a").exists()
    assert (tmp_path / "kept" / "c.txt").exists()


def test_tidying_up_never_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def held(path: Path, missing_ok: bool = False) -> None:
        raise InUse(13, "in use")

    monkeypatch.setattr(Path, "unlink", held)
    with atomic_path(tmp_path / "a.bin") as temporary:
        temporary.write_bytes(b"a")
    discard(tmp_path / "a.bin")
    assert (tmp_path / "a.bin").read_bytes() == b"a"


def test_halves_of_a_process_that_ended_go_and_those_of_one_that_lives_stay(
    tmp_path: Path,
) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    dead = tmp_path / f".a.txt.{ended.pid}-1.part"
    alive = tmp_path / f".a.txt.{os.getpid()}-1.part"
    foreign = tmp_path / ".a.txt.backup.part"
    for half in (dead, alive, foreign):
        half.write_text("half", encoding="utf-8")
    write_text(tmp_path / "a.txt", "whole")
    assert not dead.exists()
    assert alive.exists()
    assert foreign.exists()


def test_an_atomic_path_takes_what_was_written(tmp_path: Path) -> None:
    with atomic_path(tmp_path / "below" / "a.bin") as temporary:
        temporary.write_bytes(b"a")
    assert (tmp_path / "below" / "a.bin").read_bytes() == b"a"


# -- one module replaces and removes -------------------------------------------------------------

_BARE = {
    "os": {"replace", "remove", "rename", "unlink", "removedirs"},
    "shutil": {"rmtree", "move", "copyfile"},
}
_PATH_METHODS = {"unlink", "rename", "rmdir"}


def bare_removals(source: str) -> Iterator[int]:
    """Lines that replace or remove files themselves."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        owner, name = node.func.value, node.func.attr
        module = owner.id if isinstance(owner, ast.Name) else ""
        # Path.replace takes one argument, str.replace two, dataclasses.replace keywords.
        replaces = name == "replace" and len(node.args) == 1 and not node.keywords
        if name in _BARE.get(module, ()) or name in _PATH_METHODS or replaces:
            yield node.lineno


@pytest.mark.parametrize(
    "line",
    [
        "path.unlink()",
        "(folder / name).unlink(missing_ok=True)",
        "a.replace(b)",
        "os.remove(p)",
        "shutil.rmtree(p)",
        "a.rename(b)",
    ],
)
def test_the_guard_sees_it(line: str) -> None:
    assert list(bare_removals(line)) == [1]


def test_only_one_module_replaces_and_removes_files() -> None:
    package = Path(emotion_gui.__file__).parent
    found = [
        f"{path.relative_to(package)}:{line}"
        for path in sorted(package.rglob("*.py"))
        if path != Path(files.__file__)
        for line in bare_removals(path.read_text(encoding="utf-8"))
    ]
    assert not found, "use core/files.py: on Windows a file may be in use for a moment"
