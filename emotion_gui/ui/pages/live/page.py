"""Start, watch, compare, record: one state, and everything that is shown follows from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QCoreApplication, Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from emotion_gui.core.errors import (
    ConfigError,
    StorageError,
    UntrustedCertificateError,
    VideoSourceError,
)
from emotion_gui.core.inference.run_log import RunLog
from emotion_gui.core.resources import sample_clip
from emotion_gui.core.settings import engine_wish
from emotion_gui.operations.live import Choices, live_job
from emotion_gui.ui.macos import camera_is_settled
from emotion_gui.ui.messages import describe
from emotion_gui.ui.pages.base import Page, PageServices
from emotion_gui.ui.pages.live.album_reader import AlbumReader
from emotion_gui.ui.pages.live.answers import AnswersTable
from emotion_gui.ui.pages.live.choices import AvailableSources, checkpoint_of
from emotion_gui.ui.pages.live.face_panel import FacePanel
from emotion_gui.ui.pages.live.full_screen import FullScreen
from emotion_gui.ui.pages.live.header import Header
from emotion_gui.ui.pages.live.keeping import KeepingCard
from emotion_gui.ui.pages.live.layout import PageLayout
from emotion_gui.ui.pages.live.model_panel import ModelPanel
from emotion_gui.ui.pages.live.parameters import LiveParameters
from emotion_gui.ui.pages.live.picture_area import PictureArea
from emotion_gui.ui.pages.live.recording import Recordings, SaveFolder
from emotion_gui.ui.pages.live.sending import Sending
from emotion_gui.ui.pages.live.source import Source, source_of
from emotion_gui.ui.pages.live.source_bar import SourceBar
from emotion_gui.ui.pages.live.state import (
    Ending,
    FinishedRun,
    LiveState,
    PendingStart,
    Phase,
    camera_source,
)
from emotion_gui.ui.pages.live.texts import brief_state_text, promise_text, state_text
from emotion_gui.ui.pages.live.timeline import LiveTimeline
from emotion_gui.ui.pages.live.viewer import Viewer
from emotion_gui.ui.purpose import chosen_purpose
from emotion_gui.ui.widgets import Card, ElidedLabel
from emotion_gui.ui.widgets.labels import set_role

if TYPE_CHECKING:
    from emotion_gui.core.inference.cameras import CameraInfo
    from emotion_gui.core.inference.controls import Models
    from emotion_gui.core.inference.live import LiveSummary, LiveUpdate
    from emotion_gui.core.inference.notes import Note
    from emotion_gui.core.labels import LabelSet
    from emotion_gui.operations.album import Album
    from emotion_gui.workers.task import Stream


class LivePage(Page):
    """Owns the state and the stream; its parts show the state and know nothing of each other."""

    def __init__(self, services: PageServices, parent: QWidget | None = None) -> None:
        title = QCoreApplication.translate("LivePage", "Live")
        super().__init__(services, title=title, parent=parent)
        self._state = LiveState()
        self._stream: Stream | None = None
        self._log = RunLog()
        self._build()
        self._arrange()
        self._connect()
        self._show()

    @property
    def state(self) -> LiveState:
        """What is so now."""
        return self._state

    @property
    def running(self) -> bool:
        """Whether a source is open or about to close."""
        return self._state.running

    # What the window asks.

    def activated(self) -> None:
        self._change(in_front=True)
        if not self.available.fresh:
            self._look()

    def deactivated(self) -> None:
        self.full_screen.leave()
        self._change(in_front=False, pending=PendingStart.NOTHING)

    def prepare_to_close(self) -> bool:
        self.full_screen.leave()
        if self._stream is not None:
            self._stream.abandon()
            self._ended(Ending.STOPPED)
        self._change(in_front=False, pending=PendingStart.NOTHING, awaited="", finished=None)
        return True

    def begin(self, what: str) -> None:
        """A door of the Welcome page: `video` and `pictures` ask for files.

        Anything else starts the first camera as soon as it is known, or a drawn clip where there
        is none.
        """
        if what == "video":
            self.source_bar.choose_video()
        elif what == "pictures":
            self.source_bar.choose_pictures()
        elif self._state.known:
            self._begin_now()
        else:
            self._wait_for_choices(PendingStart.BEGIN)

    def accepts_drop(self, paths: Sequence[Path]) -> bool:
        return checkpoint_of(paths) is not None or source_of(paths).ready

    def dropped(self, paths: Sequence[Path]) -> None:
        checkpoint = checkpoint_of(paths)
        if checkpoint is None:
            self.choose(source_of(paths))
        else:
            self.available.open_file(checkpoint)

    # What a person does.

    @Slot(object)
    def choose(self, source: Source) -> None:
        """Another source, which is watched at once; what the old one still sends is dropped."""
        if self._stream is not None:
            self._stream.abandon()
            self._ended(Ending.STOPPED)
        self._change(source=source, finished=None, awaited="")
        self.start()

    def toggle(self) -> None:
        """Start, or stop what runs or is waited for."""
        if self._state.waiting:
            self.clear_message()
            self._change(pending=PendingStart.NOTHING, awaited="")
        elif self._stream is None:
            self.start()
        else:
            self.stop()

    @Slot()
    def start(self) -> None:
        """Open the chosen source; asks for the purpose the first time."""
        source, models = self._state.source, self.model_panel.models
        if not self._state.may_start:
            self._change(pending=PendingStart.NOTHING)
        elif not chosen_purpose(self.services.settings):
            self._change(pending=PendingStart.NOTHING, asking=True)
        elif models is None or not source.ready:
            self._wait_for_choices(PendingStart.START)
        elif source.kind != "camera" or camera_is_settled(self, self.start):
            self._open(source, models)

    def stop(self) -> None:
        """Let go of the source."""
        if self._stream is not None:
            self._stream.cancel()
            self._change(phase=Phase.STOPPING)

    def snapshot(self) -> None:
        """Save the picture as it is shown, boxes included."""
        self.recordings.snapshot(self.picture_area.frame_view)

    def turn(self, pages: int) -> None:
        """Another one of several stills."""
        update = self.viewer.newest
        if update is not None and update.total:
            self.parameters.turn_to((update.result.frame.index + pages) % update.total)

    @Slot(object)
    def _show_classes(self, labels: LabelSet) -> None:
        """What the next answers will be of, so that nobody reads other classes before them."""
        if not self.running:
            self.face_panel.bars.set_labels(labels)
            self.timeline.set_labels(labels)

    @Slot()
    def toggle_album(self) -> None:
        """All faces of the stills together, or back to one still."""
        models = self.model_panel.models
        if self._state.album is not None or models is None:
            self.leave_album()
        else:
            self._show()  # the button stays up until all are read
            self.albums.ask(self._state.source, models, self.parameters.values.mix)

    @Slot()
    def leave_album(self) -> None:
        """Back to the still that is turned to."""
        self._change(album=None)

    @Slot(int)
    def open_picture(self, number: int) -> None:
        """The still that a face of the album is of."""
        self.parameters.turn_to(number)
        self.leave_album()

    @Slot(object)
    def _on_album(self, album: Album) -> None:
        if self._state.turns_pages:
            self._change(album=album)

    @Slot()
    def save_table(self) -> None:
        """Ask where the answers of the run that is over go."""
        if self._state.finished is not None:
            self.answers.save_run(self._state.finished)

    @Slot()
    def save_pictures_table(self) -> None:
        """Read all stills of the source, and keep the answers where a person says."""
        models = self.model_panel.models
        if models is not None:
            self.answers.save_pictures(self._state.source, models)

    # How the state changes.

    def _change(self, **changes: Any) -> None:
        """Another state, shown at once."""
        self._state = replace(self._state, **changes)
        self._show()

    def _show(self) -> None:
        state = self._state
        self.header.show_state(state)
        self.source_bar.show_state(state)
        self.picture_area.show_state(state)
        self.viewer.show_state(state)
        self.available.set_watched(state.watches_cameras)
        self.set_state_text(state_text(state), brief=brief_state_text(state))
        promise = promise_text(
            recording=state.recording, sent_to=state.sent_to, collecting=state.collecting
        )
        self.keeping.show_state(state)
        self.page_layout.promise.setText(promise[:1].upper() + promise[1:])

    def _open(self, source: Source, models: Models) -> None:
        self.clear_message()
        self.parameters.begin(models)
        self.recordings.begin()
        self._log = RunLog()
        titles = {"camera": self.tr("Camera on"), "stream": self.tr("Stream on")}
        request = source.request(
            camera_size=self.source_bar.camera_size,
            engine=engine_wish(self.services.preferences),
        )
        self._stream = self.services.tasks.start_stream(
            partial(
                live_job,
                request,
                self.parameters.controls,
                self._log,
                workspace=self.services.workspace,
            ),
            title=titles.get(source.kind, self.tr("Reading {0}").format(source.title)),
            on_arrival=self._on_update,
            on_success=self._on_finished,
            on_failure=self._on_failed,
            on_cancel=self._on_stopped,
        )
        self._change(
            phase=Phase.OPENING,
            pending=PendingStart.NOTHING,
            asking=False,
            awaited="",
            finished=None,
        )
        self._show_mirrored()
        self.viewer.begin(self._state)

    def _ended(
        self, ending: Ending, notes: tuple[Note, ...] = (), error: Exception | None = None
    ) -> None:
        """Common to every way in which a stream ends."""
        self._stream = None
        self.recordings.stop()
        self.recordings.finished(whole=not isinstance(error, StorageError))
        run = self._finished_run(ending, notes)
        self.viewer.end(keep=run is not None)
        if run is not None:  # the last frames may never have been shown
            self.model_panel.show_agreement(run.result.agreement)
        self.albums.forget()
        self._change(phase=Phase.OFF, recording=False, finished=run, album=None)

    def _finished_run(self, ending: Ending, notes: tuple[Note, ...]) -> FinishedRun | None:
        """What there is to look at; stills, and what never gave a frame, have no result."""
        result = self._log.result()
        if not result.frames:
            return None
        return FinishedRun(
            source=self._state.source,
            ending=ending,
            result=result,
            log=self._log,
            models=tuple(self.model_panel.titles(models) for models in result.models),
            notes=notes,
            recordings=self.recordings.saved,
        )

    def _wait_for_choices(self, pending: PendingStart) -> None:
        """Start was asked for before anybody knows what there is."""
        if not self.available.fresh:
            self._look()
        self._change(pending=pending, asking=False)

    @Slot()
    def _look(self) -> None:
        self.available.look()
        self._change(known=False)

    def _begin_now(self) -> None:
        if self._stream is not None:
            return
        if self._state.source.ready:
            self.start()
            return
        self.choose(Source("video", str(sample_clip()), self.tr("Drawn faces")))
        self.show_info(
            self.tr("No camera was found"),
            self.tr("A drawn clip stands in. Plug a camera in, or open a video or pictures."),
        )

    @Slot()
    def _show_mirrored(self) -> None:
        """A camera is a mirror; a clip is not."""
        camera = self._state.source.kind == "camera"
        self.picture_area.frame_view.set_mirrored(camera and self.parameters.mirrored)

    # What comes from the stream.

    @Slot(object)
    def _on_update(self, value: object) -> None:
        """The newest frame, as soon as it is there."""
        if self._stream is None:
            return
        update = cast("LiveUpdate", value)
        if self._state.phase in (Phase.OPENING, Phase.SILENT):
            self._change(phase=Phase.ON)
        shown = self.viewer.show(update, never_shown=self._stream.dropped)
        self.keeping.take(update)
        if shown and update.recorded is None and not self._state.recording:
            self.recordings.finished()

    @Slot()
    def _on_silence(self) -> None:
        if self._state.phase is Phase.ON:
            self._change(phase=Phase.SILENT)

    def _on_finished(self, summary: object) -> None:
        self._ended(Ending.WHOLE, cast("LiveSummary", summary).notes)

    def _on_stopped(self) -> None:
        self._ended(Ending.STOPPED)

    def _on_failed(self, error: Exception) -> None:
        seen = self.viewer.newest is not None
        source = self._state.source
        self._ended(Ending.BROKEN, error=error)
        if source.kind == "camera" and seen and isinstance(error, VideoSourceError):
            self._wait_for_camera(source)
            return
        if isinstance(error, UntrustedCertificateError):
            self._ask_for_trust(error)
            return
        if isinstance(error, ConfigError):  # a library that sends is not there
            self.sending.turn_off()
        self.show_error(error)
        if source.kind == "camera":
            self._look()

    def _ask_for_trust(self, error: UntrustedCertificateError) -> None:
        """Cameras sign their own certificates: a person says whether it is the right one."""
        action = (self.tr("Trust this camera"), partial(self._trust, error))
        self.banner.show_message(describe(error), kind="warning", action=action)

    def _trust(self, error: UntrustedCertificateError) -> None:
        from emotion_gui.core.inference.certificates import trust

        try:
            trust(error.place, error.fingerprint)
        except StorageError as refused:
            self.show_error(refused)
            return
        self.clear_message()
        self.start()

    # What comes from the computer.

    def _wait_for_camera(self, source: Source) -> None:
        """By its name: its number may be another one when it is back."""
        text = self.tr("It was unplugged, or stopped giving pictures.")
        if self.recordings.saved:
            kept = self.tr("What was recorded until then is in {0}.")
            text += " " + kept.format(self.recordings.saved[-1].video)
        self.show_info(
            self.tr("{0} is gone").format(source.title),
            text,
            self.tr("Plug it in: it goes on by itself. Or press Stop, or choose another source."),
            kind="warning",
        )
        self._change(awaited=source.title)

    @Slot(object)
    def _on_looked(self, cameras: tuple[CameraInfo, ...]) -> None:
        awaited = self._state.awaited
        back = next((camera for camera in cameras if awaited and camera.name == awaited), None)
        if back is not None:
            self.clear_message()
            self._change(awaited="")
            self.choose(camera_source(cameras, back.address))

    @Slot(object)
    def _on_cameras(self, cameras: tuple[CameraInfo, ...]) -> None:
        """One was plugged in or out while none was on."""
        self._state = self._state.with_cameras(cameras)
        self._show()

    @Slot(object)
    def _on_choices(self, choices: Choices) -> None:
        self.model_panel.set_models(choices.models)
        wanted = self.available.take_wanted()
        if wanted is not None:
            self.model_panel.show_model(wanted)
        pending = self._state.pending
        self._state = self._state.with_cameras(choices.cameras)
        has_model = self.model_panel.first_model is not None
        self._change(known=True, has_model=has_model, pending=PendingStart.NOTHING)
        if pending is PendingStart.BEGIN:
            self._begin_now()
        elif pending is PendingStart.START:
            self.start()

    @Slot(object)
    def _on_no_choices(self, error: Exception) -> None:
        self._change(known=self.available.known, pending=PendingStart.NOTHING)
        self.show_error(error)

    @Slot()
    def _on_models(self) -> None:
        models = self.model_panel.models
        if self._stream is not None and models is not None:
            self.parameters.use_models(models)
            self._change(album=None)

    @Slot()
    def _on_recordings(self) -> None:
        self._change(recording=self.recordings.current is not None)

    @Slot()
    def _on_sending(self) -> None:
        self._change(sent_to=str(self.sending.request or ""))

    @Slot()
    def _on_collecting(self) -> None:
        self._change(collecting=self.parameters.values.collecting.is_on)

    @Slot()
    def _on_declined(self) -> None:
        self._change(asking=False)

    @Slot()
    def _on_runs(self) -> None:
        """A new run is a new model; looked up when the page is shown, or now."""
        if self.isVisible() and self._stream is None:
            self._look()
        else:
            self.available.outdate()

    @Slot()
    def _show_recording(self) -> None:
        run = self._state.finished
        if run is not None and run.recordings:
            self.show_folder(run.recordings[-1].video)

    def _build(self) -> None:
        services = self.services
        self.parameters = LiveParameters(services.preferences, services.settings, self)
        self.source_bar = SourceBar(services.theme, services.settings, self.parameters)
        self.caption = ElidedLabel()
        set_role(self.caption, "muted")
        self.picture_area = PictureArea(services.theme, services.settings)
        self.timeline = LiveTimeline(services.theme)
        self.timeline_card = Card(self.tr("Last 60 seconds"))
        self.timeline_card.body.addWidget(self.timeline)
        self.face_panel = FacePanel(services.theme, self.parameters)
        self.model_panel = ModelPanel(self.parameters)
        self.available = AvailableSources(services, self)
        self.keeping = KeepingCard(services, self.parameters)
        self.viewer = Viewer(
            area=self.picture_area,
            faces=self.face_panel,
            models=self.model_panel,
            source_bar=self.source_bar,
            caption=self.caption,
            timeline=self.timeline,
            timeline_card=self.timeline_card,
            parent=self,
        )
        self.recordings = Recordings(
            self, parameters=self.parameters, folder=SaveFolder(services.settings)
        )
        self.answers, self.albums = AnswersTable(self), AlbumReader(self)
        self.sending = Sending(self.parameters.controls, services.settings, self)
        self.header = Header(
            self,
            recordings=self.recordings,
            sending=self.sending,
            snapshot=self.snapshot,
            toggle=self.toggle,
        )
        self.start_button = self.header.start_button

    def _arrange(self) -> None:
        # After everything is made and before anything is connected: full screen moves the picture
        # out of this layout and must find it here again.
        self.page_layout = PageLayout(
            above=[self.source_bar, self.caption],
            view=self.picture_area,
            below=self.timeline_card,
            panels=[self.face_panel, self.model_panel, self.keeping],
        )
        self.full_screen = FullScreen(self.picture_area, self.page_layout.left, self)
        self.body.addWidget(self.page_layout, 1)

    def _connect(self) -> None:
        area, bar, available = self.picture_area, self.source_bar, self.available
        bar.chosen.connect(self.choose)
        bar.refresh_button.clicked.connect(self._look)
        bar.full_button.clicked.connect(self.full_screen.enter)
        bar.previous_button.clicked.connect(partial(self.turn, -1))
        bar.next_button.clicked.connect(partial(self.turn, 1))
        self.page_layout.turned.connect(self.header.set_narrow)
        self.state_shortened.connect(self.page_layout.promise.setVisible)
        available.found.connect(self._on_choices)
        available.failed.connect(self._on_no_choices)
        available.watch.changed.connect(self._on_cameras)
        available.watch.looked.connect(self._on_looked)
        area.start_button.clicked.connect(self.start)
        area.train_button.clicked.connect(partial(self.services.navigate, "train"))
        area.video_button.clicked.connect(bar.choose_video)
        area.pictures_button.clicked.connect(bar.choose_pictures)
        area.purpose.accepted.connect(self.start)
        area.purpose.declined.connect(self._on_declined)
        area.result.again_button.clicked.connect(self.start)
        area.result.folder_button.clicked.connect(self._show_recording)
        area.result.table_button.clicked.connect(self.save_table)
        bar.table_button.clicked.connect(self.save_pictures_table)
        bar.album_button.clicked.connect(self.toggle_album)
        self.albums.read.connect(self._on_album)
        area.album.left.connect(self.leave_album)
        area.album.opened.connect(self.open_picture)
        self.model_panel.models_changed.connect(self._on_models)
        self.parameters.mirrored_changed.connect(self._show_mirrored)
        self.recordings.changed.connect(self._on_recordings)
        self.sending.changed.connect(self._on_sending)
        self.viewer.fell_silent.connect(self._on_silence)
        self.services.events.runs_changed.connect(self._on_runs)
        self.keeping.failed.connect(self.show_error)
        self.keeping.collecting_changed.connect(self._on_collecting)
        self.keeping.classes_read.connect(self._show_classes)
        self.keeping.attach(self, self.viewer, self.model_panel)
        # Of the whole page, not of the picture: F11 has to work wherever the focus is.
        QShortcut(QKeySequence(Qt.Key.Key_F11), self, self.full_screen.enter)
