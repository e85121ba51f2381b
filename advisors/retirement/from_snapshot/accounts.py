"""Sort the money of accounts into taxable, traditional, Roth and health savings, and say where saving goes."""

from collections import defaultdict
from collections.abc import Iterator

from advisors.retirement.from_snapshot.holdings import holding_mix
from advisors.retirement.inputs.household_flows import Contributions
from advisors.retirement.inputs.household_people import Account, AccountKind, Owner
from advisors.retirement.markets.asset_mapping import PortfolioMix
from portfolios.account_kinds import find_account_kind
from portfolios.household.inputs import HouseholdInputs
from portfolios.valuation.snapshot import ProfileValue
from portfolios.valuation.value import ValuedAccount

DIVIDEND_YIELD, INTEREST_YIELD = 0.015, 0.04
"""What we assume that stocks pay in qualified dividends, and bonds and cash in interest, a year."""
INTEREST_CLASSES = frozenset({"us_aggregate_bonds", "us_tips", "cash"})
Place = tuple[AccountKind, Owner]
SAVED_IN: dict[AccountKind, str] = {"traditional": "traditional", "roth": "roth_ira", "taxable": "taxable"}
"""The kind of contribution that each kind of account takes. Health savings get none unless entered."""


def build_accounts(
    accounts: list[ValuedAccount], mix: PortfolioMix, inputs: HouseholdInputs, *, has_partner: bool
) -> tuple[Account, ...]:
    """Return one account for each kind and owner. A debt is paid from all alike, so that the sum is the mix's value."""
    values: dict[Place, float] = defaultdict(float)
    gains: dict[Place, float] = defaultdict(float)
    yields: dict[Place, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for worth in accounts:
        place = place_of(worth, has_partner=has_partner)
        values[place] += float(worth.total)
        gains[place] += unrealized_gain(worth)
        for number, paid in enumerate(yearly_yields(worth)):
            yields[place][number] += paid
    owned = {place: value for place, value in values.items() if value > 0}
    share = mix.value / sum(owned.values())
    rows = []
    for (kind, owner), value in sorted(owned.items()):
        data: dict[str, object] = {"kind": kind, "owner": owner, "value": value * share}
        if kind == "taxable":
            basis = max(0.0, value - gains[kind, owner]) * share
            dividends, interest = (min(0.5, paid / value) for paid in yields[kind, owner])
            data |= {"basis": basis, "loss": basis > value * share}
            data |= {"qualified_yield": dividends, "interest_yield": interest}
        elif kind == "roth":
            whose = inputs.partner if owner and inputs.partner else inputs
            paid_in = whose.roth_contributions
            data["contributions"] = None if paid_in is None else min(float(paid_in), value * share)
        rows.append(Account.model_validate(data))
    return tuple(rows)


def place_of(worth: ValuedAccount, *, has_partner: bool) -> Place:
    """Return the kind and owner of an account. Health savings and taxable money are the household's."""
    kind = find_account_kind(worth.account.kind).bucket
    is_partners = has_partner and worth.account.owner == "partner" and kind in ("traditional", "roth")
    return kind, 1 if is_partners else 0


def unrealized_gain(worth: ValuedAccount) -> float:
    """Return the gain of the positions whose cost is known; the others count as bought at their price."""
    return sum(
        float(one.value - one.position.cost_basis)
        for one in worth.positions
        if one.value is not None and one.position.cost_basis is not None and one.instrument.instrument_type != "cash"
    )


def yearly_yields(worth: ValuedAccount) -> tuple[float, float]:
    """Return the dollars a year of dividends and interest that we assume an account pays."""
    dividends, interest = 0.0, max(0.0, float(worth.cash)) * float(worth.account.cash_interest or 0)
    for one in worth.positions:
        classes = holding_mix(one.instrument)
        if one.value is None or classes is None:
            continue
        safe = sum(share for name, share in classes.items() if name in INTEREST_CLASSES)
        paying = 1 - safe - sum(classes.get(name, 0.0) for name in ("commodities", "gold"))
        dividends += float(one.value) * paying * DIVIDEND_YIELD
        interest += float(one.value) * safe * INTEREST_YIELD
    return dividends, interest


def build_contributions(profile: ProfileValue, accounts: tuple[Account, ...]) -> Iterator[Contributions]:
    """Yield what each person saves, spread over the accounts as the money in them is today; limits hold."""
    if not profile.years_until_retirement:
        return
    saving, growth = float(profile.annual_contribution), float(profile.contribution_growth)
    taken = [account for account in accounts if account.kind in SAVED_IN]
    total = sum(account.value for account in taken)
    owners = sorted({account.owner for account in taken}) or [0]
    for owner in owners:
        parts = {
            SAVED_IN[account.kind]: saving * account.value / total
            for account in taken
            if account.owner == owner and total > 0
        }
        parts = parts or {"taxable": saving if owner == owners[0] else 0.0}
        yield Contributions.model_validate({"owner": owner, "growth": growth, **parts})
