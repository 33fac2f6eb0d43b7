"""The one style sheet, generated from a theme's tokens."""

from __future__ import annotations

from string import Template

from emotion_gui.core.resources import resources_dir
from emotion_gui.ui.tokens import Tokens

_SHEET = Template("""
QToolTip { background: $text; color: $card; border: 0; padding: 4px 8px; }
QLabel[role="title"] { font-size: 22px; font-weight: 700; }
QLabel[role="heading"] { font-size: 16px; font-weight: 600; }
QLabel[role="card-title"] { font-weight: 600; }
QLabel[role="muted"], QLabel[role="state"] { color: $muted; }
QLabel[role="small"] { color: $muted; font-size: 12px; }
QLabel[role="value"] { font-weight: 600; }
QLabel[role="figure"] { font-size: 22px; font-weight: 700; }
QLabel[tone="good"] { color: $good; }
QLabel[tone="warn"] { color: $warn; }
QLabel[tone="bad"] { color: $bad; }

Card { background: $card; border: 1px solid $border; border-radius: 8px; }
#rail { background: $card; border: 0; border-right: 1px solid $border; }
#bottomBar { background: $card; border: 0; border-top: 1px solid $border; }
#bottomBar QLabel { font-size: 12px; color: $muted; }
#bottomBar QLabel[role="value"] { color: $text; }
QScrollArea#pageScroll, QWidget#pageBody { background: transparent; border: 0; }

#rail RailButton {
  border: 1px solid transparent; border-radius: 8px; color: $muted; font-size: 11px;
}
#rail RailButton:hover { background: $hover; }
#rail RailButton:checked { background: $accent_soft; color: $accent; font-weight: 600; }
#rail RailButton:focus { border-color: $accent; }
#rail RailButton::menu-indicator { image: none; }

QPushButton {
  background: $card; color: $text; border: 1px solid $border; border-radius: 8px;
  padding: 6px 14px; min-height: 18px; font-weight: 600;
}
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $track; }
QPushButton:focus { border-color: $accent; }
QPushButton:checked { background: $accent_soft; color: $accent; border-color: $accent; }
QPushButton:disabled { color: $faded; background: $page; }
QPushButton[primary="true"] { background: $accent; color: $on_accent; border-color: $accent; }
QPushButton[primary="true"]:hover { background: $accent_hover; border-color: $accent_hover; }
QPushButton[primary="true"]:focus { border-color: $text; }
QPushButton[primary="true"]:disabled {
  background: $track; color: $faded; border-color: $track;
}
QPushButton[danger="true"] { color: $bad; }
QPushButton[link="true"] {
  background: transparent; border: 1px solid transparent; color: $accent; padding: 2px 4px;
  font-weight: 500;
}
QPushButton[link="true"]:disabled { color: $faded; background: transparent; }
QPushButton[link="true"]:hover { text-decoration: underline; }
QPushButton[link="true"]:focus { border-color: $accent; }
QPushButton[segment="true"] {
  background: transparent; border: 1px solid transparent; border-radius: 6px;
  padding: 4px 9px; font-weight: 400; color: $muted;
}
QPushButton[segment="true"]:hover { background: $hover; }
QPushButton[segment="true"]:checked {
  background: $accent_soft; color: $accent; font-weight: 500;
}
QPushButton[segment="true"]:focus { border-color: $accent; }
QPushButton[step="true"] {
  padding: 4px 6px; min-height: 32px; font-size: 12px; font-weight: 400; text-align: left;
}
QPushButton[step="true"]:hover { background: $hover; }
QPushButton[step="true"]:checked { background: $accent_soft; border-color: $accent; }
QToolButton { border: 1px solid transparent; border-radius: 6px; padding: 4px; color: $text; }
QToolButton:hover { background: $hover; }
QToolButton:checked { background: $accent_soft; color: $accent; }
QToolButton:focus { border-color: $accent; }

QLineEdit, QAbstractSpinBox, QComboBox, QPlainTextEdit, QTextEdit {
  background: $card; color: $text; border: 1px solid $border; border-radius: 6px;
  padding: 4px 8px; min-height: 18px; selection-background-color: $accent;
  selection-color: $on_accent;
}
QLineEdit, QAbstractSpinBox, QComboBox { border-bottom-color: $edge; }
QLineEdit:focus, QAbstractSpinBox:focus, QComboBox:focus, QPlainTextEdit:focus,
QTextEdit:focus { border-color: $accent; }
QLineEdit:disabled, QAbstractSpinBox:disabled, QComboBox:disabled {
  color: $faded; background: $page;
}
QAbstractSpinBox QLineEdit {
  border: 0; padding: 0; background: transparent;
}
QAbstractSpinBox[bad="true"] { border-color: $bad; }
QAbstractSpinBox[bare="true"] {
  border-color: transparent; background: transparent; padding: 0 2px; font-weight: 600;
}
QAbstractSpinBox[bare="true"]:hover, QAbstractSpinBox[bare="true"]:focus {
  border-color: $border; background: $card;
}
QAbstractSpinBox[bare="true"][bad="true"] { border-color: $bad; }
QComboBox { padding-right: 2px; }
QComboBox::drop-down { border: 0; width: 22px; }
QComboBox::down-arrow { image: url("$icons/chevron-down.svg"); width: 12px; height: 12px; }
QComboBox QAbstractItemView {
  background: $card; border: 1px solid $border; outline: 0; padding: 4px;
  selection-background-color: $accent_soft; selection-color: $accent;
}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {
  border: 0; width: 18px; background: transparent;
}
QAbstractSpinBox[bare="true"]::up-button, QAbstractSpinBox[bare="true"]::down-button { width: 0; }
QAbstractSpinBox[bare="true"]::up-arrow, QAbstractSpinBox[bare="true"]::down-arrow { width: 0; }
QAbstractSpinBox::up-arrow {
  image: url("$icons/chevron-up.svg"); width: 10px; height: 10px;
}
QAbstractSpinBox::down-arrow {
  image: url("$icons/chevron-down.svg"); width: 10px; height: 10px;
}

QCheckBox { spacing: 8px; }
QCheckBox:focus { color: $accent; }
QCheckBox::indicator, QAbstractItemView::indicator, QGroupBox::indicator {
  width: 14px; height: 14px; border: 1px solid $muted; border-radius: 4px; background: $card;
}
QCheckBox::indicator:checked, QAbstractItemView::indicator:checked,
QGroupBox::indicator:checked {
  background: $accent; border-color: $accent; image: url("$icons/$check.svg");
}
QCheckBox::indicator:focus { border-color: $accent; }
QCheckBox::indicator:disabled { border-color: $border; background: $page; }

QSlider { min-height: 18px; }
QSlider::groove:horizontal { height: 4px; border-radius: 2px; background: $track; }
QSlider::sub-page:horizontal { height: 4px; border-radius: 2px; background: $accent; }
QSlider::sub-page:horizontal:disabled { background: $border; }
QSlider::handle:horizontal {
  width: 12px; height: 12px; margin: -6px 0; border-radius: 8px;
  background: $card; border: 2px solid $accent;
}
QSlider::handle:horizontal:hover, QSlider::handle:horizontal:focus { background: $accent_soft; }
QSlider::handle:horizontal:disabled { border-color: $border; }

QProgressBar {
  background: $track; border: 0; border-radius: 3px; max-height: 6px; min-height: 6px;
  color: transparent; font-size: 1px;
}
QProgressBar::chunk { background: $accent; border-radius: 3px; }

QAbstractScrollArea::corner { background: transparent; border: 0; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: $scroll; border-radius: 4px; margin: 1px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::handle:disabled { background: transparent; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

/* Not transparent: Qt shows lists of its own as windows (completers of file dialogs), which
   would be black. */
QTableView, QTreeView, QListView {
  background: $card; color: $text; border: 0; outline: 0; gridline-color: $border;
  selection-background-color: $accent_soft; selection-color: $text;
  alternate-background-color: $hover;
}
QTableView::item, QTreeView::item { border: 0; border-bottom: 1px solid $border; padding: 0 6px; }
QTableView::item:selected, QTreeView::item:selected { background: $accent_soft; color: $text; }
QListView[sidebar="true"] { background: transparent; }
QListView[sidebar="true"]::item { padding: 0 10px; border-radius: 6px; }
QListView[sidebar="true"]::item:selected { background: $accent_soft; color: $accent; }
QListView[sidebar="true"]:focus { border: 0; }
QListView[sidebar="true"]:focus::item:selected { border: 1px solid $accent; }
FaceGrid::item { border: 0; padding: 0; }
QHeaderView { background: transparent; border: 0; }
QHeaderView::section {
  background: transparent; color: $muted; border: 0; border-bottom: 1px solid $border;
  padding: 4px 6px; font-size: 11px; font-weight: 500;
}
QTableCornerButton::section { background: transparent; border: 0; }

QTabWidget::pane { border: 0; }
QTabBar { qproperty-drawBase: 0; }
QTabBar::tab {
  background: transparent; color: $muted; padding: 5px 12px; border-radius: 6px;
  margin-right: 2px; border: 1px solid transparent;
}
QTabBar::tab:hover { background: $hover; }
QTabBar::tab:selected { background: $accent_soft; color: $accent; }
QTabBar::tab:focus { border-color: $accent; }

QMenu { background: $card; border: 1px solid $border; padding: 4px; }
QMenu::item { padding: 6px 24px 6px 12px; border-radius: 4px; }
QMenu::item:selected { background: $accent_soft; color: $accent; }
QMenu::item:disabled { color: $faded; }
QMenu::separator { height: 1px; background: $border; margin: 4px 8px; }
QSplitter::handle { background: transparent; }
QSplitter::handle:hover { background: $border; }

Banner { border-radius: 8px; border: 1px solid $border; background: $card; }
Banner[kind="info"] { background: $accent_soft; border-color: $accent_soft; }
Banner[kind="success"] { background: $good_soft; border-color: $good_soft; }
Banner[kind="warning"] { background: $warn_soft; border-color: $warn_soft; }
Banner[kind="error"] { background: $bad_soft; border-color: $bad_soft; }
QPlainTextEdit[monospaced="true"], Banner QPlainTextEdit {
  font-family: "$fixed_family"; font-size: 12px;
}
""")


def build_stylesheet(tokens: Tokens, *, fixed_family: str) -> str:
    """The whole application's style sheet for one theme; `fixed_family` is of equal widths."""
    values = {name: getattr(tokens, name) for name in tokens.__dataclass_fields__}
    return _SHEET.substitute(
        values,
        fixed_family=fixed_family,
        icons=(resources_dir() / "icons").as_posix(),
        check="check-dark" if tokens.dark else "check-light",
        faded="#6b7280" if tokens.dark else "#9aa1ad",
        scroll=scroll_color(tokens),
    )


def scroll_color(tokens: Tokens) -> str:
    """The handle of a scroll bar."""
    return "#6f7886" if tokens.dark else "#858c99"
