"""Labels and uses of any number of samples, changed at once and taken back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.workspace.records import Mark, Sample, SampleStatus
from emotion_gui.core.workspace.workspace import Workspace

_BY_HAND = "excluded by hand"  # stored: in English, whatever the language of whoever clicks
_USABLE = SampleStatus.OK


@dataclass(frozen=True)
class Target:
    """What an edit is for.

    Attributes:
        dataset_id: the data set.
        faces: indices of faces.
        sample_ids: samples by their key, for those that have no face.
    """

    dataset_id: int
    faces: Sequence[int] = ()
    sample_ids: Sequence[int] = ()

    @property
    def count(self) -> int:
        return len(self.faces) + len(self.sample_ids)


@dataclass(frozen=True)
class Edit:
    """What an edit changed, an entry a sample: enough to take it back and to do it again.

    Attributes:
        dataset_id: the data set.
        sample_ids: keys of the samples.
        faces: their faces; None where a sample has none.
        before: what each carried.
        after: what each carries now.
    """

    dataset_id: int
    sample_ids: tuple[int, ...] = ()
    faces: tuple[int | None, ...] = ()
    before: tuple[Mark, ...] = ()
    after: tuple[Mark, ...] = ()

    @property
    def count(self) -> int:
        return len(self.sample_ids)

    @property
    def reversed(self) -> Edit:
        """The edit that takes this one back."""
        return replace(self, before=self.after, after=self.before)

    def as_now(self, sample: Sample) -> Sample:
        """A sample as it is after the edit, which may not mean it at all."""
        try:
            mark = self.after[self.sample_ids.index(sample.sample_id or -1)]
        except ValueError:
            return sample
        return replace(sample, label=mark.label, status=mark.status, reason=mark.reason)


def relabel(workspace: Workspace, target: Target, label: int | None) -> Edit:
    """Give samples another label; None = none. Those that have it already are left alone.

    A face of which a model supposed something becomes usable by it: a person has judged it.
    """

    def labelled(mark: Mark, _: int | None) -> Mark:
        judged = mark.status is SampleStatus.SUGGESTED and label is not None
        return replace(mark, label=label, status=_USABLE if judged else mark.status)

    return _edit(workspace, target, labelled)


def accept(workspace: Workspace, target: Target) -> Edit:
    """Take what a model supposes of faces for their labels; other samples are left alone."""
    supposed = workspace.suggestions(target.dataset_id)

    def taken(mark: Mark, face: int | None) -> Mark:
        suggestion = None if face is None else supposed.get(face)
        if suggestion is None:
            return mark
        return Mark(suggestion.label, _USABLE)

    return _edit(workspace, target, taken)


def exclude(
    workspace: Workspace,
    target: Target,
    *,
    status: SampleStatus = SampleStatus.EXCLUDED,
    reason: str = _BY_HAND,
) -> Edit:
    """Take samples out that are usable or wait for a person's word; their pixels stay."""

    def out(mark: Mark, _: int | None) -> Mark:
        in_use = mark.status in (_USABLE, SampleStatus.SUGGESTED)
        return replace(mark, status=status, reason=reason) if in_use else mark

    return _edit(workspace, target, out)


def put_back(workspace: Workspace, target: Target) -> Edit:
    """Make samples usable again; what has no face stays out."""

    def back(mark: Mark, face: int | None) -> Mark:
        return mark if face is None else replace(mark, status=_USABLE, reason="")

    return _edit(workspace, target, back)


def write(workspace: Workspace, edit: Edit) -> None:
    """Make samples carry what the edit says.

    Raises:
        ConfigError: a label is no class of the data set, or none any more.
    """
    top = max((mark.label for mark in edit.after if mark.label is not None), default=0)
    if top and top >= (count := len(workspace.dataset_by_id(edit.dataset_id).label_set)):
        raise ConfigError("label", top, f"labels go from 0 to {count - 1}")
    ids: defaultdict[Mark, list[int]] = defaultdict(list)
    for sample_id, mark in zip(edit.sample_ids, edit.after, strict=True):
        ids[mark].append(sample_id)
    workspace.set_marks(ids)


def _edit(workspace: Workspace, target: Target, change: Callable[[Mark, int | None], Mark]) -> Edit:
    found = workspace.marks(target.dataset_id, faces=target.faces, sample_ids=target.sample_ids)
    wanted = [(key, face, mark, change(mark, face)) for key, face, mark in found]
    changed = [entry for entry in wanted if entry[2] != entry[3]]
    if not changed:
        return Edit(target.dataset_id)
    edit = Edit(target.dataset_id, *zip(*changed, strict=True))
    write(workspace, edit)
    return edit
