"""Manifests for winget, Windows' package manager (schema 1.6): version, installer, texts."""

from __future__ import annotations

from pathlib import Path

IDENTIFIER = "EmotionWorkbench.EmotionWorkbench"
_SCHEMA = "1.6.0"
_INSTALLER = """\
PackageIdentifier: {identifier}
PackageVersion: {version}
Platform: [Windows.Desktop]
MinimumOSVersion: 10.0.17763.0
InstallerType: inno
UpgradeBehavior: install
Commands: [emotion-gui]
FileExtensions: [safetensors]
InstallerSwitches:
  Silent: /VERYSILENT /SUPPRESSMSGBOXES /NORESTART
  SilentWithProgress: /SILENT /SUPPRESSMSGBOXES /NORESTART
  Log: /LOG="<LOGPATH>"
  InstallLocation: /DIR="<INSTALLPATH>"
Installers:
- {{Architecture: x64, Scope: user, InstallerUrl: "{address}", InstallerSha256: {sha256},
   InstallerSwitches: {{Custom: /CURRENTUSER}}}}
- {{Architecture: x64, Scope: machine, InstallerUrl: "{address}", InstallerSha256: {sha256},
   InstallerSwitches: {{Custom: /ALLUSERS}}}}
ManifestType: installer
ManifestVersion: {schema}
"""
_TEXTS = """\
PackageIdentifier: {identifier}
PackageVersion: {version}
PackageLocale: {locale}
Publisher: The Emotion Workbench authors
PackageName: Emotion Workbench
License: MIT
ShortDescription: {short}
ManifestType: {kind}
ManifestVersion: {schema}
"""
_VERSION = """\
PackageIdentifier: {identifier}
PackageVersion: {version}
DefaultLocale: en-US
ManifestType: version
ManifestVersion: {schema}
"""
_SHORT = {
    "en-US": "Train, prune by distinctiveness and run a small network for facial expression",
    "de-DE": "Ein kleines Netz für Gesichtsausdrücke trainieren, beschneiden und anwenden",
}


def write(folder: Path, *, version: str, address: str, sha256: str) -> None:
    """Write the manifests of one version.

    Args:
        folder: made anew; winget takes all files of a folder as one manifest.
        version: the program's.
        address: where the installer can be downloaded.
        sha256: of the installer, in hexadecimal.
    """
    folder.mkdir(parents=True, exist_ok=True)
    facts = {
        "identifier": IDENTIFIER,
        "version": version,
        "address": address,
        "sha256": sha256.upper(),
        "schema": _SCHEMA,
    }
    texts = {"": _VERSION.format(**facts), ".installer": _INSTALLER.format(**facts)}
    for locale, short in _SHORT.items():
        kind = "defaultLocale" if locale == "en-US" else "locale"
        texts[f".locale.{locale}"] = _TEXTS.format(**facts, locale=locale, short=short, kind=kind)
    for ending, text in texts.items():
        (folder / f"{IDENTIFIER}{ending}.yaml").write_text(text, encoding="utf-8", newline="\n")
