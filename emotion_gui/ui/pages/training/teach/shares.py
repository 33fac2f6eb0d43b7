"""What several shares of a lesson teach and cost, side by side; one of them is picked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from emotion_gui.core.teaching.recipe import kept_name
from emotion_gui.operations.lessons import Comparison, KeptShare
from emotion_gui.ui.numbers import UNKNOWN, count, interval, p_value, percent
from emotion_gui.ui.pages.training.teach.texts import won_and_lost
from emotion_gui.ui.widgets import set_role, set_tone

_GAP_PX, _LINE_PX = 10, 8


class SharesTable(QWidget):
    """A row a share, under the accuracies of before; a column a kind of faces."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons = QButtonGroup(self)
        self._kept: tuple[KeptShare, ...] = ()
        self._table = QWidget()
        self.note = set_role(
            QLabel(
                self.tr(
                    "More of a lesson is more learned and more forgotten: pick how much of it "
                    "you adopt. What is picked by these figures is a little worse than they say."
                )
            ),
            "small",
        )
        self.note.setWordWrap(True)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self._table)
        self._column.addWidget(self.note)

    @property
    def share(self) -> float:
        """Of the lesson, as picked."""
        return self._kept[self._buttons.checkedId()].share

    def button(self, share: float) -> QPushButton:
        """The one that picks a share."""
        place = next(k for k, kept in enumerate(self._kept) if kept.share == share)
        button = self._buttons.button(place)
        assert isinstance(button, QPushButton)
        return button

    def show_shares(self, kept: Sequence[KeptShare], share: float) -> None:
        """All shares of a lesson; `share` is picked."""
        self._kept = tuple(kept)
        for button in self._buttons.buttons():
            self._buttons.removeButton(button)
        self._column.removeWidget(self._table)
        self._table.deleteLater()
        self._table = self._made()
        self._column.insertWidget(0, self._table)
        self.button(share).setChecked(True)

    def set_open(self, is_open: bool) -> None:
        """Whether another share may still be picked."""
        for button in self._buttons.buttons():
            button.setEnabled(is_open or button.isChecked())
        self.note.setVisible(is_open)

    def _made(self) -> QWidget:
        table = QWidget()
        grid = QGridLayout(table)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(_GAP_PX)
        grid.setVerticalSpacing(_LINE_PX)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        first = self._kept[0]
        for column, (words, change) in enumerate(
            ((self.tr("Held-out faces"), first.held_out), (self.tr("Old test part"), first.old)), 1
        ):
            n = UNKNOWN if change is None else f"n = {count(change.after.n)}"
            grid.addWidget(_cell(words, n, heading=True), 0, column)
            grid.addWidget(_before(change), 1, column)
        grid.addWidget(
            set_role(QLabel(self.tr("Before")), "muted"), 1, 0, Qt.AlignmentFlag.AlignTop
        )
        for place, kept in enumerate(self._kept):
            button = self._make_button(kept)
            self._buttons.addButton(button, place)
            grid.addWidget(button, place + 2, 0)
            for column, change in ((1, kept.held_out), (2, kept.old)):
                grid.addWidget(_after(change), place + 2, column, Qt.AlignmentFlag.AlignVCenter)
        return table

    def _make_button(self, kept: KeptShare) -> QPushButton:
        names = {
            "cautious": self.tr("Cautious"),
            "balanced": self.tr("Balanced"),
            "all": self.tr("All of it"),
        }
        tips = {
            "cautious": self.tr("Forgets least and learns least"),
            "balanced": self.tr("About three times as much is learned as by Cautious, for a loss"),
            "all": self.tr("Learns most and forgets most"),
        }
        key, share = kept_name(kept.share), percent(kept.share, 0)
        button = QPushButton(f"{names[key]}\n{share}" if key else share)
        button.setCheckable(True)
        button.setProperty("segment", True)
        button.setToolTip(tips.get(key, self.tr("As much as old faces bear")))
        spoken = self.tr("Keep of the lesson: {share}").format(share=share)
        button.setAccessibleName(f"{spoken}, {names[key]}" if key else spoken)
        return button


def _cell(above: str, below: str, *, heading: bool = False, tone: str = "") -> QWidget:
    """Two lines: what counts, and small what belongs to it."""
    cell = QWidget()
    column = QVBoxLayout(cell)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    top = set_role(QLabel(above), "small" if heading else "value")
    set_tone(top, tone)
    column.addWidget(top)
    column.addWidget(set_role(QLabel(below), "small"))
    return cell


def _before(change: Comparison | None) -> QWidget:
    if change is None:
        return _cell(UNKNOWN, "")
    return _cell(percent(change.before.accuracy), interval(*change.before.interval))


def _after(change: Comparison | None) -> QWidget:
    """Accuracy in colour where the difference is more than chance; interval and paired test."""
    if change is None:
        return _cell(UNKNOWN, "")
    after, test = change.after, change.after.test
    tone = ("good" if change.gained > 0 else "bad") if after.is_significant else ""
    cell = _cell(
        percent(after.accuracy), f"{interval(*after.interval)}, {p_value(after.p)}", tone=tone
    )
    if test is not None:
        cell.setToolTip(won_and_lost(test.c, test.b))
    return cell
