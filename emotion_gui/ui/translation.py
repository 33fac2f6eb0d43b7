"""The language of the interface: what is offered, installing it, and words that come from core."""

from __future__ import annotations

import logging
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from emotion_gui.core.data.reasons import read_reason
from emotion_gui.core.error_reasons import ERROR_REASONS
from emotion_gui.core.progress_forms import PROGRESS
from emotion_gui.core.resources import resources_dir
from emotion_gui.core.sentences import read_sentence

logger = logging.getLogger(__name__)

SYSTEM = "system"
SOURCE = "en"  # its file holds nothing but plural forms


def offered() -> tuple[str, ...]:
    """The languages that can be shown: English and every `.qm` that came with the program."""
    folder = resources_dir() / "translations"
    return (SOURCE, *sorted({path.stem for path in folder.glob("*.qm")} - {SOURCE}))


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
    files = [(language, str(resources_dir() / "translations"))]
    if language != SOURCE:  # Qt's own texts are English
        qt_folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        files.insert(0, (f"qtbase_{language}", qt_folder))
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
    """Why a picture was left out or a step refused, in the language of the interface."""
    found = read_reason(text) or read_sentence(text, ERROR_REASONS)
    if found is None:
        return core_text(text)
    reason, values = found
    return core_text(reason.form).format(**{key: _value(held) for key, held in values.items()})


def progress_text(text: str) -> str:
    """What a job says while it works, in the language of the interface."""
    found = read_sentence(text, PROGRESS)
    if found is None:
        return core_text(text)
    form, values = found
    return core_text(form.form).format(
        **{key: _value(core_text(held)) for key, held in values.items()}
    )


def _value(held: str) -> str:
    """A number as the language groups it; a reason within a reason is told, names are not."""
    bare = held.replace(",", "")
    if bare != held and bare.isdecimal():
        return QLocale().toString(int(bare))
    return reason_text(held) if " " in held else held


def translator(context: str) -> Callable[..., str]:
    """What translates the texts of a module that has no class: `_tr = translator("TrainPage")`.

    Its second argument is the number of things that "%Ln" in the text stands for; the plural
    form is chosen by the language.
    """

    def translate(text: str, n: int = -1) -> str:
        return QCoreApplication.translate(context, text, None, n)

    return translate
