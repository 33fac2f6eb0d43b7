"""Wires source, stage, side panel and the stream that reads faces in the background."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QCoreApplication, Qt, QTimer, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from emotion_gui.core.errors import VideoSourceError
from emotion_gui.core.inference.controls import LiveControls, LiveRequest, LiveValues
from emotion_gui.core.resources import sample_clip
from emotion_gui.ui.pages.base import Page, PageServices
from emotion_gui.ui.pages.live.camera_watch import CameraWatch
from emotion_gui.ui.pages.live.figures import speed_words
from emotion_gui.ui.pages.live.full_screen import FullScreen
from emotion_gui.ui.pages.live.jobs import Choices, find_choices, live_job
from emotion_gui.ui.pages.live.keeping import Keeping
from emotion_gui.ui.pages.live.purpose import chosen_purpose
from emotion_gui.ui.pages.live.saving import SaveFolder
from emotion_gui.ui.pages.live.side_panel import SidePanel
from emotion_gui.ui.pages.live.source_bar import Source, SourceBar, source_of
from emotion_gui.ui.pages.live.stage import Stage
from emotion_gui.ui.pages.live.timeline import Timeline, now_s
from emotion_gui.ui.widgets import Card

if TYPE_CHECKING:
    from emotion_gui.core.inference.cameras import CameraInfo
    from emotion_gui.core.inference.live import LiveUpdate
    from emotion_gui.workers.task_manager import Stream, Task

logger = logging.getLogger(__name__)

REPAINT_MS = 16
QUIET_S = 1.0  # a camera or stream that gives nothing for longer is waited for in words
PANEL_EVERY = 4  # repaints between changes of the figures, which nobody reads at 60 Hz
LIMIT_KEY = "page/live/max_faces"
DEFAULT_LIMIT = 5


class LivePage(Page):
    """Start, watch, compare, record."""

    def __init__(self, services: PageServices, parent: QWidget | None = None) -> None:
        title = QCoreApplication.translate("LivePage", "Live")
        super().__init__(services, title=title, parent=parent)
        limit = int(str(services.settings.value(LIMIT_KEY, DEFAULT_LIMIT)))
        smoothing_s = services.preferences.number("live/smoothing_s")
        self.controls = LiveControls(LiveValues(smoothing_s=smoothing_s, max_faces=limit))
        self._stream: Stream | None = None
        self._begin_when_known = False  # a door of the Welcome page led here
        self._looking: Task | None = None
        self._looked = False
        self._in_front = False
        self._waiting = False  # a picture was shown, and the source gives none now
        self._last_s = 0.0
        self._selected: int | None = None
        self._update: LiveUpdate | None = None
        self._repaints = 0
        self._agreeing = self._compared = 0
        mirrored = services.preferences.switch("live/mirrored")
        self.source_bar = SourceBar(services.theme, services.settings, mirrored=mirrored)
        self.watch = CameraWatch(services.tasks, self)
        self.stage = Stage(services.theme, services.settings)
        self.timeline = Timeline(services.theme)
        self.panel = SidePanel(services.theme, smoothing_s=smoothing_s, max_faces=limit)
        self.keeping = Keeping(self, controls=self.controls, folder=SaveFolder(services.settings))
        self.folder_button = self.add_action("", self.choose_folder, icon="folder")
        self.folder_button.setAccessibleName(self.tr("Folder for snapshots and recordings"))
        self.snapshot_button = self.add_action(self.tr("S&napshot"), self.snapshot, icon="camera")
        self.record_button = self.add_action(self.tr("&Record"), self.keeping.toggle, icon="record")
        self.start_button = self.add_action(self.tr("S&tart"), self.toggle, primary=True)
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(REPAINT_MS)
        self._arrange()
        self._connect()
        self._show_idle()

    @property
    def running(self) -> bool:
        """Whether a source is open or about to close."""
        return self._stream is not None

    @property
    def recording(self) -> bool:
        return self.keeping.recording

    def activated(self) -> None:
        self._in_front = True
        if not self._looked:
            self.look_for_choices()
        self._show_watch()

    def begin(self, what: str) -> None:
        """Start with the first camera as soon as it is known; a drawn clip where there is none."""
        del what
        self._begin_when_known = True
        if self._looked and self._looking is None:
            self._begin_now()

    def deactivated(self) -> None:
        self._begin_when_known = False
        self._in_front = False
        self.full_screen.leave()
        self._show_watch()

    def prepare_to_close(self) -> bool:
        self._in_front = False
        self.full_screen.leave()
        self._forget_camera()
        if self._stream is not None:
            self._stream.abandon()
            self._ended()
        self._show_watch()
        return True

    def accepts_drop(self, paths: Sequence[Path]) -> bool:
        return source_of(paths).ready

    def dropped(self, paths: Sequence[Path]) -> None:
        self.source_bar.set_source(source_of(paths))

    def look_for_choices(self) -> None:
        """List cameras and models in the background."""
        if self._looking is not None:
            self._looking.abandon()
        self._looked = True
        self.watch.set_active(False)
        self._looking = self.services.tasks.start(
            partial(find_choices, self.services.workspace),
            title=self.tr("Looking for cameras"),
            exclusive=False,
            on_success=self._on_choices,
            on_failure=self._on_no_choices,
        )

    def toggle(self) -> None:
        """Start, or stop what runs or is waited for."""
        if self.watch.awaited:
            self.clear_message()
            self._show_idle()
        elif self._stream is None:
            self.start()
        else:
            self.stop()

    def start(self) -> None:
        """Open the chosen source; asks for the purpose the first time."""
        source, model = self.source_bar.source, self.panel.first_model
        if not source.ready or model is None:
            self._show_idle()
            return
        if not chosen_purpose(self.services.settings):
            self.stage.ask_purpose()
            return
        self.clear_message()
        self._forget_camera()
        self.controls.forget_neutral()
        second = self.panel.second_model
        request = LiveRequest(
            address=source.address,
            model=model.file,
            second=None if second is None else second.file,
            pictures=source.pictures,
            name=source.title,
            camera_size=self.source_bar.camera_size,
        )
        titles = {"camera": self.tr("Camera on"), "stream": self.tr("Stream on")}
        self._stream = self.services.tasks.start_stream(
            partial(live_job, request, self.controls),
            title=titles.get(source.kind, self.tr("Reading {0}").format(source.title)),
            on_success=self._on_finished,
            on_failure=self._on_failed,
            on_cancel=self._on_stopped,
        )
        self._selected = None
        self._agreeing = self._compared = 0
        self.timeline.clear()
        self._waiting = False
        self._show_mirrored()
        self.stage.wait(self.tr("Opening {0}…").format(source.title))
        self._timer.start()
        self._show_running()

    def stop(self) -> None:
        """Let go of the source."""
        if self._stream is not None:
            self._stream.cancel()
            self.start_button.setEnabled(False)
            self.set_state_text(self.tr("Stopping…"))

    def restart(self) -> None:
        """Another source or model while running: the old loop's news no longer count."""
        if self._stream is not None:
            self._stream.abandon()
            self._ended()
            self.start()

    def snapshot(self) -> None:
        """Save the picture as it is shown, boxes included."""
        self.keeping.snapshot(self.stage.frame_view)

    def choose_folder(self) -> None:
        """Where snapshots and recordings go."""
        self.keeping.choose_folder()
        self.folder_button.setToolTip(self.keeping.folder_words())

    @Slot()
    def _repaint(self) -> None:
        """Take the newest update, whatever happened to the ones before it."""
        if self._stream is None:
            return
        update = cast("LiveUpdate | None", self._stream.take())
        if update is None:
            self._show_silence()
            return
        first = self._update is None or self._waiting
        self._update = update
        self._waiting = False
        result = update.result
        moment_s = self._last_s = now_s()
        for face in result.faces:
            self.timeline.add(face.track_id, face.label, moment_s)
            if face.agrees is not None:
                self._compared += 1
                self._agreeing += face.agrees
        ids = [face.track_id for face in result.faces]
        if self._selected not in ids:
            self._selected = ids[0] if ids else None
        self.stage.show_result(result, self._selected)
        self._repaints += 1
        if first or self._repaints % PANEL_EVERY == 0:
            self._show_figures(update, moment_s)

    def _show_silence(self) -> None:
        """No stale picture and no stale box: say that nothing comes, until it does again."""
        source = self.source_bar.source
        silent = self._update is not None and now_s() - self._last_s > QUIET_S
        if self._waiting or not silent or source.kind not in ("camera", "stream"):
            return
        self._waiting = True
        if source.kind == "stream":
            words = self.tr("Reconnecting…")
        else:
            words = self.tr("Waiting for {0}…").format(source.title)
        self.stage.wait(words)
        self.set_state_text(words + " · " + self._promise())
        self.source_bar.speed.setText("")
        self.panel.show_face(None)
        self.timeline_card.set_note(self.tr("no face"))

    def _show_figures(self, update: LiveUpdate, moment_s: float) -> None:
        chosen = [f for f in update.result.faces if f.track_id == self._selected]
        moving = not update.result.frame.name
        self.panel.show_face(chosen[0] if chosen else None, moving=moving)
        self.panel.show_agreement(self._agreeing, self._compared)
        self.timeline.advance(moment_s, self._selected)
        self.timeline_card.set_note(
            self.tr("face {0}").format(self._selected) if chosen else self.tr("no face")
        )
        never_shown = self._stream.dropped if self._stream is not None else 0
        self.source_bar.speed.setText(speed_words(update, at_s=moment_s, never_shown=never_shown))
        # The promise first: a long name of a camera is cut, the promise never.
        self.set_state_text(self.tr("Live · ") + self._promise() + " · " + update.source)
        self._show_recording(update.recorded)

    def _begin_now(self) -> None:
        self._begin_when_known = False
        if self._stream is not None:
            return
        if self.source_bar.source.ready:
            self.start()
            return
        clip = Source("video", str(sample_clip()), self.tr("Drawn faces"))
        self.source_bar.set_source(clip)
        self.show_info(
            self.tr("No camera was found"),
            self.tr("A drawn clip stands in. Plug a camera in, or open a video or pictures."),
        )

    def _promise(self) -> str:
        if self.recording:
            stored = self.tr("recording on this computer")
        else:
            stored = self.tr("nothing is stored, nothing leaves this computer")
        return stored + self.tr(" · shows apparent expression, not feeling")

    def _show_recording(self, frames: int | None) -> None:
        on = self.recording
        self.record_button.setText(self.tr("End &recording") if on else self.tr("&Record"))
        self.source_bar.recording.setVisible(on)
        if on:
            self.source_bar.recording.setText(self.tr("● Recording {0}").format(frames or 0))

    @Slot()
    def _on_recording(self) -> None:
        self._show_recording(0 if self.recording else None)

    def _show_mirrored(self) -> None:
        camera = self.source_bar.source.kind == "camera"
        self.stage.frame_view.set_mirrored(camera and self.source_bar.mirror_button.isChecked())

    def _show_watch(self) -> None:
        """Look for cameras only while somebody sees the page and no source is open."""
        idle = self._stream is None and self._looking is None and self._looked
        self.watch.set_active(self._in_front and idle)

    def _forget_camera(self) -> None:
        self.watch.awaited = ""

    def _show_running(self) -> None:
        self.start_button.setText(self.tr("S&top"))
        self.source_bar.set_running(True)
        self._show_watch()
        self.start_button.setEnabled(True)
        for button in (self.snapshot_button, self.record_button):
            button.setEnabled(True)
        self.set_state_text(self._promise())

    def _show_idle(self) -> None:
        """No source is open: say what to do first."""
        self._forget_camera()
        self.source_bar.set_running(False)
        self.start_button.setText(self.tr("S&tart"))
        self.snapshot_button.setEnabled(False)
        self.record_button.setEnabled(False)
        source, model = self.source_bar.source, self.panel.first_model
        self.start_button.setEnabled(source.ready and model is not None)
        self.set_state_text(self.tr("Off · ") + self._promise())
        self.source_bar.speed.setText("")
        self.folder_button.setToolTip(self.keeping.folder_words())
        lacks_model = self._looked and self._looking is None and model is None
        self.stage.show_idle(
            source.title if source.ready else "",
            lacks_model=lacks_model,
            may_start=self.start_button.isEnabled(),
        )

    def _ended(self) -> None:
        """Common to every way in which a stream ends."""
        self._timer.stop()
        self._stream = None
        self._update = None
        self._waiting = False
        self.keeping.stop()
        self.stage.frame_view.clear()
        self.panel.show_face(None)
        self._show_idle()
        self._show_watch()

    @Slot(object)
    def _on_choices(self, choices: Choices) -> None:
        self._looking = None
        self.watch.set_known(choices.cameras)
        self.source_bar.set_cameras(choices.cameras)
        self.panel.set_models(choices.models)
        if self._stream is None:
            self._show_idle()
        self._show_watch()
        if self._begin_when_known:
            self._begin_now()

    def _on_no_choices(self, error: Exception) -> None:
        self._looking = None
        self.show_error(error)

    @Slot(object)
    def _on_cameras(self, cameras: tuple[CameraInfo, ...]) -> None:
        """One was plugged in or out while none was on."""
        self.source_bar.set_cameras(cameras)
        if self.stage.currentWidget() is self.stage.empty_card:
            self._show_idle()

    @Slot(object)
    def _on_camera_back(self, camera: CameraInfo) -> None:
        """The camera that was lost while it was on: go on."""
        self.clear_message()
        self.source_bar.set_source(Source("camera", camera.address, camera.name))

    def _await_camera(self, source: Source, error: Exception) -> None:
        """It was on and is gone: say so, and go on by itself when it is back."""
        logger.warning("camera lost: %s", error)
        self.show_info(
            self.tr("{0} is gone").format(source.title),
            self.tr("It was unplugged, or stopped giving pictures."),
            self.tr("Plug it in: it goes on by itself. Or press Stop, or choose another source."),
            kind="warning",
        )
        self.watch.awaited = source.title
        self.stage.wait(self.tr("Waiting for {0}…").format(source.title))
        self.start_button.setText(self.tr("S&top"))
        self.start_button.setEnabled(True)

    def _on_finished(self, summary: object) -> None:
        del summary
        self._repaint()
        source, last = self.source_bar.source, self._update
        self._ended()
        if source.kind == "pictures" and last is not None:
            # A still is there to be looked at, not to be gone after a moment.
            self.stage.show_result(last.result, self._selected)
            self.stage.show_picture()
            self.snapshot_button.setEnabled(True)
            self._show_figures(last, last.result.finished_at)
        else:
            self.show_info(self.tr("The end of {0}").format(source.title), kind="success")

    def _on_failed(self, error: Exception) -> None:
        source, seen = self.source_bar.source, self._update is not None
        self._ended()
        if source.kind == "camera" and seen and isinstance(error, VideoSourceError):
            self._await_camera(source, error)
            return
        self.show_error(error)
        if source.kind == "camera":
            self.look_for_choices()

    def _on_stopped(self) -> None:
        self._ended()

    @Slot(object)
    def _on_source(self, source: Source) -> None:
        del source
        if self._stream is not None:
            self.restart()
        elif self.panel.first_model is not None:
            self.start()
        else:
            self._show_idle()

    @Slot()
    def _on_models(self) -> None:
        if self._stream is not None:
            self.restart()
        else:
            self._show_idle()

    @Slot(float)
    def _on_smoothing(self, seconds: float) -> None:
        self.controls.set_smoothing(seconds)

    @Slot(int)
    def _on_limit(self, count: int) -> None:
        self.controls.set_max_faces(count)
        self.services.settings.setValue(LIMIT_KEY, count)

    @Slot(int)
    def _on_face(self, track_id: int) -> None:
        self._selected = track_id

    @Slot()
    def _take_neutral(self) -> None:
        if self._selected is not None:
            self.controls.take_neutral(self._selected)

    @Slot()
    def _forget_neutral(self) -> None:
        self.controls.forget_neutral(self._selected)

    @Slot(bool)
    def _on_mirror(self, mirrored: bool) -> None:
        self.services.preferences.set("live/mirrored", mirrored)
        self._show_mirrored()

    @Slot()
    def _go_training(self) -> None:
        self.services.navigate("train")

    def _connect(self) -> None:
        stage = self.stage
        self._timer.timeout.connect(self._repaint)
        self.source_bar.changed.connect(self._on_source)
        self.source_bar.refresh_wanted.connect(self.look_for_choices)
        self.source_bar.mirror_changed.connect(self._on_mirror)
        self.source_bar.full_screen_wanted.connect(self.full_screen.enter)
        self.watch.changed.connect(self._on_cameras)
        self.watch.came_back.connect(self._on_camera_back)
        self.keeping.changed.connect(self._on_recording)
        self.panel.neutral_wanted.connect(self._take_neutral)
        self.panel.neutral_unwanted.connect(self._forget_neutral)
        self.panel.models_changed.connect(self._on_models)
        self.panel.smoothing_changed.connect(self._on_smoothing)
        self.panel.limit_changed.connect(self._on_limit)
        stage.face_clicked.connect(self._on_face)
        stage.start_button.clicked.connect(self.start)
        stage.train_button.clicked.connect(self._go_training)
        stage.video_button.clicked.connect(self.source_bar.choose_video)
        stage.pictures_button.clicked.connect(self.source_bar.choose_pictures)
        stage.purpose.accepted.connect(self.start)
        stage.purpose.declined.connect(self._show_idle)
        self.services.events.runs_changed.connect(self._on_runs)
        QShortcut(QKeySequence(Qt.Key.Key_F11), self, self.full_screen.enter)

    @Slot()
    def _on_runs(self) -> None:
        """A new run is a new model; looked up when the page is shown, or now."""
        if self.isVisible() and self._stream is None:
            self.look_for_choices()
        else:
            self._looked = False

    def _arrange(self) -> None:
        self.timeline_card = Card(self.tr("Last 60 seconds"))
        self.timeline_card.body.addWidget(self.timeline)
        left = QVBoxLayout()
        left.setSpacing(14)
        left.addWidget(self.source_bar)
        left.addWidget(self.stage, 1)
        left.addWidget(self.timeline_card)
        self.full_screen = FullScreen(self.stage, left, self)
        columns = QHBoxLayout()
        columns.setSpacing(14)
        columns.addLayout(left, 1)
        columns.addWidget(self.panel)
        self.body.addLayout(columns, 1)
