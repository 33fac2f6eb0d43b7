"""Divide a stored data set anew."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from emotion_gui.core.data.choices import Ungrouped
from emotion_gui.core.data.splits import make_split, resolve_kind, split_notes
from emotion_gui.core.workspace.records import SplitRow
from emotion_gui.core.workspace.workspace import Workspace


@dataclass(frozen=True)
class SplitOutcome:
    """A stored split and what a person should know about it."""

    split: SplitRow
    notes: tuple[str, ...]


def split_dataset(
    workspace: Workspace,
    dataset_id: int,
    *,
    kind: str = "auto",
    seed: int = 0,
    fold: int = 0,
    folds: int = 5,
    ungrouped: Ungrouped = "refuse",
) -> SplitOutcome:
    """Make a split of all labelled faces, store it and make it the active one.

    Args:
        workspace: where the data set is.
        dataset_id: the data set.
        kind: `auto` or one of `splits.SPLIT_KINDS`.
        seed: of the shuffling.
        fold: which fold or half, for `kfold` and `spi`.
        folds: how many, for `kfold`.
        ungrouped: what becomes of faces without a film or person, for `group` and `spi`.

    Raises:
        ConfigError: the data set lacks what the kind needs (films, official parts).
        UngroupedFacesError: it needs films, and some faces have none.
    """
    labels, usage, groups = workspace.face_columns(dataset_id, "label", "usage", "group_name")
    codes = np.array([-1 if label is None else label for label in labels], dtype=np.int64)
    chosen = resolve_kind(kind, usage)
    parts = make_split(
        chosen,
        labels=codes,
        usage=usage,
        groups=groups,
        seed=seed,
        fold=fold,
        folds=folds,
        ungrouped=ungrouped,
    )
    name = f"{chosen} {fold + 1}" if chosen in {"kfold", "spi"} else chosen
    split = workspace.add_split(dataset_id, name=name, kind=chosen, seed=seed, parts=parts)
    return SplitOutcome(split, tuple(split_notes(chosen, usage)))
