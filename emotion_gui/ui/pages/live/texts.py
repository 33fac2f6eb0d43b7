"""What the page says: the speed, the promise, what is waited for, and how a run ended."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from emotion_gui.core.errors import CheckpointError
from emotion_gui.core.labels import places_in, same_classes
from emotion_gui.core.model.checkpoint_info import read_info
from emotion_gui.ui import numbers
from emotion_gui.ui.pages.live.state import Ending, FinishedRun, LiveState, PendingStart, Phase
from emotion_gui.ui.translation import translator

if TYPE_CHECKING:
    from emotion_gui.core.engines.known import Int8Pace
    from emotion_gui.core.inference.live import LiveUpdate, Recorded
    from emotion_gui.core.inference.run_log import Agreement
    from emotion_gui.core.model.priors import ExpectedMix

_tr = translator("LivePage")


def speed_text(update: LiveUpdate, *, at_s: float, never_shown: int) -> str:
    """Frames a second, milliseconds of each stage, age of the picture, dropped frames.

    Args:
        update: what is shown.
        at_s: the moment of showing it, by `core.clock.now_s`.
        never_shown: updates that were replaced before anyone looked.
    """
    timings = update.result.timings
    reading = _tr("reading {0} ms").format(numbers.number(timings.classify_ms, 1))
    if any(face.second is not None for face in update.result.faces):
        reading += f" | {numbers.number(timings.second_ms, 1)} ms"
    finding = _tr("finding {0} ms").format(numbers.number(timings.detect_ms + timings.crop_ms, 1))
    if update.result.frame.name:  # a still: nothing flows
        return f"{finding} · {reading}"
    age_ms = max(0.0, at_s - update.result.frame.captured_at) * 1000
    return " · ".join(
        (
            _tr("{0} frames/s").format(numbers.number(update.frames_per_second)),
            finding,
            reading,
            _tr("age {0} ms").format(numbers.number(age_ms)),
            _tr("%Ln frames dropped", update.skipped + never_shown),
        )
    )


def caption_text(update: LiveUpdate, *, models: str) -> str:
    """What is shown and which model reads it, with a warning where not every face is read."""
    parts = [update.source, models]
    if update.result.frame.name and update.total:
        parts.insert(0, page_text(update.result.frame.index, update.total))
    elif update.total:
        parts.insert(1, numbers.clock(update.result.frame.time_s))
    return " · ".join(part for part in parts if part)


def classes_text(first: Path, second: Path) -> str:
    """How the answers of two models are compared; empty where both have the same classes."""
    try:
        ours, theirs = (read_info(file).label_set for file in (first, second))
    except CheckpointError:  # said where it is loaded
        return ""
    if same_classes(ours, theirs):
        return ""
    if any(place is not None for place in (*places_in(ours, theirs), *places_in(theirs, ours))):
        return _tr(
            "The models tell different classes. They agree where the classes mean the same; "
            "faces for which one of them has no such class are not counted."
        )
    return _tr(
        "The classes of these models have nothing in common: both answers are shown, and "
        "agreement is not counted."
    )


def pace_text(paces: Collection[Int8Pace]) -> str:
    """What 8 bits bring on this computer; empty where no model shown has them."""
    if "slower" in paces:
        return _tr("8 bits are slower here than the network they were made from: take that one.")
    if "unmeasured" in paces:
        return _tr("Whether 8 bits are faster on this computer is not measured yet.")
    return _tr("8 bits are faster on this computer.") if paces else ""


def mix_text(mix: ExpectedMix | None, *, told: bool) -> str:
    """What an expected mix does to the answers; empty where they are as the network gives them.

    Args:
        mix: that a person expects.
        told: whether every model shown can answer for it.
    """
    if mix is None:
        return ""
    if not told:
        return _tr("Without effect: the model does not tell what mix it learned, or has others.")
    if mix.parts:
        return _tr("Answers as if the mix were {0}").format(mix)
    return _tr("Answers as if all were equally frequent")


def limit_text(read: int, left_out: int) -> str:
    """That the limit of faces leaves some out; empty where it does not."""
    if not left_out:
        return ""
    return _tr("{read} of {all} faces are read").format(
        read=numbers.count(read), all=numbers.count(read + left_out)
    )


def page_text(index: int, total: int) -> str:
    """Which of several stills."""
    return _tr("picture {0} of {1}").format(numbers.count(index + 1), numbers.count(total))


def recorded_text(recorded: Recorded | None) -> str:
    """How long the recording is so far."""
    if recorded is None:
        return _tr("● Recording begins")
    frames = _tr("%Ln frames", recorded.frames)
    return _tr("● Recording {0} · {1}").format(numbers.clock(recorded.seconds), frames)


def promise_text(*, recording: bool, sent_to: str = "", collecting: bool = False) -> str:
    """What becomes of the pictures, and what the answers are.

    Args:
        recording: something is stored.
        sent_to: other programs that get the answers; "" = none.
        collecting: unsure or disputed faces are kept by themselves.
    """
    if recording:
        stored = _tr("recording on this computer")
    elif collecting:
        stored = _tr("some faces are kept in the workspace")
    elif sent_to:
        stored = _tr("nothing is stored")
    else:
        stored = _tr("nothing is stored, nothing leaves this computer")
    if sent_to:
        stored += _tr(" · answers go to {where}").format(where=sent_to)
    return stored + _tr(" · shows apparent expression, not feeling")


def state_text(state: LiveState) -> str:
    """The sentence below the title."""
    promise = promise_text(
        recording=state.recording, sent_to=state.sent_to, collecting=state.collecting
    )
    if state.phase is Phase.STOPPING:
        return _tr("Stopping…")
    if state.phase is Phase.SILENT:
        return f"{waiting_text(state)} · {promise}"
    if state.phase is Phase.ON:
        return _tr("Live · ") + promise
    if state.phase is Phase.OPENING:
        return promise
    return _tr("Off · ") + promise


def brief_state_text(state: LiveState) -> str:
    """The same without the promise, where that stands in a line of its own."""
    if state.phase is Phase.STOPPING:
        return _tr("Stopping…")
    if state.phase is Phase.ON:
        return _tr("On")
    return waiting_text(state) or _tr("Off")


def waiting_text(state: LiveState) -> str:
    """What is waited for, in place of a picture; empty where nothing is."""
    if state.phase is Phase.OPENING and state.source.kind == "camera":
        return _tr("{0} is starting; some cameras take half a minute…").format(state.source.title)
    if state.phase is Phase.OPENING:
        return _tr("Opening {0}, loading the model…").format(state.source.title)
    if state.phase is Phase.SILENT and state.source.kind == "stream":
        return _tr("Reconnecting…")
    if state.phase is Phase.SILENT:
        return _tr("Waiting for {0}…").format(state.source.title)
    if state.awaited:
        return _tr("Waiting for {0}…").format(state.awaited)
    if state.pending is not PendingStart.NOTHING:
        return _tr("Looking for cameras and models…")
    return ""


def invitation(state: LiveState) -> tuple[str, str]:
    """What to do first: a title and a sentence."""
    drop = _tr("you can also drop them anywhere on this page.")
    if state.lacks_model:
        return _tr("No model yet"), _tr("Live needs a trained network. Train one first.")
    ready = _tr("Press Start, or open a video or pictures; ") + drop
    if state.source.ready:
        return _tr("Ready: {0}").format(state.source.title), ready
    if not state.known:
        return _tr("Looking for cameras…"), ready
    plug = _tr("Plug one in and look again, or open a video or pictures; ") + drop
    return _tr("No camera was found"), plug


def agreement_text(agreement: Agreement) -> str:
    """How often both models put the same emotion first; empty where nothing was compared."""
    if not agreement.compared:
        return ""
    share = numbers.percent(agreement.agreeing / agreement.compared, 0)
    return _tr("agree in {0} (n = {1})").format(share, numbers.count(agreement.compared))


def ending_text(run: FinishedRun) -> str:
    """How a run ended, and what it held."""
    result = run.result
    words = {
        Ending.WHOLE: _tr("read to its end"),
        Ending.STOPPED: _tr("stopped at {0}").format(numbers.clock(result.end_s)),
        Ending.BROKEN: _tr("broken off at {0}").format(numbers.clock(result.end_s)),
    }
    frames = _tr("%Ln frames read", result.frames)
    if result.skipped:
        frames += _tr(", {0} dropped").format(numbers.count(result.skipped))
    return " · ".join(
        (
            words[run.ending],
            numbers.clock(result.seconds),
            frames,
            _tr("%Ln faces read", result.answers),
            _tr("%Ln persons", len(result.faces)),
        )
    )
