"""The seven emotions in FER2013's order, which is the order everywhere in the product."""

from __future__ import annotations

import re
import unicodedata
from enum import IntEnum
from typing import NamedTuple


class Emotion(IntEnum):
    """FER2013's codes."""

    ANGRY = 0
    DISGUST = 1
    FEAR = 2
    HAPPY = 3
    SAD = 4
    SURPRISE = 5
    NEUTRAL = 6


LABELS: tuple[str, ...] = tuple(emotion.name.lower() for emotion in Emotion)

# Only words that mean the emotion itself. What merely comes near it ("calm", "smile",
# "startled", "natural") is somebody's own class: its meaning is asked for, never supposed.
_WORDS: dict[Emotion, str] = {
    Emotion.ANGRY: "angry anger wut wütend ärger verärgert zorn zornig colère fâché enojo enojado"
    " enfado enfadado ira rabbia arrabbiato raiva zangado kızgın öfke"
    " 生气 愤怒 怒り 분노 гнев злость",
    Emotion.DISGUST: "disgust disgusted ekel angeekelt dégoût dégoûté asco disgusto disgustato nojo"
    " iğrenme tiksinti 厌恶 嫌悪 혐오 отвращение",
    Emotion.FEAR: "fear fearful afraid scared angst ängstlich furcht peur miedo asustado paura medo"
    " korku korkmuş 恐惧 害怕 恐怖 공포 두려움 страх",
    Emotion.HAPPY: "happy happiness joy joyful glücklich freude fröhlich joie heureux feliz"
    " felicidad alegría alegre felice felicità gioia felicidade alegria mutlu mutluluk"
    " 高兴 快乐 开心 喜び 幸せ 행복 기쁨 радость счастье",
    Emotion.SAD: "sad sadness traurig trauer traurigkeit triste tristesse tristeza tristezza üzgün"
    " üzüntü 悲伤 伤心 難過 悲しみ 슬픔 грусть печаль",
    Emotion.SURPRISE: "surprise surprised suprise suprised überrascht überraschung surpris sorpresa"
    " sorprendido sorpreso surpresa surpreso şaşkın şaşırmış 惊讶 驚き 놀람 удивление",
    Emotion.NEUTRAL: "neutral neutrality neutre neutro neutrale nötr 中性 平静 無表情 중립 무표정"
    " нейтральный нейтрально",
}
_NOT_OF_THE_SEVEN = "contempt contemptuous verachtung mépris desprecio disprezzo desprezo 轻蔑 蔑视"

SHORT_NAMES: dict[str, Emotion] = {
    "an": Emotion.ANGRY,
    "di": Emotion.DISGUST,
    "fe": Emotion.FEAR,
    "af": Emotion.FEAR,
    "ha": Emotion.HAPPY,
    "sa": Emotion.SAD,
    "su": Emotion.SURPRISE,
    "ne": Emotion.NEUTRAL,
}
"""JAFFE's and KDEF's two letters. Two letters are anybody's initials as well: alone they decide
nothing, see `PathReader`."""


def _plain(text: str) -> str:
    """Without case and accents, so that "DİSGUST", "Wütend" and "wutend" are one spelling."""
    split = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in split if not unicodedata.combining(c))


_MEANINGS = {_plain(word): emotion for emotion, words in _WORDS.items() for word in words.split()}
_CONTEMPT = {_plain(word) for word in _NOT_OF_THE_SEVEN.split()}
_WITHOUT_MEANING = (
    "class label emotion emotions expression face faces facial image images img pictures set data"
    " train training test testing val valid validation"
)
_FILLERS = frozenset(_WITHOUT_MEANING.split())
_TOKENS = re.compile(r"[^\W\d_]+")


class NamedClass(NamedTuple):
    """What a word means; `emotion` is None for contempt, which is known but not of the seven."""

    emotion: Emotion | None


def named_class(name: str) -> NamedClass | None:
    """The class that a name says in words; None where it says none.

    "ANGER", "3_happy", "0 - Angry", "happy_faces" and "train_sad" do; "7", "not_happy" and
    "sadly surprised" do not: besides one word of a class there may only be numbers and words
    without a meaning of their own.
    """
    words = [word for word in _TOKENS.findall(_plain(name)) if word not in _FILLERS]
    if len(words) != 1:
        return None
    if words[0] in _CONTEMPT:
        return NamedClass(None)
    meaning = _MEANINGS.get(words[0])
    return None if meaning is None else NamedClass(meaning)


def parse_label(text: str) -> Emotion | None:
    """The emotion that a person or FER2013's own table means: a word, two letters, or a code 0-6.

    A code is read in FER2013's order. What numbers mean that somebody else chose is decided
    elsewhere (`core.data.readers.orders`).
    """
    name = text.strip().lower()
    if name in SHORT_NAMES:
        return SHORT_NAMES[name]
    if name.isascii() and name.isdigit() and int(name) < len(LABELS):
        return Emotion(int(name))
    found = named_class(text)
    return None if found is None else found.emotion
