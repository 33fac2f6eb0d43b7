"""Packaging's data and helpers; no package is built here."""

from __future__ import annotations

import configparser
import json
import plistlib
import re
import struct
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from emotion_gui import __version__, launch

ROOT = Path(__file__).resolve().parents[3]
PACKAGING = ROOT / "packaging"
sys.path.insert(0, str(PACKAGING))
try:
    import contents
    import debian
    import elf
    import icons
    import licences
    import smoke_test
finally:
    sys.path.remove(str(PACKAGING))

MIME_TYPE = "application/x-emotion-workbench-checkpoint"


def test_bundle_needs_files_that_exist() -> None:
    own = [place for place in contents.REQUIRED if place.startswith("resources/")]
    assert own
    assert [place for place in own if not (ROOT / place).is_file()] == []


@pytest.mark.parametrize(
    ("place", "kept"),
    [
        ("torch/lib/libtorch_cpu.so", True),
        ("torch/bin/torch_shm_manager", True),
        ("torch/bin/protoc", False),
        ("torch/distributed/config.py", True),
        ("torch/distributed/rpc/api.py", False),
        ("torch/nn/functional.py", True),
        ("torch/functional.py", True),
        ("torch/_dynamo/utils.py", False),
        ("torch/fx/experimental/_config.py", True),
        ("torch/lib/libtorchbind_test.so", False),
        ("torch-2.13.0+cpu.dist-info/METADATA", True),
        ("torch-2.13.0+cpu.dist-info/RECORD", False),
        ("matplotlib/mpl-data/fonts/ttf/DejaVuSans.ttf", True),
        ("matplotlib/mpl-data/fonts/ttf/LastResortHE-Regular.ttf", True),
        ("matplotlib/mpl-data/fonts/ttf/STIXGeneral.ttf", False),
        ("cv2/data/haarcascade_frontalface_default.xml", True),
        ("cv2/data/haarcascade_eye.xml", False),
        ("PIL/_imaging.cpython-311-x86_64-linux-gnu.so", True),
        ("PIL/_imagingft.cpython-311-x86_64-linux-gnu.so", False),
        ("qtawesome/fonts/materialdesignicons6-webfont-6.9.96.ttf", True),
        ("qtawesome/fonts/phosphor-1.3.0.ttf", False),
        ("PySide6/Qt/lib/libQt6Widgets.so.6", True),
        ("PySide6/Qt/lib/libQt6Quick.so.6", False),
        ("PySide6/Qt/plugins/platforms/libqxcb.so", True),
        ("PySide6\\Qt6Qml.dll", False),
        ("libglib-2.0.so.0", False),
        ("libstdc++.so.6", True),
        ("resources/translations/de.qm", True),
        *((place, True) for place in contents.REQUIRED),
    ],
)
def test_what_travels(place: str, kept: bool) -> None:
    assert contents.keep(place, contents.dropped_patterns("linux")) is kept


def test_the_systems_libraries_are_left_out_on_linux_alone() -> None:
    entries = [("libharfbuzz.so.0", "", "BINARY"), ("tk/x.tcl", "", "DATA")]
    assert contents.kept(entries, "win32") == entries[:1]
    assert contents.kept(entries, "linux") == []
    assert contents.missing(["resources\\icons\\app.svg"], ["resources/icons/app.svg"]) == []


def test_desktop_entry_mime_type_and_metainfo_agree() -> None:
    desktop = configparser.ConfigParser(interpolation=None)
    desktop.optionxform = str  # type: ignore[assignment,method-assign]
    desktop.read(PACKAGING / "linux/emotion-workbench.desktop", encoding="utf-8")
    entry = desktop["Desktop Entry"]
    mime = ET.parse(PACKAGING / "linux/emotion-workbench.xml").getroot()
    info = ET.fromstring(debian.metainfo(__version__, "2026-01-31"))
    assert entry["Exec"].split()[0] == debian.COMMAND == info.findtext("provides/binary")
    assert entry["Icon"] == debian.NAME == info.findtext("icon")
    assert info.findtext("launchable") == f"{debian.NAME}.desktop"
    assert entry["Name"] == info.findtext("name") == "Emotion Workbench"
    assert [kind.get("type") for kind in mime] == [MIME_TYPE]
    assert MIME_TYPE.replace("/", "-") == debian.MIME_ICON
    (release,) = info.findall("releases/release")
    assert (release.get("version"), release.get("date")) == (__version__, "2026-01-31")


def test_package_depends_on_what_a_window_needs() -> None:
    libraries = [*launch.BASE_LIBRARIES, *launch.X11_LIBRARIES, *launch.WAYLAND_LIBRARIES]
    assert {each.file: each.debian for each in libraries}.items() <= debian.PACKAGES.items()
    field = debian.depends(["libxcb.so.1", "libm.so.6"], "2.36")
    assert field == "libc6 (>= 2.36), libegl1, libfontconfig1, libgl1, libxcb1"
    with pytest.raises(SystemExit, match=r"libnew\.so\.1"):
        debian.depends(["libnew.so.1"], "2.36")


def test_the_timed_start_waits_for_words_that_are_logged() -> None:
    text = (ROOT / "emotion_gui/app.py").read_text(encoding="utf-8")
    assert f'logger.info("{smoke_test.READY_WORDS}")' in text


