"""Colours, icons, messages and settings."""

from __future__ import annotations

import inspect
import itertools
from pathlib import Path

import numpy as np
import pytest
from helpers.seven import Emotion
from PySide6.QtCore import QSettings
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from emotion_gui.core import errors
from emotion_gui.core.settings import SETTINGS, Preferences
from emotion_gui.ui.icons import NAMES, app_icon, emotion_pixmap, icon
from emotion_gui.ui.messages import describe
from emotion_gui.ui.theme import Theme, emotion_color
from emotion_gui.ui.tokens import DARK, LIGHT, Tokens

# Machado, Oliveira and Fernandes 2009, severity 1.0; on linear RGB.
VISION = {
    "full": np.eye(3),
    "protan": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deutan": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritan": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}


def linear(color: QColor) -> np.ndarray:
    rgb = np.array([color.redF(), color.greenF(), color.blueF()])
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def contrast(one: QColor, other: QColor) -> float:
    weights = np.array([0.2126, 0.7152, 0.0722])
    low, high = sorted(float(linear(color) @ weights) for color in (one, other))
    return (high + 0.05) / (low + 0.05)


def lab(rgb: np.ndarray) -> np.ndarray:
    to_xyz = np.array(
        [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    )
    xyz = to_xyz @ np.clip(rgb, 0, 1) / np.array([0.9505, 1, 1.089])
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("emotion", Emotion)
def test_emotions_stand_out_from_card_and_page(tokens: Tokens, emotion: Emotion) -> None:
    color = emotion_color(emotion, tokens.dark)
    assert contrast(color, QColor(tokens.card)) >= 3
    assert contrast(color, QColor(tokens.page)) >= 2.9


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("vision", VISION)
def test_emotions_stay_apart_for_every_eye(vision: str, dark: bool) -> None:
    seen = {e: lab(VISION[vision] @ linear(emotion_color(e, dark))) for e in Emotion}
    for one, other in itertools.combinations(Emotion, 2):
        distance = float(np.linalg.norm(seen[one] - seen[other]))
        assert distance >= 12, (one.name, other.name, distance)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_words_are_readable(tokens: Tokens) -> None:
    on_card = ("text", "muted", "accent", "good", "warn", "bad")
    for name in on_card:
        for ground in (tokens.card, tokens.page):
            assert contrast(QColor(getattr(tokens, name)), QColor(ground)) >= 4.5, name
    assert contrast(QColor(tokens.on_accent), QColor(tokens.accent)) >= 4.5
    assert contrast(QColor(tokens.accent), QColor(tokens.accent_soft)) >= 4.5


def test_the_theme_switches_and_tells(qtbot: QtBot, theme: Theme) -> None:
    assert not theme.dark
    with qtbot.waitSignal(theme.changed):
        theme.set_mode("dark")
    assert theme.dark
    assert theme.color("accent") == QColor(DARK.accent)
    with pytest.raises(ValueError, match="sepia"):
        theme.set_mode("sepia")


def test_every_interface_icon_exists(theme: Theme) -> None:
    for name in NAMES:
        assert not icon(name, theme).pixmap(16, 16).isNull(), name


def test_emotion_icons_take_their_colour(qapp: QApplication) -> None:
    assert not app_icon().isNull()
    for emotion in Emotion:
        color = QColor("#ff0000")
        image = emotion_pixmap(emotion, color, 32).toImage()
        inked = [
            image.pixelColor(x, y)
            for x in range(32)
            for y in range(32)
            if image.pixelColor(x, y).alpha() > 200
        ]
        assert len(inked) > 40
        assert all(pixel.red() > 200 and pixel.green() < 40 for pixel in inked)


SAMPLES: list[Exception] = [
    errors.DatasetFormatError(Path("a.csv"), "no pixels", row=4),
    errors.UnsupportedSourceError(Path("x.bin"), "not recognised"),
    errors.ArchiveError(Path("x.zip"), "damaged", member="a/b"),
    errors.PictureError("a.png", "cut off"),
    errors.StorageError(Path("/w"), "no space left"),
    errors.OverwriteError(Path("a.csv"), "exists"),
    errors.LabelsUnknownError(Path("a.zip"), [1, 2], ["fer2013"]),
    errors.LabelSetsDifferError(["calm", "smile"], ["angry", "happy"]),
    errors.NothingImportedError(Path("a.csv"), [("row 2", "no pixels")], 1),
    errors.UngroupedFacesError("group", 3, 10),
    errors.WorkspaceError(Path("/w"), "in use"),
    errors.WorkspaceBusyError(Path("w")),
    errors.BusyError(Path("w"), "run 3 is being written"),
    errors.WindowError("no display"),
    errors.DatasetExistsError("faces"),
    errors.NotFoundError("run", "r1", ["r2"]),
    errors.EmptyPartError("faces", "test", 0),
    errors.ConfigError("epochs", -1, "must be positive"),
    errors.CheckpointError(Path("a.safetensors"), "cut off"),
    errors.TrainingStateError(Path("resume.pt"), "cut off", kept_run=3),
    errors.WeightsMissingError("ResNet-18", "https://example.org/r.pth", Path("/w")),
    errors.TrainingDivergedError(3),
    errors.ActivationShapeError((1, 2), "one pattern"),
    errors.PlanMismatchError("256 maps, not 192"),
    errors.EqualityProofError(0.1, 1e-4),
    errors.VideoSourceError("camera 0", "busy", "in use"),
    errors.WorkersError("dask://node1:8786", "no scheduler answers"),
    errors.ShardsError("Faces", "2 are missing"),
    errors.UntrustedCertificateError(
        "https://camera.local", "self-signed", place="camera.local:443", fingerprint="ab" * 32
    ),
]


@pytest.mark.parametrize("error", SAMPLES, ids=lambda error: type(error).__name__)
def test_every_error_has_words_of_its_own(error: Exception) -> None:
    message = describe(error)
    general = describe(errors.EmotionGuiError("x"))
    assert message.title != general.title
    assert message.text
    assert message.hint
    assert message.text.endswith((".", "!", "?", "…"))


def test_no_error_is_forgotten() -> None:
    family = {
        kind
        for _, kind in inspect.getmembers(errors, inspect.isclass)
        if issubclass(kind, errors.EmotionGuiError) and kind is not errors.EmotionGuiError
    }
    assert {type(error) for error in SAMPLES} == family


def test_an_unknown_error_points_to_the_log() -> None:
    for address, word in (("camera:0", "cable"), ("rtsp://a/b", "cable"), ("C:/a.mp4", "renamed")):
        assert word in describe(errors.VideoSourceError(address, "missing", "gone")).hint
    assert "log" in describe(RuntimeError("odd")).hint
    assert describe(MemoryError()).title != describe(RuntimeError()).title
    assert "No such file" in describe(FileNotFoundError(2, "No such file", "a.txt")).text


def test_only_overrides_are_stored(settings: QSettings) -> None:
    preferences = Preferences(settings)
    preferences.set("live/smoothing_s", 1.2)
    preferences.set("live/mirrored", False)
    settings.sync()
    reread = Preferences(QSettings(settings.fileName(), QSettings.Format.IniFormat))

    assert reread.number("live/smoothing_s") == pytest.approx(1.2)
    assert reread.switch("live/mirrored") is False
    assert reread.text("ui/theme") == "system"
    preferences.set("live/mirrored", True)
    assert settings.allKeys() == ["live/smoothing_s"]


def test_broken_and_foreign_values_fall_back(settings: QSettings) -> None:
    preferences = Preferences(settings)
    settings.setValue("ui/theme", "sepia")
    settings.setValue("compute/threads", "many")
    assert preferences.text("ui/theme") == "system"
    assert preferences.integer("compute/threads") == 0
    with pytest.raises(ValueError, match="threads"):
        preferences.set("compute/threads", -1)
    assert len({setting.key for setting in SETTINGS}) == len(SETTINGS)
