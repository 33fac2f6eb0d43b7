"""What may be installed into a package, file by file.

`requirements*.in` name exact versions; `lock` writes `requirements*.txt` beside them, with the
SHA-256 of every file that an index offers for those versions. pip then takes nothing else
(https://pip.pypa.io/en/stable/topics/secure-installs/), on whichever system it runs.
"""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
PACKAGES = ("requirements", "requirements-build")
NAMES = (*PACKAGES, "requirements-audit")
_HEADER = """\
# Made by `python packaging/build.py lock` from {name}.in: change that one.
"""
# The system of the Linux packages; its torch comes from an index of its own.
_LINUX = ("--platform", "manylinux_2_28_x86_64", "--python-version", "3.11")


def lock() -> None:
    """Write all files anew.

    Raises:
        SystemExit: uv is missing, an index does not answer, or no index of pip has torch's CPU
            build (`PIP_EXTRA_INDEX_URL` names it).
    """
    for name in NAMES:
        source, target = HERE / f"{name}.in", HERE / f"{name}.txt"
        text = _compiled(source)
        if name in PACKAGES:
            version = re.search(r"^torch==(\S+)", text, re.MULTILINE)
            if version is None:
                raise SystemExit(f"{source} pins no torch")
            text = for_linux(text, "torch", *_cpu_build(version[1]))
        target.write_text(_HEADER.format(name=name) + text, encoding="utf-8", newline="\n")


def _compiled(source: Path) -> str:
    """uv's answer: one text for all systems, with markers."""
    command = [
        *("uv", "pip", "compile", "--universal", "--python-version", "3.11", "--generate-hashes"),
        # The pins are complete; dependencies of builds that no package takes would come in else.
        *("--no-deps", "--no-header", "--no-annotate", "--quiet", str(source)),
    ]
    try:
        return subprocess.run(command, check=True, stdout=subprocess.PIPE, encoding="utf-8").stdout
    except FileNotFoundError:
        raise SystemExit("uv is missing: pip install uv") from None
    except subprocess.CalledProcessError as error:
        raise SystemExit(f"uv ended with code {error.returncode}") from error


def _cpu_build(version: str) -> tuple[str, str]:
    """Version and SHA-256 of torch's wheel without CUDA; PyPI has none for Linux."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        options = ["--only-binary=:all:", *_LINUX, "--dest", folder, f"torch=={version}"]
        if subprocess.run([*command, *options], check=False).returncode != 0:
            raise SystemExit(f"torch {version} could not be downloaded")
        (wheel,) = Path(folder).iterdir()
        if "+cpu" not in wheel.name:
            raise SystemExit(f"{wheel.name}: name the index of CPU builds in PIP_EXTRA_INDEX_URL")
        with wheel.open("rb") as data:
            return f"{version}+cpu", hashlib.file_digest(data, "sha256").hexdigest()


def for_linux(text: str, name: str, version: str, sha256: str) -> str:
    """The requirements with another build of one of them on Linux, which is one file there.

    Raises:
        SystemExit: the requirement is not there.
    """
    pin = re.search(rf"^{re.escape(name)}==[^\s;]+ \\\n", text, re.MULTILINE)
    if pin is None:
        raise SystemExit(f"{name} is not in the requirements")
    there = f'{name}=={version} ; sys_platform == "linux" \\\n    --hash=sha256:{sha256}\n'
    elsewhere = pin[0].replace(" \\", ' ; sys_platform != "linux" \\')
    return text[: pin.start()] + there + elsewhere + text[pin.end() :]
