"""No verb writes over what it reads, nor over what exists without the word of the user."""

from __future__ import annotations

import os
import shutil
import typing
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from helpers.links import can_link
from typer.models import OptionInfo

from emotion_gui.cli import register_verbs
from emotion_gui.cli.application import app

CHECKPOINT, FILM = "CHECKPOINT", "FILM"
# The verb with what it must be given, and each of its options that writes a file.
WRITING: dict[str, tuple[Sequence[str], Sequence[str]]] = {
    "prune": ((CHECKPOINT, "--dataset", "stripes"), ("--out", "--plan")),
    "prune-rounds": ((CHECKPOINT, "--dataset", "stripes"), ("--out",)),
    "prune-layers": ((CHECKPOINT, "--dataset", "stripes"), ("--out", "--plan")),
    "remove-layer": ((CHECKPOINT, "--dataset", "stripes", "--layer", "3"), ("--out",)),
    "quantize": ((CHECKPOINT, "--dataset", "stripes"), ("--out",)),
    "compare": ((CHECKPOINT, "--dataset", "stripes"), ("--csv",)),
    "contest": ((CHECKPOINT, "--dataset", "stripes"), ("--csv",)),
    "evaluate": (
        (CHECKPOINT, "--dataset", "stripes", "--robustness"),
        ("--report", "--curves"),
    ),
    "export": ((CHECKPOINT, "--format", "onnx"), ("--out",)),
    "import": ((CHECKPOINT, "--name", "x"), ("--report",)),
    "classify": ((FILM, "--model", CHECKPOINT), ("--csv", "--video")),
    "runs": ((), ("--csv",)),
    "sweep": (("--dataset", "stripes"), ("--csv", "--latex")),
}
READ_ONLY_PATHS = {
    "--study",  # a journal that is appended to; a file that is none is refused
    "--source",
    "--data",
    "--against",
    "--replay",
    "--votes",
    "--backbone-weights",
    "--workspace",
}
# Folders; see the test below.
FOLDERS = {("analyse", "--report"), ("demo", "--out"), ("reproduce", "--out")}
NO_INPUT = {("bench", "--out")}  # reads no file of the user
CASES = [(verb, option) for verb, (_, options) in WRITING.items() for option in options]


def options(verb: Callable[..., object]) -> dict[str, object]:
    """The options of a verb by their spelling, with the type of their value."""
    found = {}
    for name, hint in typing.get_type_hints(verb, include_extras=True).items():
        kind, *extras = typing.get_args(hint) if hasattr(hint, "__metadata__") else (hint,)
        for info in (extra for extra in extras if isinstance(extra, OptionInfo)):
            spelled = [word for word in info.param_decls or () if word.startswith("--")]
            found[spelled[0] if spelled else f"--{name.replace('_', '-')}"] = kind
    return found


def test_the_table_knows_every_option_that_writes() -> None:
    register_verbs()
    for command in app.registered_commands:
        assert command.callback is not None
        given = options(command.callback)
        paths = {name for name, kind in given.items() if kind in (Path, Path | None)}
        written = paths - READ_ONLY_PATHS
        known = {option for verb, option in (*CASES, *FOLDERS, *NO_INPUT) if verb == command.name}
        assert written == known, command.name
        assert ("--overwrite" in given) == bool(known), command.name


def _words(verb: str, option: str, target: Path, checkpoint: Path) -> list[object]:
    words, options = WRITING[verb]
    # Refused before anything is opened, so the film need not be one.
    film = checkpoint.with_suffix(".mp4")
    known = {CHECKPOINT: checkpoint, FILM: film}
    given = [known.get(word, word) for word in words]
    others = [other for other in options if other != option and other == "--out"]
    unused = target.with_name("unused.safetensors")
    return [verb, *given, option, target, *(value for o in others for value in (o, unused))]


def plain(file: Path) -> Path:
    return file


def dotted(file: Path) -> Path:
    return file.parent / ".." / file.parent.name / file.name


def linked(file: Path) -> Path:
    link = file.with_name("link.bin")
    link.symlink_to(file)
    return link


def hard_linked(file: Path) -> Path:
    link = file.with_name("hard.bin")
    os.link(file, link)
    return link


SPELLINGS = (plain, dotted, hard_linked, *((linked,) if can_link() else ()))


