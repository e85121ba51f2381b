"""The output of a step as its row stores it, and what the rest of an analysis reads from it."""

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

from pydantic import BaseModel, ConfigDict

from advisors import team
from advisors.runtime.results import ActionDraft, Recommendation
from portfolios.facts.fact import Fact


class Output(BaseModel):
    model_config = ConfigDict(extra="forbid")


class VerifiedOutput(Output):
    """The output of a step whose texts were checked. A specialist subclasses it in its own folder.

    figures: how many were checked. corrected: how many corrections a revision made. rewritten: whether the built-in
    writer replaced the model's text, because it did not pass.
    """

    figures: int = 0
    corrected: int = 0
    rewritten: bool = False
    model: str = ""

    def describe(self) -> str:
        """Return the message that the finished step shows."""
        return ""

    def to_text(self) -> str:
        """Return the output as text, for `manage.py ask`."""
        return self.model_dump_json(indent=2)

    def build_payload(self) -> Any:
        """Return the value for the job's payload column; None unless the agent's spec names a column."""
        return None

    def name_rewritten_parts(self, label: str) -> str:
        """Return which parts the built-in writer rewrote. label: the step's."""
        return label

    def list_recommendations(self) -> Sequence[Recommendation]:
        return ()

    def list_levers(self) -> Sequence[ActionDraft]:
        """Return tested actions that the planner may rank beside the recommendations."""
        return ()

    def list_facts(self) -> Sequence[Fact]:
        """Return facts that this step computed and its texts refer to."""
        return ()


def load_output_class(step: str) -> type[Output]:
    """Return the output class of a step, which the module `output` of its agent lists. Raises LookupError."""
    found = team.find_step(step)
    if found is None:
        raise LookupError(f"No agent has the step {step!r}.")
    outputs: Mapping[str, type[Output]] = import_module(f"{found[1].package}.output").OUTPUTS
    return outputs[step]
