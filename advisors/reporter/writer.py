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
from portfolios.taxonomy import INSTRUMENT_TYPES

MAX_SHOWN_HOLDINGS = 10


def write_report(situation: Situation, focus: str = "") -> str:
    """Write the whole report as Markdown, with the sections that the facts can fill."""
    sections = (
        "# Your portfolio report",
        f"## Summary\n\n{write_headline(situation)}",
        _write_holdings_section(situation),
        write_diversification_section(situation),
        write_risk_section(situation),
        write_costs_section(situation),
        write_drift_section(situation),
        write_rebalancing_section(situation),
        write_tax_location_section(situation),
        "\n\n".join(["## Retirement readiness", *describe_readiness(situation)]) if situation.has_projection else "",
    )
    return "\n\n".join(filter(None, sections))


def _write_holdings_section(s: Situation) -> str:
    if s.is_empty:
        return ""
    rows = []
    for worth in s.portfolio.valuation.accounts:
        key = f"account_{s.portfolio.fact_keys[worth.account.id]}"
        kind = find_account_kind(worth.account.kind).label
        name = escape_markdown(worth.account.name)
        rows.append([name, kind, ref(f"{key}_value"), ref(f"{key}_share"), ref(f"{key}_cash")])
    rows.append(["**Total**", "", f"**{ref('total_value')}**", "", f"**{ref('cash_value')}**"])
    table = format_table(["Account", "Type", "Value", "Share", "Cash"], rows, numbers_from=2)
    parts = ["## What you own", table]
    if s.portfolio.holdings:
        parts += ["### Your largest holdings", _format_holding_table(s)]
    if s.portfolio.unpriced:
        names = join_words(escape_markdown(i.symbol) for i in s.portfolio.unpriced[:10])
        verb = pluralize(len(s.portfolio.unpriced), "has", "have")
        parts.append(f"**Not counted:** {names} {verb} no price, so nothing here includes it.")
    return "\n\n".join(parts)


def _format_holding_table(s: Situation) -> str:
    rows = []
    for instrument, _ in s.portfolio.holdings[:MAX_SHOWN_HOLDINGS]:
        key = f"holding_{s.portfolio.fact_keys[instrument.id]}"
        kind = INSTRUMENT_TYPES.get(instrument.instrument_type, "")
        symbol, name = escape_markdown(instrument.symbol), escape_markdown(instrument.name)
        rows.append([symbol, name, kind, ref(f"{key}_value"), ref(f"{key}_share")])
    return format_table(["Symbol", "Name", "Type", "Value", "Share"], rows, numbers_from=3)


def describe_readiness(s: Situation) -> Iterator[str]:
    span = (
        "You are retired, and the plan pays until you turn"
        if s.is_retired
        else f"You plan to retire at {ref('retirement_age')}, and the plan pays until you turn"
    )
    yield (
        f"{span} {ref('plan_to_age')}. On the base assumptions it sustains {ref('estimated_income')} in today's "
        "dollars in nine of ten simulated futures."
    )
    if s.facts.value("not_for_retirement") >= 1:
        yield f"{ref('not_for_retirement')} does not count for retirement and is left out of it."
    if s.facts.value("imputed_share"):
        yield f"{ref('imputed_share')} of what counts is unclassified and is simulated like the rest."
    if "success_probability" in s.facts:
        gap = (
            f"That goal is {ref('income_gap')} more than the plan sustains."
            if s.facts.value("income_gap")
            else f"The plan sustains {ref('income_room')} more than that goal."
        )
        yield (
            f"Spending your goal of {ref('income_goal')}, the money lasts in **{describe_success(s)}**, "
            f"{describe_margin(s)}. {gap}"
        )
    if not s.is_retired:
        yield (
            f"When you retire you may have about {ref('at_retirement_median', 'short')} in today's dollars, the middle "
            f"of the simulated futures; in one retirement of ten it is less than {ref('at_retirement_low', 'short')}."
        )
