"""Streams that FFmpeg itself speaks to a server for: rtsp and tcp, on this computer's loopback."""

from __future__ import annotations

import contextlib
import io
import re
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import av
import numpy as np
import pytest
from helpers.fake_sources import free_port

from emotion_gui.core.errors import VideoSourceError
from emotion_gui.core.inference.capture import StreamSource
from emotion_gui.core.inference.sources import opened

SIZE = (160, 120)
FRAMES = 40


@contextlib.contextmanager
def serving(answer: Callable[[socket.socket], None]) -> Iterator[int]:
    """A server for one caller; gives its port."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def run() -> None:
            with contextlib.suppress(OSError):
                caller, _ = server.accept()
                with caller:
                    answer(caller)

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        yield server.getsockname()[1]
    thread.join(10)


def transport_stream() -> bytes:
    """A film as broadcasts send it."""
    file = io.BytesIO()
    with av.open(file, "w", format="mpegts") as film:
        write_pictures(film)
    return file.getvalue()


def write_pictures(film: av.container.OutputContainer) -> None:
    stream = film.add_stream("mpeg4", rate=25)
    stream.width, stream.height = SIZE
    if film.format.name == "rtp":  # what a decoder needs stands in the server's description
        stream.codec_context.flags |= av.codec.context.Flags.global_header
    stream.codec_context.gop_size = FRAMES  # one whole picture at the beginning
    for number in range(FRAMES):
        picture = np.full((SIZE[1], SIZE[0], 3), (200, 40, number), dtype=np.uint8)
        film.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="bgr24")))
    film.mux(stream.encode())


def test_a_tcp_address_shows_its_pictures() -> None:
    data = transport_stream()
    with (
        serving(lambda caller: caller.sendall(data)) as port,
        opened(StreamSource(f"tcp://127.0.0.1:{port}", stall_s=1)) as source,
    ):
        frame = source.read()
    assert frame is not None
    assert frame.picture.shape == (120, 160, 3)
    blue, green, _ = frame.picture.mean(axis=(0, 1))
    assert blue == pytest.approx(200, abs=6)
    assert green == pytest.approx(40, abs=6)


class RtspServer:
    """As little of RTSP as FFmpeg needs: one film, sent by UDP to where the caller listens."""

    def __init__(self) -> None:
        port = free_port()
        with av.open(f"rtp://127.0.0.1:{port}", "w", format="rtp") as film:
            write_pictures(film)
            config = bytes(film.streams[0].codec_context.extradata).hex()
        self.sdp = (
            "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=film\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
            "m=video 0 RTP/AVP 96\r\na=rtpmap:96 MP4V-ES/90000\r\n"
            f"a=fmtp:96 profile-level-id=1; config={config}\r\na=control:one\r\n"
        )
        self.asked: list[str] = []

    def answer(self, caller: socket.socket) -> None:
        """Until the caller leaves."""
        film_port = 0
        for request in self._requests(caller):
            verb = request.split()[0]
            self.asked.append(verb)
            number = re.search(r"CSeq: (\d+)", request)
            head, body = f"RTSP/1.0 200 OK\r\nCSeq: {number and number[1]}\r\nSession: 7\r\n", ""
            if verb == "DESCRIBE":
                body = self.sdp
                head += f"Content-Type: application/sdp\r\nContent-Length: {len(body)}\r\n"
            elif verb == "SETUP":
                listens = re.search(r"client_port=(\d+)-(\d+)", request)
                if listens is None:  # by TCP: this server cannot
                    head = head.replace("200 OK", "461 Unsupported transport")
                else:
                    film_port = int(listens[1])
                    head += f"Transport: RTP/AVP;unicast;client_port={listens[1]}-{listens[2]}\r\n"
            caller.sendall(f"{head}\r\n{body}".encode())
            if verb == "PLAY":
                with av.open(f"rtp://127.0.0.1:{film_port}", "w", format="rtp") as film:
                    write_pictures(film)

    def _requests(self, caller: socket.socket) -> Iterator[str]:
        waiting = b""
        while more := caller.recv(4096):
            waiting += more
            while b"\r\n\r\n" in waiting:
                request, _, waiting = waiting.partition(b"\r\n\r\n")
                yield request.decode()


def test_an_rtsp_camera_shows_its_pictures_and_its_password_is_not_told() -> None:
    server = RtspServer()
    with serving(server.answer) as port:
        source = StreamSource(f"RTSP://me:secret@127.0.0.1:{port}/desk", stall_s=1)
        with opened(source):
            frame = source.read()
    assert frame is not None
    assert frame.picture.shape == (120, 160, 3)
    assert "PLAY" in server.asked
    assert source.address == f"RTSP://127.0.0.1:{port}/desk"


def test_a_server_that_says_nothing_stalls() -> None:
    done = threading.Event()
    with serving(lambda caller: done.wait(20) and None) as port:
        source = StreamSource(f"rtsp://me:secret@127.0.0.1:{port}/x", open_timeout_s=0.5)
        with pytest.raises(VideoSourceError) as caught, opened(source):
            pytest.fail("it opened")
        done.set()
    assert caught.value.kind == "stalled"
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("data", [b"", b"no film " * 4000])
def test_what_is_no_video_is_refused(data: bytes) -> None:
    with serving(lambda caller: caller.sendall(data)) as port:
        source = StreamSource(f"tcp://127.0.0.1:{port}")
        with pytest.raises(VideoSourceError) as caught, opened(source):
            pytest.fail("it opened")
    assert caught.value.kind == "refused"


@pytest.mark.skipif(sys.platform == "win32", reason="Wine tells FFmpeg of no refusal")
def test_nobody_listens() -> None:
    with (
        pytest.raises(VideoSourceError) as caught,
        opened(StreamSource(f"rtsp://127.0.0.1:{free_port()}/x")),
    ):
        pytest.fail("it opened")
    assert caught.value.kind == "refused"


def test_a_playlist_names_no_file_of_this_computer(tmp_path: Path) -> None:
    own = tmp_path / "own.ts"
    own.write_bytes(transport_stream())
    playlist = f"#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nfile://{own.as_posix()}\n"
    with serving(lambda caller: caller.sendall(playlist.encode())) as port:
        source = StreamSource(f"tcp://127.0.0.1:{port}/list.m3u8", open_timeout_s=2, stall_s=1)
        with pytest.raises(VideoSourceError), opened(source):
            pytest.fail("it opened")
