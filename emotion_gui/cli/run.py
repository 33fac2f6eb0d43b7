"""What every verb shares: options, output, errors in words, exit codes, Ctrl-C."""

from __future__ import annotations

import contextlib
import logging
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer
from rich.console import Console

from emotion_gui.cli.interrupts import Interrupts
from emotion_gui.cli.progress import TerminalProgress
from emotion_gui.cli.streams import reader_left
from emotion_gui.cli.strict_json import dumps
from emotion_gui.core.errors import ConfigError, EmotionGuiError, NotFoundError, OverwriteError
from emotion_gui.core.escaping import (
    TABLE_STYLES,
    TableWord,
    printable,
    table_style,
    use_table_style,
)
from emotion_gui.core.executors.shard import Shard
from emotion_gui.core.files import is_same_file, refuse_overwrite
from emotion_gui.core.installed import describe_import_error
from emotion_gui.core.jobs import JobCancelled, JobContext, Progress
from emotion_gui.core.places import WORKSPACE_FILE, WORKSPACE_VARIABLE, default_workspace

if TYPE_CHECKING:
    from emotion_gui.core.workspace.workspace import Workspace

logger = logging.getLogger(__name__)

EXIT_FAILED = 1
EXIT_INTERRUPTED = 130

WorkspaceOption = Annotated[
    Path | None,
    typer.Option(
        "--workspace",
        metavar="DIR",
        envvar=WORKSPACE_VARIABLE,
        help="Workspace folder; by default yours.",
    ),
]
JsonOption = Annotated[
    bool, typer.Option("--json", help="One JSON object on standard output, nothing else.")
]
JsonLinesOption = Annotated[
    bool,
    typer.Option(
        "--json",
        help="JSON objects on standard output, one a line, nothing else: a step each while it "
        "works, the last one final.",
    ),
]
DebugOption = Annotated[bool, typer.Option("--debug", help="Show the traceback of a failure.")]
OverwriteOption = Annotated[
    bool, typer.Option("--overwrite", help="Replace files that exist; never one that is read.")
]

TablesOption = Annotated[
    TableWord,
    typer.Option(
        "--tables",
        help="CSV for spreadsheets with a decimal point (comma) or a decimal comma (semicolon), "
        "both with a byte order mark; plain is comma without the mark, for scripts.",
    ),
]

ExecutorOption = Annotated[
    str,
    typer.Option(
        "--executor",
        metavar="WHERE",
        help="Where pieces are computed: local (this process), local:N (N processes), "
        "dask-local:N, dask://HOST:PORT or dask+tls://HOST:PORT; what comes of it is the same.",
    ),
]

ShardOption = Annotated[
    str | None,
    typer.Option(
        "--shard",
        metavar="I/N",
        help="Only this part, as 3/8, into a workspace of any place; merge puts all together.",
    ),
]


def shard_of(text: str | None) -> Shard | None:
    """What `--shard` says; raises BadParameter (wrong usage) where it is no shard."""
    if text is None:
        return None
    try:
        return Shard.parse(text)
    except ConfigError as error:
        raise typer.BadParameter(f"--shard {text}: {error.reason}") from error


@dataclass(frozen=True)
class RunOptions:
    """What every verb takes."""

    workspace: WorkspaceOption = None
    as_json: JsonOption = False
    debug: DebugOption = False


@dataclass(frozen=True)
class LinesRunOptions(RunOptions):
    """The same for a verb that prints while it works."""

    as_json: JsonLinesOption = False


