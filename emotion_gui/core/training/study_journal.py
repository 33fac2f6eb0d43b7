"""The file of a shared search: Optuna's journal, of which nothing half written stays."""

from __future__ import annotations

import json
import logging
import os
from functools import partial
from pathlib import Path
from typing import IO, Any

from optuna.storages.journal import JournalFileBackend, JournalFileOpenLock

from emotion_gui.core.files import sync_folder
from emotion_gui.core.reading import check_file
from emotion_gui.core.rollback import undone_by

logger = logging.getLogger(__name__)

_LOOK_BYTES = 4_096


class StudyJournal(JournalFileBackend):  # type: ignore[misc]  # its package has no types
    """Lines that several processes and computers append.

    Optuna writes behind whatever is there: behind half a line, which a full disk or a process
    that died has left, its own line would be lost and the whole file unreadable ever after.

    Args:
        file: is made where there is none.

    Raises:
        OSError: it is no file, or cannot be made.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        # The other lock needs symbolic links, which Windows gives to few.
        self._held = JournalFileOpenLock(str(file))
        is_new = not file.exists()
        if not is_new:
            check_file(file)  # a pipe would be waited for
        super().__init__(str(file), lock_obj=self._held)
        if is_new:
            sync_folder(file.parent)

    def append_logs(self, logs: list[dict[str, Any]]) -> None:
        """Whole lines, on the disk when this returns; or none of them."""
        text = "".join(json.dumps(log, separators=(",", ":")) + "\n" for log in logs)
        self._held.acquire()
        try:
            with self._file.open("r+b", buffering=0) as file:
                whole = _whole_bytes(file)
                file.truncate(whole)
                file.seek(whole)
                with undone_by(partial(file.truncate, whole)):
                    _write(file, text.encode())
                    os.fsync(file.fileno())
        finally:
            try:
                self._held.release()
            except RuntimeError:  # held for so long that another process took it for abandoned
                logger.warning("the lock of %s was taken by another process", self._file)


def _whole_bytes(file: IO[bytes]) -> int:
    """Where the last whole line ends."""
    end = file.seek(0, os.SEEK_END)
    while end:
        begin = max(0, end - _LOOK_BYTES)
        file.seek(begin)
        place = file.read(end - begin).rfind(b"\n")
        if place >= 0:
            return begin + place + 1
        end = begin
    return 0


def _write(file: IO[bytes], data: bytes) -> None:
    """All of it: without a buffer the system may take less at a time."""
    while data:
        data = data[file.write(data) :]
