"""Facts about concentration and diversification."""

from collections.abc import Iterator
from decimal import Decimal, localcontext

from portfolios.facts.fact import Fact, count_fact
from portfolios.facts.families import Family, Measure
from portfolios.risk.concentration import Concentration, look_through_concentration, position_concentration
from portfolios.risk.diversification import DIVERSIFICATION_FORMULA as DIVERSIFICATION
from portfolios.risk.diversification import diversification_score
from portfolios.taxonomy import UNCLASSIFIED, label
from portfolios.valuation.allocation import CASH
from portfolios.valuation.portfolio import COMPANY_LIMIT, Portfolio
from portfolios.valuation.value import EXACT_CONTEXT, ZERO, ValuedPosition, round_half_even

SHARE_FORMULA = "their value / total value"
TOTAL_VALUE_INPUTS = ("portfolio.value",)
BEST_DIVERSIFICATION_SCORE = Decimal(100)


def concentration_facts(portfolio: Portfolio) -> Iterator[Fact]:
    worths = [worth for _, worth in portfolio.holdings]
    if not worths:
        return
    for count in (1, 5, 10):
        if len(worths) >= count:
            name = f"Largest {count} of your holdings" if count > 1 else "Largest holding"
            yield Fact(
                family=Family.SPREAD, measure=Measure.SHARE, of=f"top_{count}",
                subject=("largest holding", "largest holdings"), unit="percent",
                label=f"{name}: share of the portfolio",
                value=portfolio.share(sum(worths[:count], ZERO)), formula=SHARE_FORMULA, inputs=TOTAL_VALUE_INPUTS,
            )  # fmt: skip
    funds = sum((worth for _, worth in portfolio.funds), ZERO)
    yield Fact(
        family=Family.SPREAD, measure=Measure.SHARE, of="funds", subject=("funds", "fund"),
        label="In funds of a market: share of the portfolio", value=portfolio.share(funds), unit="percent",
        formula=SHARE_FORMULA, inputs=TOTAL_VALUE_INPUTS,
    )  # fmt: skip
    companies = sum((worth for _, worth in portfolio.companies), ZERO)
    yield Fact(
        family=Family.SPREAD, measure=Measure.SHARE, of="companies", subject=("single companies", "single company"),
        unit="percent", label="In single companies: share of the portfolio", value=portfolio.share(companies),
        formula=SHARE_FORMULA, inputs=TOTAL_VALUE_INPUTS,
    )  # fmt: skip
    yield count_fact(
        Family.SPREAD, Measure.COUNT, "companies", ("single companies", "single company"), "Single companies held",
        len(portfolio.companies),
    )  # fmt: skip
    sectors = [(k, v) for k, v in portfolio.sectors.items() if k not in (CASH, UNCLASSIFIED)]
    if sectors:
        bucket, amount = sectors[0]
        yield Fact(
            family=Family.SPREAD, measure=Measure.SHARE, of="largest_sector",
            subject=("largest sector", label(bucket)), unit="percent",
            label=f"Largest sector ({label(bucket)}): share of the portfolio", value=portfolio.share(amount),
            inputs=(f"sector.{bucket}.share",),
            formula="the largest sector share; cash and unclassified holdings have no sector",
        )  # fmt: skip


def diversification_facts(portfolio: Portfolio) -> Iterator[Fact]:
    """Yield the score and the effective number of holdings: as held, and looking through funds."""
    score = diversification_score(portfolio)
    if score is None or not portfolio.holdings:
        return
    yield Fact(
        family=Family.SPREAD, measure=Measure.SCORE, subject=("diversification", "diversified", "spread"),
        unit="count", label="Diversification score, of a hundred", value=Decimal(score), formula=DIVERSIFICATION,
    )  # fmt: skip
    yield Fact(
        family=Family.SPREAD, measure=Measure.BEST, subject=("diversification", "diversified"), unit="count",
        value=BEST_DIVERSIFICATION_SCORE, label="The highest possible diversification score", kind="reference",
        formula="the top of the scale",
    )  # fmt: skip
    yield from _effective_number_facts("holdings", ("holdings",), "Holdings", position_concentration(portfolio))
    yield from _effective_number_facts(
        "names", ("names", "looking through"), "Names, looking through funds", look_through_concentration(portfolio)
    )


