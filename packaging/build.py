"""Makes the packages.

    python packaging/build.py env          the build environment (a virtual environment)
    python packaging/build.py lock         hashes of all that is installed, after the pins changed
    python packaging/build.py licences     resources/licences.json, after the pins changed (Linux)
    python packaging/build.py bundle       one folder that runs without Python
    python packaging/build.py deb          Debian package of the bundle      (Linux)
    python packaging/build.py tar          portable .tar.zst of the bundle   (Linux)
    python packaging/build.py installer    Inno Setup installer              (Windows)
    python packaging/build.py zip          portable .zip of the bundle       (Windows)
    python packaging/build.py winget       winget's manifests of the installer
    python packaging/build.py dmg          disk image with the .app          (macOS)
    python packaging/build.py sign         the programs of the bundle, by SIGN_COMMAND   (Windows)
    python packaging/build.py sbom         bill of materials of the bundle, as CycloneDX
    python packaging/build.py checksums    SHA256SUMS of all that is in dist/

Each makes what it needs first and is missing: `deb` makes the bundle, the bundle the environment.
Work is done in `build/packaging/`, results go to `dist/`. Two builds of one commit are the same:
every time in a package is that of the commit (or `SOURCE_DATE_EPOCH`,
https://reproducible-builds.org/docs/source-date-epoch/).
"""

from __future__ import annotations

import argparse
import hashlib
import logging
import os
import platform
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
import lock  # noqa: E402
import winget  # noqa: E402

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
    def made(self) -> Path:
        """What goes into the bundle and is made first."""
        return self.work / "made"

    @property
    def icons(self) -> Path:
        return self.made / "icons"

    @property
    def licences(self) -> Path:
        return self.made / "licences"

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


def epoch_s() -> int:
    """The moment that packages are dated by: seconds since 1970, the commit's."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if given:
        return int(given)
    try:
        asked = ["git", "log", "-1", "--format=%ct"]
        return int(subprocess.run(asked, cwd=ROOT, stdout=subprocess.PIPE, check=True).stdout)
    except (OSError, subprocess.CalledProcessError) as error:
        raise SystemExit("no commit to date the package by: set SOURCE_DATE_EPOCH") from error


def run(command: Sequence[str | Path], *, environment: Mapping[str, str] | None = None) -> None:
    """Run a program; its failure ends the build with its words."""
    logger.info("$ %s", " ".join(map(str, command)))
    # Sets are walked in an order that goes by hashes of names.
    repeatable = {"SOURCE_DATE_EPOCH": str(epoch_s()), "PYTHONHASHSEED": "0"}
    ended = subprocess.run(
        [str(part) for part in command],
        env={**os.environ, **repeatable, **(environment or {})},
        cwd=ROOT,
        check=False,
    )
    if ended.returncode != 0:
        raise SystemExit(f"{command[0]} ended with code {ended.returncode}")


def make_env(places: Places) -> None:
    """Install the exact pins into an environment of their own; no file but those with a hash."""
    run([sys.executable, "-m", "venv", "--clear", places.env])
    pins = HERE / "requirements-build.txt"
    run(
        [
            places.python,
            "-m",
            "pip",
            "install",
            "--require-hashes",
            "--only-binary=:all:",
            "-r",
            pins,
        ]
    )


def make_licences(places: Places) -> None:
    """Write the licence list that the About box shows."""
    need_env(places)
    run([places.python, HERE / "licences.py", ROOT / "resources" / "licences.json"])


def make_bundle(places: Places) -> None:
    """One folder with everything; on Linux stripped of symbols nobody reads."""
    need_env(places)
    run([places.python, HERE / "icons.py", places.icons])
    shutil.rmtree(places.licences, ignore_errors=True)
    # Made here and not taken from the checkout: what is in a package differs by system.
    listing = places.made / "licences.json"
    run([places.python, HERE / "licences.py", listing, "--texts", places.licences])
    run(
        [
            *(places.python, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"),
            *("--workpath", places.work / "pyinstaller", "--distpath", places.work / "dist"),
            HERE / f"{NAME}.spec",
        ],
        environment={"EMOTION_WORKBENCH_MADE": str(places.made)},
    )
    shutil.copytree(places.licences, places.bundle / "licences", dirs_exist_ok=True)
    if shutil.which("dpkg"):
        debian.copy_copyrights(places.bundle / "_internal", places.bundle / "licences" / "system")
    if sys.platform.startswith("linux"):
        saved = elf.strip_all(places.bundle) + elf.link_twins(places.bundle)
        logger.info("symbols and twins: %.0f MB less", saved / 1e6)
    logger.info("bundle: %.0f MB in %s", size_of(places.bundle) / 1e6, places.bundle)


def sign_programs(places: Places) -> None:
    """Windows: sign the bundle's programs by the command in SIGN_COMMAND.

    `$f` in it stands for the file, as in Inno Setup: `signtool sign /n "..." /tr ... $f`. A verb
    of its own, so that a release job knows the secret in this step and in `installer` only.

    Raises:
        SystemExit: no command is given.
    """
    need_bundle(places)
    command = os.environ.get("SIGN_COMMAND")
    if not command:
        raise SystemExit("SIGN_COMMAND is not set")
    for name in ("emotion-gui.exe", "Emotion Workbench.exe"):
        logger.info("signing %s", name)
        line = command.replace("$f", f'"{places.bundle / name}"')
        subprocess.run(line, shell=True, check=True)


def make_deb(places: Places) -> None:
    """The Debian package of a bundle."""
    need_bundle(places)
    tree = places.work / "deb"
    debian.make_tree(
        tree,
        bundle=places.bundle,
        icons=places.icons,
        version=product_version(),
        epoch_s=epoch_s(),
    )
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
    debian.set_modes(places.bundle, epoch_s())
    target = places.out / f"{NAME}-{product_version()}-linux-{machine()}.tar.zst"
    places.out.mkdir(parents=True, exist_ok=True)
    run(
        [
            "tar",
            "--create",
            "--file",
            target,
            "--use-compress-program",
            "zstd -9 -T2",
            "--owner=0",
            "--group=0",
            "--numeric-owner",
            "--sort=name",
            f"--mtime=@{epoch_s()}",
            "--transform",
            f"s,^{NAME},{NAME}-{product_version()},",
            "--directory",
            places.bundle.parent,
            NAME,
        ]
    )
    report(target)


def make_installer(places: Places) -> None:
    """Windows: Inno Setup's compiler makes one installer of the bundle."""
    need_bundle(places)
    places.out.mkdir(parents=True, exist_ok=True)
    compiler = shutil.which("iscc")
    if compiler is None:
        raise SystemExit("Inno Setup's compiler (iscc) is not on the PATH")
    command = os.environ.get("SIGN_COMMAND")
    # Inno Setup's `$q` is a quotation mark, which its own command line cannot hold.
    signing = [] if not command else ["/DSigning", "/Ssigning=" + command.replace('"', "$q")]
    run(
        [
            compiler,
            f"/DVersion={product_version()}",
            f"/DBundle={places.bundle}",
            f"/DIcon={places.icons / 'app.ico'}",
            *signing,
            f"/O{places.out}",
            HERE / "windows" / f"{NAME}.iss",
        ]
    )
    report(installer_of(places))


