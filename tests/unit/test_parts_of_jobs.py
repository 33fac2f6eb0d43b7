"""What a job's parts report of the whole, and that they stop and wait with it."""

from __future__ import annotations

import pytest

from emotion_gui.core.jobs import (
    PIECES,
    JobCancelled,
    JobContext,
    Progress,
    WithWords,
    forward_only,
    part_of,
    without_reports,
)


@pytest.fixture
def told() -> list[Progress]:
    return []


def test_a_part_moves_the_bar_over_its_own_stretch(told: list[Progress]) -> None:
    part = part_of(JobContext(told.append), start=2, size=3, total=10, text="Training")
    detail = object()
    for done, total in ((0, 8), (4, 8), (8, 8), (5, None), (0, 0)):
        part.report(Progress(done, total, "epoch", detail))
    beyond = Progress(8, 8, "epoch", detail)
    object.__setattr__(beyond, "done", 9)  # of a film that has more frames than it says
    part.report(beyond)
    tenth = PIECES // 10
    assert [one.done for one in told] == [t * tenth for t in (2, 3.5, 5, 2, 2, 5)]
    assert {(one.total, one.text) for one in told} == {(PIECES, "Training, epoch")}
    assert all(one.detail is detail for one in told)


@pytest.mark.parametrize(
    ("text", "own", "words"), [("", "b", "b"), ("a", "", "a"), ("", "", ""), ("a", "b", "a, b")]
)
def test_words_of_a_part_stand_behind_those_of_the_whole(
    told: list[Progress], text: str, own: str, words: str
) -> None:
    part_of(JobContext(told.append), start=0, size=1, total=1, text=text).report(
        Progress(1, 1, own)
    )
    assert told == [Progress(PIECES, PIECES, words)]


def test_a_whole_without_work_is_at_its_beginning(told: list[Progress]) -> None:
    part_of(JobContext(told.append), start=1, size=1, total=0).report(Progress(1, 1))
    assert told[0].done == 0


def test_a_bar_that_never_goes_back(told: list[Progress]) -> None:
    context = forward_only(JobContext(told.append))
    for done, total in ((2, 10), (1, 10), (10, 20), (4, 10), (6, 10)):
        context.report(Progress(done, total, str(done)))
    assert [(one.done, one.total, one.text) for one in told] == [
        (2, 10, "2"),
        (2, 10, "1"),
        (10, 20, "10"),
        (5, 10, "4"),
        (6, 10, "6"),
    ]
    context.report(Progress(3, None, "unknown"))
    assert told[-1] == Progress(3, None, "unknown")


def test_words_that_change_tell_the_last_report_again(told: list[Progress]) -> None:
    job = WithWords(JobContext(told.append))
    job.say("2 workers")
    job.context.report(Progress(1, 4, "faces", detail="new"))
    job.say("2 workers")  # nothing new
    job.say("1 worker")
    job.say("")
    assert told == [
        Progress(0, None, "2 workers"),
        Progress(1, 4, "faces, 2 workers", "new"),
        Progress(1, 4, "faces, 1 worker"),  # a detail is told once
        Progress(1, 4, "faces"),
    ]


def test_parts_stop_with_the_whole(told: list[Progress]) -> None:
    stops = [False]
    whole = JobContext(told.append, lambda: stops[0])
    parts = [
        part_of(whole, start=0, size=1, total=1),
        forward_only(whole),
        WithWords(whole).context,
        without_reports(whole),
    ]
    for part in parts:
        part.checkpoint()
        assert not part.cancelled
    stops[0] = True
    for part in parts:
        assert part.cancelled
        with pytest.raises(JobCancelled):
            part.checkpoint()
    parts[-1].report(Progress(1))
    assert told == []
    without_reports(None).checkpoint()
