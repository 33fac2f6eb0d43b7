"""What is wrong with a data set before anything is learnt from it.

Exact copies are found by the hash of the pixels, near copies by a perceptual hash compared
at a small Hamming distance. Remedies change the samples' status, never the pixels, so that
each can be taken back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from emotion_gui.core.data.dataset import open_faces
from emotion_gui.core.data.editing import Edit, Target, exclude
from emotion_gui.core.data.near_duplicates import near_copies
from emotion_gui.core.faces.stored import Faces, StoredFaces
from emotion_gui.core.jobs import JobContext, Progress
from emotion_gui.core.labels import LabelSet
from emotion_gui.core.workspace.records import Part, SampleStatus
from emotion_gui.core.workspace.workspace import Workspace

FLAT_STD = 2.0
TINY_PX = 36.0
IMBALANCE_RATIO = 4.0
_CHUNK = 4_096

Groups = tuple[tuple[int, ...], ...]


class FindingKind(StrEnum):
    LEAKS = "leaks"
    NEAR_LEAKS = "near_leaks"
    NEAR_COPIES = "near_copies"
    CONFLICTS = "conflicts"
    DUPLICATES = "duplicates"
    FLAT = "flat"
    TINY = "tiny"
    LABEL_ERRORS = "label_errors"
    IMBALANCE = "imbalance"


@dataclass(frozen=True)
class Finding:
    """One kind of trouble.

    Attributes:
        kind: what it is.
        count: how many; of LEAKS the held-out faces, else the groups.
        groups: indices of faces that belong together, each group ascending.
        excluded: the faces that `apply_remedy` takes out; empty where nothing can be done.
        facts: of IMBALANCE `missing` (names of classes), or `most`, `most_faces`, `least`,
            `least_faces`; of LABEL_ERRORS `model`, `sure` (0-1) and the commonest pair,
            `given` and `said`.
    """

    kind: FindingKind
    count: int
    groups: Groups = ()
    excluded: tuple[int, ...] = ()
    facts: Mapping[str, str | int | float] = field(default_factory=dict)

    @property
    def faces(self) -> tuple[int, ...]:
        """Every face of every group."""
        return tuple(face for group in self.groups for face in group)


def check_dataset(
    workspace: Workspace, dataset_id: int, context: JobContext | None = None
) -> list[Finding]:
    """Look for leaks, conflicts, copies, flat pictures and imbalance among usable faces.

    Args:
        workspace: where it is.
        dataset_id: a finished data set.
        context: progress and cancel.

    Returns:
        Findings, the gravest first; empty where nothing was found.

    Raises:
        WorkspaceError: the faces cannot be read.
        JobCancelled: a stop was asked for.
    """
    context = context or JobContext()
    with workspace.snapshot():  # another process may be adding faces
        row = workspace.dataset_by_id(dataset_id)
        status, labels, hashes, widths, heights = workspace.face_columns(
            dataset_id, "status", "label", "pixel_hash", "width", "height"
        )
        parts = workspace.active_parts(row)
    faces = StoredFaces.all_of(open_faces(workspace, row))
    usable = np.array([s == SampleStatus.OK.value for s in status], dtype=bool)
    codes = np.array([-1 if label is None else label for label in labels], dtype=np.int64)
    context.report(Progress(0, 3, "Comparing pixels"))
    copies = _copies(hashes, usable)
    context.checkpoint()
    context.report(Progress(1, 3, "Looking for flat pictures"))
    flat = _flat(faces, usable, context)
    context.report(Progress(2, 3, "Looking for near copies"))
    near = near_copies(
        faces, usable & ~flat, parts, same=_numbers_of_equal(hashes), context=context
    )
    found = [
        _leaks(copies, parts),
        _near_leaks(near.twin),
        _conflicts(copies, codes),
        _duplicates(copies),
        _near_copies(near.group),
        _flat_finding(flat),
        _tiny(widths, heights, usable),
        _imbalance(codes[usable], row.label_set),
    ]
    context.report(Progress(3, 3, "Checked"))
    return [finding for finding in found if finding is not None]


def apply_remedy(workspace: Workspace, dataset_id: int, finding: Finding) -> Edit:
    """Take the finding's `excluded` faces out of use; their pixels stay."""
    reasons = {
        FindingKind.DUPLICATES: (SampleStatus.DUPLICATE, "same pixels as another face"),
        FindingKind.LEAKS: (SampleStatus.DUPLICATE, "same pixels as a face of another part"),
        FindingKind.NEAR_LEAKS: (SampleStatus.DUPLICATE, "nearly a face of another part"),
        FindingKind.CONFLICTS: (SampleStatus.EXCLUDED, "copies carry different labels"),
        FindingKind.NEAR_COPIES: (SampleStatus.DUPLICATE, "nearly another face of its part"),
        FindingKind.FLAT: (SampleStatus.EXCLUDED, "the picture is flat"),
        FindingKind.TINY: (SampleStatus.EXCLUDED, f"the face is under {TINY_PX:.0f} pixels"),
        FindingKind.LABEL_ERRORS: (SampleStatus.EXCLUDED, "a network contradicts the label"),
    }
    if not finding.excluded:
        return Edit(dataset_id)
    status, reason = reasons[finding.kind]
    target = Target(dataset_id, finding.excluded)
    return exclude(workspace, target, status=status, reason=reason)


def _copies(hashes: Sequence[bytes | None], usable: npt.NDArray[np.bool_]) -> Groups:
    by_hash: dict[bytes, list[int]] = defaultdict(list)
    for face in np.flatnonzero(usable).tolist():
        digest = hashes[face]
        if digest is not None:
            by_hash[digest].append(face)
    return tuple(tuple(group) for group in by_hash.values() if len(group) > 1)


