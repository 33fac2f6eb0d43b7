"""The rankings that can decide which maps go. No torch here; `scores` measures them."""

from __future__ import annotations

from enum import StrEnum


class Criterion(StrEnum):
    """How maps are ranked.

    `distinctiveness`: the angle (degrees) at which the map is given up when similar pairs are
        taken by ascending angle - the order of the Paper and Corrected presets; then the silent
        maps; the last survivor scores highest.
    `importance`: standard deviation of the output times norm of the outgoing weights - the
        order of the Refit preset.
    `random`: a seeded draw.
    `l1`, `l2`: norm of the map's own filter, bias not included.
    `bn-scale`: absolute batch-norm scale.
    `fpgm`: sum of Euclidean distances from the map's filter to all others; small near their
        geometric median.
    `taylor`: first order on the output, |sum over positions of output * slope of the loss| a
        face, averaged over faces. The output is taken after batch norm, ReLU and pooling, so
        this is the first-order change of the loss if the map were zero.
    `taylor-weights`: |sum over the filter of weight * slope of the mean loss|, without batch
        norm and bias (what most toolkits call Taylor).
    `apoz`: share of positions and faces at which the map's output is over zero, so that a
        large average percentage of zeros goes first.
    `thinet`: when a greedy search gives the map up that takes, each time, the map whose loss
        (with those gone before) changes the next convolution's responses least.
    `surgeon`: OBS, the optimal brain surgeon carried from weights to maps: when a greedy search
        gives the map up that takes, each time, the map whose loss leaves the smallest error after
        the refit of all survivors' weights. It is to the Refit preset what `thinet` is to zeroing.
    `fisher`: OBS's search, but the error is that of the answers' probabilities instead
        of the next convolution's responses (Fisher information, no labels): exact before the
        head where maps are 1x1, elsewhere with the Kronecker-factored information. It is
        distinctiveness of a span: of a map counts what no combination of the survivors can say.
    `contributions`: distinctiveness of pairs of contributions: each time the map goes whose
        contribution to the answers (output times outgoing weights, constants aside, in the
        metric of `fisher`) leaves least beside that of one other map, which takes it over.
    `discriminant`: Fisher's linear discriminant, variance between the classes over variance
        within them, of the map's mean; needs labels.
    `folding`: model folding, the maps whose filters lie nearest to each other's mean: each time
        two clusters join that add least to the squares within, and the smaller one's map goes.
    """

    # The values stand in plan files, tables and option lists that people keep: they never change.
    DISTINCTIVENESS = "distinctiveness"
    IMPORTANCE = "importance"
    RANDOM = "random"
    L1 = "l1"
    L2 = "l2"
    BN_SCALE = "bn-scale"
    FPGM = "fpgm"
    TAYLOR = "taylor"
    TAYLOR_WEIGHTS = "taylor-weights"
    APOZ = "apoz"
    THINET = "thinet"
    OBS = "surgeon"
    FISHER = "fisher"
    CONTRIBUTIONS = "contributions"
    DISCRIMINANT = "discriminant"
    FOLDING = "folding"


CRITERION_NAMES = {
    Criterion.DISTINCTIVENESS: "Angles",
    Criterion.IMPORTANCE: "Importance",
    Criterion.RANDOM: "Random",
    Criterion.L1: "L1",
    Criterion.L2: "L2",
    Criterion.BN_SCALE: "BN scale",
    Criterion.FPGM: "FPGM",
    Criterion.TAYLOR: "Taylor",
    Criterion.TAYLOR_WEIGHTS: "Taylor, weights",
    Criterion.APOZ: "APoZ",
    Criterion.THINET: "ThiNet",
    Criterion.OBS: "OBS",
    Criterion.FISHER: "Spans of answers",
    Criterion.CONTRIBUTIONS: "Contributions",
    Criterion.DISCRIMINANT: "Discriminant",
    Criterion.FOLDING: "Folding",
}
"""In a word or two, for people."""

SEARCHED = (Criterion.OBS, Criterion.FISHER, Criterion.CONTRIBUTIONS)
"""Rankings that take a search: seconds before the head, longer for layers of larger maps."""

USUAL = (
    Criterion.DISTINCTIVENESS,
    Criterion.IMPORTANCE,
    *SEARCHED,
    Criterion.L1,
    Criterion.RANDOM,
)
"""The seven that the window offers; the command line knows all."""
