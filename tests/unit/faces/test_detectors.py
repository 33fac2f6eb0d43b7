import dataclasses
import json
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.torch import load_file

from emotion_gui.core.benchmarks import torchvision_guard
from emotion_gui.core.errors import ConfigError
from emotion_gui.core.faces import haar, mtcnn, mtcnn_networks
from emotion_gui.core.faces.boxes import FaceBox
from emotion_gui.core.faces.combined import CombinedDetector
from emotion_gui.core.faces.detectors import detect_in_large, make_detector
from emotion_gui.core.faces.haar import HaarDetector
from emotion_gui.core.faces.mtcnn import MtcnnDetector, suppress, suppress_nested
from emotion_gui.core.faces.mtcnn_networks import MtcnnNetworks, single_thread, weights_file
from tests.helpers.fake_sources import real_data

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "scripts"))
try:
    import bundle_mtcnn
finally:
    sys.path.remove(str(ROOT / "scripts"))


@pytest.fixture(scope="module")
def networks() -> MtcnnNetworks:
    return MtcnnNetworks.load()


@pytest.fixture
def photograph() -> tuple[np.ndarray, FaceBox]:
    """A picture with one large annotated face."""
    folder = real_data("faces")
    boxes = json.loads((folder / "boxes.json").read_text(encoding="utf-8"))
    name = "21_Festival_Festival_21_462.jpg"
    face = FaceBox(*map(float, boxes[name]["faces"][0]["box"]))
    return cv2.imread(str(folder / "images" / name)), face


def test_folded_networks_answer_like_the_originals(networks: MtcnnNetworks) -> None:
    torchvision_guard.install()
    from facenet_pytorch.models.mtcnn import ONet, PNet, RNet

    rng = np.random.default_rng(3)
    crops = rng.integers(0, 256, (4, 48, 48, 3)).astype(np.uint8)
    rgb = torch.from_numpy(crops[:, :, :, ::-1].copy()).permute(0, 3, 1, 2).float()
    with torch.inference_mode():
        regression, points, surety = ONet().eval()((rgb - 127.5) / 128)
        _, proposal = PNet().eval()((rgb[:1] - 127.5) / 128)
        moves, kept = RNet().eval()((rgb[:, :, :24, :24] - 127.5) / 128)
    ours = networks.judge(crops)
    np.testing.assert_allclose(ours[0], surety[:, 1], atol=1e-5)
    np.testing.assert_allclose(ours[1], regression, atol=1e-4)
    np.testing.assert_allclose(ours[2], points, atol=1e-4)
    np.testing.assert_allclose(networks.propose(crops[0])[0], proposal[0, 1], atol=1e-5)
    refined = networks.refine(np.ascontiguousarray(crops[:, :24, :24]))
    np.testing.assert_allclose(refined[0], kept[:, 1], atol=1e-5)
    np.testing.assert_allclose(refined[1], moves, atol=1e-4)


def test_each_step_on_boxes_is_that_of_facenet_pytorch(networks: MtcnnNetworks) -> None:
    """Cells that become boxes, moved corners, squares; whole pictures differ by design.

    (Levels are scaled from each other here, and squares keep their proportions at the border.)
    """
    torchvision_guard.install()
    from facenet_pytorch.models.utils import detect_face as theirs

    rng = np.random.default_rng(5)
    corners = rng.uniform(0, 300, (50, 2))
    boxes = np.hstack([corners, corners + rng.uniform(8, 120, (50, 2)), rng.random((50, 1))])
    moves = rng.normal(0, 0.2, (50, 4))
    as_theirs = torch.from_numpy(boxes.copy())
    moved = theirs.bbreg(as_theirs, torch.from_numpy(moves)).numpy()
    np.testing.assert_allclose(mtcnn._regress(boxes, moves, extra=1.0), moved, atol=1e-9)
    squares = theirs.rerec(torch.from_numpy(boxes.copy())).numpy()
    np.testing.assert_allclose(mtcnn._to_squares(boxes), squares, atol=1e-9)
    for box, square in zip(boxes, squares, strict=True):
        face = FaceBox(box[0], box[1], box[2] - box[0], box[3] - box[1], box[4])
        np.testing.assert_allclose(mtcnn._square_around(face)[:4], square[:4], atol=1e-9)

    picture = rng.integers(0, 256, (60, 80, 3)).astype(np.uint8)
    surety, regression = networks.propose(picture)
    threshold = float(np.quantile(surety, 0.7))
    settings = dataclasses.replace(
        MtcnnDetector(networks=networks).settings, thresholds=(threshold, 0.7, 0.7)
    )
    ours = MtcnnDetector(networks=networks, settings=settings)._propose_level(picture, 0.25)
    whole, _ = theirs.generateBoundingBox(
        torch.from_numpy(regression)[None], torch.from_numpy(surety)[None], 0.25, threshold
    )
    assert len(ours) > 50
    np.testing.assert_allclose(ours, whole.numpy(), atol=1e-3)


