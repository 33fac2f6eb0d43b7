"""Remarks about a source, which can be said in any language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Note:
    """A sentence with figures; `str` is the English one.

    Attributes:
        text: English, with names in braces as `str.format` takes them; this is what is translated.
        values: what stands for the names.
    """

    text: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text.format(**self.values)
