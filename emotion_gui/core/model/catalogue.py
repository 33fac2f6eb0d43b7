"""Which models there are: bundled ones, and the runs of a workspace."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

from emotion_gui.core.errors import CheckpointError, NotFoundError
from emotion_gui.core.model.backbones import BACKBONES, BackboneSpec
from emotion_gui.core.model.checkpoint_info import read_info
from emotion_gui.core.model.spec import ConvolutionShape, NetworkSpec
from emotion_gui.core.resources import resources_dir
from emotion_gui.core.workspace.records import RunRow
from emotion_gui.core.workspace.workspace import Workspace

DEFAULT_MODEL = "default"


@dataclass(frozen=True)
class ModelEntry:
    """A checkpoint that can be chosen by name.

    Attributes:
        name: what the command line and pages call it; unique in a list.
        title: for people.
        file: the `.safetensors` file.
        parameters: trainable parameters.
        card: the model card beside it (Markdown), None where there is none.
        run_id: the workspace run it belongs to, None for bundled models.
        test_accuracy: on its data set's test part, in [0, 1], where it is known.
        n: number of faces behind `test_accuracy`.
        pruned: the network lacks maps or layers that it was trained with.
        quantized: its weights are whole numbers of 8 bits; it can only answer.
        adopted: it was taught, and a person took it for the present network.
    """

    name: str
    title: str
    file: Path
    parameters: int
    card: Path | None = None
    run_id: int | None = None
    test_accuracy: float | None = None
    n: int | None = None
    pruned: bool = False
    quantized: bool = False
    adopted: bool = False

    @property
    def bundled(self) -> bool:
        return self.run_id is None

    @property
    def name_alone(self) -> str:
        """The title without the number of its run: what is made of it is named after this."""
        return self.title.removeprefix(f"Run {self.run_id}: ")


def parameter_count(spec: NetworkSpec) -> int:
    """Trainable parameters of a network of this shape, without building it."""

    def parameters(shape: ConvolutionShape) -> int:
        # Weights; a bias, and batch norm's scale and shift, a map.
        return shape.inputs * shape.outputs * shape.kernel**2 + 3 * shape.outputs

    if isinstance(spec, BackboneSpec):
        return BACKBONES[spec.backbone].parameters + parameters(spec.shapes[-1])
    return sum(parameters(shape) for shape in spec.shapes)


def list_models(workspace: Workspace | None = None, *, own_first: bool = False) -> list[ModelEntry]:
    """Bundled models (the default at the top) and the runs, newest first.

    Args:
        workspace: whose runs are listed.
        own_first: runs before bundled models, for work on what somebody trained.
    """
    runs = [] if workspace is None else _of_runs(workspace)
    return [*runs, *_bundled()] if own_first else [*_bundled(), *runs]


def resolve_checkpoint(text: str, workspace: Workspace | None = None) -> Path:
    """The checkpoint file that a person means.

    Args:
        text: a file, the name of a bundled model, or the number or name of a run.
        workspace: where runs are looked up.

    Raises:
        CheckpointError: it looks like a path but no such file is there.
        NotFoundError: nothing of this name is known.
    """
    path = Path(text).expanduser()
    if path.exists() and not path.is_dir():  # what is no file either is refused when it is read
        return path
    models = list_models(workspace)
    for model in models:
        if text in (model.name, model.title):
            return model.file
    for model in models:
        if model.run_id is not None and text == str(model.run_id):
            return model.file
    if path.suffix or len(path.parts) > 1:
        raise CheckpointError(path, "no such file")
    raise NotFoundError("model", text, [model.name for model in models])


def default_model() -> ModelEntry:
    """The bundled model that Live starts with.

    Raises:
        NotFoundError: this installation carries no model.
    """
    for model in _bundled():
        return model
    raise NotFoundError("model", DEFAULT_MODEL)


def _bundled() -> list[ModelEntry]:
    entries = []
    for file in sorted((resources_dir() / "models").glob("*.safetensors")):
        try:
            info = read_info(file)
        except CheckpointError:
            continue
        card = file.with_suffix(".md")
        entries.append(
            ModelEntry(
                name=file.stem,
                title=str(info.run.get("title", file.stem)),
                file=file,
                parameters=parameter_count(info.spec),
                card=card if card.is_file() else None,
                test_accuracy=info.run.get("test_accuracy"),
                n=info.run.get("n"),
                pruned=info.plan is not None,
                quantized=info.quantized is not None,
            )
        )
    return sorted(entries, key=lambda entry: (entry.name != DEFAULT_MODEL, entry.name))


def _of_runs(workspace: Workspace) -> list[ModelEntry]:
    return [
        _entry(workspace, run)
        for run in workspace.runs()
        if workspace.checkpoint_path(run.run_id).is_file()
    ]


def _entry(workspace: Workspace, run: RunRow) -> ModelEntry:
    accuracy = run.summary.get("test_accuracy")
    usable = isinstance(accuracy, float) and math.isfinite(accuracy)
    return ModelEntry(
        name=f"run-{run.run_id}",
        title=f"Run {run.run_id}: {run.name}",
        file=workspace.checkpoint_path(run.run_id),
        parameters=_parameters(run, workspace.checkpoint_path(run.run_id)),
        run_id=run.run_id,
        test_accuracy=accuracy if usable else None,
        n=run.summary.get("n"),
        pruned=run.kind == "prune" or bool(run.config.get("pruned")),
        quantized=run.kind == "quantize",
        adopted=run.summary.get("teaching", {}).get("decision") == "adopted",
    )


def _parameters(run: RunRow, file: Path) -> int:
    known = run.summary.get("parameters")
    if isinstance(known, int):
        return known
    try:
        return parameter_count(read_info(file).spec)
    except CheckpointError:
        return 0
