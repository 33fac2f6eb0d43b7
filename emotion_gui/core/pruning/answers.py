"""Answer space: how far class probabilities move, and the head that moves them least.

A change of the logits by d moves the answers by d' (diag(p) - p p') d to second order: half of that
is the Kullback-Leibler divergence to the answers p that the network gave before. A change along
which no answer moves has no length. Nothing here looks at labels.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch

from emotion_gui.core.jobs import JobContext

_HEAD_STEPS = 40
_WHITENED_RIDGE = 1e-6


def divergence(wanted: torch.Tensor, logits: torch.Tensor) -> float:
    """Mean over faces of the divergence of the answers from the wanted ones, in nats.

    Args:
        wanted: probabilities, shape (faces, classes).
        logits: of the changed network, the same shape.
    """
    told = torch.special.xlogy(wanted, wanted).sum()
    return float((told - (wanted * torch.log_softmax(logits, 1)).sum()) / len(logits))


def metric_root(chances: torch.Tensor, directions: torch.Tensor) -> torch.Tensor:
    """`directions` so scaled that their products are those of the answers' metric.

    With E = diag(sqrt p) (I - 1 p') the metric is E' E.

    Args:
        chances: probabilities p, shape (faces, classes).
        directions: of the logits, shape (faces, classes, any) or (1, classes, any).

    Returns:
        E times each direction, shape (faces, classes, any).
    """
    mean = torch.einsum("nk,nkp->np", chances, directions.expand(len(chances), -1, -1))
    return chances.sqrt()[:, :, None] * (directions - mean[:, None, :])


@dataclass(frozen=True, eq=False)
class AffineHead:
    """Logits from the values that `average_patches` gives: matrix (classes, columns), constant."""

    weight: torch.Tensor
    bias: torch.Tensor

    def logits(self, values: torch.Tensor) -> torch.Tensor:
        """Of shape (faces, classes), in the values' own precision."""
        return torch.addmm(self.bias.to(values), values, self.weight.to(values).T)


def nearest_head(
    values: torch.Tensor, wanted: torch.Tensor, start: AffineHead, context: JobContext
) -> AffineHead:
    """The head with the least divergence from the wanted answers: a convex problem.

    Solved by L-BFGS in inputs made independent of each other, where the curvature is about the
    same in every direction; float64, so that the same faces give the same head.

    Args:
        values: the head's inputs, shape (faces, columns), float64.
        wanted: probabilities, shape (faces, classes).
        start: where the search begins; never left for a worse one.
        context: may cancel, once a step.
    """
    mean = values.mean(0)
    centred = values - mean
    covariance = centred.T @ centred / len(values)
    covariance.diagonal().add_(_WHITENED_RIDGE * float(covariance.diagonal().mean()) + 1e-12)
    lower = torch.linalg.cholesky(covariance)
    white = torch.linalg.solve_triangular(lower, centred.T, upper=False).T.contiguous()
    del centred
    matrix = (start.weight @ lower).T.contiguous().requires_grad_(True)
    constant = (start.bias + start.weight @ mean).clone().requires_grad_(True)
    search = torch.optim.LBFGS(
        [matrix, constant],
        max_iter=_HEAD_STEPS,
        tolerance_change=1e-9,
        line_search_fn="strong_wolfe",
    )

    def loss() -> torch.Tensor:
        context.checkpoint()
        with torch.no_grad():
            logits = torch.addmm(constant, white, matrix)
            beyond = (torch.softmax(logits, 1) - wanted) / len(white)
            matrix.grad, constant.grad = white.T @ beyond, beyond.sum(0)
            return torch.as_tensor(divergence(wanted, logits), dtype=white.dtype)

    search.step(loss)  # type: ignore[no-untyped-call]
    with torch.no_grad():
        weight = torch.linalg.solve_triangular(lower.T, matrix.detach(), upper=True).T
        found = AffineHead(weight.contiguous(), constant.detach() - weight @ mean)
    before = divergence(wanted, start.logits(values))
    return found if divergence(wanted, found.logits(values)) < before else start
