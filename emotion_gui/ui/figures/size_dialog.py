"""How large a picture is to be on paper."""

from __future__ import annotations

from PySide6.QtCore import QSettings, Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.fields import declared_fields
from emotion_gui.core.reports.figure_drawing import PictureSize
from emotion_gui.ui.widgets.form import FieldForm

_KEY = "figures/{0}"
_FIELD_PX = 120


class SizeDialog(QDialog):
    """Width, height and resolution; remembered for the next picture."""

    def __init__(self, settings: QSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self.setWindowTitle(self.tr("Size of the picture"))
        self.form = FieldForm(declared_fields(PictureSize), width_px=_FIELD_PX)
        self.form.set_values(_remembered(settings))
        buttons = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(buttons.Save | buttons.Cancel)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSpacing(14)
        column.addWidget(self.form)
        column.addWidget(self.buttons)
        self.form.edited.connect(self._check)

    @property
    def size_on_paper(self) -> PictureSize:
        """What was entered.

        Raises:
            ConfigError: a typed number is refused.
        """
        return PictureSize(**self.form.values())

    def accept(self) -> None:
        for key, value in self.form.values().items():
            self._settings.setValue(_KEY.format(key), value)
        super().accept()

    @Slot()
    def _check(self) -> None:
        try:
            self.form.values()
        except ConfigError:
            good = False
        else:
            good = True
        self.buttons.button(QDialogButtonBox.StandardButton.Save).setEnabled(good)


def _remembered(settings: QSettings) -> dict[str, object]:
    """Values of last time; what is no longer a value is left out."""
    values: dict[str, object] = {}
    for key, entry in declared_fields(PictureSize).items():
        stored = settings.value(_KEY.format(key))
        if stored is None:
            continue
        try:
            values[key] = entry.kind(str(stored))
        except ValueError:
            continue
    return values
