"""Make the pictures of the offline help and of the Welcome page from those of the pages.

python scripts/render_pages.py docs/images --filled
python scripts/render_pages.py FOLDER --filled --language de
python scripts/help_pictures.py en=docs/images de=FOLDER      # -> resources/help/images

The copies have fewer pixels and a palette, so that those of a language stay below 1.7 MB.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "resources" / "help" / "images"
SIZE = (1024, 576)
COLORS = 256
THEMES = ("light", "dark")
PAGES = ("data", "train", "evaluate", "prune", "live", "review")
# Cut out of a page's picture (left, top, right, bottom), for the doors of the Welcome page.
DOORS = {
    "door_live": ("live", (200, 218, 840, 491)),
    "door_samples": ("data", (428, 160, 952, 384)),
    "door_data": ("data", (108, 218, 404, 344)),
}


def main() -> int:
    """Write every picture of each language in both themes; say how much they weigh."""
    for pair in sys.argv[1:]:
        language, _, folder = pair.partition("=")
        total = 0
        for theme in THEMES:
            for page in PAGES:
                total += shrink(Path(folder), language, f"{page}_{theme}", f"{page}_{theme}", None)
            for name, (page, box) in DOORS.items():
                total += shrink(Path(folder), language, f"{page}_{theme}", f"{name}_{theme}", box)
        print(f"{language}: {total / 1e6:.2f} MB")
    return 0


def shrink(
    folder: Path, language: str, source: str, name: str, box: tuple[int, int, int, int] | None
) -> int:
    """Write one picture, whole and smaller or cut out; its size in bytes."""
    target = TARGET / language / f"{name}.png"
    target.parent.mkdir(parents=True, exist_ok=True)
    with Image.open(folder / f"{source}.png") as picture:
        plain = picture.convert("RGB")
    small = plain.resize(SIZE, Image.Resampling.LANCZOS) if box is None else plain.crop(box)
    small.quantize(COLORS, kmeans=1, dither=Image.Dither.NONE).save(target, optimize=True)
    print(target.relative_to(ROOT), target.stat().st_size)
    return target.stat().st_size


if __name__ == "__main__":
    sys.exit(main())