def _numbers_of_equal(hashes: Sequence[bytes | None]) -> npt.NDArray[np.int64]:
    """The first face with the same pixels, for every face."""
    first: dict[bytes, int] = {}
    found = [
        face if digest is None else first.setdefault(digest, face)
        for face, digest in enumerate(hashes)
    ]
    return np.array(found, dtype=np.int64)


def _flat(
    faces: Faces, usable: npt.NDArray[np.bool_], context: JobContext
) -> npt.NDArray[np.bool_]:
    """Faces whose pixels hardly differ."""
    flat = np.zeros(len(faces), dtype=bool)
    for start in range(0, len(faces), _CHUNK):
        context.checkpoint()
        chunk = np.asarray(faces[start : start + _CHUNK], dtype=np.float32)
        flat[start : start + _CHUNK] = chunk.std(axis=(1, 2)) < FLAT_STD
    return flat & usable


def _across(
    groups: Iterable[tuple[int, ...]], parts: npt.NDArray[np.uint8]
) -> list[tuple[int, ...]]:
    """Groups with members in more than one part."""
    return [g for g in groups if len({int(parts[f]) for f in g} - {Part.NONE}) > 1]


def _to_drop(group: tuple[int, ...], parts: npt.NDArray[np.uint8]) -> list[int]:
    """Which faces of a leaking group go: those that train, then those that are watched.

    The final part stays as it is, so that results remain comparable.
    """
    held = [face for face in group if parts[face] in {Part.TEST, Part.VALIDATION}]
    final = [face for face in held if parts[face] == Part.VALIDATION]
    keep = set(final or held)
    return [face for face in group if face not in keep and parts[face] != Part.NONE]


def _leaks(copies: Groups, parts: npt.NDArray[np.uint8]) -> Finding | None:
    groups = _across(copies, parts)
    if not groups:
        return None
    held = sum(parts[f] in {Part.TEST, Part.VALIDATION} for g in groups for f in g)
    drop = tuple(face for group in groups for face in _to_drop(group, parts))
    return Finding(FindingKind.LEAKS, held, tuple(groups), drop)


def _near_leaks(twin: npt.NDArray[np.intp]) -> Finding | None:
    """Each face that nearly lies in a later part, with the one it resembles there."""
    drop = np.flatnonzero(twin >= 0)
    if not len(drop):
        return None
    pairs = np.sort(np.column_stack([drop, twin[drop]]), axis=1).tolist()
    groups = tuple((one, other) for one, other in pairs)
    return Finding(FindingKind.NEAR_LEAKS, len(drop), groups, tuple(drop.tolist()))


def _near_copies(group: npt.NDArray[np.intp]) -> Finding | None:
    """Near copies that lie in one part, as groups of all that hang together."""
    sizes = np.bincount(group, minlength=len(group))
    members = np.flatnonzero(sizes[group] > 1)
    if not len(members):
        return None
    members = members[np.argsort(group[members], kind="stable")]
    starts = np.flatnonzero(np.diff(group[members])) + 1
    groups = tuple(tuple(rows.tolist()) for rows in np.split(members, starts))
    drop = tuple(face for rows in groups for face in rows[1:])
    return Finding(FindingKind.NEAR_COPIES, len(groups), groups, drop)


def _conflicts(copies: Groups, codes: npt.NDArray[np.int64]) -> Finding | None:
    groups = [g for g in copies if len({int(codes[f]) for f in g} - {-1}) > 1]
    if not groups:
        return None
    drop = tuple(face for group in groups for face in group)
    return Finding(FindingKind.CONFLICTS, len(groups), tuple(groups), drop)


def _duplicates(copies: Groups) -> Finding | None:
    if not copies:
        return None
    drop = tuple(face for group in copies for face in group[1:])
    return Finding(FindingKind.DUPLICATES, len(copies), copies, drop)


def _flat_finding(flat: npt.NDArray[np.bool_]) -> Finding | None:
    rows = np.flatnonzero(flat).tolist()
    if not rows:
        return None
    return _each_out(FindingKind.FLAT, rows)


def _tiny(
    widths: Sequence[float | None],
    heights: Sequence[float | None],
    usable: npt.NDArray[np.bool_],
) -> Finding | None:
    """Faces that had to be enlarged by a third or more to fill 48 pixels."""
    nan = float("nan")
    width = np.array([nan if value is None else value for value in widths], dtype=np.float64)
    height = np.array([nan if value is None else value for value in heights], dtype=np.float64)
    rows = np.flatnonzero(usable & (np.sqrt(width * height) < TINY_PX)).tolist()
    if not rows:
        return None
    return _each_out(FindingKind.TINY, rows)


def _each_out(kind: FindingKind, rows: list[int]) -> Finding:
    return Finding(kind, len(rows), tuple((row,) for row in rows), tuple(rows))


def _imbalance(codes: npt.NDArray[np.int64], labels: LabelSet) -> Finding | None:
    counts: Mapping[int, int] = {label: int((codes == label).sum()) for label in range(len(labels))}
    present = {label: n for label, n in counts.items() if n}
    if len(present) < 2:
        return None
    most = max(present, key=lambda label: present[label])
    least = min(counts, key=lambda label: counts[label])
    if counts[most] < IMBALANCE_RATIO * max(1, counts[least]):
        return None
    missing = [labels.names[label] for label, n in counts.items() if n == 0]
    if missing:
        return Finding(FindingKind.IMBALANCE, 0, facts={"missing": ", ".join(missing)})
    return Finding(
        FindingKind.IMBALANCE,
        0,
        facts={
            "most": labels.names[most],
            "most_faces": counts[most],
            "least": labels.names[least],
            "least_faces": counts[least],
        },
    )
