"""The reporter's built-in writer: the same facts always give the same text. Code replaces references by figures."""

from collections.abc import Iterator

from advisors.reporter.cost_sections import write_costs_section, write_tax_location_section
from advisors.reporter.diversification_section import write_diversification_section
from advisors.reporter.drift_sections import write_drift_section, write_rebalancing_section
from advisors.reporter.risk_section import write_risk_section
from advisors.writing.case import Situation, ref
from advisors.writing.headline import write_headline
from advisors.writing.markdown import escape_markdown, format_table, join_words, pluralize
from advisors.writing.probability import describe_margin, describe_success
from portfolios.account_kinds import find_account_kind
from portfolios.facts.families import Family, Measure
from portfolios.taxonomy import INSTRUMENT_TYPES

MAX_SHOWN_HOLDINGS = 10


def write_report(situation: Situation, focus: str = "") -> str:
    """Write the whole report as Markdown, with the sections that the facts can fill."""
    sections = (
        "# Your portfolio report",
        f"## Summary\n\n{write_headline(situation)}",
        write_holdings_section(situation),
        write_diversification_section(situation),
        write_risk_section(situation),
        write_costs_section(situation),
        write_drift_section(situation),
        write_rebalancing_section(situation),
        write_tax_location_section(situation),
        "\n\n".join(["## Retirement readiness", *describe_readiness(situation)]) if situation.has_projection else "",
    )
    return "\n\n".join(filter(None, sections))


def write_holdings_section(s: Situation) -> str:
    if s.is_empty:
        return ""
    rows = []
    for worth in s.portfolio.valuation.accounts:
        key = s.portfolio.fact_keys[worth.account.id]
        kind = find_account_kind(worth.account.kind).label
        name = escape_markdown(worth.account.name)
        rows.append([name, kind, ref(f"account.{key}.value"), ref(f"account.{key}.share"), ref(f"account.{key}.cash")])
    rows.append(["**Total**", "", f"**{ref('portfolio.value')}**", "", f"**{ref('portfolio.cash')}**"])
    table = format_table(["Account", "Type", "Value", "Share", "Cash"], rows, numbers_from=2)
    parts = ["## What you own", table]
    if s.portfolio.holdings:
        rows = []
        for instrument, _ in s.portfolio.holdings[:MAX_SHOWN_HOLDINGS]:
            key = s.portfolio.fact_keys[instrument.id]
            kind = INSTRUMENT_TYPES.get(instrument.instrument_type, "")
            symbol, name = escape_markdown(instrument.symbol), escape_markdown(instrument.name)
            rows.append([symbol, name, kind, ref(f"holding.{key}.value"), ref(f"holding.{key}.share")])
        table = format_table(["Symbol", "Name", "Type", "Value", "Share"], rows, numbers_from=3)
        parts += ["### Your largest holdings", table]
    if s.portfolio.unpriced:
        names = join_words(escape_markdown(i.symbol) for i in s.portfolio.unpriced[:10])
        verb = pluralize(len(s.portfolio.unpriced), "has", "have")
        parts.append(f"**Not counted:** {names} {verb} no price, so nothing here includes it.")
    return "\n\n".join(parts)


def describe_readiness(s: Situation) -> Iterator[str]:
    span = (
        "You are retired, and the plan pays until you turn"
        if s.is_retired
        else f"You plan to retire at {ref('profile.retirement_age')}, and the plan pays until you turn"
    )
    yield (
        f"{span} {ref('profile.plan_to_age')}. On the base assumptions it sustains {ref('plan.sustained_90')} in "
        "today's dollars in nine of ten simulated futures."
    )
    if s.facts.value(Family.DATA, Measure.NOT_FOR_RETIREMENT) >= 1:
        yield f"{ref('data.not_for_retirement')} does not count for retirement and is left out of it."
    if s.facts.value(Family.PLAN, Measure.IMPUTED):
        yield f"{ref('plan.imputed')} of what counts is unclassified and is simulated like the rest."
    if "plan.success" in s.facts:
        gap = (
            f"That goal is {ref('plan.gap')} more than the plan sustains."
            if s.facts.value(Family.PLAN, Measure.GAP)
            else f"The plan sustains {ref('plan.room')} more than that goal."
        )
        yield (
            f"Spending your goal of {ref('profile.income_goal')}, the money lasts in **{describe_success(s)}**, "
            f"{describe_margin(s)}. {gap}"
        )
    if not s.is_retired:
        yield (
            f"When you retire you may have about {ref('plan.at_retirement_median', 'short')} in today's dollars, the "
            "middle of the simulated futures; in one retirement of ten it is less than "
            f"{ref('plan.at_retirement_low', 'short')}."
        )
