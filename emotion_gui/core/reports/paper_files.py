"""The folder of a reproduction: tables, figures, texts, and a report that shows them all."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

from emotion_gui.core.files import write_text
from emotion_gui.core.paper.facts import Protocol
from emotion_gui.core.paper.published import BIBLIOGRAPHY
from emotion_gui.core.reports.figure_drawing import PictureSize, drawn_svg, save_picture
from emotion_gui.core.reports.figures import Figure, Table, TableFigure, save_table
from emotion_gui.core.reports.paper_facts import PaperFacts, row_lines, system_lines
from emotion_gui.core.reports.paper_tables import (
    PROTOCOLS,
    budget,
    classes,
    figure_2,
    readings,
    study_numbers,
    systems,
    systems_numbers,
    table_1,
    table_1_agreement,
    trials_table,
)
from emotion_gui.core.reports.paper_text import (
    as_latex,
    caveats,
    methods,
    plain,
    row_sentence,
    verdict_lines,
)
from emotion_gui.core.reports.report import (
    Block,
    Chart,
    Paragraph,
    Report,
    Section,
    TextTable,
    Tile,
    limits_section,
    write_report,
)
from emotion_gui.core.training.sweep_tables import sweep_latex, write_sweep_csv

_MAPS_SIZE = PictureSize(width=16.0, height=12.0)
_PICTURES = (".png", ".svg", ".pdf")


def write_paper(folder: Path, facts: PaperFacts) -> Path:
    """Write everything; returns the HTML report.

    Raises:
        StorageError: the disk refused.
    """
    written: list[str] = []
    for name, table in _tables(facts):
        save_table(table, folder / f"{name}.tex")
        save_table(table, folder / f"{name}.csv")
        written.append(name)
    for name, numbers in _numbers(facts):
        save_table(TableFigure(name, numbers), folder / f"{name}.csv")
    write_sweep_csv(folder / "table-1-rows.csv", facts.rows)
    write_text(folder / "table-1-rows.tex", sweep_latex(facts.rows))
    pictures = []
    for name, figure, size in _figures(facts):
        for ending in _PICTURES:
            save_picture(figure, folder / f"{name}{ending}", size)
        save_table(figure, folder / f"{name}.csv")
        pictures.append((name, figure.title))
    _write_texts(folder, facts, written, pictures)
    report = folder / "report.html"
    write_report(report, paper_report(facts))
    return report


def _tables(facts: PaperFacts) -> Iterator[tuple[str, TableFigure]]:
    yield "table-1", table_1(facts)
    yield "table-1-agreement", table_1_agreement(facts)
    for protocol in _protocols(facts):
        yield f"systems-{protocol}", systems(facts, protocol)
        yield f"classes-{protocol}", classes(facts, protocol)
    for study in facts.studies:
        yield f"readings-{study.protocol}", readings(study)
        yield f"criteria-{study.protocol}", budget(study)


def _protocols(facts: PaperFacts) -> list[Protocol]:
    return [protocol for protocol in Protocol if system_lines(facts, protocol)]


def _numbers(facts: PaperFacts) -> Iterator[tuple[str, Table]]:
    yield "trials", trials_table(facts)
    yield "systems-numbers", systems_numbers(facts)
    for study in facts.studies:
        for name, table in study_numbers(study).items():
            yield f"{name}-{study.protocol}-numbers", table


def _figures(facts: PaperFacts) -> Iterator[tuple[str, Figure, PictureSize]]:
    yield "figure-1", facts.maps, _MAPS_SIZE
    for study in facts.studies:
        suffix = "" if study.protocol is Protocol.RANDOM else f"-{study.protocol}"
        yield f"figure-2{suffix}", figure_2(study), PictureSize()


def _write_texts(
    folder: Path, facts: PaperFacts, tables: list[str], pictures: list[tuple[str, str]]
) -> None:
    text = methods(facts)
    write_text(folder / "methods.txt", plain(text) + "\n")
    write_text(folder / "methods.tex", as_latex(text) + "\n")
    write_text(folder / "references.bib", BIBLIOGRAPHY)
    write_text(folder / "paper.tex", _document(tables, pictures))
    facts_of_run = {
        "request": dict(facts.request),
        "seeds": sorted({row.seed for row in facts.rows}),
        "data_sha256": facts.data_hash,
        "faces_hash": facts.content_hash,
        "code_sha256": facts.code_hash,
        "environment": dict(facts.versions),
        "expected_seconds": dict(facts.expected_s),
        "splits": facts.splits,
        "faces": facts.faces,
    }
    write_text(folder / "configuration.json", json.dumps(facts_of_run, indent=2, default=str))


def _document(tables: list[str], pictures: list[tuple[str, str]]) -> str:
    """A document that holds everything: `pdflatex paper`, `bibtex paper`, twice `pdflatex`."""
    out = io.StringIO()
    out.write("\\documentclass{article}\n\\usepackage[utf8]{inputenc}\n")
    out.write("\\usepackage[a4paper,landscape,margin=12mm]{geometry}\n")
    out.write("\\usepackage{booktabs,etoolbox,graphicx,longtable}\n")
    # Of the tables themselves: a float would go back to the size of the text.
    for kind in ("tabular", "longtable"):
        out.write(f"\\AtBeginEnvironment{{{kind}}}{{\\scriptsize}}\n")
    out.write("\\begin{document}\n\\section*{Methods}\n\\input{methods.tex}\n\\clearpage\n")
    for name, title in pictures:
        del title  # it stands in the picture
        out.write("\\begin{figure}\n\\centering\n")
        out.write(f"\\includegraphics[height=0.7\\textheight]{{{name}.pdf}}\n\\end{{figure}}\n")
    out.write("\\clearpage\n")
    for name in tables:
        out.write(f"\\input{{{name}.tex}}\n\\clearpage\n")
    out.write("\\bibliographystyle{plain}\n\\bibliography{references}\n\\end{document}\n")
    return out.getvalue()


def paper_report(facts: PaperFacts) -> Report:
    """The report: the paper's figures beside ours, in words and in tables."""
    caveat_blocks: tuple[Block, ...] = tuple(
        Paragraph(text, tone="warn") for text in caveats(facts)
    )
    sections = [
        Section("Does it agree?", (*map(Paragraph, verdict_lines(facts)), *caveat_blocks)),
        _table_1_section(facts),
        Section("Figure 1", (_chart(facts.maps, _MAPS_SIZE),)),
    ]
    for study in facts.studies:
        name = PROTOCOLS[study.protocol]
        chart = _chart(figure_2(study), PictureSize())
        tables = (_shown(readings(study)), _shown(budget(study)))
        sections.append(Section(f"Pruning, {name}", (chart, *tables)))
    for protocol in _protocols(facts):
        shown = (_shown(systems(facts, protocol)), _shown(classes(facts, protocol)))
        sections.append(Section(f"Systems, {PROTOCOLS[protocol]}", shown))
    sections += [
        Section("Methods", (Paragraph(plain(methods(facts))),)),
        _origin_section(facts),
        limits_section(),
    ]
    subtitle = "The paper, run again: its figures beside ours"
    return Report(f"Reproduction on {facts.title}", subtitle, _tiles(facts), tuple(sections))


