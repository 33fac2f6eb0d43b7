"""Tables of a session as XLSX and Parquet, in constant memory."""

from __future__ import annotations

import contextlib
import math
import sys
import traceback
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from emotion_gui.core.errors import ConfigError, StorageError
from emotion_gui.core.files import atomic_path
from emotion_gui.core.review.tables import Chunk, TableColumn

# Of a sheet, with its heading.
SHEET_ROWS = 1_048_576
_SHEET_NAME = 31


class Workbook:
    """An XLSX file whose rows are written one after the other; use as a context manager.

    Args:
        path: is replaced when the block ends well.
        scratch: rows wait here until the file is put together; it is emptied by whoever made it.

    Raises:
        StorageError: the disk refused.
    """

    def __init__(self, path: Path, *, scratch: Path) -> None:
        self._path, self._scratch = path, scratch
        self._target = atomic_path(path, private=True)

    def __enter__(self) -> Workbook:
        import xlsxwriter

        temporary = self._target.__enter__()
        self._book = xlsxwriter.Workbook(
            str(temporary),
            {
                "constant_memory": True,
                "tmpdir": str(self._scratch),  # a refusal by the disk leaves rows behind there
            },
        )
        self._bold = self._book.add_format({"bold": True})
        return self

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        from xlsxwriter.exceptions import XlsxWriterException

        try:
            self._book.close()
        except (OSError, XlsxWriterException) as refusal:
            _let_go(refusal)
            for sheet in self._book.worksheets():  # its rows stay open otherwise
                with contextlib.suppress(OSError):
                    sheet.row_data_fh.close()
            if error is None:
                kind, error, trace = type(refusal), refusal, refusal.__traceback__
        self._target.__exit__(kind, error, trace)
        if isinstance(error, XlsxWriterException):
            raise StorageError(self._path, str(error)) from error

    def add_table(self, name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """A sheet with a small table."""
        sheet = self._book.add_worksheet(name[:_SHEET_NAME])
        for place, heading in enumerate(header):
            sheet.write_string(0, place, heading, self._bold)
        for number, row in enumerate(rows, start=1):
            for place, cell in enumerate(row):
                _write(sheet, number, place, cell)

    def add_rows(self, name: str, columns: Sequence[TableColumn], chunks: Iterable[Chunk]) -> int:
        """One sheet, or several where the rows do not fit into one; gives their number."""
        count, sheet, sheets = 0, None, 0
        line = SHEET_ROWS
        for chunk in chunks:
            cells = [_cells(chunk, column) for column in columns]
            for row in zip(*cells, strict=True):
                if line >= SHEET_ROWS:
                    sheets += 1
                    sheet = self._sheet(name if sheets == 1 else f"{name} {sheets}", columns)
                    line = 1
                for place, cell in enumerate(row):
                    _write(sheet, line, place, cell)
                line += 1
                count += 1
        if sheet is None:
            self._sheet(name, columns)
        return count

    def _sheet(self, name: str, columns: Sequence[TableColumn]) -> Any:
        sheet = self._book.add_worksheet(name[:_SHEET_NAME])
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(columns):
            sheet.write_string(0, place, column.name, self._bold)
        return sheet


def _let_go(refusal: BaseException) -> None:
    """Close what a failed save left open: its frames hold the half, and Windows removes nothing
    that is open."""
    step: BaseException | None = refusal
    # A half that is let go of tries to end its file, and would say on the console that it cannot.
    told, sys.unraisablehook = sys.unraisablehook, lambda refused: None
    try:
        while step is not None:
            traceback.clear_frames(step.__traceback__)
            step = step.__cause__ or step.__context__
    finally:
        sys.unraisablehook = told


def _cells(chunk: Chunk, column: TableColumn) -> list[object]:
    values = chunk[column.name]
    if column.digits is None:
        return list(values.tolist())
    return list(np.round(values.astype(np.float64), column.digits).tolist())


def _write(sheet: Any, line: int, place: int, cell: object) -> None:
    if cell is None or cell == "" or (isinstance(cell, float) and not math.isfinite(cell)):
        return
    if isinstance(cell, int | float):
        sheet.write_number(line, place, cell)
    else:
        # Never a formula or a link; names of files may hold bytes that are no text.
        text = str(cell).encode(errors="backslashreplace").decode()
        sheet.write_string(line, place, text)


def write_parquet(path: Path, columns: Sequence[TableColumn], chunks: Iterable[Chunk]) -> int:
    """A table as Parquet, a row group a chunk; numbers keep all their digits.

    Returns:
        Its rows.

    Raises:
        ConfigError: the optional package pyarrow is not installed.
        StorageError: the disk refused.
    """
    try:
        import pyarrow as arrow
        from pyarrow import parquet
    except ImportError as error:
        raise ConfigError("parquet", path.name, "the package pyarrow is not installed") from error
    meanings: Mapping[bytes, bytes] = {
        f"column:{column.name}".encode(): column.meaning.encode() for column in columns
    }
    count, writer = 0, None
    with atomic_path(path, private=True) as temporary:
        try:
            for chunk in chunks:
                batch = arrow.table({c.name: _arrow(chunk[c.name]) for c in columns})
                if writer is None:
                    schema = batch.schema.with_metadata(meanings)
                    writer = parquet.ParquetWriter(temporary, schema)
                writer.write_table(batch.replace_schema_metadata(meanings))
                count += len(batch)
            if writer is None:
                empty = arrow.table({column.name: [] for column in columns})
                writer = parquet.ParquetWriter(temporary, empty.schema)
        finally:
            if writer is not None:
                writer.close()
    return count


def _arrow(values: Any) -> Any:
    if values.dtype.kind != "U":
        return values
    return [text.encode(errors="backslashreplace").decode() for text in values.tolist()]
