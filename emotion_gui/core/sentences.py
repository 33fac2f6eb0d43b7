"""Sentences with figures and names in them that are written in English and read again.

Whoever shows one in another language looks up the form it has and says that, with the same
figures and names in it.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Reason:
    """A sentence with names in braces where figures and names stand."""

    form: str

    @functools.cached_property
    def pattern(self) -> re.Pattern[str]:
        """Matches the sentence whatever stands in it."""
        parts = re.split(r"\{(\w+)\}", self.form)
        named = [
            re.escape(part) if n % 2 == 0 else f"(?P<{part}>.*)" for n, part in enumerate(parts)
        ]
        return re.compile("".join(named), re.DOTALL)


def read_sentence(text: str, forms: Iterable[Reason]) -> tuple[Reason, dict[str, str]] | None:
    """The first form that the sentence has, and what stands in it; None for an unknown one."""
    for form in forms:
        if (found := form.pattern.fullmatch(text)) is not None:
            return form, found.groupdict()
    return None
