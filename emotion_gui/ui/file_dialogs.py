"""Every question for a file or a folder: the last folder, endings, overwriting, safe names.

The last folder is kept for each `topic` ("data", "prune" ...), so that films and data sets may
live in different places. All functions return None (or nothing) when the person thought again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QSettings
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from emotion_gui.core.errors import OverwriteError, StorageError
from emotion_gui.core.files import refuse_overwrite, safe_file_name
from emotion_gui.ui.messages import describe

Kinds = Mapping[str, Sequence[str]]  # what people call it -> its endings, as {"Film": [".mp4"]}


@dataclass(frozen=True)
class FileTopic:
    """What the files are about: whose last folder counts, and where that is kept."""

    settings: QSettings
    name: str

    def folder(self) -> Path:
        """Where the last dialog of this topic ended; home at first, or where it is gone."""
        stored = str(self.settings.value(self._key) or "")
        folder = Path(stored) if stored else Path.home()
        return folder if folder.is_dir() else Path.home()

    def remember(self, path: Path) -> None:
        """The next dialog opens in the folder of this file."""
        self.settings.setValue(self._key, str(path.parent))

    @property
    def _key(self) -> str:
        return f"page/{self.name}/folder"


def ask_open(
    parent: QWidget | None, topic: FileTopic, *, title: str, kinds: Kinds, all_files: bool = False
) -> Path | None:
    """One existing file."""
    filters = _filters(kinds, all_files=all_files)
    name, _ = QFileDialog.getOpenFileName(parent, title, str(topic.folder()), filters)
    return _remembered(topic, [name])[0] if name else None


def ask_open_many(
    parent: QWidget | None, topic: FileTopic, *, title: str, kinds: Kinds, all_files: bool = False
) -> list[Path]:
    """Some existing files, or none."""
    filters = _filters(kinds, all_files=all_files)
    names, _ = QFileDialog.getOpenFileNames(parent, title, str(topic.folder()), filters)
    return _remembered(topic, names)


def ask_folder(
    parent: QWidget | None, *, title: str, start: Path, topic: FileTopic | None = None
) -> Path | None:
    """One existing folder."""
    name = QFileDialog.getExistingDirectory(parent, title, str(start))
    if not name:
        return None
    if topic is not None:
        topic.remember(Path(name))
    return Path(name)


def ask_save(
    parent: QWidget | None,
    topic: FileTopic,
    *,
    title: str,
    name: str,
    kinds: Kinds,
    inputs: Iterable[Path | str] = (),
) -> Path | None:
    """A file to write; one that exists only if the person said it may go.

    Args:
        parent: the dialog stands over it.
        topic: whose last folder counts.
        title: of the dialog.
        name: suggested, without an ending; free text is made safe for every system.
        kinds: endings by their name, the first is the usual one. A name without one of them
            gets the first of the kind that is chosen in the dialog.
        inputs: files and folders that are read; choosing one of them is refused.
    """
    endings = [ending for several in kinds.values() for ending in several]
    start = topic.folder() / f"{safe_file_name(name)}{endings[0]}"
    inputs = list(inputs)
    while True:
        text, kind = QFileDialog.getSaveFileName(
            parent, title, str(start), _filters(kinds, all_files=False)
        )
        if not text:
            return None
        chosen = Path(text)
        target = with_ending(chosen, kinds, kind)
        # The dialog asked about the name as it was typed, which may lack its ending.
        asked = target == chosen
        if _may_write(parent, target, inputs=inputs, asked=asked):
            topic.remember(target)
            return target
        start = target


def with_ending(path: Path, kinds: Kinds, chosen: str) -> Path:
    """The path with an ending of one of the kinds; that of the chosen filter where it lacks one."""
    endings = [ending for several in kinds.values() for ending in several]
    if path.suffix.lower() in endings:
        return path
    for label, several in kinds.items():
        if chosen == _filter(label, several):
            return path.with_name(path.name + several[0])
    return path.with_name(path.name + endings[0])


def _may_write(
    parent: QWidget | None, target: Path, *, inputs: Sequence[Path | str], asked: bool
) -> bool:
    try:
        refuse_overwrite(target, inputs=inputs, overwrite=asked)
    except (OverwriteError, StorageError) as error:
        if isinstance(error, OverwriteError) and error.kind == "exists":
            return _replaces(parent, target)
        message = describe(error)
        box = QMessageBox(QMessageBox.Icon.Warning, message.title, message.text, parent=parent)
        box.setInformativeText(message.hint)
        box.exec()
        return False
    return True


def _replaces(parent: QWidget | None, target: Path) -> bool:
    buttons = QMessageBox.StandardButton
    answer = QMessageBox.question(
        parent or QWidget(),
        QCoreApplication.translate("FileDialogs", "Replace the file?"),
        QCoreApplication.translate("FileDialogs", "{name} exists. Replace it?").format(
            name=target.name
        ),
        buttons.Yes | buttons.No,
        buttons.No,
    )
    return answer == buttons.Yes


def _filters(kinds: Kinds, *, all_files: bool) -> str:
    filters = [_filter(label, endings) for label, endings in kinds.items()]
    if all_files:
        filters.append(f"{QCoreApplication.translate('FileDialogs', 'All files')} (*)")
    return ";;".join(filters)


def _filter(label: str, endings: Sequence[str]) -> str:
    return f"{label} ({' '.join(f'*{ending}' for ending in endings)})"


def _remembered(topic: FileTopic, names: Sequence[str]) -> list[Path]:
    paths = [Path(name) for name in names]
    if paths:
        topic.remember(paths[0])
    return paths