@pytest.mark.parametrize("spell", SPELLINGS)
@pytest.mark.parametrize(("verb", "option"), CASES)
def test_no_verb_writes_over_its_inputs(
    cli, trained: Path, tmp_path: Path, verb: str, option: str, spell: Callable[[Path], Path]
) -> None:
    checkpoint = trained / "runs" / "1" / "best.safetensors"
    kept = shutil.copyfile(checkpoint, tmp_path / "model.safetensors")
    before = kept.read_bytes()
    # These have no checkpoint: their input is the workspace, which holds the run's.
    read = checkpoint if verb in ("sweep", "runs") else kept
    words = _words(verb, option, spell(read), kept)
    _refused_as_input(cli, words, trained)
    assert kept.read_bytes() == checkpoint.read_bytes() == before


@pytest.mark.parametrize("option", ["--csv", "--video"])
@pytest.mark.parametrize("spell", SPELLINGS)
@pytest.mark.parametrize("folder", [False, True])
def test_a_film_is_never_written_over(
    cli,
    trained_folder: Path,
    tmp_path: Path,
    option: str,
    spell: Callable[[Path], Path],
    folder: bool,
) -> None:
    film = tmp_path / "films" / "a.mp4"
    film.parent.mkdir()
    film.write_bytes(b"a film")
    words = ["classify", film.parent if folder else film, option, spell(film)]
    _refused_as_input(cli, words, trained_folder)
    assert film.read_bytes() == b"a film"


def _refused_as_input(cli, words: Sequence[object], workspace: Path) -> None:
    for more in ([], ["--overwrite"]):
        ended = cli(*words, "--workspace", workspace, *more)
        assert ended.code == 1, ended.err
        assert "one of the inputs" in ended.err


@pytest.mark.parametrize(("verb", "option"), CASES)
def test_no_verb_writes_over_a_file_without_the_word(
    cli, trained_folder: Path, tmp_path: Path, verb: str, option: str
) -> None:
    old = tmp_path / "old.txt"
    old.write_text("mine", encoding="utf-8")
    checkpoint = trained_folder / "runs" / "1" / "best.safetensors"
    ended = cli(*_words(verb, option, old, checkpoint), "--workspace", trained_folder, "--json")
    assert ended.code == 1
    assert ended.out == ""
    assert "--overwrite" in ended.err
    assert old.read_text(encoding="utf-8") == "mine"


def test_with_the_word_the_old_file_goes(cli, trained_folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "a.onnx"
    out.write_text("mine", encoding="utf-8")
    words = ("export", "1", "--format", "onnx", "--out", out, "--workspace", trained_folder)
    assert cli(*words).code == 1
    assert out.read_text(encoding="utf-8") == "mine"
    assert cli(*words, "--overwrite").code == 0
    assert out.stat().st_size > 1000


def test_two_results_do_not_go_to_one_file(cli, trained_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    ended = cli(
        "prune",
        "1",
        "--dataset stripes",
        "--out",
        tmp_path / "a.bin",
        "--plan",
        tmp_path / "sub" / ".." / "a.bin",
        "--workspace",
        trained_folder,
    )
    assert ended.code == 1
    assert "two results" in ended.err
    assert not (tmp_path / "a.bin").exists()


def test_a_bundled_model_is_no_target(cli, trained_folder: Path) -> None:
    from emotion_gui.core.model.catalogue import default_model

    bundled = default_model().file
    before = bundled.stat().st_mtime_ns
    words = ("export", "default", "--format", "onnx", "--out", bundled, "--overwrite")
    ended = cli(*words, "--workspace", trained_folder)
    assert ended.code == 1
    assert bundled.stat().st_mtime_ns == before


def test_a_demonstration_does_not_empty_a_workspace(cli, trained: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    trained.rename(home / "workspace")
    assert cli("demo", "--out", home).code == 1
    own = cli("demo", "--out", home, "--overwrite", "--workspace", home / "workspace")
    assert own.code == 1
    models = cli("models", "--workspace", home / "workspace", "--json").json["models"]
    assert any(model["run"] == 1 for model in models)


def test_a_measurement_writes_over_nothing(cli, tmp_path: Path) -> None:
    out = tmp_path / "figures.json"
    out.write_text("mine", encoding="utf-8")
    assert cli("bench", "--only", "startup", "--out", out).code != 0
    assert out.read_text(encoding="utf-8") == "mine"
