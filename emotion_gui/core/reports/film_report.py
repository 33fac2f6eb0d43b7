"""The page about analysed films: figures with intervals, bands, comparisons, and the method."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from emotion_gui import __version__
from emotion_gui.core.labels import LabelSet
from emotion_gui.core.model.priors import AS_IN_TRAINING
from emotion_gui.core.reports.charts import CLASS_COLORS, GREY, drawn_svg
from emotion_gui.core.reports.report import (
    Block,
    Chart,
    Matrix,
    Paragraph,
    Report,
    Section,
    TextTable,
    Tile,
    limits_section,
    percent,
    write_report,
)
from emotion_gui.core.review.agreement import CodingAgreement, told_words, unnamed_words
from emotion_gui.core.review.binned import BinnedSeries, binned
from emotion_gui.core.review.bootstrap import DRAWS, FEWEST_BLOCKS
from emotion_gui.core.review.comparing import SMALL_GROUP, FilmComparison
from emotion_gui.core.review.edits import Edits, QualityFilter
from emotion_gui.core.review.sessions import OpenSession, SessionFacts
from emotion_gui.core.review.statistics import Estimate, PersonFigures

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_STEPS = 600  # of a curve; a page has no more pixels
_MOST_PEOPLE = 12  # that get a chart of their own
_MOST_DIFFERENCES = 12


@dataclass(frozen=True)
class FilmChapter:
    """One film of a report.

    Attributes:
        session: the film.
        figures: of every person that is shown, for the film, its sections and events.
        agreements: with codings by hand.
    """

    session: OpenSession
    figures: Sequence[PersonFigures]
    agreements: Sequence[CodingAgreement] = ()


def write_film_report(
    path: Path, chapters: Sequence[FilmChapter], comparisons: Sequence[FilmComparison] = ()
) -> None:
    """Write the page, whole or not at all.

    Raises:
        StorageError: the disk refused.
    """
    sections = [section for chapter in chapters for section in _chapter(chapter)]
    if comparisons:
        sections.append(_comparisons(comparisons))
    sections += [_method(chapters), limits_section()]
    names = ", ".join(_plain(chapter.session.row.name) for chapter in chapters)
    labels = chapters[0].session.timeline.rows.labels
    content = Report("Apparent expressions", names, _tiles(chapters), tuple(sections), labels)
    write_report(path, content, private=True)  # people are seen in it


def _plain(text: str) -> str:
    return text.encode(errors="backslashreplace").decode()


def _tiles(chapters: Sequence[FilmChapter]) -> tuple[Tile, ...]:
    seconds = sum(chapter.session.timeline.end_s for chapter in chapters)
    frames = sum(chapter.session.timeline.rows.frames for chapter in chapters)
    people = sum(len(chapter.session.timeline.edits.shown) for chapter in chapters)
    model = chapters[0].session.facts.model
    count = len(chapters)
    return (
        Tile("Films" if count > 1 else "Film", clock(seconds), f"{frames:,} frames, all read"),
        Tile("People", f"{people}", "followed by position, never recognised"),
        Tile("Model", percent(model.accuracy), _accuracy_note(model.interval, model.n)),
    )


def _accuracy_note(interval: tuple[float, float] | None, n: int | None) -> str:
    if n is None:
        return "its accuracy is not recorded"
    words = f"of {n:,} photographs right"
    if interval is not None:
        words += f", 95 % interval {100 * interval[0]:.1f}–{100 * interval[1]:.1f} %"
    return words


def _chapter(chapter: FilmChapter) -> list[Section]:
    session = chapter.session
    timeline = session.timeline
    blocks: list[Block] = []
    people = timeline.edits.shown
    for person in timeline.longest_seen(_MOST_PEOPLE):
        series = binned(timeline, timeline.series(person.number), steps=_STEPS)
        blocks.append(
            Chart(
                film_chart(series, timeline.rows.labels),
                f"What {person.title} showed over time, and all probabilities",
                f"{person.title}. Above, the answer shown (gaps: not seen; grey: unsure); below, "
                "the mean smoothed probabilities.",
            )
        )
    for part in dict.fromkeys(one.section for one in chapter.figures):
        own = [one for one in chapter.figures if one.section == part]
        blocks += [_seen_table(own, part), _share_table(own, part)]
    for agreement in chapter.agreements:
        blocks += _agreement(agreement, timeline.rows.labels.names)
    for note in session.facts.notes:
        blocks.append(Paragraph(f"Of this film: {note}.", tone="warn"))
    if not people:
        blocks.append(Paragraph("No face was found.", tone="warn"))
    hidden = len(timeline.edits.persons) - len(people)
    words = f"{clock(timeline.end_s)}, {timeline.rows.frames:,} frames, {_counted(len(people))}"
    if hidden:
        words += f" ({hidden} hidden)"
    if len(people) > _MOST_PEOPLE:
        words += f"; charts of the {_MOST_PEOPLE} seen longest"
    return [Section(_plain(session.row.name), tuple(blocks), words + ".")]


def _counted(people: int) -> str:
    return "1 person" if people == 1 else f"{people} people"


def _seen_table(figures: Sequence[PersonFigures], part: str) -> TextTable:
    rows = tuple(
        (
            one.title,
            clock(one.seen_s),
            _share(one.unseen),
            clock(one.removed_s),
            _share(one.unsure),
            _number(one.changes_a_minute),
            _blocks(one),
        )
        for one in figures
    )
    header = ("", "Seen", "Unseen", "Left out", "Unsure", "Changes a minute", "Blocks")
    where = f"In {part}. " if part else "In the whole film. "
    return TextTable(
        header,
        rows,
        where
        + "Unseen: of the time, in blocks of its own; unsure and all below: of the time seen. "
        "Left out: faces that the quality filter does not count. 95 % intervals in brackets, from "
        "blocks of the length and number at the right; none where there are fewer than "
        f"{FEWEST_BLOCKS}.",
    )


def _blocks(one: PersonFigures) -> str:
    return f"{one.block_s:.1f} s x {one.blocks:.0f}" if one.block_s else "–"


def _share_table(figures: Sequence[PersonFigures], part: str) -> TextTable:
    rows = []
    for one in figures:
        for answer in one.answers:
            if not answer.episodes and answer.answer == "unsure":
                continue
            rows.append(
                (
                    answer.answer if len(figures) == 1 else f"{one.title}: {answer.answer}",
                    _share(answer.share),
                    "–" if answer.mean_probability is None else _share(answer.mean_probability),
                    f"{answer.episodes}",
                    _number(answer.episodes_a_minute),
                    _number(answer.episode_s),
                )
            )
    header = ("", "Share of time", "Mean probability", "Episodes", "A minute", "Length, s")
    return TextTable(header, tuple(rows), f"Section {part}" if part else "")


def _agreement(found: CodingAgreement, names: tuple[str, ...]) -> list[Block]:
    labels = (*names, "unsure")
    used = [k for k, row in enumerate(found.seconds) if sum(row) > 0]
    counts = tuple(tuple(round(value) for value in found.seconds[k]) for k in used)
    square = len(used) == len(names)
    who = f"{found.person}, coded as {found.subject}" if found.subject else found.person
    words = (
        f"Coding by hand, {who}: {clock(found.compared_s)} compared, agreement "
        f"{_share(found.observed)}, Cohen's kappa {_number(found.kappa, digits=2)} (blocks of "
        f"{found.block_s:.1f} s, {found.blocks:.0f} of them). Left out of both: "
        f"{clock(found.unsure_s)} in which the model was unsure, {clock(found.unseen_s)} in which "
        "no face was seen."
    )
    if unnamed := unnamed_words([found]):
        words += f" Words of the coding that name no class: {told_words(unnamed)}."
    header = ("coded", *labels)
    rows = tuple((names[k], *(f"{value:.1f}" for value in found.seconds[k])) for k in used)
    table = TextTable(header, rows, "Seconds; rows are the coder's words, columns the model's.")
    if square:
        caption = "Whole seconds; rows are the coder's words, columns the model's; unsure left out."
        matrix = Matrix(names, tuple(row[: len(names)] for row in counts), caption)
        return [Paragraph(words), matrix, table]
    return [Paragraph(words), table]


def _comparisons(comparisons: Sequence[FilmComparison]) -> Section:
    blocks: list[Block] = []
    for one in comparisons:
        shown = [found for found in one.differences if found.difference.value is not None]
        shown.sort(key=lambda found: -abs(found.effect.value or 0.0))
        rows = tuple(
            (
                f"{found.figure.replace('_', ' ')} {found.answer}".strip(),
                _plain_number(found.first, found.figure),
                _plain_number(found.second, found.figure),
                _difference(found.difference, found.figure),
                f"{_number(found.effect, digits=2)} ({found.effect_kind})",
            )
            for found in shown[:_MOST_DIFFERENCES]
        )
        how = "drawn together, moment by moment" if one.paired else "drawn apart"
        unit = f"blocks of {one.block_s:.1f} s, {one.blocks:.0f} of them, {how}"
        if not one.block_s:
            unit = "a film is one observation (Welch"
            unit += "; Student where wider)" if one.blocks < SMALL_GROUP else ")"
        caption = f"Largest effects first; 95 % intervals in brackets: {unit}."
        header = ("", _plain(one.first), _plain(one.second), "Difference", "Effect")
        blocks.append(TextTable(header, rows, caption))
    return Section(
        "Comparisons",
        tuple(blocks),
        "Several figures are compared at once: about one in twenty intervals leaves out zero by "
        "chance.",
    )


def _method(chapters: Sequence[FilmChapter]) -> Section:
    facts = chapters[0].session.facts
    blocks = [Paragraph(method_text(facts, films=len(chapters)))]
    for chapter in chapters:
        if words := edits_text(chapter.session.timeline.edits):
            blocks.append(Paragraph(f"{_plain(chapter.session.row.name)}: {words}"))
    return Section("Method", tuple(blocks), "To cite.")


def method_text(facts: SessionFacts, *, films: int = 1) -> str:
    """How the figures came about, as a paper's method section says it."""
    model = facts.model
    parts = [
        f"{'The film was' if films == 1 else f'{films} films were'} analysed frame by frame with "
        f"Emotion Workbench {__version__} and its model {model.title} (SHA-256 "
        f"{model.digest[:12]}…"
    ]
    if model.parameters:
        parts.append(f", {model.parameters:,} parameters")
    if model.trained_on:
        parts.append(f", trained on {model.trained_on}")
    parts.append("). ")
    if model.accuracy is not None and model.n:
        low_high = ""
        if model.interval is not None:
            low, high = model.interval
            low_high = f", 95 % interval {100 * low:.1f}–{100 * high:.1f} %"
        parts.append(
            f"On {model.n:,} photographs that were held back it named "
            f"{percent(model.accuracy)} as their labels do ({len(model.labels)} "
            f"classes{low_high}). "
        )
    parts.append(
        f"Its logits are divided by a temperature of {model.temperature:.2f}, fitted on faces that "
        "were held back. Faces were found by "
        f"{_detector(facts.detector)} and followed by their position alone; nobody is recognised, "
        "and behind a cut everybody counts as somebody else unless joined by hand. "
    )
    if facts.flip:
        parts.append("Answers are means over each face and its mirror image. ")
    if facts.mix != AS_IN_TRAINING:
        parts.append(f"They expect another mix of classes than in training: {facts.mix}. ")
    parts.append(
        f"Logits were averaged over time exponentially (time constant {facts.smoothing_s:g} s); an "
        f"answer below a probability of {model.unsure_below:.2f} is unsure. Shares, mean "
        "probabilities and rates refer to the time in which a face was seen. 95 % intervals come "
        f"from a circular block bootstrap ({DRAWS} draws of frames in blocks of twice the "
        "integrated autocorrelation time, at least the time constant; Student's t with the number "
        "of blocks, shares on the logit scale). The figures describe apparent expressions as "
        "somebody might name them in a picture, not feelings; they are for research and "
        "learning, and no ground for decisions about a person. Recognising emotions at work and "
        "in education is forbidden in the European Union, except for medical or safety reasons "
        "(AI Act, article 5(1)(f))."
    )
    return "".join(parts)


