"""Who learns from whom, the start of a lesson, what came of it, and the decision."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from emotion_gui.ui.numbers import count, duration
from emotion_gui.ui.pages.training.teach.shares import SharesTable
from emotion_gui.ui.widgets import Card, ChoiceBox
from emotion_gui.ui.widgets.flow import FlowRow
from emotion_gui.ui.widgets.labels import set_role
from emotion_gui.ui.widgets.progress_line import ProgressLine

if TYPE_CHECKING:
    from emotion_gui.core.model.catalogue import ModelEntry
    from emotion_gui.operations.lessons import Taught

NONE = ""


class LessonCard(Card):
    """Holds the choice of network and old data; the page starts what is asked for."""

    teach_wanted = Signal()
    stop_wanted = Signal()
    model_chosen = Signal()
    old_chosen = Signal()
    decided = Signal(str)  # "adopt", "drop" or "again"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Train on these"), parent)
        self._entries: dict[str, ModelEntry] = {}
        self.model = ChoiceBox(name=self.tr("Network that learns"))
        self.old = ChoiceBox(name=self.tr("Data that it knows"))
        self.counts = set_role(QLabel(), "muted")
        self.counts.setWordWrap(True)
        self.time = set_role(QLabel(), "muted")
        self.time.setWordWrap(True)
        self.teach_button = QPushButton(self.tr("&Teach"))
        self.teach_button.setProperty("primary", True)
        self.stop_button = QPushButton(self.tr("S&top"))
        self.line = ProgressLine(self.tr("Lesson"))
        self.told = set_role(QLabel(), "muted")
        self.told.setWordWrap(True)
        self.shares = SharesTable()
        self.adopt_button = QPushButton(self.tr("&Adopt"))
        self.adopt_button.setToolTip(self.tr("From now on it is the present network"))
        self.drop_button = QPushButton(self.tr("&Drop"))
        self.drop_button.setToolTip(self.tr("To the trash; can be undone"))
        self.again_button = QPushButton(self.tr("Undo the decision"))
        self.again_button.setProperty("link", True)
        self._lay_out()
        self.model.chosen.connect(self.model_chosen)
        self.old.chosen.connect(self.old_chosen)
        self.teach_button.clicked.connect(self.teach_wanted)
        self.stop_button.clicked.connect(self.stop_wanted)
        for button, word in (
            (self.adopt_button, "adopt"),
            (self.drop_button, "drop"),
            (self.again_button, "again"),
        ):
            button.clicked.connect(lambda checked=False, word=word: self.decided.emit(word))
        self.show_result(None, "open")
        self.show_expected(None)
        self.show_running(running=False, ready=False)

    @property
    def entry(self) -> ModelEntry | None:
        """The network that learns."""
        return self._entries.get(self.model.current)

    def set_models(self, entries: Sequence[ModelEntry]) -> None:
        """Networks that can learn; the one adopted last is chosen until a person chooses."""
        first = not self._entries
        self._entries = {entry.name: entry for entry in entries}
        self.model.set_choices([(entry.name, entry.title) for entry in entries])
        adopted = [entry.name for entry in entries if entry.adopted]
        if first and adopted:
            self.model.choose(adopted[0])
        self.model_chosen.emit()

    def choose_model(self, name: str) -> None:
        """Another network learns next."""
        if name in self._entries:
            self.model.choose(name)
            self.model_chosen.emit()

    def set_old(self, names: Sequence[str], chosen: str) -> None:
        """Data sets that it may know, and the one that it does."""
        none = (NONE, self.tr("None: taught by its own answers"))
        self.old.set_choices([none, *((name, name) for name in names)])
        self.old.choose(chosen)

    def show_counts(self, taught: int, held: int, waiting: int) -> None:
        """How many faces would teach."""
        self.counts.setText(
            self.tr("%Ln faces teach", "", taught)
            + ", "
            + self.tr("%Ln are held out to judge by", "", held)
            + ", "
            + self.tr("%Ln wait for a label", "", waiting)
            + "."
        )

    def show_expected(self, seconds: float | None) -> None:
        """How long a lesson would take; None while it is not known."""
        self.time.setVisible(seconds is not None)
        if seconds is not None:
            text = self.tr("It takes about {time} on this computer, the comparison included.")
            self.time.setText(text.format(time=duration(max(1.0, seconds))))

    def show_running(self, *, running: bool, ready: bool) -> None:
        """Whether a lesson runs, or could."""
        self.teach_button.setEnabled(ready and not running)
        self.stop_button.setVisible(running)
        self.line.setVisible(running)
        self.model.setEnabled(not running)
        self.old.setEnabled(not running)

    def show_result(self, taught: Taught | None, decision: str) -> None:
        """What a lesson came to, and what was decided."""
        for part in (self.told, self.shares):
            part.setVisible(taught is not None)
        for button in (self.adopt_button, self.drop_button):
            button.setVisible(taught is not None and decision == "open")
        self.again_button.setVisible(taught is not None and decision != "open")
        if taught is None:
            return
        if decision == "open":
            self.shares.show_shares(taught.kept, taught.share)
        self.shares.set_open(decision == "open")
        self.time.hide()
        words = {
            "open": self.tr("Run {number} learned {faces} in {time}."),
            "adopted": self.tr("Run {number} is adopted: {faces}, {time}."),
            "dropped": self.tr("Run {number} is dropped: {faces}, {time}."),
        }
        self.told.setText(
            words[decision].format(
                number=taught.run.run_id,
                faces=self._shown_text(taught),
                time=duration(taught.seconds[1]),
            )
        )

    def _shown_text(self, taught: Taught) -> str:
        text = self.tr("%Ln faces", "", taught.faces)
        if not taught.old_faces:
            return text
        return self.tr("{faces}, between {old} old ones").format(
            faces=text, old=count(taught.old_faces)
        )

    def _lay_out(self) -> None:
        for label, box in (
            (self.tr("Network"), self.model),
            (self.tr("Old data"), self.old),
        ):
            title = set_role(QLabel(label), "small")
            title.setBuddy(box)
            self.body.addWidget(title)
            self.body.addWidget(box)
        self.body.addWidget(self.counts)
        buttons = FlowRow()
        buttons.add(self.teach_button)
        buttons.add(self.stop_button)
        self.body.addWidget(buttons)
        self.body.addWidget(self.time)  # below: the button does not move when it comes
        self.body.addWidget(self.line)
        self.body.addWidget(self.told)
        self.body.addWidget(self.shares)
        decisions = FlowRow()
        for button in (self.adopt_button, self.drop_button, self.again_button):
            decisions.add(button)
        self.body.addWidget(decisions)
        self.body.addStretch(1)
        self.body.setAlignment(Qt.AlignmentFlag.AlignTop)
