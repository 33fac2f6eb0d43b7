"""What is taken away from analysed films: figures, tables, exchange files, a report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.files import safe_file_name
from emotion_gui.core.jobs import JobContext, Progress
from emotion_gui.operations.film_comparisons import Compared, asked_comparisons

if TYPE_CHECKING:
    from emotion_gui.core.reports.figures import Figure
    from emotion_gui.core.review.agreement import CodingAgreement
    from emotion_gui.core.review.comparing import FilmComparison
    from emotion_gui.core.review.sessions import OpenSession
    from emotion_gui.core.review.statistics import PersonFigures
    from emotion_gui.core.workspace.workspace import Workspace

OutputKind = Literal["report", "csv", "xlsx", "parquet", "boris", "elan", "bids"]
PictureKind = Literal["png", "svg", "pdf"]


REPORT_FILE = "report.html"
FIGURES_FILE = "figures.csv"
COMPARISONS_FILE = "comparisons.csv"
AGREEMENT_FILE = "agreement.csv"

# Kind -> endings of the files that a film gives.
_ENDINGS: dict[str, tuple[str, ...]] = {
    "csv": (".csv", " wide.csv"),
    "xlsx": (".xlsx",),
    "parquet": (".parquet",),
    "boris": (".boris",),
    "elan": (".eaf",),
    "bids": ("_events.tsv", "_events.json"),
}


@dataclass(frozen=True, kw_only=True)
class OutputRequest:
    """What is written, and where.

    Attributes:
        folder: of all files; made where it is not there.
        kinds: what a film gives.
        pictures: the band and the shares of each film in this format; None = none.
        codings: files of codings by hand; each is read for the film it is about.
        gaps_are_neutral: what a coder left out between two stretches is neutral.
        compared: pairs that are set against each other.
        groups: name -> films, by the file's name; two of them are compared.
    """

    folder: Path
    kinds: frozenset[OutputKind] = frozenset({"report"})
    pictures: PictureKind | None = None
    codings: tuple[Path, ...] = ()
    gaps_are_neutral: bool = False
    compared: frozenset[Compared] = frozenset()
    groups: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True)
class FilmFigures:
    """The figures of one film.

    Attributes:
        session: the film.
        figures: of persons, sections and events.
        agreements: with codings by hand.
    """

    session: OpenSession
    figures: tuple[PersonFigures, ...]
    agreements: tuple[CodingAgreement, ...] = ()


@dataclass(frozen=True)
class Outputs:
    """What came of it.

    Attributes:
        films: figures of each.
        comparisons: of those that were asked for.
        files: that were written, in the order of writing.
        left_out: film -> persons without columns in its table of frames, which those seen
            longest have; their rows are in the table of faces.
    """

    films: tuple[FilmFigures, ...]
    comparisons: tuple[FilmComparison, ...]
    files: tuple[Path, ...] = field(default=())
    left_out: Mapping[str, int] = field(default_factory=dict)


def planned_files(request: OutputRequest, films: Sequence[str]) -> list[Path]:
    """All files that will be written, before anything is.

    Args:
        request: what is asked for.
        films: names of the films, in their order.
    """
    files = [
        request.folder / f"{stem}{ending}"
        for stem in _stems(films)
        for kind, endings in _ENDINGS.items()
        if kind in request.kinds
        for ending in endings
    ]
    if request.pictures is not None:
        for stem in _stems(films):
            files += [request.folder / f"{stem} {what}.{request.pictures}" for what in _PICTURES]
    if "csv" in request.kinds:
        files.append(request.folder / FIGURES_FILE)
        if request.compared or request.groups:
            files.append(request.folder / COMPARISONS_FILE)
        if request.codings:
            files.append(request.folder / AGREEMENT_FILE)
    if "report" in request.kinds:
        files.append(request.folder / REPORT_FILE)
    return files


_PICTURES = ("band", "shares")


def check_possible(request: OutputRequest) -> None:
    """Raises ConfigError before hours of work where something can never be written."""
    if "parquet" in request.kinds and find_spec("pyarrow") is None:
        raise ConfigError("parquet", "pyarrow", "the package pyarrow is not installed")


def _stems(films: Sequence[str]) -> list[str]:
    """A name for each film's files, none twice, whatever the system thinks of capitals."""
    found: list[str] = []
    for name in films:
        stem = safe_file_name(Path(name).stem)
        taken = {known.casefold() for known in found}
        number, free = 2, stem
        while free.casefold() in taken:
            free, number = f"{stem} ({number})", number + 1
        found.append(free)
    return found


