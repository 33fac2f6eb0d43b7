"""Rows of benches whose measurements are taken in turns or in processes of their own, by hand."""

from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from emotion_gui.core.benchmarks import growth, photographs, startup, table, training
from emotion_gui.core.errors import ConfigError
from emotion_gui.core.jobs import JobContext
from tests.helpers.benches import Clock, row


@pytest.mark.parametrize(("usual", "met"), [(5.0, True), (5.01, False), (None, None)])
def test_photographs(
    monkeypatch: pytest.MonkeyPatch, usual: float | None, met: bool | None
) -> None:
    files = [Path("a.jpg"), Path("b.jpg")]
    monkeypatch.setattr(photographs, "_real_photographs", lambda: files)
    monkeypatch.setattr(photographs, "has_usual_libraries", lambda: usual is not None)
    monkeypatch.setattr(
        photographs, "_UsualLoop", lambda files: SimpleNamespace(rate=lambda: usual)
    )
    rates = iter([99.0, 10.0, 30.0, 8.0])  # the first is not counted
    folders: list[str] = []
    monkeypatch.setattr(
        photographs,
        "_import_rate",
        lambda source, files, folder: folders.append(folder.name) or next(rates),
    )
    (found,) = photographs.bench_photo_import(JobContext())
    ratio = None if usual is None else pytest.approx(10 / usual)
    assert row(found) == ("photo_import", 10.0, "pictures/s", usual, ratio, met)
    assert folders == ["w0", "w1", "w2", "w3"]
    assert found.conditions.startswith("2 photographs: find")


def test_drawn_photographs_are_as_many_and_as_large_as_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(photographs, "_real_photographs", list)
    monkeypatch.setattr(photographs, "has_usual_libraries", lambda: False)
    monkeypatch.setattr(photographs, "_PICTURES", 3)
    sizes: set[tuple[int, int]] = set()

    def rate(source: Path, files: tuple[Path, ...], folder: Path) -> float:
        assert all(source in file.parents for file in files)
        for file in files:
            with Image.open(file) as picture:
                sizes.add(picture.size)
        return len(files)

    monkeypatch.setattr(photographs, "_import_rate", rate)
    (found,) = photographs.bench_photo_import(JobContext())
    assert found.value == 3.0
    assert sizes == {(640, 480)}
    assert found.conditions.startswith("3 drawn photographs of 640x480: find")


def test_real_photographs_are_those_of_the_first_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(photographs.DATA_VARIABLE, str(tmp_path))
    monkeypatch.setattr(photographs, "_PICTURES", 2)
    for name in ("b/1.png", "a/3.JPG", "a/1.jpeg", "a/2.txt", "a/4.png"):
        path = tmp_path / "faces" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    found = photographs._real_photographs()
    assert [path.relative_to(tmp_path / "faces").as_posix() for path in found] == [
        "a/1.jpeg",
        "a/3.JPG",
    ]
    monkeypatch.delenv(photographs.DATA_VARIABLE)
    assert photographs._real_photographs() == []


@pytest.mark.parametrize(
    ("starts", "value", "met"),
    [
        ([(0.9, False)] * 5, 0.9, True),
        ([(1.0, False)] * 5, 1.0, False),
        ([(9.0, False), (0.5, False), (0.7, False), (0.6, False), (0.1, True)], 0.6, False),
    ],
)
def test_startup(
    monkeypatch: pytest.MonkeyPatch, starts: list[tuple[float, bool]], value: float, met: bool
) -> None:
    turns = iter(starts)
    monkeypatch.setattr(startup, "_start", lambda folder: next(turns))
    (found,) = startup.bench_startup(JobContext())
    assert row(found) == ("startup", value, "s", None, None, met)
    loaded = any(heavy for _, heavy in starts)
    assert f"torch {'was' if loaded else 'was not'} loaded" in found.conditions
    monkeypatch.setattr(startup, "is_frozen", lambda: True)
    assert startup.bench_startup(JobContext()) == []


def test_a_start_is_what_a_fresh_process_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(startup, "answer_of", lambda *args, **kwargs: "0.75 True\n")
    assert startup._start(Path("x")) == (0.75, True)
    monkeypatch.setattr(startup, "answer_of", lambda *args, **kwargs: "0.5 False\n")
    assert startup._start(Path("x")) == (0.5, False)


