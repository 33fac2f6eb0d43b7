"""The language of the interface: what is offered, installing it, and words that come from core."""

from __future__ import annotations

import logging

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from emotion_gui.core.data.reasons import read_reason
from emotion_gui.core.resources import resources_dir

logger = logging.getLogger(__name__)

SYSTEM = "system"
SOURCE = "en"  # the language of the sources needs no file


def offered() -> tuple[str, ...]:
    """The languages that can be shown: English and every `.qm` that came with the program."""
    folder = resources_dir() / "translations"
    return (SOURCE, *sorted(path.stem for path in folder.glob("*.qm")))


def choose(wanted: str, preferred: list[str]) -> str:
    """The language to show.

    Args:
        wanted: `system` or a language code.
        preferred: the system's languages, the first the dearest, as `de-DE` or `de`.

    Returns:
        One of `offered()`; English where nothing fits.
    """
    candidates = [tag.partition("-")[0] for tag in preferred] if wanted == SYSTEM else [wanted]
    known = offered()
    return next((code for code in candidates if code in known), SOURCE)


def install(application: QCoreApplication, wanted: str) -> str:
    """Translate what is built from now on; numbers of controls follow the language.

    Args:
        application: keeps the translators.
        wanted: `system` or a language code.

    Returns:
        The language that was taken.
    """
    for old in application.findChildren(QTranslator):
        application.removeTranslator(old)
        old.deleteLater()
    language = choose(wanted, QLocale.system().uiLanguages())
    # The bare "C" locale of containers and cron jobs knows no grouping: 1500, not 1,500.
    if wanted != SYSTEM or QLocale().language() is QLocale.Language.C:
        QLocale.setDefault(QLocale(language))
    if language == SOURCE:
        return language
    files = (
        (f"qtbase_{language}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)),
        (language, str(resources_dir() / "translations")),
    )
    for name, folder in files:
        translator = QTranslator(application)
        if translator.load(name, folder):
            application.installTranslator(translator)
        else:
            logger.warning("no translation %s", name)
    return language


def core_text(text: str) -> str:
    """A text that core wrote in English, in the language of the interface."""
    return QCoreApplication.translate("core", text)


def reason_text(text: str) -> str:
    """Why a picture was left out, as it is stored, in the language of the interface."""
    found = read_reason(text)
    if found is None:
        return core_text(text)
    reason, values = found
    return core_text(reason.form).format(**values)


def counted(count: int, one: str, many: str, **fields: object) -> str:
    """A translated phrase for a number of things; `{n}` in it is the number.

    Args:
        count: of the things.
        one: for exactly one.
        many: for any other number.
        fields: what else stands in the phrase.
    """
    return (one if count == 1 else many).format(n=count, **fields)
