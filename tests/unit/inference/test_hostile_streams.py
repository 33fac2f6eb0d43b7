"""Servers that send too much, send somebody elsewhere, or ask who is there."""

from __future__ import annotations

import base64
import hashlib
import re
import ssl
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from emotion_gui.core.errors import UntrustedCertificateError, VideoSourceError
from emotion_gui.core.inference import certificates, web_stream
from emotion_gui.core.inference.capture import StreamSource, without_credentials
from emotion_gui.core.inference.frames import opened
from emotion_gui.core.inference.sources import open_source
from tests.helpers.fake_sources import free_port, mjpeg_server, plain_frames, write_video
from tests.helpers.web import JPEG, SELF_SIGNED, Answer, begin, multipart, server


def refusal(source: StreamSource) -> VideoSourceError:
    """Why it does not open."""
    with pytest.raises(VideoSourceError) as refused, opened(source):
        pytest.fail("it opened")
    return refused.value


def giant(head: bytes) -> Answer:
    """A first picture, then one without end."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        begin(handler, "multipart/x-mixed-replace; boundary=b")
        handler.wfile.write(b"--b\r\nContent-Type: image/jpeg\r\n" + head + b"\r\n\xff\xd8")
        while True:
            handler.wfile.write(b"\x55" * 65_536)

    return answer


@pytest.mark.parametrize(
    "head",
    [b"Content-Length: 2000000000\r\n", b"", b"Content-Length: -1\r\n"],
    ids=["a giant part", "no length", "a negative length"],
)
def test_a_picture_without_end_is_given_up(head: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web_stream, "MOST_BYTES_A_PICTURE", 3 << 20)
    with server(giant(head)) as address:
        refused = refusal(StreamSource(address, stall_s=2))
    assert "3 MB came without a picture" in str(refused)


def test_many_pictures_are_not_counted_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web_stream, "MOST_BYTES_A_PICTURE", 10 * len(JPEG))
    with mjpeg_server() as address, opened(StreamSource(address)) as source:
        last = next(frame for frame in iter(source.read, None) if frame.index >= 30)
    assert last.picture.shape == plain_frames(1)[0].shape  # three times the limit came by


def test_a_redirect_to_another_host_is_refused_in_words() -> None:
    with mjpeg_server() as elsewhere:

        def away(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(302)
            handler.send_header("Location", elsewhere.replace("//", "//me:secret@"))
            handler.end_headers()

        with server(away) as address:
            refused = refusal(StreamSource(address))
    host = elsewhere.rpartition("/")[0]
    assert f"the server sends on to another one ({host})" in str(refused)
    assert "secret" not in str(refused)


@pytest.fixture
def nobody_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(certificates, "user_data", lambda: tmp_path)


@pytest.mark.usefixtures("nobody_trusted")
def test_a_certificate_that_does_not_hold_is_taken_once_a_person_trusts_it() -> None:
    with server(multipart, certificate=SELF_SIGNED) as address:
        refused = refusal(StreamSource(address))
        assert isinstance(refused, UntrustedCertificateError)
        assert "does not prove who sends (self-signed certificate); SHA-256 " in str(refused)
        written = ":".join(re.findall("..", refused.fingerprint.upper()))
        certificates.trust(refused.place, written)
        with opened(StreamSource(address)) as source:
            assert source.read() is not None
        certificates.trust(refused.place, "00" * 32)  # the camera has another one now
        again = refusal(StreamSource(f"{address}?pwd=secret"))
        assert isinstance(again, UntrustedCertificateError)
        assert "secret" not in str(again)


@pytest.mark.usefixtures("nobody_trusted")
def test_a_connection_takes_the_trusted_certificate_and_no_other() -> None:
    text = SELF_SIGNED.read_text(encoding="utf-8")
    mine = text[text.index("-----BEGIN CERTIFICATE") :]
    context = certificates._only(mine)
    with server(multipart, certificate=SELF_SIGNED) as address:
        host, port = certificates.place_of(address).split(":")
        certificates._shake_hands(context, host, int(port), 5.0)
        other = ssl.create_default_context()
        with pytest.raises(ssl.SSLCertVerificationError):
            certificates._shake_hands(other, host, int(port), 5.0)


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("https://me:secret@Camera/x", "camera:443"),
        ("HTTPS://10.0.0.9:8443/x?pwd=a", "10.0.0.9:8443"),
        ("rtsps://camera.local/1", "camera.local:322"),
        ("http://camera/x", ""),
        ("https://camera:99999999/x", ""),
        ("film.mp4", ""),
    ],
)
def test_a_certificate_is_remembered_for_host_and_port(address: str, place: str) -> None:
    assert certificates.place_of(address) == place


def test_a_redirect_within_the_host_is_followed() -> None:
    def within(handler: BaseHTTPRequestHandler) -> None:
        if handler.path == "/there":
            multipart(handler)
            return
        handler.send_response(301)
        handler.send_header("Location", "/there")
        handler.end_headers()

    with server(within) as address, opened(StreamSource(address)) as source:
        assert source.read() is not None


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://127.0.0.1/x", "//127.0.0.2/x"])
def test_a_redirect_to_something_else_is_refused(target: str) -> None:
    def away(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(302)
        handler.send_header("Location", target)
        handler.end_headers()

    with server(away) as address:
        refused = refusal(StreamSource(address))
    assert refused.kind == "refused"


def test_a_playlist_may_name_pieces_of_its_own_host_alone(tmp_path: Path) -> None:
    film = write_video(tmp_path / "clip.ts", plain_frames(30)).read_bytes()
    asked: list[str] = []

    def answer(handler: BaseHTTPRequestHandler) -> None:
        asked.append(handler.path)
        if handler.path.endswith("ts"):
            begin(handler, "video/mp2t", Content_Length=str(len(film)))
            handler.wfile.write(film)
            return
        begin(handler, "application/vnd.apple.mpegurl")
        name = "piece.ts" if handler.path == "/own.m3u8" else elsewhere
        text = f"#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:1,\n{name}\n#EXT-X-ENDLIST\n"
        handler.wfile.write(text.encode())

    with server(answer) as other, server(answer) as address:
        elsewhere = f"{other}/stolen.ts"
        with opened(StreamSource(f"{address}/own.m3u8")) as source:
            assert source.read() is not None
        with (
            pytest.raises(VideoSourceError),
            opened(StreamSource(f"{address}/foreign.m3u8", stall_s=1)),
        ):
            pytest.fail("it opened")
    assert "/piece.ts" in asked
    assert "/stolen.ts" not in asked


def test_a_film_whose_index_is_at_its_end_is_read(tmp_path: Path) -> None:
    data = write_video(tmp_path / "clip.mp4", plain_frames(30)).read_bytes()
    assert data.rindex(b"moov") > data.index(b"mdat")

    def answer(handler: BaseHTTPRequestHandler) -> None:
        asked = re.match(r"bytes=(\d+)-", handler.headers.get("Range", ""))
        start = int(asked[1]) if asked else 0
        handler.send_response(206 if asked else 200)
        handler.send_header("Accept-Ranges", "bytes")
        handler.send_header("Content-Length", str(len(data) - start))
        handler.end_headers()
        handler.wfile.write(data[start:])

    with server(answer) as address, opened(StreamSource(f"{address}/clip.mp4")) as source:
        assert source.read().picture.shape == (120, 160, 3)


def with_basic(handler: BaseHTTPRequestHandler) -> None:
    wanted = base64.b64encode(b"me:s@cret").decode()
    if handler.headers.get("Authorization") == f"Basic {wanted}":
        multipart(handler)
        return
    handler.send_response(401)
    handler.send_header("WWW-Authenticate", 'Basic realm="camera"')
    handler.end_headers()


def with_digest(handler: BaseHTTPRequestHandler) -> None:
    def md5(text: str) -> str:
        return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()

    given = dict(re.findall(r'(\w+)="?([^",]+)"?', handler.headers.get("Authorization", "")))
    own = md5("me:camera:s@cret"), md5(f"GET:{handler.path}")
    if given.get("response") == md5(f"{own[0]}:n1:{own[1]}"):
        multipart(handler)
        return
    handler.send_response(401)
    handler.send_header("WWW-Authenticate", 'Digest realm="camera", nonce="n1"')
    handler.end_headers()


@pytest.mark.parametrize("answer", [with_basic, with_digest], ids=["basic", "digest"])
def test_cameras_ask_for_a_password_and_nobody_is_told_it(answer: Answer) -> None:
    with server(answer) as address:
        known = address.replace("//", "//me:s%40cret@") + "/x"
        with opened(StreamSource(known)) as source:
            assert source.read() is not None
            assert "cret" not in source.describe()
        wrong = address.replace("//", "//me:wrong@") + "/x"
        refused = refusal(StreamSource(wrong))
    assert "another user name or password" in str(refused)
    assert "wrong" not in str(refused)


@pytest.mark.parametrize("code", [404, 500, 418])
def test_a_refusal_of_the_server_is_told(code: int) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(code, "bad\x1b[2J")
        handler.end_headers()

    with server(answer) as address:
        refused = refusal(StreamSource(address))
    assert f"the server refuses (HTTP {code})" in str(refused)


@pytest.mark.parametrize("body", [b"", b"<html>", b"\0" * 100_000, b"\xff\xd8" * 50_000])
def test_what_is_no_video_is_told(body: bytes) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        begin(handler, "text/html", Content_Length=str(len(body)))
        handler.wfile.write(body)

    with server(answer) as address:
        refused = refusal(StreamSource(address, stall_s=1))
    assert refused.kind in ("refused", "stalled")


def test_a_proxy_of_the_environment_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{free_port()}")
    monkeypatch.delenv("no_proxy", raising=False)
    with mjpeg_server() as address, opened(StreamSource(address)) as source:
        assert source.read() is not None


@pytest.mark.parametrize(
    "address",
    [
        "http://me:secret@host/x",
        "HTTPS://me:secret@host",
        "http:/me:secret@host/x",
        "http:\\\\me:secret@host/x",
        "ftp://me:secret@host/x",
        "rtsps://me:secret@host/x",
        "http://host/video.cgi?user=me&pwd=secret&x=1",
        "http://host/video?Password=secret",
        "rtsp://host/user=me_password=secret_channel=1.sdp",
        "http://host/x?token=secret#y",
        "http://me:a:b@secret@host/x",
    ],
)
def test_no_spelling_of_a_password_is_told(address: str) -> None:
    assert "secret" not in without_credentials(address)
    with pytest.raises(VideoSourceError) as refused, opened(open_source(address)):
        pytest.fail("it opened")
    assert "secret" not in str(refused.value)


def test_addresses_of_another_kind_are_refused_in_words() -> None:
    with pytest.raises(VideoSourceError, match="addresses begin with http://"):
        open_source("gopher://host/x")


@pytest.mark.parametrize("number", ["999999999999", "1000", "٣", "-1", "0x1", "", "1e3", "0 "])
def test_a_number_that_no_camera_has_is_refused_in_words(number: str) -> None:
    with pytest.raises(VideoSourceError) as refused:
        open_source(f"camera:{number}")
    assert refused.value.kind == "missing"
