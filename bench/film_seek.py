"""How long a picture anywhere in a film takes, as a player asks for it.

    python bench/film_seek.py FILM... [--places 200] [--seed 1]

The film is read once from its beginning by the clock that analyses have; its times are those that
are asked for, in random order. Before each of them the system is told to forget the file. Each
picture is compared with that of the same time met when reading on: the place, to the bit. Also by
how many pictures the way from the key frame is: what codecs need whatever the program does.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from emotion_gui.core.inference.display import screen_pixels
from emotion_gui.core.inference.films.reader import FilmReader
from emotion_gui.core.inference.films.seeker import FilmSeeker
from emotion_gui.core.runtime import import_cv2

Milliseconds = list[float]


@dataclass(frozen=True)
class ReadOn:
    """What reading from the beginning tells: times of all pictures, hashes of some by place."""

    times_s: list[float]
    hashes: dict[int, str]


def read_on(path: Path, *, places: int, seed: int) -> ReadOn:
    """The film from its beginning, by the clock of analyses."""
    reader = FilmReader(path)
    drawn = np.random.default_rng(seed).integers(reader.frame_count or 1, size=places)
    wanted = {int(place) for place in drawn}
    times_s: list[float] = []
    hashes: dict[int, str] = {}
    while (time_s := reader.advance()) is not None:
        if len(times_s) in wanted:
            hashes[len(times_s)] = hash_of(reader.picture())
        times_s.append(time_s)
    reader.close()
    return ReadOn(times_s, hashes)


def hash_of(picture: np.ndarray) -> str:
    return hashlib.sha256(picture.tobytes()).hexdigest()


def keys_of(path: Path) -> list[float]:
    """Times of key frames by the film's index, in seconds from its first picture."""
    import av

    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        base = float(stream.time_base or 0)
        start = stream.start_time or 0
        index = stream.index_entries
        return [(entry.timestamp - start) * base for entry in index if entry.is_keyframe]


def forget(path: Path) -> None:
    """What the system holds of a file in memory is let go."""
    if hasattr(os, "posix_fadvise"):
        with path.open("rb") as file:
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def sought(path: Path, film: ReadOn, places: list[int]) -> tuple[Milliseconds, Milliseconds]:
    """Wall and processor time of each picture, from the wish to pixels for the screen."""
    seeker = FilmSeeker(path)
    wall, busy, wrong = [], [], 0
    for place in places:
        forget(path)
        began, began_busy = time.perf_counter(), time.process_time()
        picture = seeker.picture(film.times_s[place])
        screen_pixels(picture)
        wall.append(1000 * (time.perf_counter() - began))
        busy.append(1000 * (time.process_time() - began_busy))
        wrong += hash_of(picture) != film.hashes[place]
    seeker.close()
    print(f"  {len(places) - wrong} of {len(places)} pictures are those of their rows, to the bit")
    return wall, busy


def ways(path: Path, film: ReadOn, places: list[int]) -> list[int]:
    """How many pictures lie between each place and the key frame before it."""
    keys = np.asarray(keys_of(path) or [0.0])
    times_s = np.asarray(film.times_s) + 0.001  # what is rounded meets its own
    before = keys[np.searchsorted(keys, times_s[places]) - 1]
    return [
        place - int(np.searchsorted(times_s, at)) for place, at in zip(places, before, strict=True)
    ]


def told(name: str, values: Milliseconds) -> str:
    median, high, most = np.percentile(values, [50, 95, 100])
    return f"{name}: median {median:.0f}, 95 % {high:.0f}, at most {most:.0f} ms"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("films", nargs="+", type=Path)
    parser.add_argument("--places", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    import_cv2()
    for path in asked.films:
        film = read_on(path, places=asked.places, seed=asked.seed)
        places = list(film.hashes)
        np.random.default_rng(asked.seed).shuffle(places)
        way = np.percentile(ways(path, film, places), [50, 95, 100])
        print(f"{path.name}: {len(film.times_s)} pictures, {film.times_s[-1]:.0f} s")
        print(
            "  pictures from the key frame: median {:.0f}, 95 % {:.0f}, at most {:.0f}".format(*way)
        )
        wall, busy = sought(path, film, places)
        print(f"  {told('wall time', wall)}; {told('processor time', busy)}", flush=True)


if __name__ == "__main__":
    main()
