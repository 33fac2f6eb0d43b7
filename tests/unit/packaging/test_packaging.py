"""Packaging's data and helpers; no package is built here."""

from __future__ import annotations

import ast
import configparser
import json
import os
import plistlib
import re
import shutil
import struct
import subprocess
import sys
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path
from typing import get_args

import numpy as np
import pytest
from helpers.pruning import random_network
from safetensors.numpy import save_file

from emotion_gui import __version__, launch
from emotion_gui.core.engines.names import EngineName
from emotion_gui.core.installed import PACKAGES
from emotion_gui.core.model.checkpoint import CheckpointInfo, save_checkpoint
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.runtime import INSTALLER_MUTEX
from emotion_gui.core.system_libraries import BASE_LIBRARIES, WAYLAND_LIBRARIES, X11_LIBRARIES

ROOT = Path(__file__).resolve().parents[3]
PACKAGING = ROOT / "packaging"
sys.path.insert(0, str(PACKAGING))
try:
    import build
    import contents
    import debian
    import elf
    import icons
    import licences
    import lock
    import repeatable
    import smoke_test
    import standins
    import windows_resource
    import winget
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
        ("onnxruntime-1.32.0.dist-info/METADATA", True),
        ("onnxruntime-1.32.0.dist-info/RECORD", False),
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
        ("PySide6\\Qt6Widgets.dll", True),
        ("PySide6\\opengl32sw.dll", False),
        ("PySide6\\translations\\qtbase_fr.qm", False),
        ("PySide6\\translations\\qtbase_de.qm", True),
        ("PySide6\\plugins\\platforms\\qwindows.dll", True),
        ("PySide6\\plugins\\platforms\\qoffscreen.dll", True),
        ("PySide6\\plugins\\platforms\\qminimal.dll", False),
        ("PySide6\\plugins\\styles\\qmodernwindowsstyle.dll", True),
        ("PySide6\\plugins\\tls\\qschannelbackend.dll", False),
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
    libraries = [*BASE_LIBRARIES, *X11_LIBRARIES, *WAYLAND_LIBRARIES]
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
    assert launch.wants_window(["/home/someone/best.safetensors"])


def test_only_this_programs_files_are_claimed_by_their_type(tmp_path: Path) -> None:
    """The suffix is shared by many programs: how a file begins tells whose it is."""
    kind = ET.parse(PACKAGING / "linux/emotion-workbench.xml")
    assert kind.find(".//{*}glob") is None
    magic = kind.find(".//{*}match")
    offset, value = int(magic.get("offset")), magic.get("value").encode()
    saved, foreign = tmp_path / "ours.safetensors", tmp_path / "theirs.safetensors"
    network = random_network(NetworkSpec(modules=((4,), (4,), (4,), (4,), (4,))))
    save_checkpoint(saved, network, CheckpointInfo(spec=network.spec))
    save_file({"weight": np.zeros(3, np.float32)}, foreign, {"format": "pt"})
    bundled = sorted((ROOT / "resources/models").glob("*.safetensors"))
    for path in (saved, *bundled, *(ROOT / "tests/data").rglob("*.safetensors")):
        assert path.read_bytes()[offset:].startswith(value), path
    assert not foreign.read_bytes()[offset:].startswith(value)


