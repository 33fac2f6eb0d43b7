"""Shows what the stream of a source sends: picture, chosen face, timeline, speed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from emotion_gui.core.clock import now_s
from emotion_gui.ui.pages.live.face_panel import FacePanel
from emotion_gui.ui.pages.live.model_panel import ModelPanel
from emotion_gui.ui.pages.live.picture_area import PictureArea
from emotion_gui.ui.pages.live.source_bar import SourceBar
from emotion_gui.ui.pages.live.state import LiveState, Phase
from emotion_gui.ui.pages.live.texts import caption_text, recorded_text, speed_text
from emotion_gui.ui.pages.live.timeline import LiveTimeline
from emotion_gui.ui.widgets import Card, ElidedLabel

if TYPE_CHECKING:
    from emotion_gui.core.inference.live import LiveUpdate

QUIET_S = 1.0  # a camera or stream that gives nothing for longer is waited for in words
LISTEN_MS = 250  # between looks whether the source still gives something
FIGURES_EVERY_S = 1 / 15  # nobody reads figures at 60 Hz


class Viewer(QObject):
    """Remembers the newest update and the chosen face; starts and stops nothing."""

    fell_silent = Signal()  # a camera or stream was seen, and gives nothing now

    def __init__(
        self,
        *,
        area: PictureArea,
        faces: FacePanel,
        models: ModelPanel,
        source_bar: SourceBar,
        caption: ElidedLabel,
        timeline: LiveTimeline,
        timeline_card: Card,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._area = area
        self._faces = faces
        self._models = models
        self._source_bar = source_bar
        self._caption = caption
        self._timeline = timeline
        self._timeline_card = timeline_card
        self._shown_at_s = 0.0
        self._figures_at_s = 0.0
        self._listening = QTimer(self)
        self._listening.setInterval(LISTEN_MS)
        self._listening.timeout.connect(self._listen)
        self.newest: LiveUpdate | None = None
        self.selected: int | None = None
        area.face_clicked.connect(self.select)

    def begin(self, state: LiveState) -> None:
        """A source is being opened."""
        self.newest = None
        self.selected = None
        self._figures_at_s = 0.0
        self._timeline.clear()
        self._caption.setText("")
        self._show_nobody()
        self._models.show_agreement(None)
        self._models.show_pace()
        # A file or a picture takes its time.
        if state.source.kind in ("camera", "stream"):
            self._listening.start()

    def show_state(self, state: LiveState) -> None:
        """No stale figures beside a picture that does not come."""
        if state.phase is Phase.SILENT:
            self._show_nobody()
            self._source_bar.speed.setText("")

    def show(self, update: LiveUpdate, *, never_shown: int) -> bool:
        """Picture and boxes at once, figures 15 times a second.

        Args:
            update: the newest one.
            never_shown: updates that were replaced before anyone looked.

        Returns:
            Whether the figures were brought up to date too.
        """
        moment_s = self._shown_at_s = now_s()
        self.newest = update
        faces = update.result.faces
        for face in faces:
            self._timeline.set_labels(face.answer.labels)
            self._timeline.add(face.track_id, face.label, moment_s)
        if all(face.track_id != self.selected for face in faces):
            self.selected = faces[0].track_id if faces else None
        self._area.show_update(update, self.selected)
        if moment_s - self._figures_at_s < FIGURES_EVERY_S:
            return False
        self._figures_at_s = moment_s
        self._show_figures(update, moment_s, never_shown)
        return True

    def end(self, *, keep: bool) -> None:
        """The source is closed; what was seen last stays beside a result."""
        self._listening.stop()
        self.newest = None
        self._models.show_limit(None)
        if keep:
            self._faces.freeze()
            return
        self._caption.setText("")
        self._show_nobody()

    @Slot(int)
    def select(self, track_id: int) -> None:
        """Show this face in the panel and on the timeline, at once."""
        self.selected = track_id
        self._figures_at_s = 0.0
        # A still sends nothing more by itself.
        if self.newest is not None and self.newest.result.frame.name:
            self.show(self.newest, never_shown=0)

    @Slot()
    def _listen(self) -> None:
        if self.newest is not None and now_s() - self._shown_at_s > QUIET_S:
            self.fell_silent.emit()

    def _show_nobody(self) -> None:
        self._faces.show_face(None)
        self._models.show_limit(None)
        self._timeline_card.set_note(self.tr("no face"))

    def _show_figures(self, update: LiveUpdate, moment_s: float, never_shown: int) -> None:
        chosen = [face for face in update.result.faces if face.track_id == self.selected]
        moving = not update.result.frame.name
        self._faces.show_face(chosen[0] if chosen else None, moving=moving)
        self._models.show_agreement(update.agreement)
        self._models.show_limit(update.result)
        self._timeline.advance(moment_s, self.selected)
        self._timeline_card.set_note(
            self.tr("face {0}").format(self.selected) if chosen else self.tr("no face")
        )
        self._source_bar.speed.setText(speed_text(update, at_s=moment_s, never_shown=never_shown))
        self._source_bar.recording.setText(recorded_text(update.recorded))
        models = self._models.models
        self._caption.setText(
            caption_text(update, models="" if models is None else self._models.titles(models))
        )
