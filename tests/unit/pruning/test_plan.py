"""Plans and options as data: round trips, damage, and the check against a network."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest
import torch
from helpers.pruning import random_data

from emotion_gui.core.errors import ConfigError, PlanMismatchError, StorageError
from emotion_gui.core.model.checkpoint import load_checkpoint
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.pruning.applying import apply_plan
from emotion_gui.core.pruning.options import Normalisation, PruningOptions, PruningPreset, Reduce
from emotion_gui.core.pruning.plan import (
    LayerPlan,
    Merge,
    PairKind,
    Plan,
    Silence,
    SilenceReason,
    fingerprint,
    load_plan,
    save_plan,
)

OLD = Path(__file__).parents[2] / "data" / "pruning_0_1_0"
SPEC = NetworkSpec(((4,), (6,)), (True, True), input_side=8)


def plan_for(network: EmotionCNN) -> LayerPlan:
    return LayerPlan(
        layer=1,
        maps=6,
        fingerprint=fingerprint(network),
        options=PruningOptions(
            PruningPreset.CORRECTED, 7.5, 171.0, Normalisation.CENTRED, Reduce.FLATTEN
        ),
        merges=(Merge(4, 1, 3.25, PairKind.COMPLEMENTARY, -0.5, 0.125),),
        silences=(
            Silence(0, SilenceReason.COMPLEMENTARY, 2, 176.0),
            Silence(5, SilenceReason.SILENT, beta=0.5),
        ),
        excluded_pairs=((0, 1), (2, 3)),
        wanted=3,
    )


def test_round_trip_through_a_file(tmp_path: Path) -> None:
    plan = plan_for(EmotionCNN(SPEC))
    save_plan(tmp_path / "plan.json", Plan((plan,)))
    loaded = load_plan(tmp_path / "plan.json")
    assert loaded.parts == (plan,)
    assert loaded.only_part == plan
    assert (plan.gone, plan.survivors, plan.maps_left) == ((0, 4, 5), (1, 2, 3), 3)


def test_check_accepts_its_network_and_refuses_others() -> None:
    torch.manual_seed(0)
    network = EmotionCNN(SPEC)
    plan = plan_for(network)
    plan.check(network)
    with torch.no_grad():
        network.blocks[0].conv.weight[0, 0, 0, 0] += 1e-6
    with pytest.raises(PlanMismatchError, match="weights"):
        plan.check(network)
    with pytest.raises(PlanMismatchError, match="7 maps"):
        plan.check(EmotionCNN(SPEC.with_widths((4, 7))))
    with pytest.raises(PlanMismatchError, match="1 layers"):
        plan.check(EmotionCNN(NetworkSpec(((6,),), (True,), input_side=8)))


@pytest.mark.parametrize(
    "change",
    [
        {"layer": "x"},
        {"layer": -1},
        {"maps": 3},
        {"maps": None},
        {"options": {"preset": "magic"}},
        {"options": {"threshold_deg": 91}},
        {"options": {"treshold": 5}},
        {"options": None},
        {"merges": [{"drop": 1}]},
        {"merges": 7},
        {"silences": [dict(index=0, reason="whim", partner=None, angle_deg=None, beta=0)]},  # noqa: C408
        {"excluded_pairs": [[1, 2, 3]]},
    ],
)
def test_damaged_plans_are_refused(change: dict[str, object]) -> None:
    data = {**plan_for(EmotionCNN(SPEC)).to_json(), **change}
    with pytest.raises(ConfigError):
        LayerPlan.from_json(json.loads(json.dumps(data)))


def test_a_plan_of_a_newer_version_is_refused() -> None:
    data = Plan((plan_for(EmotionCNN(SPEC)),)).to_json()
    assert data["format"] == 2
    with pytest.raises(ConfigError, match="newer"):
        Plan.from_json({**data, "format": 3})


@pytest.mark.parametrize(
    ("name", "widths"),
    [
        ("plan_by_angle", (4, 6, 6)),
        ("plan_by_number", (4, 6, 6)),
        ("plan_all_layers", (3, 4, 8)),
    ],
)
def test_plans_of_0_1_0_open_check_and_apply(name: str, widths: tuple[int, ...]) -> None:
    plan = load_plan(OLD / f"{name}.json")
    network = load_checkpoint(OLD / "network.safetensors").network
    plan.check(network)
    assert plan.spec_after(network.spec).widths == widths
    applied = apply_plan(network, plan, random_data(count=50))
    assert applied.compacted.spec.widths == widths
    assert Plan.from_json(json.loads(json.dumps(plan.to_json()))) == plan


@pytest.mark.parametrize("name", ["masked", "compacted", "all_layers", "rounds"])
def test_pruned_networks_of_0_1_0_open_with_their_plans(name: str) -> None:
    kept = load_checkpoint(OLD / f"{name}.safetensors")
    assert kept.info.plan is not None
    plan = Plan.from_json(kept.info.plan)
    if kept.info.plan["compacted"] and name != "rounds":
        original = load_checkpoint(OLD / "network.safetensors").network
        assert plan.spec_after(original.spec).widths == kept.info.spec.widths
    if name == "rounds":
        assert Plan.from_json(kept.info.plan["previous"]).only_part.maps == 10
        assert plan.only_part.maps == 8


def test_a_plan_for_several_layers_is_not_one_for_one() -> None:
    with pytest.raises(ConfigError, match="several layers"):
        _ = load_plan(OLD / "plan_all_layers.json").only_part


def test_files_that_are_not_plans(tmp_path: Path) -> None:
    with pytest.raises(StorageError):
        load_plan(tmp_path / "absent.json")
    for text in ("", "[]", "{}", "{", '"x"', "[" * 100_000):
        (tmp_path / "bad.json").write_text(text, encoding="utf-8")
        with pytest.raises(ConfigError):
            load_plan(tmp_path / "bad.json")


@pytest.mark.parametrize(
    "parts",
    [
        {"merges": (Merge(1, 0, 1.0), Merge(1, 2, 1.0))},
        {"merges": (Merge(1, 0, 1.0), Merge(0, 2, 1.0))},
        {"merges": (Merge(1, 6, 1.0),)},
        {"merges": (Merge(1, 0, 1.0, alpha=float("nan")),)},
        {"silences": tuple(Silence(k, SilenceReason.BY_HAND) for k in range(6))},
    ],
)
def test_impossible_plans_cannot_be_made(parts: dict[str, object]) -> None:
    plan = LayerPlan(1, 6, "abc", PruningOptions())
    with pytest.raises(ConfigError):
        dataclasses.replace(plan, **parts)  # type: ignore[arg-type]


def test_options_round_trip_and_ranges() -> None:
    options = PruningOptions(PruningPreset.REFIT, 12.0, None, Normalisation.PER_MAP, ridge=0.5)
    assert PruningOptions.from_json(json.loads(json.dumps(options.to_json()))) == options
    assert options.complementary_limit_deg == 168.0
    for field, value in (
        ("threshold_deg", -1),
        ("threshold_deg", float("nan")),
        ("complementary_deg", 89),
        ("silent_fraction", 2),
        ("ridge", -1),
        ("remove_silent", "yes"),
        ("threshold_deg", "x"),
    ):
        with pytest.raises(ConfigError):
            PruningOptions.from_json({field: value})
