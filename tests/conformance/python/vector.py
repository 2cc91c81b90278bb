"""One vector: its regions are opened, its steps done in order, each answer compared."""

from collections.abc import Callable
from typing import Any

import parts
import regions
from active_active import ActiveActiveError, Region

from expect import Unexpected, check, document
from forms import handed
from parts import outcome
from regions import Arguments, Regions, state

START_MS = 1_700_000_000_000
STEP_MS = 1_000

# The answers in which an object may have no member that is not expected.
EXACT = {"value", "vector_merge", "vector_compare", "vector_covers", "vector_bytes", "vector_from_bytes", "join"}
# What acts on more than one region, or on none that is open yet.
WHOLE = {"open", "restore", "close", "sync", "sync_all", "same", "mutate", "sweep"}

Step = dict[str, Any]


class Failed(Exception):
    """A step that did not go as its vector says."""


class Vector:
    """A run of one vector, or of one history: it starts with nothing."""

    def __init__(self, vector: dict[str, Any], deployments: dict[str, Any]) -> None:
        deployment = vector.get("deployment")
        if isinstance(deployment, str):
            deployment = deployments[deployment]
        self.deployments = deployments
        self.objects: dict[str, Any] = {}
        self.saved: dict[str, Any] = {}
        self.regions = Regions(deployment, self.objects, self.saved)
        opened = [{"do": "open", "as": alias, "region": region} for alias, region in vector.get("open", {}).items()]
        self.opening: list[Step] = opened
        self.steps: list[Step] = vector["steps"]

    def run(self) -> None:
        for index, step in enumerate([*self.opening, *self.steps], -len(self.opening)):
            try:
                self.do({"now": START_MS + STEP_MS * index, **self.named(step)})
            except (Unexpected, ActiveActiveError, TypeError, ValueError, LookupError, AttributeError) as error:
                raise Failed(f"step {index} {step['do']}: {type(error).__name__}: {error}") from error

    def named(self, step: Step) -> Step:
        """The step with the deployment and the earlier answers that it names."""
        named = dict(step)
        if isinstance(step.get("deployment"), str):
            named["deployment"] = self.deployments[step["deployment"]]
        return named | {side: handed(step[side], self.saved) for side in ("a", "b", "token", "earlier") if side in step}

    def do(self, step: Step) -> None:
        answers = [self.answer(step, call) for call in self.calls(step)]
        if "error" not in step:
            for answer in answers:
                self.compare(step, answer)
            if step["do"] == "conflicts" and len({frozenset(record.id for record in answer) for answer in answers}) > 1:
                raise Unexpected("the same conflicts in every region", document(answers))
        if "save" in step:
            self.saved[step["save"]] = answers[-1]

    def calls(self, step: Step) -> list[tuple[Region | None, Callable[[], Any]]]:
        """The call of a step, or one for each region that it is on."""
        kind = step["do"]
        if kind in parts.STEPS:
            return [(None, lambda: parts.STEPS[kind](step, self.objects))]
        if kind in WHOLE:
            return [(None, lambda: getattr(self.regions, kind)(step))]
        aliases = step["on"] if isinstance(step["on"], list) else [step["on"]]
        return [self.call(step, self.objects[alias]) for alias in aliases]

    def call(self, step: Step, region: Region) -> tuple[Region, Callable[[], Any]]:
        kind = step["do"]
        if kind in {"apply", "acknowledge"}:
            return region, lambda: getattr(self.regions, kind)(region, step)
        return region, lambda: regions.STEPS[kind](region, Arguments(step, self.saved))

    def answer(self, step: Step, call: tuple[Region | None, Callable[[], Any]]) -> Any:
        region, do = call
        if step.get("may_fail"):
            return outcome(do)
        if "error" not in step:
            return do()
        before = region and state(region)
        try:
            answer = do()
        except ActiveActiveError as error:
            self.compare_error(step, error)
            if (region and state(region)) != before:
                raise Unexpected("a refusal that changes nothing", document(region and region.status())) from error
            return None
        raise Unexpected(step["error"], document(answer))

    def compare(self, step: Step, answer: Any) -> None:
        if step["do"] == "same":
            check(step.get("expect", True), answer, self.saved, exact=True)
        elif "expect" in step:
            check(step["expect"], answer, self.saved, exact=step["do"] in EXACT)

    def compare_error(self, step: Step, error: ActiveActiveError) -> None:
        expected = {**step.get("details", {}), **({"place": step["place"]} if "place" in step else {})}
        if error.code != step["error"] or any(error.details.get(name) != value for name, value in expected.items()):
            raise Unexpected(f"{step['error']} {expected or ''}", f"{error} {error.details}")