@pytest.mark.parametrize(("usual", "aims"), [(400.0, (True, True)), (430.0, (True, False))])
def test_training(monkeypatch: pytest.MonkeyPatch, usual: float, aims: tuple[bool, ...]) -> None:
    rates = iter([5000.0, 5000.0, 1000.0, 2000.0, 900.0, 1000.0, 500.0, 500.0, 500.0])

    class Bare:
        def __init__(self, faces: np.ndarray, labels: np.ndarray) -> None:
            assert len(faces) == len(labels) == 16

        def rate(self) -> float:
            return next(rates)

    def train(config: Any, state: Any, *, on_epoch: Any, **kwargs: Any) -> None:
        assert (config.epochs, config.batch_size) == (4, 16)
        for rate in (1.0, 850.0, 900.0, 800.0):  # the first epoch warms up
            on_epoch(SimpleNamespace(records=[SimpleNamespace(images_per_second=rate)]), True)

    for name, value in {
        "_BATCH": 16,
        "_faces": lambda: (np.zeros((64, 4, 4), np.uint8), np.zeros(64, np.int64)),
        "_BareStep": Bare,
        "train_epochs": train,
        "new_state": lambda config: None,
        "has_usual_libraries": lambda: True,
        "_UsualLoop": lambda faces, labels: SimpleNamespace(rate=lambda: usual / 2),
    }.items():
        monkeypatch.setattr(training, name, value)
    ours, beside = training.bench_training(JobContext())
    assert row(ours) == ("training", 850.0, "images/s", 1000.0, 0.85, aims[0])
    # Half as quick as the bare step beside it was, so twice of what it says.
    assert row(beside) == (
        "training_usual_loop",
        850.0,
        "images/s",
        usual,
        pytest.approx(850 / usual),
        aims[1],
    )
    monkeypatch.setattr(training, "has_usual_libraries", lambda: False)
    rates = iter([5000.0, 5000.0, 1001.0, 1001.0, 1001.0])
    (alone,) = training.bench_training(JobContext())
    assert alone.met is False


