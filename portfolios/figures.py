"""The portfolio's facts: every figure about what a person owns, computed here once and taken from here by everybody."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from functools import cached_property
from uuid import UUID

from portfolios.allocation import CASH, Dimension, allocate, region_groups
from portfolios.facts import Fact, FactSheet, Unit
from portfolios.snapshot import AccountValue, InstrumentValue, ProfileValue, Snapshot
from portfolios.taxonomy import ACCOUNT_KINDS, REGION_TARGETS, UNCLASSIFIED, label
from portfolios.valuation import EXACT, ZERO, Valuation, rounded, value

LISTED_HOLDINGS = 25
SINGLE_COMPANY_TYPES = frozenset({"stock", "bond"})
PREFIX: dict[Dimension, str] = {"asset_class": "asset", "regions": "region", "sectors": "sector"}
NOUN: dict[Dimension, str] = {"asset_class": "asset class", "regions": "region", "sectors": "sector"}
WHOLE = ("portfolio", "you own", "your money", "in all", "total")


@dataclass(frozen=True)
class Portfolio:
    """A snapshot with everything that is computed of it, each once."""

    snapshot: Snapshot

    @cached_property
    def valuation(self) -> Valuation:
        return value(self.snapshot)

    @cached_property
    def keys(self) -> dict[UUID, str]:
        """The part of a fact's id that stands for an account or an instrument."""
        return {**_keys(self.snapshot.accounts, "name"), **_keys(self.snapshot.instruments, "symbol")}

    @cached_property
    def asset_classes(self) -> dict[str, Decimal]:
        return allocate(self.valuation, "asset_class")

    @cached_property
    def regions(self) -> dict[str, Decimal]:
        return allocate(self.valuation, "regions")

    @cached_property
    def sectors(self) -> dict[str, Decimal]:
        return allocate(self.valuation, "sectors")

    @cached_property
    def holdings(self) -> tuple[tuple[InstrumentValue, Decimal], ...]:
        """Instruments with a price and their dollars over all accounts, largest first."""
        known = self.snapshot.by_instrument
        return tuple((known[key], worth) for key, worth in self.valuation.by_instrument().items())

    @cached_property
    def companies(self) -> tuple[tuple[InstrumentValue, Decimal], ...]:
        """Holdings that are one issuer's: a fund spreads its risk, these do not."""
        return tuple((i, worth) for i, worth in self.holdings if i.instrument_type in SINGLE_COMPANY_TYPES)

    @cached_property
    def unclassified(self) -> tuple[InstrumentValue, ...]:
        return tuple(instrument for instrument, _ in self.holdings if not instrument.asset_class)

    @cached_property
    def unpriced(self) -> tuple[InstrumentValue, ...]:
        return tuple({worth.instrument.id: worth.instrument for worth in self.valuation.unpriced}.values())

    @cached_property
    def facts(self) -> FactSheet:
        groups = (_worth, _accounts, _allocation, _targets, _holdings, _concentration, _costs, _data, _profile)
        return FactSheet(facts=tuple(fact for group in groups for fact in group(self)))

    def share(self, amount: Decimal) -> Decimal:
        """Per cent of the whole, 0 for an empty portfolio."""
        return percent(amount, self.valuation.exact_total)


def percent(part: Decimal, whole: Decimal, places: str = "0.01") -> Decimal:
    with localcontext(EXACT):
        return rounded(100 * part / whole, Decimal(places)) if whole else ZERO


