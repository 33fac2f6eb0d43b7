"""What is written for other programs, entry by entry, of a film of two persons with marks."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import pytest
from helpers.seven import LABELS, Emotion

from emotion_gui.core.review.edits import Event, Span, first_edits, with_event, with_section
from emotion_gui.core.review.exchange import (
    write_bids,
    write_bids_sidecar,
    write_boris,
    write_elan,
)
from emotion_gui.core.review.sessions import OpenSession
from tests.helpers.review import rows_of_labels, session_of

HAPPY, SAD = int(Emotion.HAPPY), int(Emotion.SAD)
# Beginning, end, who, what: in the order of time.
SHOWN = [
    (0.0, 0.4, "Person 1", "happy"),
    (0.2, 0.9, "", "talk"),
    (0.3, 0.5, "", "nod"),
    (0.4, 0.4, "", "bell"),
    (0.4, 0.8, "Person 1", "sad"),
    (0.5, 1.0, "Person 2", "unsure"),
]


@pytest.fixture(scope="module")
def session() -> OpenSession:
    rows = rows_of_labels({1: [HAPPY] * 4 + [SAD] * 4 + [None] * 2, 2: [None] * 5 + [-1] * 5})
    edits = with_section(with_section(first_edits(rows), Span(0.2, 0.9, "talk")), Span(0.3, 0.5))
    edits = with_event(edits, Event(0.4, "bell"))
    named = tuple(replace(span, name=span.name or "nod") for span in edits.sections)
    return session_of(rows, replace(edits, sections=named))


def test_a_project_of_boris(session: OpenSession, tmp_path: Path) -> None:
    write_boris(tmp_path / "a.boris", session)
    project = json.loads((tmp_path / "a.boris").read_text("ascii"))
    film = str(session.facts.film.path)
    assert [one["name"] for one in project["subjects_conf"].values()] == ["Person 1", "Person 2"]
    kinds = {one["code"]: one["type"] for one in project["behaviors_conf"].values()}
    assert kinds == dict.fromkeys([*LABELS, "unsure", "talk", "nod"], "State event") | {
        "bell": "Point event"
    }
    ((name, found),) = project["observations"].items()
    assert (name, found["type"]) == (session.row.name, "MEDIA")
    assert {player: files for player, files in found["file"].items() if files} == {"1": [film]}
    assert list(found["file"]) == [str(player) for player in range(1, 9)]
    told = [(event[0], event[1], event[2]) for event in found["events"]]
    assert sorted(told) == sorted(
        (time_s, who, what)
        for begin_s, end_s, who, what in SHOWN
        for time_s in dict.fromkeys((begin_s, end_s))
    )
    assert [time_s for time_s, _, _ in told] == sorted(time_s for time_s, _, _ in told)
    # At one moment a state ends before the next of the same person begins.
    assert told.index((0.4, "Person 1", "happy")) < told.index((0.4, "Person 1", "sad"))
    assert found["media_info"]["length"] == {film: pytest.approx(1.0)}
    assert found["media_info"]["fps"] == {film: 10.0}
    for setting in (
        "visualize_spectrogram",
        "visualize_waveform",
        "media_creation_date_as_offset",
        "close_behaviors_between_videos",
    ):
        assert found[setting] is False, setting  # times are the film's own
    assert (found["media_info"]["hasVideo"], found["media_info"]["hasAudio"]) == (
        {film: True},
        {film: False},
    )


def test_a_document_of_elan(session: OpenSession, tmp_path: Path) -> None:
    write_elan(tmp_path / "a.eaf", session)
    root = ET.parse(tmp_path / "a.eaf").getroot()
    slots = {one.attrib["TIME_SLOT_ID"]: one.attrib["TIME_VALUE"] for one in root.iter("TIME_SLOT")}
    assert len(slots) == 2 * len(SHOWN)
    found, used = [], []
    for tier in root.iter("TIER"):
        for one in tier.iter("ALIGNABLE_ANNOTATION"):
            ends = [one.attrib[f"TIME_SLOT_REF{k}"] for k in (1, 2)]
            used += ends
            begin_ms, end_ms = (int(slots[end]) for end in ends)
            who, what = tier.attrib["TIER_ID"], one.findtext("ANNOTATION_VALUE")
            found.append((begin_ms, end_ms, who, what))
    # What ELAN shows has a length: a moment is a millisecond.
    assert sorted(found) == sorted(
        (round(1000 * begin_s), round(1000 * end_s) + (begin_s == end_s), who or "marks", what)
        for begin_s, end_s, who, what in SHOWN
    )
    assert sorted(used) == sorted(slots)
    numbers = [one.attrib["ANNOTATION_ID"] for one in root.iter("ALIGNABLE_ANNOTATION")]
    assert len(set(numbers)) == len(SHOWN)
    types = {one.attrib["LINGUISTIC_TYPE_REF"] for one in root.iter("TIER")}
    assert types == {one.attrib["LINGUISTIC_TYPE_ID"] for one in root.iter("LINGUISTIC_TYPE")}
    (media,) = root.iter("MEDIA_DESCRIPTOR")
    file = session.facts.film.file
    assert media.attrib["MEDIA_URL"] == (file.as_uri() if file.is_absolute() else str(file))
    assert media.attrib["RELATIVE_MEDIA_URL"] == "./talk.mp4"
    assert media.attrib["MIME_TYPE"] == "video/mp4"


def test_states_of_a_person_that_a_millisecond_divides_do_not_overlap(tmp_path: Path) -> None:
    """At 3,000 frames a second two of three answers begin in the same millisecond."""
    rows = rows_of_labels({1: [HAPPY, SAD, HAPPY, SAD, HAPPY, SAD]}, fps=3_000.0)
    write_elan(tmp_path / "a.eaf", session_of(rows))
    root = ET.parse(tmp_path / "a.eaf").getroot()
    times = [int(one.attrib["TIME_VALUE"]) for one in root.iter("TIME_SLOT")]
    assert times == [0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6]


def test_a_table_of_bids(session: OpenSession, tmp_path: Path) -> None:
    write_bids(tmp_path / "a_events.tsv", session)
    write_bids_sidecar(tmp_path / "a_events.json", session)
    lines = (tmp_path / "a_events.tsv").read_text("utf-8").splitlines()
    assert lines[0].split("\t") == ["onset", "duration", "trial_type", "person", "probability"]
    assert [line.split("\t")[:4] for line in lines[1:]] == [
        [f"{begin_s:.3f}", f"{end_s - begin_s:.3f}", what, who or "n/a"]
        for begin_s, end_s, who, what in SHOWN
    ]
    shares = {line.split("\t")[2]: line.split("\t")[4] for line in lines[1:]}
    own = {
        LABELS[label]: f"{session.timeline.rows.probabilities[:, label].max():.4f}"
        for label in (HAPPY, SAD)
    }
    assert shares == dict.fromkeys(("talk", "nod", "bell", "unsure"), "n/a") | own
    told = json.loads((tmp_path / "a_events.json").read_text("utf-8"))
    levels = told["trial_type"]["Levels"]
    assert list(levels) == [*LABELS, "unsure", "talk", "nod", "bell"]
    assert [name for name, means in levels.items() if "person" in means] == ["talk", "nod", "bell"]
    assert "threshold" in levels["unsure"]
    assert told["Sources"] == ["talk.mp4"]
    assert told["Model"] == {
        "Name": session.facts.model.title,
        "SHA256": session.facts.model.digest,
        "UnsureBelow": session.facts.model.unsure_below,
        "SmoothingSeconds": session.facts.smoothing_s,
    }
