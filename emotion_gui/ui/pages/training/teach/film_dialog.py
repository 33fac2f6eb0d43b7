"""Which film gives faces, how many of them, and where they go."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from emotion_gui.core.data.file_kinds import FILM_ENDINGS
from emotion_gui.core.errors import ConfigError
from emotion_gui.core.fields import declared_fields
from emotion_gui.operations.film_faces import FilmFacesRequest, name_of_film
from emotion_gui.ui.file_dialogs import FileTopic, ask_open
from emotion_gui.ui.widgets import FactTable, set_role
from emotion_gui.ui.widgets.form import FieldForm

_WIDTH_PX, _FIELD_PX, _CHOICE_PX, _NAME_PX = 520, 120, 220, 260


class FilmDialog(QDialog):
    """A file or an address, a face of each person every so often, a data set."""

    def __init__(
        self, topic: FileTopic, *, model: Path, title: str, parent: QWidget | None = None
    ) -> None:
        """`model` cuts the faces out and supposes what they show; people call it `title`."""
        super().__init__(parent)
        self._topic, self._model, self._title = topic, model, title
        self._named = ""  # the data set's name that the film gave it
        self.setWindowTitle(self.tr("Faces of a film"))
        self.setMinimumWidth(_WIDTH_PX)
        self.film_edit = QLineEdit()
        self.film_edit.setPlaceholderText(self.tr("a file, http://… or rtsp://…"))
        self.film_edit.setAccessibleName(self.tr("Film or address"))
        self.choose_button = QPushButton(self.tr("&Choose…"))
        self.choose_button.setAutoDefault(False)
        self.name_edit = QLineEdit()
        self.name_edit.setAccessibleName(self.tr("Data set that the faces go into"))
        self.name_edit.setFixedWidth(_NAME_PX)
        self.form = FieldForm(
            declared_fields(FilmFacesRequest), width_px=_FIELD_PX, choice_px=_CHOICE_PX
        )
        self.note = set_role(
            QLabel(
                self.tr(
                    "Each person is a group of their own, and faces nearly the same as another "
                    "one of that person are left out. {model} cuts the faces out; what it "
                    "supposes of them becomes a label only when you accept it."
                ).format(model=title)
            ),
            "small",
        )
        self.note.setWordWrap(True)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.keep_button = self.buttons.addButton(
            self.tr("&Keep faces"), QDialogButtonBox.ButtonRole.AcceptRole
        )
        self._lay_out()
        self._connect()
        self._check()

    @property
    def request(self) -> FilmFacesRequest:
        """What was entered.

        Raises:
            ConfigError: a typed number is refused.
        """
        return FilmFacesRequest(
            film=self.film_edit.text().strip(),
            dataset=self.name_edit.text().strip(),
            model=self._model,
            title=self._title,
            **self.form.values(),
        )

    @Slot()
    def choose(self) -> None:
        """Ask for a file."""
        file = ask_open(
            self,
            self._topic,
            title=self.tr("Choose a film"),
            kinds={self.tr("Films"): sorted(FILM_ENDINGS)},
            all_files=True,
        )
        if file is not None:
            self.film_edit.setText(str(file))

    # -- inside -----------------------------------------------------------------------------

    def _lay_out(self) -> None:
        film_row = QHBoxLayout()
        film_label = QLabel(self.tr("&Film or address"))
        film_label.setBuddy(self.film_edit)
        film_row.addWidget(self.film_edit)
        film_row.addWidget(self.choose_button)
        names = FactTable()
        names.add("dataset", self.tr("&Data set"), self.name_edit)
        column = QVBoxLayout(self)
        column.setSpacing(14)
        column.addWidget(film_label)
        column.addLayout(film_row)
        for widget in (names, self.form, self.note, self.buttons):
            column.addWidget(widget)

    def _connect(self) -> None:
        self.choose_button.clicked.connect(self.choose)
        self.film_edit.textChanged.connect(self._on_film)
        self.name_edit.textChanged.connect(self._check)
        self.form.edited.connect(self._check)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)

    @Slot(str)
    def _on_film(self, film: str) -> None:
        """The data set is called like the film until a person calls it otherwise."""
        if self.name_edit.text() == self._named:
            self._named = name_of_film(film)
            self.name_edit.setText(self._named)
        self._check()

    @Slot()
    def _check(self) -> None:
        try:
            request = self.request
        except ConfigError:
            self.keep_button.setEnabled(False)
            return
        self.keep_button.setEnabled(bool(request.film and request.dataset))
