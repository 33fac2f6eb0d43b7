"""A report as PDF, made by Qt: the same blocks as on its page, light on white, A4."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from html import escape
from pathlib import Path

from PySide6.QtCore import QByteArray, QMarginsF, QRectF, QSizeF, QUrl
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter, QPdfWriter, QTextDocument
from PySide6.QtSvg import QSvgRenderer

from emotion_gui.core.errors import StorageError
from emotion_gui.core.files import atomic_path
from emotion_gui.core.reports.report import (
    Block,
    Chart,
    Matrix,
    Paragraph,
    PictureRow,
    PictureWithFaces,
    Report,
    TextTable,
)
from emotion_gui.ui import numbers

_DPI = 300
_MARGIN_MM = 16.0
_POINTS_AN_INCH = 72
_WIDTH_PT, _NARROW_PT, _SMALL_PT = 500, 260, 60  # of charts and pictures
_SHARPNESS = 4  # dots of a chart's picture for each point of its place
# The page's variables; a chart's own colours are named by them.
_COLORS = {
    "var(--text)": "#1b1f27",
    "var(--muted)": "#5b6270",
    "var(--border)": "#e2e5ea",
    "var(--series-1)": "#2f55d4",
    "var(--series-2)": "#c85a00",
    "var(--series-3)": "#0b7a50",
    "var(--series-4)": "#8a8f98",
    "var(--font)": "sans-serif",
}
_TONES = {"good": "#0b7a50", "warn": "#8a5a00"}
_STYLE = """
body { font-size: 9pt; color: #1b1f27; }
h1 { font-size: 17pt; } h2 { font-size: 12pt; }
p.note, td.note { color: #5b6270; font-size: 8pt; }
th { color: #5b6270; font-size: 8pt; }
"""


def write_pdf(report: Report, path: Path, *, made: str = "") -> None:
    """Write a report as PDF, whole or not at all; runs in any thread.

    Args:
        report: what stands on its page.
        path: the `.pdf` file.
        made: a line under the title: when, and by which version.

    Raises:
        StorageError: the disk refused.
    """
    with atomic_path(path) as temporary:
        writer = QPdfWriter(str(temporary))
        writer.setPageLayout(
            QPageLayout(
                QPageSize(QPageSize.PageSizeId.A4),
                QPageLayout.Orientation.Portrait,
                QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM),
                QPageLayout.Unit.Millimeter,
            )
        )
        writer.setResolution(_DPI)
        writer.setTitle(report.title)
        writer.setCreator("Emotion Workbench")
        document = QTextDocument()
        document.setDefaultStyleSheet(_STYLE)
        document.setHtml(_Page(document).html(report, made))
        _print(document, writer)
        if not temporary.exists() or not temporary.stat().st_size:
            raise StorageError(path, "the PDF could not be written")


def _print(document: QTextDocument, writer: QPdfWriter) -> None:
    """Lay out in points, paint in the paper's dots: the same breaks on every machine."""
    scale = _DPI / _POINTS_AN_INCH
    area = writer.pageLayout().paintRectPixels(_DPI)
    page = QSizeF(area.width() / scale, area.height() / scale)
    document.documentLayout().setPaintDevice(None)  # type: ignore[arg-type]  # points of 1/72 inch
    document.setPageSize(page)
    painter = QPainter(writer)
    try:
        for number in range(document.pageCount()):
            if number:
                writer.newPage()
            painter.save()
            painter.scale(scale, scale)
            painter.translate(0, -number * page.height())
            # Without the rectangle the next page's beginning would stand in this one's margin.
            shown = QRectF(0, number * page.height(), page.width(), page.height())
            document.drawContents(painter, shown)
            painter.restore()
    finally:
        painter.end()


class _Page:
    """HTML of the kind that Qt's documents know; pictures lie beside it in the document."""

    def __init__(self, document: QTextDocument) -> None:
        self._document = document
        self._pictures = 0

    def html(self, report: Report, made: str) -> str:
        """The whole report."""
        parts = [
            f"<h1>{escape(report.title)}</h1>",
            f'<p class="note">{escape(report.subtitle)}<br>{escape(made)}</p>',
        ]
        if report.tiles:
            rows = ((tile.label, tile.value, tile.note) for tile in report.tiles)
            parts.append(_table((), rows))
        for section in report.sections:
            parts.append(f"<h2>{escape(section.title)}</h2>")
            if section.intro:
                parts.append(f'<p class="note">{escape(section.intro)}</p>')
            parts += [self._block(block) for block in section.blocks]
        return "<body>" + "\n".join(parts) + "</body>"

    def _block(self, block: Block) -> str:
        match block:
            case Paragraph():
                color = _TONES.get(block.tone, "#1b1f27")
                return f'<p style="color: {color}">{escape(block.text)}</p>'
            case Chart():
                width = _NARROW_PT if block.narrow else _WIDTH_PT
                return self._chart(block.svg, width) + _note(block.caption)
            case TextTable():
                return _table(block.header, block.rows) + _note(block.caption)
            case Matrix():
                return _matrix(block) + _note(block.caption)
            case PictureRow():
                pictures = (self._data(p.address, _SMALL_PT) for p in block.pictures)
                return f"<p>{' '.join(pictures)}</p>" + _note(block.caption)
            case PictureWithFaces():
                faces = ", ".join(
                    f"{f.label} {numbers.percent(f.confidence, 0)}" for f in block.faces
                )
                return f"<p>{self._data(block.address, _WIDTH_PT)}</p>" + _note(
                    f"{block.caption} {faces}"
                )

    def _chart(self, svg: str, width: int) -> str:
        for name, color in _COLORS.items():
            svg = svg.replace(name, color)
        if "xmlns=" not in svg.partition(">")[0]:
            svg = svg.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
        svg = svg.replace(" href=", " xlink:href=").replace(
            "<svg", '<svg xmlns:xlink="http://www.w3.org/1999/xlink"', 1
        )
        renderer = QSvgRenderer(QByteArray(svg.encode()))
        size = renderer.defaultSize()
        if not size.width():
            return ""
        height = round(width * size.height() / size.width())
        picture = QImage(width * _SHARPNESS, height * _SHARPNESS, QImage.Format.Format_RGB32)
        picture.fill(0xFFFFFFFF)
        painter = QPainter(picture)
        renderer.render(painter)
        painter.end()
        return f"<p>{self._kept(picture, width, height)}</p>"

    def _data(self, address: str, width: int) -> str:
        picture = QImage.fromData(QByteArray(base64.b64decode(address.partition(",")[2])))
        if picture.isNull():
            return ""
        return self._kept(picture, width, round(width * picture.height() / picture.width()))

    def _kept(self, picture: QImage, width: int, height: int) -> str:
        self._pictures += 1
        name = f"picture://{self._pictures}"
        kind = int(QTextDocument.ResourceType.ImageResource.value)
        self._document.addResource(kind, QUrl(name), picture)
        return f'<img src="{name}" width="{width}" height="{height}">'


def _note(text: str) -> str:
    return f'<p class="note">{escape(text)}</p>' if text else ""


def _table(header: tuple[str, ...], rows: object) -> str:
    lines = ['<table width="100%" cellpadding="3" cellspacing="0">']
    if any(header):
        cells = (f'<th align="{_side(k)}">{escape(text)}</th>' for k, text in enumerate(header))
        lines.append(f"<tr>{''.join(cells)}</tr>")
    for row in _rows(rows):
        cells = (f'<td align="{_side(k)}">{escape(text)}</td>' for k, text in enumerate(row))
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return "\n".join([*lines, "</table>"])


def _rows(rows: object) -> Iterator[tuple[str, ...]]:
    yield from rows  # type: ignore[misc]


def _side(column: int) -> str:
    return "left" if column == 0 else "right"


def _matrix(block: Matrix) -> str:
    """Counts on shades of the share of their row."""
    cells = "".join(f'<th align="center">{escape(label)}</th>' for label in block.labels)
    lines = ['<table width="100%" cellpadding="4" cellspacing="1">', f"<tr><th></th>{cells}</tr>"]
    for i, row in enumerate(block.counts):
        shades = []
        for j, value in enumerate(row):
            share = block.share(i, j)
            mixed = (round(245 + share * (end - 245)) for end in (47, 85, 212))
            ground = "#" + "".join(f"{part:02x}" for part in mixed)
            ink = "#ffffff" if share > 0.5 else "#1b1f27"
            shades.append(
                f'<td align="center" bgcolor="{ground}" style="color: {ink}">{value}</td>'
            )
        lines.append(f"<tr><th align='left'>{escape(block.labels[i])}</th>{''.join(shades)}</tr>")
    return "\n".join([*lines, "</table>"])