def test_each_file_that_is_installed_has_a_hash() -> None:
    def plain(pin: str) -> str:
        name, _, rest = pin.replace(" ", "").replace("'", '"').partition("==")
        return re.sub(r"[-_.]+", "-", name).lower() + "==" + rest

    for name in lock.NAMES:
        # The second takes all of the first.
        sources = {"requirements", name} if name in lock.PACKAGES else {name}
        lines = [
            line
            for source in sources
            for line in (PACKAGING / f"{source}.in").read_text(encoding="utf-8").splitlines()
        ]
        pins = [line for line in lines if "==" in line and line[0] != "#"]
        text = (PACKAGING / f"{name}.txt").read_text(encoding="utf-8")
        blocks = re.split(r"(?<!\\)\n", text)
        locked = {plain(block.partition("\\")[0]): block for block in blocks}
        for pin in pins:
            if not pin.startswith("torch=="):
                assert "--hash=sha256:" in locked[plain(pin)], pin
        said = [block for block in blocks if block and "==" not in block.partition("\\")[0]]
        assert all(block.startswith("#") for block in said)
        if name in lock.PACKAGES:
            (cpu,) = [b for b in blocks if b.startswith("torch==") and '== "linux"' in b]
            assert "+cpu ;" in cpu
            assert cpu.count("--hash") == 1


def test_torch_without_cuda_is_the_only_one_on_linux() -> None:
    text = "a==1 \\\n    --hash=sha256:aa\ntorch==2.0 \\\n    --hash=sha256:bb\nz==3\n"
    assert lock.for_linux(text, "torch", "2.0+cpu", "cc") == (
        "a==1 \\\n    --hash=sha256:aa\n"
        'torch==2.0+cpu ; sys_platform == "linux" \\\n    --hash=sha256:cc\n'
        'torch==2.0 ; sys_platform != "linux" \\\n    --hash=sha256:bb\nz==3\n'
    )
    with pytest.raises(SystemExit, match="torch"):
        lock.for_linux("a==1\n", "torch", "2.0+cpu", "cc")


@pytest.mark.parametrize("name", ["ci", "release"])
def test_workflows_run_fixed_actions_and_may_read_only(name: str) -> None:
    text = (ROOT / f".github/workflows/{name}.yml").read_text(encoding="utf-8")
    used = re.findall(r"uses: (\S+)", text)
    assert used
    assert all(re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", action) for action in used), used
    assert "\npermissions:\n  contents: read\n" in text
    assert text.count("persist-credentials: false") == sum("checkout@" in each for each in used)
    for order in re.findall(r"pip\"? install (.+)", text):
        assert order == "." or order.startswith("--require-hashes "), order
    for order in re.findall(r"choco install (.+)", text):
        assert re.search(r" --version=\d+\.\d+", order), order


def test_known_weaknesses_are_looked_for_by_versions_that_an_index_knows() -> None:
    text = (ROOT / ".github/workflows/release.yml").read_text(encoding="utf-8")
    (order,) = re.findall(r"pip-audit (--strict .+)", text)
    files = re.findall(r"-r (\S+)", order)
    assert files == [f"packaging/{name}.in" for name in lock.PACKAGES]
    for name in files:  # builds such as torch's `+cpu` are no versions of their own there
        assert not re.search(r"==\S*\+", (ROOT / name).read_text(encoding="utf-8"))


def test_the_key_that_signs_is_gone_before_anything_runs_that_was_signed() -> None:
    text = (ROOT / ".github/workflows/release.yml").read_text(encoding="utf-8")
    mac = text[text.index("  macos:") : text.index("  publish:")]
    steps = ("build.py env", "security create-keychain", "build.py bundle", "build.py dmg")
    steps += ("security delete-keychain", "--smoke-test", "build.py sbom")
    places = [mac.index(step) for step in steps]
    assert places == sorted(places)


def test_packages_are_dated_by_their_commit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1234567890")
    assert build.epoch_s() == 1234567890


def test_versions_travel_of_what_keeps_figures_by_them() -> None:
    found = contents.installed_distributions([*PACKAGES.values(), "no-such-package"])
    assert {*get_args(EngineName), "numpy", "PySide6-Essentials"} <= set(found)
    assert "no-such-package" not in found


def test_what_only_baselines_need_stays_out() -> None:
    pins = licences.pinned(PACKAGING / "requirements.in", "linux")
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
    pins = licences.pinned(PACKAGING / "requirements.in", "linux")
    assert {name.lower(): version for name, version in pins.items()}.items() <= there.items()
    assert all(entry["text"] and entry["licence"] for entry in entries)
    assert "opencv-python" not in there
    assert "pyinstaller" not in there


@pytest.mark.parametrize(
    ("system", "opencv"),
    [
        ("win32", "opencv-python"),  # its headless build opens no camera there
        ("linux", "opencv-python-headless"),
        ("darwin", "opencv-python-headless"),
    ],
)
def test_each_system_has_one_opencv_and_all_that_its_build_needs(system: str, opencv: str) -> None:
    pins = licences.pinned(PACKAGING / "requirements.in", system)
    tools = licences.pinned(PACKAGING / "requirements-build.in", system)
    assert [name for name in pins if name.startswith("opencv")] == [opencv]
    of_system = {"win32": {"pefile", "pywin32-ctypes"}, "darwin": {"macholib"}, "linux": set()}
    assert of_system[system] <= tools.keys()
    assert ("pyobjc-framework-AVFoundation" in pins) is (system == "darwin")


def test_nothing_of_the_gpl_travels(tmp_path: Path) -> None:
    library = windll(tmp_path / "libx264-165-abc.dll", ["x264_levels", "x264_encoder_close"])
    assert exports(library.read_bytes()) == ["x264_encoder_close", "x264_levels"]
    entries = [("av.libs/libopus-0-1.dll", "a", "BINARY"), ("av/codec/codec.pyd", "b", "EXTENSION")]
    assert standins.replaced(entries, tmp_path) == entries
    with pytest.raises(SystemExit, match="x265"):
        standins.replaced([("av.libs/libx265-216.dll", "c", "BINARY")], tmp_path)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="made by the system's compiler")
