"""An hour of cuts has a thousand persons: what is written of them stays of a size that opens."""

from pathlib import Path

import pytest
from helpers.seven import Emotion

from emotion_gui.core.review import tables
from emotion_gui.core.review.edits import Span, with_section
from emotion_gui.core.review.sessions import open_session
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.operations.film_comparisons import Compared, fitting_comparisons
from emotion_gui.operations.film_outputs import OutputRequest, write_outputs
from tests.helpers.review import rows_of_labels, session_of, stored_session

HAPPY = int(Emotion.HAPPY)
ROWS = rows_of_labels({n: [None] * 3 + [HAPPY] * (3 + 2 * n) for n in range(1, 5)})


def test_the_table_of_frames_has_those_seen_longest_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "MOST_WIDE_CELLS", 2 * 8 * ROWS.frames)
    with Workspace.open(tmp_path / "workspace") as workspace:
        number = stored_session(workspace, ROWS)
        out = tmp_path / "out"
        found = write_outputs(
            workspace, [number], OutputRequest(folder=out, kinds=frozenset({"csv"}))
        )
        session = open_session(workspace, number)
    assert found.left_out == {"talk.mp4": 2}
    header = (out / "talk wide.csv").read_text(encoding="utf-8-sig").splitlines()[0]
    assert [name for name in header.split(",") if name.endswith("_label")] == [
        "Person 3_label",
        "Person 4_label",
    ]
    assert len((out / "talk.csv").read_text(encoding="utf-8").splitlines()) == 1 + ROWS.faces
    monkeypatch.undo()
    assert len(tables.wide_persons(session)) == 4


def test_a_report_compares_what_is_few_enough() -> None:
    few = session_of(ROWS)
    assert fitting_comparisons(few) == {Compared.PERSONS}
    many = session_of(rows_of_labels({n: [HAPPY] * 5 for n in range(1, 12)}))
    assert fitting_comparisons(many) == frozenset()
    edits = few.timeline.edits
    for second in range(2):
        edits = with_section(edits, Span(0.3 * second, 0.3 * second + 0.5, f"part {second}"))
    assert fitting_comparisons(session_of(ROWS, edits)) == {Compared.PERSONS, Compared.SECTIONS}
