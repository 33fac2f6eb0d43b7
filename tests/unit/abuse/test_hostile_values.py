"""Values that fuzzing found: numbers that no float or integer can hold are refused in words."""

import json
import struct
from pathlib import Path

import pytest
from helpers.pruning import random_network

from emotion_gui.core.errors import CheckpointError, ConfigError
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.model.checkpoint import CheckpointInfo, load_checkpoint, save_checkpoint
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.pruning.options import PruningOptions
from emotion_gui.core.pruning.plan import Merge, PruningPlan
from emotion_gui.core.training.records import TrainConfig

HUGE = 10**400
SMALL = NetworkSpec(((4,), (6,)), (True, True))


@pytest.mark.parametrize("value", [HUGE, -HUGE, float("inf"), float("nan")])
def test_descriptions_refuse_numbers_out_of_reach(value: float) -> None:
    with pytest.raises(ConfigError):
        Preprocessing.from_json({**Preprocessing().to_json(), "side": value, "mean": value})
    with pytest.raises(ConfigError):
        NetworkSpec.from_json(
            {"modules": [[4]], "pooled": [True], "classes": 7, "input_side": value, "dropout": 0.0}
        )
    with pytest.raises(ConfigError):
        TrainConfig.from_json({**TrainConfig().to_json(), "learning_rate": value})


@pytest.mark.parametrize("value", [HUGE, float("inf")])
def test_plans_refuse_numbers_out_of_reach(value: float) -> None:
    plan = PruningPlan(0, 4, "f", PruningOptions(), (Merge(1, 0, 5.0),)).to_json()
    for field in ("layer", "maps", "format"):
        with pytest.raises(ConfigError):
            PruningPlan.from_json({**plan, field: value, "merges": [{}] if value == HUGE else []})
    merge = {**plan["merges"][0], "angle_deg": value}
    with pytest.raises(ConfigError):
        PruningPlan.from_json({**plan, "merges": [merge]})


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
