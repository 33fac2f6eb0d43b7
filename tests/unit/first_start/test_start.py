"""Setting a checkout up: which job is chosen, what it needs, and the words where it cannot be."""

from __future__ import annotations

import ast
import importlib.util
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import emotion_gui
from emotion_gui import supported_python
from emotion_gui.core import installed
from emotion_gui.core.system_libraries import BASE_LIBRARIES, X11_LIBRARIES
from first_start import python_packages, run, system_packages, virtual_environment
from first_start.environment import Environment
from first_start.words import SetupError

ROOT = Path(__file__).resolve().parents[3]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PYTHON = f"{sys.version_info[0]}.{sys.version_info[1]}"


def nothing_loads(file: str) -> bool:
    return False


def choose(*arguments: str, **environ: str) -> run.Job:
    return run.choose(list(arguments), ROOT, environ, system="linux", loads=nothing_loads)


def test_the_window_needs_its_libraries() -> None:
    job = choose(DISPLAY=":0")
    assert job.command == (str(ROOT / "main.py"),)
    assert job.libraries == (*BASE_LIBRARIES, *X11_LIBRARIES)
    assert job.extras == ()


def test_without_a_screen_the_demonstration_runs_and_says_so(tmp_path: Path) -> None:
    # Not this checkout: whoever followed the README has made a demonstration in it.
    job = run.choose([], tmp_path, {}, system="linux", loads=nothing_loads)
    assert job.command[1:2] == ("demo",)
    assert "no screen" in job.note
    assert "demonstration runs instead" in job.note
    assert job.libraries == ()


def test_a_demonstration_that_was_made_is_not_made_again(tmp_path: Path) -> None:
    report = tmp_path / run.DEMO_FOLDER / "report.html"
    report.parent.mkdir()
    report.touch()
    job = run.choose([], tmp_path, {}, system="linux", loads=nothing_loads)
    assert "demo" not in job.command
    assert str(report) in job.note


def test_verbs_need_nothing_of_the_system() -> None:
    for arguments in (["demo"], ["classify", "x.mp4"], ["--help"]):
        assert choose(*arguments).libraries == ()
        assert choose(*arguments, DISPLAY=":0").command[1:] == tuple(arguments)


def test_tests_need_qt_but_no_screen() -> None:
    job = choose("test", "-k", "x")
    assert job.libraries == BASE_LIBRARIES
    assert job.extras == ("dev",)
    assert job.command[:2] == ("-m", "pytest")
    assert job.command[-2:] == ("-k", "x")


def test_other_systems_need_nothing() -> None:
    for system in ("darwin", "win32"):
        job = run.choose([], ROOT, {}, system=system, loads=nothing_loads)
        assert (job.command[1:], job.libraries) == ((), ())


@pytest.mark.parametrize(
    ("manager", "line"),
    [
        ("apt", "apt-get install -y --no-install-recommends libgl1 libegl1 libglib2.0-0"),
        ("dnf", "dnf install -y mesa-libGL mesa-libEGL glib2"),
        ("pacman", "pacman -S --needed --noconfirm libglvnd glib2"),
    ],
)
def test_who_may_not_install_is_told_the_line(
    manager: str, line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "manager_here", lambda: manager)
    monkeypatch.setattr(system_packages, "may_install", lambda: None)
    job = run.Job("The window", ("main.py",), BASE_LIBRARIES[:3])
    with pytest.raises(SetupError, match="administrator") as error:
        run.install_system_packages(job, makes_environment=False)
    assert line in str(error.value)


