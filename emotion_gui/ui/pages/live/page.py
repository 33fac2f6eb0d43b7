"""Wires source, stage, side panel and the stream that reads faces in the background."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QCoreApplication, Qt, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QWidget

from emotion_gui.core.errors import VideoSourceError
from emotion_gui.core.resources import sample_clip
from emotion_gui.operations.live import live_job
from emotion_gui.ui.pages.base import Page, PageServices
from emotion_gui.ui.pages.live.choices import Offers, Wish, checkpoint_of
from emotion_gui.ui.pages.live.full_screen import FullScreen
from emotion_gui.ui.pages.live.header import Header
from emotion_gui.ui.pages.live.knobs import Knobs, first_controls
from emotion_gui.ui.pages.live.layout import Arrangement
from emotion_gui.ui.pages.live.lost_camera import LostCamera
from emotion_gui.ui.pages.live.purpose import chosen_purpose
from emotion_gui.ui.pages.live.recording import Keeping
from emotion_gui.ui.pages.live.saving import SaveFolder
from emotion_gui.ui.pages.live.side_panel import SidePanel
from emotion_gui.ui.pages.live.silence import Silence
from emotion_gui.ui.pages.live.source_bar import Source, SourceBar, source_of
from emotion_gui.ui.pages.live.stage import Stage
from emotion_gui.ui.pages.live.texts import promise_words
from emotion_gui.ui.pages.live.timeline import Timeline
from emotion_gui.ui.pages.live.viewer import Viewer
from emotion_gui.ui.widgets import Card

if TYPE_CHECKING:
    from emotion_gui.core.inference.cameras import CameraInfo
    from emotion_gui.core.inference.controls import Models
    from emotion_gui.core.inference.live import LiveUpdate
    from emotion_gui.workers.task_manager import Stream


class LivePage(Page):
    """Start, watch, compare, record."""

    def __init__(self, services: PageServices, parent: QWidget | None = None) -> None:
        title = QCoreApplication.translate("LivePage", "Live")
        super().__init__(services, title=title, parent=parent)
        self._stream: Stream | None = None
        self._wish = Wish.NOTHING
        self._in_front = False
        self._build()
        self._arrange()
        self._connect()
        self._show_idle()

    def _build(self) -> None:
        services = self.services
        self.controls = first_controls(services.preferences, services.settings)
        values = self.controls.values
        mirrored = services.preferences.switch("live/mirrored")
        self.source_bar = SourceBar(services.theme, services.settings, mirrored=mirrored)
        self.stage = Stage(services.theme, services.settings)
        self.timeline = Timeline(services.theme)
        self.timeline_card = Card(self.tr("Last 60 seconds"))
        self.panel = SidePanel(
            services.theme, smoothing_s=values.smoothing_s, max_faces=values.max_faces
        )
        self.offers = Offers(services, source_bar=self.source_bar, panel=self.panel, parent=self)
        self.watch = self.offers.watch
        self.viewer = Viewer(
            stage=self.stage,
            panel=self.panel,
            source_bar=self.source_bar,
            timeline=self.timeline,
            timeline_card=self.timeline_card,
            parent=self,
        )
        self.knobs = Knobs(
            self.controls,
            panel=self.panel,
            viewer=self.viewer,
            source_bar=self.source_bar,
            preferences=services.preferences,
            settings=services.settings,
            parent=self,
        )
        self.keeping = Keeping(self, controls=self.controls, folder=SaveFolder(services.settings))
        self.header = Header(
            self,
            keeping=self.keeping,
            source_bar=self.source_bar,
            snapshot=self.snapshot,
            toggle=self.toggle,
        )
        self.start_button = self.header.start_button
        self.silence = Silence(self.viewer, self.source_bar, self)
        self.lost_camera = LostCamera(
            self,
            watch=self.watch,
            header=self.header,
            stage=self.stage,
            source_bar=self.source_bar,
        )

    @property
    def running(self) -> bool:
        """Whether a source is open or about to close."""
        return self._stream is not None

    def activated(self) -> None:
        self._in_front = True
        if not self.offers.fresh:
            self.offers.look()
        self._show_watch()

    def begin(self, what: str) -> None:
        """Start with the first camera as soon as it is known; a drawn clip where there is none."""
        del what
        if self.offers.known:
            self._begin_now()
        else:
            self._wait_for_offers(Wish.BEGIN)

    def deactivated(self) -> None:
        if self._wish is not Wish.NOTHING:
            self._show_idle()
        self._in_front = False
        self.full_screen.leave()
        self._show_watch()

    def prepare_to_close(self) -> bool:
        self._in_front = False
        self._wish = Wish.NOTHING
        self.full_screen.leave()
        self.lost_camera.forget()
        if self._stream is not None:
            self._stream.abandon()
            self._ended()
        self._show_watch()
        return True

    def accepts_drop(self, paths: Sequence[Path]) -> bool:
        return checkpoint_of(paths) is not None or source_of(paths).ready

    def dropped(self, paths: Sequence[Path]) -> None:
        checkpoint = checkpoint_of(paths)
        if checkpoint is None:
            self.source_bar.set_source(source_of(paths))
        else:
            self.offers.open_file(checkpoint)

    def toggle(self) -> None:
        """Start, or stop what runs or is waited for."""
        if self.lost_camera.awaited or self._wish is not Wish.NOTHING:
            self.clear_message()
            self._show_idle()
        elif self._stream is None:
            self.start()
        else:
            self.stop()

    def start(self) -> None:
        """Open the chosen source; asks for the purpose the first time."""
        source, models = self.source_bar.source, self.panel.models
        if not self._may_start:
            self._show_idle()
        elif not chosen_purpose(self.services.settings):
            self.stage.ask_purpose()
        elif models is None or not source.ready:
            self._wait_for_offers(Wish.START)
        else:
            self._open(source, models)

    def _open(self, source: Source, models: Models) -> None:
        self.clear_message()
        self.lost_camera.forget()
        self.controls.set_models(models)
        self.knobs.begin()
        titles = {"camera": self.tr("Camera on"), "stream": self.tr("Stream on")}
        self._stream = self.services.tasks.start_stream(
            partial(live_job, self.source_bar.request, self.controls),
            title=titles.get(source.kind, self.tr("Reading {0}").format(source.title)),
            on_arrival=self._on_update,
            on_success=self._on_finished,
            on_failure=self._on_failed,
            on_cancel=self._ended,
        )
        self.viewer.begin(self.tr("Opening {0}, loading the model…").format(source.title))
        self.silence.begin()
        self._show_running()

    def stop(self) -> None:
        """Let go of the source."""
        if self._stream is not None:
            self._stream.cancel()
            self.header.start_button.setEnabled(False)
            self.set_state_text(self.tr("Stopping…"))

    def restart(self) -> None:
        """Another source while running: the old loop's news no longer count."""
        if self._stream is not None:
            self._stream.abandon()
            self._ended()
            self.start()

    def snapshot(self) -> None:
        """Save the picture as it is shown, boxes included."""
        self.keeping.snapshot(self.stage.frame_view)

    @Slot(object)
    def _on_update(self, value: object) -> None:
        """The newest frame, as soon as it is there."""
        if self._stream is None:
            return
        update = cast("LiveUpdate", value)
        if self.viewer.show(update, never_shown=self._stream.dropped):
            # The promise first: a long name of a camera is cut, the promise never.
            self.set_state_text(self.tr("Live · ") + self._promise() + " · " + update.source)
            self.header.show_recording(update.recorded)

    @Slot(str)
    def _on_silence(self, words: str) -> None:
        self.set_state_text(words + " · " + self._promise())

    def _wait_for_offers(self, wish: Wish) -> None:
        """Start was asked for before anybody knows what there is."""
        if not self.offers.fresh:
            self.offers.look()
        self._wish = wish
        self.stage.wait(self.tr("Looking for cameras and models…"))
        self.header.show_waiting()

    def _begin_now(self) -> None:
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

    def set_state_text(self, text: str) -> None:
        super().set_state_text(text)
        self.arrangement.promise.setText(self._promise())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.arrangement.fit(self.width())
        super().resizeEvent(event)

    def _promise(self) -> str:
        return promise_words(recording=self.keeping.recording)

    @property
    def _may_start(self) -> bool:
        """There is something to start with, or nobody knows yet."""
        ready = self.source_bar.source.ready and self.panel.first_model is not None
        return ready or not self.offers.known

    def _show_watch(self) -> None:
        self.offers.set_watched(self._in_front and self._stream is None)

    def _show_running(self) -> None:
        self.header.show_running()
        self.source_bar.set_running(True)
        self._show_watch()
        self.set_state_text(self._promise())

    def _show_idle(self) -> None:
        """No source is open: say what to do first."""
        self._wish = Wish.NOTHING
        self.lost_camera.forget()
        self.source_bar.set_running(False)
        self.header.show_idle(may_start=self._may_start)
        self.set_state_text(self.tr("Off · ") + self._promise())
        source = self.source_bar.source
        self.stage.show_idle(
            source.title if source.ready else "",
            lacks_model=self.offers.known and self.panel.first_model is None,
            may_start=self._may_start,
            looking=not self.offers.known,
        )

    def _show_news(self) -> None:
        """Other cameras or models: what runs goes on, and so does the question of purpose."""
        if self._stream is None and self.stage.currentWidget() is not self.stage.purpose:
            self._show_idle()

    def _ended(self) -> None:
        """Common to every way in which a stream ends."""
        self.silence.end()
        self._stream = None
        self.keeping.stop()
        self.viewer.end()
        self._show_idle()
        self._show_watch()

    @Slot()
    def _on_offers(self) -> None:
        wish = self._wish
        self._show_news()
        if wish is Wish.BEGIN:
            self._begin_now()
        elif wish is Wish.START:
            self.start()

    @Slot(object)
    def _on_no_offers(self, error: Exception) -> None:
        self._show_news()
        self.show_error(error)

    @Slot(object)
    def _on_cameras(self, cameras: tuple[CameraInfo, ...]) -> None:
        """One was plugged in or out while none was on."""
        self.source_bar.set_cameras(cameras)
        if self.stage.currentWidget() is self.stage.empty_card:
            self._show_idle()

    def _on_finished(self, summary: object) -> None:
        del summary
        source, last = self.source_bar.source, self.viewer.newest
        self._ended()
        if source.kind == "pictures" and last is not None:
            # A still is there to be looked at, not to be gone after a moment.
            self.viewer.show_still(last)
            self.header.snapshot_button.setEnabled(True)
        else:
            self.show_info(self.tr("The end of {0}").format(source.title), kind="success")

    def _on_failed(self, error: Exception) -> None:
        source, seen = self.source_bar.source, self.viewer.newest is not None
        self._ended()
        if source.kind == "camera" and seen and isinstance(error, VideoSourceError):
            self.lost_camera.wait_for(source, error)
            return
        self.show_error(error)
        if source.kind == "camera":
            self.offers.look()

    @Slot(object)
    def _on_source(self, source: Source) -> None:
        del source
        if self._stream is not None:
            self.restart()
        else:
            self.start()

    @Slot()
    def _on_models(self) -> None:
        models = self.panel.models
        if self._stream is not None and models is not None:
            self.controls.set_models(models)
        elif self._wish is Wish.NOTHING:
            self._show_news()

    def _connect(self) -> None:
        stage = self.stage
        self.silence.fell.connect(self._on_silence)
        self.source_bar.changed.connect(self._on_source)
        self.source_bar.refresh_wanted.connect(self.offers.look)
        self.source_bar.full_screen_wanted.connect(self.full_screen.enter)
        self.offers.found.connect(self._on_offers)
        self.offers.failed.connect(self._on_no_offers)
        self.watch.changed.connect(self._on_cameras)
        self.panel.models_changed.connect(self._on_models)
        stage.start_button.clicked.connect(self.start)
        stage.train_button.clicked.connect(partial(self.services.navigate, "train"))
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
            self.offers.look()
        else:
            self.offers.outdate()

    def _arrange(self) -> None:
        self.timeline_card.body.addWidget(self.timeline)
        self.arrangement = Arrangement(
            source_bar=self.source_bar,
            stage=self.stage,
            below=self.timeline_card,
            panel=self.panel,
        )
        self.full_screen = FullScreen(self.stage, self.arrangement.left, self)
        self.body.addWidget(self.arrangement, 1)
