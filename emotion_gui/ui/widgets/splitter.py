"""A splitter that remembers where its handles were."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QSettings, Qt, Slot
from PySide6.QtWidgets import QSplitter, QWidget


class RememberingSplitter(QSplitter):
    """Call `restore` once, after the last widget was added."""

    def __init__(
        self,
        orientation: Qt.Orientation,
        *,
        settings: QSettings,
        key: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(orientation, parent)
        self._settings = settings
        self._key = f"splitter/{key}"
        self.setHandleWidth(14)
        self.setChildrenCollapsible(False)
        self.splitterMoved.connect(self._keep)

    def restore(self, sizes_px: list[int]) -> None:
        """The sizes of last time, or those given."""
        stored = self._settings.value(self._key)
        if not (isinstance(stored, QByteArray) and self.restoreState(stored)):
            self.setSizes(sizes_px)

    @Slot()
    def _keep(self) -> None:
        self._settings.setValue(self._key, self.saveState())
