"""What a network sees in one face: where a class comes from, and the maps of every layer."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from emotion_gui.core.labels import SEVEN, LabelSet
from emotion_gui.operations import evaluate as jobs
from emotion_gui.ui.emotions import emotion_name
from emotion_gui.ui.icons import icon
from emotion_gui.ui.numbers import count as grouped
from emotion_gui.ui.theme import Theme
from emotion_gui.ui.widgets import (
    Card,
    ChoiceBox,
    ElidedLabel,
    FactTable,
    LabelledSlider,
    set_role,
)
from emotion_gui.ui.widgets.calm_scroll import CalmScrollArea
from emotion_gui.ui.widgets.heat_face import HeatFace
from emotion_gui.ui.widgets.map_strips import MapStrips, Strip
from emotion_gui.ui.widgets.way_back import add_way_back
from emotion_gui.workers.task_manager import TaskManager
from emotion_gui.workers.task_slot import TaskSlot

_FIELD_WIDTH_PX, _FIELD_HEIGHT_PX = 168, 28
_LEAST_HEAT_PX, _LEAST_MAPS_PX = 320, 330


class InsideView(QWidget):
    """Grad-CAM left, feature maps right, of the face that was chosen in the gallery."""

    closed = Signal()
    shown = Signal(object)  # Look
    failed = Signal(object)  # Exception
    save_wanted = Signal(object, str)  # QImage, suggested name of the file

    def __init__(self, theme: Theme, tasks: TaskManager, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._chosen: jobs.ChosenFace | None = None
        self._look: jobs.Look | None = None
        self._work = TaskSlot(tasks, on_failure=self._on_failed, parent=self)
        self.back_button = QPushButton(self.tr("Bac&k to the figures"))
        self.title = set_role(ElidedLabel(), "heading")
        self.heat = HeatFace(theme)
        self.emotion_box = ChoiceBox(
            [(str(code), emotion_name(code)) for code in range(len(SEVEN))], name=self.tr("Class")
        )
        self.layer_box = ChoiceBox(name=self.tr("Layer"))
        self.opacity = LabelledSlider(
            self.tr("O&pacity of the heat"), low=0, high=100, step=5, value=60, unit=" %"
        )
        self.words = set_role(QLabel(), "small")
        self.words.setWordWrap(True)
        self.strips = MapStrips(theme)
        self._make_cards()
        self._build_layout()
        self._connect()
        self._tint()

    @property
    def look(self) -> jobs.Look | None:
        """What is shown; None until it is there."""
        return self._look

    def show_face(self, chosen: jobs.ChosenFace) -> None:
        """Look at another face, first at the class that was answered."""
        self._chosen, self._look = chosen, None
        self.title.setText(
            self.tr("Face {row}: labelled {label}, answered {answer} by {model}").format(
                row=grouped(chosen.row),
                label=emotion_name(chosen.label, chosen.label_set),
                answer=emotion_name(chosen.answer, chosen.label_set),
                model=chosen.model.title,
            )
        )
        self.heat.set_face(chosen.face)
        self.strips.set_strips([])
        labels = chosen.label_set
        self.emotion_box.set_choices(
            [(str(code), emotion_name(code, labels)) for code in range(len(labels))]
        )
        self._tint()
        self.emotion_box.choose(str(chosen.answer))
        self.layer_box.set_choices([])
        self._start(layer=None)

    @property
    def _labels(self) -> LabelSet:
        return SEVEN if self._chosen is None else self._chosen.label_set

    # -- a look ------------------------------------------------------------------------------

    def _start(self, *, layer: int | None) -> None:
        if self._chosen is None:
            return
        self._show_savable(savable=False)
        self.words.setText(self.tr("Looking…"))
        emotion = int(self.emotion_box.current)
        job = partial(jobs.look_inside, self._chosen, emotion, layer)
        self._work.start(job, self.tr("Looking inside"), self._on_look)

    def _on_failed(self, error: Exception) -> None:
        self.words.clear()
        self.failed.emit(error)

    def _on_look(self, look: jobs.Look) -> None:
        first = self._look is None
        self._look = look
        if first:
            names = [(str(k), layer.name) for k, layer in enumerate(look.layers)]
            self.layer_box.set_choices(names)
            self.strips.set_strips([self._strip(k) for k in range(len(look.layers))])
        self.layer_box.choose(str(look.layer))
        self.heat.set_heat(look.heat.values if look.heat.values.any() else None)
        self.words.setText(self._heat_words(look))
        self._show_savable(savable=True)
        self.shown.emit(look)

    def _strip(self, index: int) -> Strip:
        assert self._look is not None
        layer = self._look.layers[index]
        count, height, width = layer.maps.shape
        words = self.tr("{name} · %Ln maps of {w}x{h}", "", count).format(
            name=layer.name, w=width, h=height
        )
        if layer.silent:
            words += self.tr(" · {n} silent on this face").format(n=layer.silent)
        return Strip(words, layer.maps[layer.order])

    def _heat_words(self, look: jobs.Look) -> str:
        facts = {
            "emotion": emotion_name(int(self.emotion_box.current), self._labels),
            "layer": look.layers[look.layer].name,
            "grid": look.heat.grid,
        }
        if not look.heat.values.any():
            return self.tr("Grad-CAM: nothing in {layer} speaks for {emotion} here.").format(
                **facts
            )
        return self.tr(
            "Grad-CAM: yellow is where {layer} finds most that speaks for {emotion}, purple where "
            "nothing does. As coarse as its {grid}x{grid} cells; it says where, not why."
        ).format(**facts)

    @Slot()
    def _on_choice(self) -> None:
        layer = self.layer_box.current
        self._start(layer=int(layer) if layer else None)

    @Slot(float)
    def _on_opacity(self, percent: float) -> None:
        self.heat.set_opacity(percent / 100)

    @Slot()
    def _save_heat(self) -> None:
        if self._chosen is not None and self._look is not None:
            emotion = self._labels.names[int(self.emotion_box.current)]
            layer = self._look.layers[self._look.layer].name
            words = f"{self.title.text()}. {self.words.text()}"
            name = f"face {self._chosen.row} {emotion} {layer}"
            self.save_wanted.emit(self.heat.picture(words), name)

    @Slot()
    def _save_maps(self) -> None:
        if self._chosen is not None and self._look is not None:
            image: QImage = self.strips.picture()
            self.save_wanted.emit(image, f"face {self._chosen.row} feature maps")

    # -- building ----------------------------------------------------------------------------

    def _make_cards(self) -> None:
        self.heat_card = Card(self.tr("Where it looks"))
        self.heat_card.setMinimumWidth(_LEAST_HEAT_PX)
        self.save_heat_button = self._save_button(self.heat_card, self._save_heat)
        self.save_heat_button.setAccessibleName(self.tr("Save the heat map as PNG"))
        fields = FactTable()
        for key, label, box in (
            ("emotion", self.tr("Cl&ass"), self.emotion_box),
            ("layer", self.tr("La&yer"), self.layer_box),
        ):
            box.setFixedSize(_FIELD_WIDTH_PX, _FIELD_HEIGHT_PX)
            fields.add(key, label, box)
        self.heat_card.body.addWidget(self.heat, 1)
        for widget in (self.words, fields, self.opacity):
            self.heat_card.body.addWidget(widget)
        self.maps_card = Card(self.tr("Feature maps of each module"))
        self.maps_card.setMinimumWidth(_LEAST_MAPS_PX)
        self.save_maps_button = self._save_button(self.maps_card, self._save_maps)
        self.save_maps_button.setAccessibleName(self.tr("Save the feature maps as PNG"))
        scroll = CalmScrollArea()
        scroll.setObjectName("pageScroll")
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setAccessibleName(self.tr("Feature maps of each module"))
        scroll.setWidgetResizable(True)
        content = QWidget()
        content.setObjectName("pageBody")
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.strips)
        column.addStretch(1)
        scroll.setWidget(content)
        scale = self.tr(
            "The strongest maps first, as the next module sees them. Every map has a scale of its "
            "own, from none (purple) to its highest (yellow); maps of one cell share theirs."
        )
        note = set_role(QLabel(scale), "small")
        note.setWordWrap(True)
        self.maps_card.body.addWidget(scroll, 1)
        self.maps_card.body.addWidget(note)

    def _save_button(self, card: Card, slot: Callable[[], None]) -> QPushButton:
        button = QPushButton(self.tr("Save PNG…"))
        button.clicked.connect(slot)
        card.header.addWidget(button)
        return button

    def _show_savable(self, *, savable: bool) -> None:
        self.save_heat_button.setEnabled(savable)
        self.save_maps_button.setEnabled(savable)

    def _build_layout(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self.back_button)
        top.addWidget(self.title, 1)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(14)
        grid.addLayout(top, 0, 0, 1, 2)
        grid.addWidget(self.heat_card, 1, 0)
        grid.addWidget(self.maps_card, 1, 1)
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(1, 3)
        grid.setRowStretch(1, 1)

    def _connect(self) -> None:
        self.back_button.clicked.connect(self.closed)
        add_way_back(self, self.back_button.click)
        self.emotion_box.chosen.connect(self._on_choice)
        self.layer_box.chosen.connect(self._on_choice)
        self.opacity.moved.connect(self._on_opacity)
        self._theme.changed.connect(self._tint)

    @Slot()
    def _tint(self) -> None:
        self.back_button.setIcon(icon("arrow-left", self._theme))
