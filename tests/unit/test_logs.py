"""Two windows write logs of their own, so that no record is lost when one is turned over."""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path

import pytest

from emotion_gui import logs
from emotion_gui.logs import LOG_NAME, add_file_log

ROOT = Path(__file__).resolve().parents[2]
WRITER = """
import logging, sys
from pathlib import Path
from emotion_gui import logs
logs.MAX_BYTES = 2000
handler = logs.add_file_log(Path(sys.argv[1]))
for number in range(int(sys.argv[2])):
    logging.getLogger("emotion_gui.test").info("second %d", number)
handler.close()
"""


def written(folder: Path, word: str) -> set[str]:
    lines = [
        line
        for file in folder.glob("*.log*")
        for line in file.read_text(encoding="utf-8").splitlines()
    ]
    return {line.partition(": ")[2] for line in lines if f": {word} " in line}


def test_two_windows_lose_no_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "MAX_BYTES", 2000)
    handler = add_file_log(tmp_path)
    logger = logging.getLogger("emotion_gui.test")
    try:
        other = subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path), "60"], cwd=ROOT)
        for number in range(60):
            logger.info("first %d", number)
        assert other.wait(timeout=60) == 0
    finally:
        logging.getLogger().removeHandler(handler)
        handler.close()
    assert len(written(tmp_path, "first")) == len(written(tmp_path, "second")) == 60
    assert (tmp_path / LOG_NAME).is_file()
    assert (tmp_path / "emotion-workbench-2.log").is_file()


def test_the_next_start_goes_on_in_the_same_log(tmp_path: Path) -> None:
    for _ in range(2):
        handler = add_file_log(tmp_path)
        logging.getLogger().removeHandler(handler)
        handler.close()
    assert [file.name for file in tmp_path.glob("*.log")] == [LOG_NAME]
