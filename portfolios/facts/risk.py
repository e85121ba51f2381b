"""Facts about concentration and diversification."""

from collections.abc import Iterator
from decimal import Decimal, localcontext

from portfolios.facts.fact import Fact, count_fact
from portfolios.risk.concentration import Concentration, look_through_concentration, position_concentration
from portfolios.risk.diversification import DIVERSIFICATION_FORMULA as DIVERSIFICATION
from portfolios.risk.diversification import diversification_score
from portfolios.taxonomy import UNCLASSIFIED, label
from portfolios.valuation.allocation import CASH
from portfolios.valuation.portfolio import Portfolio
from portfolios.valuation.value import EXACT_CONTEXT, ZERO, round_half_even

SHARE_FORMULA = "their value / total value"
TOTAL_VALUE_INPUTS = ("total_value",)
BEST_DIVERSIFICATION_SCORE = Decimal(100)
COMPANY_LIMIT = Decimal(10)
"""Percent of the whole in one company above which we call it concentrated (a common planners' rule)."""


def concentration_facts(portfolio: Portfolio) -> Iterator[Fact]:
    worths = [worth for _, worth in portfolio.holdings]
    if not worths:
        return
    for count in (1, 5, 10):
        if len(worths) >= count:
            yield Fact(id=f"top{count}_share", subject=("largest holding", "largest holdings"), unit="percent",
                       label=f"Largest {count} of your holdings: share of everything" if count > 1 else
                       "Largest holding: share of everything",
                       value=portfolio.share(sum(worths[:count], ZERO)), topic="concentration", formula=SHARE_FORMULA,
                       inputs=TOTAL_VALUE_INPUTS)  # fmt: skip
    funds = sum((worth for _, worth in portfolio.funds), ZERO)
    yield Fact(id="funds_share", subject=("funds", "fund"), label="In funds of a market: share of everything",
               value=portfolio.share(funds), unit="percent", topic="concentration", formula=SHARE_FORMULA,
               inputs=TOTAL_VALUE_INPUTS)  # fmt: skip
    companies = sum((worth for _, worth in portfolio.companies), ZERO)
    yield Fact(id="companies_share", subject=("single companies", "single company"), unit="percent",
               label="In single companies: share of everything", value=portfolio.share(companies),
               topic="concentration", formula=SHARE_FORMULA, inputs=TOTAL_VALUE_INPUTS)  # fmt: skip
    yield count_fact("companies_count", ("single companies", "single company"), "Single companies held",
                 len(portfolio.companies), "concentration")  # fmt: skip
    sectors = [(k, v) for k, v in portfolio.sectors.items() if k not in (CASH, UNCLASSIFIED)]
    if sectors:
        bucket, amount = sectors[0]
        yield Fact(id="largest_sector_share", subject=("largest sector", label(bucket)), unit="percent",
                   label=f"Largest sector ({label(bucket)}): share of everything", value=portfolio.share(amount),
                   topic="concentration", inputs=(f"sector_{bucket}_share",),
                   formula="the largest share of a sector; cash and what is unclassified are none")  # fmt: skip


def diversification_facts(portfolio: Portfolio) -> Iterator[Fact]:
    """Yield the score and the effective number of holdings: as held, and looking through funds."""
    score = diversification_score(portfolio)
    if score is None or not portfolio.holdings:
        return
    yield Fact(id="diversification_score", subject=("diversification", "diversified", "spread"), unit="count",
               label="Diversification score, of a hundred", value=Decimal(score), topic="concentration",
               formula=DIVERSIFICATION)  # fmt: skip
    yield Fact(id="diversification_best", subject=("diversification", "diversified"), unit="count",
               value=BEST_DIVERSIFICATION_SCORE, label="The best diversification score there is", kind="reference",
               topic="concentration", formula="the top of the scale")  # fmt: skip
    yield from _effective_number_facts("holdings", ("holdings",), "Holdings", position_concentration(portfolio))
    yield from _effective_number_facts("names", ("names", "looking through"), "Names, looking through funds",
                          look_through_concentration(portfolio))  # fmt: skip


def _effective_number_facts(
    key: str, subject: tuple[str, ...], name: str, found: Concentration | None
) -> Iterator[Fact]:
    if found is None:
        return
    rows = (
        ("herfindahl", "Herfindahl index", found.herfindahl, "sum of squared shares of what is invested"),
        ("effective", "effective number", found.effective, "1 / Herfindahl index"),
    )
    for prefix, measure, amount, formula in rows:
        yield Fact(id=f"{prefix}_{key}", subject=subject, label=f"{name}: {measure}", unit="ratio", formula=formula,
                   value=round_half_even(Decimal(amount), Decimal("0.0001")), topic="concentration")  # fmt: skip
    if key == "names":
        for count, share in found.top.items():
            yield Fact(id=f"top{count}_names_share", subject=subject, unit="percent", topic="concentration",
                       label=f"{name}: largest {count}, share of everything",
                       value=round_half_even(100 * Decimal(share), Decimal("0.000001")),
                       formula="sum of their shares, looking through funds as far as that is known")  # fmt: skip


def largest_company_facts(portfolio: Portfolio) -> Iterator[Fact]:
    if not portfolio.companies:
        return
    instrument, worth = portfolio.companies[0]
    subject = (*instrument.name_variants, "largest company", "single company")
    yield Fact(id="company_limit", subject=("single company", "limit", instrument.symbol), unit="percent",
               label="Share of one company above which Alex speaks of concentration", value=COMPANY_LIMIT,
               kind="reference", topic="concentration", formula="a planners' rule of thumb")  # fmt: skip
    yield Fact(id="largest_company_share", subject=subject, label=f"{instrument.symbol}: share of everything",
               value=portfolio.share(worth), unit="percent", topic="concentration", formula=SHARE_FORMULA,
               inputs=TOTAL_VALUE_INPUTS)  # fmt: skip
    with localcontext(EXACT_CONTEXT):
        excess = max(ZERO, worth - portfolio.valuation.exact_total * COMPANY_LIMIT / 100)
    yield Fact(id="largest_company_excess", subject=subject, label=f"{instrument.symbol}: dollars above the limit",
               value=round_half_even(excess), unit="usd", topic="concentration",
               formula="its value - limit x total value, not below zero",
               inputs=("largest_company_share", "company_limit"))  # fmt: skip
    lots = [w for w in portfolio.valuation.positions if w.instrument.id == instrument.id and w.value]
    sheltered = sum((w.value or ZERO for w in lots if w.account.tax_advantaged), ZERO)
    yield Fact(id="largest_company_sheltered", subject=subject, value=round_half_even(sheltered), unit="usd",
               label=f"{instrument.symbol}: in tax-advantaged accounts", topic="concentration",
               formula="quantity x price in those accounts")  # fmt: skip
    gains = [w.gain for w in lots if not w.account.tax_advantaged]
    if gains and None not in gains:
        yield Fact(id="largest_company_gain", subject=subject, unit="usd", topic="concentration",
                   label=f"{instrument.symbol}: gain not yet taxed",
                   value=round_half_even(sum(filter(None, gains), ZERO)),
                   formula="value - cost in taxable accounts")  # fmt: skip
