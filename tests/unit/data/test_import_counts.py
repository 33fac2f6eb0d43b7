"""The counts of an import add up to what its source holds, of whatever kind it is."""

import io
import tarfile
import tempfile
import zipfile
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest
from helpers.sources import encoded, face, row_text
from hypothesis import given, settings
from hypothesis import strategies as st

from emotion_gui.core.data.choices import VotesUse
from emotion_gui.core.data.import_report import ImportReport
from emotion_gui.core.data.import_request import ImportRequest
from emotion_gui.core.data.importing import import_dataset
from emotion_gui.core.workspace.workspace import Workspace


def counted(request: ImportRequest, folder: Path) -> ImportReport:
    """Import; every count of the report says the same as the others and as what is stored."""
    with Workspace.open(folder / "workspace") as workspace:
        report = import_dataset(workspace, request)
        stored = Counter(s.status.value for s in workspace.samples(report.dataset.dataset_id))
    assert report.by_status == stored
    assert report.imported == stored["ok"]
    assert report.imported + report.skipped == stored.total()
    assert sum(report.by_class.values()) == report.imported
    assert sum(report.by_split.values()) == report.imported
    assert len(report.problems) == report.skipped
    return report


ROWS = {  # what a row may be, and whether it becomes a face
    "good": (lambda k: row_text(k % 7, face(k)), True),
    "no such class": (lambda k: row_text(9, face(k)), False),
    "few pixels": (lambda k: "3,1 2,Training", False),
    "too bright": (lambda k: row_text(2, face(k)).replace(" ", " 300 ", 1), False),
    "no usage": (lambda k: row_text(1, face(k), ""), True),
}


@settings(max_examples=5, deadline=None, derandomize=True)
@given(kinds=st.lists(st.sampled_from(sorted(ROWS)), max_size=30))
def test_of_a_table(kinds: list[str]) -> None:
    kinds = ["good", *kinds]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "fer.csv"
        lines = [ROWS[kind][0](k) for k, kind in enumerate(kinds)]
        path.write_text("emotion,pixels,Usage\n" + "\n".join(lines), encoding="utf-8")
        report = counted(ImportRequest(path, "x"), Path(folder))
    assert report.imported == sum(ROWS[kind][1] for kind in kinds)
    assert report.imported + report.skipped == len(kinds)


FILES = {  # of picture k: its name, what is in it, and what becomes of it
    "good": (lambda k: (f"happy/{k}.png", encoded(face(k))), "ok"),
    "the same again": (lambda k: (f"sad/{k}.jpg", encoded(face(0))), "ok"),
    "foreign class": (lambda k: (f"contempt/{k}.png", encoded(face(k))), "excluded"),
    "damaged": (lambda k: (f"happy/{k}.png", b"no picture"), "unreadable"),
    "tiny": (lambda k: (f"sad/{k}.png", encoded(face(k, 1))), "too_small"),
    "one tone": (lambda k: (f"fear/{k}.png", encoded(np.full((48, 48), 9, np.uint8))), "no_face"),
    "no picture": (lambda k: (f"sad/{k}.txt", b"x"), "left alone"),
}


def stored_as(form: str, folder: Path, files: Mapping[str, bytes]) -> Path:
    path = folder / ("set" if form == "folder" else f"set.{form}")
    match form:
        case "zip":
            with zipfile.ZipFile(path, "w") as packed:
                for name, data in files.items():
                    packed.writestr(name, data)
        case "tar.gz":
            with tarfile.open(path, "w:gz") as taped:
                for name, data in files.items():
                    member = tarfile.TarInfo(name)
                    member.size = len(data)
                    taped.addfile(member, io.BytesIO(data))
        case _:
            for name, data in files.items():
                (path / name).parent.mkdir(parents=True, exist_ok=True)
                (path / name).write_bytes(data)
    return path


@pytest.mark.parametrize("form", ["folder", "zip", "tar.gz"])
@settings(max_examples=3, deadline=None, derandomize=True)
@given(kinds=st.lists(st.sampled_from(sorted(FILES)), min_size=4, max_size=24))
def test_of_pictures(form: str, kinds: list[str]) -> None:
    kinds = ["good", *kinds]
    files = dict(FILES[kind][0](k) for k, kind in enumerate(kinds))
    wanted = Counter(FILES[kind][1] for kind in kinds)
    with tempfile.TemporaryDirectory() as folder:
        path = stored_as(form, Path(folder), files)
        report = counted(ImportRequest(path, "x", detector="none"), Path(folder))
    assert report.left_alone_total == len(report.left_alone) == wanted.pop("left alone", 0)
    assert report.by_status == wanted


VOTES = {  # as FER+ counts them, and by which uses of them the face stays
    "agreed": ((0, 9, 0, 0, 0, 0, 1, 0, 0, 0), {"majority", "drop", "soft"}),
    "no face": ((0, 1, 0, 0, 0, 0, 0, 0, 0, 9), {"soft"}),
    "unknown": ((0, 1, 0, 0, 0, 0, 0, 0, 9, 0), {"soft"}),
    "tied": ((5, 5, 0, 0, 0, 0, 0, 0, 0, 0), {"drop", "soft"}),
    "nobody": ((0,) * 10, {"drop", "soft"}),
}
COLUMNS = "neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF"


def votes_file(path: Path, names: Sequence[str], votes: Sequence[str]) -> Path:
    lines = [
        f"Training,{name},{','.join(map(str, VOTES[kind][0]))}"
        for name, kind in zip(names, votes, strict=True)
    ]
    path.write_text(f"Usage,Image name,{COLUMNS}\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("use", ["majority", "drop", "soft"])
@settings(max_examples=3, deadline=None, derandomize=True)
@given(
    rows=st.lists(st.tuples(st.sampled_from(sorted(ROWS)), st.sampled_from(sorted(VOTES)))),
    pictures=st.booleans(),
)
def test_of_faces_with_votes(use: VotesUse, rows: list[tuple[str, str]], pictures: bool) -> None:
    kinds, votes = zip(("good", "agreed"), *rows, strict=True)
    wanted: Counter[str] = Counter()
    for kind, said in zip(kinds, votes, strict=True):
        readable = pictures or ROWS[kind][1]
        voted_out = use not in VOTES[said][1]
        wanted["unreadable" if not readable else "excluded" if voted_out else "ok"] += 1
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        names = [f"fer{k:07}.png" for k in range(len(kinds))]
        if pictures:
            files = {f"happy/{name}": encoded(face(k)) for k, name in enumerate(names)}
            path = stored_as("folder", folder, files)
        else:
            path = folder / "fer.csv"
            lines = [ROWS[kind][0](k) for k, kind in enumerate(kinds)]
            path.write_text("emotion,pixels,Usage\n" + "\n".join(lines), encoding="utf-8")
        table = votes_file(folder / "votes.csv", names, votes)
        request = ImportRequest(path, "x", votes=table, votes_use=use, detector="none")
        report = counted(request, folder)
    assert report.by_status == wanted
