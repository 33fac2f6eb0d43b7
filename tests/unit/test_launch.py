"""Starting: what is said when it cannot, and what is not imported when it can."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from emotion_gui import launch
from emotion_gui.core import installed, system_libraries

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ("torch", "torchvision", "facenet_pytorch", "cv2", "pyqtgraph", "sklearn", "onnx")


def everything_loads(file: str) -> bool:
    return True


def run_main(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **variables}
    for name, value in variables.items():
        if not value:
            environment.pop(name)
    return subprocess.run(
        [sys.executable, str(ROOT / "main.py"), *arguments],
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize(
    ("arguments", "window"),
    [
        ([], True),
        (["gui"], True),
        (["gui", "--workspace", "x"], True),
        (["-platform", "offscreen"], True),
        (["demo"], False),
        (["--help"], False),
        (["-h"], False),
        (["--version"], False),
        (["gui", "--help"], False),
        (["networks/best.safetensors"], True),
        (["classify", "best.safetensors"], False),
    ],
)
def test_a_verb_goes_to_the_command_line(arguments: list[str], window: bool) -> None:
    assert launch.wants_window(arguments) is window


def test_own_options_are_taken_out_of_qts() -> None:
    folder, rest = launch.split_options(["gui", "--workspace", "/w", "-style", "fusion"])
    assert (folder, rest) == (Path("/w"), ["-style", "fusion"])


def test_the_file_of_a_double_click_is_taken_out_of_qts_options() -> None:
    file, rest = launch.split_file(["-style", "fusion", "/n/best.SafeTensors"])
    assert (file, rest) == (Path("/n/best.SafeTensors"), ["-style", "fusion"])
    assert launch.split_file(["-style", "fusion"]) == (None, ["-style", "fusion"])


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="displays are Linux' matter")
def test_no_display_is_said_in_words_with_exit_code_1() -> None:
    ended = run_main(DISPLAY="", WAYLAND_DISPLAY="", QT_QPA_PLATFORM="")

    assert ended.returncode == 1
    assert "no screen" in ended.stderr
    assert "emotion-gui --help" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    ("environment", "missing", "debian", "fedora", "arch"),
    [
        ({"DISPLAY": ":0"}, "libEGL.so.1", "libegl1", "mesa-libEGL", "libglvnd"),
        (
            {"DISPLAY": ":0"},
            "libxcb-cursor.so.0",
            "libxcb-cursor0",
            "xcb-util-cursor",
            "xcb-util-cursor",
        ),
        (
            {"QT_QPA_PLATFORM": "xcb"},
            "libxcb-icccm.so.4",
            "libxcb-icccm4",
            "xcb-util-wm",
            "xcb-util-wm",
        ),
        (
            {"WAYLAND_DISPLAY": "w"},
            "libwayland-cursor.so.0",
            "libwayland-cursor0",
            "libwayland-cursor",
            "wayland",
        ),
    ],
)
def test_a_missing_library_names_its_packages(
    environment: dict[str, str],
    missing: str,
    debian: str,
    fedora: str,
    arch: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(system_libraries, "is_root", lambda: False)
    for manager, line in (
        ("apt", f"sudo apt install {debian}\n"),
        ("dnf", f"sudo dnf install {fedora}\n"),
        ("pacman", f"sudo pacman -S --needed {arch}\n"),
    ):
        monkeypatch.setattr(system_libraries, "manager_here", lambda name=manager: name)
        text = launch.linux_problem(environment, lambda file: file != missing)
        assert text is not None
        assert missing in text
        assert line in text
        assert text.count(" install ") + text.count("pacman") == 1  # only this system's line


def test_a_system_that_is_not_known_gets_all_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system_libraries, "manager_here", lambda: None)
    text = launch.linux_problem({"DISPLAY": ":0"}, lambda file: file != "libGL.so.1")
    assert text is not None
    for words in ("apt install libgl1", "dnf install mesa-libGL", "pacman -S --needed libglvnd"):
        assert words in text


def test_the_tables_hold_what_qts_own_files_ask_for() -> None:
    pyside = pytest.importorskip("PySide6")
    if sys.platform != "linux" or shutil.which("readelf") is None:
        pytest.skip("reads ELF files")
    qt = Path(pyside.__path__[0]) / "Qt"
    known = {
        each.file
        for each in (
            *system_libraries.BASE_LIBRARIES,
            *system_libraries.X11_LIBRARIES,
            *system_libraries.WAYLAND_LIBRARIES,
        )
    }
    files = [
        qt / f"lib/libQt6{name}.so.6"
        for name in ("Core", "Gui", "Widgets", "DBus", "Svg", "OpenGL", "Test", "XcbQpa")
    ]
    files += [
        qt / "plugins/platforms" / f"libq{name}.so" for name in ("xcb", "offscreen", "wayland")
    ]
    text = subprocess.run(
        ["readelf", "-d", *map(str, files)],
        capture_output=True,
        text=True,
        check=True,
        encoding="utf-8",
    ).stdout
    needed = set(re.findall(r"NEEDED.*\[(.+)\]", text))
    bundled = {file.name for file in (qt / "lib").iterdir()}
    always = r"lib(c|m|dl|rt|pthread|stdc\+\+|gcc_s|z|zstd|gthread-2\.0|resolv)\.so.*|ld-linux.*"
    asked = {file for file in needed - bundled if not re.fullmatch(always, file)}
    assert asked <= known


def test_offscreen_needs_no_x11() -> None:
    x11 = {library.file for library in system_libraries.X11_LIBRARIES}
    environment = {"QT_QPA_PLATFORM": "offscreen"}
    assert launch.linux_problem(environment, lambda file: file not in x11) is None
    assert launch.linux_problem({"DISPLAY": ":0"}, everything_loads) is None


def test_one_complete_way_to_the_screen_is_enough() -> None:
    both = {"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}
    assert launch.linux_problem(both, lambda file: file != "libwayland-cursor.so.0") is None
    assert launch.linux_problem(both, lambda file: file != "libxcb-cursor.so.0") is None


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (
            ImportError("libglib-2.0.so.0: cannot open shared object file: No such file"),
            ("libglib-2.0.so.0", "libglib2.0-0"),
        ),
        (ImportError("libodd.so.3: cannot open shared object file"), ("libodd.so.3", "package")),
        (ModuleNotFoundError("No module named 'torch'", name="torch"), ("torch", "broken")),
        (ImportError("undefined symbol: x", name="PySide6.QtCore"), ("PySide6-Essentials",)),
    ],
)
def test_an_import_that_fails_is_told_in_words(
    error: ImportError, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(system_libraries, "manager_here", lambda: "apt")
    monkeypatch.setattr(system_libraries, "ON_LINUX", True)
    text = installed.describe_import_error(error)
    for word in words:
        assert word in text


def test_a_package_that_lacks_says_how_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installed, "find_spec", lambda name: None if name == "PySide6" else name)
    assert installed.missing_packages(window=False) == []
    assert installed.missing_packages(window=True) == ["PySide6-Essentials"]
    assert launch.main(["gui"]) == 1


def test_the_application_module_imports_nothing_heavy() -> None:
    code = f"import sys, emotion_gui.app; print([m for m in {HEAVY!r} if m in sys.modules])"
    ended = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=True,
    )
    assert ended.stdout.strip() == "[]"


def test_a_workspace_that_refuses_is_said_in_words_with_exit_code_1(
    tmp_path: Path, qapp: QApplication, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    seen: list[str] = []

    def close_box() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        seen.append(box.text() + box.informativeText())
        box.button(QMessageBox.StandardButton.Close).click()

    QTimer.singleShot(0, close_box)
    assert launch.main(["gui", "--workspace", str(tmp_path / "file")]) == 1
    assert str(tmp_path / "file") in capsys.readouterr().err
    assert "another folder" in seen[0]


def test_a_missing_runtime_of_windows_is_told_with_its_address() -> None:
    def refused() -> None:
        raise OSError("[WinError 126] The specified module could not be found")

    text = launch.windows_problem(refused)
    assert text is not None
    assert "Microsoft Visual C++ Redistributable" in text
    assert launch.RUNTIME_ADDRESS in text
    assert launch.windows_problem(lambda: None) is None


def test_windows_loads_torchs_libraries_and_not_torch(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[str] = []
    monkeypatch.setattr(launch, "TORCH_LIBRARIES", ("__init__.py", "libc10.so"))
    monkeypatch.setattr(launch.ctypes, "CDLL", lambda file: loaded.append(Path(file).name))
    launch.load_torch_libraries()
    assert loaded in (["libc10.so"], [])  # the first is not among torch's libraries
    assert launch.find_problem("win32") is None


def test_a_worker_process_opens_no_window_and_imports_none() -> None:
    """A spawned process imports the main module anew; it must stop there."""
    code = (
        "import multiprocessing, runpy, sys\n"
        "namespace = runpy.run_path('main.py', run_name='__mp_main__')\n"
        "print([m for m in ('PySide6', 'emotion_gui.app', 'torch') if m in sys.modules])"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=True,
    )
    assert ended.stdout.strip() == "[]"


def test_a_spawned_worker_of_the_program_ends_by_itself(tmp_path: Path) -> None:
    script = tmp_path / "start.py"
    script.write_text(
        "import multiprocessing, os, sys\n"
        f"sys.path.insert(0, {str(ROOT)!r})\n"
        "from emotion_gui.launch import main\n"
        "def work(queue):\n"
        "    queue.put('PySide6' in sys.modules)\n"
        "if __name__ == '__main__':\n"
        "    context = multiprocessing.get_context('spawn')\n"
        "    queue = context.Queue()\n"
        "    worker = context.Process(target=work, args=(queue,))\n"
        "    worker.start()\n"
        "    print(queue.get(timeout=60))\n"
        "    worker.join(60)\n"
        "    sys.exit(worker.exitcode)\n",
        encoding="utf-8",
    )
    ended = subprocess.run(
        [sys.executable, str(script)],
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert (ended.stdout, ended.stderr, ended.returncode) == ("False\n", "", 0)
