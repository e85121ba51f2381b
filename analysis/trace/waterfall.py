"""Build the trace of one analysis from its span rows: a waterfall, a tree, and the cost of each agent."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from advisors import team
from advisors.agent_spec import Phase
from advisors.budget.spending import ModelUsage
from analysis.models import Span

STEP, AGENT, REQUEST, TOOL, DECISION = "step", "agent", "generation", "function", "decision"
HIDDEN_KINDS = ("task", "turn")
"""Kinds that older analyses stored and the trace leaves out."""
WIDE, NARROWEST = 1000, 3
"""The width of a timeline, and that of the narrowest bar that is still visible, in the timeline's units."""
TICK_COUNT = 4


@dataclass(frozen=True)
class TraceNode:
    """A span with its child spans in order of time."""

    span: Span
    children: tuple["TraceNode", ...] = ()

    @property
    def anchor(self) -> str:
        return f"trace-{self.span.span_id}"

    @property
    def kind(self) -> str:
        return self.span.kind

    @property
    def duration(self) -> timedelta:
        return self.span.ended_at - self.span.started_at

    @property
    def role(self) -> str:
        """Return the role of the agent."""
        found = team.find_step(self.span.step)
        return found[1].role if found else self.span.agent.lower()

    @property
    def color(self) -> str:
        return team.agent_color(self.role)

    @property
    def name(self) -> str:
        return team.agent_name(self.role, self.span.agent)

    @property
    def title(self) -> str:
        if self.kind == STEP:
            return team.step_label(self.span.name)
        if self.kind == AGENT:
            return f"{self.name} writes {team.answer_phrase(self.span.name.partition(': ')[2])}"
        return self.span.name

    @cached_property
    def all(self) -> tuple["TraceNode", ...]:
        """Return this node and all its descendants."""
        return (self, *(node for child in self.children for node in child.all))

    def overlaps(self, other: "TraceNode") -> bool:
        return self.span.started_at < other.span.ended_at and other.span.started_at < self.span.ended_at

    def count(self, kind: str) -> int:
        return sum(node.kind == kind for node in self.all)

    @property
    def requests(self) -> int:
        return self.count(REQUEST)

    @property
    def tools(self) -> int:
        return self.count(TOOL)

    @cached_property
    def spent(self) -> ModelUsage:
        return sum((node.span.spent for node in self.all), ModelUsage())

    @property
    def failures(self) -> list[str]:
        return [node.span.error for node in self.all if node.span.error]


@dataclass(frozen=True)
class Bar:
    kind: str
    x: int
    width: int


@dataclass(frozen=True)
class WaterfallRow:
    """A line of the waterfall. offset: since the attempt's start. bars: of the node, its tools and requests."""

    node: TraceNode
    offset: timedelta
    bars: Sequence[Bar]


@dataclass(frozen=True)
class Attempt:
    """One run of the job with its own time scale, because a long wait may separate two runs."""

    number: int
    roots: Sequence[TraceNode]

    @cached_property
    def started_at(self) -> datetime:
        return min(node.span.started_at for node in self.roots)

    @cached_property
    def duration(self) -> timedelta:
        return max(node.span.ended_at for root in self.roots for node in root.all) - self.started_at

    @property
    def ticks(self) -> list[timedelta]:
        return [self.duration * place / TICK_COUNT for place in range(TICK_COUNT + 1)]

    @property
    def rows(self) -> list[WaterfallRow]:
        """Return a row for each step and each run of an agent. A run also has bars for its tool calls and requests."""
        rows = []
        for node in (node for root in self.roots for node in root.all if node.kind in (STEP, AGENT)):
            bars = [self._bar(node)]
            if node.kind == AGENT:
                bars += [self._bar(child) for kind in (TOOL, REQUEST) for child in node.children if child.kind == kind]
            rows.append(WaterfallRow(node, node.span.started_at - self.started_at, bars))
        return rows

    def _bar(self, node: TraceNode) -> Bar:
        whole = self.duration or timedelta(microseconds=1)
        width = max(NARROWEST, round(WIDE * (node.duration / whole)))
        x = round(WIDE * ((node.span.started_at - self.started_at) / whole))
        return Bar(node.kind, min(x, WIDE - min(width, WIDE)), min(width, WIDE))


