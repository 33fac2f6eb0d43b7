"""The learning rate over a run."""

from __future__ import annotations

import math

from emotion_gui.core.training.config import TrainConfig


def learning_rate_at(config: TrainConfig, *, step: int, steps_per_epoch: int) -> float:
    """Learning rate of a step counted from 0 over the whole run.

    One-cycle follows Smith & Topin 2018 (https://arxiv.org/abs/1708.07120): a cosine rise over
    the first 30 % from 1/25 of the peak, a cosine fall to 1/10,000 of the start.
    """
    total = config.epochs * steps_per_epoch
    peak = config.learning_rate
    if config.schedule == "constant":
        return peak
    if config.schedule == "cosine":
        warm_up = min(steps_per_epoch, max(1, total // 10))
        if step < warm_up:
            return peak * (step + 1) / warm_up
        return _cosine(peak, 0.0, (step - warm_up) / (total - warm_up))
    rise = max(1, round(0.3 * total))
    low = peak / 25
    if step < rise:
        return _cosine(low, peak, step / rise)
    return _cosine(peak, low / 1e4, (step - rise) / max(1, total - rise - 1))


def _cosine(start: float, end: float, share: float) -> float:
    return end + (start - end) * (1 + math.cos(math.pi * min(1.0, share))) / 2
