"""Facts about saving against what is owned, and about the dates of target-date funds."""

from collections.abc import Iterator
from decimal import Decimal, localcontext

from portfolios.facts.fact import Fact
from portfolios.facts.families import Family, Measure
from portfolios.facts.worth import MAX_HOLDINGS
from portfolios.valuation.portfolio import Portfolio
from portfolios.valuation.target_date import find_target_year
from portfolios.valuation.value import EXACT_CONTEXT, ZERO, round_half_even

SAVING_SUBJECT = ("save", "saving", "contribution")


def saving_facts(portfolio: Portfolio) -> Iterator[Fact]:
    """Yield saving a year as a share of what is owned, and all saving until retirement."""
    profile = portfolio.snapshot.profile
    if not profile.annual_contribution or not profile.years_until_retirement:
        return
    if portfolio.valuation.total > 0:
        yield Fact(
            family=Family.PROFILE, measure=Measure.SAVING_SHARE, subject=SAVING_SUBJECT, unit="percent",
            label="Saving a year: share of the portfolio", value=portfolio.share(profile.annual_contribution),
            formula="saving a year / total value", inputs=("profile.annual_contribution", "portfolio.value"),
        )  # fmt: skip
    with localcontext(EXACT_CONTEXT):
        growth = 1 + profile.contribution_growth
        saved = sum((profile.annual_contribution * growth**n for n in range(profile.years_until_retirement)), ZERO)
    yield Fact(
        family=Family.PROFILE, measure=Measure.SAVING_TOTAL, subject=SAVING_SUBJECT, unit="money",
        label="All you save until retirement", value=round_half_even(saved),
        formula="saving a year over the years until retirement, with its growth, before returns",
        inputs=("profile.annual_contribution", "profile.years_to_retirement"),
    )  # fmt: skip


def target_date_facts(portfolio: Portfolio) -> Iterator[Fact]:
    """Yield the retirement year and, for each target-date fund, the year in its name and its distance from that."""
    profile = portfolio.snapshot.profile
    retirement_year = portfolio.snapshot.taken_at.year + profile.years_until_retirement
    if profile.years_until_retirement:
        yield _year_fact(Family.PROFILE, Measure.RETIREMENT_YEAR, "", ("retire", "retirement"), "Retirement year",
                         retirement_year, "this year + years until retirement")  # fmt: skip
    for instrument, _ in portfolio.holdings[:MAX_HOLDINGS]:
        year = find_target_year(instrument.name)
        if year is None:
            continue
        key, names = portfolio.fact_keys[instrument.id], instrument.name_variants
        yield _year_fact(Family.HOLDING, Measure.TARGET_YEAR, key, names, f"{instrument.symbol}: year in its name",
                         year, "the year in the name of the fund")  # fmt: skip
        if profile.years_until_retirement:
            yield Fact(
                family=Family.HOLDING, measure=Measure.TARGET_YEAR_GAP, of=key, subject=names, unit="years",
                label=f"{instrument.symbol}: years after your retirement", value=Decimal(year - retirement_year),
                formula="year in its name - retirement year",
                inputs=(f"holding.{key}.target_year", "profile.retirement_year"),
            )  # fmt: skip


def _year_fact(  # noqa: PLR0913 the columns of one row
    family: Family, measure: Measure, of: str, subject: tuple[str, ...], label: str, year: int, formula: str
) -> Fact:
    return Fact(
        family=family, measure=measure, of=of, subject=subject, label=label, value=Decimal(year * 10_000), unit="date",
        kind="reference", formula=formula,
    )  # fmt: skip
