"""Batches of an import: when they are written, in which order, and what is told meanwhile."""

from __future__ import annotations

import numpy as np
import pytest

from emotion_gui.core.data import import_sink
from emotion_gui.core.data.face_making import MadeFace, pixel_hash
from emotion_gui.core.data.import_sink import FreshFaces, ImportSink
from emotion_gui.core.data.readers import FaceRows
from emotion_gui.core.errors import StorageError
from emotion_gui.core.jobs import JobCancelled, JobContext, Progress
from emotion_gui.core.workspace.records import Sample, SampleStatus
from emotion_gui.core.workspace.workspace import Workspace
from tests.helpers.sources import face


class Store:
    """A file of faces in memory."""

    side = 48

    def __init__(self) -> None:
        self.batches: list[np.ndarray] = []
        self.is_full = False

    @property
    def count(self) -> int:
        return sum(map(len, self.batches))

    @count.setter
    def count(self, value: int) -> None:
        raise NotImplementedError

    def append(self, faces: np.ndarray) -> None:
        if self.is_full:
            raise StorageError("faces.npy", "the disk is full")  # type: ignore[arg-type]
        self.batches.append(faces.copy())


class Import:
    """A sink with a clock that the test moves."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        row = workspace.create_dataset(name="x", source="x", settings={})
        self.dataset_id = row.dataset_id
        self.store = Store()
        self.now_s = 50.0
        self.reports: list[Progress] = []
        self.stopped = False

    def sink(self, *, total: int = 100, done: int = 0) -> ImportSink:
        context = JobContext(self.reports.append, lambda: self.stopped)
        store = self.store
        return ImportSink(self.workspace, self.dataset_id, store, context, total=total, done=done)

    def stored(self) -> int:
        return self.workspace.sample_count(self.dataset_id)

    def fresh(self) -> list[FreshFaces]:
        return [r.detail for r in self.reports if isinstance(r.detail, FreshFaces)]


@pytest.fixture
def running(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Import:
    made = Import(workspace)
    monkeypatch.setattr(import_sink, "now_s", lambda: made.now_s)
    return made


def outcome(number: int, status: SampleStatus = SampleStatus.OK) -> list[MadeFace]:
    pixels = face(number) if status is SampleStatus.OK else None
    return [MadeFace(Sample(f"{number}.png", status, label=number % 7), pixels)]


def rows(first: int, count: int) -> FaceRows:
    faces = np.stack([face(number) for number in range(first, first + count)])
    names = [f"row {number}" for number in range(first, first + count)]
    return FaceRows(
        names, [number % 7 for number in range(first, first + count)], [""] * count, faces
    )


def test_a_batch_is_written_when_it_is_full(
    running: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_sink, "BATCH_SAMPLES", 4)
    with running.sink() as sink:
        told = []
        for number in range(10):
            sink.add(outcome(number))
            told.append(running.stored())
        assert told == [0, 0, 0, 4, 4, 4, 4, 8, 8, 8]
        sink.add_rows(rows(10, 70))
        assert running.stored() == 80
        sink.add(outcome(80))
    assert list(map(len, running.store.batches)) == [4, 4, 72, 1]
    samples = list(running.workspace.samples(running.dataset_id))
    assert [sample.face_index for sample in samples] == list(range(81))
    assert [sample.label for sample in samples] == [number % 7 for number in range(81)]
    kept = np.concatenate(running.store.batches)
    np.testing.assert_array_equal(kept, np.stack([face(number) for number in range(81)]))
    assert [s.pixel_hash for s in samples[10:80]] == [pixel_hash(face(k)) for k in range(10, 80)]
    assert running.workspace.dataset_by_id(running.dataset_id).faces == 81


def test_a_batch_is_written_after_two_seconds_however_small_it_is(running: Import) -> None:
    with running.sink() as sink:
        told = []
        for number in range(6):
            running.now_s += 1.0
            sink.add(outcome(number))
            told.append(running.stored())
    assert told == [0, 0, 3, 3, 3, 6]


def test_no_row_is_known_whose_face_is_not_on_the_disk(running: Import) -> None:
    running.store.is_full = True
    sink = running.sink()
    sink.add(outcome(0))
    with pytest.raises(StorageError):
        sink.__exit__(None, None, None)
    assert running.stored() == 0


def test_a_stop_keeps_what_was_made_and_a_failure_does_not(running: Import) -> None:
    def ended_by(error: BaseException) -> None:
        sink = running.sink()
        sink.add(outcome(running.stored()))
        sink.__exit__(type(error), error, None)

    for error in (ValueError(), Exception(), KeyboardInterrupt()):
        ended_by(error)
    assert (running.stored(), running.reports) == (0, [])
    ended_by(JobCancelled())
    assert running.stored() == 1
    running.stopped = True
    with pytest.raises(JobCancelled), running.sink() as sink:
        sink.add(outcome(1))
    assert running.stored() == 2


def test_reports_come_ten_times_a_second_with_the_newest_faces(running: Import) -> None:
    with running.sink(total=70) as sink:
        running.now_s += 0.09
        sink.add(outcome(0))
        assert running.reports == []
        running.now_s += 0.02
        sink.add_rows(rows(1, 30))
        (first,) = running.fresh()
        np.testing.assert_array_equal(first.faces, [face(number) for number in range(7, 31)])
        assert first.labels == tuple(number % 7 for number in range(7, 31))
        running.now_s += 0.11
        sink.add(outcome(31, SampleStatus.NO_FACE))
        sink.add(outcome(32))
    told = [(each.imported, each.skipped, len(each.faces)) for each in running.fresh()]
    assert told == [(31, 0, 24), (31, 1, 0), (32, 1, 1)]
    assert [(r.done, r.total, r.text) for r in running.reports] == [
        (31, 70, "31 of 70 pictures"),
        (32, 70, "32 of 70 pictures"),
        (33, 70, "33 of 70 pictures"),
    ]


def test_the_rate_is_that_of_the_last_three_seconds(running: Import) -> None:
    with running.sink() as sink:
        for second in range(1, 9):
            running.now_s += 1.0
            for _ in range(4 if second <= 4 else 10):
                sink.add(outcome(sink._done))
        running.now_s += 0.5
    rates = [each.rate for each in running.fresh()]
    # After a second one picture has come; the others of its second are told a second later.
    assert rates[:4] == [1.0, 2.5, 3.0, (3 * 4) / 3]
    assert rates[7] == pytest.approx(10.0)
    assert rates[8] == pytest.approx((56 - 27) / 2.5)


def test_the_rate_of_slow_pictures_is_that_since_the_report_before(running: Import) -> None:
    with running.sink() as sink:
        for number in range(3):
            running.now_s += 8.0
            sink.add(outcome(number))
    assert [each.rate for each in running.fresh()][:3] == [1 / 8] * 3


def test_an_import_that_goes_on_counts_what_is_there(running: Import) -> None:
    with running.sink() as sink:
        for number in range(3):
            sink.add(outcome(number))
        sink.add(outcome(3, SampleStatus.TOO_SMALL))
    del running.reports[:]
    with running.sink(total=4, done=4) as sink:
        sink.add(outcome(4))
    (report,) = running.reports
    assert (report.done, report.total) == (5, 5), "a source may hold more than was thought"
    (fresh,) = running.fresh()
    assert (fresh.imported, fresh.skipped, fresh.rate) == (4, 1, 0.0)
    samples = running.workspace.samples(running.dataset_id)
    assert [sample.face_index for sample in samples] == [0, 1, 2, None, 3]
