"""Encrypted addresses that FFmpeg fetches: the connection of the pictures is the one checked."""

from __future__ import annotations

import contextlib
import hashlib
import socket
import ssl
import tempfile
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from emotion_gui.core.errors import UntrustedCertificateError, VideoSourceError
from emotion_gui.core.inference import certificates, network_capture
from emotion_gui.core.inference.capture import StreamSource
from emotion_gui.core.inference.frames import opened
from tests.helpers.fake_sources import plain_frames, write_video
from tests.helpers.web import CERTIFICATES, SELF_SIGNED, multipart, server

THIS_HOST = CERTIFICATES / "this_host.pem"
EXPIRED = CERTIFICATES / "expired.pem"
ADDRESS_AS_NAME = CERTIFICATES / "address_as_name.pem"
SCHEMES = ("rtsps", "rtmps", "tls")

needs_gnutls = pytest.mark.skipif(
    not network_capture.ffmpeg_checks(), reason="FFmpeg's TLS library takes no authorities"
)


class TlsServer:
    """Sends a film to each caller.

    Args:
        shown: certificates; the n-th caller gets the n-th one, later ones get the last.

    Attributes:
        heard: of each certificate, what callers said to it once the connection was made.
    """

    def __init__(self, shown: Sequence[Path], film: bytes) -> None:
        self.heard: dict[Path, bytes] = dict.fromkeys(shown, b"")
        self._shown, self._film, self._ended = list(shown), film, False
        self._contexts = {path: self._context(path) for path in shown}

    @staticmethod
    def _context(certificate: Path) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        return context

    @contextlib.contextmanager
    def __call__(self) -> Iterator[str]:
        """Gives its host and port."""
        with socket.create_server(("127.0.0.1", 0)) as listening:
            thread = threading.Thread(target=self._serve, args=(listening,))
            thread.start()
            try:
                yield f"127.0.0.1:{listening.getsockname()[1]}"
            finally:
                self._ended = True
                socket.create_connection(listening.getsockname()).close()
                thread.join()

    def _serve(self, listening: socket.socket) -> None:
        while True:
            caller, _ = listening.accept()
            if self._ended:
                caller.close()
                return
            shown = self._shown.pop(0) if len(self._shown) > 1 else self._shown[0]
            with caller, contextlib.suppress(OSError):
                caller.settimeout(2)
                with self._contexts[shown].wrap_socket(caller, server_side=True) as secure:
                    if self._film:
                        secure.sendall(self._film)
                    else:
                        self.heard[shown] += secure.recv(4096)


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    made = tmp_path_factory.mktemp("film") / "clip.ts"
    return write_video(made, plain_frames(10)).read_bytes()


