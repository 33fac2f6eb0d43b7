"""The paper in one step, small: few drawn faces named after films, two rows of one epoch."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from helpers.clusters import PickledWorkers
from helpers.seven import LABELS
from PIL import Image

from emotion_gui.core.data.sample_faces import sample_faces
from emotion_gui.core.errors import EmotionGuiError, StorageError
from emotion_gui.core.executors import opening
from emotion_gui.core.jobs import JobCancelled, JobContext, Progress
from emotion_gui.core.paper import support_vectors
from emotion_gui.core.paper.facts import Protocol
from emotion_gui.core.paper.support_vectors import Descriptor
from emotion_gui.core.pruning.criteria import Criterion
from emotion_gui.core.reports import paper_files
from emotion_gui.core.reports.paper_facts import row_lines, system_lines
from emotion_gui.core.reports.paper_text import as_latex, caveats, methods, plain, verdict_lines
from emotion_gui.core.training.presets import TABLE_1
from emotion_gui.core.training.sweep_tables import SweepRow
from emotion_gui.core.workspace.records import Part
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.operations.reproduce import faces, pace, request, studies
from emotion_gui.operations.reproduce import run as running
from emotion_gui.operations.reproduce.pace import Amount, MachinePace, seconds_of
from emotion_gui.operations.reproduce.request import ReproduceRequest
from emotion_gui.operations.reproduce.run import EstimateKnown, Reproduction, estimate, reproduce

FILMS = ("AlexEmma", "Juno", "Harry_Potter_1", "Hangover", "21", "Titanic")
COUNT = 84


@pytest.fixture(scope="module")
def small() -> Iterator[None]:
    """Two rows of Table 1, two criteria, a small network in the place of the deep one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(request, "TABLE_1", (TABLE_1[0], TABLE_1[5]))
        patch.setattr(request, "DEEP", "paper-10-1e-3")
        patch.setattr(studies, "CRITERIA", (Criterion.THINET,))
        patch.setattr(studies, "SHARES", (0.5,))
        patch.setattr(support_vectors, "MOST_DIMENSIONS", 10)
        patch.setattr(paper_files, "_PICTURES", (".svg",))
        patch.setattr(studies, "THRESHOLDS_DEG", (0.0, 10.0, 30.0))
        patch.setattr(running, "_NEURON_EPOCHS", 1)
        patch.setattr(running, "Descriptor", (Descriptor.PHOG,))
        patch.setattr(pace, "_MEASURED_S", 0.0)
        yield


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> ReproduceRequest:
    folder = tmp_path_factory.mktemp("paper")
    drawn = sample_faces(count=COUNT, seed=3)
    for number, (face, label) in enumerate(zip(drawn.faces, drawn.labels, strict=True)):
        film = FILMS[number % len(FILMS)]
        name = f"{film}_{number:09d}_{number:08d}.png"
        target = folder / "SFEW" / LABELS[int(label)].capitalize() / name
        target.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(face).save(target)
    return ReproduceRequest(
        data=folder / "SFEW", out=folder / "out", splits=2, epochs=1, whole_epochs=1, deep_epochs=1
    )


@pytest.fixture(scope="module")
def seen() -> list[Progress]:
    return []


@pytest.fixture(scope="module")
def found(small: None, asked: ReproduceRequest, seen: list[Progress]) -> Reproduction:
    # It is stopped in the middle once; the same call goes on.
    context = JobContext(seen.append, lambda: any("Systems" in p.text for p in seen))
    with pytest.raises(JobCancelled):
        reproduce(asked, context)
    return reproduce(asked, JobContext())


def test_the_time_is_told_before_it_starts(found: Reproduction, seen: list[Progress]) -> None:
    del found
    numbers = [k for k, p in enumerate(seen) if isinstance(p.detail, EstimateKnown)]
    first_training = next(k for k, p in enumerate(seen) if p.text.startswith("Table 1"))
    assert len(numbers) == 1
    assert numbers[0] < first_training
    detail = seen[numbers[0]].detail
    assert isinstance(detail, EstimateKnown)
    assert detail.estimate.seconds > 0
    assert (detail.estimate.faces, detail.estimate.by_film) == (COUNT, True)


