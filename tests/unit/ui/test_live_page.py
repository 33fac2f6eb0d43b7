import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from emotion_gui.core.data.labels import Emotion
from emotion_gui.core.model.catalogue import ModelEntry
from emotion_gui.core.model.checkpoint import CheckpointInfo, save_checkpoint
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.ui.pages.base import PageServices
from emotion_gui.ui.pages.live import LivePage
from emotion_gui.ui.pages.live.purpose import KEY, chosen_purpose
from emotion_gui.ui.pages.live.source_bar import Source, source_of
from emotion_gui.ui.pages.live.timeline import Timeline
from tests.helpers.fake_sources import free_port, mjpeg_server, plain_frames, real_data, write_video


@pytest.fixture
def models(tmp_path: Path) -> list[ModelEntry]:
    entries = []
    for name in ("one", "pruned"):
        network = EmotionCNN().eval()
        path = tmp_path / f"{name}.safetensors"
        save_checkpoint(path, network, CheckpointInfo(network.spec))
        entries.append(ModelEntry(name, name.title(), path, network.parameter_count()))
    return entries


@pytest.fixture
def page(
    qtbot: QtBot, services: PageServices, models: list[ModelEntry],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[LivePage]:  # fmt: skip
    """With two models, no camera, and the purpose already given."""
    monkeypatch.setattr("emotion_gui.core.inference.cameras.list_cameras", list)
    monkeypatch.setattr("emotion_gui.core.model.catalogue.list_models", lambda workspace: models)
    services.settings.setValue(KEY, "own")
    page = LivePage(services)
    qtbot.addWidget(page)
    page.resize(1180, 640)
    page.show()
    page.activated()
    qtbot.waitUntil(lambda: page.panel.first_model is not None, timeout=20_000)
    yield page
    page.prepare_to_close()


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    """Four seconds without a face."""
    return write_video(tmp_path / "clip.avi", plain_frames(120))


def started(qtbot: QtBot, page: LivePage, path: Path) -> None:
    page.dropped([path])
    qtbot.waitUntil(lambda: page.stage.frame_view.image is not None, timeout=20_000)


def test_importing_the_page_imports_nothing_heavy() -> None:
    code = (
        "import sys, emotion_gui.ui.pages.live as p; "
        "assert not {'torch', 'cv2', 'facenet_pytorch'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_without_a_camera_it_says_so_and_offers_files(page: LivePage) -> None:
    assert page.stage.currentWidget() is page.stage.empty_card
    assert page.stage.empty.title_label.text() == "No camera was found"
    assert not page.start_button.isEnabled()
    assert not page.stage.video_button.isHidden()


def test_without_a_model_it_leads_to_training(page: LivePage) -> None:
    page.panel.set_models([])
    page._show_idle()
    asked: list[str] = []
    page.services.events.page_requested.connect(asked.append)
    assert page.stage.empty.title_label.text() == "No model yet"
    page.stage.train_button.click()
    assert asked == ["train"]


def test_the_first_start_asks_for_the_purpose(page: LivePage, qtbot: QtBot, clip: Path) -> None:
    settings = page.services.settings
    settings.remove(KEY)
    page.dropped([clip])
    assert page.stage.currentWidget() is page.stage.purpose
    assert not page.running
    page.stage.purpose.decline_button.click()
    assert page.stage.currentWidget() is page.stage.empty_card
    page.start_button.click()
    page.stage.purpose.accept_button.click()
    assert chosen_purpose(settings) == "own"
    assert page.running
    qtbot.waitUntil(lambda: page.stage.frame_view.image is not None, timeout=20_000)


def test_a_dropped_video_starts_and_stop_releases_it(
    page: LivePage, qtbot: QtBot, clip: Path
) -> None:
    assert page.accepts_drop([clip])
    started(qtbot, page, clip)
    assert "nothing is stored" in page.state_text
    assert "apparent expression" in page.state_text
    qtbot.waitUntil(lambda: "frames/s" in page.source_bar.speed.text())
    page.start_button.click()
    qtbot.waitUntil(lambda: not page.running)
    assert page.services.tasks.tasks == ()
    assert page.stage.frame_view.image is None
    assert not page.snapshot_button.isEnabled()


def test_start_and_stop_again_and_again(page: LivePage, qtbot: QtBot, clip: Path) -> None:
    for _ in range(5):
        started(qtbot, page, clip)
        page.stop()
        qtbot.waitUntil(lambda: not page.running)


def test_switching_the_source_forgets_the_old_one(
    page: LivePage, qtbot: QtBot, clip: Path, tmp_path: Path
) -> None:
    started(qtbot, page, clip)
    small = write_video(tmp_path / "small.avi", plain_frames(60, width=80, height=60))
    page.dropped([small])
    qtbot.waitUntil(
        lambda: (image := page.stage.frame_view.image) is not None and image.width() == 80,
        timeout=20_000,
    )
    assert page.running


def test_closing_while_live_releases_the_source(page: LivePage, qtbot: QtBot, clip: Path) -> None:
    started(qtbot, page, clip)
    assert page.prepare_to_close()
    assert page.services.tasks.stop_all(5)


def test_the_end_of_a_file_is_said(page: LivePage, qtbot: QtBot, tmp_path: Path) -> None:
    page.dropped([write_video(tmp_path / "short.avi", plain_frames(4))])
    qtbot.waitUntil(lambda: not page.running, timeout=20_000)
    assert page.start_button.isEnabled()


@pytest.mark.allow_errors
def test_a_refused_address_is_said_and_the_page_recovers(
    page: LivePage, qtbot: QtBot, clip: Path
) -> None:
    address = f"http://127.0.0.1:{free_port()}/x"
    page.source_bar.set_source(Source("stream", address, address))
    qtbot.waitUntil(lambda: not page.running, timeout=20_000)
    assert page.banner.isVisible()
    started(qtbot, page, clip)
    assert not page.banner.isVisible()


def test_a_stream_is_shown(page: LivePage, qtbot: QtBot) -> None:
    with mjpeg_server() as address:
        page.source_bar.set_source(Source("stream", address, address))
        qtbot.waitUntil(lambda: page.stage.frame_view.image is not None, timeout=20_000)
        page.stop()
        qtbot.waitUntil(lambda: not page.running)


def test_recording_is_off_until_asked_and_stored_then(
    page: LivePage, qtbot: QtBot, clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = (tmp_path / "r" / "a.mp4", tmp_path / "r" / "a.csv")
    monkeypatch.setattr("emotion_gui.ui.pages.live.page.recording_paths", lambda: paths)
    started(qtbot, page, clip)
    assert not page.recording
    assert page.source_bar.recording.isHidden()
    page.record_button.click()
    assert not page.source_bar.recording.isHidden()
    qtbot.waitUntil(paths[0].exists)
    page.stop()
    qtbot.waitUntil(lambda: not page.running)
    assert not page.recording
    assert paths[1].read_text(encoding="utf-8").startswith("frame,")


def test_a_snapshot_is_a_picture(
    page: LivePage, qtbot: QtBot, clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "s" / "a.png"
    monkeypatch.setattr("emotion_gui.ui.pages.live.page.snapshot_path", lambda: path)
    started(qtbot, page, clip)
    page.snapshot_button.click()
    assert path.stat().st_size > 0


def test_controls_reach_the_loop_and_are_remembered(page: LivePage) -> None:
    page.panel.smoothing.slider.setValue(12)
    page.panel.limit.slider.setValue(2)
    assert page.controls.values.smoothing_s == pytest.approx(1.2)
    assert page.controls.values.max_faces == 3
    assert LivePage(page.services).controls.values.max_faces == 3


def test_one_face_with_two_models(page: LivePage, qtbot: QtBot) -> None:
    folder = real_data("videos")
    page.panel.view.choose("both")
    page.panel.smoothing.slider.setValue(0)
    page.dropped([folder / "single_face.mp4"])
    qtbot.waitUntil(lambda: "agree" in page.panel.model_card.note_label.text(), timeout=20_000)
    assert page.panel.face_card.title_label.text() == "Face 1"
    assert page.panel.crop.image is not None
    assert len(page.panel.bars.values) == 7
    assert page.panel.second_model is not None


def test_pictures_are_a_source(page: LivePage, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    cv2.imwrite(str(path), np.full((90, 120, 3), 99, np.uint8))
    page.dropped([path])
    qtbot.waitUntil(lambda: page.stage.frame_view.image is not None, timeout=20_000)
    assert page.stage.frame_view.image.width() == 120


def test_what_dropped_files_mean(tmp_path: Path) -> None:
    assert source_of([Path("a.mp4")]).kind == "video"
    assert source_of([tmp_path]).pictures == (tmp_path,)
    assert source_of([Path("a.png"), Path("b.txt"), Path("c.jpg")]).title == "a.png + 1"
    assert not source_of([Path("notes.txt")]).ready
    assert not source_of([]).ready


def test_the_timeline_joins_and_forgets(qtbot: QtBot, services: PageServices) -> None:
    timeline = Timeline(services.theme)
    qtbot.addWidget(timeline)
    for k in range(30):
        timeline.add(1, Emotion.HAPPY if k < 20 else Emotion.SAD, 100 + k / 30)
    timeline.advance(101, 1)
    assert timeline.changes(1) == 1
    timeline.resize(400, 60)
    assert not timeline.grab().isNull()
    timeline.advance(200, None)
    assert timeline.changes(1) == 0
