"""Shards of imports and analyses, put together: the bytes of one call, or a refusal in words."""

import shutil
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from helpers.fake_sources import write_video
from helpers.pruning import random_network
from helpers.sources import write_table

from emotion_gui.core.data import sharding
from emotion_gui.core.data.import_request import ImportRequest, request_of
from emotion_gui.core.data.importing import import_dataset
from emotion_gui.core.data.readers import SourceItem, inspect_source
from emotion_gui.core.data.sample_faces import write_sample_pictures
from emotion_gui.core.data.sharding import ShardPlan, plan_shard
from emotion_gui.core.errors import (
    ConfigError,
    NotFoundError,
    NothingImportedError,
    ShardsError,
)
from emotion_gui.core.executors.shard import Shard
from emotion_gui.core.jobs import JobCancelled, JobContext
from emotion_gui.core.model.checkpoint import CheckpointInfo, save_checkpoint
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.review.sessions import facts_of
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.operations.analyse import AnalyseRequest, analyse_session, queue_film
from emotion_gui.operations.merge import films_of_shard, mark_sessions, merge

OF = 3


@contextmanager
def opened(path: Path) -> Iterator[Workspace]:
    with closing(Workspace.open(path)) as workspace:
        yield workspace


def everything(workspace: Workspace, name: str) -> tuple[object, ...]:
    """All that an import leaves, but for when."""
    row = workspace.dataset(name)
    faces = (workspace.dataset_dir(row.dataset_id) / "faces.npy").read_bytes()
    samples = list(workspace.samples(row.dataset_id))
    parts = workspace.active_parts(row).tobytes()
    return faces, samples, parts, row.content_hash, row.settings, row.source


@pytest.fixture(scope="module")
def photographs(tmp_path_factory: pytest.TempPathFactory) -> ImportRequest:
    folder = tmp_path_factory.mktemp("photographs")
    write_sample_pictures(folder, count=7, seed=3, width=96, height=80)
    (folder / "broken.jpg").write_bytes(b"no picture")
    (folder / "notes.txt").write_text("no picture either", encoding="utf-8")
    return ImportRequest(folder, "faces", detector="none", several="all")


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> ImportRequest:
    path = tmp_path_factory.mktemp("table") / "fer.csv"
    write_table(path, 40)
    return ImportRequest(path, "fer")


@pytest.fixture(scope="module")
def shards(tmp_path_factory: pytest.TempPathFactory, photographs: ImportRequest) -> list[Path]:
    return made(tmp_path_factory.mktemp("shards"), photographs)


def made(folder: Path, request: ImportRequest, *, of: int = OF) -> list[Path]:
    folders = []
    for number in range(1, of + 1):
        folders.append(folder / str(number))
        with opened(folders[-1]) as workspace:
            import_dataset(workspace, replace(request, shard=Shard(number, of)))
    return folders


