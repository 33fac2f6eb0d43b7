"""A recording of Live as a session: every answer at the picture that it belongs to."""

from pathlib import Path

import numpy as np
import pytest

from emotion_gui.core.errors import DatasetFormatError
from emotion_gui.core.faces.boxes import FaceBox
from emotion_gui.core.inference.controls import LiveValues, Recording
from emotion_gui.core.inference.frames import Frame
from emotion_gui.core.inference.pipeline import EmotionPipeline
from emotion_gui.core.inference.recording import Recorder
from emotion_gui.core.inference.recording_facts import RecordingFacts
from emotion_gui.core.labels import SEVEN
from emotion_gui.core.review.sessions import open_session
from emotion_gui.operations.analyse import keep_recording
from tests.helpers.fake_sources import FakeCamera, ScriptedDetector, plain_frames
from tests.helpers.review import BrightnessModel


class _Info:
    def __init__(self) -> None:
        self.run = {"title": "By brightness"}
        self.plan = None
        self.label_set = SEVEN


def recorded(folder: Path, *, begin: int = 20) -> tuple[Recording, list[tuple[int, float]]]:
    """Live from frame 20 on, some frames dropped, a face on every second one."""
    files = Recording(folder / "a.mp4", folder / "a.csv", folder / "a.json")
    model = BrightnessModel()
    model.info = _Info()
    seen: list[tuple[int, float]] = []

    def faces(picture: np.ndarray) -> list[FaceBox]:
        return [FaceBox(20, 20, 60, 60, 0.9, "mtcnn")] if len(seen) % 2 else []

    pipeline = EmotionPipeline(model, ScriptedDetector(faces))
    facts = RecordingFacts(files, FakeCamera([]))
    answers = []
    with Recorder(csv_path=files.table, video_path=files.video, fps=30, second=SEVEN) as out:
        for index, picture in enumerate(plain_frames(24)):
            seen.append((index, 0.0))
            if index % 5 == 3:
                continue
            frame = Frame(picture, begin + index, (begin + index) / 30, 0.0)
            facts.note(frame, LiveValues(), pipeline)
            result = pipeline.process(frame)
            out.write(result)
            answers += [(out.frames - 1, face.confidence) for face in result.faces]
    facts.finish(frames=out.frames, rows=out.rows, seconds=0.8)
    return files, answers


def test_every_answer_is_at_its_picture(workspace, tmp_path: Path) -> None:
    files, answers = recorded(tmp_path)
    row = keep_recording(workspace, files.facts)
    assert row.is_ready
    session = open_session(workspace, row.session_id)
    rows = session.timeline.rows
    assert rows.frames == 19
    assert rows.face_frame.tolist() == [place for place, _ in answers]
    assert rows.confidence == pytest.approx([value for _, value in answers], abs=1e-4)
    assert session.facts.model.title == "By brightness"
    assert session.timeline.kept_faces.all()  # quality was not written
    assert session.facts.began_utc


def test_a_table_of_an_earlier_version_has_no_column_of_what_is_seen_badly(
    workspace, tmp_path: Path
) -> None:
    files, answers = recorded(tmp_path)
    lines = [line.split(",") for line in files.table.read_text(encoding="utf-8-sig").splitlines()]
    away = lines[0].index("obstacle")
    older = "\n".join(",".join(cells[:away] + cells[away + 1 :]) for cells in lines)
    files.table.write_text(older, encoding="utf-8")
    session = open_session(workspace, keep_recording(workspace, files.facts).session_id)
    rows = session.timeline.rows
    assert rows.confidence == pytest.approx([value for _, value in answers], abs=1e-4)


def test_what_is_no_recording_leaves_nothing(workspace, tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("{}", encoding="utf-8")
    with pytest.raises(DatasetFormatError, match="not a recording"):
        keep_recording(workspace, tmp_path / "x.json")
    assert workspace.sessions() == []
    assert workspace.trashed_sessions() == []


def test_a_table_that_was_saved_with_semicolons_is_read_as_well(workspace, tmp_path: Path) -> None:
    files, answers = recorded(tmp_path)
    text = files.table.read_text(encoding="utf-8-sig")
    files.table.write_text(text.replace(",", ";"), encoding="utf-8")
    session = open_session(workspace, keep_recording(workspace, files.facts).session_id)
    rows = session.timeline.rows
    assert rows.confidence == pytest.approx([value for _, value in answers], abs=1e-4)
