"""The agents of this installation. A new agent is a folder in `advisors/` and one line in TEAM."""

from advisors.agent_spec import AgentSpec, AgentStep, Phase
from advisors.asker import spec as asker
from advisors.charter import spec as charter
from advisors.planner import spec as planner
from advisors.reader import spec as reader
from advisors.reporter import spec as reporter
from advisors.researcher import spec as researcher
from advisors.retirement import spec as retirement
from advisors.tagger import spec as tagger

TEAM: tuple[AgentSpec, ...] = (
    planner.SPEC,
    tagger.SPEC,
    reporter.SPEC,
    charter.SPEC,
    retirement.SPEC,
    researcher.SPEC,
    asker.SPEC,
    reader.SPEC,
)


def roles() -> tuple[str, ...]:
    return tuple(spec.role for spec in TEAM)


def find(role: str) -> AgentSpec | None:
    return next((spec for spec in TEAM if spec.role == role), None)


def analysts() -> tuple[AgentSpec, ...]:
    """Return the agents that work in jobs of people."""
    return tuple(spec for spec in TEAM if spec.steps)


def specialists() -> tuple[AgentSpec, ...]:
    """Return the agents that the planner consults."""
    return tuple(spec for spec in TEAM if spec.is_specialist)


def cards() -> tuple[AgentSpec, ...]:
    """Return the agents that people see."""
    return tuple(spec for spec in analysts() if spec.card)


def steps() -> tuple[tuple[AgentStep, AgentSpec], ...]:
    """Return the steps of an analysis in their order, each with its agent."""
    return tuple(sorted(((step, spec) for spec in TEAM for step in spec.steps), key=lambda item: item[0].phase))


def find_step(name: str) -> tuple[AgentStep, AgentSpec] | None:
    return next((found for found in steps() if found[0].name == name), None)


def role_of(step: AgentStep) -> str:
    """Return the role of the agent whose step it is. Raises StopIteration for a step of no agent."""
    return next(spec.role for one, spec in steps() if one == step)


def step_names(*phases: Phase) -> tuple[str, ...]:
    """Return the names of the steps in these phases, in order."""
    return tuple(step.name for step, _ in steps() if step.phase in phases)


def sections_of(role: str) -> tuple[str, ...]:
    """Return the keys of the sections that an agent writes: those of its record that no later agent takes over."""
    return tuple(key for key in (find(role) or TEAM[0]).sections if writer_of(key).role == role)


def writer_of(section: str) -> AgentSpec:
    """Return the agent that writes a section: the last of the team whose record names it."""
    return next(spec for spec in reversed(TEAM) if section in spec.sections)


def step_label(name: str) -> str:
    """Return the label of a step; the name itself for a step that no agent has any more."""
    found = find_step(name)
    return found[0].label if found else name


def agent_name(role: str, default: str = "") -> str:
    spec = find(role)
    return spec.name if spec else default


def agent_color(role: str) -> str:
    """Return the class of the agent's color; the planner's for a role that no agent has any more."""
    return (find(role) or planner.SPEC).color


def name_in_text(role: str) -> str:
    """Return an agent's name in the form for the middle of a sentence."""
    spec = find(role)
    return (spec.name_in_text or spec.name) if spec else role


def answer_phrase(kind: str) -> str:
    """Return what the trace calls a typed answer, by its class name."""
    return next((spec.answer_phrases[kind] for spec in TEAM if kind in spec.answer_phrases), "the text")
