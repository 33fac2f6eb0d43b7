"""What in a window is cut off, lies over its neighbour, or cannot be seen at once.

`look_over(root)` goes through every visible widget of a window and says what a person could not
read. It knows nothing of pages: `page_walk` brings those into every state.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from PySide6.QtCore import QAbstractItemModel, QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QHelpEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QScrollBar,
    QSizeGrip,
    QSlider,
    QStyle,
    QStyleOptionButton,
    QStyleOptionComboBox,
    QStyleOptionFrame,
    QStyleOptionViewItem,
    QTabBar,
    QTableView,
    QToolTip,
    QWidget,
)

from emotion_gui.ui.drop_hint import DropHint
from emotion_gui.ui.widgets.banner import Banner
from emotion_gui.ui.widgets.whole_text import needed_px

# Meant to lie over what is below them.
OVERLAYS = (Banner, DropHint, QSizeGrip)
# A fractional scale factor rounds widths of texts up to here.
MOST_ROWS = 40  # of a table
FIGURE = re.compile(r"[-+−±]?[\d.,\s–→/()±]*\d[\d.,\s–→/()±]*( ?(%|ms|kB|MB|k|M|G|°))?")
ROUNDING_PX = 1


@dataclass(frozen=True)
class Fault:
    """One thing that a person cannot read, or not without moving."""

    kind: str
    widget: str
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.kind}: {self.widget} {self.detail}".rstrip()


@dataclass(frozen=True)
class Look:
    """What was looked at and what was found."""

    widgets: int
    faults: tuple[Fault, ...]


def look_over(root: QWidget) -> Look:
    """Every visible widget of a window."""
    shown = [root, *(w for w in root.findChildren(QWidget) if w.isVisible() and not _inner(w))]
    faults: list[Fault] = []
    for widget in shown:
        faults += _cut(widget)
        faults += _pushed_out(widget)
        faults += _silent(widget)
        faults += _scrolls(widget)
        faults += _overlaps(widget)
    faults += _same_letters(shown)
    faults += _too_large(root)
    return Look(len(shown), tuple(faults))


def described(widget: QWidget) -> str:
    """A widget and the places that it stands in, for a person who has to find it."""
    names = []
    at: QWidget | None = widget
    while at is not None and len(names) < 5:
        text = at.text() if isinstance(at, QLabel | QAbstractButton | QLineEdit) else ""
        name = text[:40] or at.objectName() or at.accessibleName()[:30]
        names.append(type(at).__name__ + (f"({name!r})" if name else ""))
        at = at.parentWidget()
    return " in ".join(names)


def _inner(widget: QWidget) -> bool:
    """Parts that Qt makes inside its own controls."""
    parent = widget.parentWidget()
    return isinstance(widget, QScrollBar) or isinstance(parent, QAbstractSpinBox | QComboBox)


# -- texts ----------------------------------------------------------------------------------


def _cut(widget: QWidget) -> Iterator[Fault]:
    """A text that needs more room than its widget has."""
    if isinstance(widget, QLabel):
        yield from _cut_label(widget)
    elif isinstance(widget, QComboBox):
        yield from _narrow(widget, _combo_room(widget), _plain(widget.currentText()), elides=True)
    elif isinstance(widget, QAbstractButton):
        yield from _cut_button(widget)
    elif isinstance(widget, QLineEdit):
        yield from _cut_field(widget)
    elif isinstance(widget, QAbstractSpinBox):
        yield from _narrow(widget, widget.lineEdit().contentsRect().width(), widget.text())
    elif isinstance(widget, QHeaderView):
        yield from _cut_header(widget)
    elif isinstance(widget, QTableView):
        yield from _cut_figures(widget)
    elif isinstance(widget, QTabBar):
        for index in range(widget.count()):
            if widget.tabRect(index).width() + ROUNDING_PX < widget.tabSizeHint(index).width():
                yield Fault("cut", described(widget), widget.tabText(index))


def _narrow(widget: QWidget, room: int, text: str, *, elides: bool = False) -> Iterator[Fault]:
    needed = widget.fontMetrics().horizontalAdvance(text)
    if needed <= room + ROUNDING_PX:
        return
    if elides and text in widget.toolTip() + _told(widget, widget.rect().center()):
        return
    yield Fault("cut", described(widget), f"{text!r} needs {needed} px and has {room}")


def _cut_label(label: QLabel) -> Iterator[Fault]:
    text = label.text()
    if not text or not label.pixmap().isNull():
        return
    if hasattr(label, "elided"):
        if label.elided and _visible_text(text) not in label.toolTip():
            yield Fault("elided without a tool tip", described(label))
        return
    if not label.wordWrap():
        if label.width() + ROUNDING_PX < label.sizeHint().width():
            yield Fault("cut", described(label), f"{label.width()} of {label.sizeHint().width()}")
    else:
        needed = label.heightForWidth(label.width())
        if label.height() + ROUNDING_PX < needed:
            yield Fault("cut", described(label), f"{label.height()} px high, needs {needed}")
        # What has no spaces is broken nowhere.
        for word in re.split(r"[\s/\\-]+", _visible_text(text)):
            yield from _narrow(label, label.contentsRect().width(), word)
    if label.height() + ROUNDING_PX < label.fontMetrics().height():
        yield Fault("cut", described(label), "lower than a line")


def _cut_button(button: QAbstractButton) -> Iterator[Fault]:
    if hasattr(button, "elided"):
        if button.elided and not button.toolTip():
            yield Fault("elided without a tool tip", described(button))
        return
    if not button.text():
        return
    if isinstance(button, QPushButton):
        option = QStyleOptionButton()
        button.initStyleOption(option)
        room = button.style().subElementRect(
            QStyle.SubElement.SE_PushButtonContents, option, button
        )
        icon = 0 if button.icon().isNull() else button.iconSize().width() + 4
        menu = button.style().pixelMetric(QStyle.PixelMetric.PM_MenuButtonIndicator, option, button)
        taken = icon + (menu if button.menu() is not None else 0)
        for line in _plain(button.text()).splitlines():
            yield from _narrow(button, room.width() - taken, line)
    elif button.width() + ROUNDING_PX < button.sizeHint().width():
        yield Fault("cut", described(button), f"{button.width()} of {button.sizeHint().width()}")
    if button.height() + ROUNDING_PX < _height_of_lines(button):
        yield Fault("cut", described(button), "lower than its text")


def _height_of_lines(button: QAbstractButton) -> int:
    metrics = button.fontMetrics()
    return metrics.height() + metrics.lineSpacing() * button.text().count("\n")


def _cut_field(field: QLineEdit) -> Iterator[Fault]:
    """What is typed may be longer than its field; what the field says by itself may not."""
    option = QStyleOptionFrame()
    field.initStyleOption(option)
    room = field.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, field)
    if not field.text():
        yield from _narrow(field, room.width() - 4, field.placeholderText(), elides=True)


def _combo_room(box: QComboBox) -> int:
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    field = box.style().subControlRect(
        QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, box
    )
    return field.width()


def _cut_header(header: QHeaderView) -> Iterator[Fault]:
    model: QAbstractItemModel | None = header.model()
    if model is None or header.orientation() is not Qt.Orientation.Horizontal:
        return
    if isinstance(header.window(), QFileDialog):
        return  # Qt's own; its columns are drawn wider by hand
    for section in range(header.count()):
        if header.isSectionHidden(section):
            continue
        text = str(model.headerData(section, header.orientation()) or "")
        tip = model.headerData(section, header.orientation(), Qt.ItemDataRole.ToolTipRole)
        needed = needed_px(header, section)
        if text and header.sectionSize(section) + ROUNDING_PX < needed and not tip:
            at = QPoint(header.sectionViewportPosition(section) + 2, header.height() // 2)
            if text in _told(header.viewport(), at):
                continue
            detail = f"{text!r} needs {needed} px and has {header.sectionSize(section)}"
            yield Fault("cut header", described(header), detail)


def _cut_figures(table: QTableView) -> Iterator[Fault]:
    """A name that is cut is still a name; of a figure nothing is left."""
    model = table.model()
    for column in range(model.columnCount()) if model is not None else ():
        if table.isColumnHidden(column):
            continue
        for row in range(min(model.rowCount(), MOST_ROWS)):
            index = model.index(row, column)
            text = str(index.data() or "")
            if not FIGURE.fullmatch(text):
                continue
            option = QStyleOptionViewItem()
            table.initViewItemOption(option)
            needed = table.itemDelegateForIndex(index).sizeHint(option, index).width()
            if needed > table.columnWidth(column) + ROUNDING_PX:
                head = model.headerData(column, Qt.Orientation.Horizontal)
                detail = (
                    f"{text!r} below {head!r} needs {needed} px, has {table.columnWidth(column)}"
                )
                yield Fault("cut figure", described(table), detail)
                break


def _told(widget: QWidget, at: QPoint) -> str:
    """What comes up where the pointer rests."""
    QToolTip.showText(QPoint(), "")  # whatever was told before
    where = widget.mapToGlobal(at)
    QApplication.sendEvent(widget, QHelpEvent(QEvent.Type.ToolTip, at, where))
    told = QToolTip.text() if QToolTip.isVisible() else ""
    QToolTip.showText(QPoint(), "")
    return told


def _plain(text: str) -> str:
    """Without mnemonics."""
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&")


def _visible_text(text: str) -> str:
    return re.sub(r"<[^>]+>", " ", text) if Qt.mightBeRichText(text) else text


# -- places ---------------------------------------------------------------------------------


def _pushed_out(widget: QWidget) -> Iterator[Fault]:
    """Cut off by what it stands in; what scrolls can be scrolled to."""
    parent = widget.parentWidget()
    if parent is None or widget.isWindow() or isinstance(widget, OVERLAYS):
        return
    if _scrolled(widget) or widget.size().isEmpty():
        return
    if not parent.rect().adjusted(-1, -1, 1, 1).contains(widget.geometry()):
        yield Fault("pushed out", described(widget), f"{widget.geometry()} in {parent.rect()}")


def _scrolled(widget: QWidget) -> bool:
    area = widget.parentWidget()
    area = area.parentWidget() if area is not None else None
    return isinstance(area, QAbstractScrollArea)


def _silent(widget: QWidget) -> Iterator[Fault]:
    """A picture alone says nothing to who does not know it."""
    if isinstance(widget, QCheckBox):
        return  # its words stand beside it
    if isinstance(widget, QAbstractButton) and not widget.text() and not widget.toolTip():
        yield Fault("neither word nor tool tip", described(widget))


def _same_letters(shown: list[QWidget]) -> Iterator[Fault]:
    """Alt and a letter that two things answer to only moves the focus between them."""
    owners: dict[str, QWidget] = {}
    for widget in shown:
        answers: QWidget | None = widget if isinstance(widget, QAbstractButton) else None
        if isinstance(widget, QLabel):
            answers = widget.buddy()
        if answers is None or not answers.isVisible() or not answers.isEnabled():
            continue
        letter = QKeySequence.mnemonic(widget.text()).toString()
        if letter and owners.setdefault(letter, answers) is not answers:
            detail = f"and {described(owners[letter])}"
            yield Fault(f"the same letter {letter}", described(widget), detail)


def _scrolls(widget: QWidget) -> Iterator[Fault]:
    if not isinstance(widget, QScrollArea):
        return
    if widget.widget() is None or not widget.widget().isVisible():
        return
    view, content = widget.viewport().size(), widget.widget().size()
    if content.width() > view.width() + ROUNDING_PX:
        both = " (and down)" if content.height() > view.height() else ""
        detail = f"{content.width()} px in {view.width()}{both}: {_widest(widget.widget())}"
        yield Fault("scrolls sideways", described(widget), detail)


def _widest(content: QWidget) -> str:
    """The chain of widgets that ask for the width."""
    chain, at = [], content
    for _ in range(6):
        children = [c for c in at.children() if isinstance(c, QWidget) and c.isVisible()]
        if not children:
            break
        at = max(children, key=lambda c: c.minimumSizeHint().width() or c.minimumWidth())
        chain.append(f"{type(at).__name__} {max(at.minimumSizeHint().width(), at.minimumWidth())}")
    return " > ".join(chain)


def _overlaps(parent: QWidget) -> Iterator[Fault]:
    """Two children that share more than a border."""
    children = [
        child
        for child in parent.children()
        if isinstance(child, QWidget)
        and child.isVisible()
        and not child.isWindow()
        and not isinstance(child, OVERLAYS)
        and not _inner(child)
    ]
    if isinstance(parent, QAbstractScrollArea | QSlider):
        return
    for one, other in combinations(children, 2):
        shared = one.geometry().intersected(other.geometry())
        if shared.width() > 1 and shared.height() > 1:
            yield Fault("overlap", described(one), f"and {described(other)}: {shared}")


def _too_large(window: QWidget) -> Iterator[Fault]:
    screen = window.screen().availableGeometry()
    frame = QRect(QPoint(0, 0), window.frameGeometry().size())
    least = window.minimumSizeHint().expandedTo(window.minimumSize())
    if frame.width() > screen.width() or frame.height() > screen.height():
        yield Fault("larger than the screen", described(window), f"{frame.size()} on {screen}")
    elif least.width() > screen.width() or least.height() > screen.height():
        yield Fault("cannot fit the screen", described(window), f"{least} on {screen}")
