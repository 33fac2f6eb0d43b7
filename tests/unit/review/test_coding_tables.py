"""Codings as tables: when things begin and end, by every way of writing a time."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from helpers.seven import Emotion

from emotion_gui.core.errors import DatasetFormatError
from emotion_gui.core.review.coding import read_coding

HAPPY, SAD = Emotion.HAPPY, Emotion.SAD


def coded(folder: Path, text: str | bytes, film: str = "") -> list[tuple[str, float, float, int]]:
    path = folder / "coding.txt"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    spans = read_coding(path, film=film).spans
    return [(span.subject, span.begin_s, span.end_s, span.emotion) for span in spans]


@pytest.mark.parametrize(
    ("begin", "end", "wanted"),
    [
        ("2.5", "3.25", (2.5, 3.25)),
        ("2,5", "3,25", (2.5, 3.25)),
        (" 0:02.5 ", "1:03,25", (2.5, 63.25)),
        ("00:00:59", "01:02:03.5", (59.0, 3723.5)),
        ("-1", "1e1", (-1.0, 10.0)),
    ],
)
def test_a_time_in_any_writing(
    tmp_path: Path, begin: str, end: str, wanted: tuple[float, float]
) -> None:
    assert coded(tmp_path, f"start;end;label\n{begin};{end};happy\n") == [("", *wanted, HAPPY)]


def test_what_ends_with_its_beginning_or_before_is_no_stretch(tmp_path: Path) -> None:
    text = "start,end,label\n1,1,happy\n3,2,happy\n4,5,happy\n"
    assert coded(tmp_path, text) == [("", 4.0, 5.0, HAPPY)]


def test_stretches_come_in_the_order_of_time(tmp_path: Path) -> None:
    text = "start,end,label,person\n5,6,happy,b\n1,3,sad,a\n1,2,happy,b\n"
    assert coded(tmp_path, text) == [
        ("b", 1.0, 2.0, HAPPY),
        ("a", 1.0, 3.0, SAD),
        ("b", 5.0, 6.0, HAPPY),
    ]


@pytest.mark.parametrize(
    ("times", "last_s"),
    [([1, 2, 4, 5], 6.0), ([1, 2, 4], 6.0), ([1, 4], 7.0), ([1, 2, 3, 9, 15], 21.0)],
)
def test_the_last_sample_counts_as_long_as_usual(
    tmp_path: Path, times: list[int], last_s: float
) -> None:
    """Others until the next of the same person, whatever others show in between."""
    rows = [f"{time},a,happy" for time in times][::-1] + [f"{time}.5,b,sad" for time in times]
    found = coded(tmp_path, "time,person,label\n" + "\n".join(rows))
    ends = [*times[1:], last_s]
    assert [span[1:] for span in found if span[0] == "a"] == [
        (float(begin), float(end), HAPPY) for begin, end in zip(times, ends, strict=True)
    ]
    assert [span[1:3] for span in found if span[0] == "b"] == [
        (begin + 0.5, end + 0.5) for begin, end in zip(times, ends, strict=True)
    ]


def test_an_error_names_the_line_of_the_file(tmp_path: Path) -> None:
    head = "made by\tsomebody\n\nstart\tend\tlabel\n"
    with pytest.raises(DatasetFormatError, match="'soon' is no time") as refused:
        coded(tmp_path, f"{head}1\t2\thappy\n3\tsoon\tsad\n")
    assert refused.value.row == 5
    assert coded(tmp_path, f"{head}1\t2\thappy\n\t\t\n") == [("", 1.0, 2.0, HAPPY)]
    with pytest.raises(DatasetFormatError, match="'' is no time"):
        coded(tmp_path, f"{head}1\n")  # a line that is too short


def test_words_of_older_windows_are_read(tmp_path: Path) -> None:
    text = "start;end;label;person\n1;2;happy;Jörg\n"
    assert coded(tmp_path, text.encode("cp1252")) == [("Jörg", 1.0, 2.0, HAPPY)]


def boris(**observations: tuple[list[str], float]) -> str:
    """Observations, each of some files, with one happy second from a moment on."""
    return json.dumps(
        {
            "observations": {
                name: {
                    "file": {"1": files, "2": []},
                    "events": [[at_s, "Ada", "happy"], [at_s + 1, "Ada", "happy"]],
                }
                for name, (files, at_s) in observations.items()
            }
        }
    )


@pytest.mark.parametrize(
    ("film", "begin_s"), [("talk.mp4", 3.0), ("TALK.avi", 3.0), ("/x/second.mp4", 5.0)]
)
def test_the_observation_of_a_film_is_found_by_file_or_name(
    tmp_path: Path, film: str, begin_s: float
) -> None:
    text = boris(first=(["/a/other.mp4"], 1.0), mine=(["/b/Talk.mov"], 3.0), second=([], 5.0))
    assert coded(tmp_path, text, film) == [("Ada", begin_s, begin_s + 1, HAPPY)]


def test_the_only_observation_is_of_the_film_and_of_several_none_may_be(tmp_path: Path) -> None:
    assert coded(tmp_path, boris(other=(["/a/x.mp4"], 1.0)), "talk.mp4")[0][1] == 1.0
    many = boris(**{f"o{number}": (["x.mp4"], 1.0) for number in range(9)})
    for film in ("talk.mp4", ""):
        with pytest.raises(DatasetFormatError, match=r"\(o0, o1, o2, o3, o4, o5\), none of"):
            coded(tmp_path, many, film)
    with pytest.raises(DatasetFormatError, match="no observation"):
        coded(tmp_path, boris(), "talk.mp4")


def test_a_state_without_an_end_is_no_stretch(tmp_path: Path) -> None:
    project = json.loads(boris(mine=([], 1.0)))
    project["observations"]["mine"]["events"] += [
        [4.0, "Ada", "sad"],
        [3.0, "Bob", "sad"],
        [6.0, "Bob", "sad"],
        [5.0, "Ada", "happy"],
        [9.0, "Ada", "happy"],
    ]
    assert coded(tmp_path, json.dumps(project)) == [
        ("Ada", 1.0, 2.0, HAPPY),
        ("Bob", 3.0, 6.0, SAD),
        ("Ada", 5.0, 9.0, HAPPY),
    ]
