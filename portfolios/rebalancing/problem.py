"""The rebalancing problem: accounts, the assets each may trade, and targets over exposures.

Pure values. advisors/rebalancing computes the plans (a small mixed-integer program, worker only). Rules: the trades
of an account sum to its new money minus what stays in cash; cash never moves between accounts; an account buys only
what it holds or what its owner chose for it; nothing is sold that is not held.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, localcontext
from functools import cached_property
from itertools import chain
from typing import Literal
from uuid import UUID

from portfolios.rebalancing.limits import (
    compute_gain_limit,
    compute_gain_share,
    find_company_limits,
    find_kept_cash,
)
from portfolios.taxonomy import UNCLASSIFIED
from portfolios.valuation.allocation import CASH, equity_share, region_groups, split_or_unclassified
from portfolios.valuation.drift import DEFAULT_BAND, Band
from portfolios.valuation.portfolio import SINGLE_ISSUER_TYPES, Portfolio, fact_key
from portfolios.valuation.purposes import is_rebalanced, is_reserve
from portfolios.valuation.snapshot import InstrumentValue, ProfileValue
from portfolios.valuation.value import EXACT_CONTEXT, ZERO, ValuedAccount

PlanKind = Literal["new_money", "minimal", "full"]
FractionsByClass = Mapping[str, Decimal]

ASSET_CLASS, REGION = "asset_class", "regions"
NO_PRICE_REASON = "It has no price."
NOT_CLASSIFIED_REASON = "It is not classified yet."
RESERVE_REASON = "This account is your reserve."
BORROWED_REASON = "It has borrowed money: pay that back first."
OTHER_PURPOSE_REASON = "This account has a purpose of its own."


@dataclass(frozen=True, slots=True)
class RebalancingAccount:
    """cash, new_money, kept_cash: dollars, 0 or more. New money is not included in cash. fact_key: its name in facts.

    kept_cash: what stays as a reserve, whatever the target of cash; not more than its cash.
    """

    key: str
    name: str
    cash: Decimal = ZERO
    new_money: Decimal = ZERO
    tax_advantaged: bool = False
    fact_key: str = ""
    kept_cash: Decimal = ZERO

    def __post_init__(self) -> None:
        if self.cash < 0 or self.new_money < 0 or not 0 <= self.kept_cash <= self.cash:
            raise ValueError(f"{self.name}: cash and new money must not be negative.")


@dataclass(frozen=True, slots=True)
class Asset:
    """One instrument in one account. Quantity 0: not held, but chosen to be bought there.

    price: dollars a share. exposure: fractions by class, by name of the targets; a missing part counts in no share of
    those targets. last_choice: bought only if nothing else fits (a single company). expense_ratio: a fraction a year;
    of two equally good assets the cheaper one is bought. gain_share: the fraction of a sale that is gain, 0 for a loss;
    None if its cost is unknown, which counts as all gain. fact_key: its name in facts. is_kept: it counts in every
    share, but it is neither bought nor sold. may_be_bought: no other one alike is bought in its place.
    """

    account: str
    symbol: str
    price: Decimal
    exposure: Mapping[str, FractionsByClass]
    quantity: Decimal = ZERO
    expense_ratio: Decimal = ZERO
    last_choice: bool = False
    gain_share: Decimal | None = None
    fact_key: str = ""
    is_kept: bool = False
    may_be_bought: bool = True

    def __post_init__(self) -> None:
        if self.price <= 0 or self.quantity < 0:
            raise ValueError(f"{self.symbol}: the price must be above 0 and the quantity must not be negative.")

    @property
    def value(self) -> Decimal:
        """Return exact dollars."""
        return EXACT_CONTEXT.multiply(self.quantity, self.price)


@dataclass(frozen=True, slots=True)
class Targets:
    """shares: fractions by class that sum to 1, of the money in these classes. cash: the classes of account cash."""

    name: str
    shares: FractionsByClass
    cash: FractionsByClass = field(default_factory=dict)

    def __post_init__(self) -> None:
        if abs(sum(self.shares.values(), ZERO) - 1) > Decimal("0.0001") or min(self.shares.values()) < 0:
            raise ValueError(f"{self.name}: targets must not be negative and must sum to 1.")


@dataclass(frozen=True, slots=True)
class Options:
    """minimum_trade: dollars; smaller trades are not made. max_trades: the most trades, if there is a minimum trade."""

    whole_shares: bool = False
    minimum_trade: Decimal = ZERO
    max_trades: int | None = None
    band: Band = DEFAULT_BAND


@dataclass(frozen=True, slots=True)
class ExcludedInstrument:
    """What takes no part in trades. symbol: of an instrument, or the name of an account."""

    symbol: str
    reason: str


@dataclass(frozen=True)
class RebalancingProblem:
    """targets: most important first. If not all can be reached, the earlier ones have priority.

    disputed: names of targets and their classes whose share stays. company_limits: the most dollars that may be in a
    company after the trades, by symbol; one above it is sold. sold_in_steps: companies of which more is sold in later
    tax years. gain_limit: the most dollars of gain that taxed sales may
    realize; then a holding with a gain is sold only out of a class far above its target. None: neither is checked.
    """

    accounts: Sequence[RebalancingAccount]
    assets: Sequence[Asset]
    targets: Sequence[Targets]
    options: Options = Options()
    left_alone: Sequence[ExcludedInstrument] = ()
    disputed: frozenset[tuple[str, str]] = frozenset()
    company_limits: Mapping[str, Decimal] = field(default_factory=dict)
    sold_in_steps: frozenset[str] = frozenset()
    gain_limit: Decimal | None = None

    @cached_property
    def total(self) -> Decimal:
        """Return the exact dollars that take part, new money included."""
        with localcontext(EXACT_CONTEXT):
            invested = sum((asset.value for asset in self.assets), ZERO)
            return invested + sum((account.cash + account.new_money for account in self.accounts), ZERO)

    @cached_property
    def company_excess(self) -> dict[str, Decimal]:
        """Return the exact dollars above the limit, by symbol of each company above it."""
        held = dict.fromkeys(self.company_limits, ZERO)
        with localcontext(EXACT_CONTEXT):
            for asset in self.assets:
                if asset.symbol in held:
                    held[asset.symbol] += asset.value
            return {
                key: worth - self.company_limits[key] for key, worth in held.items() if worth > self.company_limits[key]
            }

    @property
    def cash_has_target(self) -> bool:
        """Return whether any targets include cash. If not, cash stays and only new money is invested."""
        return any(targets.cash for targets in self.targets)


def build_problem(
    portfolio: Portfolio,
    *,
    new_money: Mapping[UUID, Decimal] | None = None,
    choices: Mapping[UUID, Sequence[InstrumentValue]] | None = None,
    options: Options = Options(),
) -> RebalancingProblem:
    """Build the problem of a portfolio and the targets of its profile, asset classes before regions.

    new_money: dollars by account id. choices: instruments an account may buy besides what it holds. Instruments
    without a price or an asset class are left alone and count in no share, like accounts that are not for retirement,
    529 plans, pensions, HSAs and reserves. Accounts are in the order of their names and assets in that of their
    symbols, so that the ids of rows decide nothing.
    """
    new_money, choices = new_money or {}, choices or {}
    accounts: list[RebalancingAccount] = []
    kept_cash = find_kept_cash(portfolio)
    assets: list[Asset] = []
    for worth in sorted(portfolio.rebalanced.accounts, key=lambda one: (one.account.name, str(one.account.id))):
        account, money = worth.account, new_money.get(worth.account.id, ZERO)
        accounts.append(
            RebalancingAccount(
                str(account.id), account.name, worth.cash, money, account.tax_advantaged,
                portfolio.fact_keys[account.id], kept_cash.get(account.id, ZERO),
            )
        )  # fmt: skip
        assets += mark_twins(tuple(_account_assets(worth, choices.get(account.id, ()), portfolio.fact_keys)))
    targets = tuple(profile_targets(portfolio.snapshot.profile))
    left_alone = tuple(_list_left_alone(portfolio, choices))
    disputed = frozenset((ASSET_CLASS, key) for key in portfolio.disputed_classes)
    companies = tuple(find_company_limits(portfolio))
    limits = {symbol: limit for symbol, limit, _ in companies}
    return RebalancingProblem(
        accounts, assets, targets, options, left_alone, disputed, limits,
        frozenset(symbol for symbol, _, years in companies if years > 1), compute_gain_limit(portfolio, limits),
    )  # fmt: skip


def _list_left_alone(
    portfolio: Portfolio, choices: Mapping[UUID, Sequence[InstrumentValue]]
) -> Iterator[ExcludedInstrument]:
    held = (worth.instrument for worth in portfolio.rebalanced.positions)
    for one in {one.id: one for one in chain(held, *choices.values())}.values():
        if one.price is None or not one.asset_class:
            yield ExcludedInstrument(one.symbol, NO_PRICE_REASON if one.price is None else NOT_CLASSIFIED_REASON)
    for worth in portfolio.valuation.accounts:
        if not is_rebalanced(worth.account):
            reason = RESERVE_REASON if is_reserve(worth.account) else OTHER_PURPOSE_REASON
            yield ExcludedInstrument(worth.account.name, BORROWED_REASON if worth.cash < 0 else reason)


def profile_targets(profile: ProfileValue) -> Iterator[Targets]:
    """Yield the confirmed targets as fractions: what is only assumed is nobody's wish.

    Region targets apply to equity only.
    """
    own = {"asset_class_targets": profile.asset_class_targets, "region_targets": profile.region_targets}
    wanted = {name for name, targets in own.items() if targets and name not in profile.assumed}
    if "asset_class_targets" in wanted:
        yield Targets(ASSET_CLASS, _normalize(profile.asset_class_targets), {CASH: Decimal(1)})
    if "region_targets" in wanted:
        yield Targets(REGION, _normalize(profile.region_targets))


def compute_exposure(instrument: InstrumentValue) -> dict[str, FractionsByClass]:
    """Return fractions by asset class, and of its equity by region group. Empty for an unclassified instrument.

    Class and region are taken as independent: 60% equity and 50% North America are 30% equity of North America.
    """
    found = {
        ASSET_CLASS: split_or_unclassified(instrument, "asset_class"),
        REGION: split_or_unclassified(instrument, "regions"),
    }
    fractions = {
        name: {k: v for k, v in _normalize(split).items() if k != UNCLASSIFIED} for name, split in found.items()
    }
    with localcontext(EXACT_CONTEXT):
        equity = equity_share(instrument)
        groups = region_groups({region: share * equity for region, share in fractions[REGION].items()})
    return {ASSET_CLASS: fractions[ASSET_CLASS], REGION: {group: share for group, share in groups.items() if share}}


def _account_assets(
    worth: ValuedAccount, chosen: Sequence[InstrumentValue], fact_keys: Mapping[UUID, str]
) -> Iterator[Asset]:
    held = {position.instrument.id: position.instrument for position in worth.positions}
    instruments = {**held, **{one.id: one for one in chosen}}.values()
    for instrument in sorted(instruments, key=lambda one: (one.symbol, str(one.id))):
        if instrument.price is None or not instrument.asset_class:
            continue
        lots = worth.lots_by_instrument.get(instrument.id, ())
        with localcontext(EXACT_CONTEXT):
            quantity = sum((one.position.quantity for one in lots), ZERO)
        yield Asset(
            account=str(worth.account.id),
            symbol=instrument.symbol,
            price=instrument.price,
            exposure=compute_exposure(instrument),
            quantity=quantity,
            expense_ratio=instrument.expense_ratio or ZERO,
            last_choice=instrument.instrument_type in SINGLE_ISSUER_TYPES,
            gain_share=compute_gain_share(lots),
            fact_key=fact_keys.get(instrument.id) or fact_key(instrument.symbol),
        )


def mark_twins(assets: Sequence[Asset]) -> Iterator[Asset]:
    """Yield the assets of an account, and say of which of those with equal shares none is bought.

    The cheapest is bought, of equally cheap ones that of which most is held.
    """
    best: dict[Hashable, Asset] = {}
    for asset in sorted(assets, key=lambda one: (one.expense_ratio, -one.value, one.symbol)):
        if not asset.last_choice:
            best.setdefault(_exposure_key(asset), asset)
    for asset in assets:
        is_bought = asset.last_choice or best[_exposure_key(asset)] is asset
        yield asset if is_bought else replace(asset, may_be_bought=False)


def _exposure_key(asset: Asset) -> Hashable:
    """Return a key that assets of equal shares have in common."""
    return frozenset((name, frozenset(fractions.items())) for name, fractions in asset.exposure.items())


def _normalize(split: Mapping[str, Decimal]) -> dict[str, Decimal]:
    with localcontext(EXACT_CONTEXT):
        whole = sum(split.values(), ZERO)
        return {key: share / whole for key, share in split.items() if share}
