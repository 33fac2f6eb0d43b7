"""How right a network stays under what cameras do: twelve faults, three strengths each.

Everything is drawn from one seed, so that two models meet the very same faces; the directions and
edges of a fault are the same at each of its strengths.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch

from emotion_gui.core.evaluation.evaluate_run import Answerer
from emotion_gui.core.evaluation.metrics import Evaluation, evaluate_predictions, wilson_interval
from emotion_gui.core.faces import faults
from emotion_gui.core.jobs import JobContext, Progress, without_reports

SEED = 2013
STRENGTHS = 3
_BATCH = 512
_Z95 = 1.959963984540054


@dataclass(frozen=True)
class _Draw:
    """What is random about some faces: two numbers in [0, 1) each, and where grain comes from."""

    one: torch.Tensor
    other: torch.Tensor
    generator: torch.Generator

    @property
    def sign(self) -> torch.Tensor:
        """-1 or 1."""
        return torch.where(self.one < 0.5, -1.0, 1.0)

    def even(self, value: float) -> torch.Tensor:
        """The same strength for every face."""
        return torch.full_like(self.one, value)


@dataclass(frozen=True)
class CameraFault:
    """One thing that cameras, rooms or boxes do.

    Attributes:
        key: for tables.
        label: for people, in English.
        unit: of `values`.
        values: of the three strengths, the weakest first, in `unit`.
        apply: pixels (n, 1, side, side) in [0, 1], a value, what is random -> the same shape.
    """

    key: str
    label: str
    unit: str
    values: tuple[float, float, float]
    apply: Callable[[torch.Tensor, float, _Draw], torch.Tensor]


def _still(draw: _Draw) -> dict[str, torch.Tensor]:
    zero = draw.even(0.0)
    return {"angle": zero, "size": draw.even(1.0), "right": zero, "below": zero}


def _reframed(pixels: torch.Tensor, draw: _Draw, **values: torch.Tensor) -> torch.Tensor:
    return faults.reframed(pixels, **{**_still(draw), **values})


def _shifted(pixels: torch.Tensor, share: float, draw: _Draw) -> torch.Tensor:
    angle = 2 * math.pi * draw.one
    return _reframed(pixels, draw, right=share * torch.cos(angle), below=share * torch.sin(angle))


CAMERA_FAULTS: tuple[CameraFault, ...] = (
    CameraFault(
        "blur", "Blur", "px", (0.8, 1.4, 2.0), lambda p, v, d: faults.blurred(p, d.even(v))
    ),
    CameraFault(
        "motion",
        "Motion blur",
        "px",
        (4, 7, 10),
        lambda p, v, d: faults.moved(p, d.even(v), math.pi * d.one),
    ),
    CameraFault(
        "jpeg", "JPEG, quality", "", (40, 20, 10), lambda p, v, d: faults.compressed(p, d.even(v))
    ),
    CameraFault(
        "coarse", "From far away", "px", (24, 16, 12), lambda p, v, d: faults.coarse(p, d.even(v))
    ),
    CameraFault(
        "gamma",
        "Gamma, either way",
        "",
        (1.5, 2.0, 3.0),
        lambda p, v, d: faults.with_gamma(p, torch.exp(math.log(v) * d.sign)),
    ),
    CameraFault(
        "dark",
        "Little light with noise, light lost",
        "%",
        (40, 60, 80),
        lambda p, v, d: faults.in_little_light(p, d.even(v / 100), d.generator),
    ),
    CameraFault(
        "shade",
        "Light from a side",
        "%",
        (30, 60, 90),
        lambda p, v, d: faults.lit_from_a_side(p, d.even(v / 100), 2 * math.pi * d.one),
    ),
    CameraFault(
        "contrast",
        "Contrast left",
        "%",
        (60, 40, 20),
        lambda p, v, d: faults.with_contrast(p, d.even(v / 100)),
    ),
    CameraFault("shift", "Box shifted", "%", (7, 13, 20), lambda p, v, d: _shifted(p, v / 100, d)),
    CameraFault(
        "size",
        "Box too large or too small",
        "%",
        (7, 13, 20),
        lambda p, v, d: _reframed(p, d, size=1 + d.sign * v / 100),
    ),
    CameraFault(
        "rotation",
        "Head tilted",
        "°",
        (7, 14, 20),
        lambda p, v, d: _reframed(p, d, angle=math.radians(v) * d.sign),
    ),
    CameraFault(
        "hide",
        "Hidden from an edge",
        "%",
        (15, 30, 45),
        lambda p, v, d: faults.covered(p, d.even(v / 100), (d.one * 4).long(), d.other),
    ),
)


PASSES = 1 + STRENGTHS * len(CAMERA_FAULTS)
"""How often a network sees every face."""


@dataclass(frozen=True)
class FaultTrial:
    """A network's answers under one fault at one strength.

    Attributes:
        fault: key of the fault; "" is the faces as they are.
        label: its name.
        strength: 1 to 3; 0 for the faces as they are.
        value: of the fault at this strength, in `unit`.
        unit: of `value`.
        n: faces.
        correct: right answers.
        balanced_accuracy: mean recall over the classes that were seen.
        ece: expected calibration error with the checkpoint's temperature.
    """

    fault: str
    label: str
    strength: int
    value: float
    unit: str
    n: int
    correct: int
    balanced_accuracy: float
    ece: float

    @property
    def accuracy(self) -> float:
        """Share of right answers."""
        return self.correct / self.n

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % interval of `accuracy`."""
        return wilson_interval(self.correct, self.n)

    @property
    def words(self) -> str:
        """The strength with its unit: `1.4 px`."""
        return f"{self.value:g} {self.unit}".strip().replace(" °", "°")


