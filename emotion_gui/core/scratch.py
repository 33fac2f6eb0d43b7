"""Faces that are needed for a moment: in a folder of their owner's alone, gone afterwards."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from emotion_gui.core.files import make_folder, remove_tree
from emotion_gui.core.garbage import collect_garbage
from emotion_gui.core.places import user_data

FOLDER = "temporary"
LOCK_FILE = ".lock"
_WAIT_S = 1.0
_left: list[Path] = []  # of this process


@contextlib.contextmanager
def scratch_folder(workspace: Path) -> Iterator[Path]:
    """A new folder, empty but for its lock, that is removed when the block ends.

    It lies in the workspace, or with the user's data where there is no workspace: the system's
    folder for temporary files is everybody's. What a process left that was killed is removed by
    the next one. Where neither can be written, the system's folder has to do.

    Args:
        workspace: its folder; need not be there.
    """
    base = (workspace if workspace.is_dir() else user_data()) / FOLDER
    with contextlib.ExitStack() as held:
        try:
            make_folder(base, private=True)
            _clear(base)
            made = Path(tempfile.mkdtemp(dir=base))  # 0700 by itself
            held.callback(_remove, made)
            held.enter_context(FileLock(made / LOCK_FILE, timeout=0))
        except OSError:
            made = Path(tempfile.mkdtemp(prefix="emotion-gui-"))
            held.callback(_remove, made)
        yield made


def remove_left() -> None:
    """Remove what was still in use when its block ended; asked for once all work is over.

    Windows removes no file that is mapped, and the functions at work, or an error's traceback,
    may keep faces mapped longer than the block that brought them.
    """
    if _left:
        collect_garbage()
    while _left:
        _remove(_left.pop(), again=False)


def _clear(base: Path) -> None:
    """Remove what nobody holds any more."""
    for folder in base.iterdir():
        if folder.is_dir():
            with contextlib.suppress(OSError, Timeout):
                with FileLock(folder / LOCK_FILE, timeout=0):
                    pass  # Windows removes no file that is open, locks included
                _remove(folder, again=False)


def _remove(folder: Path, *, again: bool = True) -> None:
    for _ in range(2):  # a refusal that was one moment's
        try:
            remove_tree(folder, wait_s=_WAIT_S)
        except KeyboardInterrupt:  # a signal may come here, too; faces go first
            with contextlib.suppress(OSError):
                remove_tree(folder, wait_s=_WAIT_S)
            raise
        except OSError:  # what another program holds goes with the next one
            continue
        return
    if again:
        _left.append(folder)
