"""A whole path as a user called Müller walks it: no letter of any script may be in the way.

    python scripts/windows/users_path.py FOLDER [--program PROGRAM...]

Sources, workspace and targets lie in folders with letters of many scripts. Faces are imported, a
network is trained, judged, pruned and exported, a film is classified; the output of every verb
goes into a log, as with `> log.txt`, and must be found there whole. The network is quantized and
pruned to a goal, a film analysed by it in two processes, with every kind of table and a report,
and once more in two parts that are put together; faces of it are supposed, a network is taught,
settings are searched, and faces that are read on the way leave nothing behind. PROGRAM is what is
tried, such as an installed `emotion-gui.exe`; the checkout's `main.py` when it is left out. Ends
with 0 when all of it held. For Windows; it runs on every system.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw

ROOT = Path(__file__).resolve().parents[2]
OWN = "Müller 测试 😀"
FILMS = "Фильмы ταινίες مشاهد"
CLASSES = ("angry", "disgust", "fear", "happy", "sad", "surprise", "neutral")
FACES_EACH = 12


class PathError(Exception):
    """Something on the way did not end as it must."""


@dataclass(frozen=True)
class Walk:
    """The program, and where this user's things are.

    Attributes:
        program: the words that begin it.
        home: holds everything.
    """

    program: tuple[str, ...]
    home: Path

    @property
    def log(self) -> Path:
        return self.home / "Protokoll Ψ.txt"

    @property
    def workspace(self) -> Path:
        return self.home / "Arbeit 工作"

    def folders_of_faces(self) -> set[str]:
        """What data sets the workspace holds, those included that no list shows."""
        return {folder.name for folder in (self.workspace / "datasets").iterdir()}

    def verb(self, *words: str | Path, says: Sequence[str | Path]) -> None:
        """Run a verb with its output in the log.

        Args:
            words: the verb and its arguments.
            says: what must stand in the log then.

        Raises:
            PathError: it ended badly, or the log lacks something.
        """
        before = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as log:
            ended = subprocess.run(
                [*self.program, *map(str, words)],
                stdout=log,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                env=os.environ | {"EMOTION_GUI_WORKSPACE": str(self.workspace)},
                check=False,
            )
        said = self.log.read_bytes()[before:].decode("utf-8")  # whole, or it raises
        lacking = [str(text) for text in says if str(text) not in said]
        if ended.returncode or lacking or "Traceback" in said:
            raise PathError(f"{words[0]}: {ended.returncode}, not in the log: {lacking}\n{said}")
        print(f"ok  {words[0]}: {len(said)} characters in the log", flush=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Walk the path; 0 when everything held."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    parser = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    parser.add_argument("folder", type=Path, help="where everything is made")
    parser.add_argument("--program", nargs="+", default=[sys.executable, str(ROOT / "main.py")])
    options = parser.parse_args(arguments)
    home = options.folder.resolve() / OWN
    if home.exists():
        raise SystemExit(f"{home} is there already")
    walk = Walk(tuple(options.program), home)
    try:
        walk_all(walk)
    except (PathError, OSError, UnicodeError) as error:
        print(f"FAILED {error}")
        return 1
    print(f"all held; the log is {walk.log}")
    return 0


def walk_all(walk: Walk) -> None:
    """Every verb on the way, and what it leaves."""
    faces, film = walk.home / "Bilder ภาพ", walk.home / FILMS / "Фильм 电影 😀.mp4"
    draw_faces(faces)
    film.parent.mkdir(parents=True)
    film.write_bytes((ROOT / "resources" / "clips" / "drawn_faces.mp4").read_bytes())
    targets = walk.home / "Ausgabe 出力"
    targets.mkdir()
    name = f"Gesichter {OWN}"
    small = make_networks(walk, faces=faces, name=name, targets=targets)
    read_films(walk, film=film, faces=faces, small=small, targets=targets)
    teach_own(walk, film=film, faces=faces, name=name)
    search(walk, faces=faces, name=name, targets=targets)
    halves = list(walk.home.rglob("*.part"))
    if halves:
        raise PathError(f"halves were left: {halves}")


def make_networks(walk: Walk, *, faces: Path, name: str, targets: Path) -> Path:
    """Import to exports; the quantized network's file."""
    report, pruned = targets / "übrig 残り.csv", targets / "klein 小.safetensors"
    reading = ("--detector", "none", "--split", "auto", "--report", report)
    walk.verb("import", faces, "--name", name, *reading, says=[name])
    quick = ("--preset", "quick", "--epochs", "1", "--name", f"Lauf {OWN}")
    walk.verb("train", "--dataset", name, *quick, says=["test"])
    walk.verb("models", says=[f"Lauf {OWN}"])
    judged = ("--dataset", name, "--part", "test")
    walk.verb("evaluate", "run-1", *judged, says=["accuracy"])
    cut = ("--dataset", name, "--compact", "--out", pruned)
    walk.verb("prune", "run-1", *cut, says=[pruned])
    for kind, ending in (("onnx", "onnx"), ("torchscript", "pt")):
        target = targets / f"Netz 网 😀.{ending}"
        walk.verb("export", pruned, "--format", kind, "--out", target, says=[target])
        need(target, 10_000)
    small = targets / "acht Bit 八 😀.safetensors"
    few = ("--dataset", name, "--no-blame", "--calibration", "64", "--out", small)
    walk.verb("quantize", "run-1", *few, says=[small])
    goal = targets / "Ziel 目標 😀.safetensors"
    wanted = ("--dataset", name, "--at-most-kb", "400", "--out", goal)
    walk.verb("prune", "run-1", *wanted, says=[goal])
    for file, least in ((report, 10), (pruned, 10_000), (small, 10_000), (goal, 10_000)):
        need(file, least)
    return small


