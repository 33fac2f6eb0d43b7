"""Everything that the Live page shows follows from one value."""

from dataclasses import replace

from emotion_gui.core.inference.cameras import CameraInfo
from emotion_gui.core.inference.run_log import RunLog
from emotion_gui.ui.pages.live.source import Source
from emotion_gui.ui.pages.live.state import (
    Ending,
    FinishedRun,
    LiveState,
    PendingStart,
    Phase,
    Scene,
)
from emotion_gui.ui.pages.live.texts import invitation, state_text, waiting_text

FILM = Source("video", "a.mp4", "a.mp4")
DESK, DOOR = CameraInfo(3, "Desk"), CameraInfo(5, "Door")
RUN = FinishedRun(FILM, Ending.WHOLE, RunLog().result(), RunLog())


def test_what_is_seen_first_counts() -> None:
    state = LiveState(finished=RUN)
    assert state.scene is Scene.RESULT
    state = replace(state, asking=True)
    assert state.scene is Scene.PURPOSE
    state = replace(state, pending=PendingStart.START)
    assert state.scene is Scene.PICTURE
    assert waiting_text(state)
    assert replace(LiveState(), phase=Phase.ON).scene is Scene.PICTURE
    assert LiveState().scene is Scene.INVITATION


def test_start_is_offered_where_there_is_something_or_nobody_knows() -> None:
    assert LiveState().may_start
    known = LiveState(known=True)
    assert not known.may_start
    assert not replace(known, source=FILM).may_start
    assert replace(known, source=FILM, has_model=True).may_start
    assert invitation(replace(known, source=FILM))[0] == "No model yet"


def test_cameras_are_looked_for_while_seen_and_none_is_on() -> None:
    state = LiveState(in_front=True)
    assert state.watches_cameras
    assert not replace(state, phase=Phase.SILENT).watches_cameras
    assert not replace(state, in_front=False).watches_cameras


def test_the_first_camera_is_taken_and_one_that_goes_is_not() -> None:
    state = LiveState().with_cameras([DESK, DOOR])
    assert state.source == Source("camera", "camera:3", "Desk")
    assert state.with_cameras([DOOR]).source.title == "Door"
    assert not state.with_cameras([]).source.ready
    on = replace(state, phase=Phase.ON)
    assert on.with_cameras([]).source.title == "Desk"  # its stream says when it is gone
    assert replace(state, source=FILM).with_cameras([DOOR]).source == FILM


def test_what_is_kept_and_said_follows_the_phase() -> None:
    keeps = {phase: replace(LiveState(), phase=phase).may_keep for phase in Phase}
    assert [phase for phase, kept in keeps.items() if kept] == [
        Phase.OPENING,
        Phase.ON,
        Phase.SILENT,
    ]
    stream = replace(LiveState(source=Source("stream", "http://x", "x")), phase=Phase.SILENT)
    assert state_text(stream).startswith("Reconnecting…")
    assert "recording" in state_text(replace(stream, phase=Phase.ON, recording=True))
    assert state_text(replace(stream, phase=Phase.STOPPING)) == "Stopping…"
