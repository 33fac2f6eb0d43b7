"""What a film's header and its pictures say together, with made-up words; figures by hand."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from av.stream import Disposition

from emotion_gui.core.errors import VideoSourceError
from emotion_gui.core.inference.films import reader as reader_module
from emotion_gui.core.inference.films.orientation import Orientation
from emotion_gui.core.inference.films.reader import FilmReader
from emotion_gui.core.inference.films.report import FilmReport, NoFilmError, no_film
from emotion_gui.core.inference.films.writer import FilmWriter
from tests.helpers.fake_sources import plain_frames
from tests.helpers.films import TRUTH


@pytest.fixture
def reader() -> Iterator[FilmReader]:
    """A film of 25 pictures a second whose words a test may exchange."""
    made = FilmReader(TRUTH)
    made.fps = 8.0
    yield made
    made.close()


@pytest.mark.parametrize(
    ("guessed", "average", "fps"),
    [
        (Fraction(30000, 1001), Fraction(25), 30000 / 1001),
        (None, Fraction(12), 12.0),
        (Fraction(0), Fraction(12), 12.0),
        (Fraction(1000), Fraction(12), 1000.0),
        (Fraction(1001), Fraction(12), 12.0),
        (Fraction(-1), Fraction(1, 2), 0.5),
        (Fraction(90000), None, 25.0),
        (None, None, 25.0),
    ],
)
def test_pictures_a_second(guessed: Any, average: Any, fps: float) -> None:
    stream = SimpleNamespace(guessed_rate=guessed, average_rate=average)
    assert reader_module._nominal_fps(stream) == fps


def promised_s(
    *,
    duration: int | None = None,
    base: Fraction | None = Fraction(1, 64),
    start: int | None = None,
    words: str = "",
    whole: int | None = None,
    sound: tuple[str, ...] = (),
) -> float | None:
    stream = SimpleNamespace(
        duration=duration,
        time_base=base,
        start_time=start,
        metadata={"DURATION": words} if words else {},
    )
    container = SimpleNamespace(duration=whole, streams=SimpleNamespace(audio=sound))
    return reader_module._promised_s(container, stream)


def test_how_long_a_film_promises_to_be() -> None:
    assert promised_s(duration=96, start=64, words="01:00:00", whole=7_000_000) == 1.5
    assert promised_s(words="01:02:03.5", whole=7_000_000) == 3723.5
    assert promised_s(words="00:00:10", start=128) == 8.0  # a moment, not a length
    assert promised_s(words="00:00:10", start=-128) == 10.0
    assert promised_s(words="00:00:10", start=128, base=None) == 10.0
    assert promised_s(duration=96, base=None, whole=2_500_000) == 2.5
    assert promised_s(words="soon", whole=2_500_000) == 2.5
    assert promised_s(words="10:00", whole=2_500_000) == 2.5
    assert promised_s(whole=2_500_000, sound=("speech",)) is None  # that of its sound, perhaps
    assert promised_s(whole=None) is None
    assert promised_s(whole=0) is None


@pytest.mark.parametrize(
    ("opening", "looking", "reason"),
    [
        (PermissionError(13, "it is closed"), None, "it is closed"),
        (PermissionError("closed"), None, "closed"),
        (ValueError(), OSError(5, "the disk is broken"), "the disk is broken"),
        (OSError(2, "gone"), OSError("no number"), "no number"),
        (ValueError(), NoFilmError("it is empty"), "it is empty"),
    ],
)
def test_why_a_film_does_not_open(
    monkeypatch: pytest.MonkeyPatch,
    opening: Exception,
    looking: Exception | None,
    reason: str,
) -> None:
    def opened(path: Path, mode: str) -> str:
        raise opening

    def looked_at(path: Path) -> NoFilmError:
        assert looking is not None
        if isinstance(looking, NoFilmError):
            return looking
        raise looking

    monkeypatch.setattr(reader_module, "film_file", opened)
    monkeypatch.setattr(reader_module, "no_film", looked_at)
    with pytest.raises(VideoSourceError) as refused:
        FilmReader(TRUTH)
    assert (refused.value.kind, refused.value.reason) == ("unreadable", reason)


def test_how_many_pictures_there_should_be(reader: FilmReader) -> None:
    for listed, length_s, count in ((48, 2.0, 48), (0, 2.0, 16), (0, None, None), (0, 0.01, None)):
        reader._listed, reader._promised_s = listed, length_s
        assert reader.frame_count == count


@pytest.mark.parametrize(
    ("seen", "words", "ends_s", "missing_s"),
    [
        (47, "", 9.8125, 0.0),  # listed and not there: one and a half steps are a rounding
        (47, "", 9.75, 0.25),
        (48, "", 9.5, 0.0),  # all that is listed is there: half a second is an edit list's
        (48, "", 9.375, 0.625),
        (48, "00:00:10", 9.8125, 0.0),
        (48, "00:00:10", 9.75, 0.25),
        (48, "", 11.0, 0.0),
    ],
)
def test_how_much_earlier_a_film_ends_than_it_promises(
    reader: FilmReader, seen: int, words: str, ends_s: float, missing_s: float
) -> None:
    reader._promised_s, reader._listed, reader._seen = 10.0, 48, seen
    metadata = {"DURATION": words} if words else {}
    reader._stream = SimpleNamespace(metadata=metadata)
    assert reader._missing_s(ends_s) == missing_s
    reader._promised_s = None
    assert reader._missing_s(ends_s) == 0.0


def read_through(reader: FilmReader) -> FilmReport:
    while reader.advance() is not None:
        pass
    return reader.report


def test_what_is_missing_adds_up(reader: FilmReader) -> None:
    whole = read_through(reader)
    assert (whole.missing, whole.missing_s, whole.holes, whole.refused) == (0, 0.0, 0, 0)
    reader._promised_s = whole.ends_s + 0.3  # all that are listed were there
    assert reader.report.missing_s == 0.0
    reader._promised_s = whole.ends_s + 2.0  # 16 pictures at the end
    reader._clock.late_start_s = 1.0  # 8 at the beginning
    reader._order.holes, reader._order.holes_s = 2, 1.5  # 12 in the middle, of which
    reader._refused = 5  # so many were there and could not be read
    told = reader.report
    assert told.missing == 5 + 7 + 24
    assert (told.holes, told.holes_s) == (2, 1.5)
    assert told.missing_s == pytest.approx(2.0)
    assert (told.late_start_s, told.ends_s, told.refused) == (1.0, whole.ends_s, 5)
    reader._refused = 12  # those that were refused are the hole
    told = reader.report
    assert (told.missing, told.holes, told.holes_s) == (12 + 24, 0, 0.0)


def test_nothing_is_missing_before_the_end_was_read(reader: FilmReader) -> None:
    reader._promised_s = 1000.0
    assert reader.report.missing_s == 0.0
    assert reader.report.frames == 0
    reader.advance()
    assert (reader.report.missing_s, reader.report.frames) == (0.0, 1)


@pytest.mark.parametrize(
    ("aspect", "size"),
    [
        (None, (720, 576)),
        (Fraction(0), (720, 576)),
        (Fraction(64, 45), (1024, 576)),
        (Fraction(8, 9), (720, 648)),
        (Fraction(1009, 1000), (720, 576)),  # not to be seen
        (Fraction(101, 100), (727, 576)),
        (Fraction(8), (5760, 576)),
        (Fraction(1, 8), (720, 4608)),
        (Fraction(81, 10), (720, 576)),  # nobody's pixels
        (Fraction(10, 81), (720, 576)),
    ],
)
def test_pixels_become_square_and_nothing_smaller(
    reader: FilmReader, aspect: Fraction | None, size: tuple[int, int]
) -> None:
    frame: Any = SimpleNamespace(width=720, height=576)
    reader._stream = SimpleNamespace(sample_aspect_ratio=aspect)
    assert reader._shaped_size(frame) == size
    reader._orientation = Orientation(transposed=True)
    assert reader._displayed_size(frame) == size[::-1]


def test_no_side_becomes_longer_than_is_sensible(reader: FilmReader) -> None:
    reader._stream = SimpleNamespace(sample_aspect_ratio=Fraction(4))
    for width, shaped in ((4_096, 16_384), (4_097, 4_097)):
        frame: Any = SimpleNamespace(width=width, height=2_000)
        assert reader._shaped_size(frame) == (shaped, 2_000)


def test_of_several_tracks_the_best_one_is_read_and_never_a_cover(reader: FilmReader) -> None:
    cover = SimpleNamespace(disposition=Disposition.attached_pic)
    films = [SimpleNamespace(disposition=0, codec_context=SimpleNamespace()) for _ in "ab"]

    def chosen(best: object, *video: object) -> object:
        streams = SimpleNamespace(video=video, audio=(), best=lambda kind: best)
        reader._container = SimpleNamespace(streams=streams)
        return reader._chosen_stream()

    one, two = films
    assert chosen(two, one, two) == (two, 2)
    assert chosen(one, one, two, cover) == (one, 2)
    assert chosen(cover, cover, two, one) == (two, 2)


def test_when_it_was_recorded_is_the_tracks_own_word_first(reader: FilmReader) -> None:
    def said(track: str, file: str) -> str:
        reader._stream = SimpleNamespace(metadata={"creation_time": track} if track else {})
        reader._container = SimpleNamespace(metadata={"creation_time": file} if file else {})
        return reader.recorded_at

    assert said("2020", "2021") == "2020"
    assert said("", "2021") == "2021"
    assert said("", "") == ""


def turned(matrix: tuple[int, ...]) -> list[tuple[int, int]]:
    """Where the four corners of a picture of 2 x 3 pixels are displayed: row, column."""
    picture = np.zeros((2, 3, 3), np.uint8)
    for number, (row, column) in enumerate(((0, 0), (0, 2), (1, 0), (1, 2)), start=1):
        picture[row, column] = number
    seen = Orientation.of_matrix(matrix).upright(picture)[:, :, 0]
    return [tuple(int(k) for k in np.argwhere(seen == number)[0]) for number in range(1, 5)]


@pytest.mark.parametrize(
    ("matrix", "transposed"),
    [
        ((0, 0, 0, 0), False),
        ((1, 0, 0, 0), False),
        ((0, 0, 0, 1), False),
        ((0, 1, 0, 0), True),
        ((0, 0, 1, 0), True),
        ((1, 1, 1, 1), False),
    ],
)
def test_nothing_is_mirrored_where_a_display_matrix_says_nothing(
    matrix: tuple[int, int, int, int], transposed: bool
) -> None:
    a, b, c, d = matrix
    assert Orientation.of_matrix((a, b, 0, c, d, 0, 0, 0, 1)) == Orientation(transposed)


@pytest.mark.parametrize("a_to_d", [(a, 0, 0, d) for a in (1, -1) for d in (1, -1)])
def test_a_display_matrix_moves_every_corner_as_its_numbers_say(
    a_to_d: tuple[int, int, int, int],
) -> None:
    for a, b, c, d in (a_to_d, (0, a_to_d[0], a_to_d[3], 0)):
        corners = [(0, 0), (2, 0), (0, 1), (2, 1)]  # x, y
        moved = [(a * x + c * y, b * x + d * y) for x, y in corners]
        left, top = min(x for x, _ in moved), min(y for _, y in moved)
        scaled = tuple(65536 * number for number in (a, b, 0, c, d, 0, 0, 0, 16384))
        assert turned(scaled) == [(y - top, x - left) for x, y in moved]


def box(name: bytes, length: int, *, size: int | None = None) -> bytes:
    """A box of the MP4 family; `size` is what it says of itself."""
    return (length if size is None else size).to_bytes(4) + name + bytes(length - 8)


INDEX_MISSING = "its index is missing: the recording or download was not finished"
NO_VIDEO = "this is not a video file"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "the file is empty"),
        (bytes(50), "it holds nothing yet: the recording or download was not finished"),
        (
            b"\x1a\x45\xdf\xa3" + bytes(9),
            "it holds no picture: the recording or download was not finished",
        ),
        (b"words and words", NO_VIDEO),
        (box(b"ftyp", 16) + box(b"mdat", 40), INDEX_MISSING),
        (box(b"ftyp", 16) + box(b"moov", 40), NO_VIDEO),
        (box(b"ftyp", 16) + box(b"moov", 8), NO_VIDEO),
        (box(b"moov", 40)[:-1], INDEX_MISSING),  # begun
        (box(b"ftyp", 16) + box(b"moov", 16, size=17), INDEX_MISSING),
        (box(b"ftyp", 16) + box(b"mdat", 16, size=0), INDEX_MISSING),  # up to the end
        (box(b"ftyp", 16) + box(b"moov", 16, size=0), NO_VIDEO),
        (box(b"ftyp", 8, size=7) + box(b"moov", 16), INDEX_MISSING),  # no such length
        (box(b"wide", 8) + box(b"free", 8) + box(b"moov", 8), NO_VIDEO),
        (b"\0\0\0\1mdat" + (24).to_bytes(8) + bytes(8) + box(b"moov", 8), NO_VIDEO),
        (b"\0\0\0\1mdat" + (25).to_bytes(8) + bytes(8) + box(b"moov", 8), INDEX_MISSING),
    ],
)
def test_why_a_file_is_no_film(tmp_path: Path, data: bytes, reason: str) -> None:
    path = tmp_path / "film.mp4"
    path.write_bytes(data)
    assert no_film(path).reason == reason


def test_what_a_person_is_told_of_a_film() -> None:
    def words(report: FilmReport) -> list[str]:
        return [str(note) for note in report.notes]

    assert words(FilmReport(frames=10)) == []
    assert words(FilmReport(frames=10, refused=1, incomplete=1, tracks=2)) == [
        "1 frame of 11 could not be read: the film is damaged",
        "1 frame could be read only in part",
        "the film has 2 tracks of pictures; only one is read",
    ]
    assert words(FilmReport(frames=10, refused=2, incomplete=3)) == [
        "2 frames of 12 could not be read: the film is damaged",
        "3 frames could be read only in part",
    ]
    assert words(
        FilmReport(
            late_start_s=1.26, holes=1, holes_s=2.51, ends_s=7.0, missing_s=3.0, cut_off=True
        )
    ) == [
        "the first 1.3 seconds could not be read: the recording begins in the middle",
        "2.5 seconds in the middle could not be read: the film is damaged",
        "the film breaks off after 7.0 of 10.0 seconds: the recording or download was not finished",
    ]
    assert words(FilmReport(cut_off=True)) == ["the last frame is cut off and was left out"]


def steps_of(writer: FilmWriter, *times_s: float) -> list[int]:
    """Where pictures are put on the film's clock."""
    steps = []
    for time_s in times_s:
        writer.write(plain_frames(1, width=32, height=16)[0], time_s)
        steps.append(writer._last_step)
    writer.close()
    return steps


def test_pictures_stand_on_the_clock_of_60_000_steps_a_second(tmp_path: Path) -> None:
    writer = FilmWriter(tmp_path / "film.mp4", fps=10)
    assert steps_of(writer, 5.0, 5.04, 5.04, 5.04001, 7.0) == [0, 2_400, 8_400, 8_401, 120_000]


def test_avi_has_a_step_a_picture(tmp_path: Path) -> None:
    writer = FilmWriter(tmp_path / "film.avi", fps=10)
    assert steps_of(writer, 5.0, 5.04, 5.04, 6.0) == [0, 1, 2, 10]


@pytest.mark.parametrize(("fps", "step"), [(240, 250), (500, 250), (0, 2_400), (-1, 2_400)])
def test_what_is_no_rate_of_pictures_is_put_right(tmp_path: Path, fps: float, step: int) -> None:
    assert steps_of(FilmWriter(tmp_path / "film.mp4", fps=fps), 0.0, 0.0) == [0, step]
