import csv
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from helpers.parts import (
    album_of,
    bars_of,
    cameras_of,
    crop_of,
    events_of,
    face_card_of,
    frame_of,
    jobs_of,
    limit_of,
    newest_of,
    purpose_of,
    result_view_of,
    smoothing_of,
    tasks_of,
    view_of,
    watched_source_of,
)
from helpers.seven import Emotion
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from emotion_gui.core.errors import UntrustedCertificateError
from emotion_gui.core.inference import certificates
from emotion_gui.core.inference.cameras import CameraInfo
from emotion_gui.core.inference.capture import CameraSource
from emotion_gui.core.inference.sources import open_source
from emotion_gui.core.labels import own_set
from emotion_gui.core.model.catalogue import ModelEntry
from emotion_gui.core.model.checkpoint import CheckpointInfo, save_checkpoint
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.operations.live import Choices
from emotion_gui.ui.emotions import emotion_name
from emotion_gui.ui.pages.base import PageServices
from emotion_gui.ui.pages.live import LivePage
from emotion_gui.ui.pages.live.source import Source, source_of
from emotion_gui.ui.pages.live.state import Ending, Scene
from emotion_gui.ui.pages.live.timeline import LiveTimeline
from emotion_gui.ui.purpose import KEY, chosen_purpose
from tests.helpers.fake_sources import (
    FakeCapture,
    StreamServer,
    free_port,
    mjpeg_server,
    plain_frames,
    real_data,
    write_video,
)
from tests.helpers.live import (
    LONG_MS,
    agreement,
    caption,
    has_picture,
    invitation,
    model,
    over,
    picture,
    run_shown,
    scene,
    speed,
    start_words,
    started,
    stopped,
    values,
)


@pytest.fixture
def models(tmp_path: Path) -> list[ModelEntry]:
    entries = []
    for name in ("one", "pruned"):
        network = EmotionCNN().eval()
        path = tmp_path / f"{name}.safetensors"
        save_checkpoint(path, network, CheckpointInfo(network.spec))
        parameters = network.parameter_count()
        pruned = name == "pruned"
        entries.append(ModelEntry(name, name.title(), path, parameters, pruned=pruned))
    return entries


