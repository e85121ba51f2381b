"""Facts on concentration and costs."""

from collections.abc import Iterator
from decimal import Decimal, localcontext

from portfolios.allocation import CASH
from portfolios.facts import Fact
from portfolios.fees import fees
from portfolios.figures.counting import counted
from portfolios.portfolio import Portfolio, percent
from portfolios.taxonomy import UNCLASSIFIED, label
from portfolios.valuation import EXACT, ZERO, rounded

COMPANY_LIMIT = Decimal(10)
"""Per cent of everything in one company above which we speak of concentration (a common planner's rule)."""


def concentration(portfolio: Portfolio) -> Iterator[Fact]:
    worths = [worth for _, worth in portfolio.holdings]
    if not worths:
        return
    for count in (1, 5, 10):
        if len(worths) >= count:
            yield Fact(id=f"top{count}_share", subject=("largest holding", "largest holdings"), unit="percent",
                       label=f"Largest {count} of your holdings: share of everything" if count > 1 else
                       "Largest holding: share of everything",
                       value=portfolio.share(sum(worths[:count], ZERO)), topic="concentration")  # fmt: skip
    funds = sum((worth for _, worth in portfolio.funds), ZERO)
    yield Fact(id="funds_share", subject=("funds", "fund"), label="In funds of a market: share of everything",
               value=portfolio.share(funds), unit="percent", topic="concentration")  # fmt: skip
    companies = sum((worth for _, worth in portfolio.companies), ZERO)
    yield Fact(id="companies_share", subject=("single companies", "single company"), unit="percent",
               label="In single companies: share of everything", value=portfolio.share(companies),
               topic="concentration")  # fmt: skip
    yield counted("companies_count", ("single companies", "single company"), "Single companies held",
                 len(portfolio.companies), "concentration")  # fmt: skip
    sectors = [(k, v) for k, v in portfolio.sectors.items() if k not in (CASH, UNCLASSIFIED)]
    if sectors:
        bucket, amount = sectors[0]
        yield Fact(id="largest_sector_share", subject=("largest sector", label(bucket)), unit="percent",
                   label=f"Largest sector ({label(bucket)}): share of everything", value=portfolio.share(amount),
                   topic="concentration", inputs=(f"sector_{bucket}_share",))  # fmt: skip
    if portfolio.companies:
        yield from _largest_company(portfolio)


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
    lots = [w for w in portfolio.valuation.positions if w.instrument.id == instrument.id and w.value]
    sheltered = sum((w.value or ZERO for w in lots if w.account.tax_advantaged), ZERO)
    yield Fact(id="largest_company_sheltered", subject=subject, value=rounded(sheltered), unit="usd",
               label=f"{instrument.symbol}: in tax-advantaged accounts", topic="concentration")  # fmt: skip
    gains = [w.gain for w in lots if not w.account.tax_advantaged]
    if gains and None not in gains:
        yield Fact(id="largest_company_gain", subject=subject, unit="usd", topic="concentration",
                   label=f"{instrument.symbol}: gain not yet taxed", value=rounded(sum(filter(None, gains), ZERO)),
                   formula="value - cost in taxable accounts")  # fmt: skip


def costs(portfolio: Portfolio) -> Iterator[Fact]:
    paid = fees(portfolio)
    yearly, covered = paid.yearly, paid.covered
    if not covered:
        return
    costs = ("cost", "costs", "fees", "expense ratio")
    yield Fact(id="yearly_fees", subject=costs, label="Fund fees a year", value=rounded(yearly), unit="usd_per_year",
               topic="costs", formula="value x expense ratio over the holdings whose ratio is known")  # fmt: skip
    yield Fact(id="expense_ratio", subject=costs, label="Weighted expense ratio", unit="percent", topic="costs",
               value=percent(yearly, covered), formula="fees a year / value whose costs are known, cash included",
               inputs=("yearly_fees",))  # fmt: skip
    yield Fact(id="expense_known_share", subject=costs, label="Share of everything whose costs are known",
               value=portfolio.share(covered), unit="percent", topic="costs")  # fmt: skip
    funds = [(i, worth) for i, worth in portfolio.holdings if i.expense_ratio]
    if funds:
        instrument, worth = max(funds, key=lambda item: (item[0].expense_ratio or ZERO, item[1]))
        subject = (instrument.symbol, instrument.name, "costliest fund")
        ratio = instrument.expense_ratio or ZERO
        yield Fact(id="costliest_ratio", subject=subject, label=f"{instrument.symbol}: expense ratio", unit="percent",
                   value=100 * ratio, topic="costs")  # fmt: skip
        yield Fact(id="costliest_fees", subject=subject, label=f"{instrument.symbol}: fees a year",
                   value=rounded(worth * ratio), unit="usd_per_year", topic="costs")  # fmt: skip
