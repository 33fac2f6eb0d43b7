"""Other classes for the samples of a data set: labels, suppositions and votes follow in one go."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from emotion_gui.core.labels import LabelSet
from emotion_gui.core.workspace.database import WorkspaceBase
from emotion_gui.core.workspace.datasets import label_set_text

Votes = Mapping[int, str]
"""Shares of votes as they are stored, by the sample's key."""


class ClassTables(WorkspaceBase):
    """What `Workspace` can do with the classes of a data set."""

    def set_classes(
        self,
        dataset_id: int,
        labels: LabelSet,
        places: Sequence[int],
        *,
        at: Mapping[int, tuple[Sequence[int], Sequence[int]]] | None = None,
        votes: Votes | None = None,
    ) -> None:
        """Let a data set have other classes; all or nothing.

        Args:
            dataset_id: the data set.
            labels: its classes from now on.
            places: for each class of before, in order, its place among them.
            at: for a place, keys of samples whose label it is whatever `places` says, and keys of
                those of which it is supposed.
            votes: shares of votes as they shall be stored, for all samples that have some.
        """
        cases = " ".join(f"WHEN {old} THEN {new}" for old, new in enumerate(places))
        with self._transaction() as connection:
            connection.execute(
                f"UPDATE samples SET label = CASE label {cases} END"
                " WHERE dataset_id = ? AND label IS NOT NULL",
                (dataset_id,),
            )
            connection.execute(
                f"UPDATE suggestions SET label = CASE label {cases} END"
                " WHERE sample_id IN (SELECT id FROM samples WHERE dataset_id = ?)",
                (dataset_id,),
            )
            for place, (labelled, supposed) in (at or {}).items():
                connection.execute(
                    "UPDATE samples SET label = ? WHERE label IS NOT NULL"
                    " AND id IN (SELECT value FROM json_each(?))",
                    (place, json.dumps(list(labelled))),
                )
                connection.execute(
                    "UPDATE suggestions SET label = ?"
                    " WHERE sample_id IN (SELECT value FROM json_each(?))",
                    (place, json.dumps(list(supposed))),
                )
            connection.executemany(
                "UPDATE samples SET soft_label = ? WHERE id = ?",
                [(text, key) for key, text in (votes or {}).items()],
            )
            connection.execute(
                "UPDATE datasets SET label_set = ? WHERE id = ?",
                (label_set_text(labels), dataset_id),
            )

    def samples_of_class(
        self, dataset_id: int, label: int
    ) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Keys of the samples that have a label, and of those of which it is supposed."""
        asked = (dataset_id, label)
        labelled = self._connection().execute(
            "SELECT id FROM samples WHERE dataset_id = ? AND label = ? ORDER BY id", asked
        )
        supposed = self._connection().execute(
            "SELECT sample_id FROM suggestions JOIN samples ON samples.id = sample_id"
            " WHERE dataset_id = ? AND suggestions.label = ? ORDER BY sample_id",
            asked,
        )
        return tuple(key for (key,) in labelled), tuple(key for (key,) in supposed)

    def stored_votes(self, dataset_id: int) -> dict[int, str]:
        """Shares of votes as they are stored, of the samples that have some."""
        rows = self._connection().execute(
            "SELECT id, soft_label FROM samples WHERE dataset_id = ? AND soft_label IS NOT NULL",
            (dataset_id,),
        )
        return dict(rows.fetchall())
