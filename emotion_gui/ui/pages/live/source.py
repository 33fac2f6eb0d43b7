"""What a person may watch, as a value: camera, video, stream or pictures."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from emotion_gui.core.data.file_kinds import FILM_ENDINGS, is_picture_file
from emotion_gui.core.inference.controls import LiveRequest
from emotion_gui.core.settings import EngineWish

SourceKind = Literal["", "camera", "video", "stream", "pictures"]


@dataclass(frozen=True)
class Source:
    """What a person chose.

    Attributes:
        kind: empty for nothing yet.
        address: for `open_source`.
        title: for people.
        pictures: files and folders of stills.
    """

    kind: SourceKind = ""
    address: str = ""
    title: str = ""
    pictures: tuple[Path, ...] = ()

    @property
    def ready(self) -> bool:
        return bool(self.address or self.pictures)

    def request(self, *, camera_size: tuple[int, int], engine: EngineWish = "auto") -> LiveRequest:
        """The same as the loop wants it."""
        return LiveRequest(
            address=self.address,
            pictures=self.pictures,
            name=self.title,
            camera_size=camera_size,
            engine=engine,
        )


def source_of(paths: Sequence[Path]) -> Source:
    """What dropped or chosen files mean; not ready when nothing fits."""
    if not paths:
        return Source()
    first = paths[0]
    if len(paths) == 1 and first.suffix.lower() in FILM_ENDINGS:
        return Source("video", str(first), first.name)
    stills = tuple(p for p in paths if os.path.isdir(p) or is_picture_file(p))
    if not stills:
        return Source()
    more = f" + {len(stills) - 1}" if len(stills) > 1 else ""
    return Source("pictures", "", stills[0].name + more, stills)
