"""The pictures of an http address, decoded from bytes that `web_stream` fetches."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from emotion_gui.core.errors import VideoSourceError
from emotion_gui.core.inference.decoded_stream import LIVE_OPTIONS, DecodedStream
from emotion_gui.core.inference.films.reader import DECODER_OPTIONS
from emotion_gui.core.inference.notes import Note
from emotion_gui.core.inference.web_stream import WebStream

if TYPE_CHECKING:
    from av.container.input import InputContainer

_OPTIONS = LIVE_OPTIONS | {"fflags": "nobuffer"}


class WebCapture(DecodedStream):
    """What an http address shows.

    Args:
        stream: the address.
    """

    def __init__(self, stream: WebStream) -> None:
        super().__init__()
        self._stream = stream

    def _container(self, resources: contextlib.ExitStack) -> InputContainer:
        import av

        file = self._stream.begin()
        resources.callback(file.close)
        return av.open(
            file,
            "r",
            metadata_errors="replace",
            options=DECODER_OPTIONS,
            container_options=_OPTIONS,
            io_open=self._open_named,
        )

    def _open_named(self, url: str, flags: int, options: object) -> object:
        """A piece that a playlist names."""
        del flags, options
        try:
            return self._stream.open(url)
        except VideoSourceError as error:
            self._stream.fault = error
            raise

    def _why_closed(self, error: Exception) -> VideoSourceError:
        if self._stream.fault is None and isinstance(error, VideoSourceError):
            return error
        return self._stream.fault or self._stream.refused("it sends no video")

    def _check_end(self) -> None:
        fault = self._stream.fault
        if fault is not None and fault.kind == "refused":
            raise fault

    def _picture_came(self) -> None:
        self._stream.picture_came()
        if self._stream.unproven:
            values = {"why": self._stream.unproven}
            self.notes = (
                Note(
                    "What comes is encrypted, but the certificate does not prove which camera "
                    "sends it ({why}).",
                    values,
                ),
            )
