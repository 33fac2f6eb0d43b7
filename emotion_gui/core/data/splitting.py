"""Divide a stored data set anew."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from emotion_gui.core.data.splits import make_split, resolve_kind, split_notes
from emotion_gui.core.errors import ConfigError
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
    fallback: bool = False,
) -> SplitOutcome:
    """Make a split of all labelled faces, store it and make it the active one.

    Args:
        workspace: where the data set is.
        dataset_id: the data set.
        kind: `auto` or one of `splits.SPLIT_KINDS`.
        seed: of the shuffling.
        fold: which fold or half, for `kfold` and `spi`.
        folds: how many, for `kfold`.
        fallback: where the kind is impossible, make the paper's and say so.

    Raises:
        ConfigError: the data set lacks what the kind needs (films, official parts).
    """
    labels, usage, groups = workspace.face_columns(dataset_id, "label", "usage", "group_name")
    codes = np.array([-1 if label is None else label for label in labels], dtype=np.int64)
    chosen = resolve_kind(kind, usage)
    notes: list[str] = []
    try:
        parts = make_split(
            chosen, labels=codes, usage=usage, groups=groups, seed=seed, fold=fold, folds=folds
        )
    except ConfigError as error:
        if not fallback:
            raise
        notes.append(f"Split '{chosen}' is not possible: {error.reason}. Made 80/10/10 instead.")
        chosen = "paper"
        parts = make_split(chosen, labels=codes, usage=usage, groups=groups, seed=seed)
    name = f"{chosen} {fold + 1}" if chosen in {"kfold", "spi"} else chosen
    split = workspace.add_split(dataset_id, name=name, kind=chosen, seed=seed, parts=parts)
    return SplitOutcome(split, (*notes, *split_notes(chosen, usage)))