def write_outputs(
    workspace: Workspace,
    session_ids: Sequence[int],
    request: OutputRequest,
    context: JobContext | None = None,
) -> Outputs:
    """Work out the figures of films and write what is asked for.

    Raises:
        ConfigError: a coding names nobody of a film, or a group is too small.
        DatasetFormatError: a coding cannot be understood.
        StorageError: the disk refused.
        JobCancelled: a stop was asked for; files that are there are whole.
    """
    context = context or JobContext()
    from emotion_gui.core.review.sessions import open_session

    sessions = [open_session(workspace, number) for number in session_ids]
    films = []
    for number, session in enumerate(sessions):
        context.checkpoint()
        context.report(Progress(number, len(sessions), session.row.name))
        films.append(_figures(session, request, context))
    comparisons = tuple(asked_comparisons(sessions, request.compared, request.groups))
    stems = _stems([session.row.name for session in sessions])
    files: list[Path] = []
    for film, stem in zip(films, stems, strict=True):
        context.checkpoint()
        context.report(Progress(len(files), None, film.session.row.name))
        for path in _film_files(film, stem, request, workspace.path):
            _note(workspace, film.session.row.session_id, path)  # the next may break off
            files.append(path)
    for path in _common_files(films, comparisons, request):
        if len(films) == 1:  # all of it is about this film, and goes with it
            _note(workspace, films[0].session.row.session_id, path)
        files.append(path)
    return Outputs(tuple(films), comparisons, tuple(files), _left_out(sessions, request))


def _left_out(sessions: Sequence[OpenSession], request: OutputRequest) -> dict[str, int]:
    from emotion_gui.core.review.tables import wide_persons

    if not request.kinds & {"csv", "xlsx"}:
        return {}
    counts = {s.row.name: len(s.timeline.edits.shown) - len(wide_persons(s)) for s in sessions}
    return {name: count for name, count in counts.items() if count}


def _figures(session: OpenSession, request: OutputRequest, context: JobContext) -> FilmFigures:
    from emotion_gui.core.review.statistics import film_figures

    agreements: list[CodingAgreement] = []
    for coding in request.codings:
        agreements += coded_agreements(session, coding, gaps_are_neutral=request.gaps_are_neutral)
    return FilmFigures(session, tuple(film_figures(session.timeline, context)), tuple(agreements))


def coded_agreements(
    session: OpenSession, file: Path, *, gaps_are_neutral: bool = False
) -> list[CodingAgreement]:
    """Set a coding by hand against a film.

    Raises:
        ConfigError: its subjects are none of the film's persons.
        DatasetFormatError: it cannot be understood.
    """
    from emotion_gui.core.review.agreement import agreement_of, matched_subjects
    from emotion_gui.core.review.coding import read_coding

    coding = read_coding(file, film=session.row.name, labels=session.timeline.rows.labels)
    matched = matched_subjects(coding, session.timeline.edits.shown)
    return [
        agreement_of(session.timeline, number, coding, subject, gaps_are_neutral=gaps_are_neutral)
        for number, subject in matched.items()
    ]


def _film_files(
    film: FilmFigures, stem: str, request: OutputRequest, workspace: Path
) -> Iterator[Path]:
    from emotion_gui.core.review import exchange, tables, workbook

    session, kinds = film.session, request.kinds

    def place(ending: str) -> Path:
        return request.folder / f"{stem}{ending}"

    wide = tables.wide_columns(session)
    if "csv" in kinds:
        tables.write_csv(
            place(".csv"),
            tables.long_columns(session.timeline.rows.labels),
            tables.long_chunks(session),
        )
        yield place(".csv")
        tables.write_csv(place(" wide.csv"), wide, tables.wide_chunks(session))
        yield place(" wide.csv")
    if "xlsx" in kinds:
        _write_workbook(place(".xlsx"), film, workspace)
        yield place(".xlsx")
    if "parquet" in kinds:
        workbook.write_parquet(
            place(".parquet"),
            tables.long_columns(session.timeline.rows.labels),
            tables.long_chunks(session),
        )
        yield place(".parquet")
    if "boris" in kinds:
        exchange.write_boris(place(".boris"), session)
        yield place(".boris")
    if "elan" in kinds:
        exchange.write_elan(place(".eaf"), session)
        yield place(".eaf")
    if "bids" in kinds:
        exchange.write_bids(place("_events.tsv"), session)
        yield place("_events.tsv")
        exchange.write_bids_sidecar(place("_events.json"), session)
        yield place("_events.json")
    if request.pictures is not None:
        yield from _write_pictures(film, stem, request)


