"""A data set whose faces are gone or cut short does not grow: black ones would hide it."""

from pathlib import Path

import numpy as np
import pytest

from emotion_gui.core.data.appending import GrowingFaces
from emotion_gui.core.errors import WorkspaceError

FACES = np.full((5, 48, 48), 7, dtype=np.uint8)


@pytest.mark.parametrize("damage", ["gone", "cut", "fewer", "junk", "other"])
def test_damaged_faces_do_not_grow(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "faces.npy"
    np.save(path, FACES)
    whole = path.read_bytes()
    if damage == "gone":
        path.unlink()
    elif damage == "other":
        np.save(path, np.zeros((5, 12, 12), dtype=np.uint8))
    elif damage == "fewer":
        np.save(path, FACES[:3])
    else:
        path.write_bytes(whole[:-100] if damage == "cut" else b"junk")
    before = path.read_bytes() if path.exists() else None
    with pytest.raises(WorkspaceError, match=r"faces"):
        GrowingFaces(path, committed=5, side=48)
    assert (path.read_bytes() if path.exists() else None) == before


def test_whole_faces_grow(tmp_path: Path) -> None:
    for path, committed in ((tmp_path / "none.npy", 0), (tmp_path / "faces.npy", 5)):
        if committed:
            file = GrowingFaces(tmp_path / "faces.npy", committed=0, side=48)
            file.append(FACES)
        GrowingFaces(path, committed=committed, side=48).append(FACES[:2] + 1)
        assert len(np.load(path)) == committed + 2
