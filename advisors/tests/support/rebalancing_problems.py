"""Rebalancing problems: builders for examples, and hypothesis strategies."""

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from hypothesis import strategies as st

from portfolios.rebalancing.problem import Asset, Options, RebalancingAccount, RebalancingProblem, Targets

CLASSES = ("equity", "fixed_income", "real_estate", "commodities", "cash")
GROUPS = ("north_america", "international")
TWENTIETHS = 20


def make_asset(account, symbol, quantity, exposure=None, price=1, **more):
    """Return an asset at a dollar a share. Without an exposure it is all in the class named by its symbol."""
    shares = {key: Decimal(str(share)) for key, share in (exposure or {symbol: 1}).items()}
    return Asset(account, symbol, Decimal(str(price)), {"asset_class": shares}, Decimal(str(quantity)), **more)


def make_account(key, cash=0, new_money=0, sheltered=False):
    return RebalancingAccount(key, key, Decimal(str(cash)), Decimal(str(new_money)), sheltered)


def make_problem(accounts, assets, targets, **options):
    shares = {key: Decimal(str(share)) for key, share in targets.items()}
    return RebalancingProblem(
        accounts, assets, [Targets("asset_class", shares, {"cash": Decimal(1)})], Options(**options)
    )


def mixed_funds(held_a=50, held_b=50):
    """Return a problem of two funds: A is 90% developed and 10% emerging markets, B is all emerging.

    Source: Portfolio Performance, issue 2165. These targets do not include cash.
    """
    assets = [
        make_asset("depot", "A", held_a, {"developed": 0.9, "emerging": 0.1}),
        make_asset("depot", "B", held_b, {"emerging": 1}),
    ]
    problem = make_problem([make_account("depot")], assets, {"developed": 0.7, "emerging": 0.3})
    return replace(problem, targets=[replace(problem.targets[0], cash={})])


def sixty_forty(**options):
    """Return a problem of one IRA of stocks and bonds, 20 points off target."""
    assets = [make_asset("ira", "equity", 8000), make_asset("ira", "fixed_income", 2000)]
    return make_problem([make_account("ira", sheltered=True)], assets, {"equity": 0.6, "fixed_income": 0.4}, **options)


@st.composite
def shares(draw, classes, max_size=3):
    """Draw fractions in twentieths that sum to 1."""
    keys = draw(st.lists(st.sampled_from(classes), unique=True, min_size=1, max_size=max_size))
    cuts = sorted(draw(st.lists(st.integers(0, TWENTIETHS), min_size=len(keys) - 1, max_size=len(keys) - 1)))
    parts = zip(keys, pairwise([0, *cuts, TWENTIETHS]), strict=True)
    return {key: Decimal(high - low) / TWENTIETHS for key, (low, high) in parts if high > low}


@st.composite
def assets(draw, key, symbol, pure):
    classes = draw(shares(CLASSES[:-1], max_size=1) if pure else shares(CLASSES))
    regions = draw(st.just({}) | shares(GROUPS))
    return Asset(
        account=key,
        symbol=symbol,
        price=draw(st.decimals("0.5", "900", places=2)),
        exposure={"asset_class": classes, "regions": regions},
        quantity=draw(st.just(Decimal(0)) | st.decimals("0", "999", places=3)),
        expense_ratio=draw(st.sampled_from([Decimal(0), Decimal("0.0003"), Decimal("0.01")])),
        last_choice=draw(st.booleans()),
    )


@st.composite
def problems(draw, *, pure=None, options=None):
    """Draw up to four accounts of up to five assets, with asset-class targets and sometimes region targets.

    `pure`: each asset is in one class, and there are no region targets.
    """
    accounts = [
        RebalancingAccount(
            key, key, draw(st.decimals("0", "20000", places=2)), draw(st.sampled_from([Decimal(0), Decimal(5000)])),
            draw(st.booleans()),
        )
        for key in "ABCD"[: draw(st.integers(1, 4))]
    ]  # fmt: skip
    drawn_assets = [
        draw(assets(account.key, f"S{number}", draw(st.booleans()) if pure is None else pure))
        for account in accounts
        for number in range(draw(st.integers(0, 5)))
    ]
    targets = [Targets("asset_class", draw(shares(CLASSES)), {"cash": Decimal(1)})]
    if pure is None and draw(st.booleans()):
        targets.append(Targets("regions", draw(shares(GROUPS))))
    chosen = options or Options(
        whole_shares=draw(st.booleans()), minimum_trade=draw(st.sampled_from([Decimal(0), Decimal(100), Decimal(1000)]))
    )
    return RebalancingProblem(accounts, drawn_assets, targets, chosen)
