"""The paper in one click: what to run it on, where to, how long it takes, and the start."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Slot
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.executors.wish import HERE
from emotion_gui.core.fields import declared_fields
from emotion_gui.core.jobs import JobContext
from emotion_gui.operations.reproduce.request import ReproduceRequest
from emotion_gui.ui.file_dialogs import FileTopic, ask_folder, ask_open
from emotion_gui.ui.messages import describe
from emotion_gui.ui.numbers import count, duration
from emotion_gui.ui.opening import open_path
from emotion_gui.ui.report_pdf import write_pdf
from emotion_gui.ui.widgets import set_role, set_tone
from emotion_gui.ui.widgets.calm_scroll import CalmScrollArea
from emotion_gui.ui.widgets.cards import FactTable
from emotion_gui.ui.widgets.form import FieldForm
from emotion_gui.ui.widgets.windows import open_at
from emotion_gui.workers.task import Summary
from emotion_gui.workers.task_slot import TaskLine, TaskSlot

if TYPE_CHECKING:
    from emotion_gui.operations.reproduce.run import Reproduction, TimeEstimate
    from emotion_gui.ui.pages.base import PageServices

WIDTH_PX = 660
PATH_PX = 280
_FIELD_PX = 150
_BELOW_PX = 120  # what is said, and the buttons
_TABLES = (".csv", ".zip", ".tar", ".tgz", ".gz")

ReproduceJob = Callable[[ReproduceRequest, JobContext], "Reproduction"]
PrintJob = Callable[["Reproduction", JobContext], Path]
EstimateJob = Callable[[ReproduceRequest, JobContext], "TimeEstimate"]


def run_reproduction(
    request: ReproduceRequest, context: JobContext, *, executor: str = HERE
) -> Reproduction:
    """See `operations.reproduce.run.reproduce`; torch is imported in there only."""
    from emotion_gui.operations.reproduce.run import reproduce

    return reproduce(request, context, executor=executor)


def estimate_reproduction(request: ReproduceRequest, context: JobContext) -> TimeEstimate:
    """See `operations.reproduce.run.estimate`."""
    from emotion_gui.operations.reproduce.run import estimate

    return estimate(request, context)


def print_reproduction(found: Reproduction, context: JobContext) -> Path:
    """The report as PDF beside its page."""
    from emotion_gui.core.reports.paper_files import paper_report

    context.checkpoint()
    path = found.report.with_suffix(".pdf")
    write_pdf(paper_report(found.facts), path)
    return path


class PathLine(QWidget):
    """A line for a path, with buttons that ask for one."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edit = QLineEdit()
        self.edit.setAccessibleName(name)
        self.edit.setMinimumWidth(PATH_PX)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self.edit, 1)

    @property
    def path(self) -> Path | None:
        """What stands in the line; None where it is empty."""
        text = self.edit.text().strip()
        return Path(text).expanduser() if text else None

    def add_button(self, text: str, ask: Callable[[], Path | None]) -> QPushButton:
        """A button whose answer goes into the line."""
        button = QPushButton(text)
        button.clicked.connect(partial(self._take, ask))
        self._row.addWidget(button)
        return button

    def _take(self, ask: Callable[[], Path | None], *_: object) -> None:
        path = ask()
        if path is not None:
            self.edit.setText(str(path))


