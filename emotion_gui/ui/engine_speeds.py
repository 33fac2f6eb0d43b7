"""What was measured of the engines on this computer, in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from emotion_gui.core.engines.names import ENGINE_TITLES, Speeds, kept_speeds
from emotion_gui.ui.numbers import count, number

_MOST = 12  # lines; laying out a hundred takes a twentieth of a second


def speed_lines() -> list[str]:
    """A line a model that was measured here, the newest of many; one that says so without any."""
    every = list(kept_speeds().values())  # in the order in which they were first measured
    known = sorted(every[-_MOST:], key=lambda speeds: speeds.model)
    if not known:
        nothing = QCoreApplication.translate(
            "EngineSpeeds", "Nothing was measured here yet: Live does so behind the first faces."
        )
        return [nothing]
    lines = [_line(speeds) for speeds in known]
    if more := len(every) - len(known):
        text = QCoreApplication.translate("EngineSpeeds", "and {n} measured earlier")
        lines.append(text.format(n=count(more)))
    return lines


def _line(speeds: Speeds) -> str:
    each = QCoreApplication.translate("EngineSpeeds", "{engine} {one} ms a face, {many} ms among 8")
    parts = [
        each.format(
            engine=ENGINE_TITLES[name],
            one=number(speed.one, 2),
            many=number(speed.many, 2),
        )
        for name, speed in speeds.engines.items()
    ]
    line = f"{speeds.model}: {'; '.join(parts)}"
    if speeds.quantizing_pays is False:
        slower = QCoreApplication.translate(
            "EngineSpeeds",
            "int8 is slower here than the network it was made from: take that one",
        )
        line = f"{line}. {slower}"
    return line
