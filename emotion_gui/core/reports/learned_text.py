"""What an accuracy on learned faces is worth, in words: for the command line and reports."""

from __future__ import annotations

from emotion_gui.core.evaluation.judgement import Judgement


def learned_lines(judgement: Judgement) -> tuple[str, ...]:
    """One to three sentences; the figure of new faces is among them where there are any."""
    if judgement.learned is None:
        return ("Its file does not tell which faces it learned from; this figure may count them.",)
    lines = [f"{_share(judgement.learned, judgement.n)} were learned by this model."]
    if judgement.learned == judgement.n and judgement.n:
        lines.append("None of them is new to it: nothing here says how it does on new faces.")
    if judgement.learned and judgement.rest is not None and judgement.rest.n:
        low, high = judgement.rest.interval
        lines.append(
            f"On the {judgement.rest.n:,} others alone: {100 * judgement.rest.accuracy:.1f} % "
            f"(95 % interval {100 * low:.1f}-{100 * high:.1f})."
        )
    if not judgement.complete:
        lines.append("What it began with, or was taught by, does not tell its faces.")
    if judgement.watched:
        lines.append(
            f"Its best epoch, or that of a network behind it, was chosen on "
            f"{_share(judgement.watched, judgement.n)}: the figure is a little kind."
        )
    return tuple(lines)


def _share(count: int, n: int) -> str:
    return f"{count:,} of {n:,} faces"