def key_of(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_") or "unnamed"


def _keys(rows: tuple[AccountValue, ...] | tuple[InstrumentValue, ...], field: str) -> dict[UUID, str]:
    taken: dict[str, int] = {}
    keys = {}
    for row in rows:
        key = key_of(getattr(row, field))[:40]
        taken[key] = taken.get(key, 0) + 1
        keys[row.id] = key if taken[key] == 1 else f"{key}_{taken[key]}"
    return keys


def _worth(portfolio: Portfolio) -> Iterator[Fact]:
    worth = portfolio.valuation
    yield Fact(
        id="total_value", subject=(*WHOLE, "worth"), label="Total value", value=worth.total, unit="usd", topic="worth",
        formula="quantity x price over all priced positions, plus cash", inputs=("invested_value", "cash_value"),
    )  # fmt: skip
    yield Fact(id="invested_value", subject=("invested", "investments", "holdings"), label="Invested", topic="worth",
               value=rounded(worth.invested), unit="usd", formula="quantity x price over all priced positions")  # fmt: skip
    yield Fact(id="cash_value", subject=("cash",), label="Cash in accounts", value=rounded(worth.cash), unit="usd",
               topic="worth", formula="sum of the accounts' cash balances")  # fmt: skip
    yield _count("account_count", ("account", "accounts"), "Accounts", len(worth.accounts), "worth")
    yield _count("holding_count", ("holding", "holdings", "position"), "Different holdings with a price",
                 len(portfolio.holdings), "worth")  # fmt: skip
    sheltered = sum((a.total for a in worth.accounts if a.account.tax_advantaged), ZERO)
    for key, name, amount in (
        ("tax_advantaged", "tax-advantaged", sheltered),
        ("taxable", "taxable", worth.exact_total - sheltered),
    ):
        yield Fact(id=f"{key}_value", subject=(name,), label=f"In {name} accounts", value=rounded(amount), unit="usd",
                   topic="accounts", formula="sum over those accounts")  # fmt: skip
        yield Fact(id=f"{key}_share", subject=(name,), label=f"Share in {name} accounts", unit="percent",
                   value=portfolio.share(amount), topic="accounts", inputs=(f"{key}_value", "total_value"))  # fmt: skip


def _count(fact_id: str, subject: tuple[str, ...], words: str, count: int, topic: str) -> Fact:
    return Fact(id=fact_id, subject=subject, label=words, value=Decimal(count), unit="count", topic=topic)


def _accounts(portfolio: Portfolio) -> Iterator[Fact]:
    totals = portfolio.valuation.account_totals()
    for worth in portfolio.valuation.accounts:
        account, key = worth.account, f"account_{portfolio.keys[worth.account.id]}"
        subject = (account.name, ACCOUNT_KINDS.get(account.kind, account.kind))
        yield Fact(id=f"{key}_value", subject=subject, label=f"{account.name}: value", value=totals[account.id],
                   unit="usd", topic="accounts", formula="its priced positions plus its cash")  # fmt: skip
        yield Fact(id=f"{key}_share", subject=subject, label=f"{account.name}: share of everything", unit="percent",
                   value=portfolio.share(worth.total), topic="accounts",
                   inputs=(f"{key}_value", "total_value"))  # fmt: skip
        yield Fact(id=f"{key}_cash", subject=(*subject, "cash"), label=f"{account.name}: cash", unit="usd",
                   value=rounded(account.cash_balance), topic="accounts")  # fmt: skip


def _allocation(portfolio: Portfolio) -> Iterator[Fact]:
    buckets: dict[Dimension, dict[str, Decimal]] = {
        "asset_class": portfolio.asset_classes, "regions": portfolio.regions, "sectors": portfolio.sectors,
    }  # fmt: skip
    for dimension, amounts in buckets.items():
        for bucket, amount in amounts.items():
            key, name = f"{PREFIX[dimension]}_{bucket}", label(bucket)
            yield Fact(id=f"{key}_value", subject=(name,), label=f"{name} ({NOUN[dimension]})", value=amount,
                       unit="usd", topic=dimension, formula="look-through over every holding's split")  # fmt: skip
            yield Fact(id=f"{key}_share", subject=(name,), label=f"{name}: share of everything", unit="percent",
                       value=portfolio.share(amount), topic=dimension, inputs=(f"{key}_value", "total_value"))  # fmt: skip


def _targets(portfolio: Portfolio) -> Iterator[Fact]:
    profile, total = portfolio.snapshot.profile, portfolio.valuation.exact_total
    yield from _drift(portfolio.asset_classes, profile.asset_class_targets, total, ("asset", "asset_class_targets"),
                      profile)  # fmt: skip
    groups = region_groups(portfolio.regions)
    invested = sum(groups.values(), ZERO)
    for group, amount in groups.items():
        yield Fact(id=f"group_{group}_share", subject=(label_of_group(group),), unit="percent", topic="targets",
                   label=f"{label_of_group(group)}: share of what has a region",
                   value=percent(amount, invested), formula="a global holding counts 60/40")  # fmt: skip
    yield from _drift(groups, profile.region_targets, invested, ("group", "region_targets"), profile)


def label_of_group(group: str) -> str:
    return REGION_TARGETS.get(group) or label(group)


def _drift(
    amounts: Mapping[str, Decimal],
    targets: Mapping[str, Decimal],
    whole: Decimal,
    names: tuple[str, str],
    profile: ProfileValue,
) -> Iterator[Fact]:
    """Target, drift in points and the dollars that would close it, for every class that is held or wanted."""
    prefix, field = names
    for key in dict.fromkeys([*targets, *amounts]) if targets and whole else ():
        if key == UNCLASSIFIED:
            continue
        name, target = label_of_group(key), targets.get(key, ZERO)
        fact_id, now = f"{prefix}_{key}", percent(amounts.get(key, ZERO), whole)
        if key not in amounts:
            yield Fact(id=f"{fact_id}_share", subject=(name,), label=f"{name}: share now", value=ZERO, unit="percent",
                       topic="targets")  # fmt: skip
        yield Fact(id=f"{fact_id}_target", subject=(name,), label=f"{name}: your target", value=target, unit="percent",
                   kind="assumption" if field in profile.assumed else "reference", topic="targets")  # fmt: skip
        yield Fact(id=f"{fact_id}_drift", subject=(name,), label=f"{name}: drift from your target", unit="points",
                   value=now - target, topic="targets", formula="share now - target",
                   inputs=(f"{fact_id}_target",))  # fmt: skip
        with localcontext(EXACT):
            gap = abs(target * whole / 100 - amounts.get(key, ZERO))
        yield Fact(id=f"{fact_id}_gap", subject=(name,), label=f"{name}: dollars between now and your target",
                   value=rounded(gap), unit="usd", topic="targets", inputs=(f"{fact_id}_target",))  # fmt: skip


def _holdings(portfolio: Portfolio) -> Iterator[Fact]:
    for instrument, worth in portfolio.holdings[:LISTED_HOLDINGS]:
        key, subject = f"holding_{portfolio.keys[instrument.id]}", (instrument.symbol, instrument.name)
        yield Fact(id=f"{key}_value", subject=subject, label=f"{instrument.symbol}: value", value=rounded(worth),
                   unit="usd", topic="holdings", formula="quantity x price over all accounts")  # fmt: skip
        yield Fact(id=f"{key}_share", subject=subject, label=f"{instrument.symbol}: share of everything",
                   unit="percent", value=portfolio.share(worth), topic="holdings",
                   inputs=(f"{key}_value", "total_value"))  # fmt: skip


def _concentration(portfolio: Portfolio) -> Iterator[Fact]:
    worths = [worth for _, worth in portfolio.holdings]
    if not worths:
        return
    for count in (1, 5, 10):
        if len(worths) >= count:
            yield Fact(id=f"top{count}_share", subject=("largest holding", "largest holdings"), unit="percent",
                       label=f"Largest {count} of your holdings: share of everything" if count > 1 else
                       "Largest holding: share of everything",
                       value=portfolio.share(sum(worths[:count], ZERO)), topic="concentration")  # fmt: skip
    companies = sum((worth for _, worth in portfolio.companies), ZERO)
    yield Fact(id="companies_share", subject=("single companies", "single company"), unit="percent",
               label="In single companies: share of everything", value=portfolio.share(companies),
               topic="concentration")  # fmt: skip
    yield _count("companies_count", ("single companies", "single company"), "Single companies held",
                 len(portfolio.companies), "concentration")  # fmt: skip
    sectors = [(k, v) for k, v in portfolio.sectors.items() if k not in (CASH, UNCLASSIFIED)]
    if sectors:
        bucket, amount = sectors[0]
        yield Fact(id="largest_sector_share", subject=("largest sector", label(bucket)), unit="percent",
                   label=f"Largest sector ({label(bucket)}): share of everything", value=portfolio.share(amount),
                   topic="concentration", inputs=(f"sector_{bucket}_share",))  # fmt: skip
    if portfolio.companies:
        yield from _largest_company(portfolio)


COMPANY_LIMIT = Decimal(10)
"""Per cent of everything in one company above which we speak of concentration (a common planner's rule)."""


def _largest_company(portfolio: Portfolio) -> Iterator[Fact]:
    instrument, worth = portfolio.companies[0]
    subject = (instrument.symbol, instrument.name, "largest company", "single company")
    yield Fact(id="company_limit", subject=("single company", "limit", instrument.symbol), unit="percent",
               label="Share of one company above which Alex speaks of concentration", value=COMPANY_LIMIT,
               kind="reference", topic="concentration")  # fmt: skip
    yield Fact(id="largest_company_share", subject=subject, label=f"{instrument.symbol}: share of everything",
               value=portfolio.share(worth), unit="percent", topic="concentration")  # fmt: skip
    with localcontext(EXACT):
        excess = max(ZERO, worth - portfolio.valuation.exact_total * COMPANY_LIMIT / 100)
    yield Fact(id="largest_company_excess", subject=subject, label=f"{instrument.symbol}: dollars above the limit",
               value=rounded(excess), unit="usd", topic="concentration",
               inputs=("largest_company_share", "company_limit"))  # fmt: skip


def _costs(portfolio: Portfolio) -> Iterator[Fact]:
    known = [(i, worth) for i, worth in portfolio.holdings if i.expense_ratio is not None]
    with localcontext(EXACT):
        yearly = sum((worth * (i.expense_ratio or ZERO) for i, worth in known), ZERO)
    covered = sum((worth for _, worth in known), ZERO) + portfolio.valuation.cash
    if not covered:
        return
    costs = ("cost", "costs", "fees", "expense ratio")
    yield Fact(id="yearly_fees", subject=costs, label="Fund fees a year", value=rounded(yearly), unit="usd_per_year",
               topic="costs", formula="value x expense ratio over the holdings whose ratio is known")  # fmt: skip
    yield Fact(id="expense_ratio", subject=costs, label="Weighted expense ratio", unit="percent", topic="costs",
               value=percent(yearly, covered, "0.001"), formula="fees a year / value, cash included",
               inputs=("yearly_fees",))  # fmt: skip
    yield Fact(id="expense_known_share", subject=costs, label="Share of everything whose costs are known",
               value=portfolio.share(covered), unit="percent", topic="costs")  # fmt: skip
    funds = [(i, worth) for i, worth in known if i.expense_ratio]
    if funds:
        instrument, worth = max(funds, key=lambda item: (item[0].expense_ratio or ZERO, item[1]))
        subject = (instrument.symbol, instrument.name, "costliest fund")
        ratio = instrument.expense_ratio or ZERO
        yield Fact(id="costliest_ratio", subject=subject, label=f"{instrument.symbol}: expense ratio", unit="percent",
                   value=rounded(100 * ratio, Decimal("0.001")), topic="costs")  # fmt: skip
        yield Fact(id="costliest_fees", subject=subject, label=f"{instrument.symbol}: fees a year",
                   value=rounded(worth * ratio), unit="usd_per_year", topic="costs")  # fmt: skip


def _data(portfolio: Portfolio) -> Iterator[Fact]:
    unclassified = sum((w for i, w in portfolio.holdings if not i.asset_class), ZERO)
    yield Fact(id="unclassified_share", subject=("unclassified",), label="Unclassified: share of everything",
               value=portfolio.share(unclassified), unit="percent", topic="data")  # fmt: skip
    yield _count("unpriced_count", ("without a price", "unpriced"), "Holdings without a price",
                 len(portfolio.unpriced), "data")  # fmt: skip
    sample = [i for i, _ in portfolio.holdings if i.price_source == "sample" and i.instrument_type != "cash"]
    yield _count("sample_price_count", ("sample price", "sample prices"), "Holdings at a sample price", len(sample),
                 "data")  # fmt: skip
    dated = [i.priced_at for i, _ in portfolio.holdings if i.priced_at and i.instrument_type != "cash"]
    if dated:
        yield Fact(id="oldest_price_date", subject=("price", "prices"), label="Oldest price", unit="date",
                   value=Decimal(min(dated).strftime("%Y%m%d")), kind="reference", topic="data")  # fmt: skip
    missing = [w for w in portfolio.valuation.positions if w.position.cost_basis is None]
    yield _count("missing_cost_count", ("cost", "what you paid"), "Positions without a cost", len(missing), "data")
    idle = sum((a.cash for a in portfolio.valuation.accounts if not a.account.cash_interest), ZERO)
    yield Fact(id="idle_cash", subject=("cash",), label="Cash that earns no interest", value=rounded(idle), unit="usd",
               topic="data")  # fmt: skip


def _profile(portfolio: Portfolio) -> Iterator[Fact]:
    profile = portfolio.snapshot.profile
    rows: list[tuple[str, tuple[str, ...], str, Decimal | int | None, Unit, str]] = [
        ("age", ("age", "you are"), "Your age", profile.age, "age", "birth_year"),
        ("years_to_retirement", ("retire", "retirement", "years"), "Years until retirement",
         profile.years_until_retirement, "years", "years_until_retirement"),
        ("retirement_age", ("retire", "retirement"), "Retirement age", profile.retirement_age, "age",
         "years_until_retirement"),
        ("plan_to_age", ("plan", "planned", "last"), "Age to plan to", profile.plan_to_age, "age", "plan_to_age"),
        ("annual_contribution", ("save", "saving", "contribution", "contribute"), "Saving a year",
         profile.annual_contribution, "usd_per_year", "annual_contribution"),
        ("income_goal", ("income", "goal", "spending", "spend"), "Income goal in retirement",
         profile.target_retirement_income, "usd_per_year", ""),
    ]  # fmt: skip
    for fact_id, subject, words, amount, unit, field in rows:
        if amount is not None:
            yield Fact(id=fact_id, subject=subject, label=words, value=Decimal(amount), unit=unit, topic="profile",
                       kind="assumption" if field in profile.assumed else "reference")  # fmt: skip
    yield _count("assumed_count", ("assumed", "assumptions"), "Profile entries nobody has confirmed",
                 len(profile.assumed), "profile")  # fmt: skip
