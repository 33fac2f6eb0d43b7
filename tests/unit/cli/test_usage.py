"""Exit codes, words instead of tracebacks, and what the command line leaves unimported."""

import importlib
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from rich.console import Console

from emotion_gui.cli import run as runs
from emotion_gui.cli.run import CliRun, RunOptions
from emotion_gui.core.errors import ConfigError
from emotion_gui.core.jobs import JobCancelled, Progress
from emotion_gui.core.places import default_workspace

VERBS = (
    "demo",
    "import",
    "merge",
    "classes",
    "faces",
    "suggest",
    "train",
    "teach",
    "runs",
    "evaluate",
    "prune",
    "prune-rounds",
    "prune-layers",
    "remove-layer",
    "quantize",
    "compare",
    "sweep",
    "reproduce",
    "classify",
    "analyse",
    "cameras",
    "export",
    "models",
    "check",
    "bench",
    "gui",
)


def test_help_lists_every_verb_in_the_order_of_the_work(cli) -> None:
    ended = cli("--help")
    assert ended.code == 0
    commands = ended.out[ended.out.index("Commands") :]
    listed = [line[2:].split(" ")[0] for line in commands.splitlines() if line.startswith("│ ")]
    assert tuple(word for word in listed if word) == VERBS


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_explains_itself(cli, verb: str) -> None:
    ended = cli(verb, "--help")
    assert ended.code == 0
    assert "Usage" in ended.out


LINES = {"train", "sweep", "prune-rounds"}  # print while they work
EITHER = {"remove-layer"}  # a line a layer, or one result


@pytest.mark.parametrize("verb", sorted({*VERBS} - {"gui"}))
def test_help_says_whether_json_comes_in_one_object_or_in_lines(cli, verb: str) -> None:
    text = " ".join(cli(verb, "--help").out.replace("│", " ").split())
    told = {"lines": "one a line", "either": "an object a line", "one": "One JSON object on"}
    form = "lines" if verb in LINES else "either" if verb in EITHER else "one"
    assert [key for key, words in told.items() if words in text] == [form]


def test_help_needs_neither_qt_nor_torch_nor_the_other_verbs() -> None:
    program = (
        "import sys; from emotion_gui.cli import main, register_verbs;"
        "assert main(['train', '--help']) == 0;"
        "assert 'emotion_gui.cli.sweep' not in sys.modules, 'a verb that was not asked for';"
        "register_verbs();"
        "heavy = {'torch', 'PySide6', 'cv2', 'matplotlib', 'numpy'} & set(sys.modules);"
        "sys.exit(f'imported: {heavy}' if heavy else 0)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        encoding="utf-8",
        timeout=200,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert "emotion-gui train" in ended.stdout, "alone, a verb must keep its name"


def test_no_verb_imports_qt() -> None:
    program = (
        "import sys; import emotion_gui.operations.demo, emotion_gui.core.benchmarks.training,"
        "emotion_gui.core.reports.demo_report, emotion_gui.core.training.sweep;"
        "from emotion_gui.cli import main;"
        "assert main(['train', '--dataset', 'x']) == 1, 'a verb alone, taken as one';"
        "main(['models']);"
        "sys.exit('Qt' if any(m.startswith('PySide6') for m in sys.modules) else 0)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        encoding="utf-8",
        timeout=200,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("import",),
        ("import", "somewhere"),
        ("import", "somewhere", "--name", "x", "--detector", "eyes"),
        ("train",),
        ("train", "--dataset", "x", "--resume", "1"),
        ("train", "--resume", "1", "--epochs", "3"),
        ("train", "--dataset", "x", "--epochs", "none"),
        ("evaluate", "x"),
        ("evaluate", "x", "--dataset", "a", "--source", "b"),
        ("evaluate", "x", "--dataset", "a", "--labels", "rafdb"),
        ("evaluate", "x", "--dataset", "a", "--part", "middle"),
        ("evaluate", "x", "--dataset", "a", "--part", "validation"),
        ("evaluate", "x", "--dataset", "a", "--part", "all"),
        ("evaluate", "x", "--dataset", "a", "--part", "test", "--final"),
        ("evaluate", "x", "--source", "a", "--final"),
        ("evaluate", "x", "--dataset", "a", "--part", "train", "--calibrate"),
        ("prune", "x", "--dataset", "a"),
        ("prune", "x", "--out", "y"),
        ("prune", "x", "--dataset", "a", "--out", "y", "--threshold", "5", "--maps", "5"),
        ("prune", "x", "--dataset", "a", "--out", "y", "--threshold", "100"),
        ("prune", "x", "--dataset", "a", "--out", "y", "--part", "validation"),
        ("prune", "x", "--dataset", "a", "--out", "y", "--part", "all"),
        ("prune-layers", "x", "--dataset", "a", "--out", "y", "--part", "validation"),
        ("prune-rounds", "x", "--dataset", "a", "--out", "y", "--part", "validation"),
        ("compare", "x", "--dataset", "a", "--part", "validation"),
        ("compare", "x", "--dataset", "a", "--part", "all"),
        ("sweep",),
        ("classify",),
        ("export", "x", "--format", "gif", "--out", "y"),
        ("bench", "--only", "nothing"),
    ],
)
def test_wrong_usage_is_2(cli, arguments: tuple[str, ...]) -> None:
    ended = cli(*arguments)
    assert ended.code == 2
    assert ended.out == ""
    assert "Traceback" not in ended.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("import", "/no/such/file.csv", "--name", "x"), str(Path("/no/such/file.csv"))),
        (("train", "--dataset", "missing"), "missing"),
        (("train", "--resume", "77"), "77"),
        (("train", "--dataset", "stripes", "--preset", "magic"), "magic"),
        (("train", "--dataset", "stripes", "--lr", "-1"), "learning_rate"),
        (("evaluate", "nothing.safetensors", "--dataset", "stripes"), "nothing.safetensors"),
        (("evaluate", "1", "--dataset", "missing"), "missing"),
        (("evaluate", "1", "--source", "/no/such/folder"), str(Path("/no/such/folder"))),
        (("prune", "1", "--dataset", "stripes", "--layer", "9", "--out", "o"), "layer"),
        (("prune", "1", "--dataset", "stripes", "--maps", "256", "--out", "o"), "256"),
        (("sweep", "--dataset", "missing"), "missing"),
        (("export", "none", "--format", "onnx", "--out", "o"), "none"),
        (("classify", "/no/such.jpg", "--model", "1"), str(Path("/no/such.jpg"))),
    ],
)
@pytest.mark.parametrize("as_json", [False, True])
def test_refused_is_1_with_a_sentence(cli, trained_folder, arguments, words, as_json) -> None:
    extra = ["--json"] if as_json else []
    ended = cli(*arguments, "--workspace", trained_folder, *extra)
    assert ended.code == 1
    assert ended.out == ""
    error = next(line for line in ended.err.splitlines() if line.startswith("error: "))
    assert words in error
    assert "Traceback" not in ended.err