@pytest.fixture
def page(
    qtbot: QtBot,
    services: PageServices,
    models: list[ModelEntry],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[LivePage]:
    """With two models, no camera, and the purpose already given."""
    monkeypatch.setattr("emotion_gui.core.inference.cameras.list_cameras", list)
    monkeypatch.setattr("emotion_gui.core.model.catalogue.list_models", lambda workspace: models)
    services.settings.setValue(KEY, "own")
    page = LivePage(services)
    qtbot.addWidget(page)
    page.resize(1180, 640)
    page.show()
    page.activated()
    # The first look of a process imports OpenCV and torch: long on a busy computer.
    qtbot.waitUntil(lambda: model(page) is not None, timeout=90_000)
    yield page
    page.prepare_to_close()


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    """Four seconds without a face."""
    return write_video(tmp_path / "clip.avi", plain_frames(120))


def test_the_classes_of_the_chosen_network_stand_there_before_its_first_answer(
    qtbot: QtBot, page: LivePage, tmp_path: Path
) -> None:
    spec = NetworkSpec(((4,),), (True,), classes=3)
    file = tmp_path / "moods.safetensors"
    info = CheckpointInfo(spec=spec, label_set=own_set(["calmly", "smiling", "startled"]))
    save_checkpoint(file, EmotionCNN(spec).eval(), info)
    page.dropped([file])
    qtbot.waitUntil(lambda: page.timeline.labels == info.label_set, timeout=20_000)


def test_a_checkpoint_from_anywhere_is_shown_alone(
    qtbot: QtBot, page: LivePage, models: list[ModelEntry], tmp_path: Path
) -> None:
    other = tmp_path / "elsewhere" / "mine.safetensors"
    other.parent.mkdir()
    other.write_bytes(models[0].file.read_bytes())
    view_of(page).choose("both")

    assert page.accepts_drop([other])
    page.dropped([other])
    qtbot.waitUntil(lambda: model(page).file == other, timeout=20_000)
    assert page.model_panel.first.currentText() == "mine.safetensors (elsewhere)"
    assert view_of(page).current == "original"
    assert page.model_panel.second_model is None

    page.available.look()  # it stays on offer
    qtbot.waitUntil(lambda: page.available.known, timeout=20_000)
    assert model(page).file == other
    page.dropped([models[1].file])  # one of those on offer: no second line for it
    qtbot.waitUntil(lambda: model(page) == models[1], timeout=20_000)
    assert view_of(page).current == "pruned"
    assert page.model_panel.first.count() == 2
    assert page.model_panel.second.count() == 1


@pytest.mark.allow_errors
def test_a_file_that_is_no_checkpoint_is_refused_in_words(
    qtbot: QtBot, page: LivePage, tmp_path: Path
) -> None:
    before = model(page)
    broken = tmp_path / "broken.safetensors"
    broken.write_bytes(b"PK\x03\x04 something else")
    page.dropped([broken])
    qtbot.waitUntil(page.banner.isVisible, timeout=20_000)
    assert "broken.safetensors" in page.banner.text_label.text()
    assert model(page) == before


class Desk:
    """Cameras that a test plugs in and out, as the page sees them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.device = FakeCapture()
        self.listed: list[CameraInfo] = []
        self.sizes: list[tuple[int, int]] = []
        monkeypatch.setattr(
            "emotion_gui.core.inference.cameras.list_cameras", lambda: list(self.listed)
        )
        monkeypatch.setattr("emotion_gui.core.inference.session.open_source", self._open)

    def plug_in(self, index: int = 57, name: str = "Desk camera") -> None:
        self.device.plugged.set()
        self.listed = [CameraInfo(index, name)]

    def unplug(self) -> None:
        self.listed = []
        self.device.plugged.clear()

    def _open(self, text: str, *, paced: bool, name: str, camera_size: tuple[int, int]) -> object:
        if not text.startswith("camera:"):
            return open_source(text, paced=paced)
        self.sizes.append(camera_size)
        return CameraSource(57, name=name, stall_s=0.3, open_capture=self.device)


@pytest.fixture
def desk(page: LivePage, monkeypatch: pytest.MonkeyPatch) -> Desk:
    cameras_of(page).timer.setInterval(20)
    return Desk(monkeypatch)


@pytest.fixture
def looking(
    qtbot: QtBot,
    services: PageServices,
    models: list[ModelEntry],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[tuple[LivePage, threading.Event]]:
    """A page that does not know yet what there is, and what lets it find out: no camera."""
    answer = threading.Event()

    def slowly() -> list[CameraInfo]:
        assert answer.wait(30)
        return []

    monkeypatch.setattr("emotion_gui.core.inference.cameras.list_cameras", slowly)
    monkeypatch.setattr("emotion_gui.core.model.catalogue.list_models", lambda workspace: models)
    services.settings.setValue(KEY, "own")
    page = LivePage(services)
    qtbot.addWidget(page)
    page.show()
    page.activated()
    yield page, answer
    answer.set()
    page.prepare_to_close()
    qtbot.waitUntil(lambda: page.available.known, timeout=90_000)


def test_start_may_be_pressed_before_anything_is_known(
    looking: tuple[LivePage, threading.Event], qtbot: QtBot, clip: Path
) -> None:
    page, answer = looking
    assert invitation(page) == "Looking for cameras…"
    assert page.start_button.isEnabled()
    page.dropped([clip])
    assert start_words(page) == "Stop"
    assert not page.running
    answer.set()
    qtbot.waitUntil(lambda: has_picture(page), timeout=90_000)


def test_the_question_of_purpose_stays_while_cameras_and_models_are_found(
    looking: tuple[LivePage, threading.Event], qtbot: QtBot, clip: Path
) -> None:
    page, answer = looking
    page.services.settings.remove(KEY)
    page.dropped([clip])
    assert scene(page) is Scene.PURPOSE
    answer.set()
    qtbot.waitUntil(lambda: page.available.known, timeout=90_000)
    assert scene(page) is Scene.PURPOSE
    purpose_of(page).accept_button.click()
    qtbot.waitUntil(lambda: has_picture(page), timeout=90_000)


def test_a_start_that_waits_does_not_outlive_the_window(
    looking: tuple[LivePage, threading.Event], qtbot: QtBot, clip: Path
) -> None:
    page, answer = looking
    page.dropped([clip])
    page.prepare_to_close()
    answer.set()
    qtbot.waitUntil(lambda: page.available.known, timeout=90_000)
    assert not page.running


def test_a_start_that_waits_can_be_taken_back_or_comes_to_nothing(
    looking: tuple[LivePage, threading.Event], qtbot: QtBot
) -> None:
    page, answer = looking
    page.start_button.click()
    page.start_button.click()
    assert start_words(page) == "Start"
    assert scene(page) is Scene.INVITATION
    page.start_button.click()
    answer.set()
    qtbot.waitUntil(lambda: page.available.known, timeout=90_000)
    assert invitation(page) == "No camera was found"
    assert not page.start_button.isEnabled()
    assert not page.running


def test_importing_the_page_imports_nothing_heavy() -> None:
    code = (
        "import sys, emotion_gui.ui.pages.live as p; "
        "assert not {'torch', 'cv2', 'facenet_pytorch'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_without_a_camera_it_says_so_and_offers_files(page: LivePage) -> None:
    assert scene(page) is Scene.INVITATION
    assert invitation(page) == "No camera was found"
    assert not page.start_button.isEnabled()
    assert not page.picture_area.video_button.isHidden()


def test_without_a_model_it_leads_to_training(page: LivePage) -> None:
    page.available.found.emit(Choices((), ()))
    asked: list[str] = []
    events_of(page).page_requested.connect(asked.append)
    assert invitation(page) == "No model yet"
    page.picture_area.train_button.click()
    assert asked == ["train"]


def test_the_first_start_asks_for_the_purpose(page: LivePage, qtbot: QtBot, clip: Path) -> None:
    settings = page.services.settings
    settings.remove(KEY)
    page.dropped([clip])
    assert scene(page) is Scene.PURPOSE
    assert not page.running
    purpose_of(page).decline_button.click()
    assert scene(page) is Scene.INVITATION
    page.start_button.click()
    purpose_of(page).accept_button.click()
    assert chosen_purpose(settings) == "own"
    assert page.running
    qtbot.waitUntil(lambda: has_picture(page), timeout=20_000)


def test_a_dropped_video_starts_and_stop_releases_it(
    page: LivePage, qtbot: QtBot, clip: Path
) -> None:
    assert page.accepts_drop([clip])
    started(qtbot, page, clip)
    assert "nothing is stored" in page.state_text
    assert "apparent expression" in page.state_text
    qtbot.waitUntil(lambda: "frames/s" in speed(page))
    page.start_button.click()
    qtbot.waitUntil(lambda: not page.running)
    assert tasks_of(page) == ()
    assert not has_picture(page)
    assert not page.header.snapshot_button.isEnabled()


def test_start_and_stop_again_and_again(page: LivePage, qtbot: QtBot, clip: Path) -> None:
    before = set(threading.enumerate())
    for _ in range(5):
        started(qtbot, page, clip)
        assert page.running
        stopped(qtbot, page)
        assert not page.running
        qtbot.waitUntil(lambda: not tasks_of(page), timeout=LONG_MS)
    left = [thread.name for thread in threading.enumerate() if thread not in before]
    # Python before 3.13 goes on naming threads of Qt's that are over; idents come again on Linux.
    left = [name for name in left if not name.startswith("Dummy-")]
    assert len(left) <= 1, left  # the pool that reads films may keep one


def test_switching_the_source_forgets_the_old_one(
    page: LivePage, qtbot: QtBot, clip: Path, tmp_path: Path
) -> None:
    started(qtbot, page, clip)
    small = write_video(tmp_path / "small.avi", plain_frames(60, width=80, height=60))
    page.dropped([small])
    qtbot.waitUntil(
        lambda: (image := picture(page)) is not None and image.width() == 80,
        timeout=20_000,
    )
    assert page.running


def test_closing_while_live_releases_the_source(page: LivePage, qtbot: QtBot, clip: Path) -> None:
    started(qtbot, page, clip)
    assert page.prepare_to_close()
    assert page.services.tasks.stop_all(5)


def test_at_the_end_of_a_film_its_result_stays(
    page: LivePage, qtbot: QtBot, tmp_path: Path
) -> None:
    page.dropped([write_video(tmp_path / "short.avi", plain_frames(40), fps=20)])
    over(qtbot, page)
    run = run_shown(page)
    assert run.ending is Ending.WHOLE
    assert run.result.frames + run.result.skipped == 40
    assert run.result.seconds == pytest.approx(2, abs=0.1)
    assert run.result.answers == 0
    view = result_view_of(page)
    assert view.name_label.text() == "short.avi"
    assert "0:02" in view.summary_label.text()
    assert "0 persons" in view.summary_label.text()
    assert not view.table_button.isEnabled()  # there is no answer to save
    assert not page.banner.isVisible()
    assert page.start_button.isEnabled()
    view.again_button.click()
    assert page.running
    assert scene(page) is Scene.PICTURE


def test_a_film_with_a_face_says_how_long_each_answer_was_shown(
    page: LivePage, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started(qtbot, page, real_data("videos") / "expressive_face.mp4")
    qtbot.waitUntil(lambda: crop_of(page).image is not None, timeout=20_000)
    assert "expressive_face.mp4" in caption(page)
    assert "One" in caption(page)  # the model
    # An answer is shown from its frame until the next one's.
    begun = newest_of(page).result.frame.index
    qtbot.waitUntil(lambda: newest_of(page).result.frame.index > begun + 1, timeout=20_000)
    stopped(qtbot, page)
    run = run_shown(page)
    assert run.ending is Ending.STOPPED
    assert run.models == ("One",)
    assert len(run.result.faces) == 1
    assert run.result.rows == run.result.answers > 0
    shown_s = sum(run.result.seconds_by_label.values())
    assert 0 < shown_s <= run.result.seconds + 1e-6
    view = result_view_of(page)
    best = max(run.result.seconds_by_label, key=lambda answer: run.result.seconds_by_label[answer])
    spoken = view.accessibleDescription()
    assert "expressive_face.mp4" in spoken
    assert f"{emotion_name(best)} " in spoken
    assert "1 person" in spoken
    assert crop_of(page).image is not None  # who was seen last stays beside it
    assert page.face_panel.neutral_button.isHidden()

    target = tmp_path / "answers.csv"
    monkeypatch.setattr("emotion_gui.ui.file_dialogs.ask_save", lambda *a, **options: target)
    view.table_button.click()
    qtbot.waitUntil(target.exists)
    rows = list(csv.DictReader(target.read_text(encoding="utf-8-sig").splitlines()))
    assert len(rows) == run.result.answers
    assert rows[0]["second_label"] == ""
    assert scene(page) is Scene.RESULT


def test_what_was_recorded_stands_in_the_result_and_in_the_banner(
    page: LivePage, qtbot: QtBot, tmp_path: Path
) -> None:
    page.recordings.folder.choose(tmp_path / "r")
    page.dropped([write_video(tmp_path / "short.avi", plain_frames(60), fps=20)])
    page.header.record_button.click()
    over(qtbot, page)
    assert page.banner.title_label.text() == "Recording saved"  # and not "The end of ..."
    (recording,) = run_shown(page).recordings
    assert str(recording.video) in result_view_of(page).notes_label.text()
    assert recording.video.stat().st_size > 0
    facts = json.loads(recording.facts.read_text(encoding="utf-8"))
    assert facts["video"] == recording.video.name
    assert facts["source"]["name"].startswith("short.avi")
    (setting,) = facts["settings"]
    assert setting["model"]["file"] == str(model(page).file)
    assert setting["smoothing_s"] == values(page).smoothing_s
    assert 0 < setting["model"]["unsure_below"] < 1
    assert facts["frames"] > 0


def test_a_recording_counts_seconds_and_frames(
    page: LivePage, qtbot: QtBot, clip: Path, tmp_path: Path
) -> None:
    page.recordings.folder.choose(tmp_path / "r")
    started(qtbot, page, clip)
    page.header.record_button.click()
    mark = page.source_bar.recording
    qtbot.waitUntil(lambda: mark.text().startswith("● Recording 0:01"), timeout=20_000)
    assert mark.text().endswith(" frames")
    page.header.record_button.click()
    qtbot.waitUntil(lambda: page.banner.title_label.text() == "Recording saved")
    (entry,) = jobs_of(page)
    assert entry.title == "Recording"
    assert mark.isHidden()
    assert page.running


def test_pruned_offers_pruned_networks_only(
    page: LivePage, models: list[ModelEntry], qtbot: QtBot
) -> None:
    panel = page.model_panel
    panel.view.choose("pruned")
    assert panel.second.count() == 1
    assert model(page) == models[1]
    panel.view.choose("both")
    assert (panel.first_model, panel.second_model) == (models[0], models[1])
    page.available.found.emit(Choices((), (models[0],)))
    assert not panel.view.button("pruned").isEnabled()
    assert "no pruned network" in panel.view.button("pruned").toolTip()
    assert panel.view.current == "original"
    other = replace(models[1], pruned=False)
    page.available.found.emit(Choices((), (models[0], other)))
    assert not panel.view.button("pruned").isEnabled()
    assert panel.view.button("both").isEnabled()  # two whole networks can be compared
    panel.view.choose("both")
    assert panel.second_model == other


def test_a_limit_that_leaves_faces_out_is_said(
    page: LivePage, qtbot: QtBot, tmp_path: Path
) -> None:
    film = cv2.VideoCapture(str(real_data("videos") / "single_face.mp4"))
    frames = [film.read()[1] for _ in range(60)]
    film.release()
    twins = write_video(tmp_path / "twins.avi", [np.hstack([frame, frame]) for frame in frames])
    limit_of(page).slider.setValue(0)
    assert page.model_panel.limit_label.text() == ""
    page.dropped([twins])
    label = page.model_panel.limit_label
    qtbot.waitUntil(lambda: label.text() == "1 of 2 faces are read", timeout=20_000)
    assert limit_of(page).slider.accessibleDescription() == label.text()
    limit_of(page).slider.setValue(9)
    qtbot.waitUntil(lambda: label.text() == "", timeout=20_000)


@pytest.mark.allow_errors
def test_a_long_name_never_widens_the_page(page: LivePage, qtbot: QtBot, tmp_path: Path) -> None:
    name = "10_People_Marching_" * 9 + ".avi"
    least = page.page_layout.minimumSizeHint().width()
    column = page.page_layout.column.x()
    long_film = write_video(tmp_path / name, plain_frames(12))
    started(qtbot, page, long_film)
    assert page.page_layout.minimumSizeHint().width() == least
    over(qtbot, page)
    page.show_info("Recording saved", str(long_film))
    qtbot.waitUntil(page.banner.isVisible)
    page.choose(replace(watched_source_of(page), address=str(tmp_path / "missing.avi")))
    over(qtbot, page)
    assert invitation(page).endswith(".avi")
    assert page.page_layout.minimumSizeHint().width() == least
    assert page.minimumSizeHint().width() < page.width()
    assert page.page_layout.column.x() == column


def test_stills_are_turned_over(
    page: LivePage, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for k, width in enumerate((120, 130, 140)):
        cv2.imwrite(str(tmp_path / f"{k}.png"), np.full((90, width, 3), 99, np.uint8))
    (tmp_path / "1b.png").write_bytes(b"\x89PNG\r\n\x1a\n broken")
    files = [tmp_path / name for name in ("0.png", "1.png", "1b.png", "2.png")]
    page.dropped(files)

    def shows(width: int) -> None:
        qtbot.waitUntil(
            lambda: (image := picture(page)) is not None and image.width() == width,
            timeout=20_000,
        )

    shows(120)
    assert "picture 1 of 4" in caption(page)
    bar = page.source_bar
    for wanted in (130, 140, 120):  # what cannot be read is passed over; round it goes
        bar.next_button.click()
        shows(wanted)
    for wanted in (140, 130):
        bar.previous_button.click()
        shows(wanted)
    target = tmp_path / "table.csv"
    monkeypatch.setattr("emotion_gui.ui.file_dialogs.ask_save", lambda *a, **options: target)
    bar.table_button.click()
    qtbot.waitUntil(target.exists, timeout=60_000)
    assert page.running
    bar.album_button.click()
    qtbot.waitUntil(lambda: scene(page) is Scene.ALBUM, timeout=60_000)
    assert album_of(page).summary.text().startswith("3 photographs")
    assert "1b.png" in album_of(page).missing.text()
    album_of(page).opened.emit(3)
    shows(140)
    assert scene(page) is Scene.PICTURE
    bar.album_button.click()  # read before: it is there at once
    assert scene(page) is Scene.ALBUM
    stopped(qtbot, page)
    assert bar.next_button.isHidden()


@pytest.mark.allow_errors
def test_a_refused_address_is_said_and_the_page_recovers(
    page: LivePage, qtbot: QtBot, clip: Path
) -> None:
    address = f"http://127.0.0.1:{free_port()}/x"
    page.choose(Source("stream", address, address))
    qtbot.waitUntil(lambda: not page.running, timeout=20_000)
    assert page.banner.isVisible()
    started(qtbot, page, clip)
    assert not page.banner.isVisible()


def test_a_stream_is_shown(page: LivePage, qtbot: QtBot) -> None:
    with mjpeg_server() as address:
        page.choose(Source("stream", address, address))
        qtbot.waitUntil(lambda: has_picture(page), timeout=20_000)
        stopped(qtbot, page)


def test_recording_is_off_until_asked_and_stored_then(
    page: LivePage, qtbot: QtBot, clip: Path, tmp_path: Path
) -> None:
    page.recordings.folder.choose(tmp_path / "r")
    started(qtbot, page, clip)
    assert not page.state.recording
    assert page.source_bar.recording.isHidden()
    page.header.record_button.click()
    assert not page.source_bar.recording.isHidden()
    assert page.header.record_button.accessibleName() == "End recording"
    qtbot.waitUntil(lambda: any(tmp_path.glob("r/*.mp4")))
    stopped(qtbot, page)
    assert not page.state.recording
    (table,) = tmp_path.glob("r/*.csv")
    assert table.read_text(encoding="utf-8-sig").startswith("frame,")


def test_a_snapshot_is_a_picture(
    page: LivePage, qtbot: QtBot, clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "kept"
    monkeypatch.setattr(
        "emotion_gui.ui.pages.live.recording.file_dialogs.ask_folder",
        lambda *arguments, **options: folder,
    )
    page.header.folder_button.click()
    assert str(folder) in page.header.folder_button.toolTip()
    assert not folder.exists()
    started(qtbot, page, clip)
    page.header.snapshot_button.click()
    page.header.snapshot_button.click()
    pictures = list(folder.glob("*.png"))
    assert len(pictures) == 2
    assert all(path.stat().st_size > 0 for path in pictures)


def test_controls_reach_the_loop_and_are_remembered(page: LivePage) -> None:
    smoothing_of(page).slider.setValue(12)
    limit_of(page).slider.setValue(2)
    assert values(page).smoothing_s == pytest.approx(1.2)
    assert values(page).max_faces == 3
    assert values(LivePage(page.services)).max_faces == 3


def test_one_face_with_two_models(page: LivePage, qtbot: QtBot) -> None:
    folder = real_data("videos")
    view_of(page).choose("both")
    smoothing_of(page).slider.setValue(0)
    page.dropped([folder / "single_face.mp4"])
    qtbot.waitUntil(lambda: "agree in" in agreement(page), timeout=20_000)
    assert "(n = " in agreement(page)
    assert face_card_of(page).title_label.text() == "Face 1"
    assert crop_of(page).image is not None
    assert len(bars_of(page).values) == 7
    assert page.model_panel.second_model is not None
    view_of(page).choose("original")
    assert agreement(page) == ""
    view_of(page).choose("both")
    qtbot.waitUntil(lambda: "agree in" in agreement(page), timeout=20_000)
    stopped(qtbot, page)
    notes = result_view_of(page).notes_label.text()
    assert "The models agree in" in notes
    view_of(page).choose("pruned")
    assert agreement(page) == ""


def test_pictures_are_a_source(page: LivePage, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    cv2.imwrite(str(path), np.full((90, 120, 3), 99, np.uint8))
    page.dropped([path])
    qtbot.waitUntil(lambda: has_picture(page), timeout=20_000)
    assert picture(page).width() == 120


def test_what_dropped_files_mean(tmp_path: Path) -> None:
    assert source_of([Path("a.mp4")]).kind == "video"
    assert source_of([tmp_path]).pictures == (tmp_path,)
    assert source_of([Path("a.png"), Path("b.txt"), Path("c.jpg")]).title == "a.png + 1"
    assert not source_of([Path("notes.txt")]).ready
    assert not source_of([]).ready


def test_the_timeline_joins_and_forgets(qtbot: QtBot, services: PageServices) -> None:
    timeline = LiveTimeline(services.theme)
    qtbot.addWidget(timeline)
    for k in range(30):
        timeline.add(1, Emotion.HAPPY if k < 20 else Emotion.SAD, 100 + k / 30)
    timeline.advance(101, 1)
    assert timeline.changes(1) == 1
    timeline.resize(400, 60)
    assert not timeline.grab().isNull()
    timeline.advance(200, None)
    assert timeline.changes(1) == 0


def test_a_camera_that_is_plugged_in_is_offered_and_one_that_goes_is_not(
    page: LivePage, qtbot: QtBot, desk: Desk
) -> None:
    assert page.source_bar.size_choice.isHidden()
    desk.plug_in()
    qtbot.waitUntil(lambda: watched_source_of(page).title == "Desk camera")
    assert invitation(page) == "Ready: Desk camera"
    assert page.start_button.isEnabled()
    assert not page.source_bar.size_choice.isHidden()
    assert not page.source_bar.mirror_button.isHidden()
    desk.unplug()
    qtbot.waitUntil(lambda: not watched_source_of(page).ready)
    assert invitation(page) == "No camera was found"
    assert not page.start_button.isEnabled()


def test_nobody_looks_for_cameras_while_one_is_on_or_the_page_is_away(
    page: LivePage, qtbot: QtBot, clip: Path
) -> None:
    assert cameras_of(page).active
    page.deactivated()
    assert not cameras_of(page).active
    page.activated()
    assert cameras_of(page).active
    started(qtbot, page, clip)
    assert not cameras_of(page).active
    stopped(qtbot, page)
    assert cameras_of(page).active


@pytest.mark.allow_errors
def test_a_list_that_fails_is_no_banner_every_second(
    page: LivePage, qtbot: QtBot, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> list[CameraInfo]:
        raise ValueError("no list")

    monkeypatch.setattr("emotion_gui.core.inference.cameras.list_cameras", refuse)
    qtbot.waitUntil(lambda: not cameras_of(page).active)
    assert not page.banner.isVisible()


@pytest.mark.allow_errors
def test_a_camera_that_is_unplugged_while_live_goes_on_when_it_is_back(
    page: LivePage, qtbot: QtBot, desk: Desk
) -> None:
    desk.plug_in()
    qtbot.waitUntil(page.start_button.isEnabled)
    page.source_bar.size_choice.choose("640x480")
    page.start()
    qtbot.waitUntil(lambda: has_picture(page), timeout=20_000)
    assert desk.sizes == [(640, 480)]
    desk.unplug()
    qtbot.waitUntil(lambda: page.state.awaited == "Desk camera", timeout=20_000)
    assert "gone" in page.banner.title_label.text()
    assert not has_picture(page)
    assert start_words(page) == "Stop"
    desk.plug_in(index=58)  # another number this time
    qtbot.waitUntil(lambda: has_picture(page), timeout=20_000)
    assert watched_source_of(page).address == "camera:58"
    assert not page.banner.isVisible()
    stopped(qtbot, page)


@pytest.mark.allow_errors
def test_waiting_for_a_camera_can_be_stopped(page: LivePage, qtbot: QtBot, desk: Desk) -> None:
    desk.plug_in()
    qtbot.waitUntil(page.start_button.isEnabled)
    page.start()
    qtbot.waitUntil(lambda: has_picture(page), timeout=20_000)
    desk.unplug()
    qtbot.waitUntil(lambda: bool(page.state.awaited), timeout=20_000)
    page.start_button.click()
    assert not page.state.awaited
    assert run_shown(page).ending is Ending.BROKEN  # what was seen until then stays
    desk.plug_in()
    qtbot.waitUntil(lambda: invitation(page) == "Ready: Desk camera")
    assert not page.running


def test_the_camera_is_mirrored_until_told_otherwise(
    page: LivePage, qtbot: QtBot, desk: Desk, clip: Path
) -> None:
    desk.plug_in()
    qtbot.waitUntil(page.start_button.isEnabled)
    page.start()
    qtbot.waitUntil(lambda: has_picture(page), timeout=20_000)
    assert frame_of(page).mirrored
    page.source_bar.mirror_button.click()
    assert not frame_of(page).mirrored
    assert not page.services.preferences.switch("live/mirrored")
    page.source_bar.mirror_button.click()
    started(qtbot, page, clip)
    assert not frame_of(page).mirrored


def test_mirror_averaging_follows_the_settings(page: LivePage, qtbot: QtBot, clip: Path) -> None:
    started(qtbot, page, clip)
    assert not values(page).flip
    page.services.preferences.set("live/flip", True)
    started(qtbot, page, clip)
    assert values(page).flip


def test_a_stream_that_stalls_and_a_server_that_dies_are_said_and_come_back(
    page: LivePage, qtbot: QtBot
) -> None:
    with StreamServer() as server:
        page.choose(Source("stream", server.address, server.address))
        for leave, come_back in ((server.stall, server.flow), (server.stop, server.start)):
            qtbot.waitUntil(lambda: has_picture(page), timeout=20_000)
            leave()
            qtbot.waitUntil(lambda: "Reconnecting…" in page.state_text, timeout=10_000)
            assert not has_picture(page)
            come_back()
        qtbot.waitUntil(lambda: has_picture(page), timeout=20_000)
        assert "Reconnecting" not in page.state_text
        stopped(qtbot, page)


def test_a_neutral_baseline_is_taken_and_forgotten(page: LivePage, qtbot: QtBot) -> None:
    page.dropped([real_data("videos") / "expressive_face.mp4"])
    button = page.face_panel.neutral_button
    qtbot.waitUntil(button.isVisible, timeout=20_000)
    assert values(page).neutral == frozenset()
    button.click()
    qtbot.waitUntil(lambda: button.text().startswith("Look neutral"), timeout=10_000)
    qtbot.waitUntil(lambda: button.text() == "Forget &neutral baseline", timeout=20_000)
    button.click()
    qtbot.waitUntil(lambda: button.text() == "Neutral &baseline…", timeout=10_000)
    button.click()
    page.choose(watched_source_of(page))
    assert values(page).neutral == frozenset()


def test_full_screen_shows_the_picture_alone_and_gives_it_back(
    page: LivePage, qtbot: QtBot, clip: Path
) -> None:
    started(qtbot, page, clip)
    page.source_bar.full_button.click()
    screen = page.full_screen
    assert screen.active
    assert screen.isFullScreen()
    assert page.picture_area.window() is screen
    frames = picture(page)
    qtbot.waitUntil(lambda: picture(page) is not frames, timeout=10_000)
    qtbot.keyClick(screen, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not screen.active)
    assert page.picture_area.window() is page.window()
    qtbot.waitUntil(page.picture_area.isVisible)
    page.full_screen.enter()
    screen.close()
    assert page.picture_area.window() is page.window()
    page.full_screen.enter()
    page.deactivated()
    assert not screen.active


def test_nothing_is_written_unless_recording(
    page: LivePage, qtbot: QtBot, clip: Path, tmp_path: Path
) -> None:
    def tree() -> set[str]:
        places = (tmp_path, Path.home())
        return {str(path) for place in places for path in place.rglob("*")}

    before = tree()
    started(qtbot, page, clip)
    qtbot.waitUntil(lambda: "frames/s" in speed(page))
    stopped(qtbot, page)
    page.services.settings.sync()
    assert tree() - before <= {str(tmp_path / "settings.ini")}


def test_in_a_narrow_window_the_panel_stands_below_and_the_promise_is_whole(
    page: LivePage, qtbot: QtBot
) -> None:
    assert not page.page_layout.stacked
    page.resize(564, 340)
    qtbot.waitUntil(lambda: page.page_layout.stacked)
    promise = page.page_layout.promise
    qtbot.waitUntil(promise.isVisible)
    assert promise.text().startswith("Nothing is stored, nothing leaves this computer")
    assert page.page_layout.column.verticalScrollBar().maximum() == 0  # the page scrolls
    qtbot.waitUntil(lambda: page.page_layout.column.y() > page.timeline_card.y())
    # Nothing is to be looked for at the right.
    assert page.page_layout.minimumSizeHint().width() <= 506
    page.resize(1180, 640)
    qtbot.waitUntil(lambda: not page.page_layout.stacked)
    assert page.page_layout.column.width() == page.page_layout.column.column_px


def test_a_camera_that_signs_itself_is_trusted_by_a_click(
    page: LivePage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(certificates, "user_data", lambda: tmp_path)
    place, fingerprint = "camera:443", "ab" * 32
    page.show()
    page._on_failed(
        UntrustedCertificateError(
            "https://camera/x", "self-signed certificate", place=place, fingerprint=fingerprint
        )
    )
    assert fingerprint in page.banner.accessibleName()
    assert page.banner.action_button.text() == "Trust this camera"
    page.banner.action_button.click()
    assert certificates._trusted() == {place: fingerprint}
