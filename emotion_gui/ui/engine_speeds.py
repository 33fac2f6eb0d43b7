"""What was measured of the engines on this computer, in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from emotion_gui.core.engines.names import ENGINE_TITLES, Speeds, kept_speeds
from emotion_gui.ui.numbers import number


def speed_lines() -> list[str]:
    """A line a model that was measured here; one line that says so where there is none."""
    known = sorted(kept_speeds().values(), key=lambda speeds: speeds.model)
    if not known:
        nothing = QCoreApplication.translate(
            "EngineSpeeds", "Nothing was measured here yet: Live does so behind the first faces."
        )
        return [nothing]
    return [_line(speeds) for speeds in known]


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
