"""Every write, replacement and removal of files: whole or not at all, and never over an input.

A crash leaves the old file or the new one, never half of one. On Windows another program
(a virus scanner, a viewer, a cloud client) may hold a file for a moment: replacing and
removing are tried again for some seconds before they fail.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import glob
import hashlib
import itertools
import logging
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from emotion_gui.core.clock import now_s
from emotion_gui.core.errors import ConfigError, OverwriteError, StorageError, is_in_use
from emotion_gui.core.escaping import UNPRINTABLE
from emotion_gui.core.places import WORKSPACE_FILE

logger = logging.getLogger(__name__)

ON_WINDOWS = sys.platform == "win32"

PART_SUFFIX = ".part"
# Of winnt.h and winerror.h: SYNCHRONIZE, WAIT_TIMEOUT, ERROR_INVALID_PARAMETER.
_MAY_WAIT, _STILL_RUNS, _NO_SUCH_PROCESS = 0x00100000, 0x102, 87
_IN_USE_WAIT_S = 4.0
_TIDYING_WAIT_S = 1.0
_PAUSE_S = 0.05
_FORBIDDEN = str.maketrans(dict.fromkeys('\\/:*?"<>|', "-") | {chr(c): "" for c in UNPRINTABLE})
_DEVICES = {"CON", "PRN", "AUX", "NUL"} | {f"{p}{n}" for p in ("COM", "LPT") for n in range(1, 10)}
_NAME_BYTES = 200  # most file systems allow 255; suffixes and the part's ending need room


@contextmanager
def atomic_path(target: Path, *, private: bool = False) -> Iterator[Path]:
    """A temporary path beside `target` that replaces it when the block ends well.

    Args:
        target: what is written.
        private: its owner alone may read it (POSIX). So may whatever lies in a workspace, faces
            and networks that remember some; what is taken out has the rights a user's files have.

    Raises:
        StorageError: the folder is gone, read-only or full, or another program holds `target`;
            then what was written is kept beside it and the error names it.
    """
    # One name a thread: two writers of one target must not share their halves.
    writer = f"{os.getpid()}-{threading.get_ident()}"
    temporary = target.with_name(f".{target.name}.{writer}{PART_SUFFIX}")
    try:
        make_folder(target.parent)
        _clear_abandoned(target)
        try:
            if private or _is_in_workspace(target):
                make_private(temporary)
            yield temporary
            sync(temporary)
            _replace_or_keep(temporary, target)
        finally:
            discard(temporary)
    except OSError as error:
        raise StorageError.of(target, error) from error


def write_bytes(target: Path, data: bytes, *, private: bool = False) -> None:
    """Write `data` to `target`, whole or not at all; `private` as in `atomic_path`."""
    with atomic_path(target, private=private) as temporary:
        temporary.write_bytes(data)


def write_text(target: Path, text: str, *, private: bool = False) -> None:
    """Write `text` as UTF-8 to `target`, whole or not at all."""
    write_bytes(target, text.encode(), private=private)


def make_folder(folder: Path, *, private: bool = False) -> None:
    """Make a folder and what is missing above it; on the disk before it returns.

    Args:
        folder: nothing happens where it is there.
        private: what is made is its owner's alone, whatever the user's umask says (POSIX).

    Raises:
        OSError: the disk refuses, or there is a file of this name.
    """
    missing = list(itertools.takewhile(lambda f: not f.is_dir(), (folder, *folder.parents)))
    for level in reversed(missing):
        with contextlib.suppress(FileExistsError):  # somebody else was faster
            level.mkdir(mode=0o700 if private else 0o777)
        sync_folder(level.parent)
    if missing and not folder.is_dir():
        raise FileExistsError(errno.EEXIST, "there is a file of this name", str(folder))


def make_private(path: Path) -> None:
    """Make an empty file that its owner alone may read (POSIX); one that is there stays as it is.

    Raises:
        OSError: the disk refuses.
    """
    with contextlib.suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def sync(path: Path) -> None:
    """Wait until a file's bytes are on the disk."""
    # Windows flushes only handles that may write.
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Wait until names are on the disk: a crash may forget them, though the bytes are there.

    Raises:
        OSError: the disk refuses.
    """
    if sys.platform == "win32":
        return
    try:
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        # Some network file systems cannot do it; the file itself is safe all the same.
        if error.errno not in (errno.EINVAL, errno.ENOTSUP, errno.EACCES, errno.EPERM):
            raise


def replace(source: Path, target: Path) -> None:
    """Move a finished file to its place, over what is there; on the disk before it returns.

    Raises:
        OSError: the disk refuses, or another program holds one of the files.
    """
    patiently(lambda: os.replace(source, target))
    sync_folder(target.parent)


def remove(path: Path, *, wait_s: float = _IN_USE_WAIT_S) -> None:
    """Remove a file if it is there.

    Raises:
        OSError: the disk refuses, or another program holds the file for longer than `wait_s`.
    """
    patiently(lambda: path.unlink(missing_ok=True), wait_s=wait_s)


def discard(path: Path) -> None:
    """Remove a file that nobody needs any more; one that cannot go now harms nobody.

    For tidying up after work that is done: it never fails, and waits for nobody.
    """
    try:
        remove(path, wait_s=0)
    except OSError as error:
        logger.warning("%s stays: %s", path, error.strerror)


def remove_tree(folder: Path, *, wait_s: float = _IN_USE_WAIT_S) -> None:
    """Remove a folder with all that is in it; nothing happens where there is none.

    Raises:
        OSError: something could not be removed, the first of it; everything else is gone.
    """
    left: list[OSError] = []

    def attempt(action: Callable[[], object]) -> None:
        try:
            patiently(action, wait_s=wait_s)
        except FileNotFoundError:
            pass  # gone already
        except OSError as error:
            left.append(error)

    for parent, folders, names in os.walk(folder, topdown=False):
        for name in names:
            attempt(Path(parent, name).unlink)
        for name in folders:
            inner = Path(parent, name)
            attempt(inner.unlink if inner.is_symlink() else inner.rmdir)
    attempt(folder.rmdir)
    if left:
        raise left[0]


@contextmanager
def temporary_folder(prefix: str = "emotion-gui-") -> Iterator[Path]:
    """A new folder of its owner's alone among the system's temporary ones, gone after the block.

    Work that is done never fails by its tidying up: what another program holds (a virus scanner
    looks at each new file) is tried again, and stays there where it is not let go.
    """
    made = Path(tempfile.mkdtemp(prefix=prefix))
    try:
        yield made
    finally:
        try:
            remove_tree(made, wait_s=_TIDYING_WAIT_S)
        except OSError as error:
            logger.warning("%s stays: %s", made, error.strerror)


def patiently(action: Callable[[], object], *, wait_s: float = _IN_USE_WAIT_S) -> None:
    """Do something to a file; on "in use" try again until `wait_s` seconds are over."""
    deadline_s = now_s() + wait_s
    while True:
        try:
            action()
        except OSError as error:
            if not is_in_use(error) or now_s() > deadline_s:
                raise
            time.sleep(_PAUSE_S)
        else:
            return


def refuse_overwrite(
    target: Path, *, inputs: Iterable[Path | str] = (), overwrite: bool = False
) -> None:
    """Raise before anything is opened for writing, if writing would destroy something.

    Args:
        target: the file that is going to be written.
        inputs: what is read meanwhile: files, folders (everything in them), and, without
            effect, names of cameras and addresses. Not even `overwrite` allows to write there.
        overwrite: the user has said that an existing file may go.

    Raises:
        OverwriteError: `target` is an input, by whatever spelling, link or hard link; or it
            exists and `overwrite` is False; or it is a folder, a device or a pipe.
        StorageError: Windows, where this runs, does not allow the name.
    """
    for source in map(Path, inputs):
        if is_same_file(target, source) or _holds(source, target):
            raise OverwriteError(target, "input")
    if target.is_dir():
        raise OverwriteError(target, "folder")
    safe = _cleaned(target.name)
    if ON_WINDOWS and safe != target.name:
        raise StorageError(target, f"Windows cannot use this name; {safe} would do")
    if target.exists() and not target.is_file():  # a device would be replaced by a file
        raise OverwriteError(target, "special")
    if not overwrite and os.path.lexists(target):
        raise OverwriteError(target, "exists")


def is_same_file(one: Path, other: Path) -> bool:
    """Whether two paths lead to the same bytes, or would once they are written."""
    with contextlib.suppress(OSError, ValueError):
        if one.samefile(other):
            return True
    spelled = (os.path.normcase(os.path.realpath(path)) for path in (one, other))
    return len(set(spelled)) == 1


def safe_file_name(text: str, *, fallback: str = "untitled") -> str:
    r"""A name made from free text that every system accepts, Windows included.

    `\ / : * ? " < > |` become dashes, dots and spaces at the ends go, as do control
    characters, what turns a text around and halves of letters; the names of old devices (CON,
    NUL, COM1 ...) get an underscore.
    """
    name = _cleaned(text).encode(errors="ignore")[:_NAME_BYTES].decode(errors="ignore").strip(" .")
    return name or fallback


def check_folder_name(text: str) -> None:
    """Refuse what no folder can be called on every system.

    Raises:
        ConfigError: it holds what `safe_file_name` would change.
    """
    if safe_file_name(text) != text:
        raise ConfigError("labels", text, "a folder cannot be called so")


def name_apart(text: str, exact: str) -> str:
    """A file name made from `text` that nothing with another `exact` gets.

    Not even where two differ by case only, which is one file to Windows and macOS.
    """
    digest = hashlib.blake2b(os.fsencode(exact), digest_size=3).hexdigest()
    return f"{safe_file_name(text)}-{digest}"


def _cleaned(text: str) -> str:
    name = text.translate(_FORBIDDEN).strip(" .")
    return f"_{name}" if name.partition(".")[0].strip().upper() in _DEVICES else name


def _is_in_workspace(path: Path) -> bool:
    # Not Path.is_file: before Python 3.14 that fails where a folder above cannot be looked into.
    return any(os.path.isfile(folder / WORKSPACE_FILE) for folder in path.absolute().parents)


def _replace_or_keep(temporary: Path, target: Path) -> None:
    try:
        replace(temporary, target)
    except OSError as error:
        if not is_in_use(error):
            raise
        kept = _free_name(target)
        temporary.rename(kept)
        raise StorageError(
            target,
            f"another program has it open, or it is protected; the new file is kept as {kept.name}",
            in_use=True,
        ) from error


def _free_name(target: Path) -> Path:
    """A name beside `target` that nothing has yet."""
    number = 2
    while True:
        name = target.with_name(f"{target.stem} ({number}){target.suffix}")
        if not os.path.lexists(name):
            return name
        number += 1


def _holds(folder: Path, target: Path) -> bool:
    """Whether a folder of inputs holds the file, itself or by a link."""
    if not folder.is_dir() or not target.is_file():
        return False
    if Path(os.path.realpath(target)).is_relative_to(os.path.realpath(folder)):
        return True
    wanted = target.stat()
    for parent, _, names in os.walk(folder, followlinks=False):
        for name in names:
            with contextlib.suppress(OSError):
                if os.path.samestat(wanted, os.stat(os.path.join(parent, name))):
                    return True
    return False


def _clear_abandoned(target: Path) -> None:
    """Remove halves of `target` that a process left which is no longer alive."""
    for half in target.parent.glob(f".{glob.escape(target.name)}.*{PART_SUFFIX}"):
        writer = half.name.removesuffix(PART_SUFFIX).rpartition(".")[2].partition("-")[0]
        if writer.isdecimal() and not _is_alive(int(writer)):
            discard(half)


def _is_alive(process: int) -> bool:
    """Whether a process runs; True where the system does not tell."""
    if sys.platform == "win32":
        return _is_alive_on_windows(process)
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True  # somebody else's
    return True


def _is_alive_on_windows(process: int) -> bool:
    """`os.kill(process, 0)` would end it there."""
    kernel = ctypes.WinDLL("kernel32", use_last_error=True)  # type: ignore[attr-defined]
    kernel.OpenProcess.restype = ctypes.c_void_p
    handle = kernel.OpenProcess(_MAY_WAIT, 0, process & 0xFFFFFFFF)
    if not handle:  # of somebody else, or none
        return bool(ctypes.get_last_error() != _NO_SUCH_PROCESS)  # type: ignore[attr-defined]
    try:  # a process that has ended keeps its number as long as anybody has a handle of it
        return bool(kernel.WaitForSingleObject(ctypes.c_void_p(handle), 0) == _STILL_RUNS)
    finally:
        kernel.CloseHandle(ctypes.c_void_p(handle))