def test_the_bare_step_counts_its_faces(monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[int] = []
    monkeypatch.setattr(training, "time", Clock(2.0))
    monkeypatch.setattr(training._BareStep, "_step", lambda bare: steps.append(1))
    bare = object.__new__(training._BareStep)
    bare._faces = torch.zeros(4, 1, 2, 2)
    assert bare.rate() == 32.0  # 16 steps of 4 faces in 2 seconds
    assert len(steps) == 17  # one warms up


class Turns:
    """Figures of fresh processes, by what they ran."""

    def __init__(self, **figures: Sequence[tuple[float, float]]) -> None:
        self.figures = {name: iter(values) for name, values in figures.items()}
        self.asked: list[str] = []

    def __call__(self, action: Any, path: Path, folder: Path) -> tuple[float, float]:
        self.asked.append(f"{action.__name__} {path.name}")
        return next(self.figures[action.__name__])


@pytest.mark.parametrize(
    ("small_mb", "peak_mb", "usual_s", "met"),
    [
        (160.0, 199.0, 8.0, (True, True)),
        (160.0, 200.0, 7.9, (False, False)),
        (390.0, 400.0, 8.0, (True, False)),
    ],
)
def test_import_of_a_table(
    monkeypatch: pytest.MonkeyPatch,
    small_mb: float,
    peak_mb: float,
    usual_s: float,
    met: tuple[bool, bool],
) -> None:
    written: list[tuple[str, int]] = []
    monkeypatch.setattr(table, "_write_table", lambda path, rows: written.append((path.name, rows)))
    turns = Turns(
        _import=[(9.0, 1.0), (2.0, peak_mb), (1.0, 999.0), (5.0, small_mb)],
        _parse_usually=[(usual_s, 800.0)] * 3,
        _parse_to_bytes=[(4.0, 300.0)] * 3,
    )
    monkeypatch.setattr(table, "_in_new_process", turns)
    seconds, memory = table.bench_csv_import(JobContext())
    assert row(seconds) == ("csv_import", 2.0, "s", usual_s, usual_s / 2, met[0])
    assert row(memory) == (
        "csv_import_memory",
        peak_mb,
        "MB",
        800.0,
        pytest.approx(800 / peak_mb),
        met[1],
    )
    assert written == [("fer2013.csv", 35_887), ("small.csv", 8_971)]
    assert turns.asked[-1] == "_import small.csv"
    assert "35,887 rows" in seconds.conditions
    assert "dtype=uint8 4.00 s (2.0x)" in seconds.conditions
    assert f"{small_mb:.0f} MB with a quarter of them" in memory.conditions


def test_the_table_holds_the_faces_and_a_fifth_is_for_tests(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    faces = np.random.default_rng(0).integers(0, 256, (20, 48, 48), dtype=np.uint8)
    labels = np.arange(20) % 7
    pieces = [SimpleNamespace(faces=faces[k : k + 8], labels=labels[k : k + 8]) for k in (0, 8, 16)]
    monkeypatch.setattr(table, "scale_faces", lambda count, **kwargs: pieces if count == 20 else [])
    monkeypatch.setattr(table, "find_spec", lambda name: None)  # without pandas
    path = tmp_path / "table.csv"
    table._write_table(path, rows=20)
    head, *lines = path.read_text(encoding="ascii").splitlines()
    assert head == "emotion,pixels,Usage"
    for k, line in enumerate(lines):
        label, pixels, usage = line.split(",")
        assert int(label) == labels[k]
        assert [int(word) for word in pixels.split()] == faces[k].ravel().tolist()
        assert usage == ("Training" if k % 10 < 8 else "PublicTest")
    assert len(lines) == 20
    assert [len(text.split()) for text in table._pixel_column(path)] == [48 * 48] * 20
    monkeypatch.setattr(table, "time", Clock(2.0))
    for parse in (table._parse_usually, table._parse_to_bytes):
        assert parse(path, tmp_path) == 2.0
    seconds, peak_mb = table._measured(lambda path, folder: 2.5, path, tmp_path)
    assert seconds == 2.5
    assert 50 < peak_mb < 20_000


def test_growth_is_told_step_by_step_with_the_worst_peak(monkeypatch: pytest.MonkeyPatch) -> None:
    said = {
        step: {"seconds": 2.0 + k, "processor_s": 1234.5, "peak_mb": 100.0 + k}
        for k, step in enumerate(growth.STEPS)
    }
    said["check"]["peak_mb"] = 2048.0
    asked: list[tuple[str, int]] = []

    def step(name: str, workspace: Path, count: int) -> Any:
        asked.append((name, count))
        return said[name]

    monkeypatch.setattr(growth, "_step", step)
    found = growth.bench_growth(JobContext(), sizes=(1234,))
    assert asked == [(name, 1234) for name in growth.STEPS]
    assert row(found[1]) == ("growth_split_1234", 3.0, "s", None, None, None)
    assert found[1].conditions == "1,234 made faces; processor_s 1,234, peak_mb 101"
    assert row(found[-1]) == ("growth_peak_1234", 2048.0, "MB", None, None, False)
    assert found[-1].conditions.endswith("the most in check")
    said["check"]["peak_mb"] = 2047.9
    assert growth.bench_growth(JobContext(), sizes=(1234,))[-1].met is True


@pytest.mark.parametrize(
    ("code", "out", "err", "reason"),
    [
        (0, 'words\nmore words\n{"seconds": 2.5}\n', "", None),
        (1, "", "first\nsecond\nlast words\n", "last words"),
        (1, "", "", "it ended without a word"),
    ],
)
def test_a_step_of_growth_is_a_process(
    monkeypatch: pytest.MonkeyPatch, code: int, out: str, err: str, reason: str | None
) -> None:
    ended = SimpleNamespace(returncode=code, stdout=out, stderr=err)
    commands: list[list[str]] = []
    monkeypatch.setattr(
        growth.subprocess, "run", lambda command, **kwargs: commands.append(command) or ended
    )
    if reason is None:
        assert growth._step("import", Path("w"), 5) == {"seconds": 2.5}
        assert commands[0][1:] == ["-m", "emotion_gui.growth_steps", "import", "w", "5"]
    else:
        with pytest.raises(ConfigError, match=reason):
            growth._step("import", Path("w"), 5)


def test_peak_memory_is_told_in_megabytes(monkeypatch: pytest.MonkeyPatch) -> None:
    status = "VmPeak:\t 9 kB\nVmHWM:\t 307200 kB\nVmRSS:\t 1 kB\n"
    monkeypatch.setattr(Path, "read_text", lambda path, **_: status)
    assert table._peak_mb() == 300
    # Where that file is not there, as on macOS, whose figure is in bytes.
    monkeypatch.setattr(Path, "read_text", lambda path, **_: "")
    resource = pytest.importorskip("resource")
    monkeypatch.setattr(resource, "getrusage", lambda who: SimpleNamespace(ru_maxrss=200 * 2**20))
    assert table._peak_mb() == 200
