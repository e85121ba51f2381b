"""Find a specialist's step: the module `step` in the agent's package."""

from importlib import import_module
from typing import Any, Protocol, cast

from advisors.agent_spec import AgentSpec
from advisors.budget.terms import RunTerms
from advisors.runtime.step_output import VerifiedOutput


class SpecialistStep(Protocol):
    """The interface of a `step` module.

    case: the frozen input of the analysis. Each agent declares in a Protocol of its own which attributes it reads.
    """

    def find_obstacle(self, case: Any) -> str:
        """Return why there is nothing to work on; empty if there is something."""

    async def work(self, case: Any, focus: str, terms: RunTerms) -> VerifiedOutput:
        """Write, check and return the output of the step."""


def load_step(spec: AgentSpec) -> SpecialistStep:
    return cast(SpecialistStep, import_module(f"{spec.package}.step"))