def test_films_are_read_beside_a_stand_in(tmp_path: Path) -> None:
    import av

    folder = Path(av.__file__).parents[1] / "av.libs"
    if not folder.is_dir():
        pytest.skip("PyAV is not from its wheel here")
    lacks = [name for name in ("nm", "cc") if shutil.which(name) is None]
    if lacks:
        pytest.skip(f"packages are made with {', '.join(lacks)}, which is not here")
    entries = [(f"av.libs/{file.name}", str(file), "BINARY") for file in folder.iterdir()]
    made = dict(zip(entries, standins.replaced(entries, tmp_path / "made"), strict=True))
    changed = {old[0]: Path(new[1]) for old, new in made.items() if old != new}
    assert sorted(re.sub(r"[-.].*", "", Path(place).name) for place in changed) == [
        "libSvtAv1Enc",
        "libx264",
        "libx265",
    ]
    shutil.copytree(folder.parent / "av", tmp_path / "site/av")
    shutil.copytree(folder, tmp_path / "site/av.libs")
    for place, file in changed.items():
        shutil.copyfile(file, tmp_path / "site" / place)
        assert file.stat().st_size < 20_000
    film = ROOT / "tests/data/films/progressive.mp4"
    code = (
        "import av, sys; film = av.open(sys.argv[1]);"
        "print(av.__file__, sum(1 for _ in film.decode(video=0)))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code, str(film)],
        env={**os.environ, "PYTHONPATH": str(tmp_path / "site")},
        capture_output=True,
        text=True,
        check=True,
        encoding="utf-8",
    )
    where, frames = ended.stdout.split()
    assert Path(where).is_relative_to(tmp_path)
    assert int(frames) > 5


def windll(target: Path, names: list[str]) -> Path:
    standins.make(target, names)
    return target


def exports(data: bytes) -> list[str]:
    """Names that a library for Windows with one section offers."""
    (head,) = struct.unpack_from("<I", data, 60)
    assert data[head : head + 6] == b"PE\0\0\x64\x86"
    optional = head + 24
    (place,) = struct.unpack_from("<I", data, optional + 112)
    start, _, file_place = struct.unpack_from("<III", data, optional + 240 + 12)
    at = file_place - start

    def text(rva: int) -> str:
        return data[rva + at : data.index(b"\0", rva + at)].decode()

    count, _, names = struct.unpack_from("<III", data, place + at + 24)
    return [text(rva) for rva in struct.unpack_from(f"<{count}I", data, names + at)]


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


