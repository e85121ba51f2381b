"""Compute a bundled analysis again, from nothing but the bundle: no clock, no catalogue, no database."""

import logging
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import get_args

from advisors.actions.action import Advised
from advisors.charter.chart import Chart
from advisors.claims.building import build_claim_case
from advisors.claims.case import ClaimCase
from advisors.document.assembling import assemble_document
from advisors.document.document import Document, DocumentSection
from advisors.document.printed_action import PrintedAction, print_actions
from advisors.planner.output import ConcludeOutput
from advisors.reporter.output import ReportOutput
from advisors.retirement.output import RetirementOutput
from advisors.retirement.scenarios.baseline import WhatIf, project_what_if
from advisors.retirement.scenarios.change_kinds import ChangeKind
from analysis.exporting.bundle import Bundled
from analysis.exporting.resaying import Sayer
from analysis.job_kinds import find_kind
from analysis.pipeline.partial import choose_actions
from analysis.pipeline.prepare import AnalysisCase, complete_case
from portfolios.facts.fact import Fact, FactSheet
from portfolios.facts.families import Family, Measure

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Replayed:
    """What this version makes of a bundle. lost: sentences and charts of the bundle that it cannot make."""

    facts: FactSheet
    charts: dict[str, Chart]
    document: Document
    lost: tuple[str, ...] = ()


class CannotReplay(Exception):
    """The input of a bundle contradicts itself. Its text is for the person."""


def replay(analysis: Bundled) -> Replayed:
    """Compute facts, charts and document again: the choice of what is said is read, everything else is computed.

    Raises CannotReplay for an input from which nothing can be computed, such as a holding of no account.
    """
    made = analysis.made_with
    try:
        case = complete_case(build_claim_case(analysis.snapshot, paths=made.paths, seed=made.seed))
        return say_again(analysis, case)
    except (LookupError, ValueError, ArithmeticError) as error:  # the file may be anybody's
        logger.info("A bundle cannot be replayed.", exc_info=True)
        raise CannotReplay(
            f"Nothing can be computed from the input in this file ({type(error).__name__}). Export the analysis again."
        ) from error


def say_again(analysis: Bundled, case: AnalysisCase) -> Replayed:
    """Print what a bundle prints, with the words and figures of a case."""
    outputs = analysis.outputs
    conclusion = outputs["conclude"]
    if not isinstance(conclusion, ConcludeOutput):
        raise ValueError("The conclusion is missing.")
    kind = find_kind(analysis.job_type)
    own = case.advice.actions if kind.is_whole else choose_actions(case.advice.actions, kind)
    actions = order_as_before(own, conclusion.printed_actions)
    digest = analysis.document.digest
    sayer, sections, tested = Sayer(case.claims, digest), list[DocumentSection](), case.claims
    for output in outputs.values():
        if isinstance(output, RetirementOutput):
            tested = case.claims.with_what_ifs(project_tried(case.claims, output.facts))
            of_plan = Sayer(tested, digest, sayer.lost)
            sections += of_plan.say_sections(output.sections)
        else:
            sections += sayer.say_sections(output.list_sections())
    charts = sayer.say_charts(analysis.charts, case.series)
    report = outputs.get("report")
    document = assemble_document(
        sayer.say_letter(conclusion.letter), print_actions(actions), sections, digest,
        report.sources if isinstance(report, ReportOutput) else (),
    )  # fmt: skip
    return Replayed(collect_facts(case, tested, actions), charts, document, tuple(sayer.lost))


def order_as_before(actions: tuple[Advised, ...], printed: tuple[PrintedAction, ...]) -> tuple[Advised, ...]:
    """Return the actions of the case in the order in which a bundle prints them; new ones come last."""
    places = {action.id: place for place, action in enumerate(printed)}
    ordered = sorted(actions, key=lambda one: (places.get(one.action.id, len(places)), one.priority))
    return tuple(replace(advised, priority=place) for place, advised in enumerate(ordered, start=1))


def project_tried(case: ClaimCase, facts: FactSheet) -> Iterator[WhatIf]:
    """Project the changes again that a retirement planner tried of its own. A key has more digits than its fact."""
    for fact in facts.members(Family.CHANGE, Measure.AMOUNT):
        kind = next((one for one in get_args(ChangeKind) if fact.of.startswith(f"{one}_")), None)
        if kind and case.baseline:
            with suppress(ValueError):  # impossible by today's rules: its sentences are then lost
                amount = float(fact.of.removeprefix(f"{kind}_").replace("_", "."))
                yield project_what_if(case.baseline, kind, amount)


def collect_facts(case: AnalysisCase, tested: ClaimCase, actions: tuple[Advised, ...]) -> FactSheet:
    """Return all facts of an analysis: of the case, of what was tried, and of the actions."""
    known = tested.facts
    added: dict[str, Fact] = {
        fact.id: fact for advised in actions for fact in advised.facts if fact.id not in case.claims.facts
    }
    return known.with_facts(fact for fact in added.values() if fact.id not in known)
