"""Recommendations that follow from the person's goals and from missing data."""

from collections.abc import Iterator
from decimal import Decimal

from advisors.reporter.portfolio_rules import Candidate
from advisors.writing.action_titles import SAVE_MORE_TITLE, SPEND_LESS_TITLE
from advisors.writing.case import Situation, ref
from advisors.writing.markdown import join_words, pluralize
from advisors.writing.probability import describe_success
from portfolios.facts.families import Family, Measure


def recommend_saving_more(s: Situation) -> Iterator[Candidate]:
    if s.is_retired or s.facts.value(Family.PLAN, Measure.EXTRA_SAVING) <= 0:
        return
    if is_saving_realistic(s):
        yield Candidate(
            90, SAVE_MORE_TITLE,
            f"Your goal is met in {describe_success(s)}. Saving {ref('plan.required_saving')} rather than "
            f"{ref('profile.annual_contribution')} would lift that to nine of ten.",
            ("plan.extra_saving", "plan.success"),
        )  # fmt: skip
    else:
        yield Candidate(
            90, SPEND_LESS_TITLE,
            f"Your goal of {ref('profile.income_goal')} is met in {describe_success(s)}, and no saving you could find "
            f"is likely to close the gap of {ref('plan.gap')}: retire later, or plan with less.",
            ("plan.gap", "plan.success"),
        )  # fmt: skip


def is_saving_realistic(s: Situation) -> bool:
    """Return whether the required saving is at most the income goal, or three times the current saving."""
    highest = max(
        s.facts.value(Family.PROFILE, Measure.INCOME_GOAL),
        3 * s.facts.value(Family.PROFILE, Measure.ANNUAL_CONTRIBUTION),
    )
    return s.facts.value(Family.PLAN, Measure.REQUIRED_SAVING) <= highest


def recommend_spending_less(s: Situation) -> Iterator[Candidate]:
    if s.is_retired and s.facts.value(Family.PLAN, Measure.GAP) > 0:
        yield Candidate(
            93, SPEND_LESS_TITLE,
            f"Your goal of {ref('profile.income_goal')} is {ref('plan.gap')} more than the plan sustains in nine of "
            "ten futures. A small cut now weighs more than a large one later.",
            ("plan.gap", "plan.success"),
        )  # fmt: skip


def recommend_using_surplus(s: Situation) -> Iterator[Candidate]:
    if s.facts.value(Family.PLAN, Measure.ROOM) > 0 and s.facts.value(Family.PLAN, Measure.SUCCESS) >= 95:
        title = "Allow yourself more each year" if s.is_retired else "Consider retiring earlier or saving less"
        yield Candidate(
            55, title,
            f"Your goal leaves {ref('plan.room')} unspent in nine of ten futures: decide what that room is for.",
            ("plan.room",),
        )  # fmt: skip


def recommend_reserve(s: Situation) -> Iterator[Candidate]:
    years = s.facts.value(Family.PLAN, Measure.SAFE_YEARS_NET, default=Decimal(99))
    if s.is_retired and years < 3:
        yield Candidate(
            82, "Build a reserve for bad markets",
            f"Bonds and cash cover {ref('plan.safe_years_net', 'number')} years of spending. Three to five let you "
            "wait out a fall without selling shares at the bottom.",
            ("plan.safe_years_net",),
        )  # fmt: skip


def recommend_bond_ladder(s: Situation) -> Iterator[Candidate]:
    if s.is_retired and s.facts.value(Family.PLAN, Measure.SAFE_YEARS_NET) >= 3:
        yield Candidate(
            48, "Match your next years of spending with short bonds",
            f"Bonds and cash cover {ref('plan.safe_years_net', 'number')} years of spending: hold the nearest of "
            "those years in short Treasuries or a ladder, so that no fall in prices reaches them.",
            ("plan.safe_years_net",),
        )  # fmt: skip


def recommend_income_goal(s: Situation) -> Iterator[Candidate]:
    if not s.profile.target_retirement_income and s.has_value:
        words = (
            f"What you own sustains {ref('plan.sustained_90')} in nine of ten futures. " if s.has_projection else ""
        ) + "Say what you want to spend in retirement, and Alex tells you how likely that is."
        yield Candidate(60, "Set an income goal", words, ("plan.sustained_90",) if s.has_projection else ())


def recommend_classifying(s: Situation) -> Iterator[Candidate]:
    if s.portfolio.unclassified:
        names = join_words(i.symbol for i in s.portfolio.unclassified[:3])
        yield Candidate(
            94 if s.has_too_much_unclassified else 58,
            f"Say what {names} {pluralize(len(s.portfolio.unclassified), 'is', 'are')}",
            f"Unclassified holdings are {ref('data.unclassified')} of everything and blur every share above.",
            ("data.unclassified",),
        )  # fmt: skip


def recommend_confirming_profile(s: Situation) -> Iterator[Candidate]:
    if s.profile.assumed and s.has_value:
        yield Candidate(
            40, "Confirm your profile",
            f"Still assumed: {ref('data.assumed')} of its entries, and the projection rests on them.",
            ("data.assumed",),
        )  # fmt: skip


def recommend_updating_prices(s: Situation) -> Iterator[Candidate]:
    if s.facts.value(Family.DATA, Measure.SAMPLE_PRICES):
        yield Candidate(
            38, "Take every total as an example until prices are current",
            f"At sample prices: {ref('data.sample_prices')} of your holdings, the oldest price of "
            f"{ref('data.oldest_price')}. Prices of the catalogue become current when market data is switched on.",
            ("data.sample_prices",),
        )  # fmt: skip


def recommend_recording_costs(s: Situation) -> Iterator[Candidate]:
    if s.facts.value(Family.DATA, Measure.MISSING_COST):
        yield Candidate(
            20, "Record what you paid",
            f"The cost of {ref('data.missing_cost')} of your positions is missing; without it no gain can be shown.",
            ("data.missing_cost",),
        )  # fmt: skip


RULES = (
    recommend_saving_more,
    recommend_spending_less,
    recommend_using_surplus,
    recommend_reserve,
    recommend_bond_ladder,
    recommend_income_goal,
    recommend_classifying,
    recommend_confirming_profile,
    recommend_updating_prices,
    recommend_recording_costs,
)
