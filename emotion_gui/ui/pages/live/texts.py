"""The speed line and the promise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

if TYPE_CHECKING:
    from emotion_gui.core.inference.live import LiveUpdate


def speed_words(update: LiveUpdate, *, at_s: float, never_shown: int) -> str:
    """Frames a second, milliseconds of each stage, age of the picture, dropped frames.

    Args:
        update: what is shown.
        at_s: the moment of showing it, by `now_s`.
        never_shown: updates that were replaced before anyone looked.
    """
    timings = update.result.timings
    age_ms = max(0.0, at_s - update.result.frame.captured_at) * 1000
    reading = _tr("reading {0:.1f} ms").format(timings.classify_ms)
    if any(face.second is not None for face in update.result.faces):
        reading += f" | {timings.second_ms:.1f} ms"
    return " · ".join(
        (
            _tr("{0:.0f} frames/s").format(update.frames_per_second),
            _tr("finding {0:.1f} ms").format(timings.detect_ms + timings.crop_ms),
            reading,
            _tr("age {0:.0f} ms").format(age_ms),
            _tr("{0} dropped").format(f"{update.skipped + never_shown:,}"),
        )
    )


def promise_words(*, recording: bool) -> str:
    """What becomes of the pictures, and what the answers are."""
    if recording:
        stored = _tr("recording on this computer")
    else:
        stored = _tr("nothing is stored, nothing leaves this computer")
    return stored + _tr(" · shows apparent expression, not feeling")


def _tr(text: str) -> str:
    return QCoreApplication.translate("LivePage", text)