@dataclass(frozen=True)
class Robustness:
    """All trials of one network on the same `n` faces.

    Attributes:
        clean: the faces as they are.
        trials: every fault at every strength.
        interval: 95 %, of `mean_accuracy`. Faces are what was drawn, so its width is that of the
            mean of each face's own share of right answers (normal, by the central limit theorem).
    """

    clean: FaultTrial
    trials: tuple[FaultTrial, ...]
    interval: tuple[float, float] = (0.0, 1.0)

    @property
    def n(self) -> int:
        """Faces of each trial."""
        return self.clean.n

    @property
    def mean_accuracy(self) -> float:
        """Over every fault and strength, each the same weight."""
        return math.fsum(trial.accuracy for trial in self.trials) / len(self.trials)

    @property
    def mean_ece(self) -> float:
        """The same mean of the calibration error."""
        return math.fsum(trial.ece for trial in self.trials) / len(self.trials)

    @property
    def worst(self) -> FaultTrial:
        """The trial with the fewest right answers."""
        return min(self.trials, key=lambda trial: trial.correct)

    def by_fault(self) -> dict[str, tuple[FaultTrial, ...]]:
        """By label, the weakest strength first."""
        labels = dict.fromkeys(trial.label for trial in self.trials)
        return {
            label: tuple(trial for trial in self.trials if trial.label == label) for label in labels
        }

    def to_json(self) -> dict[str, object]:
        """Plain JSON values."""
        return {
            "n": self.n,
            "clean": _json(self.clean),
            "mean_accuracy": self.mean_accuracy,
            "interval": list(self.interval),
            "mean_ece": self.mean_ece,
            "worst": _json(self.worst),
            "trials": [_json(trial) for trial in self.trials],
        }


def _json(trial: FaultTrial) -> dict[str, object]:
    own = {"accuracy": trial.accuracy, "interval": list(trial.interval)}
    return {**dataclasses.asdict(trial), **own}


def spoiled(
    faces: npt.NDArray[np.uint8], fault: CameraFault, strength: int, *, seed: int = SEED
) -> npt.NDArray[np.uint8]:
    """The faces as they come through a fault, rounded to bytes as a camera's are.

    Args:
        faces: gray, shape (n, side, side); the result does not depend on how many go at once,
            but grain and directions belong to a face's place in the array.
        fault: of `CAMERA_FAULTS`.
        strength: 1, 2 or 3.
        seed: of everything random.
    """
    generator = torch.Generator().manual_seed(seed * 1_000 + CAMERA_FAULTS.index(fault))
    one, other = torch.rand(2, len(faces), generator=generator)
    made = np.empty_like(faces)
    for start in range(0, len(faces), _BATCH):
        here = slice(start, start + _BATCH)
        pixels = torch.from_numpy(np.array(faces[here])).unsqueeze(1).float().div_(255.0)
        draw = _Draw(one[here], other[here], generator)
        changed = fault.apply(pixels, fault.values[strength - 1], draw)
        made[here] = changed.clamp(0, 1).mul(255).round().byte().squeeze(1).numpy()
    return made


def measure_robustness(
    answer: Answerer,
    faces: npt.NDArray[np.uint8],
    labels: npt.NDArray[np.int64],
    *,
    names: tuple[str, ...],
    temperature: float = 1.0,
    seed: int = SEED,
    context: JobContext | None = None,
) -> Robustness:
    """Answers to the faces as they are, and under every fault and strength.

    Args:
        answer: of one network, whatever computes it.
        faces: gray, shape (n, side, side), all in memory.
        labels: shape (n,).
        names: class names in logit order.
        temperature: the checkpoint's own, for the calibration error.
        seed: of everything random.
        context: progress in trials; may cancel.

    Raises:
        ConfigError: faces or labels do not fit the network.
        JobCancelled: a stop was asked for.
    """
    context = context or JobContext()
    quiet = without_reports(context)
    wanted: list[tuple[CameraFault | None, int]] = [(None, 0)]
    wanted += [(fault, k) for fault in CAMERA_FAULTS for k in range(1, STRENGTHS + 1)]
    trials, times_right = [], np.zeros(len(faces))
    for done, (fault, strength) in enumerate(wanted):
        context.checkpoint()
        text = "Classifying faces" if fault is None else fault.label
        context.report(Progress(done, len(wanted), text))
        seen = faces if fault is None else spoiled(faces, fault, strength, seed=seed)
        logits = answer(seen, quiet)
        judged = evaluate_predictions(labels, logits, temperature=temperature, names=names)
        trials.append(_trial(fault, strength, judged))
        if fault is not None:
            times_right += logits.argmax(axis=1) == labels
    context.report(Progress(len(wanted), len(wanted), ""))
    interval = _mean_interval(times_right / (len(wanted) - 1))
    return Robustness(trials[0], tuple(trials[1:]), interval)


def _trial(fault: CameraFault | None, strength: int, judged: Evaluation) -> FaultTrial:
    return FaultTrial(
        fault="" if fault is None else fault.key,
        label="" if fault is None else fault.label,
        strength=strength,
        value=0.0 if fault is None else fault.values[strength - 1],
        unit="" if fault is None else fault.unit,
        n=judged.n,
        correct=judged.correct,
        balanced_accuracy=judged.balanced_accuracy,
        ece=judged.ece,
    )


def _mean_interval(shares: npt.NDArray[np.float64]) -> tuple[float, float]:
    """95 %, of the mean of independent shares; (0, 1) for fewer than two."""
    if len(shares) < 2:
        return 0.0, 1.0
    mean, half = float(shares.mean()), _Z95 * float(shares.std(ddof=1)) / math.sqrt(len(shares))
    return max(0.0, mean - half), min(1.0, mean + half)
