"""The pictures of an rtsp, rtmp, udp or tcp address; FFmpeg speaks to the server."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from emotion_gui.core.clock import now_s
from emotion_gui.core.errors import VideoSourceError
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


_ENCRYPTED = ("rtsps:", "rtmps:", "tls:")


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
        if url.startswith(_ENCRYPTED):  # FFmpeg brings no certificates to check others by
            self.notes = (
                Note(
                    "What comes is encrypted, but nothing was checked that proves which camera "
                    "sends it."
                ),
            )

    def _container(self, resources: contextlib.ExitStack) -> InputContainer:
        import av

        del resources
        self._began_s = now_s()
        return av.open(
            self._url,
            "r",
            metadata_errors="replace",
            options=DECODER_OPTIONS,
            container_options=_OPTIONS,
            timeout=(self._open_timeout_s, self._read_timeout_s),
        )

    def _why_closed(self, error: Exception) -> VideoSourceError:
        del error  # FFmpeg's words name the address with its password
        if now_s() - self._began_s > 0.9 * self._open_timeout_s:
            return VideoSourceError(self._shown, "stalled", "the server does not answer")
        return VideoSourceError(self._shown, "refused", "nothing there gives a video")
