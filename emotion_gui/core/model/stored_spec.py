"""A network's shape as JSON and out of it, of whichever kind it is. No torch here."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.model.backbones import BackboneSpec
from emotion_gui.core.model.spec import NetworkSpec


def spec_to_json(spec: NetworkSpec) -> dict[str, Any]:
    """What `spec_from_json` reads; kernels only where they are not all 3, as version 0.1.0."""
    told = dataclasses.asdict(spec)
    if not spec.kernels:
        del told["kernels"]
    return told


def spec_from_json(data: Mapping[str, object]) -> NetworkSpec:
    """Rebuild what `spec_to_json` told.

    Returns:
        A `BackboneSpec` where a backbone is named.

    Raises:
        ConfigError: a field is missing, of the wrong kind or out of range.
    """
    try:
        plain = _plain_spec(data)
        if "backbone" not in data:
            return plain
        return BackboneSpec(
            **dataclasses.asdict(plain),
            backbone=str(data["backbone"]),
            weights_sha256=str(data["weights_sha256"]),
            enlargement=int(data["enlargement"]),  # type: ignore[call-overload]
        )
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise ConfigError("network", data, "not a network description") from error


def _plain_spec(data: Mapping[str, object]) -> NetworkSpec:
    modules = tuple(tuple(int(w) for w in module) for module in data["modules"])  # type: ignore[attr-defined]
    return NetworkSpec(
        modules=modules,
        pooled=tuple(bool(p) for p in data["pooled"]),  # type: ignore[attr-defined]
        classes=int(data["classes"]),  # type: ignore[call-overload]
        input_side=int(data["input_side"]),  # type: ignore[call-overload]
        dropout=float(data["dropout"]),  # type: ignore[arg-type]
        kernels=tuple(int(side) for side in data.get("kernels", ())),  # type: ignore[attr-defined]
    )
