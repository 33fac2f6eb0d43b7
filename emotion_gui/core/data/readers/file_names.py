"""What the name of a picture's file tells by itself, in the data sets that put it there."""

from __future__ import annotations

import re
from typing import NamedTuple

# FER2013 as Kaggle exports it in folders.
_FER_PREFIX = re.compile(r"(training|publictest|privatetest)_", re.IGNORECASE)
_FER_USAGE = {"training": "Training", "publictest": "PublicTest", "privatetest": "PrivateTest"}
# SFEW and AFEW: HarryPotter_PhilosopherStone_012345678_00000012.png. Only the last two fields are
# times; the film's own name may hold anything, underscores and years included.
_FILM = re.compile(r"(.+)_\d{6,}_\d{6,}(?:\.\w+)+$")
# CK+: S005_001_00000011.png
_CK = re.compile(r"(S\d{3})_(\d{3})_\d{8}(?:\.\w+)+$", re.IGNORECASE)
# JAFFE: KA.AN1.39.tiff
_JAFFE = re.compile(r"([A-Z]{2})[.\-_](AN|DI|FE|HA|NE|SA|SU)\d[.\-_]\d{1,3}\.\w+$", re.IGNORECASE)
# KDEF: AF01ANS.JPG = series A or B, sex, number, expression, angle. Both series are one person.
_KDEF = re.compile(r"[AB]([FM]\d{2})(AF|AN|DI|HA|NE|SA|SU)(?:S|FL|FR|HL|HR)\.\w+$", re.IGNORECASE)
# RaFD: Rafd090_01_Caucasian_female_angry_frontal.jpg
_RAFD = re.compile(
    r"Rafd\d{3}_(\d{2})_[A-Za-z]+_(?:fe)?male_([a-z]+)_(?:frontal|left|right)\.\w+$", re.IGNORECASE
)


class NameFacts(NamedTuple):
    """What a file's name says.

    Attributes:
        usage: the official part, or "".
        group: film or person, or "".
        word: the class that the name codes, as a word or by two letters; or "".
        sequence: CK+'s number of the recording, which its folder bears as well; or "".
    """

    usage: str = ""
    group: str = ""
    word: str = ""
    sequence: str = ""


NO_FACTS = NameFacts()


def read_name(name: str) -> NameFacts:
    """What a file's name says by the known data sets' patterns."""
    if match := _FER_PREFIX.match(name):
        return NameFacts(usage=_FER_USAGE[match[1].lower()])
    if match := _CK.match(name):
        return NameFacts(group=match[1].upper(), sequence=match[2])
    if match := _FILM.match(name):
        return NameFacts(group=match[1])
    if match := _JAFFE.match(name):
        return NameFacts(group=match[1].upper(), word=match[2].lower())
    if match := _KDEF.match(name):
        return NameFacts(group=match[1].upper(), word=match[2].lower())
    if match := _RAFD.match(name):
        return NameFacts(group=f"Rafd {match[1]}", word=match[2])
    return NO_FACTS
