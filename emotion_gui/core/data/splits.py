"""Who learns, who is watched, who decides: seeded splits of a data set.

In the paper's words TEST is watched every epoch and VALIDATION is the final hurdle. Sources
that call the watched part `val` and the final one `test` are translated accordingly.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.workspace.records import Part

SplitKind = Literal["paper", "official", "group", "kfold", "spi"]
SPLIT_KINDS: tuple[SplitKind, ...] = ("paper", "official", "group", "kfold", "spi")

Labels = npt.NDArray[np.int64]
Parts = npt.NDArray[np.uint8]

_ROLES = {
    "training": "train", "train": "train",
    "publictest": "watched", "val": "val", "test": "test",
    "privatetest": "final",
}  # fmt: skip
_TRAIN_SHARE = 0.8
_WATCHED_SHARE = 0.1


def resolve_kind(kind: str, usage: Sequence[str]) -> SplitKind:
    """`auto` becomes `official` where the source names at least two parts, else `paper`.

    Raises:
        ConfigError: there is no such kind.
    """
    if kind == "auto":
        return "official" if len({_role(name) for name in set(usage)} - {""}) > 1 else "paper"
    for known in SPLIT_KINDS:
        if kind == known:
            return known
    raise ConfigError("split", kind, f"choose one of auto, {', '.join(SPLIT_KINDS)}")


def make_split(
    kind: SplitKind,
    *,
    labels: Labels,
    usage: Sequence[str],
    groups: Sequence[str],
    seed: int,
    fold: int = 0,
    folds: int = 5,
) -> Parts:
    """Parts of every face.

    Args:
        kind: `paper` = 80/10/10, each class by itself; `official` = as the source names
            them; `group` = 80/10/10 so that no film or person is in two parts; `kfold` =
            fold `fold` is VALIDATION, the next one TEST; `spi` = "strictly person
            independent": half of the persons VALIDATION (`fold` says which half), a tenth of
            the others' faces TEST.
        labels: shape (n,), FER2013 codes, -1 where unknown: those are in no part.
        usage: official part of each face, as the source wrote it.
        groups: film or person of each face.
        seed: of the shuffling.
        fold: which fold (`kfold`) or half (`spi`).
        folds: how many (`kfold`).

    Returns:
        Shape (n,), values of `Part`.

    Raises:
        ConfigError: the data set lacks what the kind needs.
    """
    rng = np.random.default_rng(seed)
    parts = np.full(len(labels), Part.NONE, dtype=np.uint8)
    known = np.flatnonzero(labels >= 0)
    if kind == "official":
        return _official(labels, usage)
    if kind == "paper":
        _stratified(parts, known, labels, rng)
    elif kind == "group":
        _by_group(parts, known, _codes(groups, known, kind, 3), rng)
    elif kind == "kfold":
        _kfold(parts, known, labels, rng, fold, folds)
    else:
        _person_independent(parts, known, labels, _codes(groups, known, kind, 2), rng, fold)
    return parts


def split_notes(kind: SplitKind, usage: Sequence[str]) -> list[str]:
    """What a person should know about the parts."""
    if kind != "official":
        return []
    roles = {_role(name) for name in set(usage)}
    final = "final" in roles or ("test" in roles and roles & {"val", "watched"})
    if not final:
        return [
            "The source has no third part: its test part is watched every epoch, and nothing "
            "is kept back for a final judgement."
        ]
    if "val" in {name.lower() for name in set(usage)}:
        return ["The source's val part is watched every epoch; its test part is the final hurdle."]
    return []


def part_counts(parts: Parts) -> dict[str, int]:
    """Number of faces by part name; faces in no part only where there are any."""
    counts = {part.name.lower(): int((parts == part).sum()) for part in Part}
    if not counts["none"]:
        del counts["none"]
    return counts


def _role(usage: str) -> str:
    return _ROLES.get(usage.lower(), "")


def _official(labels: Labels, usage: Sequence[str]) -> Parts:
    roles = {name: _role(name) for name in set(usage)}
    present = set(roles.values())
    if "train" not in present:
        raise ConfigError("split", "official", "the source does not say which faces train")
    # `test` is the final hurdle only where something else can be watched.
    final_test = bool(present & {"val", "watched"})
    meaning = {
        "train": Part.TRAIN,
        "watched": Part.TEST,
        "val": Part.TEST,
        "test": Part.VALIDATION if final_test else Part.TEST,
        "final": Part.VALIDATION,
        "": Part.NONE,
    }
    parts_of = {name: meaning[role] for name, role in roles.items()}
    parts = np.array([parts_of[name] for name in usage], dtype=np.uint8)
    parts[labels < 0] = Part.NONE
    return parts


def _stratified(
    parts: Parts, rows: npt.NDArray[np.intp], labels: Labels, rng: np.random.Generator
) -> None:
    """80/10/10 within each class; what rounding leaves over is evened out across classes."""
    held_debt = odd_turn = 0.0
    for label in np.unique(labels[rows]):
        members = rng.permutation(rows[labels[rows] == label])
        wanted = (1 - _TRAIN_SHARE) * len(members) + held_debt
        held = min(len(members) - 1, max(0, round(wanted)))
        held_debt = wanted - held
        watched = int((held + odd_turn) // 2)
        odd_turn = 1 - odd_turn if held % 2 else odd_turn
        parts[members[:watched]] = Part.TEST
        parts[members[watched:held]] = Part.VALIDATION
        parts[members[held:]] = Part.TRAIN


def _codes(
    groups: Sequence[str], rows: npt.NDArray[np.intp], kind: str, needed: int
) -> npt.NDArray[np.intp]:
    """Group number of each of `rows`; faces without a group are each a group of their own."""
    names = [groups[row] or f"\0{row}" for row in rows.tolist()]
    found = len({groups[row] for row in rows.tolist()} - {""})
    if found < needed:
        raise ConfigError(
            "split", kind, f"the data set names {found} films or persons, {needed} are needed"
        )
    return np.unique(names, return_inverse=True)[1].astype(np.intp)


def _by_group(
    parts: Parts,
    rows: npt.NDArray[np.intp],
    codes: npt.NDArray[np.intp],
    rng: np.random.Generator,
) -> None:
    """Whole groups go where most faces are still missing; every part gets at least one."""
    sizes = np.bincount(codes)
    order = rng.permutation(len(sizes))
    order = order[np.argsort(-sizes[order], kind="stable")]
    shares = {
        Part.TRAIN: _TRAIN_SHARE, Part.TEST: _WATCHED_SHARE, Part.VALIDATION: _WATCHED_SHARE
    }  # fmt: skip
    missing = {part: share * len(rows) for part, share in shares.items()}
    chosen = np.empty(len(sizes), dtype=np.uint8)
    for place, group in enumerate(order.tolist()):
        empty = [part for part in shares if missing[part] == shares[part] * len(rows)]
        left = len(order) - place
        part = max(empty if left <= len(empty) else shares, key=lambda p: missing[p])
        chosen[group] = part
        missing[part] -= float(sizes[group])
    parts[rows] = chosen[codes]


def _kfold(
    parts: Parts,
    rows: npt.NDArray[np.intp],
    labels: Labels,
    rng: np.random.Generator,
    fold: int,
    folds: int,
) -> None:
    if not (2 < folds <= max(3, len(rows)) and 0 <= fold < folds):
        raise ConfigError("fold", fold, f"choose 0 to {folds - 1} of at least 3 folds")
    turn = 0
    for label in np.unique(labels[rows]):
        members = rng.permutation(rows[labels[rows] == label])
        numbers = (np.arange(len(members)) + turn) % folds
        turn += len(members)
        parts[members] = Part.TRAIN
        parts[members[numbers == fold]] = Part.VALIDATION
        parts[members[numbers == (fold + 1) % folds]] = Part.TEST


def _person_independent(
    parts: Parts,
    rows: npt.NDArray[np.intp],
    labels: Labels,
    codes: npt.NDArray[np.intp],
    rng: np.random.Generator,
    fold: int,
) -> None:
    if fold not in {0, 1}:
        raise ConfigError("fold", fold, "there are two halves, 0 and 1")
    sizes = np.bincount(codes)
    order = rng.permutation(len(sizes))
    half = np.zeros(len(sizes), dtype=np.int64)
    totals = [0, 0]
    for group in order[np.argsort(-sizes[order], kind="stable")].tolist():
        side = int(totals[1] < totals[0])
        half[group] = side
        totals[side] += int(sizes[group])
    final = half[codes] == 1 - fold
    parts[rows[final]] = Part.VALIDATION
    for label in np.unique(labels[rows]):
        members = rng.permutation(rows[~final & (labels[rows] == label)])
        watched = len(members) // 10
        parts[members[:watched]] = Part.TEST
        parts[members[watched:]] = Part.TRAIN