def test_a_double_click_hands_over_the_checkpoint() -> None:
    desktop = configparser.ConfigParser(interpolation=None)
    desktop.optionxform = str  # type: ignore[assignment,method-assign]
    desktop.read(PACKAGING / "linux/emotion-workbench.desktop", encoding="utf-8")
    entry = desktop["Desktop Entry"]
    assert entry["MimeType"] == f"{MIME_TYPE};"
    assert entry["Exec"].split()[1:] == ["%f"]
    pattern = ET.parse(PACKAGING / "linux/emotion-workbench.xml").find(".//{*}glob").get("pattern")
    assert launch.wants_window([pattern.replace("*", "/home/someone/best")])


def test_what_only_baselines_need_stays_out() -> None:
    pins = licences.pinned(PACKAGING / "requirements.txt")
    for module, name in (("facenet_pytorch", "facenet-pytorch"), ("torchvision", "torchvision")):
        assert module in contents.EXCLUDED_MODULES
        assert name not in pins
    assert (ROOT / "resources" / "detectors" / "mtcnn.safetensors").is_file()
    assert "resources/detectors/mtcnn.safetensors" in contents.REQUIRED
    entries = json.loads((ROOT / "resources/licences.json").read_text(encoding="utf-8"))
    (weights,) = [entry for entry in entries if entry["name"].startswith("MTCNN weights")]
    assert "Timothy Esler" in weights["text"]


def test_copyright_file_holds_the_terms() -> None:
    text = debian.copyright_text((ROOT / "LICENSE").read_text(encoding="utf-8"))
    assert "License: Expat\n Permission is hereby granted" in text
    assert "\n\n The above" not in text


def test_licences_are_those_of_the_pins() -> None:
    entries = json.loads((ROOT / "resources/licences.json").read_text(encoding="utf-8"))
    there = {entry["name"].lower(): entry["version"] for entry in entries}
    pins = licences.pinned(PACKAGING / "requirements.txt")
    assert {name.lower(): version for name, version in pins.items()}.items() <= there.items()
    assert all(entry["text"] and entry["licence"] for entry in entries)
    assert "opencv-python" not in there
    assert "pyinstaller" not in there


def test_icon_files_hold_their_pictures() -> None:
    pngs = {side: b"\x89PNG" + bytes([side % 251]) * 9 for side in icons.SIZES_PX}
    ico = icons.ico({side: pngs[side] for side in (16, 256)})
    assert struct.unpack_from("<HHH", ico) == (0, 1, 2)
    *_, length, place = struct.unpack_from("<BBBBHHII", ico, 6 + 16)
    assert ico[6 + 16] == 0  # 256
    assert ico[place : place + length] == pngs[256]
    icns = icons.icns(pngs)
    assert (icns[:4], struct.unpack_from(">I", icns, 4)[0]) == (b"icns", len(icns))
    assert pngs[1024] in icns


def test_a_library_whose_segments_moved_is_not_taken() -> None:
    def library(*, offset: int) -> bytes:
        head = b"\x7fELF\x02\x01" + bytes(26) + struct.pack("<Q", 64) + bytes(14)
        head += struct.pack("<HH", 56, 1) + bytes(6)
        segment = struct.pack("<IIQQQQQQ", 1, 5, offset, 0x1000, 0x1000, 16, 16, 0x1000)
        return (head + segment).ljust(0x3000, b"\0")

    assert elf.segments_fit(library(offset=0x2000))
    assert not elf.segments_fit(library(offset=0x2010))
    assert not elf.segments_fit(b"no library")


def test_a_library_that_is_there_twice_becomes_a_link(tmp_path: Path) -> None:
    for place, data in {"a/libone.so": b"1", "b/libone.so": b"1", "b/libtwo.so": b"2"}.items():
        file = tmp_path / place
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(b"\x7fELF" + data)
    assert elf.link_twins(tmp_path) == 5
    assert (tmp_path / "b/libone.so").readlink() == Path("../a/libone.so")
    assert (tmp_path / "b/libone.so").read_bytes() == b"\x7fELF1"
    assert not (tmp_path / "b/libtwo.so").is_symlink()


def test_windows_script_names_what_exists() -> None:
    folder = PACKAGING / "windows"
    text = (folder / "emotion-workbench.iss").read_text(encoding="utf-8")
    found = re.search(r"^LicenseFile=(.+)$", text, re.MULTILINE)
    assert found
    assert (folder / found[1].replace("\\", "/")).is_file()
    spec = (PACKAGING / "emotion-workbench.spec").read_text(encoding="utf-8")
    for program in set(re.findall(r"\{app\}\\(.+?)\.exe", text)):
        assert f'program("{program}"' in spec
    defined = set(re.findall(r"\{#(\w+)\}", text))
    build = (PACKAGING / "build.py").read_text(encoding="utf-8")
    assert defined == set(re.findall(r"/D(\w+)=", build))


def test_macos_asks_for_the_camera() -> None:
    info = plistlib.loads((PACKAGING / "macos/Info.plist").read_bytes())
    rights = plistlib.loads((PACKAGING / "macos/entitlements.plist").read_bytes())
    assert info["NSCameraUsageDescription"]
    assert rights["com.apple.security.device.camera"] is True
