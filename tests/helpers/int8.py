"""A network in 8 bits, and what was measured of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from emotion_gui.core.data.dataset import FacePart
from emotion_gui.core.engines.names import Speed, Speeds, keep_speeds, speeds_file
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.model.checkpoint import Checkpoint, CheckpointInfo
from emotion_gui.core.model.checkpoint_info import weights_digest
from emotion_gui.core.model.spec import PAPER
from emotion_gui.core.quantizing.options import QuantizeRequest
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.operations.keep import save_run
from emotion_gui.operations.quantize import quantize
from emotion_gui.operations.subject import Subject
from tests.helpers.pruning import random_network

_SPEC = PAPER.with_widths((4, 4, 4, 4, 4))


def unmeasured_int8(workspace: Workspace) -> Path:
    """The file of a run in 8 bits, of random weights, of which nothing was measured here."""
    faces = np.random.default_rng(0).integers(0, 256, (20, 48, 48), dtype=np.uint8)
    part = FacePart(faces, np.arange(20), np.zeros(20, dtype=np.int64), "train")
    subject = Subject(Checkpoint(random_network(_SPEC), CheckpointInfo(spec=_SPEC)), part, part)
    made = quantize(subject, QuantizeRequest(faces=16, blame=False), JobContext())
    run = save_run(workspace, made, "small")
    speeds_file().unlink()
    return workspace.checkpoint_path(run.run_id)


def measured_int8(file: Path, *, ms: float, as_float_ms: float) -> None:
    """As if this had been measured here."""
    int8, as_float = Speed(one=ms, many=ms), Speed(one=as_float_ms, many=as_float_ms)
    speeds = Speeds(model="small", engines={"onnxruntime": int8}, as_float=as_float)
    keep_speeds(weights_digest(file), speeds)
