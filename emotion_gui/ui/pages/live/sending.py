"""Answers to other programs: off at every start, a menu at the top of the page, and event marks."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSettings, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QInputDialog, QMenu, QPushButton, QWidget

from emotion_gui.core.inference.controls import LiveControls
from emotion_gui.core.inference.outlet_request import OSC_HOST, OSC_PORT, OutletRequest
from emotion_gui.ui.numbers import count

PORT_KEY = "page/live/osc_port"


class Sending(QObject):
    """What is switched on; the port alone is remembered, for whoever forgets sends nothing."""

    changed = Signal()

    def __init__(self, controls: LiveControls, settings: QSettings, page: QWidget) -> None:
        super().__init__(page)
        self._controls, self._settings, self._page = controls, settings, page
        self._marked = 0
        self.menu = QMenu(page)
        self.menu.setToolTipsVisible(True)
        self.osc = self._switch("")
        self.lsl = self._switch(self.tr("Lab Streaming Layer"))
        self.lsl.setToolTip(self.tr("Programs on the local network find the stream by its name"))
        self.menu.addSeparator()
        self.port = self.menu.addAction(self.tr("Another port for OSC…"))
        self.event_mark = self.menu.addAction(self.tr("Mark an event now"))
        self.event_mark.setShortcut(QKeySequence(Qt.Key.Key_E))
        self.event_mark.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        page.addAction(self.event_mark)  # the key works while the menu is closed
        self.port.triggered.connect(self._on_port)
        self.event_mark.triggered.connect(self.mark)
        self._name()

    @property
    def request(self) -> OutletRequest | None:
        """What is on; None = nothing."""
        port = self._osc_port if self.osc.isChecked() else None
        return OutletRequest(port, self.lsl.isChecked()) or None

    def attach(self, button: QPushButton) -> None:
        """The button that opens the menu."""
        button.setMenu(self.menu)

    def turn_off(self) -> None:
        """Nothing is sent any more: one of them did not open."""
        for action in (self.osc, self.lsl):
            action.setChecked(False)

    @Slot()
    def mark(self) -> None:
        """An event at this moment, by a running number."""
        self._marked += 1
        self._controls.mark(f"event {self._marked}")
        self._name()

    @property
    def _osc_port(self) -> int:
        return int(str(self._settings.value(PORT_KEY, OSC_PORT)))

    def _switch(self, text: str) -> QAction:
        action = self.menu.addAction(text)
        action.setCheckable(True)
        action.toggled.connect(self._on_switch)
        return action

    def _name(self) -> None:
        self.osc.setText(self.tr("OSC to {address}").format(address=f"{OSC_HOST}:{self._osc_port}"))
        self.event_mark.setEnabled(self.request is not None)
        marked = self.tr("Event marks so far: {n}").format(n=count(self._marked))
        self.event_mark.setToolTip(marked if self._marked else "")

    @Slot()
    def _on_switch(self) -> None:
        self._controls.change(outlets=self.request)
        self._name()
        self.changed.emit()

    @Slot()
    def _on_port(self) -> None:
        port, chosen = QInputDialog.getInt(
            self._page,
            self.tr("Port for OSC"),
            self.tr("Messages go to {host}, port").format(host=OSC_HOST),
            self._osc_port,
            1,
            65535,
        )
        if chosen:
            self._settings.setValue(PORT_KEY, port)
            self._on_switch()