def test_debug_shows_where(cli, trained_folder) -> None:
    ended = cli("train", "--dataset", "missing", "--workspace", trained_folder, "--debug")
    assert ended.code == 1
    assert "Traceback" in ended.err


def test_options_may_stand_in_front_of_the_verb(cli, trained_folder) -> None:
    ended = cli("--json", "--workspace", trained_folder, "models")
    assert ended.code == 0
    assert "run-1" in {model["name"] for model in ended.json["models"]}


def test_the_workspace_is_the_windows_own(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    from emotion_gui.core.settings import Preferences, choose_workspace

    app = importlib.import_module("PySide6.QtCore")
    settings = app.QSettings(str(tmp_path / "s.ini"), app.QSettings.Format.IniFormat)
    assert default_workspace() == choose_workspace(None, Preferences(settings))


def test_nothing_is_created_for_a_question(cli, tmp_path: Path) -> None:
    ended = cli("train", "--dataset", "x", "--workspace", tmp_path / "none")
    assert ended.code == 1
    assert not (tmp_path / "none").exists()


def _ending(error: BaseException, *, debug: bool = False) -> int:
    with pytest.raises(typer.Exit) as ended, runs.cli_run(RunOptions(as_json=True, debug=debug)):
        raise error
    return ended.value.exit_code


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ConfigError("a", 1, "no"), 1),
        (OSError(28, "No space left on device", "/full"), 1),
        (ZeroDivisionError("oops"), 1),
        (BrokenPipeError(), 1),
        (JobCancelled(), 130),
        (KeyboardInterrupt(), 130),
    ],
)
def test_every_failure_has_its_code(error: BaseException, code: int, capsys) -> None:
    before = sys.stdout
    try:
        assert _ending(error) == code
    finally:
        sys.stdout = before
    assert capsys.readouterr().out == ""


def test_disk_full_names_the_file(capsys) -> None:
    _ending(OSError(28, "No space left on device", "/full/disk"))
    assert "error: /full/disk: No space left on device" in capsys.readouterr().err


def test_prints_of_libraries_go_to_standard_error(capsys) -> None:
    with runs.cli_run(RunOptions(as_json=True)) as run:
        sys.stdout.write("noise\n")
        run.emit({"a": 1})
    captured = capsys.readouterr()
    assert captured.out == '{"a": 1}\n'
    assert "noise" in captured.err


def test_ctrl_c_cancels_the_job_and_a_second_one_interrupts(capsys) -> None:
    run = CliRun(Path(), as_json=True, out=sys.stdout, console=Console(file=sys.stderr))
    before = signal.getsignal(signal.SIGINT)
    with run.job("Working") as context:
        context.checkpoint()
        signal.raise_signal(signal.SIGINT)
        assert context.cancelled
        with pytest.raises(JobCancelled):
            context.checkpoint()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before


def test_progress_is_seen_by_the_verb(capsys) -> None:
    run = CliRun(Path(), as_json=True, out=sys.stdout, console=Console(file=sys.stderr))
    seen: list[Progress] = []
    with run.job("Working", seen.append) as context:
        context.report(Progress(1, 2, "half"))
    assert seen == [Progress(1, 2, "half")]
    assert capsys.readouterr().out == ""


def test_progress_bar_on_a_terminal() -> None:
    import io

    stream = io.StringIO()
    console = Console(file=stream, force_terminal=True, width=100)
    run = CliRun(Path(), as_json=True, out=sys.stdout, console=console)
    with run.job("Working") as context:
        context.report(Progress(1, 2, "half"))
    assert "Working" in stream.getvalue()
