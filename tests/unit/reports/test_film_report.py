"""What stands in the page about films: every cell, sentence and figure of made figures."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from helpers.seven import LABELS, Emotion
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from emotion_gui.core.labels import SEVEN
from emotion_gui.core.labels.contrast import UNSURE_COLOR
from emotion_gui.core.reports import film_report
from emotion_gui.core.reports.charts import CLASS_COLORS, GREY
from emotion_gui.core.reports.film_figures import answer_colors, band_figure, shares_figure
from emotion_gui.core.reports.film_report import (
    FilmChapter,
    clock,
    film_chart,
    write_film_report,
)
from emotion_gui.core.review.agreement import CodingAgreement
from emotion_gui.core.review.binned import BinnedSeries
from emotion_gui.core.review.comparing import Difference, FilmComparison
from emotion_gui.core.review.edits import (
    first_edits,
    hide_person,
)
from emotion_gui.core.review.sessions import OpenSession
from emotion_gui.core.review.statistics import AnswerFigures, Estimate, PersonFigures
from emotion_gui.core.review.timeline import FilmTimeline
from tests.helpers.review import rows_of_labels, session_of

HAPPY, SAD = int(Emotion.HAPPY), int(Emotion.SAD)


class Page(HTMLParser):
    """Cells of all tables, and the text in between."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.tables: list[list[list[str]]] = []
        self.text = ""
        self._open = False
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append("")
            self._open = True

    def handle_endtag(self, tag: str) -> None:
        self._open = self._open and tag not in ("td", "th")

    def handle_data(self, data: str) -> None:
        if self._open:
            self.tables[-1][-1][-1] += data.strip()
        self.text += data

    def table(self, *header: str) -> list[list[str]]:
        """Rows of the first table whose header begins like this."""
        rows = next(rows for rows in self.tables if rows[0][: len(header)] == list(header))
        return rows[1:]


def session(people: int = 2, **options: object) -> OpenSession:
    tracks = {1: [HAPPY] * 30 + [-1] * 5 + [SAD] * 25}
    tracks |= {k: [None] * 10 + [SAD] * (50 - k) for k in range(2, people + 1)}
    rows = rows_of_labels(tracks)
    return session_of(rows, first_edits(rows), **options)  # type: ignore[arg-type]


def without(found: OpenSession, number: int) -> OpenSession:
    """The same with a person hidden."""
    timeline = found.timeline
    edits = hide_person(timeline.edits, number)
    return replace(found, timeline=FilmTimeline(timeline.rows, edits))


def answer(name: str, share: Estimate, *, episodes: int = 2) -> AnswerFigures:
    mean = None if name == "unsure" else Estimate(0.251, (0.2, 0.3))
    rate, length = Estimate(3.14, (2.0, 4.26)), Estimate(None)
    return AnswerFigures(name, share, mean, episodes, rate, length)


