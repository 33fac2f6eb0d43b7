"""Keep faces to teach a network with: one by a key, many by holding one, some by themselves."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from emotion_gui.core.inference.controls import Collecting
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.labels import SEVEN, LabelSet
from emotion_gui.operations import keep_faces
from emotion_gui.ui.emotions import emotion_name
from emotion_gui.ui.pages.base import PageServices
from emotion_gui.ui.pages.live.parameters import LiveParameters
from emotion_gui.ui.pages.live.state import LiveState
from emotion_gui.ui.widgets import ArrayFaces, Card, ChoiceBox, FaceGrid
from emotion_gui.ui.widgets.flow import FlowRow
from emotion_gui.workers.task_slot import TaskLine, TaskSlot

if TYPE_CHECKING:
    from emotion_gui.core.data.keeping import Keeping, KeptFace
    from emotion_gui.core.inference.live import LiveUpdate
    from emotion_gui.core.inference.results import FaceResult
    from emotion_gui.core.model.checkpoint_info import CheckpointInfo
    from emotion_gui.core.workspace.workspace import Workspace
    from emotion_gui.ui.pages.live.model_panel import ModelPanel
    from emotion_gui.ui.pages.live.viewer import Viewer

KEEP_KEY, CAPTURE_KEY = Qt.Key.Key_K, Qt.Key.Key_C
_THUMBS, _THUMB_PX = 5, 34
_EVERY_S = 0.1  # of the source: more faces a second only look alike


class KeepingCard(Card):
    """The newest faces that were kept, and the switches; stores through its own jobs.

    With several people in view it is the chosen face that is kept, which is marked in the picture.
    """

    failed = Signal(Exception)
    collecting_changed = Signal()
    classes_read = Signal(object)  # LabelSet of the chosen network, before its first answer

    def __init__(
        self, services: PageServices, parameters: LiveParameters, parent: QWidget | None = None
    ) -> None:
        super().__init__(self.tr("Keep"), parent)
        self._services, self._parameters = services, parameters
        self._viewer: Viewer | None = None
        self._models: ModelPanel | None = None
        self._source = ""
        self._labels: LabelSet = SEVEN
        self._held: list[tuple[FaceResult, float]] = []
        self._holding = False
        self._shown: list[np.ndarray] = []
        self._done: list[Keeping] = []
        self._line = TaskLine(
            services.tasks, on_failure=self.failed.emit, exclusive=True, parent=self
        )
        self._make_widgets()
        self._show()

    def attach(self, page: QWidget, viewer: Viewer, models: ModelPanel) -> None:
        """The faces and models of a page; its keys work wherever the focus is on it."""
        self._viewer, self._models = viewer, models
        shortcut = QShortcut(QKeySequence(KEEP_KEY), page)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.keep)
        page.installEventFilter(self)
        models.models_changed.connect(self._on_models)

    def show_state(self, state: LiveState) -> None:
        """What is watched, and whether a face can be kept now."""
        self._source = state.source.title
        if not state.running:
            self.release()
        for button in (self.keep_button, self.capture_button):
            button.setEnabled(state.running)

    def take(self, update: LiveUpdate) -> None:
        """The newest frame: while a key or the button is held its chosen face is kept."""
        face, time_s = self._chosen(), update.result.frame.time_s
        if self._holding and face is not None:
            last_s = self._held[-1][1] if self._held else -_EVERY_S
            # A film that begins anew goes back in time.
            if not 0 <= time_s - last_s < _EVERY_S:
                self._held.append((face, time_s))
                self.capture_button.setText(self.tr("{0} faces…").format(len(self._held)))
        if update.frames % 30 == 0 and self._parameters.values.collecting.is_on:
            self._show_collected()

    @Slot()
    def keep(self) -> None:
        """Keep the chosen face as it is now, with the network's answer as a supposition."""
        face, viewer = self._chosen(), self._viewer
        if face is not None and viewer is not None and viewer.newest is not None:
            self._store([(face, viewer.newest.result.frame.time_s)], label=None, usage="kept")

    @Slot()
    def hold(self) -> None:
        """Begin to keep faces of the chosen class."""
        if not self._holding and self.capture_button.isEnabled():
            self._holding = True
            self._held = []

    @Slot()
    def release(self) -> None:
        """Store what was kept while the key or button was held."""
        held, self._held = self._held, []
        if self._holding:
            self._holding = False
            self._show()
            if held:
                self._store(held, label=int(self.classes.current), usage="captured")

    @Slot()
    def undo(self) -> None:
        """Forget what was kept last; its pixels go from the disk."""
        if self._done:
            keeping = self._done.pop()
            job = partial(keep_faces.take_back, self._services.workspace, keeping)
            self._line.start(job, self.tr("Taking faces back"), partial(self._on_back, keeping))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The capture key of the page: held down it repeats, let go it stores."""
        kinds = (QEvent.Type.KeyPress, QEvent.Type.KeyRelease)
        if event.type() in kinds and isinstance(event, QKeyEvent):
            if event.key() == CAPTURE_KEY and not event.modifiers():
                if not event.isAutoRepeat():
                    (self.hold if event.type() is QEvent.Type.KeyPress else self.release)()
                return True
        elif event.type() is QEvent.Type.FocusOut:
            self.release()
        return super().eventFilter(watched, event)

    def _chosen(self) -> FaceResult | None:
        viewer = self._viewer
        if viewer is None or viewer.newest is None:
            return None
        faces = viewer.newest.result.faces
        return next((face for face in faces if face.track_id == viewer.selected), None)

    def _store(
        self, held: list[tuple[FaceResult, float]], *, label: int | None, usage: str
    ) -> None:
        models = None if self._models is None else self._models.models
        if models is None:
            return
        job = partial(
            _keep,
            self._services.workspace,
            held,
            models.first,
            self._source,
            label=label,
            usage=usage,
        )
        self._line.start(job, self.tr("Keeping faces"), partial(self._on_kept, held))

    def _on_kept(self, held: list[tuple[FaceResult, float]], keeping: Keeping) -> None:
        if keeping.added:
            self._done.append(keeping)
            self._shown += [face.crop for face, _ in held][-keeping.added :]
            self._services.events.datasets_changed.emit()
        self._show()

    def _on_back(self, keeping: Keeping, gone: bool) -> None:
        if gone:
            self._shown = self._shown[: len(self._shown) - keeping.added]
            self._services.events.datasets_changed.emit()
        self._show()

    @Slot()
    def _delete_collected(self) -> None:
        job = partial(keep_faces.delete_collected, self._services.workspace)
        self._line.start(job, self.tr("Deleting collected faces"), self._on_deleted)

    def _on_deleted(self, count: int) -> None:
        del count
        self._services.events.datasets_changed.emit()
        self._show()

    @Slot()
    def _on_switch(self) -> None:
        wish = Collecting(self.unsure.isChecked(), self.disagreement.isChecked())
        self._parameters.collect(wish)
        words = self.tr("Collecting") if wish.is_on else self.tr("Collect")
        self.collect_button.setText(words)
        self._show_collected()
        self.collecting_changed.emit()

    @Slot()
    def _on_models(self) -> None:
        """Other models may tell other classes."""
        models = None if self._models is None else self._models.models
        if models is None:
            return
        self._slot_info.start(
            partial(_read_info, models.first), self.tr("Reading classes"), self._on_info
        )

    def _on_info(self, info: CheckpointInfo) -> None:
        if info.label_set != self._labels:
            self._labels = info.label_set
            self._fill_classes()
        self.classes_read.emit(info.label_set)

    def _fill_classes(self) -> None:
        labels = self._labels
        self.classes.set_choices(
            [(str(place), emotion_name(place, labels)) for place in range(len(labels))]
        )

    def _show(self) -> None:
        newest = self._shown[-_THUMBS:]
        self.thumbs.setVisible(bool(newest))
        if newest:
            self.thumbs.set_faces(ArrayFaces(np.stack(newest)))
        kept = sum(keeping.added for keeping in self._done)
        self.set_note(self.tr("%Ln faces", "", kept) if kept else "")
        self.undo_button.setVisible(bool(self._done))
        self.teach_button.setVisible(bool(self._done))
        self.capture_button.setText(self.tr("Hold: &capture"))
        self._show_collected()

    def _show_collected(self) -> None:
        count = keep_faces.collected(self._services.workspace)
        self.delete_button.setVisible(count > 0)
        self.delete_button.setText(self.tr("Delete %Ln collected faces", "", count))

    def _make_widgets(self) -> None:
        self._slot_info = TaskSlot(self._services.tasks, on_failure=self.failed.emit, parent=self)
        self.keep_button = QPushButton(self.tr("&Keep"))
        self.keep_button.setToolTip(
            self.tr("Keep the chosen face, to label it later under Train, Teach (K)")
        )
        self.classes = ChoiceBox(name=self.tr("Class that is captured"))
        self._fill_classes()
        self.capture_button = QPushButton()
        self.capture_button.setToolTip(
            self.tr("Keep faces of the chosen person in this class as long as it is held (C)")
        )
        self.undo_button = QPushButton(self.tr("Take back"))
        self.teach_button = QPushButton(self.tr("Teach…"))
        self.delete_button = QPushButton()
        self.delete_button.setAccessibleName(self.tr("Delete collected faces"))
        for button in (self.undo_button, self.teach_button, self.delete_button):
            button.setProperty("link", True)
        self.thumbs = FaceGrid(self._services.theme, side_px=_THUMB_PX, with_captions=False)
        self.thumbs.setFixedHeight(_THUMB_PX + 10)
        self.thumbs.setAccessibleName(self.tr("Faces kept last"))
        self._make_switches()
        rows = (
            FlowRow(self.keep_button, self.capture_button),
            self.classes,
            self.thumbs,
            FlowRow(self.collect_button, self.undo_button, self.teach_button, self.delete_button),
        )
        for widget in rows:
            self.body.addWidget(widget)
        self.keep_button.clicked.connect(self.keep)
        self.capture_button.pressed.connect(self.hold)
        self.capture_button.released.connect(self.release)
        self.undo_button.clicked.connect(self.undo)
        self.teach_button.clicked.connect(self._to_teach)
        self.delete_button.clicked.connect(self._delete_collected)

    def _make_switches(self) -> None:
        """What is kept by itself: off until a person opens the menu and says so."""
        menu = QMenu(self)
        self.unsure = menu.addAction(self.tr("Unsure faces"))
        self.disagreement = menu.addAction(self.tr("Faces where both models shown disagree"))
        for action in (self.unsure, self.disagreement):
            action.setCheckable(True)
            action.toggled.connect(self._on_switch)
        menu.addSeparator()
        note = self.tr("Kept in the workspace on this computer until you delete them")
        menu.addAction(note).setEnabled(False)
        self.collect_button = QPushButton(self.tr("Collect"))
        self.collect_button.setProperty("link", True)
        self.collect_button.setMenu(menu)

    @Slot()
    def _to_teach(self) -> None:
        self._services.events.begin_in.emit("train", "teach")


def _read_info(model: Path, context: JobContext) -> CheckpointInfo:
    from emotion_gui.core.model.checkpoint_info import read_info

    context.checkpoint()
    return read_info(model)


def _keep(
    workspace: Workspace,
    held: list[tuple[FaceResult, float]],
    model: Path,
    source: str,
    context: JobContext,
    *,
    label: int | None,
    usage: str,
) -> Keeping:
    """Keep faces that were seen; near copies of a capture are left out."""
    info = _read_info(model, context)
    title = str(info.run.get("title", model.stem))
    faces: list[KeptFace] = [
        keep_faces.kept_face(
            face,
            place=f"{source}, {round(time_s, 1)} s",
            model=title,
            label=label,
            usage=usage,
            group=f"{source}, face {face.track_id}",
        )
        for face, time_s in held
    ]
    return keep_faces.keep(workspace, faces, info, context, thin=len(faces) > 1)
