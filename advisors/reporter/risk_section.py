"""The report's section on risk: how much value may fall, and which asset classes cause it."""

from decimal import Decimal

from advisors.writing.case import Situation, ref
from advisors.writing.markdown import format_table
from portfolios.facts.families import Family, Measure
from portfolios.taxonomy import RETURN_CLASSES
from portfolios.valuation.value import ZERO

MAX_SHOWN_CLASSES = 6
MIN_VOLATILITY_GAP = Decimal("0.1")
LOW_RISK_SCORE, HIGH_RISK_SCORE = 3, 7


def write_risk_section(s: Situation) -> str:
    if "risk.score" not in s.facts:
        return ""
    score = s.facts.value(Family.RISK, Measure.SCORE)
    kind = (
        "a steady mix" if score <= LOW_RISK_SCORE else "a rough one" if score >= HIGH_RISK_SCORE else "a middling one"
    )
    added = s.facts.value(Family.RISK, Measure.WHOLE_VOLATILITY) - s.facts.value(Family.RISK, Measure.VOLATILITY)
    companies = ""  # single companies swing more than their class
    if added >= MIN_VOLATILITY_GAP:
        companies = f", {ref('risk.volatility')} without what single companies add"
    risk = (
        f"Your risk score is {ref('risk.score')} on a scale from one to ten: {kind}. The assumptions expect what you "
        f"own to grow by {ref('risk.growth')} a year before inflation, with a volatility of "
        f"{ref('risk.whole_volatility')}{companies}."
    )
    bad_year = "Even a bad year, such as comes once in ten, should not cost you money before inflation."
    if s.facts.value(Family.RISK, Measure.BAD_YEAR_FALL):
        bad_year = (
            f"In a bad year, such as comes once in ten, it falls by {ref('risk.bad_year_fall')} or more, "
            f"which is {ref('risk.bad_year_loss', 'short')} of today's money."
        )
    return "\n\n".join(["## Risk", risk, bad_year, *_list_risk_sources(s)])


def _list_risk_sources(s: Situation) -> list[str]:
    """Compare each class's share of the money with its share of the risk, which can differ a lot."""
    shares = s.facts.members(Family.RISK_CLASS, Measure.RISK_SHARE)
    if len(shares) < 2:
        return []
    largest = sorted(shares, key=lambda fact: -(fact.value or ZERO))[:MAX_SHOWN_CLASSES]
    rows = [[RETURN_CLASSES[f.of], ref(f"risk_class.{f.of}.share"), ref(f.id)] for f in largest]
    first = largest[0]
    lead = (
        f"The largest part of the risk of the mix comes from {RETURN_CLASSES[first.of]}: {ref(first.id)}, with "
        f"{ref(f'risk_class.{first.of}.share')} of the mix itself."
    )
    return [lead, format_table(["Class", "Share of the mix", "Share of its risk"], rows)]