def _effective_number_facts(
    key: str, subject: tuple[str, ...], name: str, found: Concentration | None
) -> Iterator[Fact]:
    if found is None:
        return
    rows = (
        (Measure.HERFINDAHL, "Herfindahl index", found.herfindahl, "sum of squared shares of what is invested"),
        (Measure.EFFECTIVE, "effective number", found.effective, "1 / Herfindahl index"),
    )
    for measure, words, amount, formula in rows:
        yield Fact(
            family=Family.SPREAD, measure=measure, of=key, subject=subject, label=f"{name}: {words}", unit="ratio",
            formula=formula, value=round_half_even(Decimal(amount), Decimal("0.0001")),
        )  # fmt: skip
    if key == "names":
        for count, share in found.top.items():
            yield Fact(
                family=Family.SPREAD, measure=Measure.SHARE, of=f"top_{count}_names", subject=subject, unit="percent",
                label=f"{name}: largest {count}, share of the portfolio",
                value=round_half_even(100 * Decimal(share), Decimal("0.000001")),
                formula="sum of their shares, looking through funds where their holdings are known",
            )  # fmt: skip


def largest_company_facts(portfolio: Portfolio) -> Iterator[Fact]:
    if not portfolio.companies:
        return
    instrument, worth = portfolio.companies[0]
    key = portfolio.fact_keys[instrument.id]
    subject = (*instrument.name_variants, "largest company", "single company")
    yield Fact(
        family=Family.COMPANY, measure=Measure.LIMIT, subject=("single company", "limit", instrument.symbol),
        unit="percent", label="Share above which Alex calls one company concentrated", value=COMPANY_LIMIT,
        kind="reference", formula="a planners' rule of thumb",
    )  # fmt: skip
    yield Fact(
        family=Family.COMPANY, measure=Measure.SHARE, of=key, subject=subject,
        label=f"{instrument.symbol}: share of the portfolio", value=portfolio.share(worth), unit="percent",
        formula=SHARE_FORMULA, inputs=TOTAL_VALUE_INPUTS,
    )  # fmt: skip
    with localcontext(EXACT_CONTEXT):
        excess = max(ZERO, worth - portfolio.valuation.exact_total * COMPANY_LIMIT / 100)
    yield Fact(
        family=Family.COMPANY, measure=Measure.EXCESS, of=key, subject=subject,
        label=f"{instrument.symbol}: dollars above the limit", value=round_half_even(excess), unit="money",
        formula="its value - limit x total value, not below zero", inputs=(f"company.{key}.share", "company.limit"),
    )  # fmt: skip
    lots = [w for w in portfolio.valuation.lots_by_instrument.get(instrument.id, ()) if w.value]
    sheltered = sum((w.value or ZERO for w in lots if w.account.tax_advantaged), ZERO)
    yield Fact(
        family=Family.COMPANY,
        measure=Measure.SHELTERED,
        of=key,
        subject=subject,
        value=round_half_even(sheltered),
        unit="money",
        label=f"{instrument.symbol}: in tax-advantaged accounts",
        formula="quantity x price in those accounts",
    )
    taxed = max(ZERO, excess - sheltered)
    yield Fact(
        family=Family.COMPANY, measure=Measure.TAXED, of=key, subject=subject, value=round_half_even(taxed),
        unit="money",
        label=f"{instrument.symbol}: dollars above the limit beyond those in tax-advantaged accounts",
        formula="dollars above the limit - those in tax-advantaged accounts, not below zero",
        inputs=(f"company.{key}.excess", f"company.{key}.sheltered"),
    )  # fmt: skip
    yield Fact(
        family=Family.COMPANY, measure=Measure.HALF_LOSS, of=key, subject=subject, value=round_half_even(worth / 2),
        unit="money", label=f"{instrument.symbol}: loss if it falls by half", formula="half of its value",
    )  # fmt: skip
    yield from company_gain_facts(key, subject, lots, taxed)


def company_gain_facts(key: str, subject: tuple[str, ...], lots: list[ValuedPosition], sold: Decimal) -> Iterator[Fact]:
    """Yield the untaxed gain, and the part of it that selling `sold` dollars in taxable accounts would realize."""
    taxable = [lot for lot in lots if not lot.account.tax_advantaged]
    gains = [lot.gain for lot in taxable]
    if not gains or None in gains:
        return
    gain, worth = sum(filter(None, gains), ZERO), sum((lot.value or ZERO for lot in taxable), ZERO)
    symbol = subject[0]
    yield Fact(
        family=Family.COMPANY, measure=Measure.GAIN, of=key, subject=subject, unit="money",
        label=f"{symbol}: gain not yet taxed", value=round_half_even(gain),
        formula="value - cost in taxable accounts",
    )  # fmt: skip
    yield Fact(
        family=Family.COMPANY, measure=Measure.GAIN_OF_EXCESS, of=key, subject=subject, unit="money",
        label=f"{symbol}: gain of the dollars above the limit",
        value=round_half_even(min(sold, worth) * gain / worth),
        formula="(dollars above the limit - those in tax-advantaged accounts) x gain / value in taxable accounts",
        inputs=(f"company.{key}.excess", f"company.{key}.sheltered", f"company.{key}.gain"),
    )  # fmt: skip