def _detector(kind: str) -> str:
    names = {
        "auto": "MTCNN, and where it finds none by a Haar cascade that it confirms",
        "combined": "MTCNN, and where it finds none by a Haar cascade that it confirms",
        "mtcnn": "MTCNN",
        "haar": "a Haar cascade",
        "none": "nobody: each frame was taken as one face",
    }
    return names.get(kind, kind)


def edits_text(edits: Edits) -> str:
    """What people changed of the film's answers, in words; "" where nothing."""
    found = []
    if edits.excluded:
        seconds = sum(span.end_s - span.begin_s for span in edits.excluded)
        found.append(f"{seconds:.1f} s in {len(edits.excluded)} stretches were excluded")
    usual = vars(QualityFilter())
    limits = [
        f"{name.replace('_', ' ')} {value:g}"
        for name, value in vars(edits.quality).items()
        if value != usual[name]
    ]
    if limits:
        found.append(f"faces beyond these limits do not count: {', '.join(limits)}")
    if len(edits.pieces) != len(edits.persons):
        found.append("faces were joined or divided by hand")
    return "; ".join(found) + "." if found else ""


def film_chart(series: BinnedSeries, labels: LabelSet) -> str:
    """A band of answers above the curves of all probabilities, as SVG for a page."""

    def draw(figure: Figure) -> None:
        band, curves = figure.subplots(
            2, 1, sharex=True, gridspec_kw={"height_ratios": [1, 5], "hspace": 0.08}
        )
        scale = 60.0 if series.edges_s[-1] > 180 else 1.0
        colors = [*CLASS_COLORS[: len(labels)], GREY]
        for begin, end, answer in series.stretches():
            band.axvspan(begin / scale, end / scale, color=colors[answer], linewidth=0)
        _bare(band)
        middles = (series.edges_s[:-1] + series.edges_s[1:]) / 2 / scale
        for name, color, values in zip(
            labels.names, colors[:-1], 100 * series.probabilities.T, strict=True
        ):
            if np.isfinite(values).any():
                curves.plot(middles, values, color=color, label=name, linewidth=1.4)
        unit = "minutes" if scale > 1 else "seconds"
        curves.set(ylim=(0, 100), ylabel="probability, %", xlabel=unit)
        curves.set_xlim(0, series.edges_s[-1] / scale)
        figure.legend(loc="outside lower center", ncols=7)

    return drawn_svg(draw, width_in=9.2, height_in=3.4)


