"""What a cluster would take, on paper, from constants that were measured on one computer.

python scripts/scale_out.py [--picture-s 0.2 ...]

Work is divided evenly among the cores; the process that asks hands pieces out and stores what
comes back, one after the other, and the scheduler does so many pieces a second. The longest of the
three decides, and the end of a piece that was the last to begin comes on top.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass

CORES = (10, 100, 1000)


@dataclass(frozen=True)
class Work:
    """A work of many pieces.

    Attributes:
        name: told.
        pieces: how many.
        piece_s: processor seconds of one.
        bytes_out, bytes_back: of one, over the line.
        shared: bytes that each worker gets once.
        stored_s: seconds of the process that asks, a piece.
    """

    name: str
    pieces: int
    piece_s: float
    bytes_out: float
    bytes_back: float
    shared: float
    stored_s: float

    def hours(self, cores: int, *, overhead_s: float, efficiency: float) -> tuple[float, str]:
        """How long it takes, and what decides."""
        rounds = -(-self.pieces // cores)
        working = rounds * self.piece_s / efficiency
        limits = {
            "the cores": working,
            "the process that stores": self.pieces * self.stored_s,
            "the scheduler": self.pieces * overhead_s,
        }
        which = max(limits, key=lambda name: limits[name])
        return limits[which] / 3600, which

    def gigabytes(self, cores: int) -> float:
        """Over the line in all."""
        moved = self.pieces * (self.bytes_out + self.bytes_back) + cores * self.shared
        return moved / 1e9


def works(options: argparse.Namespace) -> list[Work]:
    """The three of docs/scale.md."""
    a_piece = 1000
    return [
        Work(
            "10 M photographs",
            10_000_000 // a_piece,
            a_piece * options.picture_s,
            a_piece * 300,
            a_piece * options.picture_bytes,
            0,
            a_piece * options.stored_s,
        ),
        Work(
            "1,000 h of film, 25 frames a second, films of half an hour",
            2000,
            1800 * 25 * options.frame_s,
            2000,
            1800 * 25 * options.frame_bytes,
            7e6,
            1.0,
        ),
        Work(
            "500 trainings, FER2013, 60 epochs",
            500,
            60 * options.epoch_s,
            60_000,
            2 * options.state_bytes,
            75e6,
            options.row_s,
        ),
    ]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--picture-s", type=float, required=True)
    parser.add_argument("--picture-bytes", type=float, required=True)
    parser.add_argument("--stored-s", type=float, default=0.0001, help="a picture, where it ends")
    parser.add_argument("--frame-s", type=float, default=0.0148)
    parser.add_argument("--frame-bytes", type=float, default=150)
    parser.add_argument("--epoch-s", type=float, default=40)
    parser.add_argument("--state-bytes", type=float, default=21e6)
    parser.add_argument("--row-s", type=float, default=10, help="pruning and judging of a row")
    parser.add_argument("--overhead-s", type=float, required=True, help="a piece")
    parser.add_argument("--efficiency", type=float, default=0.95)
    options = parser.parse_args()
    print("| work | cores | hours | what decides | GB moved |")
    print("|---|---|---|---|---|")
    for work in works(options):
        for cores in CORES:
            hours, which = work.hours(
                cores, overhead_s=options.overhead_s, efficiency=options.efficiency
            )
            print(
                f"| {work.name} | {cores} | {hours:.2g} | {which} | {work.gigabytes(cores):.2g} |"
            )


if __name__ == "__main__":
    main()