class ReproduceDialog(QDialog):
    """Asks and starts; the run goes on in the background when the dialog is closed."""

    def __init__(
        self,
        services: PageServices,
        parent: QWidget | None = None,
        *,
        reproduce: ReproduceJob = run_reproduction,
        estimate: EstimateJob = estimate_reproduction,
        print_report: PrintJob = print_reproduction,
    ) -> None:
        super().__init__(parent)
        self._services = services
        self._reproduce, self._estimate = reproduce, estimate
        self._topic = FileTopic(services.settings, "data")
        self._running = TaskSlot(
            services.tasks, when_busy="refuse", on_failure=self._on_failure, parent=self
        )
        self._measuring = TaskSlot(
            services.tasks, when_busy="refuse", on_failure=self._on_failure, parent=self
        )
        self._printing = TaskLine(services.tasks, on_failure=self._on_failure, parent=self)
        self._print = print_report
        self.setWindowTitle(self.tr("Reproduce the paper"))
        self.setMinimumWidth(WIDTH_PX)
        self._make_fields()
        self._lay_out()
        for slot in (self._running, self._measuring):
            slot.changed.connect(self._show_busy)
        self.data.edit.textChanged.connect(self._on_edited)
        self.out.edit.textChanged.connect(self._on_edited)
        self.form.edited.connect(self._on_edited)
        self._on_edited()

    def suggest(self, data: str) -> None:
        """Begin with these data, where nothing was chosen yet."""
        if data and not self._running.busy:
            self.data.edit.setText(data)

    @property
    def request(self) -> ReproduceRequest | None:
        """As it stands; None while something lacks or is refused."""
        data, out = self.data.path, self.out.path
        if data is None or out is None or not data.exists():
            return None
        try:
            return ReproduceRequest(data=data, out=out, **self.form.values())
        except ConfigError:
            return None

    @Slot()
    def measure(self) -> None:
        """Say how long it will take here; the data are read into the folder for it."""
        request = self.request
        if request is not None:
            self._say(self.tr("Reading the data and measuring this computer…"))
            self._measuring.start(
                partial(self._estimate, request),
                self.tr("Measuring for the paper"),
                self._on_estimate,
                on_cancel=self._on_edited,
            )

    @Slot()
    def start(self) -> None:
        """Begin, or go on with what the folder holds; the bottom bar shows how far it is."""
        request = self.request
        if request is None:
            return
        started = self._running.start(
            partial(self._job_there(), request),
            self.tr("Reproducing the paper on {name}").format(name=request.data.name),
            self._on_finished,
            on_cancel=self._on_stopped,
            summary=self._sum_up,
        )
        if started:
            self._say(self.tr("It runs; what is finished stays in the folder whatever happens."))
            self.hide()

    def _job_there(self) -> ReproduceJob:
        """The whole of it, with the workers that the settings name."""
        executor = self._services.preferences.text("compute/executor")
        return self._reproduce if executor == HERE else partial(run_reproduction, executor=executor)

    @Slot()
    def stop(self) -> None:
        """Stop after the step that runs; the next start goes on there."""
        self._running.cancel()

    def _make_fields(self) -> None:
        self.data = PathLine(self.tr("Data"))
        self.file_button = self.data.add_button(self.tr("&File…"), self._ask_file)
        self.folder_button = self.data.add_button(self.tr("F&older…"), self._ask_data_folder)
        self.out = PathLine(self.tr("Folder for the results"))
        self.out_button = self.out.add_button(self.tr("&Browse…"), self._ask_out)
        fields = declared_fields(ReproduceRequest)
        self.form = FieldForm(fields, width_px=_FIELD_PX)
        self.state_label = set_role(QLabel(), "muted")
        self.state_label.setWordWrap(True)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        roles = QDialogButtonBox.ButtonRole
        self.measure_button = self.buttons.addButton(self.tr("&How long?"), roles.ActionRole)
        self.stop_button = self.buttons.addButton(self.tr("Sto&p"), roles.ActionRole)
        self.start_button = self.buttons.addButton(self.tr("&Start"), roles.ActionRole)
        self.start_button.setProperty("primary", True)
        self.measure_button.clicked.connect(self.measure)
        self.stop_button.clicked.connect(self.stop)
        self.start_button.clicked.connect(self.start)
        self.buttons.rejected.connect(self.hide)

    def _lay_out(self) -> None:
        intro = set_role(
            QLabel(
                self.tr(
                    "Table 1 over random splits, figures 1 and 2, the FER2013 row, persons kept "
                    "apart where file names tell films, pruning under every reading, and the "
                    "systems that the paper compares with: tables, pictures and a report in one "
                    "folder, the paper's figures beside ours."
                )
            ),
            "muted",
        )
        intro.setWordWrap(True)
        paths = FactTable()
        paths.add("data", self.tr("SFEW or FER2013"), self.data)
        paths.add("out", self.tr("Results"), self.out)
        asked = QWidget()
        lines = QVBoxLayout(asked)
        lines.setSpacing(14)
        for widget in (intro, paths, self.form):
            lines.addWidget(widget)
        area = CalmScrollArea()  # a small screen is lower than the questions
        area.setWidget(asked)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        column = QVBoxLayout(self)
        column.setSpacing(14)
        for part in (area, self.state_label, self.buttons):
            column.addWidget(part)
        open_at(self, QSize(WIDTH_PX, asked.sizeHint().height() + _BELOW_PX))

    def _ask_file(self) -> Path | None:
        title = self.tr("SFEW or FER2013")
        return ask_open(self, self._topic, title=title, kinds={title: _TABLES}, all_files=True)

    def _ask_data_folder(self) -> Path | None:
        title, start = self.tr("SFEW or FER2013"), self._topic.folder()
        return ask_folder(self, title=title, start=start, topic=self._topic)

    def _ask_out(self) -> Path | None:
        title = self.tr("Folder for the results")
        return ask_folder(self, title=title, start=self._topic.folder())

    @Slot()
    def _on_edited(self) -> None:
        data = self.data.path
        if data is not None and not data.exists():
            self._say(self.tr("There is no such file or folder."), "warn")
        else:
            self._say("")
        self._show_busy()

    @Slot()
    def _show_busy(self) -> None:
        busy = self._running.busy
        ready = self.request is not None and not busy
        self.start_button.setEnabled(ready and not self._measuring.busy)
        self.measure_button.setEnabled(ready and not self._measuring.busy)
        self.stop_button.setVisible(busy)
        for widget in (self.data, self.out, self.form):
            widget.setEnabled(not busy)

    def _on_estimate(self, found: TimeEstimate) -> None:
        self._say(
            self.tr("{faces} faces. It will take about {time} on this computer.").format(
                faces=count(found.faces), time=duration(found.seconds)
            )
        )

    def _on_finished(self, found: Reproduction) -> None:
        self._say(self.tr("Finished: {path}").format(path=found.report), "good")
        # Qt makes the PDF, so it is the window's to add.
        self._printing.start(partial(self._print, found), self.tr("Report"), lambda path: None)

    def _on_stopped(self) -> None:
        self._say(self.tr("Stopped; the next start goes on there."))

    def _on_failure(self, error: Exception) -> None:
        message = describe(error)
        self._say(f"{message.title}. {message.text} {message.hint}".strip(), "bad")
        self.show()

    def _sum_up(self, found: Reproduction) -> Summary:
        text = self.tr("{n} networks trained, tables and report in {folder}").format(
            n=count(len(found.facts.rows)), folder=found.folder.name
        )
        return Summary(text, partial(open_path, found.report), found.report)

    def _say(self, text: str, tone: str = "") -> None:
        self.state_label.setText(text)
        set_tone(self.state_label, tone)
