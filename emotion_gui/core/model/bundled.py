"""The models that travel with the program are the ones that were put into it.

`resources/models/SHA256SUMS` lists them in the form of `sha256sum`, so that anybody can check
them without the program: `sha256sum -c SHA256SUMS`.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from emotion_gui.core.errors import CheckpointError
from emotion_gui.core.files import write_text
from emotion_gui.core.resources import resources_dir

LIST_NAME = "SHA256SUMS"


def check_bundled(path: Path) -> None:
    """Refuse a bundled model whose bytes are not those of the list; other files pass.

    Raises:
        CheckpointError: the file, or the list, is not as it was bundled.
    """
    folder = resources_dir() / "models"
    if not path.is_file():  # a pipe of Windows lies in no folder; who reads it says what it is
        return
    try:
        if path.resolve().parent != folder.resolve():
            return
        wanted = _read(folder / LIST_NAME).get(path.name)
        found = hashlib.sha256(path.read_bytes()).hexdigest()
    except (OSError, ValueError) as error:
        raise CheckpointError(path, f"it cannot be compared with {LIST_NAME}") from error
    if wanted != found:
        raise CheckpointError(
            path, "it is not the model that came with the program; install the program again"
        )


def write_list(folder: Path) -> Path:
    """Write the list of a folder's models anew.

    Raises:
        StorageError: the disk refused.
    """
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n"
        for path in sorted(folder.glob("*.safetensors"))
    ]
    write_text(folder / LIST_NAME, "".join(lines))
    return folder / LIST_NAME


def _read(path: Path) -> dict[str, str]:
    pairs = (line.split(maxsplit=1) for line in path.read_text("ascii").splitlines() if line)
    return {name.strip(): digest for digest, name in pairs}
