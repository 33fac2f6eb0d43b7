"""Shows what the stream of a source sends: picture, chosen face, timeline, speed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from emotion_gui.core.clock import now_s
from emotion_gui.ui.pages.live.side_panel import SidePanel
from emotion_gui.ui.pages.live.source_bar import SourceBar
from emotion_gui.ui.pages.live.stage import Stage
from emotion_gui.ui.pages.live.texts import speed_words
from emotion_gui.ui.pages.live.timeline import Timeline
from emotion_gui.ui.widgets import Card

if TYPE_CHECKING:
    from emotion_gui.core.inference.live import LiveUpdate

QUIET_S = 1.0  # a camera or stream that gives nothing for longer is waited for in words
FIGURES_EVERY_S = 1 / 15  # nobody reads figures at 60 Hz


class Viewer(QObject):
    """Remembers the newest update and the chosen face; starts and stops nothing."""

    def __init__(
        self,
        *,
        stage: Stage,
        panel: SidePanel,
        source_bar: SourceBar,
        timeline: Timeline,
        timeline_card: Card,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._stage = stage
        self._panel = panel
        self._source_bar = source_bar
        self._timeline = timeline
        self._timeline_card = timeline_card
        self._shown_at_s = 0.0
        self._figures_at_s = 0.0
        self.newest: LiveUpdate | None = None
        self.selected: int | None = None
        self.waiting = False  # a picture was shown, and the source gives none now
        stage.face_clicked.connect(self.select)

    def begin(self, words: str) -> None:
        """A source is being opened."""
        self.newest = None
        self.selected = None
        self.waiting = False
        self._figures_at_s = 0.0
        self._timeline.clear()
        self._stage.wait(words)

    def set_mirrored(self, mirrored: bool) -> None:
        self._stage.frame_view.set_mirrored(mirrored)

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
        self.waiting = False
        faces = update.result.faces
        for face in faces:
            self._timeline.add(face.track_id, face.label, moment_s)
        if all(face.track_id != self.selected for face in faces):
            self.selected = faces[0].track_id if faces else None
        self._stage.show_update(update, self.selected)
        if moment_s - self._figures_at_s < FIGURES_EVERY_S:
            return False
        self._figures_at_s = moment_s
        self._show_figures(update, moment_s, never_shown)
        return True

    def show_silence(self, words: str) -> bool:
        """No stale picture and no stale box: say that nothing comes, until it does again.

        Returns:
            Whether that is news.
        """
        silent = self.newest is not None and now_s() - self._shown_at_s > QUIET_S
        if self.waiting or not silent:
            return False
        self.waiting = True
        self._figures_at_s = 0.0
        self._stage.wait(words)
        self._source_bar.speed.setText("")
        self._show_nobody()
        return True

    def show_still(self, update: LiveUpdate) -> None:
        """A picture that stays after its source has ended."""
        self._stage.show_update(update, self.selected)
        self._stage.show_picture()
        self._show_figures(update, update.result.finished_at, 0)

    def end(self) -> None:
        """The source is closed."""
        self.newest = None
        self.waiting = False
        self._stage.frame_view.clear()
        self._source_bar.speed.setText("")
        self._show_nobody()

    @Slot(int)
    def select(self, track_id: int) -> None:
        """Show this face in the panel and on the timeline, at once."""
        self.selected = track_id
        self._figures_at_s = 0.0

    def _show_nobody(self) -> None:
        self._panel.show_face(None)
        self._timeline_card.set_note(self.tr("no face"))

    def _show_figures(self, update: LiveUpdate, moment_s: float, never_shown: int) -> None:
        chosen = [face for face in update.result.faces if face.track_id == self.selected]
        moving = not update.result.frame.name
        self._panel.show_face(chosen[0] if chosen else None, moving=moving)
        self._panel.show_agreement(update.agreement)
        self._timeline.advance(moment_s, self.selected)
        self._timeline_card.set_note(
            self.tr("face {0}").format(self.selected) if chosen else self.tr("no face")
        )
        words = speed_words(update, at_s=moment_s, never_shown=never_shown)
        self._source_bar.speed.setText(words)
