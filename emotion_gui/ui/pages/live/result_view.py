"""What a run held, for as long as nothing else is started: shares of time, persons, the table."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from emotion_gui.core.labels import SEVEN, LabelSet
from emotion_gui.ui import numbers
from emotion_gui.ui.emotions import emotion_name
from emotion_gui.ui.icons import emotion_pixmap
from emotion_gui.ui.pages.live.film_bands import FilmBands
from emotion_gui.ui.pages.live.state import FinishedRun, recorded_files
from emotion_gui.ui.pages.live.texts import agreement_text, ending_text
from emotion_gui.ui.theme import Theme
from emotion_gui.ui.translation import core_text
from emotion_gui.ui.widgets import Card, ElidedLabel
from emotion_gui.ui.widgets.calm_scroll import CalmScrollArea
from emotion_gui.ui.widgets.labels import set_role

ICON_PX = 16
BAR_PX = 6


class _ShareBar(QWidget):
    """A bar in the colour of its class; None is unsure."""

    def __init__(self, theme: Theme, label: int | None, labels: LabelSet) -> None:
        super().__init__()
        self._theme = theme
        self._label, self._labels = label, labels
        self._share = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(ICON_PX)
        theme.changed.connect(self.update)

    def set_share(self, share: float) -> None:
        self._share = share
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, ICON_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        bar = QRectF(0, (self.height() - BAR_PX) / 2, self.width(), BAR_PX)
        painter.setBrush(self._theme.color("track"))
        painter.drawRoundedRect(bar, BAR_PX / 2, BAR_PX / 2)
        if self._share > 0:
            bar.setWidth(max(2.0, bar.width() * self._share))
            color = self._theme.color("muted")
            if self._label is not None:
                color = self._theme.emotion_color(self._label, self._labels)
            painter.setBrush(color)
            painter.drawRoundedRect(bar, BAR_PX / 2, BAR_PX / 2)
        painter.end()


class EmotionShares(QWidget):
    """How much of the time each answer was shown: icon, name, bar, per cent, time."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icons: dict[int, QLabel] = {}
        self._rows: dict[int | None, tuple[_ShareBar, QLabel, QLabel]] = {}
        self._labels = SEVEN
        self._grid = grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(2, 1)
        self._fill()
        theme.changed.connect(self._tint)
        self._tint()

    def set_labels(self, labels: LabelSet) -> None:
        """The classes of the model that looked."""
        if labels == self._labels:
            return
        self._labels = labels
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.setParent(None)
                widget.deleteLater()
        self._fill()
        self._tint()

    def _fill(self) -> None:
        self._icons, self._rows = {}, {}
        for row, answer in enumerate((*range(len(self._labels)), None)):
            self._add_row(self._grid, row, answer)

    def set_seconds(self, seconds: Mapping[int | None, float]) -> None:
        """How long each answer was shown."""
        whole = sum(seconds.values())
        for answer, (bar, share_label, time_label) in self._rows.items():
            passed_s = seconds.get(answer, 0.0)
            share = passed_s / whole if whole > 0 else 0.0
            bar.set_share(share)
            share_label.setText(numbers.percent(share if whole > 0 else None))
            time_label.setText(numbers.clock(passed_s))

    def _add_row(self, grid: QGridLayout, row: int, answer: int | None) -> None:
        icon = QLabel()
        icon.setFixedSize(ICON_PX, ICON_PX)
        if answer is not None:
            self._icons[answer] = icon
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        bar, share, time = _ShareBar(self._theme, answer, self._labels), QLabel(), QLabel()
        set_role(time, "muted")
        self._rows[answer] = (bar, share, time)
        grid.addWidget(icon, row, 0)
        grid.addWidget(QLabel(emotion_name(answer, self._labels)), row, 1)
        grid.addWidget(bar, row, 2)
        grid.addWidget(share, row, 3, right)
        grid.addWidget(time, row, 4, right)

    def _tint(self) -> None:
        for emotion, label in self._icons.items():
            color = self._theme.emotion_color(emotion, self._labels)
            ratio = self.devicePixelRatioF()
            label.setPixmap(emotion_pixmap(emotion, color, ICON_PX, self._labels, ratio=ratio))


