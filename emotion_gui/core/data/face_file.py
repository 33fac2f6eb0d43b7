"""The growing `faces.npy.part` of an import: appended, flushed, cut back after a crash."""

from __future__ import annotations

import io
import os
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import numpy as np
import numpy.typing as npt

from emotion_gui.core.errors import StorageError, WorkspaceError
from emotion_gui.core.files import make_folder, make_private, replace, sync_folder, write_bytes
from emotion_gui.core.reading import check_file

_HEADER_BYTES = 128


def npy_header(count: int, side: int) -> bytes:
    """A NumPy header of fixed length, so that it can be rewritten in place."""
    shape = f"({count}, {side}, {side})"
    text = f"{{'descr': '|u1', 'fortran_order': False, 'shape': {shape}, }}"
    body = text.ljust(_HEADER_BYTES - 11) + "\n"
    buffer = io.BytesIO()
    buffer.write(b"\x93NUMPY\x01\x00" + (_HEADER_BYTES - 10).to_bytes(2, "little"))
    buffer.write(body.encode("ascii"))
    return buffer.getvalue()


def map_faces(path: Path) -> npt.NDArray[np.uint8]:
    """The array of a file, read as it is needed.

    Raises:
        OSError, ValueError, EOFError: it is none, or no file.
    """
    check_file(path)  # a pipe would be waited for
    faces: npt.NDArray[np.uint8] = np.load(path, mmap_mode="r", allow_pickle=False)
    return faces


def check_face_file(path: Path, *, count: int, side: int) -> None:
    """Look whether a finished data set's file holds what the database knows, before it grows.

    Without it the missing faces would become black ones that nobody tells from others.

    Raises:
        WorkspaceError: it is gone, cut short, or something else.
    """
    if count == 0:
        return
    try:
        faces = map_faces(path)
    except (OSError, ValueError, EOFError) as error:
        raise WorkspaceError(path, f"its {count:,} faces are gone or damaged") from error
    if faces.dtype != np.uint8 or faces.shape[1:] != (side, side) or len(faces) < count:
        raise WorkspaceError(path, f"it holds {len(faces):,} of {count:,} faces")


def write_faces(
    path: Path, first: int, faces: npt.NDArray[np.uint8], *, count: int | None = None
) -> None:
    """Put faces into a finished data set's file; on the disk before it returns.

    Args:
        path: the file; made where `first` is 0 and there is none.
        first: where they go.
        faces: uint8, shape (n, side, side).
        count: of all faces from now on; None = as many as before.

    Raises:
        StorageError: the disk is full, read-only or gone.
    """
    side = faces.shape[-1]
    try:
        if first == 0 and not path.exists():  # the data set had no face at all
            write_bytes(path, npy_header(0, side), private=True)
        with path.open("r+b") as file:
            np.lib.format.read_magic(file)
            np.lib.format.read_array_header_1_0(file)
            start = file.tell()
            file.seek(start + first * side**2)
            file.write(np.ascontiguousarray(faces).data)
            file.flush()
            os.fsync(file.fileno())
            if count is None:
                return
            # Only now: a header that counts faces which never reached the disk costs all of them.
            header = npy_header(count, side)
            if len(header) != start:
                raise StorageError(path, "its header cannot grow")
            file.seek(0)
            file.write(header)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise StorageError(path, error.strerror or str(error)) from error


class FaceFile:
    """Faces of one import, `faces.npy.part` until `finish` makes it `faces.npy`.

    Args:
        folder: of the data set.
        committed: faces that the database knows; anything behind them is cut off.
        side: of a face, in pixels.

    Raises:
        StorageError: the file cannot be written, or holds fewer faces than the database.
    """

    def __init__(self, folder: Path, *, committed: int, side: int) -> None:
        self._final = folder / "faces.npy"
        self._part = folder / "faces.npy.part"
        self.side = side
        self.count = committed
        try:
            make_folder(folder)
            if self._final.exists() and not self._part.exists():
                replace(self._final, self._part)  # stopped between finishing and recording it
            make_private(self._part)  # faces are personal data
            self._file: IO[bytes] = self._part.open("r+b")
            sync_folder(folder)  # rows will speak of it
        except OSError as error:
            raise StorageError.of(self._part, error) from error
        try:
            self._cut()
        except OSError as error:
            self._file.close()
            raise StorageError.of(self._part, error) from error
        except StorageError:
            self._file.close()
            raise

    def _cut(self) -> None:
        length = _HEADER_BYTES + self.count * self.side**2
        found = self._file.seek(0, os.SEEK_END)
        if found < length and self.count:
            raise StorageError(self._part, "faces of an earlier import are missing from it")
        self._file.truncate(length)
        self._file.seek(0)
        self._file.write(npy_header(self.count, self.side))
        self._file.seek(length)

    def append(self, faces: npt.NDArray[np.uint8]) -> None:
        """Write faces, shape (n, side, side), and wait until they are on the disk.

        Raises:
            StorageError: the disk is full, read-only or gone.
        """
        try:
            self._file.write(np.ascontiguousarray(faces).data)
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            raise StorageError.of(self._part, error) from error
        self.count += len(faces)

    def finish(self) -> None:
        """Give the file its final header and name."""
        try:
            self._file.seek(0)
            self._file.write(npy_header(self.count, self.side))
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            replace(self._part, self._final)
        except OSError as error:
            raise StorageError.of(self._part, error) from error

    def close(self) -> None:
        try:
            self._file.close()
        except OSError as error:
            raise StorageError.of(self._part, error) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
