"""What a lesson of 40 corrected faces of one "person" gains, and what it costs on PublicTest.

python bench/teaching.py FER2013_FOLDER [--model default | --choose] [--groups 3]
    [--camera | --errors]

FER2013 tells no persons. A group of faces that look alike (eigenfaces of PublicTest, one face and
its 99 nearest neighbours) stands for one: 40 teach, 60 are held out, the rest of PublicTest is the
old test part, Training the old data. With --camera the group is seen by one bad camera (coarse,
dark, half in shadow): what one person at one place looks like. With --errors a group is what a
person corrects: half of its faces are answered wrongly, all in the same way (sad faces called
neutral), half are right. Such groups are chosen by the network's answers, so they are low before.
Faces that the network learned are left out.

With --choose nothing of PublicTest is looked at, as is due where a recipe or a share is chosen: a
network is trained on half of Training, groups and old test part are of the other half, and more
shares are judged.
"""

from __future__ import annotations

import argparse
import json
import lzma
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import cv2
import numpy as np

from emotion_gui import api
from emotion_gui.core.data.keeping import KeptFace, keep_faces
from emotion_gui.core.evaluation.predict import predict_logits
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.model.catalogue import resolve_checkpoint
from emotion_gui.core.model.checkpoint import CheckpointInfo, load_checkpoint
from emotion_gui.core.model.learned_faces import among, face_hashes
from emotion_gui.core.runtime import prepare_process
from emotion_gui.core.teaching.recipe import KEEPS
from emotion_gui.core.workspace.records import Part
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.operations.lessons import Comparison, KeptShare, Taught, TeachRequest
from emotion_gui.operations.pupils import KIND, SPLIT
from emotion_gui.operations.taught_runs import kept_file
from emotion_gui.operations.teach import teach

TAUGHT, GROUP, COMPONENTS = 40, 100, 60


def main() -> None:
    """Teach every group, with and without the old data."""
    prepare_process()
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--model", default="default")
    parser.add_argument("--groups", type=int, default=3)
    parser.add_argument("--camera", action="store_true")
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--only-old", action="store_true", help="not without the old data")
    parser.add_argument("--choose", action="store_true", help="on Training alone")
    parser.add_argument("--epochs", type=int, default=10, help="of the network of --choose")
    options = parser.parse_args()
    with lzma.open(options.folder / "images.npy.xz") as file:
        faces = np.load(file)
    facts = np.load(options.folder / "labels.npz")
    labels, train, test = facts["label"].astype(np.int64), facts["usage"] == 0, facts["usage"] == 1
    with tempfile.TemporaryDirectory() as folder:
        if options.choose:
            faces, labels = faces[train], labels[train]
            train = np.random.default_rng(0).permutation(len(faces)) % 2 == 0
            test = ~train
            model = trained(Path(folder), faces[train], labels[train], options.epochs)
            KEEPS.update({str(share): share for share in (0.05, 0.1, 0.2, 0.3, 0.7)})
        else:
            model = resolve_checkpoint(options.model)
        measure_all(faces, labels, train, test, model, options)


def trained(folder: Path, faces: np.ndarray, labels: np.ndarray, epochs: int) -> Path:
    """A network that knows these faces and no others."""
    info = load_checkpoint(resolve_checkpoint("paper")).info
    with closing(Workspace.open(folder)) as opened:
        parts = np.where(np.arange(len(faces)) % 10 == 0, Part.TEST, Part.TRAIN)
        put(opened, "half", faces, labels, info, "half", parts)
        run = api.train(opened, "half", epochs=epochs)
        print(json.dumps({"watched": run.accuracy, "n": run.n}), flush=True)
        return run.checkpoint


def measure_all(
    faces: np.ndarray,
    labels: np.ndarray,
    train: np.ndarray,
    test: np.ndarray,
    model: Path,
    options: argparse.Namespace,
) -> None:
    """Every group's lessons."""
    learned = load_checkpoint(model).info.learned
    if learned is not None:
        test = test & ~among(face_hashes(faces), learned.trained)
    places = np.flatnonzero(test)
    if options.errors:
        found = corrected(faces[places], labels[places], model, options.groups)
    else:
        found = groups(faces[places], options.groups)
    for number, group in enumerate(found, start=1):
        own = places[group]
        for old in (True,) if options.only_old else (True, False):
            measure(
                faces,
                labels,
                own,
                places,
                train,
                model,
                old=old,
                camera=options.camera,
                number=number,
            )


def groups(faces: np.ndarray, count: int) -> Iterator[np.ndarray]:
    """Faces that look alike: one of them and its nearest neighbours, in random order."""
    flat = faces.reshape(len(faces), -1).astype(np.float32)
    flat -= flat.mean(axis=1, keepdims=True)
    flat /= flat.std(axis=1, keepdims=True) + 1e-6
    flat -= flat.mean(axis=0)
    values, vectors = np.linalg.eigh(flat.T @ flat / len(flat))
    points = flat @ vectors[:, -COMPONENTS:] / np.sqrt(values[-COMPONENTS:])
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    for seed in range(1, count + 1):
        rng = np.random.default_rng(seed)
        nearest = np.argsort(-(points @ points[rng.integers(len(points))]))[:GROUP]
        yield rng.permutation(nearest)


