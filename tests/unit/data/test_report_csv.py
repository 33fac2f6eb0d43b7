"""The sample table leaves the workspace whole, as CSV and, where pyarrow is there, as Parquet."""

import csv
import hashlib
import sys
from dataclasses import replace

import pytest
from helpers.datasets import make_dataset

from emotion_gui.core.data.report_csv import COLUMNS, export_report_csv, export_report_parquet
from emotion_gui.core.data.versions import content_hash
from emotion_gui.core.errors import ConfigError
from emotion_gui.core.labels import SEVEN, own_set
from emotion_gui.core.workspace.records import Sample, SampleStatus


def test_csv_holds_every_column(workspace, tmp_path):
    row = make_dataset(workspace, train=14, test=7, validation=7)
    assert export_report_csv(workspace, row.dataset_id, tmp_path / "t.csv") == 28
    with (tmp_path / "t.csv").open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == COLUMNS
    assert rows[27]["part"] == "validation"
    assert (rows[3]["label"], rows[3]["x"]) == ("happy", "")


def test_parquet_needs_pyarrow_and_says_so(workspace, tmp_path, monkeypatch):
    row = make_dataset(workspace)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ConfigError, match=r"pip install 'emotion-gui\[parquet\]'"):
        export_report_parquet(workspace, row.dataset_id, tmp_path / "t.parquet")
    assert not (tmp_path / "t.parquet").exists()


def test_parquet_holds_the_same(workspace, tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet")
    row = make_dataset(workspace)
    count = export_report_parquet(workspace, row.dataset_id, tmp_path / "t.parquet")
    table = parquet.read_table(tmp_path / "t.parquet")
    assert table.num_rows == count == row.faces
    assert tuple(table.column_names) == COLUMNS


def test_a_version_follows_labels_and_use(workspace):
    row = make_dataset(workspace)
    first = content_hash(workspace, row.dataset_id)
    sample = workspace.sample_of_face(row.dataset_id, 5)
    seen = {first}
    for changed in (replace(sample, label=0), replace(sample, status=SampleStatus.EXCLUDED)):
        workspace.update_samples([changed])
        seen.add(content_hash(workspace, row.dataset_id))
    assert len(seen) == 3
    workspace.update_samples([sample])
    assert content_hash(workspace, row.dataset_id) == first


def test_a_version_is_the_hash_of_pixels_labels_use_and_names_of_other_classes(workspace):
    def hashed(name, labels):
        row = workspace.create_dataset(name=name, source="", settings={}, label_set=labels)
        faces = [("ok", 2, b"pixels"), ("excluded", None, b"others"), ("ok", 0, None)]
        workspace.add_samples(
            row.dataset_id,
            [
                Sample(str(i), SampleStatus(status), label=label, face_index=i, pixel_hash=digest)
                for i, (status, label, digest) in enumerate(faces)
            ],
        )
        return content_hash(workspace, row.dataset_id)

    content = b"pixels\x02others" + bytes([128 | 127]) + b"\0"
    names = ["calm", "smile", "yawn"]
    assert hashed("seven", SEVEN) == hashlib.blake2b(content, digest_size=16).hexdigest()
    theirs = "\0".join(names).encode() + content
    own = hashed("own", own_set(names))
    assert own == hashlib.blake2b(theirs, digest_size=16).hexdigest()
