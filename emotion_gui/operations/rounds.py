"""Prune a little, fine-tune, measure the angles again, until it costs too much."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from emotion_gui.core.fields import Field, declared
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.pruning.options import PruningOptions
from emotion_gui.core.pruning.plan import Plan
from emotion_gui.operations.keep import Pruned, write_network
from emotion_gui.operations.subject import SEED, Subject

if TYPE_CHECKING:
    from emotion_gui.core.model.emotion_cnn import EmotionCNN
    from emotion_gui.core.pruning.iterative import IterativeRound, StopReason


By = Literal["share", "threshold"]


@dataclass(frozen=True, kw_only=True)
class RoundsRequest:
    """How patiently to prune; see `IterativeConfig`. `share` counts where a round takes one."""

    options: PruningOptions
    layer: int | None
    by: By = declared(
        "share",
        Field(
            label="A round takes",
            choices=(("share", "a share"), ("threshold", "all under the threshold")),
        ),
    )
    share: float = declared(
        0.2,
        Field(
            label="Share",
            title="Share of the maps left",
            low=0.01,
            high=0.9,
            step=0.01,
            unit=" %",
            shown=100.0,
        ),
    )
    rounds: int = declared(5, Field(label="Rounds", low=1, high=50))
    epochs: int = declared(2, Field(label="Epochs each", title="Epochs a round", high=100))
    most_drop: float = declared(
        0.02,
        Field(
            label="Stop after",
            title="Largest loss",
            tip="Stops when accuracy fell by more than this",
            step=0.005,
            unit=" points",
            shown=100.0,
        ),
    )
    seed: int = SEED


@dataclass(frozen=True, eq=False, kw_only=True)
class RoundsResult:
    """The trail, and the last network that was good enough.

    Attributes:
        subject: model and faces.
        request: what was asked for.
        trail: round 0 is the original.
        network: of the last round that was kept; the original if there is none.
        stopped: why no further round followed.
    """

    subject: Subject
    request: RoundsRequest
    trail: tuple[IterativeRound, ...]
    network: EmotionCNN
    stopped: StopReason

    @property
    def kept(self) -> tuple[IterativeRound, ...]:
        """Rounds that were good enough, with the original."""
        return tuple(entry for entry in self.trail if entry.kept)

    @property
    def pruned(self) -> Pruned | None:
        """To be kept as a run or a file, with the plans of all its rounds; None for none."""
        plans = tuple(Plan((entry.plan,)) for entry in self.kept if entry.plan is not None)
        if not plans:
            return None
        return Pruned(
            network=self.network,
            subject=self.subject,
            plans=plans,
            compacted=True,
            finetuned=self.request.epochs > 0,
            before=self.trail[0].judgement,
            after=self.kept[-1].judgement,
            facts={
                "maps_gone": sum(entry.maps_gone for entry in self.kept),
                "rounds": len(plans),
            },
        )


def write_rounds(result: RoundsResult, target: Path) -> None:
    """Write the last good round's network; the original where no round was good enough.

    Raises:
        StorageError: the disk refused.
    """
    from emotion_gui.core.model.checkpoint import save_checkpoint

    if result.pruned is None:
        save_checkpoint(target, result.network, result.subject.checkpoint.info)
    else:
        write_network(result.pruned, target)


def prune_in_rounds(subject: Subject, request: RoundsRequest, context: JobContext) -> RoundsResult:
    """Rounds of measuring, planning, compacting (with proof) and fine-tuning.

    Progress counts rounds and carries each `IterativeRound` as its detail.

    Raises:
        ConfigError: a share, a number of rounds or a layer that cannot be.
        EqualityProofError: compaction would change some network's answers.
        JobCancelled: a stop was asked for; the trail so far was reported.
    """
    from emotion_gui.core.pruning.iterative import IterativeConfig, prune_iteratively

    def finetune(network: EmotionCNN, epochs: int) -> EmotionCNN:
        return subject.finetune(network, epochs, context, seed=request.seed)

    config = IterativeConfig(
        checkpoint=subject.checkpoint,
        train_faces=subject.learning.stored,
        eval_faces=subject.judged.stored,
        eval_labels=subject.judged.labels,
        finetune=finetune,
        options=request.options,
        layer=request.layer,
        share=request.share if request.by == "share" else None,
        rounds=request.rounds,
        epochs=request.epochs,
        most_drop=request.most_drop,
    )
    result = prune_iteratively(config, context)
    return RoundsResult(
        subject=subject,
        request=request,
        trail=result.rounds,
        network=result.network,
        stopped=result.stopped,
    )
