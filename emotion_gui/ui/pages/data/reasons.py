"""Why a picture is not used, in the language of the interface.

Core writes the reason in English, figures included, and so it is stored with the picture: a data
set must not speak the language of whoever imported it. Here the sentence is recognised again.
"""

from __future__ import annotations

import re

from PySide6.QtCore import QCoreApplication

from emotion_gui.ui.translation import core_text

_REASONS = {
    "no face": "no face was found",
    "small face": "the largest face is {size} pixels, under {least}",
    "small picture": "{width} x {height} pixels, under {least}",
    "large picture": "{width} x {height} pixels, larger than {most} megapixels",
    "megapixels": "larger than {most} megapixels",
    "large file": "the file is larger than {most} MB",
    "empty": "the file is empty",
    "no file": "it is not a file",
    "format": "not a picture of a known format",
    "truncated": "the picture is truncated",
    "damaged": "the picture is damaged",
    "class": "class '{name}' is not one of the seven emotions",
    "folder": "folder '{name}' is not one of the seven emotions",
    "code": "emotion '{name}' is not one of 0 to 6",
    "columns": "{count} columns instead of {wanted}",
    "pixels": "{count} pixels instead of {wanted}",
    "no number": "{text} among the pixels is not a number",
    "over 255": "pixel value {value} is over 255",
    "long line": "the line is longer than a megabyte",
    "no votes": "the FER+ table has no votes for it",
    "nobody voted": "nobody voted on it in FER+",
    "tied": "FER+ votes are tied ({names})",
    "contempt": "most FER+ voters saw contempt, which is not one of the seven",
    "could not tell": "most FER+ voters could not tell",
    "saw no face": "most FER+ voters saw no face",
    "same name": "the archive holds another file of this name",
    "outside": "its path leads out of the archive",
    "link to": "a link (to {target}), not a file; links in archives are not followed",
    "link": "a link, not a file; links in archives are not followed",
    "device": "a device, not a file",
    "encrypted": "it is encrypted",
    "bomb": "it unpacks to more than {times} times its size",
    "known": "the data set has this face already ({name})",
    "largest of": "largest of {count} faces",
    "central of": "most central of {count} faces",
    "one of": "face {number} of {count}",
    "choose": "{count} faces; choose one",
    "by hand": "excluded by hand",
    "drawn": "box drawn by hand",
    "chosen": "chosen by hand",
    "copy": "nearly another face of its part",
    "flat": "the picture is flat",
    "tiny": "the face is under {least} pixels",
    "contradicted": "a network contradicts the label",
}


def _tr(text: str) -> str:
    return QCoreApplication.translate("Reasons", text)


def _pattern(template: str) -> re.Pattern[str]:
    literal = re.escape(template)
    return re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+)", literal))


_PATTERNS = tuple((template, _pattern(template)) for template in _REASONS.values())


def reason_text(reason: str) -> str:
    """A reason of core for people; one that is not known stays English."""
    for template, pattern in _PATTERNS:
        if match := pattern.fullmatch(reason):
            return _tr(template).format(**match.groupdict())
    return core_text(reason)
