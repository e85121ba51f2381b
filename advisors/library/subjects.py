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


def _holds_companies_or_coins(situation: Situation) -> bool:
    coins = situation.facts.value(Family.ASSET_CLASS, Measure.SHARE, "alternatives")
    return bool(situation.portfolio.companies) or coins > 0


def _holds_bonds(situation: Situation) -> bool:
    return situation.facts.value(Family.ASSET_CLASS, Measure.SHARE, "fixed_income") > 0


def _holds_target_date_fund(situation: Situation) -> bool:
    return any(find_target_year(instrument.name) for instrument, _ in situation.portfolio.holdings)


SUBJECTS = (
    Subject("concentration", "Single companies and crypto assets", _holds_companies_or_coins),
    Subject("target_date_funds", "Target-date funds", _holds_target_date_fund),
    Subject("rebalancing", "Rebalancing", lambda s: bool(s.drifts)),
    Subject("market_timing", "Market timing", lambda s: s.is_mostly_cash),
    Subject("sequence_risk", "The order of returns", _is_near_retirement),
    Subject("withdrawals", "Spending in retirement", _is_near_retirement),
    Subject("required_distributions", "Required and early withdrawals", lambda s: s.has_tax_advantaged_money),
    Subject("social_security", "Social Security", lambda s: s.profile.age >= SOCIAL_SECURITY_AGE),
    Subject("longevity", "Long lives", _is_near_retirement),
    Subject("saving", "Saving at work and employer match", lambda s: not s.is_retired),
    Subject("reserve", "Cash reserve", lambda s: not s.is_retired),
    Subject("bonds", "Bonds and interest rates", _holds_bonds),
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
