"""Colours, type scale and style sheet of the interface, light and dark.

Chrome comes from `Tokens`; the colours of classes are data and are fixed per theme.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from emotion_gui.core.labels import SEVEN, LabelSet
from emotion_gui.ui.dressing import Dressing
from emotion_gui.ui.plain_text import use_plain_text
from emotion_gui.ui.stylesheet import build_stylesheet
from emotion_gui.ui.tokens import DARK, LIGHT, TEXT_PX, Tokens

MODES = ("system", "light", "dark")


# Series of plots: accent first, then colours that differ from it in lightness as well.
_SERIES_LIGHT = ("#2f55d4", "#c85a00", "#0b7a50", "#8a4fc0", "#5b6270", "#a36f00")
_SERIES_DARK = ("#7b97ff", "#ff9a4d", "#4cc79a", "#c79bff", "#a0a7b4", "#f0c040")


def emotion_color(label: int, dark: bool, labels: LabelSet = SEVEN) -> QColor:
    """The fixed colour of a class on a light or dark card."""
    entry = labels[int(label)]
    return QColor(entry.dark if dark else entry.light)


def series_color(index: int, *, dark: bool) -> QColor:
    """Colour of the n-th line of a plot on a light or dark card."""
    series = _SERIES_DARK if dark else _SERIES_LIGHT
    return QColor(series[index % len(series)])


class Theme(QObject):
    """The current look; widgets read it and repaint on `changed`."""

    changed = Signal()

    def __init__(
        self, app: QApplication, mode: str = "system", parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._app = app
        self._mode = "system"
        self._family = _choose_family()
        hints = QGuiApplication.styleHints()
        self._system_dark = hints.colorScheme() is Qt.ColorScheme.Dark
        self._tokens = LIGHT
        self._dressing = Dressing(self)
        use_plain_text(app)
        app.setFont(self.font())
        self.set_mode(mode)
        hints.colorSchemeChanged.connect(self._on_scheme_changed)

    @property
    def mode(self) -> str:
        return self._mode

    @property
    def tokens(self) -> Tokens:
        return self._tokens

    @property
    def dark(self) -> bool:
        return self._tokens.dark

    def set_mode(self, mode: str) -> None:
        """Follow the system, or stay light or dark.

        Raises:
            ValueError: `mode` is none of `MODES`.
        """
        if mode not in MODES:
            raise ValueError(f"theme mode {mode!r} is none of {MODES}")
        self._mode = mode
        # Asks the platform for matching title bars; some platforms ignore it, so the
        # palette below never relies on the answer.
        scheme = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}.get(
            mode, Qt.ColorScheme.Unknown
        )
        QGuiApplication.styleHints().setColorScheme(scheme)
        if mode == "system":
            current = QGuiApplication.styleHints().colorScheme()
            self._system_dark = current is Qt.ColorScheme.Dark
        self._apply()

    def dress(self, root: QWidget, *, at_once: bool = True) -> None:
        """Let a page, a bar or a window wear the theme, and change with it.

        Args:
            root: complete, and in its place.
            at_once: or soon, in a turn of the event loop of its own.
        """
        self._dressing.add(root, at_once=at_once)

    def finish(self, root: QWidget) -> None:
        """Let a page wear the theme now where that was put off."""
        self._dressing.finish(root)

    def font(self, size_px: int = TEXT_PX, *, bold: bool = False) -> QFont:
        """A font of the type scale; digits are tabular where the family has them."""
        font = QFont(self._family)
        font.setPixelSize(size_px)
        font.setWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
        font.setFeature(QFont.Tag("tnum"), 1)
        return font

    def color(self, token: str) -> QColor:
        """A chrome colour by its name in `Tokens`."""
        return QColor(getattr(self._tokens, token))

    def emotion_color(self, label: int, labels: LabelSet = SEVEN) -> QColor:
        """The colour of a class on this theme's cards."""
        return emotion_color(label, self.dark, labels)

    def series_color(self, index: int) -> QColor:
        """Colour of the n-th line of a plot."""
        return series_color(index, dark=self.dark)

    def _apply(self) -> None:
        dark = self._mode == "dark" or (self._mode == "system" and self._system_dark)
        self._tokens = DARK if dark else LIGHT
        self._app.setPalette(_palette(self._tokens))
        self._dressing.change(build_stylesheet(self._tokens, fixed_family=fixed_family()))
        self.changed.emit()

    @Slot(Qt.ColorScheme)
    def _on_scheme_changed(self, scheme: Qt.ColorScheme) -> None:
        if self._mode == "system":
            self._system_dark = scheme is Qt.ColorScheme.Dark
            self._apply()


def fixed_family() -> str:
    """A family of equal widths that this system has; "monospace" is a name of Linux alone."""
    system = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    return QFontInfo(system).family()


def _choose_family() -> str:
    if "Inter" in QFontDatabase.families():
        return "Inter"
    system = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    return QFontInfo(system).family()


def _palette(tokens: Tokens) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    colors = {
        role.Window: tokens.page,
        role.WindowText: tokens.text,
        role.Base: tokens.card,
        role.AlternateBase: tokens.hover,
        role.Text: tokens.text,
        role.Button: tokens.card,
        role.ButtonText: tokens.text,
        role.BrightText: tokens.bad,
        role.Highlight: tokens.accent,
        role.HighlightedText: tokens.on_accent,
        role.Link: tokens.accent,
        role.LinkVisited: tokens.accent,
        role.ToolTipBase: tokens.text,
        role.ToolTipText: tokens.card,
        role.PlaceholderText: tokens.muted,
        role.Light: tokens.card,
        role.Midlight: tokens.hover,
        role.Mid: tokens.border,
        role.Dark: tokens.border,
        role.Shadow: tokens.border,
        role.Accent: tokens.accent,
    }
    for name, value in colors.items():
        palette.setColor(name, QColor(value))
    faded = QColor(tokens.muted)
    faded.setAlpha(140)
    for name in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        palette.setColor(QPalette.ColorGroup.Disabled, name, faded)
    palette.setColor(QPalette.ColorGroup.Disabled, role.Highlight, QColor(tokens.border))
    return palette