def test_the_weights_are_those_of_the_wheel_to_the_last_bit() -> None:
    ours = load_file(weights_file())
    theirs = bundle_mtcnn.wheel_tensors()
    assert ours.keys() == theirs.keys()
    assert all(torch.equal(ours[name], theirs[name]) for name in theirs)


@pytest.mark.parametrize("content", [None, b"half", b"\x02\0\0\0\0\0\0\0{}"])
def test_missing_or_damaged_weights_are_told_in_words(
    content: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "mtcnn.safetensors"
    if content is not None:
        file.write_bytes(content)
    monkeypatch.setattr(mtcnn_networks, "weights_file", lambda: file)
    with pytest.raises(ConfigError, match="missing or damaged"):
        MtcnnNetworks.load()


def test_finding_faces_imports_no_torchvision() -> None:
    code = (
        "import sys; from emotion_gui.core.faces.detectors import make_detector; "
        "make_detector('combined'); "
        "assert not {'torchvision', 'facenet_pytorch', 'requests'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_warming_up_runs_every_network() -> None:
    networks, ran = MtcnnNetworks.load(), []
    for network in (networks.pnet, networks.rnet, networks.onet):
        network.register_forward_hook(lambda network, *_: ran.append(network))
    detector = MtcnnDetector(networks=networks)
    for each in (detector, CombinedDetector(mtcnn=detector)):
        each.warm_up()
        assert ran == [networks.pnet, networks.rnet, networks.onet]
        ran.clear()


def test_thread_count_is_given_back() -> None:
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        with single_thread():
            assert torch.get_num_threads() == 1
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(before)


@pytest.mark.parametrize("kind", ["combined", "mtcnn", "haar"])
@pytest.mark.parametrize("shape", [(1, 1, 3), (5, 300, 3), (11, 11), (60, 80, 3), (60, 80)])
def test_pictures_without_a_face(kind: str, shape: tuple[int, ...]) -> None:
    picture = np.full(shape, 127, dtype=np.uint8)
    assert make_detector(kind).detect(picture) == []


def test_noise_does_not_break_a_stage(networks: MtcnnNetworks) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (90, 130, 3)).astype(np.uint8)
    for face in MtcnnDetector(networks=networks, min_face_px=12).detect(noise):
        assert face.width > 0
        assert 0 <= face.confidence <= 1


@pytest.mark.parametrize("kind", ["combined", "mtcnn", "haar"])
def test_finds_a_real_face(kind: str, photograph: tuple[np.ndarray, FaceBox]) -> None:
    picture, truth = photograph
    faces = detect_in_large(make_detector(kind), picture)
    assert faces
    assert max(face.iou(truth) for face in faces) > 0.4
    assert faces == sorted(faces, key=lambda face: face.area, reverse=True)


def test_landmarks_are_in_mtcnn_order(photograph: tuple[np.ndarray, FaceBox]) -> None:
    picture, truth = photograph
    face = max(detect_in_large(make_detector("mtcnn"), picture), key=truth.iou)
    assert face.landmarks is not None
    left_eye, right_eye, nose, mouth_left, mouth_right = face.landmarks
    assert left_eye[0] < nose[0] < right_eye[0]
    assert left_eye[1] < nose[1] < mouth_left[1]
    assert mouth_left[0] < mouth_right[0]


def test_gray_is_seen_like_colour(photograph: tuple[np.ndarray, FaceBox]) -> None:
    picture, truth = photograph
    gray = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    faces = detect_in_large(make_detector("mtcnn"), gray)
    assert max(face.iou(truth) for face in faces) > 0.4


def test_the_judge_pulls_a_shifted_box_back(
    networks: MtcnnNetworks, photograph: tuple[np.ndarray, FaceBox]
) -> None:
    picture, _ = photograph
    detector = MtcnnDetector(networks=networks, min_face_px=60)
    face = detector.detect(picture)[0]
    shifted = FaceBox(
        face.x + 0.1 * face.width, face.y - 0.1 * face.height, face.width, face.height
    )
    elsewhere = FaceBox(5, 5, 60, 60)
    found, nothing = detector.judge(picture, [shifted, elsewhere])
    assert found is not None
    assert found.iou(face) > shifted.iou(face)
    assert nothing is None


class FixedDetector:
    """Finds the same thing everywhere."""

    name = "haar"

    def __init__(self, boxes: list[FaceBox]) -> None:
        self.boxes = boxes
        self.calls = 0

    def detect(self, picture: np.ndarray) -> list[FaceBox]:
        del picture
        self.calls += 1
        return list(self.boxes)


def test_haar_is_asked_only_where_mtcnn_finds_nothing_and_is_checked(
    networks: MtcnnNetworks,
) -> None:
    haar = FixedDetector([FaceBox(10, 10, 40, 40, 0.9, "haar")])
    combined = CombinedDetector(mtcnn=MtcnnDetector(networks=networks), haar=haar)
    empty = np.full((100, 100, 3), 127, dtype=np.uint8)
    assert combined.detect(empty) == []
    assert haar.calls == 1


def test_haar_boxes_lie_where_opencv_says_with_its_weight(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[dict[str, object]] = []

    class Cascade:
        def detectMultiScale3(self, gray: np.ndarray, **options: object) -> tuple[object, ...]:
            asked.append(options)
            assert gray.shape in ((120, 200), (24, 200))
            return [(3, 7, 40, 50), (90, 20, 60, 70), (1, 2, 30, 30)], None, [[4.0], [-1], [80.0]]

    monkeypatch.setattr(haar, "_cascade", Cascade)
    found = HaarDetector(min_face_px=29.6).detect(np.zeros((120, 200, 3), np.uint8))
    assert found == [
        FaceBox(90, 20, 60, 70, 0.0, "haar"),
        FaceBox(3, 7, 40, 50, 0.5, "haar"),
        FaceBox(1, 2, 30, 30, 1.0, "haar"),
    ]
    assert asked[0]["minSize"] == (30, 30)
    for side, min_face_px in ((23, 10), (39, 40)):  # nothing of that size has room
        small = np.zeros((side, 200, 3), np.uint8)
        assert HaarDetector(min_face_px=min_face_px).detect(small) == []
    assert len(asked) == 1
    HaarDetector(min_face_px=10).detect(np.zeros((24, 200, 3), np.uint8))
    assert len(asked) == 2


def test_the_second_opinion_can_be_rarer(networks: MtcnnNetworks) -> None:
    haar = FixedDetector([])
    combined = CombinedDetector(
        mtcnn=MtcnnDetector(networks=networks), haar=haar, second_opinion_every=3
    )
    for _ in range(7):
        combined.detect(np.full((60, 60, 3), 127, dtype=np.uint8))
    assert haar.calls == 2


@pytest.mark.parametrize(
    ("square", "columns", "rows"),
    [
        ((2, 1, 6, 5), (2, 3, 4, 5), (1, 2, 3, 4)),
        ((-2, 1, 2, 5), (0, 0, 0, 1), (1, 2, 3, 4)),  # the edge is repeated
        ((8, 4, 12, 8), (8, 9, 9, 9), (4, 5, 5, 5)),
        ((2, -3, 6, 1), (2, 3, 4, 5), (0, 0, 0, 0)),
        ((30, 1, 34, 5), (9, 9, 9, 9), (1, 2, 3, 4)),  # far away to the right
    ],
)
def test_a_square_is_cut_out_and_what_is_outside_repeats_the_edge(
    square: tuple[int, ...], columns: tuple[int, ...], rows: tuple[int, ...]
) -> None:
    picture = np.arange(60, dtype=np.uint8).reshape(6, 10, 1).repeat(3, axis=2)
    (crop,) = mtcnn.cut(picture, np.array([[*square, 0.9]], dtype=float), 4)
    np.testing.assert_array_equal(crop, picture[np.ix_(rows, columns)])


def test_of_a_square_that_ran_away_one_picture_around_is_seen() -> None:
    picture = np.random.default_rng(3).integers(0, 256, (6, 10, 3)).astype(np.uint8)
    (crop,) = mtcnn.cut(picture, np.array([[-1e6, -1e6, 1e6, 1e6, 0.9]]), 4)
    around = cv2.copyMakeBorder(picture, 6, 6, 10, 10, cv2.BORDER_REPLICATE)
    wanted = cv2.resize(around, (4, 4), interpolation=cv2.INTER_AREA)
    np.testing.assert_array_equal(crop, wanted)


def test_a_square_beyond_the_first_corner_is_black() -> None:
    picture = np.full((6, 10, 3), 200, np.uint8)
    beyond = np.array([[-9, 1, -5, 5, 0.9], [1, -6, 5, -2, 0.9], [1, 1, 5, 5, 0.9]], dtype=float)
    assert mtcnn.cut(picture, beyond, 4).reshape(3, -1).max(axis=1).tolist() == [0, 0, 200]


def test_suppression() -> None:
    rows = np.array([[0, 0, 10, 10, 0.5], [1, 1, 11, 11, 0.9], [50, 50, 60, 60, 0.6]])
    assert suppress(rows, 0.5).tolist() == [1, 2]
    assert suppress(np.zeros((0, 5)), 0.5).tolist() == []
    nested = [FaceBox(0, 0, 100, 100, 0.8), FaceBox(30, 30, 20, 20, 0.9)]
    assert suppress_nested(nested, 0.5) == [1]


_SIDES = st.tuples(*[st.integers(0, 9)] * 2, *[st.integers(1, 9)] * 2)


@settings(max_examples=60, deadline=None)
@given(_SIDES, _SIDES)
def test_the_overlap_of_two_boxes_is_that_of_their_pixels(
    one: tuple[int, ...], other: tuple[int, ...]
) -> None:
    masks = np.zeros((2, 20, 20), bool)
    for mask, (x, y, width, height) in zip(masks, (one, other), strict=True):
        mask[y : y + height, x : x + width] = True
    shared = np.count_nonzero(masks.all(axis=0)) / np.count_nonzero(masks.any(axis=0))
    boxes = [FaceBox(*map(float, sides)) for sides in (one, other)]
    assert boxes[0].iou(boxes[1]) == boxes[1].iou(boxes[0]) == pytest.approx(shared)
    assert boxes[0].area == np.count_nonzero(masks[0])
    rows, columns = np.nonzero(masks[0])
    assert boxes[0].centre == (columns.mean() + 0.5, rows.mean() + 0.5)


def test_scaling_a_box_scales_its_points() -> None:
    points = tuple((float(k), float(2 * k)) for k in range(5))
    box = FaceBox(1, 2, 3, 4, landmarks=points).scaled(2, 3)
    assert (box.x, box.y, box.width, box.height) == (2, 6, 6, 12)
    assert box.landmarks[4] == (8.0, 24.0)


def test_wrong_choices_are_refused() -> None:
    with pytest.raises(ConfigError, match="detector"):
        make_detector("yolo")
    with pytest.raises(ConfigError, match="min_face_px"):
        make_detector("haar", min_face_px=0)