def test_a_stop_loses_nothing(found: Reproduction, asked: ReproduceRequest) -> None:
    del found
    with Workspace.open(asked.out / "workspace") as workspace:
        runs = workspace.runs()
    # Two rows on two splits, the deep one on both, the person-independent one on two halves twice.
    assert len(runs) == 2 * 2 + 2 + 2 * 2


def test_the_folder_holds_everything(found: Reproduction, asked: ReproduceRequest) -> None:
    names = {path.name for path in asked.out.iterdir()}
    for name in ("table-1", "systems-random", "systems-spi", "readings-random", "criteria-random"):
        assert {f"{name}.csv", f"{name}.tex"} <= names
    for name in ("figure-1", "figure-2"):
        assert {f"{name}.svg", f"{name}.csv"} <= names
    assert {"report.html", "paper.tex", "methods.txt", "methods.tex", "references.bib"} <= names
    facts = json.loads((asked.out / "configuration.json").read_text("utf-8"))
    assert len(facts["data_sha256"]) == len(facts["code_sha256"]) == 64
    assert facts["environment"]["torch"]
    assert facts["faces"] == found.facts.faces == COUNT
    document = (asked.out / "paper.tex").read_text("utf-8")
    for name in names:
        if name.endswith(".tex") and name not in ("paper.tex", "table-1-rows.tex"):
            assert rf"\input{{{name}}}" in document, name


def test_the_report_sets_ours_beside_the_papers(found: Reproduction) -> None:
    page = found.report.read_text("utf-8")
    assert "43.6" in page or "25.4" in page  # the paper's
    assert "Does it agree?" in page
    lines = verdict_lines(found.facts)
    assert any("PHOG" in line and "46.3" in line for line in lines)
    # One epoch in the place of 10 and 50: nothing of Table 1 is said to agree.
    assert lines[0].startswith("Table 1: 0 of the 8 figures")
    assert "8 cannot be compared" in lines[0]
    warnings = " ".join(caveats(found.facts))
    assert "epochs instead of" in warnings
    assert "2 splits say little" in warnings
    assert "no films" not in warnings


def test_what_is_cited_is_in_the_bibliography(found: Reproduction, asked: ReproduceRequest) -> None:
    text = methods(found.facts)
    assert "[@" not in plain(text)
    bibliography = (asked.out / "references.bib").read_text("utf-8")
    for part in as_latex(text).split(r"\cite{")[1:]:
        assert f"{{{part.partition('}')[0]}," in bibliography


def test_figures_are_those_of_the_rows(found: Reproduction) -> None:
    lines = row_lines(found.facts)
    assert [line.printed.preset for line in lines] == [TABLE_1[0].key, TABLE_1[5].key]
    own = [row for row in found.facts.rows if row.preset == TABLE_1[5].key]
    assert lines[1].after.mean == pytest.approx(
        np.mean([row.validation_accuracy_after for row in own])
    )
    systems = {line.key: line for line in system_lines(found.facts, Protocol.RANDOM)}
    # The same networks on the same faces, judged by another way: a full pass, and the preview.
    assert systems["paper"].accuracy.values == pytest.approx(
        [row.validation_accuracy for row in own]
    )
    assert systems["paper-pruned"].accuracy.values == pytest.approx(
        [row.validation_accuracy_after for row in own]
    )
    assert {"thinet", "magnitude", "neurons-pruned", "alizadeh-fazel"} <= set(systems)