@pytest.mark.skipif(sys.platform == "win32", reason="a bundle for Linux is made on Linux")
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
    text = (PACKAGING / "windows/emotion-workbench.iss").read_text(encoding="utf-8-sig")
    spec = (PACKAGING / "emotion-workbench.spec").read_text(encoding="utf-8")
    known = dict(re.findall(r'^#define (\w+) "(.+)"$', text, re.MULTILINE))
    for program in {known["Name"], *re.findall(r"\{app\}\\([^{]+?)\.exe", text)}:
        assert f'program("{program}"' in spec
    build = (PACKAGING / "build.py").read_text(encoding="utf-8")
    given = set(re.findall(r"/D(\w+)=?", build))
    used = set(re.findall(r"\{#(\w+)\}|#ifdef (\w+)", text))
    assert {a or b for a, b in used} - known.keys() - {"Program"} == given
    assert known["Mutex"] == INSTALLER_MUTEX
    assert "LicenseFile" not in text  # nothing of MIT has to be accepted


def test_both_languages_of_the_installer_say_the_same_things() -> None:
    text = (PACKAGING / "windows/emotion-workbench.iss").read_text(encoding="utf-8-sig")
    said = re.findall(r"^(en|de)\.(\w+)=(.+)$", text, re.MULTILINE)
    of = {
        language: {key: words for at, key, words in said if at == language}
        for language, _, _ in said
    }
    assert of["en"].keys() == of["de"].keys()
    for key, words in of["en"].items():
        assert sorted(re.findall("%\\w", words)) == sorted(re.findall("%\\w", of["de"][key]))
        assert f"{{cm:{key}}}" in text or f"CustomMessage('{key}')" in text


@pytest.mark.parametrize(
    ("version", "numbers"),
    [("0.1.0", (0, 1, 0, 0)), ("12.3", (12, 3, 0, 0)), ("1.2.3rc1", (1, 2, 3, 0))],
)
def test_windows_is_told_version_and_publisher(version: str, numbers: tuple[int, ...]) -> None:
    text = windows_resource.version_text(version, "emotion-gui", "The command line")
    assert f"filevers={numbers}" in text
    assert f"StringStruct('ProductVersion', '{version}')" in text
    tree = ast.parse(text, mode="eval")
    called = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call)}  # type: ignore[attr-defined]
    assert {"VSVersionInfo", "FixedFileInfo", "StringTable"} <= called
    script = (PACKAGING / "windows/emotion-workbench.iss").read_text(encoding="utf-8-sig")
    assert f'#define Publisher "{windows_resource.PUBLISHER}"' in script


def test_winget_is_told_of_the_installer(tmp_path: Path) -> None:
    winget.write(tmp_path, version="0.1.0", address="https://a.example/setup.exe", sha256="ab" * 32)
    texts = {file.name: file.read_text(encoding="utf-8") for file in tmp_path.iterdir()}
    assert len(texts) == 4
    assert all("PackageVersion: 0.1.0\n" in text for text in texts.values())
    installer = texts[f"{winget.IDENTIFIER}.installer.yaml"]
    assert installer.count("https://a.example/setup.exe") == installer.count("AB" * 32) == 2
    script = (PACKAGING / "windows/emotion-workbench.iss").read_text(encoding="utf-8-sig")
    oldest = re.search(r"^MinVersion=(.+)$", script, re.MULTILINE)
    assert oldest
    assert f"MinimumOSVersion: {oldest[1]}.0\n" in installer


