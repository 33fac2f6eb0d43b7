"""Facts of a small reproduction of the paper, made by hand."""

from __future__ import annotations

import numpy as np

from emotion_gui.core.labels import SEVEN
from emotion_gui.core.paper.facts import (
    BudgetRow,
    CurvePoint,
    Protocol,
    RuleReading,
    Study,
    Trial,
)
from emotion_gui.core.reports.figures import MapsFigure
from emotion_gui.core.reports.paper_facts import PaperFacts
from emotion_gui.core.training.sweep_tables import SweepRow


def confusion(right: int, wrong: int, *, of: int = 0) -> tuple[tuple[int, ...], ...]:
    """Faces of one class: some right, the others taken for the next class."""
    counts = np.zeros((len(SEVEN), len(SEVEN)), dtype=int)
    counts[of, of], counts[of, of + 1] = right, wrong
    return tuple(tuple(int(n) for n in row) for row in counts)


def sweep_row(repeat: int, *, validation: float, after: float, pruned: int) -> SweepRow:
    return SweepRow(
        preset="paper-10-1e-4",
        run=repeat,
        maps=256,
        epochs=10,
        learning_rate=1e-4,
        threshold=8.0,
        mean_test_accuracy=0.25 + 0.01 * repeat,
        validation_accuracy=validation,
        maps_pruned=pruned,
        validation_accuracy_after=after,
        n=68,
        interval=(0.2, 0.4),
        mcnemar_p=0.5,
        seed=repeat,
        part="validation",
        which="last",
        epoch=10,
        network=f"{repeat}",
        learned=None,
        n_new=None,
        validation_accuracy_new=None,
        validation_accuracy_after_new=None,
    )


ROWS = (
    sweep_row(1, validation=0.30, after=0.32, pruned=10),
    sweep_row(2, validation=0.34, after=0.33, pruned=14),
)
TRIALS = (
    Trial("paper", Protocol.RANDOM, 1, 540, confusion(30, 38), before=None, note="first"),
    Trial("paper", Protocol.RANDOM, 2, 540, confusion(34, 34), before=None, note="second"),
    Trial("paper-pruned", Protocol.RANDOM, 1, 540, confusion(33, 35), before=30, p=0.4),
    Trial("paper-pruned", Protocol.RANDOM, 2, 540, confusion(36, 32), before=34, p=0.6),
    Trial("paper", Protocol.WHOLE, 1, 28709, confusion(600, 400, of=3), note="7 epochs"),
    Trial("paper-pruned", Protocol.WHOLE, 1, 28709, confusion(590, 410), before=600, p=0.0004),
    Trial("phog", Protocol.RANDOM, 1, 540, confusion(20, 48)),
)
STUDY = Study(
    Protocol.RANDOM,
    68,
    68 / 540,
    curve=(
        CurvePoint("paper", 1, 8.0, 4, 0.30),
        CurvePoint("paper", 2, 8.0, 6, 0.34),
        CurvePoint("paper", 1, 4.0, 0, 0.32),
        CurvePoint("paper", 2, 4.0, 0, 0.36),
        CurvePoint("corrected", 1, 8.0, 4, 0.31),
        CurvePoint("corrected", 2, 8.0, 4, 0.35),
        CurvePoint("refit", 1, 8.0, 4, 0.33),
        CurvePoint("refit", 2, 8.0, 4, 0.39),
    ),
    readings=(
        RuleReading("centred", "paper", True, 1, 12, 0.30, 0.32, 0.2),
        RuleReading("centred", "paper", True, 2, 16, 0.34, 0.33, 0.9),
        RuleReading("raw", "refit", False, 1, 5, 0.30, 0.31, 0.0001),
    ),
    budget=(
        BudgetRow("magnitude", "", 0.25, 1, 20, 68, 0.3, 1000),
        BudgetRow("magnitude", "", 0.5, 1, 17, 68, 0.3, 900),
        BudgetRow("magnitude", "", 0.5, 2, 18, 68, 0.1, 900),
        BudgetRow("thinet", "rescaled", 0.5, 1, 24, 68, 0.3, 800),
        BudgetRow("thinet", "rescaled", 0.5, 2, 26, 68, 0.3, 800),
    ),
)
PAPER_FACTS = PaperFacts(
    request={
        "splits": 2,
        "epochs": None,
        "whole_epochs": 7,
        "deep_epochs": None,
        "most_vectors": 6000,
    },
    title="SFEW",
    faces=675,
    is_large=False,
    by_film=True,
    vectors=True,
    rows=ROWS,
    learned_from=540,
    trials=TRIALS,
    studies=(STUDY,),
    maps=MapsFigure("", ()),
    data_hash="",
    content_hash="",
    code_hash="",
    versions={},
    expected_s={},
)
