"""The pictures of an rtsp, rtmp, udp or tcp address; FFmpeg speaks to the server."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from emotion_gui.core.clock import now_s
from emotion_gui.core.errors import VideoSourceError
from emotion_gui.core.files import temporary_folder, write_text
from emotion_gui.core.inference.certificates import place_of, portable_proof, proven_context
from emotion_gui.core.inference.decoded_stream import LIVE_OPTIONS, DecodedStream
from emotion_gui.core.inference.films.reader import DECODER_OPTIONS
from emotion_gui.core.inference.notes import Note

if TYPE_CHECKING:
    from av.container.input import InputContainer

_OPTIONS = LIVE_OPTIONS | {
    # Many networks drop rtsp's own packets; servers that cannot do without them say so.
    "rtsp_flags": "prefer_tcp",
    # What comes may be a playlist: no files of this computer, no other kind of server.
    "protocol_whitelist": "rtsp,rtp,srtp,rtmp,rtmpt,rtmps,udp,tcp,tls",
}

# With an older one nobody tried whether rtsps and rtmps hand on what TLS is told.
_CHECKS_FROM = (62, 12)


class NetworkCapture(DecodedStream):
    """What such an address shows.

    Args:
        url: with user name and password where the server wants them.
        shown: the address for messages.
        open_timeout_s: how long a server may take to answer.
        read_timeout_s: how long it may say nothing later.
    """

    def __init__(
        self, url: str, shown: str, *, open_timeout_s: float, read_timeout_s: float
    ) -> None:
        super().__init__()
        self._url, self._shown = url, shown
        self._open_timeout_s, self._read_timeout_s = open_timeout_s, read_timeout_s
        self._began_s = now_s()
        if place_of(url) and not ffmpeg_checks():
            self.notes = (
                Note(
                    "The certificate was checked just before, on another connection than the "
                    "pictures come by."
                ),
            )

    def _container(self, resources: contextlib.ExitStack) -> InputContainer:
        import av

        del resources
        self._began_s = now_s()
        with self._checks() as checks:
            return av.open(
                self._url,
                "r",
                metadata_errors="replace",
                options=DECODER_OPTIONS,
                container_options=_OPTIONS | checks,
                timeout=(self._open_timeout_s, self._read_timeout_s),
            )

    @contextlib.contextmanager
    def _checks(self) -> Iterator[dict[str, str]]:
        """What makes FFmpeg check the certificate, by files that are there during the block.

        Raises:
            VideoSourceError: it does not hold; this is asked for beforehand, since FFmpeg has no
                words for it.
        """
        if not place_of(self._url):
            yield {}
        elif not ffmpeg_checks():
            proven_context(self._url, self._shown, timeout_s=self._open_timeout_s)
            yield {}
        else:
            proof = portable_proof(self._url, self._shown, timeout_s=self._open_timeout_s)
            with temporary_folder() as folder:
                file = folder / "authorities.pem"
                write_text(file, proof.authorities, private=True)
                checks = {"tls_verify": "1", "ca_file": str(file)}
                yield checks | ({"verifyhost": proof.name} if proof.name else {})

    def _why_closed(self, error: Exception) -> VideoSourceError:
        if isinstance(error, VideoSourceError):
            return error
        # FFmpeg's words name the address with its password.
        if now_s() - self._began_s > 0.9 * self._open_timeout_s:
            return VideoSourceError(self._shown, "stalled", "the server does not answer")
        return VideoSourceError(self._shown, "refused", "nothing there gives a video")


def ffmpeg_checks() -> bool:
    """Whether this FFmpeg checks a certificate by given authorities and its name.

    GnuTLS does (Linux). Windows' Schannel looks at no file of authorities, and macOS' Secure
    Transport may not open one beside what the list of protocols allows.
    """
    from av import _core

    library = _core.library_meta["libavformat"]
    return "--enable-gnutls" in library["configuration"] and library["version"] >= _CHECKS_FROM
