"""Looks for the place on the path from the whole network that meets a goal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.jobs import JobContext, part_of
from emotion_gui.operations.goal.request import KB, GoalRequest
from emotion_gui.operations.goal.survey import fitted_and_held
from emotion_gui.operations.subject import Subject

if TYPE_CHECKING:
    from emotion_gui.core.evaluation.judgement import Judgement
    from emotion_gui.core.model.emotion_cnn import EmotionCNN
    from emotion_gui.core.model.spec import NetworkSpec
    from emotion_gui.core.pruning.applying import AppliedPlan
    from emotion_gui.core.pruning.goal_path import Place
    from emotion_gui.core.pruning.layer_survey import Survey
    from emotion_gui.core.pruning.measurement import PruningData
    from emotion_gui.core.pruning.plan import Plan
    from emotion_gui.core.quantizing.shape_costs import ShapeCosts


class GoalSearch:
    """Looks for the place on the path that meets the goal."""

    def __init__(
        self,
        subject: Subject,
        request: GoalRequest,
        found: Survey,
        path: tuple[Place, ...],
        costs: ShapeCosts,
        context: JobContext,
    ) -> None:
        self._subject, self._request, self._survey = subject, request, found
        self._path, self._costs, self._context = path, costs, context
        self._fitted, self._held = fitted_and_held(subject)

    def place(self, before: Judgement) -> int:
        """Index on the path, at least 1.

        Raises:
            ConfigError: the goal cannot be met.
        """
        if self._request.has_ceiling:
            places = [self._by_size(), self._by_time()]
            place = max(places)
            if place == 0:
                raise ConfigError("goal", "", "the network is within it without pruning")
            return place
        return self._by_accuracy(before.accuracy)

    def applied(self, plan: Plan, faces: PruningData, context: JobContext) -> AppliedPlan:
        """The network under a plan, repaired over these faces."""
        from emotion_gui.core.pruning.applying import apply_plan

        return apply_plan(
            self._subject.network, plan, self._fitted, repair_data=faces, context=context
        )

    def lost(self, network: EmotionCNN) -> tuple[float, Judgement]:
        """Nats lost on the held-out faces, and how good the network is there."""
        import torch

        from emotion_gui.core.evaluation.judgement import Judgement
        from emotion_gui.core.evaluation.predict import predict_logits
        from emotion_gui.core.pruning.answers import divergence

        faces, preprocessing = self._held.faces, self._held.preprocessing
        logits = [predict_logits(n, faces, preprocessing) for n in (self._subject.network, network)]
        before, after = (answer.argmax(axis=1) == self._held.labels for answer in logits)
        wanted, reached = (torch.from_numpy(answer).double() for answer in logits)
        lost = divergence(torch.softmax(wanted, 1), reached)
        return lost, Judgement.of(after, before=before)

    def _spec(self, place: int) -> NetworkSpec:
        return self._path[place].spec(self._survey.spec)

    def _by_size(self) -> int:
        wish = self._request.at_most_kb
        if not wish:
            return 0

        def kept(place: int) -> float:
            return self._costs.exported_bytes(self._spec(place)) / KB

        return self._first("at_most_kb", wish, " kB", kept)

    def _by_time(self) -> int:
        wish = self._request.at_most_ms
        if not wish:
            return 0

        def taken(place: int) -> float:
            return self._costs.milliseconds([self._spec(place)])[0]

        return self._first("at_most_ms", wish, " ms", taken)

    def _first(self, name: str, wish: float, unit: str, value: Any) -> int:
        from emotion_gui.core.pruning.goal_path import first_within

        def fits(place: int) -> bool:
            self._context.checkpoint()
            return bool(value(place) <= wish)

        place = first_within(len(self._path), fits)
        if place is None:
            reached = value(len(self._path) - 1)
            reason = f"the nearest that can be reached is {reached:.3g}{unit}"
            raise ConfigError(name, f"{wish:g}{unit}", reason)
        return place

    def _by_accuracy(self, accuracy: float) -> int:
        """As far as held-out training faces show that no more is lost than is allowed."""
        from emotion_gui.core.pruning.goal_path import first_within, plan_at

        asked, tried = self._request, [0]
        allowed = accuracy - asked.at_least if asked.at_least else 1.0
        last = len(self._path) - 1

        def fits(back: int) -> bool:
            if back == last:
                return True  # the whole network
            plan = plan_at(self._survey, self._path[last - back])
            tried[0] += 1
            trial = part_of(self._context, start=4 + min(2.0, 0.3 * tried[0]), size=0.3, total=10)
            network = self.applied(plan, self._fitted, trial).compacted
            judged = self.lost(network)[1]
            assert judged.test is not None
            is_near = (judged.test.b - judged.test.c) / judged.n <= allowed
            worse = asked.at_most_worse
            return is_near and (not worse or judged.loses_less_than(worse))

        back = first_within(len(self._path), fits)
        if back is None or back == last:
            reason = "the first maps that go cost more than that on held-out training faces"
            limit = min(allowed, asked.at_most_worse or 1.0)
            raise ConfigError("goal", f"{100 * limit:.1f} points", reason)
        return last - back


def cost_for(request: GoalRequest, whole: NetworkSpec) -> Any:
    """What a step should save: what the goal limits, or both."""

    def cost(spec: NetworkSpec) -> float:
        size = spec.weights / whole.weights
        time = spec.multiplications / whole.multiplications
        if not request.has_ceiling:
            return size + time
        return (size if request.at_most_kb else 0.0) + (time if request.at_most_ms else 0.0)

    return cost