def test_macos_asks_for_the_camera_in_both_languages() -> None:
    info = plistlib.loads((PACKAGING / "macos/Info.plist").read_bytes())
    rights = plistlib.loads((PACKAGING / "macos/entitlements.plist").read_bytes())
    assert rights["com.apple.security.device.camera"] is True
    (kind,) = info["CFBundleDocumentTypes"]
    (declared,) = info["UTImportedTypeDeclarations"]
    assert kind["LSItemContentTypes"] == [declared["UTTypeIdentifier"]]
    for language in info["CFBundleLocalizations"]:
        text = (PACKAGING / f"macos/{language}.lproj/InfoPlist.strings").read_text(encoding="utf-8")
        said = dict(re.findall(r'^"(.+)" = "(.+)";$', text, re.MULTILINE))
        assert said.keys() == {"NSCameraUsageDescription", kind["CFBundleTypeName"]}
        if language == "en":
            assert said["NSCameraUsageDescription"] == info["NSCameraUsageDescription"]


@pytest.mark.skipif(shutil.which("dpkg-deb") is None, reason="packages of Linux")
@pytest.mark.skipif(shutil.which("readelf") is None, reason="needs readelf of the build tools")
def test_two_packages_of_one_bundle_are_equal_byte_by_byte(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever folder, order, time and mask the files were made with, and which came first."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1234567890")
    kinds = {"deb": build.make_deb, "tar": build.make_tar}
    made: dict[str, set[str]] = {}
    for folder, mask, order in (
        ("one", 0o022, ["deb", "tar"]),
        ("an/other", 0o077, ["tar", "deb"]),
    ):
        before = os.umask(mask)
        try:
            places = build.Places(tmp_path / folder / "work", tmp_path / folder / "out")
            _stand_in_bundle(places, backwards=mask == 0o077)
            for kind in order:
                kinds[kind](places)
        finally:
            os.umask(before)
        for file in places.out.iterdir():
            made.setdefault(file.name, set()).add(build.sha256(file))
    assert len(made) == 2
    assert {name: len(hashes) for name, hashes in made.items()} == dict.fromkeys(made, 1)


def _stand_in_bundle(places: build.Places, *, backwards: bool) -> None:
    names = ["emotion-workbench", "emotion-gui", "_internal/b/x.so", "_internal/a/data.txt"]
    for number, name in enumerate(reversed(names) if backwards else names):
        file = places.bundle / name
        file.parent.mkdir(parents=True, exist_ok=True)
        if name.endswith(".txt"):
            file.write_text(name, encoding="utf-8")
        else:
            shutil.copyfile("/bin/true", file)
            file.chmod(0o755)
        os.utime(file, (1e9 + number, 1e9 + number))
    places.icons.mkdir(parents=True)
    for side in icons.LINUX_SIZES_PX:
        (places.icons / f"{side}.png").write_bytes(b"a picture")


def test_an_archive_does_not_go_by_the_order_it_was_made_in(tmp_path: Path) -> None:
    for made, names in (("one.zip", "ab"), ("two.zip", "ba")):
        with zipfile.ZipFile(tmp_path / made, "w") as archive:
            for name in names:
                archive.writestr(name, name * 9)
        repeatable.sort_archive(tmp_path / made)
    one, two = ((tmp_path / made).read_bytes() for made in ("one.zip", "two.zip"))
    assert one == two
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        assert archive.read("b") == b"bbbbbbbbb"


def test_compiled_code_does_not_go_by_what_was_compiled_before() -> None:
    """A text of one letter is marked as interned once any module has a name of it."""
    code = (
        "import marshal, sys; sys.path.insert(0, {folder!r}); import repeatable\n"
        "{first}\nrepeatable.intern_letters()\n"
        "print(marshal.dumps(compile('a = (\\'{{\\', b)', 'c', 'exec')).hex())"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", code.format(folder=str(PACKAGING), first=first)],
            check=True,
            capture_output=True,
        ).stdout
        for first in ("pass", "sys.intern('{'.strip())")
    }
    assert len(said) == 1
