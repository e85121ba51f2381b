"""The report's section on risk: how much value may fall, and which asset classes cause it."""

from decimal import Decimal

from advisors.writing.case import Situation, ref
from advisors.writing.markdown import format_table
from portfolios.taxonomy import RETURN_CLASSES

MAX_SHOWN_CLASSES = 6
MIN_VOLATILITY_GAP = Decimal("0.1")
LOW_RISK_SCORE, HIGH_RISK_SCORE = 3, 7


def write_risk_section(s: Situation) -> str:
    if "risk_score" not in s.facts:
        return ""
    bad_year = "Even a bad year, such as comes once in ten, should not cost you money before inflation."
    if s.facts.value("bad_year_fall"):
        bad_year = (
            f"In a bad year, such as comes once in ten, it falls by {ref('bad_year_fall')} or more, "
            f"which is {ref('bad_year_loss', 'short')} of today's money."
        )
    return "\n\n".join(["## Risk", _describe_risk_score(s), bad_year, *_list_risk_sources(s)])


def _describe_risk_score(s: Situation) -> str:
    score = s.facts.value("risk_score")
    kind = (
        "a steady mix" if score <= LOW_RISK_SCORE else "a rough one" if score >= HIGH_RISK_SCORE else "a middling one"
    )
    added = s.facts.value("whole_volatility") - s.facts.value("portfolio_volatility")
    companies = ""  # single companies swing more than their class
    if added >= MIN_VOLATILITY_GAP:
        companies = f", {ref('portfolio_volatility')} without what single companies add"
    return (
        f"Your risk score is {ref('risk_score')} on a scale from one to ten: {kind}. The assumptions expect what you "
        f"own to grow by {ref('portfolio_growth')} a year before inflation, with a volatility of "
        f"{ref('whole_volatility')}{companies}."
    )


def _list_risk_sources(s: Situation) -> list[str]:
    """Compare each class's share of the money with its share of the risk, which can differ a lot."""
    held = [key for key in RETURN_CLASSES if f"risk_{key}_share" in s.facts]
    if len(held) < 2:
        return []
    shown = sorted(held, key=lambda key: -s.facts.value(f"risk_{key}_share"))[:MAX_SHOWN_CLASSES]
    rows = [[RETURN_CLASSES[key], ref(f"mix_{key}_share"), ref(f"risk_{key}_share")] for key in shown]
    first = RETURN_CLASSES[shown[0]]
    lead = (
        f"The largest part of the risk of the mix comes from {first}: {ref(f'risk_{shown[0]}_share')}, with "
        f"{ref(f'mix_{shown[0]}_share')} of the mix itself."
    )
    return [lead, format_table(["Class", "Share of the mix", "Share of its risk"], rows)]
