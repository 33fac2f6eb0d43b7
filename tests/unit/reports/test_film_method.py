"""What a page about films says of the method, and of what people changed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from helpers.seven import Emotion

from emotion_gui.core.reports import film_report
from emotion_gui.core.reports.film_report import (
    FilmChapter,
    edits_text,
    method_text,
    write_film_report,
)
from emotion_gui.core.review.edits import (
    QualityFilter,
    Span,
    first_edits,
    merge_persons,
    with_excluded,
)
from tests.helpers.review import rows_of_labels, session_of

ROWS = rows_of_labels({1: [Emotion.HAPPY] * 40, 2: [Emotion.SAD] * 40})


def test_the_method_says_what_was_used() -> None:
    facts = session_of(ROWS, first_edits(ROWS)).facts
    words = method_text(facts)
    assert words.startswith("The film was analysed")
    assert method_text(facts, films=3).startswith("3 films were analysed")
    assert ", 1,800,000 parameters, trained on FER2013). On 3,589 photographs" in words
    assert "(7 classes, 95 % interval 68.0–72.0 %)" in words
    assert "a temperature of 1.20" in words
    assert "MTCNN, and where it finds none by a Haar cascade" in words
    assert "mirror image" not in words
    assert "mirror image" in method_text(replace(facts, flip=True))
    assert "by nobody: each frame was taken as one face and" in method_text(
        replace(facts, detector="none")
    )
    assert "(time constant 0.4 s); an answer below a probability of 0.35 is unsure" in words
    assert "999 draws" in words
    plain = replace(facts.model, parameters=None, trained_on="", accuracy=None)
    bare = method_text(replace(facts, model=plain))
    assert "…). Its logits" in bare
    assert "photographs that were held back" not in bare
    assert "(7 classes)" in method_text(replace(facts, model=replace(facts.model, interval=None)))


def test_what_people_changed_is_told() -> None:
    edits = session_of(ROWS, first_edits(ROWS)).timeline.edits
    assert edits_text(edits) == ""
    cut = with_excluded(with_excluded(edits, Span(1.0, 2.0)), Span(3.0, 3.5))
    assert edits_text(cut) == "1.5 s in 2 stretches were excluded."
    limited = replace(edits, quality=QualityFilter(size_px=22.0))
    assert edits_text(limited) == "faces beyond these limits do not count: size px 22."
    joined = merge_persons(edits, [1, 2])
    assert edits_text(joined) == "faces were joined or divided by hand."
    assert edits_text(replace(joined, quality=limited.quality)).count("; ") == 1


def test_the_page_tells_what_was_changed_of_each_film(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(film_report, "film_chart", lambda *given: "")
    edits = first_edits(ROWS)
    marked = session_of(ROWS, with_excluded(edits, Span(0.0, 1.0)))
    chapters = [FilmChapter(marked, []), FilmChapter(session_of(ROWS, edits, name="b.mp4"), [])]
    write_film_report(tmp_path / "page.html", chapters)
    text = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "talk.mp4: 1.0 s in 1 stretches were excluded." in text
    assert "b.mp4: " not in text
