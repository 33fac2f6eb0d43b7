"""What is said before anything heavy is there: packages and libraries that lack, and warming up."""

from __future__ import annotations

import importlib
import os
import shutil
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch

from emotion_gui.core import installed, reading, runtime, system_libraries, warmup
from emotion_gui.core.errors import ConfigError
from emotion_gui.core.faces import mtcnn
from emotion_gui.core.inference.pipeline import LIVE_MIN_FACE_PX
from emotion_gui.core.installed import describe_import_error, describe_missing_packages
from emotion_gui.core.jobs import JobCancelled, JobContext, Progress
from emotion_gui.core.settings import Preferences, engine_wish
from emotion_gui.core.system_libraries import BASE_LIBRARIES, install_lines, manager_here


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (1, "the package p0 is not installed"),
        (2, "the packages p0, p1 are not installed"),
        (4, "the packages p0, p1, p2, p3 are not installed"),
        (5, "5 packages (p0, p1, p2, p3 and others) are not installed"),
    ],
)
def test_missing_packages_fit_a_sentence(count: int, words: str) -> None:
    text = describe_missing_packages([f"p{k}" for k in range(count)])
    assert text.startswith(f"{words} for {sys.executable}. ")
    assert "start" in text  # a checkout sets itself up


def test_a_packaged_program_lacks_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installed, "find_spec", lambda name: None)
    assert len(installed.missing_packages(window=True)) == len(installed.PACKAGES)
    monkeypatch.setattr(installed, "is_frozen", lambda: True)
    assert installed.missing_packages(window=True) == []


def test_what_an_import_lacks_is_told_by_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    own = describe_import_error(ImportError("no name x", name="emotion_gui.core"))
    assert own.startswith("something unexpected went wrong (no name x)")
    other = describe_import_error(ImportError("odd", name="other"))
    assert other.startswith("a package is broken (odd). Remove the environment")
    assert describe_import_error(ImportError("odd")).startswith("a package is broken")
    monkeypatch.setattr(installed, "find_spec", lambda name: None)
    gone = ModuleNotFoundError("No module named 'cv2'", name="cv2.gapi")
    assert "package opencv-python" in describe_import_error(gone)
    assert "is not installed" in describe_import_error(gone)


@pytest.mark.parametrize(("folder", "checkout"), [("checkout", True), ("site-packages", False)])
def test_where_there_is_no_checkout_pip_helps(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, folder: str, checkout: bool
) -> None:
    module = tmp_path / folder / "emotion_gui" / "core" / "installed.py"
    module.parent.mkdir(parents=True)
    if checkout:
        (tmp_path / folder / "start.py").touch()
    monkeypatch.setattr(installed, "__file__", str(module))
    for text in (installed.setting_up(), installed.renewing()):
        assert (str(tmp_path / folder) in text) is checkout
        assert ("pip install" in text) is not checkout


@pytest.mark.skipif(not hasattr(system_libraries.os, "geteuid"), reason="POSIX")
@pytest.mark.parametrize(("user", "root"), [(0, True), (1000, False)])
def test_who_is_root_needs_no_sudo(monkeypatch: pytest.MonkeyPatch, user: int, root: bool) -> None:
    monkeypatch.setattr(system_libraries.os, "geteuid", lambda: user)
    assert system_libraries.is_root() is root
    line = install_lines(BASE_LIBRARIES[:2], "apt", root=root)
    assert line.split(":")[1].strip() == f"{'' if root else 'sudo '}apt install libgl1 libegl1"


def test_a_package_of_several_libraries_is_named_once() -> None:
    assert install_lines(BASE_LIBRARIES[:2], "pacman", root=True).count("libglvnd") == 1


@pytest.mark.parametrize(
    ("there", "found"),
    [
        ({"apt-get", "dnf"}, "apt"),
        ({"dnf", "pacman"}, "dnf"),
        ({"pacman"}, "pacman"),
        ({"zypper"}, None),
    ],
)
def test_the_package_manager_of_this_system(
    monkeypatch: pytest.MonkeyPatch, there: set[str], found: str | None
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: name if name in there else None)
    assert manager_here() == found


def test_a_library_is_loaded_by_its_name() -> None:
    assert not system_libraries.can_load("libnobody-has-this.so.9")
    if sys.platform.startswith("linux"):
        assert system_libraries.can_load("libc.so.6")
    assert system_libraries.explain_import_error(ImportError("No module named x")) is None


