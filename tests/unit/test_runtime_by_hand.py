"""Devices, processors, names of files and their rights, each where a made-up system says so."""

import errno
import os
import stat
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import torch

from emotion_gui.core import files, runtime
from emotion_gui.core.errors import ConfigError
from emotion_gui.core.places import WORKSPACE_FILE


@pytest.mark.parametrize(
    ("cuda", "mps", "found"),
    [(True, True, "cuda"), (False, True, "mps"), (False, False, "cpu"), (True, False, "cuda")],
)
def test_the_device_of_a_computer(
    monkeypatch: pytest.MonkeyPatch, cuda: bool, mps: bool, found: str
) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: cuda)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: mps)
    assert runtime.choose_device().type == found
    assert runtime.choose_device("cpu").type == "cpu"
    for wanted, there in (("cuda", cuda), ("cuda:1", cuda), ("mps", mps)):
        if there:
            assert str(runtime.choose_device(wanted)) == wanted
        else:
            with pytest.raises(ConfigError, match="no such device"):
                runtime.choose_device(wanted)
    with pytest.raises(ConfigError, match="not a device name"):
        runtime.choose_device("toaster")


@pytest.mark.parametrize(
    ("able", "pays"),
    [
        ({}, False),
        ({"amx_bf16": True}, True),
        ({"avx512_bf16": True}, False),
        ({"avx512_bf16": True, "cpu_name": "Intel Xeon"}, False),
        ({"avx512_bf16": True, "cpu_name": "AMD EPYC 9654"}, True),
        ({"cpu_name": "AMD EPYC 7763"}, False),
        ({"amx_bf16": True, "cpu_name": "Intel Xeon"}, True),
    ],
)
def test_where_bfloat16_pays(
    monkeypatch: pytest.MonkeyPatch, able: dict[str, Any], pays: bool
) -> None:
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: able)
    assert runtime.pays_bfloat16(torch.device("cpu")) is pays
    assert runtime.pays_bfloat16(torch.device("mps")) is False
    asked: list[bool] = []

    def supported(*, including_emulation: bool) -> bool:
        asked.append(including_emulation)
        return True

    monkeypatch.setattr(torch.cuda, "is_bf16_supported", supported)
    assert runtime.pays_bfloat16(torch.device("cuda")) is True
    assert asked == [False]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="read from /proc")
@pytest.mark.parametrize(
    ("lines", "name"),
    [
        ("model name\t: Some CPU @ 2 GHz\nflags\t: a avx512_vnni b\n", "Some CPU @ 2 GHz (VNNI)"),
        ("model name : Some CPU\nflags : a b\n", "Some CPU"),
        ("flags : avx_vnni\n", "arch (VNNI)"),
        ("", "arch"),
    ],
)
def test_a_processor_is_told_with_its_instructions(
    monkeypatch: pytest.MonkeyPatch, lines: str, name: str
) -> None:
    monkeypatch.setattr(Path, "read_text", lambda *args, **kwargs: lines)
    monkeypatch.setattr(runtime, "system_words", lambda: ("Linux 1", "arch"))
    assert runtime.processor_name() == name

    def refused(*args: Any, **kwargs: Any) -> str:
        raise OSError

    monkeypatch.setattr(Path, "read_text", refused)
    assert runtime.processor_name() == "arch"


def test_what_was_set_before_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GOMP_SPINCOUNT", "QT_NO_GUI_THREADPOOL", "OPENCV_LOG_LEVEL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CUBLAS_WORKSPACE_CONFIG", "mine")
    monkeypatch.delenv("OPENCV_VIDEOIO_MSMF_ENABLE_HW_TRANSFORMS", raising=False)
    runtime.prepare_process()
    assert os.environ["CUBLAS_WORKSPACE_CONFIG"] == "mine"
    assert os.environ["GOMP_SPINCOUNT"] == "100"
    assert os.environ["QT_NO_GUI_THREADPOOL"] == "1"
    assert os.environ["OPENCV_LOG_LEVEL"] == "SILENT"
    assert os.environ["OPENCV_VIDEOIO_MSMF_ENABLE_HW_TRANSFORMS"] == "0"