def _write_workbook(path: Path, film: FilmFigures, workspace: Path) -> None:
    from emotion_gui.core.review import figure_rows, tables
    from emotion_gui.core.review.workbook import Workbook
    from emotion_gui.core.scratch import scratch_folder

    session = film.session
    with scratch_folder(workspace) as scratch, Workbook(path, scratch=scratch) as book:
        rows = figure_rows.figure_rows(session.row.name, film.figures)
        book.add_table("figures", figure_rows.FIGURE_HEADER, rows)
        if film.agreements:
            found = figure_rows.agreement_rows(session.row.name, film.agreements)
            book.add_table("agreement", figure_rows.AGREEMENT_HEADER, found)
        book.add_rows(
            "faces", tables.long_columns(session.timeline.rows.labels), tables.long_chunks(session)
        )
        book.add_rows("frames", tables.wide_columns(session), tables.wide_chunks(session))
        meanings = [
            (c.name, c.unit, c.meaning) for c in tables.long_columns(session.timeline.rows.labels)
        ]
        book.add_table("columns", ("column", "unit", "meaning"), meanings)


def _write_pictures(film: FilmFigures, stem: str, request: OutputRequest) -> Iterator[Path]:
    from emotion_gui.core.reports.figure_drawing import save_picture
    from emotion_gui.core.reports.film_figures import band_figure, shares_figure

    made: tuple[Figure, ...] = (
        band_figure(film.session),
        shares_figure(film.session.row.name, film.figures, film.session.timeline.rows.labels),
    )
    for what, figure in zip(_PICTURES, made, strict=True):
        path = request.folder / f"{stem} {what}.{request.pictures}"
        save_picture(figure, path, private=True)
        yield path


def _common_files(
    films: Sequence[FilmFigures], comparisons: Sequence[FilmComparison], request: OutputRequest
) -> Iterator[Path]:
    from emotion_gui.core.reports.figures import Table, TableFigure, save_table
    from emotion_gui.core.review import figure_rows

    def saved(name: str, header: tuple[str, ...], rows: list[figure_rows.Row]) -> Path:
        table = TableFigure("", Table(header, tuple(rows)))
        save_table(table, request.folder / name, private=True)
        return request.folder / name

    if "csv" in request.kinds:
        found = [
            row
            for film in films
            for row in figure_rows.figure_rows(film.session.row.name, film.figures)
        ]
        yield saved(FIGURES_FILE, figure_rows.FIGURE_HEADER, found)
        if comparisons:
            rows = list(figure_rows.comparison_rows(comparisons))
            yield saved(COMPARISONS_FILE, figure_rows.COMPARISON_HEADER, rows)
        if request.codings:
            rows = [
                row
                for film in films
                for row in figure_rows.agreement_rows(film.session.row.name, film.agreements)
            ]
            yield saved(AGREEMENT_FILE, figure_rows.AGREEMENT_HEADER, rows)
    if "report" in request.kinds:
        from emotion_gui.core.reports.film_report import FilmChapter, write_film_report

        chapters = [FilmChapter(film.session, film.figures, film.agreements) for film in films]
        write_film_report(request.folder / REPORT_FILE, chapters, comparisons)
        yield request.folder / REPORT_FILE


def _note(workspace: Workspace, session_id: int, path: Path) -> None:
    """Remember what was made of a film, so that it can go with the film's session."""
    found = path.stat()
    workspace.note_export(
        session_id,
        {
            "path": str(path.absolute()),
            "bytes": found.st_size,
            "modified_ns": found.st_mtime_ns,
        },
    )
