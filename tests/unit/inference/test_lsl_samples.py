"""What goes out by the Lab Streaming Layer, sample by sample."""

from __future__ import annotations

import sys
from types import ModuleType

import numpy as np
import pytest

from emotion_gui.core.faces.boxes import FaceBox
from emotion_gui.core.inference import outlets as outlets_module
from emotion_gui.core.inference.frames import Frame
from emotion_gui.core.inference.results import Answer, FaceResult, FrameResult, Timings


class _Streams(ModuleType):
    """Stands for pylsl, whose library is on few computers: writes down what it is given."""

    def __init__(self) -> None:
        super().__init__("pylsl")
        self.infos: list[tuple[object, ...]] = []
        self.labels: list[str] = []
        self.sent: list[tuple[object, ...]] = []
        streams = self

        class Node:
            def append_child(self, name: str) -> Node:
                return self

            def append_child_value(self, name: str, value: str) -> None:
                assert name == "label"
                streams.labels.append(value)

        class StreamInfo:
            def __init__(self, *given: object) -> None:
                streams.infos.append(given)

            def desc(self) -> Node:
                return Node()

        class StreamOutlet:
            def __init__(self, info: object, chunk: int, patience_s: int) -> None:
                assert (chunk, patience_s) == (0, 360)

            def push_sample(self, *given: object) -> None:
                streams.sent.append(given)

        self.StreamInfo, self.StreamOutlet = StreamInfo, StreamOutlet
        self.local_clock = lambda: 1000.0


def test_samples_of_lsl_carry_the_moment_of_the_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    streams = _Streams()
    monkeypatch.setitem(sys.modules, "pylsl", streams)
    monkeypatch.setattr(outlets_module, "now_s", lambda: 50.0)
    box = FaceBox(1.0, 2.0, 30.0, 40.0)
    chances = np.array([0.25, 0.75])
    faces = tuple(
        FaceResult(number, box, np.zeros((48, 48), np.uint8), Answer(chances, chances, label, 0.3))
        for number, label in ((4, 1), (5, None))
    )
    frame = Frame(np.zeros((2, 2, 3), np.uint8), 7, 3.5, 49.75, "")
    outlet = outlets_module.LslOutlet(("calm", "cross"))
    outlet.send(FrameResult(frame, faces, Timings(0, 0, 0, 0), searched=False, finished_at=0.0))
    outlet.mark("bell", 3.5)
    name = outlets_module.LSL_NAME
    assert streams.infos == [
        (name, "Expression", 11, 0.0, "double64", name),
        (f"{name} events", "Markers", 1, 0.0, "string", "events"),
    ]
    assert streams.labels == [*outlets_module.CHANNELS, "calm", "cross"]
    (first, moment), (second, _), (event,) = streams.sent
    assert first == [7.0, 3.5, 4.0, 1.0, 2.0, 30.0, 40.0, 1.0, 0.75, 0.25, 0.75]
    assert moment == 999.75
    assert np.isnan(second[7])
    assert second[8] == 0.75  # of the likeliest where it is unsure
    assert event == ["bell"]