def test_an_unknown_system_is_told_the_libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "manager_here", lambda: None)
    job = run.Job("The window", ("main.py",), BASE_LIBRARIES[:1])
    with pytest.raises(SetupError, match=r"libGL\.so\.1") as error:
        run.install_system_packages(job, makes_environment=False)
    for word in ("apt install libgl1", "dnf install mesa-libGL", "pacman -S --needed libglvnd"):
        assert word in str(error.value)


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What would have been run by the system, each answered with success."""
    seen: list[list[str]] = []

    def record(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        seen.append(list(command))
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(system_packages.subprocess, "run", record)
    return seen


def test_all_that_lacks_comes_at_once_and_sudo_is_announced(
    commands: list[list[str]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(run, "manager_here", lambda: "apt")
    monkeypatch.setattr(system_packages, "may_install", lambda: ("sudo",))
    monkeypatch.setattr(virtual_environment, "lacks_package", lambda: True)
    job = run.Job("The window", ("main.py",), BASE_LIBRARIES[:2])
    run.install_system_packages(job, makes_environment=True)
    update, install = commands
    assert update == ["sudo", "apt-get", "-qq", "update"]
    assert install[-3:] == ["libgl1", "libegl1", f"python{PYTHON}-venv"]
    said = capsys.readouterr().err
    assert "password" in said
    assert " ".join(install) in said


def test_nothing_that_lacks_is_nothing_to_do(
    commands: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "manager_here", lambda: "apt")
    monkeypatch.setattr(virtual_environment, "lacks_package", lambda: True)
    run.install_system_packages(run.Job("It", ("main.py", "demo")), makes_environment=False)
    assert commands == []


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, list[tuple[str, ...]]]:
    """A checkout with the files that say what is needed, and what pip was asked to install."""
    asked: list[tuple[str, ...]] = []
    for name in ("pyproject.toml", "setup.py"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())

    def note(python: Path, root: Path, project: dict[str, object], extras: tuple[str, ...]) -> None:
        asked.append(extras)

    def bare(folder: Path) -> list[list[list[str]]]:
        return [[[sys.executable, "-m", "venv", "--without-pip", str(folder)]]]  # pip takes long

    monkeypatch.setattr(python_packages, "install_checkout", note)
    monkeypatch.setattr(python_packages, "works", lambda python: True)
    monkeypatch.setattr(virtual_environment, "_ways", bare)
    return tmp_path, asked


# Python for Windows has an "embeddable" kind: all packages on its path, and no environments.
whole_python = pytest.mark.skipif(
    importlib.util.find_spec("venv") is None, reason="an embedded Python makes no environments"
)


@whole_python
def test_an_environment_is_filled_once(checkout: tuple[Path, list[tuple[str, ...]]]) -> None:
    root, asked = checkout
    environment = Environment(root)
    assert not environment.is_usable()
    environment.ensure()
    environment.ensure()
    assert asked == [()]
    environment.ensure(["dev"])
    environment.ensure()
    assert asked == [(), ("dev",)]
    with (root / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write("# another need\n")
    environment.ensure()
    assert asked == [(), ("dev",), ("dev",)]


@whole_python
def test_an_environment_of_another_python_is_made_anew(
    checkout: tuple[Path, list[tuple[str, ...]]], capsys: pytest.CaptureFixture[str]
) -> None:
    root, asked = checkout
    environment = Environment(root)
    environment.ensure(["dev"])
    record = environment.folder / "emotion-workbench.json"
    entries = json.loads(record.read_text("utf-8"))
    record.write_text(json.dumps({**entries, "python": "3.9"}), "utf-8")
    (environment.folder / "left behind").touch()
    environment.ensure()
    assert asked == [("dev",), ("dev",)]
    assert not (environment.folder / "left behind").exists()
    assert "made anew" in capsys.readouterr().err


def test_a_folder_that_is_no_environment_is_left_alone(
    checkout: tuple[Path, list[tuple[str, ...]]],
) -> None:
    root, _ = checkout
    (root / ".venv").mkdir()
    (root / ".venv/thesis.tex").touch()
    with pytest.raises(SetupError, match="move it away"):
        Environment(root).ensure()
    assert (root / ".venv/thesis.tex").exists()


def test_without_any_way_to_make_one_debians_package_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(virtual_environment, "find_spec", lambda name: None)
    monkeypatch.setattr(virtual_environment.shutil, "which", lambda name: None)
    monkeypatch.setattr(virtual_environment, "manager_here", lambda: "apt")
    assert virtual_environment.lacks_package()
    with pytest.raises(SetupError, match=f"python{PYTHON}-venv"):
        virtual_environment.make(tmp_path / ".venv")


def test_supported_pythons_are_those_of_the_project() -> None:
    low, beyond = re.findall(r"[\d.]+", PROJECT["requires-python"])
    assert supported_python.name(supported_python.LOWEST) == low
    assert supported_python.name(supported_python.BEYOND) == beyond


@pytest.mark.parametrize(
    ("version", "implementation", "word"),
    [
        ((3, 10), "CPython", "too old"),
        ((3, 6), "CPython", "too old"),
        ((3, 15), "CPython", "too new"),
        ((3, 11), "PyPy", "PyPy"),
    ],
)
def test_other_pythons_are_told(version: tuple[int, ...], implementation: str, word: str) -> None:
    problem = supported_python.python_problem(version, implementation)
    assert problem is not None
    assert word in problem
    assert "3.11 to 3.14" in problem


def test_this_python_is_supported() -> None:
    assert supported_python.python_problem() is None


@pytest.mark.parametrize("name", ["main.py", "start.py", "emotion_gui/supported_python.py"])
def test_an_old_python_reads_what_it_is_told(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    read = ast.parse((ROOT / name).read_text(encoding="utf-8"), name, feature_version=(3, 6))
    monkeypatch.setattr(emotion_gui, "supported_python", supported_python)  # put back afterwards
    monkeypatch.delitem(sys.modules, supported_python.__name__)
    monkeypatch.setattr(sys, "version_info", (3, 10, 0, "final", 0))
    with pytest.raises(
        SystemExit, match=r"this Python is 3\.10, which is too old.* 3\.11 to 3\.14"
    ):
        exec(compile(read, name, "exec"), {"__name__": "__main__"})


def test_packages_looked_for_are_those_asked_for() -> None:
    asked = {re.split(r"[^\w.-]", each, maxsplit=1)[0] for each in PROJECT["dependencies"]}
    asked -= {"opencv-python", "opencv-python-headless"} - set(installed.PACKAGES.values())
    assert set(installed.PACKAGES.values()) == asked
    assert set(installed.WINDOW_MODULES) < set(installed.PACKAGES)


def test_setting_up_needs_no_package() -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import first_start.run, emotion_gui.launch;"
        "print(first_start.run.choose(['demo'], first_start.run.ROOT, {}).command[1])"
    )
    ended = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code, str(ROOT)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        encoding="utf-8",
    )
    assert ended.stdout.strip() == "demo", ended.stderr


@whole_python
def test_a_python_without_packages_says_the_next_step() -> None:
    code = "import sys; sys.path.insert(0, sys.argv[1]); from emotion_gui.launch import main;"
    ended = subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"{code} sys.exit(main(['models']))", str(ROOT)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        encoding="utf-8",
    )
    assert ended.returncode == 1
    assert "start.sh" in ended.stderr or "start.py" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_cpu_builds_are_taken_unless_pip_has_its_own_sources(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("PIP_FIND_LINKS", "PIP_INDEX_URL", "PIP_NO_INDEX"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setattr(python_packages, "_DRIVER", tmp_path / "none")
    monkeypatch.setattr(python_packages.shutil, "which", lambda name: None)
    monkeypatch.setattr(python_packages.sys, "platform", "linux")
    python = Path(sys.executable)
    assert python_packages.wants_cpu_builds(python)
    monkeypatch.setenv("PIP_INDEX_URL", "https://mirror.invalid/simple")
    assert not python_packages.wants_cpu_builds(python)
    monkeypatch.delenv("PIP_INDEX_URL")
    (tmp_path / "none").touch()  # a driver
    assert not python_packages.wants_cpu_builds(python)


def test_the_pair_from_the_other_index_is_as_the_project_asks() -> None:
    pair = python_packages.requirements(PROJECT["dependencies"], ("torch", "torchvision"))
    assert [each.partition(">")[0] for each in pair] == ["torch", "torchvision"]
    assert all(each in PROJECT["dependencies"] for each in pair)


@pytest.mark.parametrize(("left", "fits"), [(2_600_000_000, False), (20_000_000_000, True)])
def test_cuda_is_not_fetched_where_it_has_no_room(tmp_path: Path, left: int, fits: bool) -> None:
    asked: list[Path] = []

    def free(place: Path) -> int:
        asked.append(place)
        return left

    if fits:
        python_packages.refuse_cuda_without_room(tmp_path, free)
    else:
        with pytest.raises(SetupError, match=r"2\.6 GB are left"):
            python_packages.refuse_cuda_without_room(tmp_path, free)
    assert tmp_path in asked


def test_room_is_asked_for_before_cuda_comes_and_only_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither where CPU builds came nor where PyTorch is there already."""
    done: list[str] = []
    monkeypatch.setattr(python_packages.sys, "platform", "linux")
    monkeypatch.setattr(python_packages, "wants_cpu_builds", lambda python: True)
    monkeypatch.setattr(python_packages, "_remove_window_build", lambda python: None)
    monkeypatch.setattr(
        python_packages, "refuse_cuda_without_room", lambda root: done.append("room")
    )

    def set_up(*, cpu_builds: bool, settled: bool) -> list[str]:
        done.clear()

        def pip(python: Path, *arguments: str) -> int:
            from_cpu_index = python_packages.CPU_INDEX in arguments
            done.append("cpu" if from_cpu_index else "all")
            return 1 if from_cpu_index and not cpu_builds else 0

        monkeypatch.setattr(python_packages, "run_pip", pip)
        monkeypatch.setattr(python_packages, "_is_settled", lambda python: settled)
        python_packages.install_checkout(Path(sys.executable), tmp_path, PROJECT, ())
        return list(done)

    assert set_up(cpu_builds=True, settled=False) == ["cpu", "all"]
    assert set_up(cpu_builds=False, settled=False) == ["cpu", "room", "all"]
    assert set_up(cpu_builds=False, settled=True) == ["cpu", "all"]
