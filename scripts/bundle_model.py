"""Turn a trained run's checkpoint into a bundled model with its card.

    python scripts/bundle_model.py best.safetensors --name default --title "…" \
        --workspace DIR --dataset FER2013 --command "python main.py train …"

    python scripts/bundle_model.py resources/models/default.safetensors --only-learned \
        --workspace DIR --dataset FER2013 [--no-epoch-picked]

The weights are stored as float16 when every prediction on the test part stays the same.
Temperature and unsure threshold are fitted on the test part and stored beside them. A bundled
model can be given as the checkpoint itself: its weights come back bit for bit.

A checkpoint that does not tell which faces it learned from (older ones) gets the identities of
the data set's train part, and of its test part as the faces that chose the epoch; with
`--only-learned` nothing else is changed. With `--no-epoch-picked` the test part chose no epoch,
of this network or of any behind it: its file says so.
"""

from __future__ import annotations

import argparse
import dataclasses
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from jinja2 import Environment

from emotion_gui.core.data.dataset import FaceDataset, FacePart, open_dataset
from emotion_gui.core.evaluation.acquaintance import Acquaintance
from emotion_gui.core.evaluation.calibration import Calibration, Logits, calibrate_checkpoint
from emotion_gui.core.evaluation.complexity import complexity, measure_latency
from emotion_gui.core.evaluation.evaluate_run import answerer, evaluate_checkpoint
from emotion_gui.core.evaluation.judgement import Judgement
from emotion_gui.core.evaluation.metrics import Evaluation
from emotion_gui.core.evaluation.robustness import PASSES, Robustness, measure_robustness
from emotion_gui.core.faces.readable import CLEAN_LIMITS, ReadingLimits
from emotion_gui.core.files import write_bytes, write_text
from emotion_gui.core.labels import SEVEN, match_labels
from emotion_gui.core.model.bundled import write_list
from emotion_gui.core.model.checkpoint import (
    Checkpoint,
    CheckpointInfo,
    load_checkpoint,
    save_checkpoint,
    tell_learned,
)
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.learned_faces import LearnedFaces, face_hashes
from emotion_gui.core.resources import resources_dir
from emotion_gui.core.workspace.records import Part
from emotion_gui.core.workspace.workspace import Workspace

_EVERY = 8  # of the test part's faces, 37 times each: as bench/model_table.py --every 8


def main() -> int:
    """Write `resources/models/<name>.safetensors` and its card."""
    arguments = _arguments()
    workspace = Workspace.open(arguments.workspace)
    dataset = open_dataset(workspace, arguments.dataset)
    if arguments.only_learned:
        return _tell_learned(arguments.checkpoint, dataset, picked=not arguments.no_epoch_picked)
    part = dataset.part(Part.TEST)
    before = evaluate_checkpoint(arguments.checkpoint, part)
    both = evaluate_checkpoint(arguments.checkpoint, part, flip=True).evaluation
    loaded = load_checkpoint(arguments.checkpoint)
    config = _portable(loaded.info.run["config"])
    facts = {
        "title": arguments.title,
        "dataset": "FER2013, Training part",
        "command": arguments.command,
        "config": config,
        "epoch": loaded.info.run["epoch"],
        "test_accuracy": before.evaluation.accuracy,
        "test_accuracy_flip": both.accuracy,
        "n": before.evaluation.n,
        "environment": loaded.info.run["environment"],
    }
    learned = _known(loaded.info, dataset, picked=not arguments.no_epoch_picked)
    info = dataclasses.replace(loaded.info, run=facts, learned=learned, limits=arguments.limits)
    target = resources_dir() / "models" / f"{arguments.name}.safetensors"
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / target.name
        half = _half_is_equal(made, loaded.network, info, part, before.logits)
        save_checkpoint(made, loaded.network, info, half=half)
        calibration = calibrate_checkpoint(made, part)
        write_bytes(target, made.read_bytes())
    write_list(target.parent)
    shared = Acquaintance.between(part.pixels(), learned).judge(before.right)
    faults = _under_faults(target, part)
    card = _card(arguments, config, before.evaluation, both, shared, calibration, loaded, faults)
    write_text(target.with_suffix(".md"), card)
    workspace.close()
    kind = "float16" if half else "float32"
    sys.stdout.write(f"{target} ({kind}, {target.stat().st_size:,} bytes)\n")
    sys.stdout.write(f"{calibration}\n")
    sys.stdout.write(f"single {before.evaluation.accuracy:.4f}, flip {both.accuracy:.4f}\n")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--name")
    parser.add_argument("--title")
    parser.add_argument("--workspace", type=Path, required=True)
    parser.add_argument("--dataset", required=True)
    parser.add_argument("--command")
    parser.add_argument("--only-learned", action="store_true")
    parser.add_argument("--no-epoch-picked", action="store_true")
    parser.add_argument(
        "--limits",
        type=lambda text: ReadingLimits(*map(float, text.split(","))),
        default=CLEAN_LIMITS,
        metavar="PX,LIGHT,SHARPNESS",
        help="of faces that it reads rightly in half of the cases (bench/reading_limits.py)",
    )
    arguments = parser.parse_args()
    named = (arguments.name, arguments.title, arguments.command)
    if not arguments.only_learned and None in named:
        parser.error("a new bundled model needs --name, --title and --command")
    return arguments