@pytest.fixture(autouse=True)
def authorities(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system knows this host's certificate alone; nobody trusts another one."""
    monkeypatch.setenv("SSL_CERT_FILE", str(THIS_HOST))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "none"))
    monkeypatch.setattr(certificates, "user_data", lambda: tmp_path)


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The system's temporary files, in a user's odd folder."""
    folder = tmp_path / "Zoë's 50% = a:b,c &  ü"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def pem(certificate: Path) -> str:
    """Without its key."""
    text = certificate.read_text(encoding="ascii")
    return text[text.index("-----BEGIN CERTIFICATE") :]


def trust(place: str, certificate: Path) -> None:
    der = ssl.PEM_cert_to_DER_cert(pem(certificate))
    certificates.trust(place, hashlib.sha256(der).hexdigest())


def refusal(address: str) -> VideoSourceError:
    with pytest.raises(VideoSourceError) as refused, opened(StreamSource(address, stall_s=1)):
        pytest.fail("it opened")
    return refused.value


@needs_gnutls
@pytest.mark.parametrize("certificate", [THIS_HOST, SELF_SIGNED], ids=["held", "trusted by hand"])
def test_a_proven_address_shows_its_pictures_and_leaves_no_file(
    certificate: Path, film: bytes, temporary: Path
) -> None:
    with TlsServer([certificate], film)() as place:
        trust(place, SELF_SIGNED)  # which bears another name than 127.0.0.1
        with opened(StreamSource(f"tls://{place}", stall_s=1)) as source:
            assert source.read().picture.shape == (120, 160, 3)
            assert not source.notes
    assert not list(temporary.iterdir())


@needs_gnutls
@pytest.mark.parametrize("genuine", [1, 2, 3, 4])
@pytest.mark.parametrize("certificate", [THIS_HOST, SELF_SIGNED], ids=["held", "trusted by hand"])
@pytest.mark.parametrize("scheme", SCHEMES[:2])
def test_who_steps_in_after_a_good_connection_hears_no_word(
    scheme: str, certificate: Path, genuine: int, temporary: Path
) -> None:
    asked = TlsServer([certificate] * genuine + [EXPIRED], b"")
    with asked() as place:
        trust(place, SELF_SIGNED)
        refusal(f"{scheme}://me:secret@{place}/a/b")
    assert not asked.heard[EXPIRED]
    assert not list(temporary.iterdir())


@needs_gnutls
@pytest.mark.parametrize("certificate", [THIS_HOST, SELF_SIGNED], ids=["held", "trusted by hand"])
@pytest.mark.parametrize("scheme", SCHEMES[:2])
def test_the_genuine_server_is_spoken_to(scheme: str, certificate: Path) -> None:
    asked = TlsServer([certificate], b"")
    with asked() as place:
        trust(place, SELF_SIGNED)
        refusal(f"{scheme}://{place}/a/b")
    assert asked.heard[certificate]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_what_nobody_vouches_for_is_asked_about(scheme: str) -> None:
    with TlsServer([SELF_SIGNED], b"")() as place:
        refused = refusal(f"{scheme}://{place}/a/b")
    assert isinstance(refused, UntrustedCertificateError)
    assert refused.place == place


@needs_gnutls
@pytest.mark.parametrize("genuine", [0, 1, 2])
@pytest.mark.parametrize("scheme", SCHEMES[:2])
def test_the_certificate_of_another_host_is_refused(
    scheme: str, genuine: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = tmp_path / "both.pem"
    both.write_text(pem(THIS_HOST) + pem(SELF_SIGNED), encoding="ascii")
    monkeypatch.setenv("SSL_CERT_FILE", str(both))  # an authority knows it, as `camera`
    asked = TlsServer([THIS_HOST] * genuine + [SELF_SIGNED], b"")
    with asked() as place:
        refusal(f"{scheme}://{place}/a")
    assert not asked.heard[SELF_SIGNED]


@needs_gnutls
@pytest.mark.parametrize(
    ("certificate", "why"),
    [(EXPIRED, "not within the certificate's dates"), (ADDRESS_AS_NAME, "bears no name")],
    ids=["expired", "no name"],
)
def test_what_gnutls_never_takes_is_refused_in_words(certificate: Path, why: str) -> None:
    with TlsServer([certificate], b"")() as place:
        trust(place, certificate)
        assert why in str(refusal(f"rtsps://{place}/a"))


@pytest.mark.parametrize("certificate", [EXPIRED, ADDRESS_AS_NAME, SELF_SIGNED])
def test_an_https_camera_that_is_trusted_by_hand_works_whatever_stands_in_its_certificate(
    certificate: Path,
) -> None:
    with server(multipart, certificate=certificate) as address:
        trust(certificates.place_of(address), certificate)
        with opened(StreamSource(address)) as source:
            assert source.read() is not None
        trust(certificates.place_of(address), THIS_HOST)
        assert isinstance(refusal(address), UntrustedCertificateError)


@pytest.mark.parametrize("scheme", [*SCHEMES, "rtsp", "udp"])
@pytest.mark.parametrize("known", [True, False])
def test_where_ffmpeg_cannot_check_it_is_said(
    scheme: str, known: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(network_capture, "ffmpeg_checks", lambda: known)
    capture = network_capture.NetworkCapture(
        f"{scheme}://a/b", "b", open_timeout_s=1, read_timeout_s=1
    )
    assert bool(capture.notes) == (scheme in SCHEMES and not known)