@pytest.mark.parametrize(("source", "of"), [("photographs", 11), ("table", 2)])
def test_shards_together_are_the_bytes_of_one_import(
    source: str, of: int, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    wanted: ImportRequest = request.getfixturevalue(source)
    folders = made(tmp_path, wanted, of=of)
    with opened(tmp_path / "alone") as alone, opened(tmp_path / "together") as together:
        import_dataset(alone, wanted)
        merged = merge(together, folders[::-1], JobContext())
        assert everything(together, wanted.name) == everything(alone, wanted.name)
        assert merged.datasets[0].by_split


@pytest.mark.parametrize(("source", "total"), [("photographs", 8), ("table", 40)])
def test_shards_of_an_import_count_what_its_preview_counts(
    source: str, total: int, request: pytest.FixtureRequest
) -> None:
    wanted: ImportRequest = request.getfixturevalue(source)
    kind = inspect_source(wanted.source).kind
    plans = [plan_shard(replace(wanted, shard=Shard(n, 3)), kind, JobContext()) for n in (1, 2, 3)]
    assert [plan and plan.total for plan in plans] == [total] * 3
    assert [place for plan in plans if plan for place in plan.places] == list(range(total))
    assert plan_shard(wanted, kind, JobContext()) is None


def test_a_shard_knows_the_names_of_all_and_hears_a_stop_among_them(
    photographs: ImportRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = replace(photographs, shard=Shard(1, OF))
    read: list[str] = []

    def plan(names: Iterable[str], context: JobContext) -> ShardPlan | None:
        def items(*_: object, **__: object) -> Iterator[SourceItem]:
            for name in names:
                read.append(name)
                yield SourceItem(name, None, "")

        monkeypatch.setattr(sharding, "open_source", items)
        return plan_shard(wanted, "pictures", context)

    names = [str(n) for n in range(9)]
    known = plan(names, JobContext())
    assert known == plan(names, JobContext())
    for others in ([*names[:8], "other"], names[::-1], [*names[:7], "78", ""]):
        assert plan(others, JobContext()) != known
    read.clear()
    stopped = JobContext(is_cancelled=lambda: len(read) > 10)
    with pytest.raises(JobCancelled):
        plan(map(str, range(9_000)), stopped)
    assert len(read) < 4_500


def test_every_piece_is_in_one_shard() -> None:
    for total in (0, 1, 7, 1000):
        for of in (1, 3, 9):
            places = [place for n in range(1, of + 1) for place in Shard(n, of).places(total)]
            assert places == list(range(total))


@pytest.mark.parametrize("text", ["", "3", "0/3", "4/3", "a/b", "1/3/5"])
def test_what_is_no_shard_is_refused(text: str) -> None:
    with pytest.raises(ConfigError, match="the third of eight"):
        Shard.parse(text)


def refused(folders: list[Path], into: Path) -> str:
    with opened(into) as workspace:
        with pytest.raises(ShardsError) as caught:
            merge(workspace, folders, JobContext())
        assert workspace.datasets() == []
    return str(caught.value)


def test_a_missing_shard_is_named(shards: list[Path], tmp_path: Path) -> None:
    assert "of 3 shards these are missing: 2" in refused([shards[0], shards[2]], tmp_path)


def test_a_doubled_shard_is_named(shards: list[Path], tmp_path: Path) -> None:
    copy = shutil.copytree(shards[1], tmp_path / "copy")
    assert "shard 2 of 3 is there twice" in refused([*shards, copy], tmp_path / "w")


def test_a_damaged_shard_is_named(shards: list[Path], tmp_path: Path) -> None:
    copy = shutil.copytree(shards[0], tmp_path / "copy")
    file = next(copy.rglob("faces.npy"))
    data = bytearray(file.read_bytes())
    data[-5] ^= 1
    file.write_bytes(data)
    assert "is damaged" in refused([copy, *shards[1:]], tmp_path / "w")


def test_a_changed_source_is_seen(
    shards: list[Path], photographs: ImportRequest, tmp_path: Path
) -> None:
    more = shutil.copytree(photographs.source, tmp_path / photographs.source.name)
    shutil.copyfile(more / "broken.jpg", more / "another.jpg")
    with opened(tmp_path / "3") as workspace:
        import_dataset(workspace, replace(photographs, source=more, shard=Shard(3, OF)))
    assert "the source was changed" in refused([*shards[:2], tmp_path / "3"], tmp_path / "w")


def test_shards_of_another_way_are_refused(
    shards: list[Path], photographs: ImportRequest, tmp_path: Path
) -> None:
    with opened(tmp_path / "3") as workspace:
        import_dataset(workspace, replace(photographs, seed=5, shard=Shard(3, OF)))
    assert "different ways: seed" in refused([*shards[:2], tmp_path / "3"], tmp_path / "w")


def test_no_shards_and_no_workspace_are_told(tmp_path: Path) -> None:
    with opened(tmp_path / "w") as workspace:
        with pytest.raises(ShardsError, match="there are no shards"):
            merge(workspace, [], JobContext())
        with pytest.raises(NotFoundError):
            merge(workspace, [tmp_path / "nowhere"], JobContext())
    assert not (tmp_path / "nowhere").exists()


def test_a_shard_that_was_stopped_goes_on_and_is_not_merged_before(
    photographs: ImportRequest, shards: list[Path], tmp_path: Path
) -> None:
    wanted = replace(photographs, shard=Shard(2, OF))
    with opened(tmp_path / "2") as workspace:
        looks = iter([False] * 3)
        context = JobContext(is_cancelled=lambda: next(looks, True))
        with pytest.raises(JobCancelled):
            import_dataset(workspace, wanted, context)
        (row,) = workspace.datasets()
        assert request_of(row) == replace(
            wanted, source=photographs.source.resolve(), detector="none"
        )
    told = refused([shards[0], tmp_path / "2", shards[2]], tmp_path / "w")
    assert "is not finished: run its command again" in told
    with opened(tmp_path / "2") as workspace:
        import_dataset(workspace, wanted)
    with opened(tmp_path / "w") as together, opened(tmp_path / "alone") as alone:
        merge(together, [shards[0], tmp_path / "2", shards[2]], JobContext())
        import_dataset(alone, photographs)
        assert everything(together, "faces") == everything(alone, "faces")


def test_a_merge_that_was_stopped_goes_on(
    shards: list[Path], photographs: ImportRequest, tmp_path: Path
) -> None:
    with opened(tmp_path / "w") as together, opened(tmp_path / "alone") as alone:
        looks = iter([False] * 6)
        with pytest.raises(JobCancelled):
            merge(together, shards, JobContext(is_cancelled=lambda: next(looks, True)))
        (row,) = together.datasets()
        assert not row.is_ready
        merge(together, shards, JobContext())
        import_dataset(alone, photographs)
        assert everything(together, "faces") == everything(alone, "faces")


@pytest.fixture(scope="module")
def analysed(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Path], Path]:
    """Two shards of three films, and the same read at once."""
    folder = tmp_path_factory.mktemp("films")
    network = NetworkSpec(((4,), (6,)), (True, True))
    model = folder / "m.safetensors"
    save_checkpoint(model, random_network(network), CheckpointInfo(spec=network))
    request = AnalyseRequest(model=model, detector="none", engine="torch")
    pictures = np.random.default_rng(5).integers(0, 256, (3, 4, 48, 64, 3), dtype=np.uint8)
    films = [write_video(folder / f"{n}.avi", list(each)) for n, each in enumerate(pictures)]
    folders = [folder / "1", folder / "2"]
    for shard, place in ((Shard(1, 2), folders[0]), (Shard(2, 2), folders[1]), (None, folder)):
        with opened(place / "w") as workspace:
            wanted = films if shard is None else films_of_shard(films, shard)
            rows = [queue_film(workspace, film, request) for film in wanted]
            done = [analyse_session(workspace, row.session_id) for row in rows]
            if shard is not None:
                mark_sessions(workspace, done, films, shard)
    return [each / "w" for each in folders], folder / "w"


def sessions(workspace: Workspace) -> list[tuple[object, ...]]:
    return [
        (
            row.name,
            row.state,
            facts_of(workspace, row),
            workspace.session_rows_path(row.session_id).read_bytes(),
        )
        for row in workspace.sessions()
    ]


def test_films_of_shards_are_the_bytes_of_one_call(
    analysed: tuple[list[Path], Path], tmp_path: Path
) -> None:
    with opened(tmp_path) as together, opened(analysed[1]) as alone:
        merge(together, analysed[0][::-1], JobContext())
        merge(together, analysed[0], JobContext())  # again: nothing is doubled
        assert sessions(together) == sessions(alone)


def test_films_that_lack_or_are_damaged_are_told(
    analysed: tuple[list[Path], Path], tmp_path: Path
) -> None:
    first, second = analysed[0]
    with ExitStack() as ends:
        workspace = ends.enter_context(opened(tmp_path / "w"))
        with pytest.raises(ShardsError, match=r"1 are missing, of shards 1 of 2"):
            merge(workspace, [second], JobContext())
        copy = shutil.copytree(first, tmp_path / "copy")
        with pytest.raises(ShardsError, match=r"one is there twice: 0\.avi"):
            merge(workspace, [first, second, copy], JobContext())
        rows = next(copy.rglob("rows.ewc"))
        rows.write_bytes(rows.read_bytes()[:-3])
        with pytest.raises(ShardsError, match="is damaged"):
            merge(workspace, [copy, second], JobContext())
        assert workspace.sessions() == []


def test_shards_without_any_face_leave_nothing_behind(tmp_path: Path) -> None:
    source = tmp_path / "photographs"
    source.mkdir()
    for name in ("a.jpg", "b.jpg"):
        (source / name).write_bytes(b"no picture")
    folders = made(tmp_path, ImportRequest(source, "faces", detector="none"), of=2)
    with opened(tmp_path / "whole") as workspace:
        with pytest.raises(NothingImportedError):
            merge(workspace, folders, JobContext())
        assert workspace.datasets() == []
        assert not any((workspace.path / "datasets").iterdir())