def _tiles(facts: PaperFacts) -> tuple[Tile, ...]:
    share = "675" if facts.is_large else "all"
    tiles = [
        Tile(
            "Faces",
            f"{facts.faces:,}",
            f"{facts.splits} splits of {share}",
        ),
        Tile("Trainings of Table 1", str(len(facts.rows)), f"n = {facts.rows[0].n} each"),
    ]
    for protocol in _protocols(facts):
        for line in system_lines(facts, protocol)[:1]:
            low, high = line.accuracy.interval
            note = f"{100 * low:.1f}–{100 * high:.1f} %, n = {line.accuracy.n:,}"
            value = f"{100 * line.accuracy.mean:.1f} %"
            tiles.append(Tile(f"{line.title}, {PROTOCOLS[protocol]}", value, note))
    return tuple(tiles)


def _table_1_section(facts: PaperFacts) -> Section:
    words = tuple(Paragraph(row_sentence(line)) for line in row_lines(facts))
    return Section("Table 1", (_shown(table_1(facts)), _shown(table_1_agreement(facts)), *words))


def _origin_section(facts: PaperFacts) -> Section:
    rows = [
        ("Data, SHA-256", facts.data_hash),
        ("Faces, hash", facts.content_hash),
        ("Program's sources, SHA-256", facts.code_hash),
        *((str(key), str(value)) for key, value in facts.versions.items()),
        *((str(key), str(value)) for key, value in facts.request.items()),
    ]
    return Section("Where these figures come from", (TextTable(("", ""), tuple(rows)),))


def _chart(figure: Figure, size: PictureSize) -> Chart:
    return Chart(drawn_svg(figure, size), figure.title, figure.title)


def _shown(figure: TableFigure) -> TextTable:
    cells = figure.table()
    rows = tuple(tuple("" if cell is None else str(cell) for cell in row) for row in cells.rows)
    return TextTable(cells.header, rows, figure.title)
