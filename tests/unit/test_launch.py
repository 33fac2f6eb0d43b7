"""Starting: what is said when it cannot, and what is not imported when it can."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from emotion_gui import launch

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
        text=True,
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


@pytest.mark.skipif(sys.platform != "linux", reason="other systems always have a display")
def test_no_display_is_said_in_words_with_exit_code_1() -> None:
    ended = run_main(DISPLAY="", WAYLAND_DISPLAY="", QT_QPA_PLATFORM="")

    assert ended.returncode == 1
    assert "no screen" in ended.stderr
    assert "emotion-gui --help" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    ("environment", "missing", "debian", "fedora"),
    [
        ({"DISPLAY": ":0"}, "libEGL.so.1", "libegl1", "mesa-libEGL"),
        ({"DISPLAY": ":0"}, "libxcb-cursor.so.0", "libxcb-cursor0", "xcb-util-cursor"),
        ({"QT_QPA_PLATFORM": "xcb"}, "libxcb-cursor.so.0", "libxcb-cursor0", "xcb-util-cursor"),
        (
            {"WAYLAND_DISPLAY": "w"},
            "libwayland-cursor.so.0",
            "libwayland-cursor0",
            "libwayland-cursor",
        ),
    ],
)
def test_a_missing_library_names_its_packages(
    environment: dict[str, str], missing: str, debian: str, fedora: str
) -> None:
    text = launch.linux_problem(environment, lambda file: file != missing)

    assert text is not None
    assert f"sudo apt install {debian}\n" in text
    assert f"sudo dnf install {fedora}\n" in text


def test_offscreen_needs_no_x11() -> None:
    x11 = {library.file for library in launch.X11_LIBRARIES}
    environment = {"QT_QPA_PLATFORM": "offscreen"}
    assert launch.linux_problem(environment, lambda file: file not in x11) is None
    assert launch.linux_problem({"DISPLAY": ":0"}, everything_loads) is None


def test_one_complete_way_to_the_screen_is_enough() -> None:
    both = {"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}
    assert launch.linux_problem(both, lambda file: file != "libwayland-cursor.so.0") is None
    assert launch.linux_problem(both, lambda file: file != "libxcb-cursor.so.0") is None


def test_missing_pyside_says_how_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(launch, "find_spec", lambda name: None)
    text = launch.missing_qt()
    assert text is not None
    assert "pip install" in text


def test_the_application_module_imports_nothing_heavy() -> None:
    code = f"import sys, emotion_gui.app; print([m for m in {HEAVY!r} if m in sys.modules])"
    ended = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert ended.stdout.strip() == "[]"


def test_a_workspace_that_refuses_is_said_in_words_with_exit_code_1(
    tmp_path: Path, qapp: QApplication, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("x")
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
        text=True,
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
        text=True,
        timeout=120,
        check=False,
    )
    assert (ended.stdout, ended.stderr, ended.returncode) == ("False\n", "", 0)
