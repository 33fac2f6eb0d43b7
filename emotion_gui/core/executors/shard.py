"""A part of a work of many pieces: `3/8` is the third of eight."""

from __future__ import annotations

import re
from dataclasses import dataclass

from emotion_gui.core.errors import ConfigError

_WRITTEN = re.compile(r"(\d{1,6})/(\d{1,6})")


@dataclass(frozen=True)
class Shard:
    """One of several equal parts; each piece of the work is in exactly one.

    Attributes:
        number: from 1.
        of: how many there are.
    """

    number: int
    of: int

    @classmethod
    def parse(cls, text: str) -> Shard:
        """Raises ConfigError where this is none."""
        found = _WRITTEN.fullmatch(text.strip())
        if found is None or not 1 <= int(found[1]) <= int(found[2]):
            raise ConfigError("shard", text, "write it as 3/8: the third of eight")
        return cls(int(found[1]), int(found[2]))

    def places(self, total: int) -> range:
        """Which pieces are in it, by their places from 0."""
        return range((self.number - 1) * total // self.of, self.number * total // self.of)

    def __str__(self) -> str:
        return f"shard {self.number} of {self.of}"


def shards_of(places: list[int], total: int, of: int) -> list[int]:
    """The numbers of the shards that hold these places."""
    wanted = set(places)
    return [n for n in range(1, of + 1) if wanted.intersection(Shard(n, of).places(total))]