class ResultView(Card):
    """One run that is over."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._run: FinishedRun | None = None
        self.name_label = set_role(ElidedLabel(), "heading")
        self.summary_label = QLabel()
        self.model_label = set_role(ElidedLabel(), "muted")
        self.notes_label = set_role(QLabel(), "muted")
        self.shares = EmotionShares(theme)
        self.bands = FilmBands(theme)
        self.more_label = set_role(QLabel(), "muted")
        for label in (self.summary_label, self.notes_label, self.more_label):
            label.setWordWrap(True)
        self.again_button = QPushButton(self.tr("Start again"))
        self.again_button.setProperty("primary", True)
        self.table_button = QPushButton(self.tr("Save the answers as CSV…"))
        self.table_button.setToolTip(self.tr("A row for each face on each frame that was read"))
        self.folder_button = QPushButton(self.tr("Show the recording in its folder"))
        self.folder_button.setProperty("link", True)
        self.setAccessibleName(self.tr("Result"))
        self._lay_out()

    def show_run(self, run: FinishedRun) -> None:
        """Everything about a run; nothing to do where it is shown already."""
        if run is self._run:
            return
        self._run = run
        result = run.result
        self.name_label.setText(run.source.title)
        self.summary_label.setText(ending_text(run))
        self.model_label.setText(" · ".join(run.models))
        self.shares.set_labels(result.labels)
        self.shares.set_seconds(result.seconds_by_label)
        self.bands.show_result(result)
        more = self.bands.left_out
        self.more_label.setVisible(bool(more))
        self.more_label.setText(self.tr("and %Ln more persons", "", more))
        self.notes_label.setText("\n".join(self._notes(run)))
        self.table_button.setEnabled(result.rows > 0)
        self.folder_button.setVisible(bool(run.recordings))
        self.setAccessibleDescription(self._spoken(run))

    def _notes(self, run: FinishedRun) -> list[str]:
        result = run.result
        lines = []
        if result.agreement.compared:
            lines.append(self.tr("The models {0}.").format(agreement_text(result.agreement)))
        if result.rows < result.answers:
            lines.append(
                self.tr("The table holds the first {0} of {1} answers.").format(
                    numbers.count(result.rows), numbers.count(result.answers)
                )
            )
        for note in run.notes:
            lines.append(core_text(note.text).format(**note.values))
        for recording in run.recordings:
            first, *others = recorded_files(recording)
            names = ", ".join(path.name for path in others)
            lines.append(self.tr("Recorded: {0}, with {1}").format(first, names))
        return lines

    def _spoken(self, run: FinishedRun) -> str:
        """The same for a screen reader, in one go."""
        seconds, labels = run.result.seconds_by_label, run.result.labels
        whole = sum(seconds.values())
        shares = [
            f"{emotion_name(answer, labels)} {numbers.percent(seconds[answer] / whole)}"
            for answer in (*range(len(labels)), None)
            if seconds.get(answer)
        ]
        parts = [run.source.title, ending_text(run), ", ".join(shares), *self._notes(run)]
        return ". ".join(part for part in parts if part)

    def _lay_out(self) -> None:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for label in (self.name_label, self.summary_label, self.model_label):
            column.addWidget(label)
        column.addSpacing(4)
        right = QVBoxLayout()
        right.setSpacing(4)
        right.addWidget(self.bands)
        right.addWidget(self.more_label)
        right.addStretch(1)
        sides = QHBoxLayout()
        sides.setSpacing(28)
        sides.addWidget(self.shares, 2)
        sides.addLayout(right, 3)
        column.addLayout(sides)
        column.addWidget(self.notes_label)
        column.addWidget(self.folder_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        # A low window scrolls inside, so that the buttons below are always there.
        scroll = CalmScrollArea()
        scroll.setObjectName("pageScroll")
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(content)
        # The card shows through; a scroll area fills its content otherwise.
        for part in (content, scroll.viewport()):
            part.setAutoFillBackground(False)
        buttons = QHBoxLayout()
        buttons.setSpacing(12)
        buttons.addWidget(self.again_button)
        buttons.addWidget(self.table_button)
        buttons.addStretch(1)
        self.body.addWidget(scroll, 1)
        self.body.addLayout(buttons)