def make_zip(places: Places) -> None:
    """Windows: a folder to unpack anywhere."""
    need_bundle(places)
    places.out.mkdir(parents=True, exist_ok=True)
    name = f"{NAME}-{product_version()}-windows-x86_64"
    made = shutil.make_archive(
        str(places.out / name), "zip", root_dir=places.bundle.parent, base_dir=places.bundle.name
    )
    report(Path(made))


def make_sbom(places: Places) -> None:
    """What is in the bundle, for who has to answer for it."""
    need_bundle(places)
    places.out.mkdir(parents=True, exist_ok=True)
    system = {"linux": "linux", "win32": "windows", "darwin": "macos"}[sys.platform]
    target = places.out / f"{NAME}-{product_version()}-{system}-{machine()}.cdx.json"
    options = ["--version", product_version(), "--epoch", str(epoch_s())]
    run([places.python, HERE / "sbom.py", places.bundle, target, *options])
    report(target)


def make_winget(places: Places) -> None:
    """Manifests for Windows' package manager; DOWNLOAD_FOLDER is the address of the releases."""
    folder = os.environ.get("DOWNLOAD_FOLDER")
    if not folder:
        raise SystemExit("DOWNLOAD_FOLDER is not set, the address that the installer is offered at")
    installer = installer_of(places)
    target = places.out / "winget"
    winget.write(
        target,
        version=product_version(),
        address=f"{folder.rstrip('/')}/{installer.name}",
        sha256=sha256(installer),
    )
    logger.info("%s", target)


def installer_of(places: Places) -> Path:
    """Where the installer of this version is."""
    return places.out / f"{NAME}-{product_version()}-windows-x86_64.exe"


def make_checksums(places: Places) -> None:
    """SHA256SUMS of every file of the output folder, as `sha256sum --check` reads it."""
    files = sorted(each for each in places.out.iterdir() if each.is_file())
    rows = [f"{sha256(file)}  {file.name}\n" for file in files if file.name != "SHA256SUMS"]
    (places.out / "SHA256SUMS").write_text("".join(rows), encoding="ascii", newline="\n")


def sha256(file: Path) -> str:
    """The hash of a file, in hexadecimal."""
    with file.open("rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest()


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
    if sys.platform == "darwin":
        return platform.machine()  # Python itself may be for two kinds; torch's wheel never is
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
    "lock": lambda places: lock.lock(),
    "licences": make_licences,
    "bundle": make_bundle,
    "deb": make_deb,
    "tar": make_tar,
    "installer": make_installer,
    "zip": make_zip,
    "sign": sign_programs,
    "sbom": make_sbom,
    "winget": make_winget,
    "checksums": make_checksums,
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
