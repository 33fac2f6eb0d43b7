"""Names in any script are drawn with what the system has for them, and nobody is warned."""

from __future__ import annotations

import dataclasses
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from matplotlib import font_manager
from matplotlib.ft2font import FT2Font

from emotion_gui.core.reports.figure_drawing import save_figure
from emotion_gui.core.reports.figures import BarFigure
from emotion_gui.core.reports.letters import FIRST, _families_there, sans_families


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    _families_there.cache_clear()
    yield
    _families_there.cache_clear()


def drawn(path: Path, *, name: str) -> None:
    save_figure(BarFigure(name, (name,), ("n",), ((1.0,),), ("#123456",)), path)


def test_families_are_those_that_are_there(monkeypatch: pytest.MonkeyPatch) -> None:
    own = next(entry for entry in font_manager.fontManager.ttflist if entry.name == FIRST)
    there = [own, *(dataclasses.replace(own, name=name) for name in ("SimSun", "Wingdings"))]
    monkeypatch.setattr(font_manager.fontManager, "ttflist", there)
    assert sans_families() == [FIRST, "SimSun"]


def test_a_picture_takes_letters_of_a_further_family(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mathematical font stands for one of another script; DejaVu lacks its sign."""
    fonts = font_manager.fontManager.ttflist
    own = next(entry for entry in fonts if Path(entry.fname).name == "DejaVuSans.ttf")
    further = next(entry for entry in fonts if Path(entry.fname).name == "STIXNonUni.ttf")
    sign = chr(
        max(set(FT2Font(further.fname).get_charmap()) - set(FT2Font(own.fname).get_charmap()))
    )
    monkeypatch.setattr(font_manager.fontManager, "ttflist", [own])
    drawn(tmp_path / "box.svg", name=sign)
    _families_there.cache_clear()
    there = [own, dataclasses.replace(further, name="SimSun")]
    monkeypatch.setattr(font_manager.fontManager, "ttflist", there)
    drawn(tmp_path / "letter.svg", name=sign)
    box, letter = (
        (tmp_path / f"{name}.svg").read_text(encoding="utf-8") for name in ("box", "letter")
    )
    assert box != letter


def test_letters_that_no_font_has_are_boxes_without_a_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = [e for e in font_manager.fontManager.ttflist if e.name == FIRST]
    monkeypatch.setattr(font_manager.fontManager, "ttflist", own)
    for _ in range(2):  # whoever catches warnings has put the first one's filter away
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            drawn(tmp_path / "a.png", name="电影 張偉")
    assert [str(warning.message) for warning in told] == []
    assert (tmp_path / "a.png").stat().st_size > 1000