def test_films_never_learn_and_judge_at_once(found: Reproduction, asked: ReproduceRequest) -> None:
    del found
    with Workspace.open(asked.out / "workspace") as workspace:
        halves = faces.independent_divisions(workspace, 1)
        row = workspace.dataset(faces.DATASET)
        (films,) = workspace.face_columns(row.dataset_id, "group_name")
        judged = []
        for half in halves:
            parts = half.open(workspace).parts
            learned = {f for f, part in zip(films, parts, strict=True) if part != Part.VALIDATION}
            others = {f for f, part in zip(films, parts, strict=True) if part == Part.VALIDATION}
            assert not learned & others
            judged.append(int((parts == Part.VALIDATION).sum()))
    assert len(halves) == 2
    assert sum(judged) == COUNT  # swapped: every face is judged once


def test_a_folder_with_other_things_is_not_taken(asked: ReproduceRequest, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine", encoding="utf-8")
    strange = ReproduceRequest(data=asked.data, out=tmp_path)
    with pytest.raises(EmotionGuiError, match="other things"):
        reproduce(strange, JobContext())
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_other_data_do_not_go_into_a_begun_folder(
    found: Reproduction, asked: ReproduceRequest, tmp_path: Path
) -> None:
    del found
    (tmp_path / "Happy").mkdir()
    Image.fromarray(np.zeros((48, 48), dtype=np.uint8)).save(tmp_path / "Happy" / "x.png")
    other = ReproduceRequest(data=tmp_path, out=asked.out)
    with pytest.raises(EmotionGuiError, match="other data"):
        reproduce(other, JobContext())


def test_a_workspace_that_cannot_be_made_leaves_a_folder_that_is_found_again(
    asked: ReproduceRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = replace(asked, out=tmp_path / "again")

    def refused(path: Path) -> Workspace:
        (path / "runs").mkdir(parents=True)
        raise StorageError(path, "the disk is full")

    with monkeypatch.context() as full:
        full.setattr(Workspace, "open", refused)
        with pytest.raises(StorageError, match="the disk is full"):
            estimate(request, JobContext())
    assert estimate(request, JobContext()).faces
    mark = request.out / "reproduction.json"
    mark.write_text("[", encoding="utf-8")
    with pytest.raises(StorageError, match="begun with cannot be read"):
        estimate(request, JobContext())


def test_the_estimate_grows_with_what_is_asked_for() -> None:
    here_s, few = MachinePace(1e-3, 1e-2, 2e-3), Amount(675, is_large=False, halves=0)
    here = Path()
    base = seconds_of(ReproduceRequest(data=here, out=here), few, here_s)
    more = seconds_of(ReproduceRequest(data=here, out=here, splits=10), few, here_s)
    assert sum(more.values()) == pytest.approx(2 * sum(base.values()), rel=0.05)
    epochs = sum(preset.config.epochs for preset in ReproduceRequest(data=here, out=here).rows())
    assert base["table-1"] >= 5 * epochs * 540 * 1e-3
    large = seconds_of(
        ReproduceRequest(data=here, out=here), Amount(32_298, is_large=True, halves=0), here_s
    )
    assert large["whole-training"] > 3 * 50 * 28_000 * 1e-3
    assert "spi" not in large


def test_workers_find_the_same(
    found: Reproduction,
    asked: ReproduceRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    workers = PickledWorkers()

    @contextmanager
    def opened(executor: str) -> Iterator[PickledWorkers | None]:
        yield workers if executor == "dask-local:2" else None  # a piece compares criteria itself

    monkeypatch.setattr(opening, "open_workers", opened)
    again = replace(asked, out=tmp_path / "out")
    told = reproduce(again, JobContext(), executor="dask-local:2").facts
    for name in ("trials", "studies", "maps", "learned_from"):
        assert getattr(told, name) == getattr(found.facts, name), name
    assert [_of_the_row(row) for row in told.rows] == [_of_the_row(row) for row in found.facts.rows]
    # Table 1, the deep networks, two halves twice; a study; two small systems on each split.
    assert workers.done == 2 * 2 + 2 + 2 * 2 + 2 + 2 * (2 + 4)


def _of_the_row(row: SweepRow) -> SweepRow:
    return replace(row, run=0)
