"""Who learns, who is watched, who decides: seeded splits of a data set.

In the paper's words TEST is watched every epoch and VALIDATION is the final hurdle. Sources
that call the watched part `val` and the final one `test` are translated accordingly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt

from emotion_gui.core.data.choices import Ungrouped
from emotion_gui.core.errors import ConfigError, UngroupedFacesError
from emotion_gui.core.workspace.records import Part

SplitKind = Literal["paper", "official", "group", "kfold", "spi"]
SPLIT_KINDS: tuple[SplitKind, ...] = ("paper", "official", "group", "kfold", "spi")

Labels = npt.NDArray[np.int64]
Parts = npt.NDArray[np.uint8]

_ROLES = {
    "training": "train",
    "train": "train",
    "publictest": "watched",
    "val": "val",
    "test": "test",
    "privatetest": "final",
}
_TRAIN_SHARE = 0.8
_WATCHED_SHARE = 0.1
_GROUPS_NEEDED = {"group": 3, "spi": 3}
_EIGHTY_TEN_TEN = {
    Part.TRAIN: _TRAIN_SHARE,
    Part.TEST: _WATCHED_SHARE,
    Part.VALIDATION: _WATCHED_SHARE,
}
_LEARNING_HALF = {Part.TRAIN: 1 - _WATCHED_SHARE, Part.TEST: _WATCHED_SHARE}


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
    ungrouped: Ungrouped = "refuse",
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
        ungrouped: what becomes of faces without a film or person (`group`, `spi`).

    Returns:
        Shape (n,), values of `Part`.

    Raises:
        ConfigError: the data set lacks what the kind needs.
        UngroupedFacesError: some faces have no film or person, and none was to be left out.
    """
    rng = np.random.default_rng(seed)
    parts = np.full(len(labels), Part.NONE, dtype=np.uint8)
    known = np.flatnonzero(labels >= 0)
    if kind == "official":
        return _official(labels, usage)
    if kind == "paper":
        _stratified(parts, known, labels, rng)
    elif kind == "kfold":
        _kfold(parts, known, labels, rng, fold, folds)
    else:
        rows, codes = _grouped(groups, known, kind, ungrouped)
        if kind == "group":
            _by_group(parts, rows, codes, rng, _EIGHTY_TEN_TEN)
        else:
            _person_independent(parts, rows, codes, rng, fold)
    return parts


def check_groups(kind: str, *, found: int) -> None:
    """Raises ConfigError where a data set names too few films or persons for a split."""
    if found < (needed := _GROUPS_NEEDED.get(kind, 0)):
        raise ConfigError(
            "split", kind, f"the data set names {found} films or persons, {needed} are needed"
        )


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


def _grouped(
    groups: Sequence[str], rows: npt.NDArray[np.intp], kind: str, ungrouped: Ungrouped
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Those of `rows` that are divided, and the number of the group of each."""
    names = [groups[row] for row in rows.tolist()]
    check_groups(kind, found=len(set(names) - {""}))
    alone = [place for place, name in enumerate(names) if not name]
    if alone and ungrouped == "refuse":
        raise UngroupedFacesError(kind, len(alone), len(names))
    if ungrouped == "out":
        rows = np.delete(rows, alone)
        names = [name for name in names if name]
    unique = [name or f"\0{place}" for place, name in enumerate(names)]
    return rows, np.unique(unique, return_inverse=True)[1].astype(np.intp)


def _by_group(
    parts: Parts,
    rows: npt.NDArray[np.intp],
    codes: npt.NDArray[np.intp],
    rng: np.random.Generator,
    shares: Mapping[Part, float],
) -> None:
    """Whole groups go where most faces are still missing; every part gets at least one."""
    sizes = np.bincount(codes)
    order = rng.permutation(len(sizes))
    order = order[np.argsort(-sizes[order], kind="stable")]
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
    codes: npt.NDArray[np.intp],
    rng: np.random.Generator,
    fold: int,
) -> None:
    """Half of the films judge; of the other half a tenth is watched, by whole films as well.

    A film that were both learned from and watched would let the epoch be chosen by how well its
    persons are known by heart.
    """
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
    films, own = np.unique(codes[~final], return_inverse=True)
    if len(films) < len(_LEARNING_HALF):
        raise ConfigError("split", "spi", "the half that learns is a single film or person")
    _by_group(parts, rows[~final], own.astype(np.intp), rng, _LEARNING_HALF)
