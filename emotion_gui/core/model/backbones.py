"""torchvision networks whose features can be taken over, and where their weights are found.

No torch here. The program opens no socket, so it downloads nothing: people fetch the weights
file themselves, from the address that the error tells, and give it or put it into a folder.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from emotion_gui.core.errors import (
    CheckpointError,
    ConfigError,
    NotFoundError,
    WeightsMissingError,
)
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.places import user_data
from emotion_gui.core.reading import open_file

_ADDRESS = "https://download.pytorch.org/models/"
_STRIDE = 32  # of all three: pixels of the input for one of the last maps
_LARGEST_SIDE = 1_024  # pixels that a backbone sees; their cost grows with the square
_LARGEST_FILE = 512 * 1024 * 1024


@dataclass(frozen=True)
class Backbone:
    """A torchvision classifier without its classifying end.

    Attributes:
        name: as in `torchvision.models`.
        title: for people.
        maps: it hands to the head.
        parameters: of the features, for gray input.
        file: name of the official ImageNet weights; holds the first digits of their SHA-256.
        root: what the names of its tensors begin with in that file.
        stem: its first convolution, below `root`.
    """

    name: str
    title: str
    maps: int
    parameters: int
    file: str
    root: str
    stem: str

    @property
    def url(self) -> str:
        """Where the official weights can be fetched with a browser."""
        return _ADDRESS + self.file


BACKBONES: Mapping[str, Backbone] = {
    backbone.name: backbone
    for backbone in (
        Backbone(
            "mobilenet_v3_small",
            "MobileNet V3 small",
            576,
            926_720,
            "mobilenet_v3_small-047dcff4.pth",
            "features.",
            "0.0",
        ),
        Backbone("resnet18", "ResNet-18", 512, 11_170_240, "resnet18-f37072fd.pth", "", "conv1"),
        Backbone(
            "efficientnet_b0",
            "EfficientNet B0",
            1280,
            4_006_972,
            "efficientnet_b0_rwightman-7f5810bc.pth",
            "features.",
            "0.0",
        ),
    )
}


@dataclass(frozen=True)
class BackboneSpec(NetworkSpec):
    """The shape of a `BackboneNetwork`: one module, the backbone, under the usual head.

    Attributes:
        backbone: a name of `BACKBONES`.
        weights_sha256: of the weights file that its features came from, in hexadecimal.
        enlargement: faces are made this many times as large before the backbone sees them.
    """

    backbone: str = ""
    weights_sha256: str = ""
    enlargement: int = 2

    def __post_init__(self) -> None:
        super().__post_init__()
        known = BACKBONES.get(self.backbone)
        if known is None or self.modules != ((known.maps,),) or self.pooled != (False,):
            raise ConfigError("backbone", self.backbone, f"choose one of {', '.join(BACKBONES)}")
        if not 1 <= self.enlargement <= 8:
            raise ConfigError("enlargement", self.enlargement, "from 1 to 8")
        if self.input_side * self.enlargement > _LARGEST_SIDE:
            raise ConfigError("input_side", self.input_side, "too large for its enlargement")

    @property
    def final_side(self) -> int:
        return max(1, self.input_side * self.enlargement // _STRIDE)

    def layer_names(self) -> tuple[str, ...]:
        return (BACKBONES[self.backbone].title,)


def backbone_spec(
    name: str, weights: Path | None = None, *, classes: int = 7, input_side: int = 48
) -> tuple[BackboneSpec, Path]:
    """The network over a backbone, and its weights file.

    Args:
        name: of `BACKBONES`.
        weights: a file that people have; None looks into `weights_folders`.
        classes: logits of the new head.
        input_side: of the gray faces, in pixels.

    Raises:
        NotFoundError: no such backbone.
        WeightsMissingError: there is no file; it tells where to get it.
        CheckpointError: the file cannot be read, or is a download that was cut short.
    """
    known = BACKBONES.get(name)
    if known is None:
        raise NotFoundError("backbone", name, list(BACKBONES))
    file = weights if weights is not None else _found(known)
    if file is None or not file.exists():
        raise WeightsMissingError(known.title, known.url, weights_folders()[0])
    spec = BackboneSpec(
        modules=((known.maps,),),
        pooled=(False,),
        classes=classes,
        input_side=input_side,
        backbone=name,
        weights_sha256=_checked_digest(known, file),
    )
    return spec, file


def check_prunable(spec: NetworkSpec) -> None:
    """Refuse networks over a backbone, and of other kernels: pruning knows chains of 3x3 only.

    Raises:
        ConfigError: it is one.
    """
    if spec.kernels:
        raise ConfigError(
            "model", spec.kernels, "it has kernels of other sizes than 3x3; it cannot be pruned"
        )
    if isinstance(spec, BackboneSpec):
        raise ConfigError(
            "model",
            BACKBONES[spec.backbone].title,
            "its features are torchvision's; only the program's own networks can be pruned",
        )


def weights_folders() -> tuple[Path, ...]:
    """Where weights are looked for: the program's folder, then the one that torch.hub fills."""
    return (user_data() / "backbones", Path.home() / ".cache" / "torch" / "hub" / "checkpoints")


def _found(backbone: Backbone) -> Path | None:
    stem = Path(backbone.file).stem
    for folder in weights_folders():
        for name in (backbone.file, f"{stem}.safetensors"):
            if (folder / name).is_file():
                return folder / name
    return None


def weights_digest(file: Path) -> str:
    """SHA-256 of a weights file, in hexadecimal.

    Raises:
        CheckpointError: it cannot be read, or is larger than any backbone's.
    """
    try:
        with open_file(file, most=_LARGEST_FILE) as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise CheckpointError(file, error.strerror or str(error)) from error


def _checked_digest(backbone: Backbone, file: Path) -> str:
    digest = weights_digest(file)
    if file.name == backbone.file and not digest.startswith(file.stem.rpartition("-")[2]):
        raise CheckpointError(file, "it is not what its name says; download it again")
    return digest