def read_films(walk: Walk, *, film: Path, faces: Path, small: Path, targets: Path) -> None:
    """Films and pictures classified and analysed, at once and in two parts."""
    table, painted = targets / "Antworten ответы.csv", targets / "gemalt рисунок.mp4"
    kept = ("--csv", table, "--video", painted)
    walk.verb("classify", film, *kept, says=[film, table, painted])
    alone = ("--model", targets / "klein 小.safetensors", "--detector", "none")
    walk.verb("classify", faces / "happy", *alone, says=["😀 1.png"])
    told = targets / "Bericht отчёт 报告"
    kinds = ("--csv", "--xlsx", "--boris", "--elan", "--bids", "--pictures", "png")
    apart = ("--model", small, "--executor", "local:2")
    walk.verb("analyse", film, *apart, "--report", told, *kinds, says=[film.name, told])
    for ending in (".csv", " wide.csv", ".xlsx", ".boris", ".eaf", "_events.tsv", " band.png"):
        need(told / f"{film.stem}{ending}", 100)
    further = film.with_name("другой ταινία 😀.mp4")
    further.write_bytes(film.read_bytes() + b"\0\0\0\x08free")  # another film by its bytes
    places = [walk.home / f"Teil 部 {number}" for number in (1, 2)]
    for number, place in enumerate(places, 1):
        part = ("--shard", f"{number}/2", "--workspace", place)
        walk.verb("analyse", film, further, *part, says=[(film, further)[number - 1].name])
    walk.verb("merge", *places, says=[film.name, further.name])
    for file, least in ((told / "report.html", 10_000), (table, 1000), (painted, 10_000)):
        need(file, least)


def teach_own(walk: Walk, *, film: Path, faces: Path, name: str) -> None:
    """Faces of a film, classes of one's own, suppositions, a lesson."""
    own = f"eigene 自分 {OWN}"
    walk.verb("faces", film, "--name", own, "--every", "0.5", says=[own])
    renamed = ("--rename", f"neutral=ruhig 平静 {OWN}")
    walk.verb("classes", "--dataset", own, *renamed, says=["ruhig 平静"])
    walk.verb("suggest", "--dataset", own, "--accept-from", "0", says=["ruhig 平静"])
    lesson = ("--model", "run-1", "--old", name, "--passes", "1", "--name", f"Stunde 课 {OWN}")
    more = f"mehr もっと {OWN}"
    walk.verb("import", faces, "--name", more, "--detector", "none", says=[more])
    walk.verb("teach", "--faces", more, *lesson, says=["run 2"])
    walk.verb("runs", says=[f"Stunde 课 {OWN}"])


def search(walk: Walk, *, faces: Path, name: str, targets: Path) -> None:
    """Sweep, search, judging of faces that are not kept, the paper's estimate."""
    rows, found = targets / "Reihen 行.csv", targets / "Suche поиск.db"
    short = ("--dataset", name, "--epochs", "1")
    walk.verb("sweep", *short, "--preset", "quick", "--csv", rows, says=[rows])
    trials = ("--grid", "learning_rate=1e-4..1e-2", "--study", found, "--trials", "2")
    walk.verb("sweep", *short, *trials, says=[found])
    kept = walk.folders_of_faces()
    read = ("--source", faces, "--detector", "none", "--part", "all")
    walk.verb("evaluate", "run-1", *read, says=["accuracy"])
    if walk.folders_of_faces() != kept:
        raise PathError(f"faces read on the way stayed: {walk.folders_of_faces() - kept}")
    paper = ("--data", faces, "--detector", "none", "--out", targets / "Papier 論文")
    walk.verb("reproduce", *paper, "--estimate", says=[])
    for file in (rows, found):
        need(file, 10)


def need(file: Path, least: int) -> None:
    """Raise PathError where a file is missing or has fewer bytes than `least`."""
    if not file.is_file() or file.stat().st_size < least:
        raise PathError(f"{file} is missing or too small")


def draw_faces(folder: Path) -> None:
    """A folder a class with pictures that differ: eyes and a mouth, each a little elsewhere."""
    for kind, name in enumerate(CLASSES):
        (folder / name).mkdir(parents=True)
        for number in range(FACES_EACH):
            picture = Image.new("L", (48, 48), 60 + 7 * number)
            pen = ImageDraw.Draw(picture)
            pen.ellipse((6, 3, 42, 45), fill=200 - 5 * number)
            for x in (16, 32):
                pen.ellipse((x - 3, 16 + number % 4, x + 3, 20 + number % 4), fill=20)
            pen.arc((14, 24 + kind, 34, 40 - kind // 2), 180 * (kind % 2), 180 + 180 * (kind % 2))
            pen.line((8 + 4 * kind, 44, 12 + 4 * kind, 44 - number % 5), fill=0)
            picture.save(folder / name / f"Gesicht 顔 😀 {number}.png")


if __name__ == "__main__":
    sys.exit(main())