@pytest.mark.parametrize("before", [False, True])
@pytest.mark.parametrize("on", [False, True])
def test_strict_arithmetic_is_on_inside_alone(
    monkeypatch: pytest.MonkeyPatch, before: bool, on: bool
) -> None:
    asked: list[bool] = []
    monkeypatch.setattr(torch, "are_deterministic_algorithms_enabled", lambda: before)
    monkeypatch.setattr(torch, "use_deterministic_algorithms", asked.append)
    with runtime.deterministic_algorithms(on=on):
        assert asked == [on or before]
    assert asked == [on or before, before]


def test_an_installed_program_is_told_from_a_checkout(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not runtime.is_frozen()
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert runtime.is_frozen()


def rights(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.skipif(os.name != "posix", reason="rights of POSIX")
def test_what_is_private_is_its_owners_alone(tmp_path: Path) -> None:
    files.make_private(tmp_path / "a")
    assert rights(tmp_path / "a") == 0o600
    (tmp_path / "b").write_text("kept", encoding="ascii")
    (tmp_path / "b").chmod(0o644)
    files.make_private(tmp_path / "b")
    assert ((tmp_path / "b").read_text("ascii"), rights(tmp_path / "b")) == ("kept", 0o644)
    files.make_folder(tmp_path / "c" / "d", private=True)
    assert [rights(tmp_path / name) for name in ("c", "c/d")] == [0o700, 0o700]
    files.make_folder(tmp_path / "e")
    assert rights(tmp_path / "e") & 0o500 == 0o500
    files.write_bytes(tmp_path / "f", b"x", private=True)
    assert rights(tmp_path / "f") == 0o600
    files.write_text(tmp_path / "g", "ü")
    assert (tmp_path / "g").read_bytes() == "ü".encode()
    assert rights(tmp_path / "g") == 0o666 & ~_umask()
    (tmp_path / "c" / WORKSPACE_FILE).touch()
    files.write_text(tmp_path / "c" / "d" / "h", "x")  # in a workspace
    assert rights(tmp_path / "c" / "d" / "h") == 0o600


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_a_file_in_the_place_of_a_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    with pytest.raises(FileExistsError):
        files.make_folder(tmp_path / "a")


@pytest.mark.skipif(sys.platform == "win32", reason="folders are not synced there")
def test_a_folder_that_cannot_be_synced_is_no_fault_and_a_broken_disk_is(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for code, tells in ((errno.EINVAL, False), (errno.ENOTSUP, False), (errno.EIO, True)):

        def refuse(handle: int, code: int = code) -> None:
            raise OSError(code, "no")

        monkeypatch.setattr(files.os, "fsync", refuse)
        if tells:
            with pytest.raises(OSError):
                files.sync_folder(tmp_path)
        else:
            files.sync_folder(tmp_path)


def test_a_file_in_use_is_tried_for_so_long(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]

    def sleep(seconds: float) -> None:
        now[0] += 0.25

    monkeypatch.setattr(files, "now_s", lambda: now[0])
    monkeypatch.setattr(files, "time", SimpleNamespace(sleep=sleep))
    monkeypatch.setattr(files, "is_in_use", lambda error: str(error) == "held")
    tries: list[float] = []

    def action() -> None:
        tries.append(now[0])
        raise OSError("held")

    with pytest.raises(OSError, match="held"):
        files.patiently(action, wait_s=1.0)
    assert tries == [100.0, 100.25, 100.5, 100.75, 101.0, 101.25]
    tries.clear()

    def other() -> None:
        tries.append(now[0])
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        files.patiently(other, wait_s=1.0)
    assert len(tries) == 1


def test_names_of_files_from_free_text(tmp_path: Path) -> None:
    long = "ä" * 150
    assert files.safe_file_name(long) == "ä" * 100  # 200 bytes
    assert files.safe_file_name("x" * 199 + "ä") == "x" * 199
    assert files.safe_file_name(" . ", fallback="none") == "none"
    assert files.safe_file_name("com9.txt") == "_com9.txt"
    assert files.safe_file_name("com0") == "com0"
    apart = files.name_apart("a:b", "exact")
    assert apart.startswith("a-b-")
    assert len(apart) == len("a-b-") + 6
    assert apart != files.name_apart("a:b", "Exact")
    (tmp_path / "a (2).txt").touch()
    (tmp_path / "a (3).txt").mkdir()
    assert files._free_name(tmp_path / "a.txt") == tmp_path / "a (4).txt"
    files.check_folder_name("happy")
    with pytest.raises(ConfigError):
        files.check_folder_name("a/b")


@pytest.mark.skipif(sys.platform == "win32", reason="a process is asked otherwise there")
def test_whether_a_process_lives(monkeypatch: pytest.MonkeyPatch) -> None:
    assert files._is_alive(os.getpid())
    for error, lives in (
        (ProcessLookupError(), False),
        (PermissionError(), True),
        (OverflowError(), True),
    ):

        def kill(process: int, number: int, error: Exception = error) -> None:
            assert number == 0
            raise error

        monkeypatch.setattr(files.os, "kill", kill)
        assert files._is_alive(4_000_000) is lives


def test_memory_is_given_back_where_the_library_keeps_it(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    libraries: list[Any] = [SimpleNamespace(malloc_trim=asked.append), SimpleNamespace()]
    monkeypatch.setattr(runtime.ctypes, "CDLL", lambda name: libraries[0])
    for system, told in (("linux", [0]), ("darwin", [0]), ("win32", [0])):
        monkeypatch.setattr(runtime.sys, "platform", system)
        runtime.release_memory()
        assert asked == told
    monkeypatch.setattr(runtime.sys, "platform", "linux")
    libraries.pop(0)  # musl, which keeps nothing
    runtime.release_memory()
    assert asked == [0]


@pytest.mark.parametrize("loaded", [False, True])
def test_fonts_of_drawings_are_loaded_before_their_import_on_windows(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, loaded: bool
) -> None:
    (tmp_path / "ft2font.cp311-win_amd64.pyd").touch()
    (tmp_path / "path.cp311-win_amd64.pyd").touch()
    given: list[tuple[Any, ...]] = []

    def load(*arguments: Any) -> None:
        given.append(arguments)

    monkeypatch.setattr(
        runtime.ctypes, "PyDLL", lambda name: SimpleNamespace(LoadLibraryExW=load), raising=False
    )
    place = SimpleNamespace(submodule_search_locations=[str(tmp_path)])
    monkeypatch.setattr(
        runtime.importlib.util, "find_spec", lambda name: {"matplotlib": place}.get(name)
    )
    monkeypatch.setitem(sys.modules, "matplotlib", SimpleNamespace())  # type: ignore[arg-type]
    monkeypatch.delitem(sys.modules, "matplotlib.ft2font", raising=False)
    if loaded:
        monkeypatch.setitem(sys.modules, "matplotlib.ft2font", SimpleNamespace())  # type: ignore[arg-type]
    monkeypatch.setattr(runtime.sys, "platform", "win32")
    runtime.import_matplotlib()
    font = str(tmp_path / "ft2font.cp311-win_amd64.pyd")
    assert given == ([] if loaded else [(font, None, runtime._SEARCH_AS_PYTHON)])


def test_a_processor_without_a_name_is_told_by_its_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runtime.sys, "platform", "darwin")
    monkeypatch.setattr(runtime, "system_words", lambda: ("Darwin 24", "arm64"))
    assert runtime.processor_name() == "arm64"
