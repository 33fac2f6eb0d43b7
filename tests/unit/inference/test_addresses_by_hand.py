"""Which certificates a person has trusted, and what is said of servers; figures by hand."""

from __future__ import annotations

import itertools
import os
import stat
from pathlib import Path
from typing import Any

import av
import pytest

from emotion_gui.core.errors import VideoSourceError
from emotion_gui.core.inference import certificates, network_capture
from emotion_gui.core.inference.network_capture import NetworkCapture

PLACE = "camera:443"
PRINTS = ["a1" * 32, "0f" * 32]


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of what is trusted, which is not there yet."""
    monkeypatch.setattr(certificates, "user_data", lambda: tmp_path)
    return tmp_path / "trusted_cameras.json"


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        (PRINTS[0], True),
        (":".join(["A1"] * 32), True),
        (f" {PRINTS[0].upper()}\n", True),
        (PRINTS[0][:-1], False),
        (PRINTS[0] + "0", False),
        ("g1" * 32, False),
        ("", False),
    ],
)
def test_fingerprints_are_known_in_any_spelling(text: str, is_one: bool) -> None:
    assert certificates.is_fingerprint(text) == is_one


def test_each_place_has_the_certificate_that_was_trusted_last(kept: Path) -> None:
    certificates.trust(PLACE, PRINTS[0])
    certificates.trust("camera:8443", PRINTS[1])
    assert certificates._trusted() == {PLACE: PRINTS[0], "camera:8443": PRINTS[1]}
    certificates.trust(PLACE, ":".join(["0F"] * 32))
    assert certificates._trusted() == {PLACE: PRINTS[1], "camera:8443": PRINTS[1]}
    if os.name != "nt":
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b"\xff", b'"a"', None])
def test_a_damaged_file_trusts_nobody_and_is_written_anew(kept: Path, content: bytes) -> None:
    if content is not None:
        kept.write_bytes(content)
    assert certificates._trusted() == {}
    certificates.trust(PLACE, PRINTS[0])
    assert certificates._trusted() == {PLACE: PRINTS[0]}


@pytest.mark.parametrize(
    ("took_s", "kind"), [(0.0, "refused"), (8.9, "refused"), (9.1, "stalled"), (20.0, "stalled")]
)
def test_a_server_that_is_silent_for_the_time_it_has_does_not_answer(
    monkeypatch: pytest.MonkeyPatch, took_s: float, kind: str
) -> None:
    asked: list[dict[str, Any]] = []
    clock = itertools.chain([100.0, 500.0], itertools.repeat(500.0 + took_s))  # made, opened, over

    def silent(*_: object, **options: Any) -> None:
        asked.append(options)
        raise OSError(5, "what names the password")

    monkeypatch.setattr(network_capture, "now_s", lambda: next(clock))
    monkeypatch.setattr(av, "open", silent)
    capture = NetworkCapture(
        "rtsp://me:password@camera/1", "rtsp://camera/1", open_timeout_s=10, read_timeout_s=3
    )
    with pytest.raises(VideoSourceError) as caught:
        capture.open()
    assert (caught.value.kind, caught.value.address) == (kind, "rtsp://camera/1")
    assert "password" not in str(caught.value)
    (options,) = asked
    assert options["timeout"] == (10, 3)
    allowed = options["container_options"]["protocol_whitelist"].split(",")
    assert not {"file", "http", "https", "data", "concat"} & set(allowed)
