"""The subjects of the notes that ship with Alex, and which of them matter to a person."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from advisors.models import ResearchNote
from advisors.writing.case import Situation
from portfolios.facts.families import Family, Measure
from portfolios.valuation.target_date import find_target_year

NEAR_RETIREMENT_YEARS = 10
NEWS_LABEL = "News on what this person holds"
SOCIAL_SECURITY_AGE = 50
"""From about this age on, the age to claim Social Security is a decision."""


@dataclass(frozen=True)
class Subject:
    """key: in the file of notes. label: for prompts and lists. matters: whether it concerns this person."""

    key: str
    label: str
    matters: Callable[[Situation], bool]


def _is_near_retirement(situation: Situation) -> bool:
    return situation.profile.years_until_retirement <= NEAR_RETIREMENT_YEARS


def _holds(situation: Situation, asset_class: str) -> bool:
    return situation.facts.value(Family.ASSET_CLASS, Measure.SHARE, asset_class) > 0


SUBJECTS = (
    Subject(
        "concentration",
        "Single companies and crypto assets",
        lambda s: bool(s.portfolio.companies) or _holds(s, "alternatives"),
    ),
    Subject(
        "target_date_funds",
        "Target-date funds",
        lambda s: any(find_target_year(i.name) for i, _ in s.portfolio.holdings),
    ),
    Subject("rebalancing", "Rebalancing", lambda s: bool(s.drifts)),
    Subject("market_timing", "Market timing", lambda s: s.is_mostly_cash),
    Subject("sequence_risk", "The order of returns", _is_near_retirement),
    Subject("withdrawals", "Spending in retirement", _is_near_retirement),
    Subject("required_distributions", "Required and early withdrawals", lambda s: s.has_tax_advantaged_money),
    Subject("social_security", "Social Security", lambda s: s.profile.age >= SOCIAL_SECURITY_AGE),
    Subject("longevity", "Long lives", _is_near_retirement),
    Subject("saving", "Saving at work and employer match", lambda s: not s.is_retired),
    Subject("reserve", "Cash reserve", lambda s: not s.is_retired),
    Subject("bonds", "Bonds and interest rates", lambda s: _holds(s, "fixed_income")),
    Subject("inflation", "Inflation", lambda s: s.is_retired or s.is_mostly_cash),
    Subject("home_bias", "Home bias", lambda s: bool(s.portfolio.holdings)),
    Subject("costs", "Costs", lambda s: bool(s.portfolio.holdings)),
    Subject("diversification", "Diversification", lambda s: bool(s.portfolio.holdings)),
    Subject("taxes", "Taxes and where to hold what", lambda s: bool(s.portfolio.holdings)),
    Subject("mix", "The mix of stocks and bonds", lambda s: s.has_value),
    Subject("behavior", "Behavior", lambda s: s.has_value),
)
"""In the order in which they are listed: what only some people have comes first."""


def count_case_notes(situation: Situation) -> dict[str, int]:
    """Return by subject what the library holds on this person's case, in two queries: own notes and news."""
    symbols = [instrument.symbol for instrument, _ in situation.portfolio.holdings]
    news = ResearchNote.objects.filter(symbols__overlap=symbols).count() if symbols else 0
    found = select_subjects(situation, ResearchNote.objects.count_by_subject())
    return {NEWS_LABEL: news, **found} if news else found


def select_subjects(situation: Situation, counts: Mapping[str, int]) -> dict[str, int]:
    """Return the labels of subjects with notes that matter to this person. counts: notes by key of subject."""
    return {
        subject.label: counts[subject.key]
        for subject in SUBJECTS
        if counts.get(subject.key) and subject.matters(situation)
    }