@dataclass(frozen=True)
class AgentCost:
    """The work and the cost of one agent in the whole job. models: the models that answered its requests."""

    role: str
    runs: Sequence[TraceNode]

    @property
    def name(self) -> str:
        return team.agent_name(self.role, self.role)

    @property
    def color(self) -> str:
        return team.agent_color(self.role)

    @property
    def models(self) -> list[str]:
        return list(dict.fromkeys(node.span.model for run in self.runs for node in run.all if node.kind == REQUEST))

    @property
    def spent(self) -> ModelUsage:
        return sum((run.spent for run in self.runs), ModelUsage())

    @property
    def requests(self) -> int:
        return sum(run.requests for run in self.runs)

    @property
    def tools(self) -> int:
        return sum(run.tools for run in self.runs)

    @property
    def duration(self) -> timedelta:
        return sum((run.duration for run in self.runs), timedelta())

    @property
    def failures(self) -> int:
        return sum(len(run.failures) for run in self.runs)


@dataclass(frozen=True)
class Trace:
    attempts: Sequence[Attempt]

    @cached_property
    def nodes(self) -> list[TraceNode]:
        return [node for attempt in self.attempts for root in attempt.roots for node in root.all]

    @cached_property
    def runs(self) -> list[TraceNode]:
        return [node for node in self.nodes if node.kind == AGENT]

    @cached_property
    def costs(self) -> list[AgentCost]:
        by_agent: dict[str, list[TraceNode]] = {}
        for run in self.runs:
            by_agent.setdefault(run.role, []).append(run)
        return [AgentCost(role, runs) for role, runs in by_agent.items()]

    @cached_property
    def total(self) -> AgentCost:
        return AgentCost("", self.runs)

    @property
    def duration(self) -> timedelta:
        """Return the time of all attempts, without the time between them."""
        return sum((attempt.duration for attempt in self.attempts), timedelta())

    @property
    def parallel_work(self) -> tuple[list[str], timedelta, timedelta] | None:
        """Return the specialists whose steps overlapped, the sum of their durations, and the time from start to end."""
        consulted = team.step_names(Phase.CONSULT)
        steps = [n for n in self.nodes if n.kind == STEP and n.span.step in consulted]
        found = [a for a in steps if any(a is not b and a.overlaps(b) for b in steps)]
        if not found:
            return None
        wall = max(n.span.ended_at for n in found) - min(n.span.started_at for n in found)
        return [node.name for node in found], sum((node.duration for node in found), timedelta()), wall

    def writer(self, step: str) -> TraceNode | None:
        """Return the last run of an agent in a step, or the step itself."""
        runs = [n for n in self.runs if n.span.step == step]
        return next(reversed(runs), None) or self.step(step)

    def step(self, step: str) -> TraceNode | None:
        return next((n for n in reversed(self.nodes) if n.kind == STEP and n.span.step == step), None)


def build_trace(spans: Iterable[Span]) -> Trace:
    """Return the trace of these spans. A span whose parent is not stored becomes a root."""
    rows = {span.span_id: span for span in spans}

    def find_visible_parent(span: Span) -> str:
        """Return the id of the nearest ancestor that the trace shows; empty if there is none."""
        visited: set[str] = set()
        while (above := rows.get(span.parent_id)) is not None and above.span_id not in visited:
            if above.kind not in HIDDEN_KINDS:
                return above.span_id
            visited.add(above.span_id)
            span = above
        return ""

    below: dict[str, list[Span]] = {}
    for span in rows.values():
        if span.kind not in HIDDEN_KINDS:
            below.setdefault(find_visible_parent(span), []).append(span)
    roots = [_build_node(span, below) for span in _sort_by_time(below.get("", ()))]
    numbers = sorted({root.span.attempt for root in roots})
    return Trace([Attempt(number, [root for root in roots if root.span.attempt == number]) for number in numbers])


def _build_node(span: Span, below: dict[str, list[Span]]) -> TraceNode:
    return TraceNode(span, tuple(_build_node(child, below) for child in _sort_by_time(below.get(span.span_id, ()))))


def _sort_by_time(spans: Iterable[Span]) -> list[Span]:
    return sorted(spans, key=lambda span: (span.started_at, span.ended_at))
