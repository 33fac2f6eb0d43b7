"""Sends every frame's faces, and event marks, to other programs while a source is watched.

Open Sound Control (https://opensoundcontrol.stanford.edu/spec-1_0.html), by UDP to 127.0.0.1:

* `/emotion/face`: frame (int), time_s (float), face (int), x, y, width, height (float), label
  (string), confidence (float), then name and probability of every class (string, float);
* `/emotion/frame`: frame (int), time_s (float), number of faces (int), after its faces;
* `/emotion/event`: time_s (float), what it was called (string).

Lab Streaming Layer (https://labstreaminglayer.org): a stream of type `Expression` with one sample
a face and frame, channels as `CHANNELS` and then one a class, at an irregular rate; and one of
type `Markers` with the events. Samples carry the moment at which the frame was captured.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any, Protocol

from emotion_gui.core.clock import now_s
from emotion_gui.core.errors import ConfigError
from emotion_gui.core.inference.outlet_request import LSL_NAME, OSC_HOST, OutletRequest
from emotion_gui.core.inference.results import FaceResult, FrameResult

CHANNELS = ("frame", "time_s", "face", "x", "y", "width", "height", "label", "confidence")
_PATIENCE_S = 360  # of answers that a receiver of LSL may be late


class Outlet(Protocol):
    """One way out."""

    def send(self, result: FrameResult) -> None:
        """A frame's faces."""

    def mark(self, name: str, time_s: float) -> None:
        """An event at a moment of the source."""

    def close(self) -> None:
        """Nothing is sent any more."""


class Outlets(ExitStack):
    """What is switched on at the moment; follows a request that may change from frame to frame."""

    def __init__(self) -> None:
        super().__init__()
        self._classes: tuple[str, ...] = ()
        self._request: OutletRequest | None = None
        self._open: tuple[Outlet, ...] = ()

    def use(self, request: OutletRequest | None, classes: Sequence[str]) -> None:
        """Open and close what the request says; other classes open everything anew.

        Args:
            request: None = nothing.
            classes: names, in the order of the probabilities.

        Raises:
            ConfigError: a library is not installed, or the way out does not open.
        """
        if request == self._request and tuple(classes) == self._classes:
            return
        self.close()
        self._request, self._classes, self._open = None, tuple(classes), ()
        ways: list[Outlet] = []
        if request is not None and request.osc_port is not None:
            ways.append(self._closing(OscOutlet(request.osc_port, self._classes)))
        if request is not None and request.lsl:
            ways.append(self._closing(LslOutlet(self._classes)))
        self._request, self._open = request, tuple(ways)

    def send(self, result: FrameResult, marks: Sequence[str] = ()) -> None:
        """A frame, and the events since the one before it."""
        for way in self._open:
            way.send(result)
            for name in marks:
                way.mark(name, result.frame.time_s)

    def _closing(self, way: Outlet) -> Outlet:
        self.callback(way.close)
        return way


class OscOutlet:
    """OSC messages to a port of this computer; nobody has to listen there.

    Raises:
        ConfigError: python-osc is not installed, or no socket can be had.
    """

    def __init__(self, port: int, classes: Sequence[str]) -> None:
        try:
            from pythonosc.udp_client import SimpleUDPClient
        except ImportError as error:
            raise ConfigError("osc", port, _lacks("python-osc")) from error
        self._classes = tuple(classes)
        try:
            self._client = SimpleUDPClient(OSC_HOST, port)
        except OSError as error:
            raise ConfigError("osc", port, f"the port does not open: {error}") from error

    def send(self, result: FrameResult) -> None:
        frame = result.frame
        for face in result.faces:
            values = zip(self._classes, map(float, face.probabilities), strict=True)
            # Pairs are for people who look at the messages; the order is always the model's.
            pairs = [part for pair in values for part in pair]
            box = face.box
            head = [frame.index, frame.time_s, face.track_id, box.x, box.y, box.width, box.height]
            self._send("/emotion/face", [*head, face.answer.word, face.confidence, *pairs])
        self._send("/emotion/frame", [frame.index, frame.time_s, len(result.faces)])

    def mark(self, name: str, time_s: float) -> None:
        self._send("/emotion/event", [time_s, name])

    def close(self) -> None:
        self._client.close()

    def _send(self, address: str, values: list[Any]) -> None:
        try:
            self._client.send_message(address, values)
        except OSError:
            # Nobody listens on that port now: Linux tells it with the next datagram. A receiver
            # may come and go, and the watching goes on.
            return


class LslOutlet:
    """Two streams of the Lab Streaming Layer.

    Raises:
        ConfigError: pylsl, or the library that it needs, is not installed.
    """

    def __init__(self, classes: Sequence[str]) -> None:
        try:
            import pylsl
        except (ImportError, RuntimeError) as error:  # RuntimeError: its library is not there
            raise ConfigError("lsl", "on", _lacks("pylsl")) from error
        self._clock = pylsl.local_clock
        count = len(CHANNELS) + len(classes)
        answers = pylsl.StreamInfo(LSL_NAME, "Expression", count, 0.0, "double64", LSL_NAME)
        channels = answers.desc().append_child("channels")
        for name in (*CHANNELS, *classes):
            channels.append_child("channel").append_child_value("label", name)
        events = pylsl.StreamInfo(f"{LSL_NAME} events", "Markers", 1, 0.0, "string", "events")
        self._answers = pylsl.StreamOutlet(answers, 0, _PATIENCE_S)
        self._events = pylsl.StreamOutlet(events, 0, _PATIENCE_S)

    def send(self, result: FrameResult) -> None:
        moment = self._clock() - (now_s() - result.frame.captured_at)
        for face in result.faces:
            self._answers.push_sample(_sample(result, face), moment)

    def mark(self, name: str, time_s: float) -> None:
        del time_s  # LSL has a clock of its own, which the answers carry as well
        self._events.push_sample([name])

    def close(self) -> None:
        # pylsl closes a stream when nobody holds it any more.
        del self._answers, self._events


def _lacks(package: str) -> str:
    return f"it needs the package {package}: pip install 'emotion-gui[outlets]'"


def _sample(result: FrameResult, face: FaceResult) -> list[float]:
    """Numbers alone; the label is the class's place, not a number where it is unsure."""
    frame, box = result.frame, face.box
    label = math.nan if face.label is None else float(face.label)
    numbers = (frame.index, frame.time_s, face.track_id, box.x, box.y, box.width, box.height)
    return [*map(float, numbers), label, face.confidence, *map(float, face.probabilities)]
