"""Facts about known, assumed and missing data, and about the profile."""

from collections.abc import Iterator
from decimal import Decimal

from portfolios.facts.fact import Fact, Unit, count_fact
from portfolios.valuation.portfolio import Portfolio
from portfolios.valuation.value import ZERO, round_half_even

ENTERED_FORMULA = "from your profile, as you entered it"
ASSUMED_FORMULA = "assumed by Alex; nobody has confirmed it in your profile"


def data_quality_facts(portfolio: Portfolio) -> Iterator[Fact]:
    yield Fact(id="unclassified_share", subject=("unclassified",), label="Unclassified: share of everything",
               value=portfolio.unclassified_share, unit="percent", topic="data",
               formula="value of what nobody has classified / total value", inputs=("total_value",))  # fmt: skip
    yield Fact(id="not_for_retirement", subject=("not count for retirement", "for retirement"), unit="usd",
               label="In accounts that do not count for retirement", topic="data", formula="sum over those accounts",
               value=round_half_even(sum((a.total for a in portfolio.valuation.accounts
                                  if not a.account.counts_for_retirement), ZERO)))  # fmt: skip
    yield count_fact("unpriced_count", ("without a price", "unpriced"), "Holdings without a price",
                 len(portfolio.unpriced), "data")  # fmt: skip
    sample = [i for i, _ in portfolio.holdings if i.price_source == "sample" and i.instrument_type != "cash"]
    yield count_fact("sample_price_count", ("sample price", "sample prices"), "Holdings at a sample price", len(sample),
                 "data")  # fmt: skip
    dated = [i.priced_at for i, _ in portfolio.holdings if i.priced_at and i.instrument_type != "cash"]
    if dated:
        yield Fact(id="oldest_price_date", subject=("price", "prices"), label="Oldest price", unit="date",
                   value=Decimal(min(dated).strftime("%Y%m%d")), kind="reference", topic="data",
                   formula="the earliest date of the prices of your holdings")  # fmt: skip
    yield count_fact("missing_cost_count", ("cost", "what you paid"), "Positions without a cost",
                 len(portfolio.positions_without_cost), "data")  # fmt: skip
    idle = sum((a.cash for a in portfolio.valuation.accounts if a.account.cash_interest == 0), ZERO)
    yield Fact(id="idle_cash", subject=("cash",), label="Cash that earns no interest", value=round_half_even(idle),
               unit="usd", topic="data", formula="sum over the accounts without interest")  # fmt: skip


def profile_facts(portfolio: Portfolio) -> Iterator[Fact]:
    profile = portfolio.snapshot.profile
    rows: list[tuple[str, tuple[str, ...], str, Decimal | int | None, Unit, set[str]]] = [
        ("age", ("age", "you are"), "Your age", profile.age, "age", {"birth_year"}),
        ("years_to_retirement", ("retire", "retirement", "years"), "Years until retirement",
         profile.years_until_retirement, "years", {"years_until_retirement"}),
        ("retirement_age", ("retire", "retirement"), "Retirement age", profile.retirement_age, "age",
         {"birth_year", "years_until_retirement"}),
        ("plan_to_age", ("plan", "planned", "turn"), "Age to plan to", profile.plan_to_age, "age", {"plan_to_age"}),
        ("annual_contribution", ("save", "saving", "contribution", "contribute"), "Saving a year",
         profile.annual_contribution, "usd_per_year", {"annual_contribution"}),
        ("income_goal", ("income", "goal", "spending", "spend"), "Income goal in retirement",
         profile.target_retirement_income, "usd_per_year", set()),
    ]  # fmt: skip
    for fact_id, subject, words, amount, unit, fields in rows:
        if amount is not None:
            is_assumed = not fields.isdisjoint(profile.assumed)
            yield Fact(id=fact_id, subject=subject, label=words, value=Decimal(amount), unit=unit, topic="profile",
                       kind="assumption" if is_assumed else "reference",
                       formula=ASSUMED_FORMULA if is_assumed else ENTERED_FORMULA)  # fmt: skip
    yield count_fact("assumed_count", ("assumed", "assumptions"), "Profile entries nobody has confirmed",
                 len(profile.assumed), "profile")  # fmt: skip
