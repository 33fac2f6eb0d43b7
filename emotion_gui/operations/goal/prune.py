"""Prune, repair and quantise as one plan, to a goal of bytes, milliseconds and accuracy."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.executors.wish import HERE
from emotion_gui.core.jobs import JobContext, Progress, part_of
from emotion_gui.operations.goal.request import GoalRequest
from emotion_gui.operations.goal.result import GoalResult, choice_of
from emotion_gui.operations.goal.search import GoalSearch, cost_for
from emotion_gui.operations.goal.survey import GoalSurvey, faces_to_repair, survey
from emotion_gui.operations.subject import Subject

if TYPE_CHECKING:
    from emotion_gui.core.evaluation.judge import Judge
    from emotion_gui.core.evaluation.judgement import Judgement
    from emotion_gui.core.model.checkpoint import Checkpoint
    from emotion_gui.operations.quantize import QuantizeResult

_TRIES = 3  # other work on the computer only lengthens times


def prune_to_goal(
    subject: Subject,
    request: GoalRequest,
    context: JobContext,
    *,
    found: GoalSurvey | None = None,
    executor: str = HERE,
) -> GoalResult:
    """Survey (unless it is there already), look for the place, prune, repair, quantise, judge.

    What goes is chosen on training faces; the faces that accuracies are taken on are asked once
    about the original and once about each of the two results. Layers are surveyed where `executor`
    says (`core.executors.wish`); the steps after it each need what came of the one before.

    Raises:
        ConfigError: no wish, or one that cannot be met; says where it ends.
        WorkersError: nobody works there, or not any more.
        JobCancelled: a stop was asked for.
    """
    from emotion_gui.core.pruning.goal_path import path_of, plan_at
    from emotion_gui.core.quantizing.shape_costs import ShapeCosts

    request.check()
    if found is None:
        found = survey(subject, part_of(context, start=0, size=4, total=10), executor=executor)
    judge, before = subject.judge(context, trained=request.epochs > 0)
    _check_reachable(request, before)
    path = path_of(found.survey, cost_for(request, found.survey.spec))
    in_8_bits = _ends_in_8_bits(request, subject)
    costs = ShapeCosts(subject.checkpoint.info, in_8_bits=in_8_bits)
    search = GoalSearch(subject, request, found.survey, path, costs, context)
    place = path[search.place(before)]
    plan = plan_at(found.survey, place)
    chosen = choice_of(found.survey, place)
    context.report(Progress(6, 10, "Pruning", chosen))
    working = part_of(context, start=6, size=3, total=10)
    applied = search.applied(plan, faces_to_repair(subject), working)
    network = applied.compacted
    if request.epochs:
        context.report(Progress(9, 10, "Fine-tuning"))
        network = subject.finetune(network, request.epochs, context, seed=request.seed)
    draft = GoalResult(
        subject=subject,
        request=request,
        found=found,
        plan=plan,
        chosen=chosen,
        measured=search.lost(network)[0],
        network=network,
        quantized=None,
        difference=applied.max_logit_difference,
        before=before,
        after_pruning=before,
        after=before,
        bytes_before=0,
        bytes_after=0,
        ms_before=0.0,
        ms_after=0.0,
    )
    return _judged(draft, judge, context, in_8_bits=in_8_bits)


def _ends_in_8_bits(request: GoalRequest, subject: Subject) -> bool:
    """A size asks for 8 bits however slow they are; without one, the quicker way is taken."""
    from emotion_gui.core.quantizing.shape_costs import int8_pays

    if not request.quantize:
        return False
    return bool(request.at_most_kb) or int8_pays(subject.checkpoint.info)


def _check_reachable(request: GoalRequest, before: Judgement) -> None:
    """Raises ConfigError where the model itself does not reach what shall stay."""
    if request.at_least > before.accuracy and not request.epochs:
        reason = f"the model itself reaches {100 * before.accuracy:.1f} %"
        raise ConfigError("at_least", f"{100 * request.at_least:g} %", reason)


def _judged(draft: GoalResult, judge: Judge, context: JobContext, *, in_8_bits: bool) -> GoalResult:
    """With accuracies, 8 bits and milliseconds."""
    context.report(Progress(9, 10, "Judging"))
    after = judge(draft.network)
    draft = dataclasses.replace(draft, after_pruning=after, after=after)
    if in_8_bits:
        context.report(Progress(9, 10, "Quantising"))
        small = _in_8_bits(draft, judge, context)
        # A small network may be slower in 8 bits where the whole one was not.
        if small.pays or draft.request.at_most_kb:
            draft = dataclasses.replace(draft, quantized=small, after=small.after)
    context.checkpoint()
    return _measured(draft, context)


def _in_8_bits(draft: GoalResult, judge: Judge, context: JobContext) -> QuantizeResult:
    from emotion_gui.core.jobs import without_reports
    from emotion_gui.core.model.checkpoint import Checkpoint
    from emotion_gui.core.quantizing.options import QuantizeRequest
    from emotion_gui.operations.quantize import (
        QuantizeResult,
        costs_in_turns,
        quantize_network,
    )

    origin = draft.subject
    checkpoint = Checkpoint(draft.network, draft.pruned.info())
    subject = dataclasses.replace(origin, checkpoint=checkpoint)
    quantized = quantize_network(
        draft.network,
        origin.learning.pixels(),
        origin.preprocessing,
        QuantizeRequest(blame=False),
        without_reports(context),
    )
    size, speeds = costs_in_turns(checkpoint, quantized.network)
    return QuantizeResult(
        subject=subject,
        quantized=quantized,
        before=draft.before,
        after=judge(quantized.network),
        bytes_before=size,
        bytes_after=quantized.network.stored_bytes(),
        speeds=speeds,
    )


def _measured(result: GoalResult, context: JobContext) -> GoalResult:
    """With the sizes of the original and of what is kept, and what a face takes."""
    from emotion_gui.core.model.checkpoint import Checkpoint
    from emotion_gui.core.model.onnx_export import onnx_size

    subject, small = result.subject, result.quantized
    network = result.network if small is None else small.quantized.network
    after = Checkpoint(network, subject.checkpoint.info)
    result = dataclasses.replace(
        result, bytes_before=onnx_size(subject.checkpoint), bytes_after=onnx_size(after)
    )
    times = list[tuple[float, float]]()
    for _ in range(_TRIES):
        context.checkpoint()
        times.append(_milliseconds(result, after))
        ms_before, ms_after = min(times, key=lambda both: both[1])
        result = dataclasses.replace(result, ms_before=ms_before, ms_after=ms_after)
        if "at_most_ms" not in result.missed:
            break
    return result


def _milliseconds(result: GoalResult, after: Checkpoint) -> tuple[float, float]:
    """Of the original and of what is kept, each by its fastest engine, in turns."""
    from emotion_gui.core.engines.engine import make_engine
    from emotion_gui.core.engines.measuring import engine_speeds

    engines = {
        "before": make_engine(result.subject.checkpoint, result.found.engine),
        "torch": make_engine(after, "torch"),
        "onnxruntime": make_engine(after, "onnxruntime"),
    }
    speeds = engine_speeds(engines, side=after.network.spec.input_side)
    assert speeds is not None
    return speeds["before"].one, min(speeds["torch"].one, speeds["onnxruntime"].one)
