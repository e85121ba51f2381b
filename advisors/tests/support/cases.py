"""People and portfolios for tests of writers: values only, no database."""

from datetime import UTC, datetime
from decimal import Decimal
from uuid import NAMESPACE_URL, uuid5

from advisors.case_facts import build_case_facts
from advisors.rebalancing.plans import build_all_plans, build_limited_problem
from advisors.retirement.scenarios.baseline import Baseline, project_baseline
from advisors.retirement.scenarios.stress_tests import run_stress_tests
from advisors.writing.case import Situation
from portfolios.valuation.portfolio import Portfolio
from portfolios.valuation.snapshot import (
    AccountValue,
    IncomeValue,
    InstrumentValue,
    PositionValue,
    ProfileValue,
    Snapshot,
)

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
PATHS = 2_000
TARGETS = {"equity": Decimal(70), "fixed_income": Decimal(30)}
REGION_TARGETS = {"north_america": Decimal(50), "international": Decimal(50)}


def make_id(name):
    return uuid5(NAMESPACE_URL, name)


def stock(symbol, name, price="100", sector="technology"):
    return instrument(symbol, name, "stock", price, {"equity": 100}, {"north_america": 100}, {sector: 100})


def instrument(symbol, name, kind, price, asset_class, regions, sectors, expense_ratio="0", group=""):
    def decimals(split):
        return {key: Decimal(share) for key, share in split.items()}

    return InstrumentValue(
        id=make_id(symbol), symbol=symbol, name=name, instrument_type=kind,
        price=None if price is None else Decimal(price), priced_at=NOW, price_source="market",
        expense_ratio=Decimal(expense_ratio), asset_class=decimals(asset_class), regions=decimals(regions),
        sectors=decimals(sectors), classified_by="seed", exposure_group=group,
    )  # fmt: skip


TOTAL_MARKET = instrument(
    "VTI", "Total Stock Market", "etf", "250", {"equity": 100}, {"north_america": 100},
    {"technology": 33, "financials": 14, "healthcare": 10, "industrials": 10, "other": 33}, "0.0003",
)  # fmt: skip
WORLD = instrument(
    "VT", "Total World", "etf", "100", {"equity": 100}, {"north_america": 62, "europe": 18, "asia": 20},
    {"technology": 26, "financials": 17, "other": 57}, "0.0006",
)  # fmt: skip
BONDS = instrument(
    "BND", "Total Bond Market", "bond_fund", "72", {"fixed_income": 100}, {"north_america": 100}, {"treasury": 100},
    "0.0003",
)  # fmt: skip
EMERGING = ({"equity": 100}, {"asia": 80, "latin_america": 20}, {"other": 100})
DEAR = instrument("EEM", "Emerging Markets", "etf", "42", *EMERGING, "0.0068", "emerging_markets")
CHEAP = instrument("VWO", "Cheap Emerging Markets", "etf", "44", *EMERGING, "0.0006", "emerging_markets")


def account(name, kind="taxable", cash="0", interest="0"):
    return AccountValue(id=make_id(name), name=name, kind=kind, cash_balance=Decimal(cash),
                        cash_interest=Decimal(interest))  # fmt: skip


def snapshot(profile, *holdings, accounts=None, alternatives=()):
    """Return a snapshot of holdings (account, instrument, quantity).

    `alternatives`: cheaper instruments of the same markets.
    """
    owners = {owner.id: owner for owner, _, _ in holdings} | {a.id: a for a in accounts or ()}
    return Snapshot(
        taken_at=NOW,
        profile=profile,
        accounts=tuple(owners.values()),
        instruments=tuple({i.id: i for _, i, _ in holdings}.values()),
        positions=tuple(
            PositionValue(
                id=make_id(f"{owner.name}{i.symbol}"), account_id=owner.id, instrument_id=i.id,
                quantity=Decimal(quantity), cost_basis=Decimal(1000),
            )
            for owner, i, quantity in holdings
        ),
        alternatives=tuple(alternatives),
    )  # fmt: skip


def profile(age=40, years=25, goal="60000", saving="12000", **more):
    return ProfileValue(
        age=age, years_until_retirement=years, annual_contribution=Decimal(saving),
        target_retirement_income=None if goal is None else Decimal(goal),
        **{"asset_class_targets": TARGETS, "region_targets": REGION_TARGETS, **more},
    )  # fmt: skip


def case(taken, paths=PATHS, *, examined=True) -> tuple[Situation, Baseline | None]:
    portfolio = Portfolio(taken)
    baseline = project_baseline(portfolio, paths=paths)
    stress_tests = (
        run_stress_tests(baseline, retirement_age=taken.profile.retirement_age) if baseline and examined else None
    )
    plans = build_all_plans(build_limited_problem(portfolio))
    return Situation(portfolio, build_case_facts(portfolio, plans, baseline, stress_tests), plans), baseline


def all_cash():
    return snapshot(profile(), accounts=[account("Savings", cash="200000")])


def one_stock():
    return snapshot(profile(), (account("Brokerage"), stock("NVDA", "NVIDIA Corporation"), "3000"))


def retiree():
    ira = account("Rollover IRA", "traditional_ira", cash="30000", interest="0.04")
    pension = IncomeValue(name="Social Security", amount=Decimal(28000), start_age=67)
    return snapshot(
        profile(age=70, years=0, goal="70000", saving="0", income=(pension,),
                asset_class_targets={"equity": Decimal(50), "fixed_income": Decimal(45), "cash": Decimal(5)}),
        (ira, WORLD, "5000"), (ira, BONDS, "6000"),
    )  # fmt: skip


def one_total_market_fund():
    return snapshot(profile(), (account("Roth", "roth_ira"), TOTAL_MARKET, "800"))


def nothing():
    return snapshot(profile())


def unpriced():
    mystery = instrument("ACME", "Acme Holdings 2030", "stock", None, {"equity": 100}, {}, {})
    return snapshot(profile(), (account("Brokerage"), mystery, "10"))


def without_goal():
    return snapshot(profile(goal=None), (account("401(k) plan", "401k"), WORLD, "900"), (account("Roth"), DEAR, "400"))


EVERYBODY = [all_cash, one_stock, retiree, one_total_market_fund, nothing, unpriced, without_goal]
