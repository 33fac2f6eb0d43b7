"""Addresses of the web, with made-up servers: whose they are, what is sought, what is too much."""

from typing import Any
from urllib.parse import urlsplit

import pytest

from emotion_gui.core.errors import VideoSourceError
from emotion_gui.core.inference.web_stream import WebFile, WebStream, _host_of, _is_within


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("http://Cam.Example/a", ("http", "cam.example", 80)),
        ("https://cam/a", ("https", "cam", 443)),
        ("http://cam:81/a", ("http", "cam", 81)),
        ("http://cam:99999/a", ("http", "cam", -1)),
        ("ftp://cam/a", ("ftp", "cam", 0)),
        ("http:///a", ("http", "", 80)),
    ],
)
def test_whose_an_address_is(url: str, host: tuple[str, str, int]) -> None:
    assert _host_of(urlsplit(url)) == host


def test_the_encrypted_side_of_a_host_is_that_host_and_no_other_is() -> None:
    here = ("http", "cam", 81)
    assert _is_within(here, here)
    assert _is_within(("https", "cam", 443), here)
    for there in (("https", "cam", 81), ("https", "bad", 443), ("http", "cam", 80)):
        assert not _is_within(there, here)
    assert not _is_within(("http", "cam", 80), ("https", "cam", 443))


def web(url: str = "http://me:word@cam/live") -> WebStream:
    return WebStream(url, "cam", open_timeout_s=1.0, read_timeout_s=1.0)


def test_another_host_is_refused_by_name_without_a_password() -> None:
    stream = web()
    assert stream.url == "http://cam/live"
    stream.check_host("http://cam/other")
    with pytest.raises(VideoSourceError, match=r"\(http://bad:8\)") as caught:
        stream.check_host("http://you:secret@bad:8/x")
    assert caught.value.kind == "refused"


def test_so_many_bytes_without_a_picture_are_no_video() -> None:
    stream = web()
    stream.count(64 << 20)
    assert stream.fault is None
    stream.picture_came()
    stream.count(64 << 20)
    assert stream.fault is None
    stream.count(1)
    assert stream.fault is not None
    assert "64 MB came without a picture" in str(stream.fault)


class Answer:
    """What a server sends from a byte on."""

    def __init__(self, data: bytes, **headers: str) -> None:
        self.data, self.headers, self.closed = data, headers, False

    def getheader(self, name: str, default: str) -> str:
        return self.headers.get(name.replace("-", "_"), default)

    def read1(self, size: int) -> bytes:
        found, self.data = self.data[:size], self.data[size:]
        return found

    def close(self) -> None:
        self.closed = True


def web_file(data: bytes, **headers: str) -> tuple[WebFile, list[int]]:
    asked: list[int] = []
    stream: Any = web()

    def fetch(url: str, start: int) -> Answer:
        asked.append(start)
        return Answer(data[start:], **headers)

    stream.fetch = fetch
    return WebFile(stream, "http://cam/live"), asked


def test_a_file_on_the_web_is_sought_where_the_server_can() -> None:
    file, asked = web_file(b"0123456789", Content_Length="10", Accept_Ranges="bytes")
    assert file.seekable()
    assert file.read(3) == b"012"
    assert file.tell() == 3
    assert file.seek(3) == 3  # there already
    assert asked == [0]
    assert file.seek(2, 1) == 5
    assert file.read(2) == b"56"
    assert file.seek(-1, 2) == 9
    assert file.read(5) == b"9"
    assert file.seek(0, 2) == 10  # the end is asked of nobody
    assert asked == [0, 5, 9]
    assert file.read(5) == b""
    assert file.seek(0) == 0
    assert file.read(1) == b"0"
    for target in (-1, 11):
        with pytest.raises(OSError):
            file.seek(target)


@pytest.mark.parametrize(
    "headers", [{}, {"Content_Length": "10"}, {"Content_Length": "x", "Accept_Ranges": "bytes"}]
)
def test_a_stream_cannot_be_sought(headers: dict[str, str]) -> None:
    file, _ = web_file(b"0123456789", **headers)
    assert not file.seekable()
    assert file.readable()
    with pytest.raises(OSError):
        file.seek(1)


def test_a_fault_ends_a_file_and_bytes_are_counted() -> None:
    file, _ = web_file(b"0123456789")
    file.read(4)
    assert file._stream._unseen == 4
    file._stream.fault = file._stream.stalled()
    assert file.read(4) == b""
    assert file._stream.fault.kind == "stalled"