def _portable(recipe: Mapping[str, object]) -> dict[str, object]:
    """Without folders of this computer, which do not travel."""
    config = dict(recipe)
    if config.get("teacher"):
        config["teacher"] = ", ".join(
            "/".join(Path(name.strip()).parts[-2:]) for name in str(config["teacher"]).split(",")
        )
    return config


def _learned_from(dataset: FaceDataset) -> LearnedFaces:
    """Its train part was learned, its test part chose the epoch."""
    train, test = (
        np.unique(face_hashes(dataset.part(part).pixels())) for part in (Part.TRAIN, Part.TEST)
    )
    return LearnedFaces(train, test)


def _known(info: CheckpointInfo, dataset: FaceDataset, *, picked: bool) -> LearnedFaces:
    learned = info.learned or _learned_from(dataset)
    return learned if picked else dataclasses.replace(learned, watched=learned.watched[:0])


def _tell_learned(target: Path, dataset: FaceDataset, *, picked: bool) -> int:
    learned = _known(load_checkpoint(target).info, dataset, picked=picked)
    tell_learned(target, learned)
    if target.resolve().parent == (resources_dir() / "models").resolve():
        write_list(target.parent)
    sys.stdout.write(
        f"{target}: {len(learned.trained):,} different faces learned, {len(learned.watched):,} "
        f"chose the epoch ({target.stat().st_size:,} bytes)\n"
    )
    return 0


def _under_faults(file: Path, part: FacePart) -> Robustness:
    """What is right under what cameras do, on some of the faces."""
    loaded = load_checkpoint(file)
    faces, labels = part.pixels()[::_EVERY], part.labels[::_EVERY]
    match = match_labels(loaded.info.label_set, SEVEN)
    answer = answerer(loaded, file, match, engine="torch", faces=PASSES * len(faces))
    return measure_robustness(
        answer, faces, labels, names=loaded.info.labels, temperature=loaded.info.temperature
    )


def _half_is_equal(
    target: Path, network: EmotionCNN, info: CheckpointInfo, part: FacePart, logits: Logits
) -> bool:
    save_checkpoint(target, network, info, half=True)
    halved = evaluate_checkpoint(target, part).logits
    return bool(np.array_equal(halved.argmax(axis=1), logits.argmax(axis=1)))


def _card(
    arguments: argparse.Namespace,
    config: dict[str, object],
    one: Evaluation,
    both: Evaluation,
    new: Judgement,
    calibration: Calibration,
    loaded: Checkpoint,
    faults: Robustness,
) -> str:
    size = complexity(loaded.network)
    (milliseconds,) = measure_latency([loaded.network])
    environment = Environment(autoescape=False, trim_blocks=True)
    source = (resources_dir() / "templates" / "model_card.md.j2").read_text(encoding="utf-8")
    return environment.from_string(source).render(
        title=arguments.title,
        command=arguments.command,
        config=config,
        one=one,
        both=both,
        new=new,
        calibration=calibration,
        faults=faults,
        limits=arguments.limits,
        parameters=f"{size.parameters:,}",
        macs=f"{size.macs / 1e6:.1f}",
        ms=f"{milliseconds:.1f}",
        labels=", ".join(loaded.info.labels),
        pct=lambda value: "-" if value is None else f"{100 * value:.1f} %",
        span=lambda e: f"{100 * e.interval[0]:.1f}-{100 * e.interval[1]:.1f} %",
    )


if __name__ == "__main__":
    sys.exit(main())
