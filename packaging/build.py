"""Makes the packages.

    python packaging/build.py env          the build environment (a virtual environment)
    python packaging/build.py licences     resources/licences.json, after the pins changed
    python packaging/build.py bundle       one folder that runs without Python
    python packaging/build.py deb          Debian package of the bundle      (Linux)
    python packaging/build.py tar          portable .tar.zst of the bundle   (Linux)
    python packaging/build.py installer    Inno Setup installer              (Windows)
    python packaging/build.py dmg          disk image with the .app          (macOS)

Each makes what it needs first and is missing: `deb` makes the bundle, the bundle the environment.
Work is done in `build/packaging/`, results go to `dist/`.
"""

from __future__ import annotations

import argparse
import logging
import os
import shutil
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import debian  # noqa: E402
import elf  # noqa: E402

ROOT = HERE.parent
NAME = "emotion-workbench"
logger = logging.getLogger("build")


@dataclass(frozen=True)
class Places:
    """Where the environment, the intermediate and the finished things are."""

    work: Path
    out: Path

    @property
    def env(self) -> Path:
        return self.work / "env"

    @property
    def python(self) -> Path:
        windows = sys.platform == "win32"
        return self.env / ("Scripts/python.exe" if windows else "bin/python")

    @property
    def icons(self) -> Path:
        return self.work / "icons"

    @property
    def bundle(self) -> Path:
        return self.work / "dist" / NAME

    @property
    def app(self) -> Path:
        """macOS: the bundle as one application."""
        return self.work / "dist" / "Emotion Workbench.app"


def product_version() -> str:
    """The one version, from the package itself."""
    from emotion_gui import __version__

    return __version__


def run(command: Sequence[str | Path], *, environment: Mapping[str, str] | None = None) -> None:
    """Run a program; its failure ends the build with its words."""
    logger.info("$ %s", " ".join(map(str, command)))
    ended = subprocess.run(
        [str(part) for part in command],
        env=None if environment is None else {**os.environ, **environment},
        cwd=ROOT,
        check=False,
    )
    if ended.returncode != 0:
        raise SystemExit(f"{command[0]} ended with code {ended.returncode}")


def make_env(places: Places) -> None:
    """Install the exact pins into an environment of their own."""
    run([sys.executable, "-m", "venv", "--clear", places.env])
    run([places.python, "-m", "pip", "install", "-r", HERE / "requirements-build.txt"])


def make_licences(places: Places) -> None:
    """Write the licence list that the About box shows."""
    need_env(places)
    run([places.python, HERE / "licences.py", ROOT / "resources" / "licences.json"])


def make_bundle(places: Places) -> None:
    """One folder with everything; on Linux stripped of symbols nobody reads."""
    need_env(places)
    run([places.python, HERE / "icons.py", places.icons])
    run(
        [places.python, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN",
         "--workpath", places.work / "pyinstaller", "--distpath", places.work / "dist",
         HERE / f"{NAME}.spec"],
        environment={"EMOTION_WORKBENCH_ICONS": str(places.icons)},
    )  # fmt: skip
    add_licences(places)
    if sys.platform.startswith("linux"):
        saved = elf.strip_all(places.bundle) + elf.link_twins(places.bundle)
        logger.info("symbols and twins: %.0f MB less", saved / 1e6)
    logger.info("bundle: %.0f MB in %s", size_of(places.bundle) / 1e6, places.bundle)


def add_licences(places: Places) -> None:
    """All texts as files beside the program; on Linux also those of the system's libraries."""
    folder = places.bundle / "licences"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    listing = places.work / "licences.json"
    run([places.python, HERE / "licences.py", listing, "--texts", folder])
    if listing.read_bytes() != (ROOT / "resources" / "licences.json").read_bytes():
        raise SystemExit("resources/licences.json is old: python packaging/build.py licences")
    shutil.copyfile(ROOT / "LICENSE", folder / "LICENSE")
    if shutil.which("dpkg"):
        debian.copy_copyrights(places.bundle / "_internal", folder / "system")


def make_deb(places: Places) -> None:
    """The Debian package of a bundle."""
    need_bundle(places)
    tree = places.work / "deb"
    debian.make_tree(tree, bundle=places.bundle, icons=places.icons, version=product_version())
    target = places.out / debian.file_name(product_version())
    places.out.mkdir(parents=True, exist_ok=True)
    run(
        [
            "dpkg-deb",
            "--root-owner-group",
            "-Zzstd",
            "-z9",
            "--threads-max=2",
            "--build",
            tree,
            target,
        ]
    )
    report(target)


def make_tar(places: Places) -> None:
    """A folder to unpack anywhere."""
    need_bundle(places)
    target = places.out / f"{NAME}-{product_version()}-linux-{machine()}.tar.zst"
    places.out.mkdir(parents=True, exist_ok=True)
    run(["tar", "--create", "--file", target, "--use-compress-program", "zstd -9 -T2",
         "--owner=0", "--group=0", "--numeric-owner", "--sort=name",
         "--transform", f"s,^{NAME},{NAME}-{product_version()},",
         "--directory", places.bundle.parent, NAME])  # fmt: skip
    report(target)


def make_installer(places: Places) -> None:
    """Windows: Inno Setup's compiler makes one installer of the bundle."""
    need_bundle(places)
    places.out.mkdir(parents=True, exist_ok=True)
    compiler = shutil.which("iscc")
    if compiler is None:
        raise SystemExit("Inno Setup's compiler (iscc) is not on the PATH")
    run([compiler, f"/DVersion={product_version()}", f"/DBundle={places.bundle}",
         f"/DIcon={places.icons / 'app.ico'}", f"/O{places.out}",
         HERE / "windows" / f"{NAME}.iss"])  # fmt: skip


def make_dmg(places: Places) -> None:
    """macOS: sign and notarise where the secrets are given, then the disk image."""
    need_bundle(places)
    places.out.mkdir(parents=True, exist_ok=True)
    target = places.out / f"{NAME}-{product_version()}-macos-{machine()}.dmg"
    run([HERE / "macos" / "make_dmg.sh", places.app, target])
    report(target)


def need_env(places: Places) -> None:
    """Make the environment when it is not there."""
    if not places.python.exists():
        make_env(places)


def need_bundle(places: Places) -> None:
    """Make the bundle when it is not there."""
    if not places.bundle.exists():
        make_bundle(places)


def machine() -> str:
    """The processor's name as packages use it, such as `x86_64`."""
    return sysconfig.get_platform().rpartition("-")[2]


def size_of(folder: Path) -> int:
    """Bytes of all files below a folder; links count nothing."""
    files = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return sum(path.stat().st_size for path in files)


def report(target: Path) -> None:
    """Say what came out."""
    logger.info("%s: %.0f MB", target, target.stat().st_size / 1e6)


VERBS: Mapping[str, Callable[[Places], None]] = {
    "env": make_env,
    "licences": make_licences,
    "bundle": make_bundle,
    "deb": make_deb,
    "tar": make_tar,
    "installer": make_installer,
    "dmg": make_dmg,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Make what was asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("verb", choices=VERBS)
    parser.add_argument("--work", type=Path, default=ROOT / "build" / "packaging")
    parser.add_argument("--out", type=Path, default=ROOT / "dist")
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    began = time.monotonic()
    VERBS[options.verb](Places(options.work.resolve(), options.out.resolve()))
    logger.info("%s: %.0f s", options.verb, time.monotonic() - began)
    return 0


if __name__ == "__main__":
    sys.exit(main())
