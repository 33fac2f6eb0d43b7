"""The faces that teach: which are shown, judged by keys, and where more come from."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from emotion_gui.core.data.editing import Target
from emotion_gui.core.labels import SEVEN, LabelSet
from emotion_gui.ui.pages.base import PageServices
from emotion_gui.ui.pages.training.teach.faces import FaceEdits, ListedFaces, listed
from emotion_gui.ui.pages.training.teach.texts import class_title, empty_texts, keys_text
from emotion_gui.ui.widgets import Card, ChoiceBox, EmptyState, FaceGrid, SegmentedControl
from emotion_gui.ui.widgets.current_stack import CurrentStack
from emotion_gui.ui.widgets.flow import FlowRow
from emotion_gui.ui.widgets.labels import set_role

if TYPE_CHECKING:
    from emotion_gui.operations.pupils import TeachingFaces

_NAME_PX = 200
_DIGITS = 9


class FacesCard(Card):
    """A grid with its keys; what is pressed goes to `edits`, or to the view by a signal."""

    dataset_chosen = Signal()
    suggest_wanted = Signal()
    film_wanted = Signal()
    delete_wanted = Signal()

    def __init__(
        self, services: PageServices, edits: FaceEdits, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent=parent)
        self.set_title(self.tr("Faces"))
        self._services, self._edits = services, edits
        self._faces: TeachingFaces | None = None
        self.listed: ListedFaces | None = None
        self._make_widgets()
        self._lay_out()
        self._connect()

    @property
    def selected(self) -> list[int]:
        """Indices of the selected faces in the data set."""
        if self.listed is None:
            return []
        return [self.listed.rows[place] for place in self.grid.selected]

    def set_datasets(self, names: Sequence[str], chosen: str, *, none: bool) -> None:
        """Data sets that may teach; with `none` also that there is none of kept faces yet."""
        first = [("", self.tr("none yet"))] if none else []
        self.dataset.set_choices(first + [(name, name) for name in names])
        if chosen in names:
            self.dataset.choose(chosen)

    def set_collected(self, count: int) -> None:
        """How many faces were collected by themselves."""
        self.delete_button.setVisible(count > 0)
        self.delete_button.setText(self.tr("Delete %Ln collected faces", "", count))

    def set_ready(self, ready: bool) -> None:
        """Whether a network is there, and nothing runs."""
        for button in (self.suggest_button, self.film_button, self.delete_button):
            button.setEnabled(ready)

    def show_faces(self, faces: TeachingFaces | None) -> None:
        """A data set, or that there is none yet."""
        self._faces = faces
        if faces is None:
            self.listed = None
        else:
            self.listed = ListedFaces(
                faces, listed(faces, self.which.current), self._services.theme
            )
        self.keys.setText("" if faces is None else keys_text(faces.row.label_set))
        self.grid.set_faces(self.listed)
        self._show_empty()

    def show_edited(self, faces: TeachingFaces) -> None:
        """The same faces after an edit; the next one is selected."""
        place = min(self.grid.selected, default=0)
        self.show_faces(faces)
        if self.listed is not None and self.listed.count():
            stays = self.which.current != "waiting"
            self.grid.select([min(place + stays, self.listed.count() - 1)])

    # -- inside -----------------------------------------------------------------------------

    @Slot()
    def _on_which(self) -> None:
        self.show_faces(self._faces)

    def _show_empty(self) -> None:
        """What to do next, where there is no face to show."""
        faces = self._faces
        self.stack.setCurrentIndex(int(self.listed is not None and self.listed.count() > 0))
        self.live_button.setVisible(faces is None)
        self.film_first_button.setVisible(faces is None)
        self.empty.set_text(*empty_texts(faces, self.which.current))

    @Slot(int)
    def _label(self, place: int) -> None:
        labels: LabelSet = SEVEN if self._faces is None else self._faces.row.label_set
        if place < len(labels) and (target := self._target):
            self._edits.relabel(target, place, class_title(labels, place))

    @Slot()
    def _accept(self) -> None:
        if target := self._target:
            self._edits.accept(target)

    @Slot()
    def _exclude(self) -> None:
        if target := self._target:
            self._edits.exclude(target)

    @property
    def _target(self) -> Target | None:
        """The selected faces; None where none is."""
        if self._faces is None or not self.selected:
            return None
        return Target(self._faces.row.dataset_id, tuple(self.selected))

    def _make_widgets(self) -> None:
        self.dataset = ChoiceBox(name=self.tr("Data set that teaches"))
        self.dataset.setMinimumWidth(_NAME_PX)
        self.which = SegmentedControl(
            [
                ("waiting", self.tr("To judge")),
                ("taught", self.tr("Teaching")),
                ("held", self.tr("Held out")),
                ("all", self.tr("All")),
            ],
            name=self.tr("Which faces"),
        )
        self.grid = FaceGrid(self._services.theme, side_px=64)
        self.empty = EmptyState(self._services.theme, icon="data", title=" ", text=" ")
        self.live_button = self.empty.add_button(
            self.tr("Open Li&ve"), partial(self._services.navigate, "live"), primary=True
        )
        self.film_first_button = self.empty.add_button(
            self.tr("Faces of a fil&m…"), self.film_wanted.emit
        )
        self.stack = CurrentStack()
        self.stack.addWidget(self.empty)
        self.stack.addWidget(self.grid)
        self.keys = set_role(QLabel(), "muted")
        self.keys.setWordWrap(True)
        self.suggest_button = QPushButton(self.tr("S&uggest labels"))
        self.suggest_button.setToolTip(
            self.tr("The network supposes what unlabelled faces show; you accept or correct it")
        )
        self.film_button = QPushButton(self.tr("Faces of a &film…"))
        self.delete_button = QPushButton()
        self.delete_button.setAccessibleName(self.tr("Delete collected faces"))
        self.delete_button.setToolTip(
            self.tr("Unsure and disputed faces that Live collected; gone from the disk at once")
        )

    def _lay_out(self) -> None:
        bar = FlowRow()
        for widget in (
            self.dataset,
            self.which,
            self.suggest_button,
            self.film_button,
            self.delete_button,
        ):
            bar.add(widget)
        self.body.addWidget(bar)
        self.body.addWidget(self.stack, 1)
        self.body.addWidget(self.keys)

    def _connect(self) -> None:
        self.dataset.chosen.connect(self.dataset_chosen)
        self.which.changed.connect(self._on_which)
        self.suggest_button.clicked.connect(self.suggest_wanted)
        self.film_button.clicked.connect(self.film_wanted)
        self.delete_button.clicked.connect(self.delete_wanted)
        self.grid.opened.connect(self._accept)
        for place in range(_DIGITS):
            self._key(QKeySequence(str(place + 1)), partial(self._label, place))
        for text in ("X", "Del"):
            self._key(QKeySequence(text), self._exclude)
        self._key(QKeySequence(QKeySequence.StandardKey.Undo), self._edits.undo)

    def _key(self, key: QKeySequence, slot: object) -> None:
        shortcut = QShortcut(key, self.grid)
        shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
        shortcut.activated.connect(slot)