@dataclass
class CliRun:
    """One run of a verb.

    Attributes:
        workspace_dir: the folder given, or the user's.
        as_json: results go out as JSON lines.
        out: standard output as it was before anything else could write to it.
        console: messages and progress, on standard error.
        interrupts: what Ctrl-C and its like have asked for.
    """

    workspace_dir: Path
    as_json: bool
    out: TextIO
    console: Console
    interrupts: Interrupts = field(default_factory=Interrupts)

    @contextlib.contextmanager
    def workspace(self, *, must_exist: bool = True) -> Iterator[Workspace]:
        """The open workspace.

        Raises:
            NotFoundError: there is none yet and `must_exist`.
        """
        from emotion_gui.core.workspace.workspace import Workspace

        if must_exist and not (self.workspace_dir / WORKSPACE_FILE).is_file():
            raise NotFoundError("workspace", str(self.workspace_dir))
        workspace = Workspace.open(self.workspace_dir)
        try:
            yield workspace
        finally:
            workspace.close()

    @contextlib.contextmanager
    def workspace_if_any(self) -> Iterator[Workspace | None]:
        """The workspace where there is one; nothing is created."""
        if (self.workspace_dir / WORKSPACE_FILE).is_file():
            with self.workspace() as workspace:
                yield workspace
        else:
            yield None

    def check_targets(
        self, *targets: Path | None, inputs: Iterable[Path | str | None], overwrite: bool
    ) -> None:
        """Refuse before the work begins what would destroy something when it ends.

        Args:
            targets: the files a verb is going to write; None = not asked for.
            inputs: what it reads. The workspace's own files and the bundled models are never
                written over either, not even with `overwrite`.
            overwrite: what the user said.

        Raises:
            OverwriteError: a target is an input, exists, or is given twice.
        """
        from emotion_gui.core.resources import resources_dir

        own = [self.workspace_dir / name for name in (WORKSPACE_FILE, "datasets", "runs")]
        read = [Path(name).expanduser() for name in inputs if name is not None]
        wanted = [target for target in targets if target is not None]
        for number, target in enumerate(wanted):
            refuse_overwrite(
                target, inputs=[*read, *own, resources_dir() / "models"], overwrite=overwrite
            )
            if any(is_same_file(target, other) for other in wanted[:number]):
                raise OverwriteError(target, "twice")

    def emit(self, values: Mapping[str, object]) -> None:
        """One JSON line; nothing without `--json`."""
        if self.as_json:
            self.out.write(dumps(values) + "\n")
            self.out.flush()

    def say(self, text: str) -> None:
        """A line for people on standard output; nothing with `--json`."""
        if not self.as_json:
            self.out.write(printable(text) + "\n")
            self.out.flush()

    def note(self, text: str) -> None:
        """A message on standard error, on a line of its own."""
        self.console.print(printable(text), highlight=False, markup=False, soft_wrap=True)

    @contextlib.contextmanager
    def job(
        self, title: str, on_progress: Callable[[Progress], None] | None = None
    ) -> Iterator[JobContext]:
        """A job context with progress on standard error, cancelled by Ctrl-C.

        A stop that comes after the job's last checkpoint ends the next job.

        Args:
            title: in front of the progress.
            on_progress: sees every report too (an epoch's record, say).
        """
        with TerminalProgress(self.console, title) as line, self.interrupts.job():

            def report(progress: Progress) -> None:
                line.show(progress)
                if on_progress is not None:
                    on_progress(progress)

            yield JobContext(report, self.interrupts.asked)


@contextlib.contextmanager
def cli_run(options: RunOptions, *, tables: TableWord = "comma") -> Iterator[CliRun]:
    """Run the body of a verb; failures become `error: …` and an exit code.

    Args:
        options: of every verb.
        tables: how it writes CSV.

    Raises:
        typer.Exit: 1 refused or failed, 130 interrupted.
    """
    out = sys.stdout
    console = Console(file=sys.stderr, markup=False, emoji=False)
    current = CliRun(options.workspace or default_workspace(), options.as_json, out, console)
    # A library that prints must not spoil the JSON.
    quiet = contextlib.redirect_stdout(sys.stderr) if options.as_json else contextlib.nullcontext()
    style_before = table_style()
    use_table_style(TABLE_STYLES[tables])
    try:
        with quiet, current.interrupts.caught():
            yield current
    except (JobCancelled, KeyboardInterrupt):
        current.note("interrupted; what was finished is kept")
        raise typer.Exit(EXIT_INTERRUPTED) from None
    except EmotionGuiError as error:
        if options.debug:
            console.print_exception()
        current.note(f"error: {error}")
        raise typer.Exit(EXIT_FAILED) from error
    except OSError as error:
        if reader_left(error):
            raise typer.Exit(EXIT_FAILED) from None
        if options.debug:
            console.print_exception()
        where = f"{error.filename}: " if error.filename else ""
        current.note(f"error: {where}{error.strerror or error}")
        raise typer.Exit(EXIT_FAILED) from error
    except ImportError as error:
        if options.debug:
            console.print_exception()
        current.note(f"error: {describe_import_error(error)}")
        raise typer.Exit(EXIT_FAILED) from error
    except (typer.Exit, typer.BadParameter, SystemExit):
        raise
    except Exception as error:  # the last frame: nothing may end in a traceback
        if _is_usage_error(error):
            raise
        logger.debug("verb failed", exc_info=error)
        if options.debug:
            console.print_exception()
        words = f"{type(error).__name__}: {error}".removesuffix(": ")
        current.note(f"error: something unexpected went wrong ({words}); --debug shows where")
        raise typer.Exit(EXIT_FAILED) from error
    finally:
        use_table_style(style_before)


def _is_usage_error(error: Exception) -> bool:
    return hasattr(error, "exit_code") and hasattr(error, "show")


def percent(value: float | None) -> str:
    """`0.6152` as `61.5 %`."""
    return "-" if value is None else f"{100 * value:.1f} %"
