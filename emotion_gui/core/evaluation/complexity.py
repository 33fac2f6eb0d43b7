"""What a network costs: parameters, multiplications, milliseconds, bytes."""

from __future__ import annotations

import dataclasses
import statistics
import time
from collections.abc import Sequence

import torch

from emotion_gui.core.evaluation.judgement import Cost
from emotion_gui.core.evaluation.predict import ready
from emotion_gui.core.model.emotion_cnn import EmotionCNN

_WARM_UP_RUNS = 20


def complexity(network: EmotionCNN) -> Cost:
    """Count the cost of `network` for one face of its input size.

    A masked network costs as much as the unmasked one: only compaction saves anything.
    """
    return Cost(
        parameters=network.parameter_count(),
        macs=network.multiplications(),
        stored_bytes=network.stored_bytes(),
    )


def timed_costs(networks: Sequence[EmotionCNN], *, runs: int = 200) -> tuple[Cost, ...]:
    """The cost of each network with the milliseconds of one `measure_latency` of all."""
    times = measure_latency(networks, runs=runs)
    return tuple(
        dataclasses.replace(complexity(network), ms=ms)
        for network, ms in zip(networks, times, strict=True)
    )


def measure_latency(networks: Sequence[EmotionCNN], *, runs: int = 200) -> tuple[float, ...]:
    """Median milliseconds for one face on one CPU thread, for each network.

    The networks take turns within one loop, so that a slower spell of the computer falls on
    all of them; compare the figures of one call only.

    Args:
        networks: measured as copies in evaluation mode.
        runs: timed passes a network.
    """
    prepared = [ready(network) for network in networks]
    inputs = [
        torch.zeros(1, 1, network.spec.input_side, network.spec.input_side) for network in networks
    ]
    times_ms: list[list[float]] = [[] for _ in prepared]
    # In turns and on one thread: what else the computer does then slows all of them alike.
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with torch.inference_mode():
            for run in range(-_WARM_UP_RUNS, runs):
                for network, face, record in zip(prepared, inputs, times_ms, strict=True):
                    start = time.perf_counter()
                    network(face)
                    if run >= 0:
                        record.append((time.perf_counter() - start) * 1e3)
    finally:
        torch.set_num_threads(threads)
    return tuple(statistics.median(record) for record in times_ms)