class Steps:
    """Stands for all that warming up loads; remembers the order."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.done: list[str] = []
        for name in ("import_cv2", "_warm_detector"):
            monkeypatch.setattr(warmup, name, lambda name=name: self.done.append(name))
        monkeypatch.setattr(
            warmup, "load_without_lock", lambda name, *files: self.done.append(name)
        )
        monkeypatch.setattr(torch, "set_num_threads", lambda n: self.done.append(f"threads {n}"))
        monkeypatch.setattr(torch, "get_num_threads", lambda: 3)
        monkeypatch.setattr(warmup, "choose_device", self.device)

    def device(self, name: str) -> Any:
        if name == "cuda:7":
            raise ConfigError("device", name, "no such device")
        return SimpleNamespace(type="mps" if name == "auto" else name)


def test_what_is_slow_is_loaded_step_by_step(monkeypatch: pytest.MonkeyPatch) -> None:
    steps, told = Steps(monkeypatch), list[Progress]()
    found = warmup.warm_up(JobContext(told.append))
    assert found == warmup.WarmFacts("mps", 3)
    assert steps.done == ["cv2", "import_cv2", "torch", "_warm_detector"]
    assert [(one.done, one.total) for one in told] == [(k, 4) for k in range(4)]
    assert warmup.warm_up(JobContext(), device="cuda:7", threads=1).device == "cpu"
    assert steps.done[-3:] == ["torch", "threads 1", "_warm_detector"]


@pytest.mark.parametrize(("after", "done"), [(1, 2), (2, 3), (3, 4)])
def test_warming_up_stops_between_its_steps(
    monkeypatch: pytest.MonkeyPatch, after: int, done: int
) -> None:
    steps, told = Steps(monkeypatch), list[Progress]()
    context = JobContext(told.append, lambda: len(told) >= after)
    with pytest.raises(JobCancelled):
        warmup.warm_up(context)
    assert len(told) == after
    assert len(steps.done) == done


def test_the_detector_has_seen_pictures_of_the_usual_sizes(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Any] = []

    class Detector:
        def __init__(self, *, min_face_px: float) -> None:
            seen.append(min_face_px)

        def warm_up(self) -> None:
            seen.append("warm")

        def detect(self, picture: np.ndarray) -> None:
            assert picture.dtype == np.uint8
            seen.append(picture.shape)

    monkeypatch.setattr(mtcnn, "MtcnnDetector", Detector)
    monkeypatch.setattr(importlib, "import_module", lambda name: None)
    warmup._warm_detector()
    assert seen == [LIVE_MIN_FACE_PX, "warm", (360, 640, 3), (480, 640, 3)]


def test_a_file_may_hold_as_much_as_was_said(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"12345")
    assert reading.read_file(path, most=5) == b"12345"
    assert reading.check_file(path, most=5) == reading.check_file(path) == 5
    for look in (reading.read_file, reading.check_file, reading.open_file):
        with pytest.raises(OSError, match="larger than 1 MB"):
            look(path, most=4)
    large = tmp_path / "b"
    with large.open("wb") as file:
        file.truncate((3 << 20) + 1)  # nothing, but long
    with pytest.raises(OSError, match="larger than 3 MB"):
        reading.check_file(large, most=3 << 20)


def test_a_file_that_grows_while_it_is_read_is_too_large(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"123456")
    monkeypatch.setattr(reading, "_checked", lambda *given: 5)  # it was shorter a moment ago
    with pytest.raises(OSError, match="larger than"):
        reading.read_file(path, most=5)
    assert reading.read_file(path, most=6) == b"123456"


@pytest.mark.parametrize("text", ['{"a": 1, "a": 2}', "[" * 100_000, "", '{"b": {"a": 1, "a": 1}}'])
def test_json_that_says_two_things_or_nothing_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        reading.parse_json(text)
    assert reading.parse_json(b'{"a": {"a": [1]}}') == {"a": {"a": [1]}}


def test_opencv_leaves_qts_environment_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR"):
        monkeypatch.setenv(name, "/of/opencv")
    runtime.import_cv2()
    assert not {"QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR"} & set(os.environ)


class Stored(dict[str, object]):
    """Stands for QSettings."""

    def value(self, key: str, /) -> object:
        return self.get(key)

    def setValue(self, key: str, value: object, /) -> None:
        self[key] = value

    def remove(self, key: str, /) -> None:
        self.pop(key, None)


@pytest.mark.parametrize("wish", ["auto", "torch", "onnxruntime"])
def test_answers_are_computed_by_what_was_chosen(wish: str) -> None:
    preferences = Preferences(Stored())
    assert engine_wish(preferences) == "auto"
    preferences.set("compute/engine", wish)
    assert engine_wish(preferences) == wish
