"""The record of one agent: everything that settings, pages, prompts, costs and traces need to know about it.

Pure values: a web process reads these without loading any model code.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum

MAX_NAME_LENGTH = 12
"""Characters of a role or step name: the width of their database columns."""


class Phase(IntEnum):
    """When a step runs. Steps of the same phase keep the order of the team; consulted specialists run in parallel."""

    PREPARE = 1
    CLASSIFY = 2
    PLAN = 3
    CONSULT = 4
    CONCLUDE = 5


@dataclass(frozen=True)
class AgentStep:
    """One step of an analysis, with its name as stored and its label for people.

    start_message: what the card says until the agent reports more. text_title: what the trace calls the text of this
    step; empty if it writes none.
    """

    name: str
    label: str
    phase: Phase = Phase.CONSULT
    start_message: str = ""
    text_title: str = ""

    def __post_init__(self) -> None:
        if len(self.name) > MAX_NAME_LENGTH:
            raise ValueError(f"The step name {self.name!r} has more than {MAX_NAME_LENGTH} characters.")


@dataclass(frozen=True)
class AgentSpec:
    """One agent. Its folder declares it in `spec.py`; `advisors/team.py` lists it.

    role: names the agent in settings (LLM_MODEL_<ROLE>), rows and traces. name, duty: for people, on its card.
    package: where its code is; the `step` module in it is loaded by the worker only.
    color: a color of static/css/tokens.css. icon: a file of templates/icons.
    card: whether it has a card of its own; without one its steps show on the planner's card.
    optional: whether an analysis can do without it. payload: the column of the job that its output fills.
    sections: keys of the sections of the document that it writes. A later agent of the team takes one over.
    planner_duty: what the planner's prompt says it does. focus, reason: what the built-in planner asks of it, and why,
    unless a rule in the planner's writer fits the case better. name_in_text: its name inside a sentence.
    typical_tokens: tokens in and out of one analysis, for the estimate; None if it does not count.
    answer_phrases: what the trace calls its typed answers, by class name.
    """

    role: str
    name: str
    package: str
    duty: str = ""
    color: str = "purple"
    icon: str = "spark"
    steps: tuple[AgentStep, ...] = ()
    card: bool = True
    optional: bool = True
    payload: str = ""
    sections: tuple[str, ...] = ()
    planner_duty: str = ""
    focus: str = ""
    reason: str = ""
    name_in_text: str = ""
    typical_tokens: tuple[int, int] | None = None
    langfuse_name: str = ""
    langfuse_duty: str = ""
    answer_phrases: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if len(self.role) > MAX_NAME_LENGTH:
            raise ValueError(f"The role {self.role!r} has more than {MAX_NAME_LENGTH} characters.")

    @property
    def is_specialist(self) -> bool:
        """Return whether the planner consults it."""
        return any(step.phase == Phase.CONSULT for step in self.steps)

    @property
    def step(self) -> AgentStep:
        """Return the step in which a specialist is consulted."""
        return next(step for step in self.steps if step.phase == Phase.CONSULT)

    @property
    def icon_template(self) -> str:
        return f"icons/{self.icon}.svg"
