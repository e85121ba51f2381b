"""Conclude an analysis: write the letter and order the actions, or sum up a part."""

from collections.abc import Iterator
from functools import partial

from advisors import team
from advisors.actions.action import Advised
from advisors.actions.advised_trades import explain_no_trades, has_trades
from advisors.budget.terms import RunTerms
from advisors.claims.sections import Section
from advisors.document.document import Letter
from advisors.document.letter import write_letter
from advisors.document.parts import Sentence, TextPart
from advisors.document.printed_action import print_actions
from advisors.document.statements import print_statements
from advisors.llm import BUILTIN_WRITER_NAME
from advisors.outline.assembling import order_actions
from advisors.outline.menu import Menu
from advisors.outline.reading import Reader
from advisors.outline.writing import write_outline
from advisors.planner import agent as planner
from advisors.planner import writer as planner_writer
from advisors.planner.output import Action, ConcludeOutput, KeyFigure
from analysis.jobs.lease import Lease
from analysis.models import Step
from analysis.pipeline.partial import choose_actions, write_summary
from analysis.pipeline.prepare import AnalysisCase
from portfolios.facts.fact import FactSheet
from portfolios.facts.families import Family, Measure
from portfolios.facts.formatting import format_fact

KEY_FIGURE_LABELS = {
    "portfolio.value": "Total value",
    "risk.score": "Risk, of 10",
    "risk.bad_year_fall": "Loss in a bad year (1 in 10)",
    "spread.score": "Diversification, of 100",
    "fees.yearly": "Fund fees",
}
"""The figures beside every summary that has them."""
MIN_KNOWN_COST_PERCENT = 90
"""Percent of the portfolio. If the costs of less are known, the sum of the fees is no key figure."""


def find_failed_specialists(lease: Lease) -> list[str]:
    with lease.locked_job() as job:
        return list(job.steps.filter(status=Step.Status.FAILED).order_by("order").values_list("agent", flat=True))


async def conclude(case: AnalysisCase, failed: list[str], terms: RunTerms) -> ConcludeOutput:
    """Write the letter and order the actions. failed: roles of the specialists without output."""
    menu = Menu(case.claims, (), case.advice.actions)
    reader = Reader(menu)
    deps = planner.Deps(menu, tuple(failed))
    outline = await write_outline(
        partial(planner.conclude, deps, terms=terms), lambda: reader, planner_writer.write_conclusion_lines(menu)
    )
    actions = order_actions(outline.reading, menu)
    letter = write_letter(case.claims, actions, [one for one in outline.chosen if one.author == "model"])
    lines = outline.counts.model_copy(update={"added": sum(s.author == "code" for s in letter.matters)})
    failures = tuple(_say_failed(role) for role in failed)
    letter = letter.model_copy(update={"leaves_out": (*failures, *letter.leaves_out)})
    concluded = conclude_with(case, letter, actions)
    return concluded.model_copy(update={
        "statements": print_statements(case.claims), "corrected": outline.counts.corrected,
        "rewritten": outline.rewritten, "model": outline.model, "lines": lines,
    })  # fmt: skip


def conclude_part(case: AnalysisCase) -> ConcludeOutput:
    """Sum up a job of a part, with the actions that belong to it. Code chooses, so no model is asked."""
    actions = choose_actions(case.advice.actions, case.kind)
    return conclude_with(case, write_summary(case), actions).model_copy(update={"model": BUILTIN_WRITER_NAME})


def conclude_with(case: AnalysisCase, letter: Letter, actions: tuple[Advised, ...]) -> ConcludeOutput:
    """Return a conclusion with this letter and these actions, and with the figures beside them."""
    printed, known = print_actions(actions), case.claims.facts
    facts = {fact.id: fact for advised in actions for fact in advised.facts if fact.id not in known}
    advises_mix = case.kind.is_whole or Section.TARGETS in case.kind.sections
    return ConcludeOutput(
        letter=letter, printed_actions=printed, actions=[Action.from_printed(one) for one in printed],
        facts=FactSheet(facts=tuple(facts.values())), key_figures=list(choose_key_figures(known)),
        rebalancing=list(case.situation.plans) if has_trades(actions) else [],
        no_trades=explain_no_trades(case.claims, case.advice) if advises_mix else "",
    )  # fmt: skip


def _say_failed(role: str) -> Sentence:
    """Return the sentence that names a specialist without a result."""
    text = f"The {team.name_in_text(role)} could not finish, and the rest stands. Start a new analysis to try again."
    return Sentence(
        kind="failed", arguments=(role,), verdict="failed", mood="bad", parts=(TextPart(text=text),), author="code"
    )


def choose_key_figures(facts: FactSheet) -> Iterator[KeyFigure]:
    for fact_id, label in KEY_FIGURE_LABELS.items():
        fact = facts.by_id.get(fact_id)
        is_known = fact_id != "fees.yearly" or facts.value(Family.FEES, Measure.KNOWN_SHARE) >= MIN_KNOWN_COST_PERCENT
        if fact is not None and fact.value is not None and is_known:
            yield KeyFigure(fact=fact_id, label=label, text=format_fact(fact), formula=fact.formula)
