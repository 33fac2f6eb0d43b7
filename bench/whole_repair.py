"""Does it help if all layers are repaired towards the original's answers, not module 5 alone?

    python bench/whole_repair.py FER2013_FOLDER [--gone 192] [--passes 6] [--rate 0.003] [--faces N]

FER2013_FOLDER holds `images.npy.xz`, a (n, 48, 48) uint8 array, and `labels.npz` with `label` and
`usage` (0 Training). The bundled `paper` loses maps of module 5 by spans of answers, is repaired
as the program does it, compacted, and then all its weights move down the divergence from the
original's answers, batch norms in evaluation mode, over faces changed anew in every pass (the
augmentation of `best-on-cpu`): Adam, steps in deviations of each tensor, a cosine to nothing. No
labels. Every tenth Training face is held out of everything; PublicTest is not looked at.
"""

from __future__ import annotations

import argparse
import copy
import lzma
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from torch import nn

from emotion_gui.core.evaluation.predict import predict_logits
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.model.checkpoint import load_checkpoint
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.inputs import normalise
from emotion_gui.core.pruning.answers import divergence
from emotion_gui.core.pruning.applying import apply_plan
from emotion_gui.core.pruning.criteria import Criterion
from emotion_gui.core.pruning.measurement import LayerMeasurement, PruningData
from emotion_gui.core.pruning.options import PruningOptions, PruningPreset, Repair
from emotion_gui.core.pruning.plan import Plan
from emotion_gui.core.pruning.ranking import ranked_plan
from emotion_gui.core.pruning.scores import score_maps
from emotion_gui.core.resources import resources_dir
from emotion_gui.core.runtime import prepare_process
from emotion_gui.core.training.augmentation import augment
from emotion_gui.core.training.presets import preset

_HELD_OUT, _BATCH = 10, 128
_OPTIONS = PruningOptions(preset=PruningPreset.REFIT, repair=Repair.BOTH_SIDES)


def main() -> int:
    """Prints the divergence on held-out faces after the usual repair and after every pass."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--gone", type=int, default=192)
    parser.add_argument("--passes", type=int, default=6)
    parser.add_argument("--rate", type=float, default=0.003)
    parser.add_argument("--faces", type=int, help="of Training; all by default")
    options = parser.parse_args()
    prepare_process()
    with lzma.open(options.data / "images.npy.xz") as file:
        images = np.load(file, allow_pickle=False)
    usage = np.load(options.data / "labels.npz", allow_pickle=False)["usage"]
    learning = images[usage == 0][: options.faces]
    is_held = np.arange(len(learning)) % _HELD_OUT == 0
    fitted = PruningData(learning[~is_held], Preprocessing())
    network = load_checkpoint(resources_dir() / "models" / "paper.safetensors").network.eval()
    began = time.process_time()
    small = _pruned(network, fitted, options.gone)
    wanted = torch.softmax(_logits(network, learning[is_held]), 1)
    lost = divergence(wanted, _logits(small, learning[is_held]))
    print(f"module 5 alone: {lost:.5f} nats held out, {time.process_time() - began:.0f} s")
    began = time.process_time()
    for number, fit in enumerate(_passes(network, small, fitted, options.passes, options.rate), 1):
        lost = divergence(wanted, _logits(small, learning[is_held]))
        spent = time.process_time() - began
        print(f"pass {number}: {fit:.5f} fitted, {lost:.5f} held out, {spent:.0f} s", flush=True)
    return 0


def _pruned(network: EmotionCNN, data: PruningData, gone: int) -> EmotionCNN:
    layer = LayerMeasurement(network, data, layer=len(network.blocks) - 1)
    scores = score_maps(Criterion.FISHER, layer, options=_OPTIONS)
    plan = ranked_plan(layer.angles(_OPTIONS), _OPTIONS, Criterion.FISHER, scores, gone)
    return apply_plan(network, Plan((plan,)), data).compacted.eval()


def _logits(network: EmotionCNN, faces: np.ndarray) -> torch.Tensor:
    return torch.from_numpy(predict_logits(network, faces, Preprocessing())).double()


def _passes(
    network: EmotionCNN, small: EmotionCNN, data: PruningData, passes: int, rate: float
) -> Iterator[float]:
    """Moves `small`; gives the mean divergence of each pass over its changed faces."""
    teacher = copy.deepcopy(network).requires_grad_(False)
    small.requires_grad_(True)
    for each in (teacher, small):
        each.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # not in stubs
    groups = [
        {"params": [values], "lr": rate * float(values.detach().square().mean().sqrt() or 1.0)}
        for values in small.parameters()
    ]
    faces = torch.from_numpy(np.asarray(data.faces))
    steps = passes * -(-len(faces) // _BATCH)
    search = torch.optim.Adam(groups, betas=(0.9, 0.99))
    slower = torch.optim.lr_scheduler.CosineAnnealingLR(search, steps)
    changes = preset("best-on-cpu").config.augmentation
    generator = torch.Generator().manual_seed(0)
    for _ in range(passes):
        lost = []
        for rows in torch.split(torch.randperm(len(faces), generator=generator), _BATCH):
            pixels = augment(faces[rows].unsqueeze(1).float().div_(255), changes, generator)
            pixels = normalise(pixels, data.preprocessing)
            pixels = pixels.contiguous(memory_format=torch.channels_last)
            with torch.no_grad():
                wanted = torch.softmax(teacher(pixels), 1)
            logits = small(pixels)
            loss = nn.functional.cross_entropy(logits, wanted)
            search.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]  # torch has no types there
            search.step()
            slower.step()
            lost.append(divergence(wanted.double(), logits.detach().double()))
        yield float(np.mean(lost))


if __name__ == "__main__":
    raise SystemExit(main())
