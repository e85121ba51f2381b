"""The report without a model: the same facts always give the same text. Figures are references, code prints them."""

from decimal import Decimal

from advisors.reading import headline, target_name
from advisors.reporter.mix_section import diversification
from advisors.situation import Situation, ref
from advisors.wording import listed, plain, plural, table
from portfolios.taxonomy import ACCOUNT_KINDS, INSTRUMENT_TYPES

SHOWN_HOLDINGS = 10


def write(situation: Situation, focus: str = "") -> str:
    """The whole report as Markdown, the sections that this person's facts can fill."""
    sections = (_summary, _what_you_own, diversification, _costs, _drift, _retirement)
    return "\n\n".join(["# Your portfolio report", *(text for section in sections if (text := section(situation)))])


def _summary(s: Situation) -> str:
    return f"## Summary\n\n{headline(s)}"


def _what_you_own(s: Situation) -> str:
    if s.is_empty:
        return ""
    parts = ["## What you own", _account_table(s)]
    if s.portfolio.holdings:
        parts += ["### Your largest holdings", _holding_table(s)]
    if s.portfolio.unpriced:
        names = listed(f"{plain(i.symbol)} ({plain(i.name)})" for i in s.portfolio.unpriced[:10])
        verb = plural(len(s.portfolio.unpriced), "has", "have")
        parts.append(f"**Not counted:** {names} {verb} no price, so nothing here includes it.")
    return "\n\n".join(parts)


def _account_table(s: Situation) -> str:
    rows = []
    for worth in s.portfolio.valuation.accounts:
        key = f"account_{s.portfolio.keys[worth.account.id]}"
        kind = ACCOUNT_KINDS.get(worth.account.kind, worth.account.kind)
        rows.append([plain(worth.account.name), kind, ref(f"{key}_value"), ref(f"{key}_share"), ref(f"{key}_cash")])
    rows.append(["**Total**", "", f"**{ref('total_value')}**", "", f"**{ref('cash_value')}**"])
    return table(["Account", "Type", "Value", "Share", "Cash"], rows, numbers_from=2)


def _holding_table(s: Situation) -> str:
    rows = []
    for instrument, _ in s.portfolio.holdings[:SHOWN_HOLDINGS]:
        key = f"holding_{s.portfolio.keys[instrument.id]}"
        kind = INSTRUMENT_TYPES.get(instrument.instrument_type, "")
        rows.append([plain(instrument.symbol), plain(instrument.name), kind, ref(f"{key}_value"), ref(f"{key}_share")])
    return table(["Symbol", "Name", "Type", "Value", "Share"], rows, numbers_from=3)


def _costs(s: Situation) -> str:
    if "expense_ratio" not in s.facts or not s.portfolio.holdings:
        return ""
    judgement = "That is low." if s.facts.value("expense_ratio") <= Decimal("0.2") else "That is more than it need be."
    parts = [
        "## Costs",
        f"Your funds cost {ref('yearly_fees')} in fees, {ref('expense_ratio')} of your portfolio. {judgement}",
    ]
    if s.facts.value("costliest_ratio") >= Decimal("0.2"):
        fund = plain(_costliest(s))
        parts.append(f"The dearest is {fund} at {ref('costliest_ratio')}, which is {ref('costliest_fees')}.")
    if s.facts.value("expense_known_share") < Decimal("99.9"):
        parts.append(f"The costs of {ref('expense_known_share')} of everything are known; the rest is not counted.")
    return "\n\n".join(parts)


def _costliest(s: Situation) -> str:
    return s.facts["costliest_ratio"].subject[0]


def _drift(s: Situation) -> str:
    rows = [
        [target_name(key), _now(key), ref(f"{key}_target"), ref(f"{key}_drift", "signed"), ref(f"{key}_gap")]
        for key in _targeted(s)
    ]
    if not rows:
        return ""
    words = (
        "You are off target by five points or more in " + listed(target_name(key) for key, _ in s.drifts) + "."
        if s.drifts
        else "You are within five points of your targets everywhere: no trade is called for."
    )
    return "\n\n".join(
        [
            "## Drift against your targets",
            words,
            table(["What", "Now", "Target", "Drift", "Dollars to target"], rows),
            "Asset classes are shares of everything; regions are shares of what has a region.",
        ]
    )


def _targeted(s: Situation) -> list[str]:
    return [fact.id.removesuffix("_drift") for fact in s.facts.on("targets") if fact.id.endswith("_drift")]


def _now(key: str) -> str:
    return ref(f"{key}_share")


def _retirement(s: Situation) -> str:
    if not s.has_projection:
        return ""
    span = (
        f"You are retired, and the plan runs to age {ref('plan_to_age')}."
        if s.is_retired
        else f"You plan to retire at {ref('retirement_age')} and to live on your money to age {ref('plan_to_age')}."
    )
    parts = [
        "## Retirement readiness",
        f"{span} On the base assumptions the plan sustains {ref('estimated_income')} in today's dollars "
        f"in nine of ten simulated futures.",
    ]
    if "success_probability" in s.facts:
        parts.append(_goal(s))
    if not s.is_retired:
        parts.append(
            f"When you retire you will have about {ref('at_retirement_median', 'short')} in today's dollars; "
            f"in one retirement of ten less than {ref('at_retirement_low', 'short')}."
        )
    return "\n\n".join(parts)


def _goal(s: Situation) -> str:
    head = (
        f"Spending your goal of {ref('income_goal')}, the money lasts in **{ref('success_probability', 'whole')}** "
        f"of the simulated futures, give or take {ref('success_error')}."
    )
    if s.facts.value("income_gap"):
        return f"{head} That goal is {ref('income_gap')} more than the plan sustains."
    return f"{head} The plan sustains {ref('income_room')} more than that goal."