def person(number: int = 1, section: str = "", **values: object) -> PersonFigures:
    answers = tuple(answer(name, Estimate(0.125)) for name in LABELS)
    figures = PersonFigures(
        person=number,
        title=f"Person {number}",
        section=section,
        seconds=61.0,
        seen_s=59.94,
        removed_s=0.0,
        unseen=Estimate(0.0174, (0.01, 0.0299)),
        changes_a_minute=Estimate(12.04),
        answers=(*answers, answer("unsure", Estimate(0.0), episodes=0)),
        block_s=1.24,
        blocks=48.4,
    )
    return replace(figures, **values)  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def _no_pictures(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Drawing charts would take most of the time; the whole page is drawn in `review`."""
    if "tmp_path" in request.fixturenames:
        monkeypatch.setattr(film_report, "film_chart", lambda *given: "")


def page(
    tmp_path: Path, *chapters: FilmChapter, comparisons: tuple[FilmComparison, ...] = ()
) -> Page:
    write_film_report(tmp_path / "page.html", chapters, comparisons)
    return Page(tmp_path / "page.html")


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.0, "0.0 s"),
        (59.94, "59.9 s"),
        (60.0, "1:00"),
        (65.4, "1:05"),
        (3599.0, "59:59"),
        (3600.0, "1:00:00"),
        (3725.0, "1:02:05"),
    ],
)
def test_times_read_like_a_clock(seconds: float, text: str) -> None:
    assert clock(seconds) == text


def test_tables_of_a_person(tmp_path: Path) -> None:
    found = page(tmp_path, FilmChapter(session(1), [person(), person(section="talk", block_s=0.0)]))
    seen = found.table("", "Seen")
    row = ["Person 1", "59.9 s", "1.7 % [1.0; 3.0]", "0.0 s", "0.0 %", "12.0", "1.2 s x 48"]
    assert seen == [row]
    assert "In the whole film. " in found.text
    assert "In talk. " in found.text
    shares = found.table("", "Share of time")
    assert [row[0] for row in shares] == list(LABELS)  # nobody was ever unsure
    assert shares[0][1:] == ["12.5 %", "25.1 % [20.0; 30.0]", "2", "3.1 [2.0; 4.3]", "–"]
    assert [rows[1][-1] for rows in found.tables if rows[0][1:2] == ["Seen"]] == ["1.2 s x 48", "–"]


def test_two_people_are_told_apart_in_one_table(tmp_path: Path) -> None:
    unsure = tuple(answer(name, Estimate(None)) for name in (*LABELS, "unsure"))
    found = page(tmp_path, FilmChapter(session(), [person(), person(2, answers=unsure)]))
    rows = found.table("", "Share of time")
    assert [row[0] for row in rows[6:9]] == [
        "Person 1: neutral",
        "Person 2: angry",
        "Person 2: disgust",
    ]
    assert rows[-1] == ["Person 2: unsure", "–", "–", "2", "3.1 [2.0; 4.3]", "–"]
    assert len(rows) == 7 + 8


def test_what_a_chapter_begins_with(tmp_path: Path) -> None:
    found = page(tmp_path, FilmChapter(session(), []))
    assert "6.0 s, 60 frames, 2 people." in found.text
    alone = session()
    hidden = replace(
        alone,
        timeline=type(alone.timeline)(alone.timeline.rows, hide_person(alone.timeline.edits, 2)),
    )
    assert "6.0 s, 60 frames, 1 person (1 hidden)." in page(tmp_path, FilmChapter(hidden, [])).text
    crowd = page(tmp_path, FilmChapter(session(13), []))
    assert "13 people; charts of the 12 seen longest." in crowd.text
    assert len(re.findall(r"Above, the answer shown", crowd.text)) == 12
    assert "charts of the" not in page(tmp_path, FilmChapter(session(12), [])).text


def test_a_film_without_a_face_and_one_with_notes(tmp_path: Path) -> None:
    nobody = without(session(1), 1)
    assert "No face was found." in page(tmp_path, FilmChapter(nobody, [])).text
    assert "No face was found." not in page(tmp_path, FilmChapter(session(1), [])).text
    noted = session(1)
    noted = replace(noted, facts=replace(noted.facts, notes=("it breaks off",)))
    assert "Of this film: it breaks off." in page(tmp_path, FilmChapter(noted, [])).text


def test_tiles_count_all_films(tmp_path: Path) -> None:
    one, other = FilmChapter(session(), []), FilmChapter(session(1, name="b.mp4"), [])
    text = page(tmp_path, one, other).text
    for said in ("Films", "12.0 s", "120 frames, all read", "70.0 %", "of 3,589 photographs right"):
        assert said in text
    assert "of 3,589 photographs right, 95 % interval 68.0–72.0 %" in text
    assert "talk.mp4, b.mp4" in text
    unknown = session()
    model = replace(unknown.facts.model, accuracy=None, interval=None, n=None)
    unknown = replace(unknown, facts=replace(unknown.facts, model=model))
    assert "its accuracy is not recorded" in page(tmp_path, FilmChapter(unknown, [])).text
    counted = replace(unknown.facts, model=replace(model, accuracy=0.7, n=50))
    text = page(tmp_path, FilmChapter(replace(unknown, facts=counted), [])).text
    assert "of 50 photographs right" in text
    assert "interval" not in text.partition("of 50 photographs right")[2][:20]


def agreement(rows: int) -> CodingAgreement:
    seconds = np.zeros((len(LABELS), len(LABELS) + 1))
    seconds[:rows, 0] = [10.4, 20.0, 3.0, 4.0, 5.0, 6.0, 7.0][:rows]
    seconds[0, -1] = 2.25
    return CodingAgreement(
        person="Person 1",
        subject="Ada",
        seconds=tuple(tuple(map(float, row)) for row in seconds),
        compared_s=70.0,
        unsure_s=2.25,
        unseen_s=61.0,
        observed=Estimate(0.5, (0.4, 0.6)),
        kappa=Estimate(0.333, (0.1, 0.55)),
        block_s=2.5,
        blocks=28.0,
        unnamed={"away": 3},
    )


def test_coding_by_hand_is_told_with_its_table(tmp_path: Path) -> None:
    found = page(tmp_path, FilmChapter(session(1), [], [agreement(2)]))
    assert (
        "Coding by hand, Person 1, coded as Ada: 1:10 compared, agreement 50.0 % [40.0; 60.0], "
        "Cohen's kappa 0.33 [0.10; 0.55] (blocks of 2.5 s, 28 of them). Left out of both: 2.2 s in "
        "which the model was unsure, 1:01 in which no face was seen. Words of the coding that name "
        "no class: away (3)."
    ) in found.text
    rows = found.table("coded", "angry")
    assert [row[0] for row in rows] == ["angry", "disgust"]  # what the coder never said is left out
    assert rows[0][1:] == ["10.4", *["0.0"] * 6, "2.2"]
    assert "Whole seconds" not in found.text
    every = page(tmp_path, FilmChapter(session(1), [], [agreement(7)]))
    assert "Whole seconds" in every.text


def difference(figure: str, effect: float, **values: object) -> Difference:
    found = Difference(
        figure, "happy", 0.5, 0.25, Estimate(0.25, (0.1, 0.4)), Estimate(effect, (0.0, 1.0)), "h"
    )
    return replace(found, **values)  # type: ignore[arg-type]


def comparison(*differences: Difference, **values: object) -> FilmComparison:
    found = FilmComparison("first", "second", True, 2.5, 20.4, differences)
    return replace(found, **values)  # type: ignore[arg-type]


def test_the_largest_effects_come_first(tmp_path: Path) -> None:
    found = page(
        tmp_path,
        FilmChapter(session(1), []),
        comparisons=(
            comparison(
                difference("share", 0.2),
                difference("mean_probability", -0.9),
                difference("share", 0.5, difference=Estimate(None)),
                difference(
                    "changes_a_minute",
                    0.4,
                    answer="",
                    first=12.04,
                    second=None,
                    difference=Estimate(-1.25, (-3.0, 0.5)),
                    effect_kind="log ratio",
                ),
            ),
        ),
    )
    rows = found.table("", "first", "second")
    points = "+25.0 points [+10.0; +40.0]"
    assert rows == [
        ["mean probability happy", "50.0 %", "25.0 %", points, "-0.90 [0.00; 1.00] (h)"],
        ["changes a minute", "12.0", "–", "-1.2 [-3.0; 0.5]", "0.40 [0.00; 1.00] (log ratio)"],
        ["share happy", "50.0 %", "25.0 %", points, "0.20 [0.00; 1.00] (h)"],
    ]
    assert "blocks of 2.5 s, 20 of them, drawn together, moment by moment" in found.text


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"paired": False}, "20 of them, drawn apart."),
        ({"block_s": 0.0, "blocks": 5.0}, "one observation (Welch; Student where wider)."),
        ({"block_s": 0.0, "blocks": 6.0}, "one observation (Welch)."),
    ],
)
def test_how_two_were_compared(tmp_path: Path, values: dict[str, object], words: str) -> None:
    many = [difference("share", 0.01 * k, difference=Estimate(0.2)) for k in range(20)]
    found = page(tmp_path, FilmChapter(session(1), []), comparisons=(comparison(*many, **values),))
    assert words in found.text
    rows = found.table("", "first")
    assert len(rows) == 12
    assert rows[0][3:] == ["+20.0 points", "0.19 [0.00; 1.00] (h)"]


@pytest.mark.parametrize(
    ("end_s", "unit", "scale"), [(180.0, "seconds", 1.0), (181.0, "minutes", 60.0)]
)
def test_a_chart_is_in_minutes_where_a_film_is_long(
    monkeypatch: pytest.MonkeyPatch, end_s: float, unit: str, scale: float
) -> None:
    drawn = Figure()
    monkeypatch.setattr(film_report, "drawn_svg", lambda draw, **size: draw(drawn))
    edges = np.linspace(0.0, end_s, 5)
    label = np.array([HAPPY, HAPPY, -3, -1], dtype=np.int8)
    chances = np.full((4, len(LABELS)), np.nan)
    chances[:2, HAPPY], chances[3, HAPPY] = [0.5, 0.75], 0.25
    film_chart(BinnedSeries(edges, label, chances), SEVEN)
    band, curves = drawn.axes
    spans = [value for patch in band.patches for value in (patch.get_x(), patch.get_width())]
    assert spans == pytest.approx([0.0, end_s / 2 / scale, 0.75 * end_s / scale, end_s / 4 / scale])
    shown = [to_hex(patch.get_facecolor()) for patch in band.patches]
    assert shown == [CLASS_COLORS[HAPPY], GREY]
    (curve,) = curves.lines  # of the others nothing is known
    assert curve.get_label() == "happy"
    middles = np.array([1, 3, 5, 7]) / 8 * end_s / scale
    np.testing.assert_allclose(curve.get_xdata(), middles)
    np.testing.assert_array_equal(curve.get_ydata(), [50, 75, np.nan, 25])
    assert curves.get_xlabel() == unit
    assert curves.get_ylim() == (0, 100)
    assert curves.get_xlim() == (0, end_s / scale)


def test_bands_of_all_who_are_shown() -> None:
    figure = band_figure(session())
    assert figure.title == "talk.mp4"
    (name, segments), (other, _) = figure.bands
    assert (name, other) == ("Person 1", "Person 2")
    told = [(round(s.start, 3), round(s.end, 3), s.label, s.color) for s in segments]
    assert told == [
        (0.0, 3.0, "happy", SEVEN[HAPPY].light),
        (3.0, 3.5, "unsure", UNSURE_COLOR),
        (3.5, 6.0, "sad", SEVEN[SAD].light),
    ]
    assert figure.view == (0.0, pytest.approx(6.0))
    assert len(band_figure(session(14)).bands) == 12
    assert answer_colors(SEVEN)[-1] == UNSURE_COLOR


def test_bars_of_shares_in_the_whole_film() -> None:
    figures = [person(), person(section="talk"), person(2)]
    two = shares_figure("talk.mp4", figures, SEVEN)
    assert two.bars[:2] == ("Person 1: angry", "Person 1: disgust")
    assert len(two.bars) == len(two.values) == 16
    assert two.values[0] == (12.5,)
    alone = shares_figure("talk.mp4", figures[:2], SEVEN)
    assert alone.bars == (*LABELS, "unsure")
    assert alone.values[-1] == (0.0,)
    many = [person(k, seen_s=float(k)) for k in range(1, 15)]
    longest = shares_figure("talk.mp4", many, SEVEN)
    assert longest.bars[0] == "Person 3: angry"  # the two seen least are left out
    assert len(longest.bars) == 12 * 8
