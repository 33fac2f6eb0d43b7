"""Letters of every script in what Matplotlib draws: of persons, films and classes."""

from __future__ import annotations

import logging
import warnings
from functools import lru_cache

from emotion_gui.core.runtime import import_matplotlib

FIRST = "DejaVu Sans"  # travels with Matplotlib: the same letters on every machine
# What systems bring for letters that it lacks; asked for in this order.
_FURTHER = (
    # Windows
    "Microsoft YaHei",
    "Yu Gothic",
    "MS Gothic",
    "SimSun",
    "Malgun Gothic",
    "Leelawadee UI",
    "Nirmala UI",
    "Ebrima",
    # macOS
    "PingFang SC",
    "Hiragino Sans",
    "Apple SD Gothic Neo",
    "Arial Unicode MS",
    # Linux
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
    "Noto Sans CJK KR",
    "WenQuanYi Micro Hei",
    "Droid Sans Fallback",
    "Noto Sans Thai",
    "Noto Sans Devanagari",
    "Noto Sans Bengali",
    "Noto Sans Tamil",
    "Noto Sans Ethiopic",
    "Noto Sans Khmer",
    "FreeSans",
)


def sans_families() -> list[str]:
    """The families to draw with: each letter comes from the first that has it.

    A letter that none has is drawn as an empty box, without a warning: nobody who reads the
    program's output could do anything about it there.
    """
    families = _families_there()
    # Every time: whoever catches warnings puts an older list of filters back.
    warnings.filterwarnings("ignore", r"Glyph \d+ .*missing from", UserWarning)
    return families


@lru_cache(maxsize=1)
def _families_there() -> list[str]:
    import_matplotlib()
    from matplotlib import font_manager

    # Of a family without the weight that is asked for, at every text.
    logging.getLogger(font_manager.__name__).setLevel(logging.ERROR)
    # One that is not there would be warned of at every text.
    there = {entry.name for entry in font_manager.fontManager.ttflist}
    return [FIRST, *(name for name in _FURTHER if name in there)]
