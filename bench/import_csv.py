"""The import of a FER2013 table beside pandas and `np.fromstring` a row, in turns.

    python bench/import_csv.py FER2013.csv [--turns 3]

Each turn is a process of its own, so that its peak memory can be read. Ours ends with a finished
data set on disk (faces, rows, split, hashes); the usual way ends with an array of bytes in memory.
`np.fromstring(row, sep=" ")` as it stands reads 64-bit floats; people also ask for int or, which
is the quickest, for uint8: both are shown beside it.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

_OURS = """
import json, resource, sys, time
from pathlib import Path
from emotion_gui.core.data.import_request import ImportRequest
from emotion_gui.core.data.importing import import_dataset
from emotion_gui.core.workspace.workspace import Workspace
began = time.perf_counter()
workspace = Workspace.open(Path(sys.argv[2]))
report = import_dataset(workspace, ImportRequest(Path(sys.argv[1]), "x", detector="none"))
seconds = time.perf_counter() - began; cpu = time.process_time()
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"rows": report.imported, "seconds": seconds, "cpu_s": cpu, "peak_mb": peak}))
"""
_USUAL = """
import json, resource, sys, time, warnings
import numpy as np, pandas as pd
warnings.simplefilter("ignore")
began = time.perf_counter()
table = pd.read_csv(sys.argv[1])
kind = {} if sys.argv[3] == "usual" else {"dtype": sys.argv[3]}
faces = np.stack([np.fromstring(text, sep=" ", **kind).astype(np.uint8).reshape(48, 48)
                  for text in table.pixels])
labels = table.emotion.to_numpy()
seconds = time.perf_counter() - began; cpu = time.process_time()
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"rows": len(faces), "seconds": seconds, "cpu_s": cpu, "peak_mb": peak}))
"""


def measure(code: str, table: Path, kind: str) -> dict[str, float]:
    """One turn; `kind` is the usual way's type of number."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-c", code, str(table), f"{folder}/workspace", kind],
            check=True,
            capture_output=True,
            encoding="utf-8",
        )
    result: dict[str, float] = json.loads(done.stdout)
    return result


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("table", type=Path)
    parser.add_argument("--turns", type=int, default=3)
    options = parser.parse_args()
    kinds = ("ours", "usual", "int", "uint8")
    turns = [
        {kind: measure(_OURS if kind == "ours" else _USUAL, options.table, kind) for kind in kinds}
        for _ in range(options.turns)
    ]
    for kind in kinds:
        results = [turn[kind] for turn in turns]
        seconds = sorted(r["seconds"] for r in results)
        cpu_s = statistics.median(r["cpu_s"] for r in results)
        peak_mb = max(r["peak_mb"] for r in results)
        ratio = statistics.median(turn[kind]["seconds"] / turn["ours"]["seconds"] for turn in turns)
        print(
            f"{kind:8} {results[0]['rows']:,.0f} rows, median {statistics.median(seconds):.2f} s "
            f"({seconds[0]:.2f}-{seconds[-1]:.2f}), CPU {cpu_s:.2f} s, peak {peak_mb:.0f} MB, "
            f"{ratio:.2f} of ours"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
