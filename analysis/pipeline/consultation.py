"""Plan the consultations: those of the planner, and those that the case needs in addition."""

from dataclasses import dataclass
from functools import partial

from advisors import team
from advisors.budget.terms import RunTerms
from advisors.claims.statement import Statement
from advisors.outline.grammar import OutlineLine
from advisors.outline.menu import Menu
from advisors.outline.reading import Reader
from advisors.outline.resolve import WrongLine, resolve_claim
from advisors.outline.writing import Outline, write_outline
from advisors.planner import agent as planner
from advisors.planner import writer as planner_writer
from advisors.planner.output import PlanOutput
from advisors.runtime.results import ConsultationPlan
from advisors.tracing.events import record_decision
from analysis.pipeline.prepare import AnalysisCase


@dataclass(frozen=True)
class ConsultLine:
    """A specialist to consult. topic: what to look at first, if the line names it."""

    role: str
    topic: Statement | None


async def make_plan(case: AnalysisCase, terms: RunTerms) -> PlanOutput:
    """Return whom to consult: the planner's choice, with the specialists that the case needs and the choice lacks."""
    menu = Menu(case.claims, ())
    reader = Reader(menu, read_extra=partial(read_consultation, menu=menu))
    sources = await case.load_sources()
    deps = planner.Deps(menu, library=sources.subjects if sources else {})
    ask = partial(planner.make_plan, deps, terms=terms)
    builtin = planner_writer.write_plan_lines(menu)
    outline = await write_outline(ask, lambda: reader, builtin)
    chosen = list_consulted(outline)
    needed = [line for line in reader.read(builtin).extras if isinstance(line, ConsultLine)]
    forgotten = [line for line in needed if line.role not in {one.role for one in chosen}]
    for line in forgotten:
        record_decision(f"{team.name_in_text(line.role)} was added: the case needs it")
    consultations = planner_writer.build_consultations((line.role, line.topic) for line in (*chosen, *forgotten))
    return PlanOutput(
        plan=ConsultationPlan(consultations=list(consultations)), corrected=outline.counts.corrected,
        rewritten=outline.rewritten, model=outline.model, lines=outline.counts,
    )  # fmt: skip


def read_consultation(line: OutlineLine, menu: Menu) -> ConsultLine:
    """Read a "consult" line. Raises WrongLine for an unknown specialist, or for a topic that cannot be said."""
    roles = [spec.role for spec in team.specialists()]
    if line.type != "consult" or line.name not in roles:
        raise WrongLine(f"There is no specialist {line.name}. Specialists: {', '.join(roles)}.")
    if not line.arguments:
        return ConsultLine(line.name, None)
    kind, *arguments = line.arguments
    topic = OutlineLine(line.number, " ".join(line.arguments), "claim", kind.lower(), tuple(arguments))
    return ConsultLine(line.name, resolve_claim(topic, menu).statement)


def list_consulted(outline: Outline) -> list[ConsultLine]:
    """Return each consulted specialist once."""
    lines = [extra for extra in outline.reading.extras if isinstance(extra, ConsultLine)]
    return list({line.role: line for line in reversed(lines)}.values())[::-1]


def is_consulted(plan: ConsultationPlan, role: str) -> bool:
    return any(consultation.specialist == role for consultation in plan.consultations)
