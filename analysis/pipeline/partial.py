"""What a job of a part writes in place of a plan and a letter: code chooses both, by the record of its type."""

from collections.abc import Sequence
from dataclasses import replace

from advisors.actions.action import Advised
from advisors.claims.ranking import order_statements
from advisors.claims.registry import KINDS
from advisors.document.document import RETIREMENT_SECTIONS, Letter
from advisors.document.parts import Sentence, TextPart
from advisors.document.writer import Chosen, print_statements
from advisors.planner.output import PlanOutput
from advisors.planner.writer import build_consultations
from advisors.runtime.builtin import BUILTIN_MODEL_NAME
from advisors.runtime.results import ConsultationPlan
from analysis.job_kinds import JobKind
from analysis.pipeline.prepare import AnalysisCase

MAX_STATEMENTS = 3
NOTHING = "There is nothing to say about this yet. Add your accounts and your plan, then try again."


def plan_part(kind: JobKind) -> PlanOutput:
    """Return the plan of a part: each agent that writes one of its sections, with its own focus."""
    consultations = build_consultations((spec.role, None) for spec in kind.specialists())
    return PlanOutput(plan=ConsultationPlan(consultations=list(consultations)), model=BUILTIN_MODEL_NAME)


def choose_actions(actions: Sequence[Advised], kind: JobKind) -> tuple[Advised, ...]:
    """Return the actions that belong to a part, in the order of the one list. A group belongs if an option does."""
    own = [one for one in actions if any(each.action.name in kind.actions for each in (one, *one.options))]
    return tuple(replace(one, priority=place) for place, one in enumerate(own, start=1))


def write_summary(case: AnalysisCase) -> Letter:
    """Return no letter: the sections say it all. Where they have nothing to say, return why."""
    about = [one for one in order_statements(case.claims) if KINDS[one.kind].section in case.kind.sections]
    if not about:
        empty = Sentence(kind="part", verdict="missing", mood="neutral", parts=(TextPart(text=NOTHING),), author="code")
        return Letter(stands=(empty,))
    has_sections = case.claims.baseline or not set(case.kind.sections) <= set(RETIREMENT_SECTIONS)
    chosen = [] if has_sections else [Chosen(statement, "code") for statement in about[:MAX_STATEMENTS]]
    return Letter(stands=tuple(print_statements(chosen, case.claims.digest)))
