"""How an import ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from emotion_gui.core.data.label_report import LabelReport
from emotion_gui.core.data.splits import part_counts
from emotion_gui.core.workspace.records import DatasetRow, SampleStatus
from emotion_gui.core.workspace.workspace import Workspace

PROBLEM_LIMIT = 100_000


@dataclass(frozen=True)
class ImportProblem:
    """A picture that was not imported as `ok`."""

    source: str
    status: str
    reason: str


@dataclass(frozen=True)
class ImportReport:
    """How an import ended.

    Attributes:
        dataset: its record, in state `ready`.
        imported: faces with status `ok`.
        skipped: every other picture or row.
        by_status: pictures by `SampleStatus` value.
        by_class: `ok` faces by label name (`unlabelled` where there is none).
        by_split: faces by part name.
        seconds: of this call; a resumed import counts its last stretch.
        problems: the skipped ones, each with its reason; at most 100,000.
        notes: sentences (choice of split, what `auto` decided).
        labels: what became of the source's own class names.
        left_alone: (name, reason) of files that are neither pictures nor the table, at most 1,000.
        left_alone_total: how many there were in this source.
    """

    dataset: DatasetRow
    imported: int
    skipped: int
    by_status: Mapping[str, int]
    by_class: Mapping[str, int]
    by_split: Mapping[str, int]
    seconds: float
    problems: tuple[ImportProblem, ...] = ()
    notes: tuple[str, ...] = ()
    labels: LabelReport = field(default_factory=LabelReport)
    left_alone: tuple[tuple[str, str], ...] = ()
    left_alone_total: int = 0

    def to_json(self) -> dict[str, object]:
        """The command line's keys; `dataset` is the name."""
        return {
            "dataset": self.dataset.name,
            "imported": self.imported,
            "skipped": self.skipped,
            "by_status": dict(self.by_status),
            "by_class": dict(self.by_class),
            "by_split": dict(self.by_split),
            "seconds": round(self.seconds, 3),
            "problems": [
                {"source": p.source, "status": p.status, "reason": p.reason} for p in self.problems
            ],
            "left_alone": [
                {"source": source, "reason": reason} for source, reason in self.left_alone
            ],
            "left_alone_total": self.left_alone_total,
            "notes": list(self.notes),
            "labels": self.labels.to_json(),
        }


def make_report(
    workspace: Workspace,
    dataset_id: int,
    *,
    seconds: float = 0.0,
    notes: Sequence[str] = (),
    labels: LabelReport | None = None,
) -> ImportReport:
    """The report of a finished data set, as it is now."""
    row = workspace.dataset_by_id(dataset_id)
    by_status = workspace.count_by(dataset_id, "status")
    by_label = workspace.label_counts(dataset_id)
    known = {label: n for label, n in by_label.items() if label is not None}
    by_class = {row.label_set.names[label]: n for label, n in sorted(known.items())}
    if None in by_label:
        by_class["unlabelled"] = by_label[None]
    imported = by_status.get(SampleStatus.OK.value, 0)
    return ImportReport(
        dataset=row,
        imported=imported,
        skipped=sum(by_status.values()) - imported,
        by_status=by_status,
        by_class=by_class,
        by_split=part_counts(workspace.active_parts(row)),
        seconds=seconds,
        problems=tuple(
            ImportProblem(s.source, s.status.value, s.reason)
            for s in workspace.samples(dataset_id, problems_only=True, limit=PROBLEM_LIMIT)
        ),
        notes=tuple(notes),
        labels=labels or LabelReport(),
    )
