"""Kill an import without warning at random moments and compare with one that was left alone.

    python scripts/kill_import.py [--kills 100] [--seed 0] [--table FER2013.csv] [--rows 6000]

Two sources take turns: a table and a folder of pictures (one of them broken, one a copy of
another). Each import runs in a process of its own, which is killed with SIGKILL after a random
time and started again, until it ends by itself; then another data set is begun, until there were
enough kills. At the end every data set must be bit-equal to the uninterrupted one: pixels,
sample rows in their order, split, content hash. Batches are made small, so that most kills
fall close to a commit.
"""

from __future__ import annotations

import argparse
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path

import numpy as np
from PIL import Image

from emotion_gui.core.data.labels import LABELS
from emotion_gui.core.data.sample_faces import sample_faces
from emotion_gui.core.workspace import Workspace

_MOST = 4  # kills of one import; more would mostly hit its first moments
_CHILD = """
import sys
from pathlib import Path
from emotion_gui.core.data import import_sink
from emotion_gui.core.data.importing import ImportRequest, import_dataset
from emotion_gui.core.workspace import Workspace

import_sink.BATCH_SAMPLES = {batch}
print("go", flush=True)
workspace = Workspace.open(Path(sys.argv[1]))
rows = workspace.datasets()
if not rows or rows[0].state != "ready":  # else it was killed on its way out
    import_dataset(workspace, ImportRequest(Path(sys.argv[2]), "faces", detector="none"))
workspace.close()
"""


def main() -> int:
    """Run it all; 1 where anything differs."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--table", type=Path, help="rows are taken from its beginning")
    parser.add_argument("--rows", type=int, default=6_000)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        sources = [make_table(root, options.table, options.rows), make_folder(root)]
        whole = {}
        for source in sources:
            whole[source] = finish(root / f"whole-{source.stem}", source)
        kills, imports, wrong = 0, 0, 0
        while kills < options.kills:
            source = sources[imports % 2]
            target = root / f"killed-{imports}"
            kills += kill_until_done(
                target, source, rng, longest_s=whole[source], most=min(_MOST, options.kills - kills)
            )
            imports += 1
            problems = compare(root / f"whole-{source.stem}", target)
            wrong += bool(problems)
            print(f"{kills:4} kills, import {imports} ({source.name}):", problems or "bit-equal")
            shutil.rmtree(target)
    print(f"{kills} kills in {imports} imports; {wrong} of them differ")
    return int(wrong > 0)


def make_table(root: Path, table: Path | None, rows: int) -> Path:
    """A FER2013 table: the beginning of a real one, or drawn faces."""
    path = root / "fer.csv"
    if table is not None:
        with table.open("rb") as lines:
            path.write_bytes(b"".join(islice(lines, rows + 1)))
        return path
    drawn = sample_faces(count=rows, seed=1)
    with path.open("w") as file:
        file.write("emotion,pixels,Usage\n")
        for number, (face, label) in enumerate(zip(drawn.faces, drawn.labels, strict=True)):
            usage = ("Training", "Training", "PublicTest", "PrivateTest")[number % 4]
            file.write(f"{label},{' '.join(map(str, face.ravel()))},{usage}\n")
    return path


def make_folder(root: Path, count: int = 1_500) -> Path:
    """Class folders of small PNGs, one broken and one a copy of another."""
    folder = root / "pictures"
    drawn = sample_faces(count=count, seed=2)
    for number, (face, label) in enumerate(zip(drawn.faces, drawn.labels, strict=True)):
        path = folder / LABELS[label] / f"{number:05}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(face).save(path)
    first = sorted(folder.rglob("*.png"))[:2]
    first[0].write_bytes(first[0].read_bytes()[:60])
    shutil.copyfile(first[1], first[1].with_name("copy.png"))
    return folder


def start(workspace: Path, source: Path) -> subprocess.Popen[str]:
    """An import in a process of its own; returns once its work begins."""
    code = _CHILD.format(batch=128)
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(workspace), str(source)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    process.stdout.readline()
    return process


def finish(workspace: Path, source: Path) -> float:
    """An import that nobody disturbs; how long it worked, in seconds."""
    process = start(workspace, source)
    began_s = time.perf_counter()
    _, errors = process.communicate()
    if process.returncode:
        raise SystemExit(errors)
    return time.perf_counter() - began_s


def kill_until_done(
    workspace: Path, source: Path, rng: random.Random, *, longest_s: float, most: int
) -> int:
    """Kill and start again until the import ends by itself; the number of kills."""
    kills = 0
    while True:
        process = start(workspace, source)
        if kills < most:
            try:
                process.wait(timeout=rng.uniform(0, longest_s))
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                process.communicate()
                kills += 1
                continue
        _, errors = process.communicate()
        if process.returncode:
            raise SystemExit(f"after {kills} kills:\n{errors}")
        return kills


def compare(one: Path, other: Path) -> list[str]:
    """What differs between two workspaces with one data set each."""
    problems = []
    first, second = Workspace.open(one), Workspace.open(other)
    try:
        a, b = first.dataset("faces"), second.dataset("faces")
        files = [w.dataset_dir(r.dataset_id) / "faces.npy" for w, r in ((first, a), (second, b))]
        if files[0].read_bytes() != files[1].read_bytes():
            problems.append("pixels")
        rows = [
            [_without_id(s) for s in w.samples(r.dataset_id)] for w, r in ((first, a), (second, b))
        ]
        if rows[0] != rows[1]:
            problems.append("samples")
        if not np.array_equal(first.active_parts(a), second.active_parts(b)):
            problems.append("split")
        if a.content_hash != b.content_hash:
            problems.append("content hash")
        if sorted(p.name for p in files[0].parent.iterdir()) != sorted(
            p.name for p in files[1].parent.iterdir()
        ):
            problems.append("left-over files")
    finally:
        first.close()
        second.close()
    return problems


def _without_id(sample: object) -> dict[str, object]:
    return {key: value for key, value in vars(sample).items() if key != "sample_id"}


if __name__ == "__main__":
    sys.exit(main())
