"""Hand any model on to other programs and devices, with what proves that it arrived whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from PySide6.QtCore import Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from emotion_gui.core.files import refuse_overwrite
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.model.catalogue import ModelEntry, list_models
from emotion_gui.operations.export import (
    ENDINGS,
    Exported,
    ExportForm,
    companions,
    export_checkpoint,
)
from emotion_gui.ui import numbers
from emotion_gui.ui.file_dialogs import FileTopic, ask_save
from emotion_gui.ui.messages import describe
from emotion_gui.ui.pages.base import PageServices
from emotion_gui.ui.widgets import ChoiceBox, set_role
from emotion_gui.ui.widgets.labels import set_tone
from emotion_gui.workers.task_slot import TaskSlot

if TYPE_CHECKING:
    from emotion_gui.core.model.checkpoint import Checkpoint

_WIDTH_PX = 620
_FORMS: tuple[ExportForm, ...] = get_args(ExportForm)


@dataclass(frozen=True, kw_only=True)
class ExportSource:
    """A network that can be handed on.

    Attributes:
        key: nobody else's.
        title: for the list.
        name: for the file.
        guarded: a file or folder that holds the network, never written over.
        quantized: in 8 bits.
        load: gives it; may take a while.
    """

    key: str
    title: str
    name: str
    guarded: Path
    quantized: bool = False
    load: Callable[[JobContext], Checkpoint]


class ExportDialog(QDialog):
    """A model, a form, a file; stays open and tells what was written."""

    def __init__(
        self,
        services: PageServices,
        *,
        run_id: int | None = None,
        unsaved: ExportSource | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """The model of `run_id` is chosen at first, or a network that is no run yet."""
        super().__init__(parent)
        self._services = services
        models = list_models(services.workspace, own_first=True)
        kept = [_source_of(entry) for entry in models]
        self._sources: Sequence[ExportSource] = kept if unsaved is None else [unsaved, *kept]
        self._slot = TaskSlot(
            services.tasks, when_busy="refuse", on_failure=self._on_failed, parent=self
        )
        self.setWindowTitle(self.tr("Export a model"))
        self.setMinimumWidth(_WIDTH_PX)
        self.model_box = ChoiceBox(
            [(source.key, source.title) for source in self._sources], name=self.tr("Model")
        )
        self.form_box = ChoiceBox([], name=self.tr("Form"))
        self.words = set_role(QLabel(), "small")
        self.samples = QCheckBox(self.tr("With test faces, expected answers and sample code"))
        self.samples.setChecked(True)
        self.result_label = QLabel()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.export_button = self.buttons.addButton(
            self.tr("&Export…"), QDialogButtonBox.ButtonRole.ActionRole
        )
        for label in (self.words, self.result_label):
            label.setWordWrap(True)
        self._lay_out()
        self._connect()
        if unsaved is not None:
            self.model_box.choose(unsaved.key)
        elif run_id:
            self.model_box.choose(next((m.name for m in models if m.run_id == run_id), ""))
        self._show_forms()

    @property
    def source(self) -> ExportSource | None:
        """What is exported."""
        key = self.model_box.current
        return next((source for source in self._sources if source.key == key), None)

    @property
    def form(self) -> ExportForm:
        """As what."""
        return next((form for form in _FORMS if form == self.form_box.current), "onnx")

    @Slot()
    def ask(self) -> None:
        """Where to, then write."""
        source = self.source
        if source is None:
            return
        ending = ENDINGS[self.form]
        target = ask_save(
            self,
            FileTopic(self._services.settings, "export"),
            title=self.tr("Export to"),
            name=source.name,
            kinds={self._title(self.form): (ending,)},
            inputs=[source.guarded],
        )
        if target is not None:
            self.write(target)

    def write(self, target: Path) -> None:
        """Write the chosen model, in a task."""
        source = self.source
        assert source is not None
        self.result_label.clear()
        job = partial(_export, source, target, self.form, self.samples.isChecked())
        self._slot.start(job, self.tr("Exporting"), self._on_done)

    # -- inside -------------------------------------------------------------------------------

    def _on_done(self, found: Exported) -> None:
        set_tone(self.result_label, "good")
        parts = [
            self.tr("{name}: {size}").format(name=found.file.name, size=numbers.size(found.bytes))
        ]
        difference = numbers.power(found.max_logit_difference)
        parts.append(self.tr("logits differ by at most {difference}").format(difference=difference))
        if found.ms is not None:
            ms = numbers.number(found.ms, 2)
            parts.append(self.tr("{ms} ms a face on this computer").format(ms=ms))
        lines = [", ".join(parts) + "."]
        if found.files:
            names = ", ".join(file.name for file in found.files)
            lines.append(self.tr("Beside it: {names}.").format(names=names))
        self.result_label.setText("\n".join(lines))

    def _on_failed(self, error: Exception) -> None:
        message = describe(error)
        set_tone(self.result_label, "bad")
        self.result_label.setText(f"{message.title}. {message.text}")

    @Slot()
    def _show_forms(self) -> None:
        source = self.source
        quantized = source is not None and source.quantized
        forms: tuple[ExportForm, ...] = (
            ("onnx-int8", "safetensors")
            if quantized
            else ("onnx", "onnx-float16", "torchscript", "safetensors")
        )
        self.form_box.set_choices([(form, self._title(form)) for form in forms])
        self._show_words()

    @Slot()
    def _show_words(self) -> None:
        self.words.setText(self._told(self.form))
        self.export_button.setEnabled(self.source is not None and not self._slot.busy)

    def _title(self, form: ExportForm) -> str:
        titles: dict[ExportForm, str] = {
            "onnx": self.tr("ONNX, float32"),
            "onnx-float16": self.tr("ONNX, float16"),
            "onnx-int8": self.tr("ONNX, int8"),
            "torchscript": self.tr("TorchScript"),
            "safetensors": self.tr("Checkpoint (safetensors)"),
        }
        return titles[form]

    def _told(self, form: ExportForm) -> str:
        if form == "safetensors":
            return self.tr("For this program, with all that the model tells about itself.")
        takes = self.tr(
            "Takes gray faces with pixels between 0 and 1 and gives logits; the normalisation is "
            "inside, labels and temperature stand in the file."
        )
        more = {
            "onnx": self.tr("Runs with ONNX Runtime and most other engines."),
            "onnx-float16": self.tr("Half the size, three digits; for engines that compute in it."),
            "onnx-int8": self.tr("A quarter of the size."),
            "torchscript": self.tr("Runs with PyTorch."),
        }
        return f"{takes} {more[form]}"

    def _lay_out(self) -> None:
        rows = QFormLayout()
        rows.addRow(self.tr("Model"), self.model_box)
        rows.addRow(self.tr("Form"), self.form_box)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 18)
        column.setSpacing(12)
        column.addLayout(rows)
        column.addWidget(self.words)
        column.addWidget(self.samples)
        column.addWidget(self.result_label)
        column.addWidget(self.buttons)

    def _connect(self) -> None:
        self.model_box.currentIndexChanged.connect(self._show_forms)
        self.form_box.currentIndexChanged.connect(self._show_words)
        self.export_button.clicked.connect(self.ask)
        self.buttons.rejected.connect(self.reject)
        self._slot.changed.connect(self._show_words)


def open_export(
    services: PageServices,
    parent: QWidget,
    run_id: int | None = None,
    *,
    unsaved: ExportSource | None = None,
) -> None:
    """Show the dialog over a page until it is closed."""
    dialog = ExportDialog(services, run_id=run_id, unsaved=unsaved, parent=parent)
    dialog.exec()
    dialog.deleteLater()


def _source_of(entry: ModelEntry) -> ExportSource:
    return ExportSource(
        key=entry.name,
        title=entry.title,
        name=entry.name,
        guarded=entry.file,
        quantized=entry.quantized,
        load=partial(_loaded, entry.file),
    )


def _loaded(file: Path, context: JobContext) -> Checkpoint:
    from emotion_gui.core.model.checkpoint import load_checkpoint

    context.checkpoint()
    return load_checkpoint(file)


def _export(
    source: ExportSource, target: Path, form: ExportForm, samples: bool, context: JobContext
) -> Exported:
    context.checkpoint()
    replaces = target.exists()  # the person said so; then what lies beside it goes with it
    for file in companions(target) if samples else ():
        refuse_overwrite(file, inputs=[source.guarded], overwrite=replaces)
    return export_checkpoint(source.load(context), target, form=form, samples=samples)