def corrected(
    faces: np.ndarray, labels: np.ndarray, model: Path, count: int
) -> Iterator[np.ndarray]:
    """Faces of the most frequent mistakes, one kind a group, and as many that are right."""
    loaded = load_checkpoint(model)
    logits = predict_logits(loaded.network, faces, loaded.info.preprocessing)
    answers = logits.argmax(axis=1)
    kinds = np.bincount(7 * labels + answers, minlength=49).reshape(7, 7)
    np.fill_diagonal(kinds, 0)
    for seed, kind in enumerate(np.argsort(-kinds.ravel())[:count], start=1):
        rng = np.random.default_rng(seed)
        wrong = rng.permutation(np.flatnonzero((labels == kind // 7) & (answers == kind % 7)))
        right = rng.permutation(np.flatnonzero(labels == answers))
        half, taught = GROUP // 2, TAUGHT // 2
        wrong, right = wrong[:half], right[: GROUP - len(wrong[:half])]
        teach_rows = np.concatenate([wrong[:taught], right[:taught]])
        held = np.concatenate([wrong[taught:], right[taught:]])
        yield np.concatenate([rng.permutation(teach_rows), rng.permutation(held)])


def bad_camera(face: np.ndarray) -> np.ndarray:
    """Coarse, dark, the lower left in shadow."""
    side = face.shape[0]
    small = cv2.resize(face, (18, 18), interpolation=cv2.INTER_AREA)
    seen = cv2.resize(small, (side, side), interpolation=cv2.INTER_LINEAR)
    seen = (255 * (seen / 255.0) ** 1.9 * 0.8).astype(np.uint8)
    seen[26:, :20] = (seen[26:, :20] * 0.55).astype(np.uint8)
    return seen


def measure(
    faces: np.ndarray,
    labels: np.ndarray,
    own: np.ndarray,
    test: np.ndarray,
    train: np.ndarray,
    model: Path,
    *,
    old: bool,
    camera: bool,
    number: int,
) -> None:
    """One lesson, as the verb would give it."""
    with tempfile.TemporaryDirectory() as folder, closing(Workspace.open(Path(folder))) as opened:
        info = load_checkpoint(model).info
        rest = np.setdiff1d(test, own)
        known = np.concatenate([np.flatnonzero(train), rest])
        put(
            opened,
            "old",
            faces[known],
            labels[known],
            info,
            "paper",
            np.repeat([Part.TRAIN, Part.TEST], (int(train.sum()), len(rest))),
        )
        seen = np.stack([bad_camera(face) if camera else face for face in faces[own]])
        put(
            opened,
            "person",
            seen,
            labels[own],
            info,
            SPLIT,
            np.repeat([Part.TRAIN, Part.TEST], (TAUGHT, GROUP - TAUGHT)),
        )
        began = time.process_time()
        found = teach(
            opened, TeachRequest(model, "model", ("person",), "old" if old else ""), JobContext()
        )
        processor_s = time.process_time() - began
        facts = {"group": number, "camera": camera, "old_data": old}
        for kept in found.kept:
            on_old = kept.old
            if on_old is None:  # what was forgotten is looked at all the same
                after = kept_file(opened, found.run.run_id, kept.share)
                on_old = judged_on_old(opened, model, after)
            tell({**facts, "processor_s": round(processor_s, 1)}, found, kept, on_old)


def tell(facts: dict[str, object], found: Taught, kept: KeptShare, on_old: Comparison) -> None:
    """One line of JSON."""
    held = kept.held_out
    if held is not None:
        print(
            json.dumps(
                {
                    **facts,
                    "faces": found.faces,
                    "old_faces": found.old_faces,
                    "kept_share": kept.share,
                    "held_before": held.before.correct,
                    "held_after": held.after.correct,
                    "n": held.after.n,
                    "p": round(held.after.p, 4),
                    "old_before": on_old.before.accuracy,
                    "old_after": on_old.after.accuracy,
                    "old_n": on_old.after.n,
                    "old_p": round(on_old.after.p, 4),
                    "lesson_s": round(found.seconds[0], 1),
                    "seconds": round(found.seconds[1], 1),
                }
            ),
            flush=True,
        )


def judged_on_old(workspace: Workspace, before: Path, after: Path) -> Comparison:
    """Both networks on the old test part, where the lesson did not know it."""
    from emotion_gui.core.data.dataset import open_dataset
    from emotion_gui.core.evaluation.judgement import Judgement
    from emotion_gui.core.teaching.judging import right_answers

    part = open_dataset(workspace, "old").part(Part.TEST)
    one, other = (load_checkpoint(path) for path in (before, after))
    networks = [one.network, other.network]
    first, second = right_answers(networks, part, one.info.preprocessing, JobContext())
    return Comparison(Judgement.of(first), Judgement.of(second, before=first))


def put(
    workspace: Workspace,
    name: str,
    faces: np.ndarray,
    labels: np.ndarray,
    info: CheckpointInfo,
    split: str,
    parts: np.ndarray,
) -> None:
    """A data set of faces with a split."""
    kept = [
        KeptFace(face=face, source="FER2013", label=int(label))
        for face, label in zip(faces, labels, strict=True)
    ]
    row = keep_faces(workspace, name, kept, preprocessing=info.preprocessing).row
    rows = workspace.face_columns(row.dataset_id, "source")[0]
    kind = KIND if split == SPLIT else "paper"
    if len(rows) != len(parts):  # equal pixels are kept once
        numbers = {face.face.tobytes(): place for place, face in reversed(list(enumerate(kept)))}
        parts = parts[sorted(numbers.values())]
    workspace.add_split(row.dataset_id, name=split, kind=kind, seed=0, parts=parts.astype(np.uint8))


if __name__ == "__main__":
    main()
