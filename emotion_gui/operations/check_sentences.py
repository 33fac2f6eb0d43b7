"""Sentences of the check, which are said in any language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


def _plain(text: str) -> str:
    return text


def _grouped(figure: int) -> str:
    return f"{figure:,}"


@dataclass(frozen=True)
class Told:
    """A sentence that can be said in any language.

    Attributes:
        form: in English, with names in braces where the values stand.
        values: what stands there.
    """

    form: str
    values: Mapping[str, object] = field(default_factory=dict)

    def said(
        self,
        translate: Callable[[str], str] = _plain,
        figure: Callable[[int], str] = _grouped,
    ) -> str:
        """The sentence; whole numbers are written by `figure`."""
        if not self.values:  # words of an error, which may hold braces
            return translate(self.form)
        shown = {
            name: figure(value) if isinstance(value, int) else translate(str(value))
            for name, value in self.values.items()
        }
        return translate(self.form).format(**shown)
