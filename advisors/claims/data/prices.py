"""Claims about prices and costs."""

from typing import ClassVar

from advisors.claims.case import ClaimCase
from advisors.claims.claim import Claim
from advisors.claims.names import owned
from advisors.claims.printing import Figure
from advisors.claims.sections import Section
from advisors.claims.statement import CannotSay, Name, Part, Statement, join_parts
from portfolios.currencies import BASE_CURRENCY, name_currency
from portfolios.facts.families import Family, Measure

MAX_RATES = 3


class Prices(Claim):
    """How old the prices are, and whether they are samples."""

    name = "prices"
    section = Section.DATA
    weights: ClassVar = {
        "all_samples": 64, "one_sample": 64, "some_samples": 62, "one_of": 50, "mixed_samples": 62, "old": 60,
        "fresh": 12, "failed": 56,
    }  # fmt: skip
    phrasings: ClassVar = {
        "all_samples": (
            "Each of your {prices} prices is a sample from {day}, so treat totals as examples.",
            "Treat totals as examples, because each of your {prices} prices is a sample from {day}.",
        ),
        "one_sample": (
            "Your only price is a sample from {day}, so treat totals as examples.",
            "Treat totals as examples, because your only price is a sample from {day}.",
        ),
        "some_samples": (
            "{samples} of your {prices} prices are samples from {day}, so treat totals as examples.",
            "Treat totals as examples, because {samples} of your {prices} prices are samples from {day}.",
        ),
        "one_of": (
            "One of your {prices} prices is a sample from {day}, so totals are approximate.",
            "Your totals are approximate, because one of your {prices} prices is a sample from {day}.",
        ),
        "mixed_samples": (
            "Some of your prices are samples, as old as {oldest}, so treat totals as examples.",
            "Treat totals as examples, because some prices are samples as old as {oldest}.",
        ),
        "old": (
            "Some of your prices are old, the oldest from {oldest}, so treat every total as rough.",
            "Treat every total as rough, because your oldest price is from {oldest}.",
        ),
        "fresh": ("Your prices are from {oldest} or later.", "All of your prices are from {oldest} or later."),
        "failed": (
            "We could not load newer prices, and the oldest is from {oldest}.",
            "Newer prices could not be loaded, and the oldest is from {oldest}.",
        ),
    }

    def judge(self, case: ClaimCase) -> Statement:
        prices, samples = case.figure(Family.DATA, Measure.PRICES), case.figure(Family.DATA, Measure.SAMPLE_PRICES)
        oldest = case.figure(Family.DATA, Measure.OLDEST_PRICE)
        day = case.facts.one(Family.DATA, Measure.SAMPLE_DATE)
        if not samples.value:
            old = case.fact(Family.DATA, Measure.OLD_PRICES)
            if case.portfolio.snapshot.prices_failed:
                return self.statement("failed", "bad", oldest=oldest, decided_by=(old.id,))
            if old.value:
                return self.statement("old", "bad", oldest=oldest, decided_by=(old.id,))
            return self.statement("fresh", oldest=oldest, decided_by=(old.id,))
        if day is None:
            return self.statement("mixed_samples", "bad", oldest=oldest, decided_by=(samples.fact.id,))
        ids = (prices.fact.id, samples.fact.id)
        if prices.value == 1:
            return self.statement("one_sample", "bad", day=Figure(day), decided_by=ids)
        if prices.value == samples.value:
            return self.statement("all_samples", "bad", prices=prices, day=Figure(day), decided_by=ids)
        if samples.value == 1:
            return self.statement("one_of", "bad", prices=prices, day=Figure(day), decided_by=ids)
        return self.statement("some_samples", "bad", prices=prices, samples=samples, day=Figure(day))


class MissingCost(Claim):
    """That the price paid for a taxable holding is unknown."""

    name = "missing_cost"
    section = Section.DATA
    weights: ClassVar = {"one": 34, "several": 36}
    phrasings: ClassVar = {
        "one": (
            "We do not know what you paid for {symbol} in {account}, so we cannot tell the tax on selling it.",
            "You have not entered what you paid for {symbol} in {account}, so we cannot tell the tax on selling it.",
        ),
        "several": (
            "We do not know what you paid for {count} taxable holdings, so we cannot tell the tax on selling them.",
            "You have not entered what you paid for {count} taxable holdings, so we cannot tell the tax.",
        ),
    }

    def judge(self, case: ClaimCase) -> Statement:
        count = case.figure(Family.DATA, Measure.MISSING_COST_TAXABLE)
        rows = [w for w in case.portfolio.positions_without_cost if not w.account.tax_advantaged]
        if not rows:
            raise CannotSay("none", "the cost of each taxable holding is known")
        if len(rows) > 1:
            return self.statement("several", "bad", count=count)
        symbol, account = Name(rows[0].instrument.symbol), owned(Name(rows[0].account.name))
        return self.statement("one", "bad", symbol=symbol, account=account, decided_by=(count.fact.id,))


class Converted(Claim):
    """At which rates of which day amounts in other currencies are converted."""

    name = "converted"
    section = Section.DATA
    weights: ClassVar = {"dollars": 46, "other": 48}
    phrasings: ClassVar = {
        "dollars": (
            "We convert other currencies to dollars at {rates}.",
            "Amounts in other currencies are converted at {rates}.",
        ),
        "other": (
            "We count in {currency}, and convert at {rates}.",
            "All totals are in {currency}. We convert other amounts at {rates}.",
        ),
    }

    def judge(self, case: ClaimCase) -> Statement:
        rates = case.portfolio.snapshot.rates
        if not rates:
            raise CannotSay("none", "nothing is converted")
        base = case.currency
        listed = sorted(rates, key=lambda rate: (rate.currency != base, rate.currency))[:MAX_RATES]
        items: list[tuple[Part, ...]] = []
        for rate in listed:
            key = rate.currency.lower()
            dollars = case.figure(Family.CURRENCY, Measure.RATE, key)
            day = case.figure(Family.CURRENCY, Measure.RATE_DATE, key)
            items.append((f"1 {rate.currency} = ", dollars, " USD on ", day, f" ({rate.source})"))
        if base == BASE_CURRENCY:
            return self.statement("dollars", rates=join_parts(items))
        return self.statement("other", rates=join_parts(items), currency=Name(name_currency(base)))


KINDS: tuple[type[Claim], ...] = (
    Prices,
    Converted,
    MissingCost,
)
