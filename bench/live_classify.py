"""`classify` of a long clip: does memory stay, and how fast is it?

    python bench/live_classify.py CLIP [--times 1 5 20]

The clip is written so many times in a row into one file, and `emotion-gui classify` reads it to
a table in a process of its own: frames a second, the process's peak memory, its processor time
for a frame, and the load of the computer.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import cv2

MAIN = Path(__file__).parents[1] / "main.py"


def repeated(clip: Path, times: int, target: Path) -> int:
    """Write the clip's frames `times` in a row; returns how many that are."""
    first = cv2.VideoCapture(str(clip))
    size = (int(first.get(cv2.CAP_PROP_FRAME_WIDTH)), int(first.get(cv2.CAP_PROP_FRAME_HEIGHT)))
    writer = cv2.VideoWriter(
        str(target), cv2.VideoWriter.fourcc(*"mp4v"), first.get(cv2.CAP_PROP_FPS), size
    )
    first.release()
    frames = 0
    for _ in range(times):
        capture = cv2.VideoCapture(str(clip))
        while (read := capture.read())[0]:
            writer.write(read[1])
            frames += 1
        capture.release()
    writer.release()
    return frames


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("clip", type=Path)
    parser.add_argument("--times", type=int, nargs="+", default=[1, 5, 20])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="emotion-classify-") as scratch:
        for times in options.times:
            clip, table = Path(scratch) / f"{times}.mp4", Path(scratch) / f"{times}.csv"
            frames = repeated(options.clip, times, clip)
            load = os.getloadavg()[0]
            command = [sys.executable, str(MAIN), "classify", str(clip), "--csv", str(table)]
            process = subprocess.Popen(
                [*command, "--json"], stdout=subprocess.PIPE, encoding="utf-8"
            )
            assert process.stdout is not None
            answer = process.stdout.read()
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            values = json.loads(answer)
            work_ms = (used.ru_utime + used.ru_stime) / frames * 1000
            print(
                f"{times:3} x: {frames:6,} frames, {values['frames_per_second']:6.1f} frames/s, "
                f"peak {used.ru_maxrss / 1024:6.1f} MB, {work_ms:5.1f} ms of processor a frame, "
                f"{values['faces']:,} faces, table {table.stat().st_size / 1024:,.0f} kB, "
                f"load {load:.1f}",
                flush=True,
            )
            clip.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main())
