"""Values that fuzzing found: numbers that no float or integer can hold are refused in words."""

import json
import struct
from pathlib import Path

import pytest
from helpers.pruning import random_network

from emotion_gui.core.data.readers import inspect_source
from emotion_gui.core.data.readers.votes import read_votes
from emotion_gui.core.errors import (
    ArchiveError,
    CheckpointError,
    ConfigError,
    DatasetFormatError,
)
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.model.checkpoint import CheckpointInfo, load_checkpoint, save_checkpoint
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.model.stored_spec import spec_from_json
from emotion_gui.core.pruning.options import PruningOptions
from emotion_gui.core.pruning.plan import LayerPlan, Merge, Plan
from emotion_gui.core.settings import SETTINGS, parse
from emotion_gui.core.training.config import TrainConfig

HUGE = 10**400
SMALL = NetworkSpec(((4,), (6,)), (True, True))


@pytest.mark.parametrize("value", [HUGE, -HUGE, float("inf"), float("nan")])
def test_descriptions_refuse_numbers_out_of_reach(value: float) -> None:
    with pytest.raises(ConfigError):
        Preprocessing.from_json({**Preprocessing().to_json(), "side": value, "mean": value})
    with pytest.raises(ConfigError):
        spec_from_json(
            {"modules": [[4]], "pooled": [True], "classes": 7, "input_side": value, "dropout": 0.0}
        )
    with pytest.raises(ConfigError):
        TrainConfig.from_json({**TrainConfig().to_json(), "learning_rate": value})


@pytest.mark.parametrize("value", [-1.0, 1.0, float("nan")])
def test_a_network_with_an_impossible_dropout_is_refused(value: float) -> None:
    with pytest.raises(ConfigError):
        NetworkSpec(dropout=value)


@pytest.mark.parametrize("name", ["a.tar.gz", "a.tgz", "a.tar"])
def test_a_gzip_header_that_is_cut_short_is_a_damaged_archive(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"\x1f\x8b\x08\x1f\x8b\x08")
    with pytest.raises(ArchiveError, match="damaged"):
        inspect_source(path)


@pytest.mark.parametrize("value", [HUGE, float("inf")])
def test_plans_refuse_numbers_out_of_reach(value: float) -> None:
    part = LayerPlan(0, 4, "f", PruningOptions(), (Merge(1, 0, 5.0),)).to_json()
    plan = {"format": 1, **part}
    for field in ("layer", "maps", "format"):
        with pytest.raises(ConfigError):
            Plan.from_json({**plan, field: value, "merges": [{}] if value == HUGE else []})
    merge = {**part["merges"][0], "angle_deg": value}
    with pytest.raises(ConfigError):
        Plan.from_json({**plan, "merges": [merge]})


def test_a_checkpoint_with_an_endless_temperature_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.safetensors"
    save_checkpoint(path, random_network(SMALL), CheckpointInfo(spec=SMALL))
    data = path.read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    description = json.loads(header["__metadata__"]["emotion_gui"])
    description["temperature"] = HUGE
    header["__metadata__"]["emotion_gui"] = json.dumps(description)
    text = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + data[8 + length :])
    with pytest.raises(CheckpointError, match="description is damaged"):
        load_checkpoint(path)


@pytest.mark.parametrize("vote", [str(10**30), "-1"])
def test_votes_that_nobody_can_have_cast_are_refused(tmp_path: Path, vote: str) -> None:
    names = "neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF"
    path = tmp_path / "votes.csv"
    path.write_text(f"{names}\n{vote},0,0,0,0,0,0,0,0,0\n", encoding="utf-8")
    with pytest.raises(DatasetFormatError, match="row 2: a vote is out of range"):
        read_votes(path)


@pytest.mark.parametrize(
    "text", [str(HUGE), str(-HUGE), "9" * 5_000, "[" * 100_000, "1e999", "NaN"]
)
@pytest.mark.parametrize("key", ["compute/threads", "live/smoothing_s"])
def test_settings_that_no_number_can_be_are_passed_over(text: str, key: str) -> None:
    (setting,) = (setting for setting in SETTINGS if setting.key == key)
    assert parse(setting, text) is None