def _bare(axes: Any) -> None:
    axes.set(yticks=[], ylim=(0, 1))
    axes.grid(visible=False)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)


def clock(seconds: float) -> str:
    """`4.2 s`, `1:05`, `1:02:05`."""
    if seconds < 60:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _share(estimate: Estimate) -> str:
    if estimate.value is None:
        return "–"
    if estimate.interval is None:
        return percent(estimate.value)
    low, high = estimate.interval
    return f"{percent(estimate.value)} [{100 * low:.1f}; {100 * high:.1f}]"


def _number(estimate: Estimate, *, digits: int = 1) -> str:
    if estimate.value is None:
        return "–"
    if estimate.interval is None:
        return f"{estimate.value:.{digits}f}"
    low, high = estimate.interval
    return f"{estimate.value:.{digits}f} [{low:.{digits}f}; {high:.{digits}f}]"


def _plain_number(value: float | None, figure: str) -> str:
    if value is None:
        return "–"
    return f"{value:.1f}" if figure == "changes_a_minute" else percent(value)


def _difference(estimate: Estimate, figure: str) -> str:
    if figure == "changes_a_minute" or estimate.value is None:
        return _number(estimate)
    points = f"{100 * estimate.value:+.1f} points"
    if estimate.interval is None:
        return points
    low, high = estimate.interval
    return f"{points} [{100 * low:+.1f}; {100 * high:+.1f}]"
