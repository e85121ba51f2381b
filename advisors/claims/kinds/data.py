"""Claims about the data and assumptions behind the figures."""

from collections.abc import Iterator
from typing import ClassVar, Literal

from advisors.claims.case import ClaimCase
from advisors.claims.claim import Claim, Section
from advisors.claims.names import owned
from advisors.claims.printing import Figure
from advisors.claims.statement import CannotSay, Name, Part, Statement, join_parts
from advisors.claims.thresholds import CARE_AGE, ESTATE_TAX_USD, INSURANCE_AGE, MEDICARE_AGE
from portfolios.facts.families import Family, Measure
from portfolios.quality.grade import compute_grade
from portfolios.valuation.assumptions import CONFIRMABLE
from portfolios.valuation.portfolio import FUND_TYPES

MAX_LISTED = 3


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
            "Each of your {prices} prices is a sample from {day}, so treat every total as an example.",
            "Treat every total as an example, because each of your {prices} prices is a sample from {day}.",
        ),
        "one_sample": (
            "Your only price is a sample from {day}, so treat every total as an example.",
            "Treat every total as an example, because your only price is a sample from {day}.",
        ),
        "some_samples": (
            "{samples} of your {prices} prices are samples from {day}, so treat every total as an example.",
            "Treat every total as an example, because {samples} of your {prices} prices are samples from {day}.",
        ),
        "one_of": (
            "One of your {prices} prices is a sample from {day}, so totals are approximate.",
            "Your totals are approximate, because one of your {prices} prices is a sample from {day}.",
        ),
        "mixed_samples": (
            "Some of your prices are samples, as old as {oldest}, so treat every total as an example.",
            "Treat every total as an example, because some prices are samples as old as {oldest}.",
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
            return self._judge_real(case, oldest)
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

    def _judge_real(self, case: ClaimCase, oldest: Figure) -> Statement:
        old = case.fact(Family.DATA, Measure.OLD_PRICES)
        if case.portfolio.snapshot.prices_failed:
            return self.statement("failed", "bad", oldest=oldest, decided_by=(old.id,))
        verdict = "old" if old.value else "fresh"
        return self.statement(verdict, "bad" if old.value else "neutral", oldest=oldest, decided_by=(old.id,))


UNKNOWN_TAILS = {
    "small": "",
    "blurred": "Until we know, we do not judge your mix.",
    "blind": "Until we know, we make no projection and give no advice on your mix.",
}


class Unclassified(Claim):
    """Which holdings have no class, and what cannot be said because of them."""

    name = "unclassified"
    section = Section.DATA
    weights: ClassVar = {
        f"{kind}_{size}": {"small": 46, "blurred": 76, "blind": 90}[size]
        for kind in ("fund", "holding")
        for size in UNKNOWN_TAILS
    }
    phrasings: ClassVar = {
        **{
            f"fund_{size}": (
                f"We do not know what is inside {{names}}, where you have {{share}} of your money. {tail}".rstrip(),
                f"You have {{share}} of your money in {{names}}, and we do not know what that holds. {tail}".rstrip(),
            )
            for size, tail in UNKNOWN_TAILS.items()
        },
        **{
            f"holding_{size}": (
                f"We could not classify {{names}}, where you have {{share}} of your money. {tail}".rstrip(),
                f"You have {{share}} of your money in {{names}}, which we could not classify. {tail}".rstrip(),
            )
            for size, tail in UNKNOWN_TAILS.items()
        },
    }

    def judge(self, case: ClaimCase) -> Statement:
        share = case.figure(Family.DATA, Measure.UNCLASSIFIED)
        rows = case.portfolio.unclassified
        if not rows or share.value <= 0:
            raise CannotSay("none", "everything is classified")
        names: list[tuple[Part, ...]] = [(Name(row.symbol),) for row in rows[:MAX_LISTED]]
        names += [(Name("others"),)] if len(rows) > MAX_LISTED else []
        kind = "fund" if all(row.instrument_type in FUND_TYPES for row in rows) else "holding"
        size = "blind" if case.is_blind else "blurred" if case.is_blurred else "small"
        return self.statement(f"{kind}_{size}", "bad", names=join_parts(names), share=share)


FIELD_NAMES = {
    "years_until_retirement": "when you retire",
    "asset_class_targets": "your target mix",
    "region_targets": "your regional targets",
    "annual_contribution": "what you save a year",
    "plan_to_age": "the age to plan to",
    "birth_year": "your age",
}


class Assumed(Claim):
    """Which entries of the profile nobody has confirmed."""

    name = "assumed"
    section = Section.DATA
    weights: ClassVar = {"one": 56, "several": 58}
    phrasings: ClassVar = {
        "one": (
            "You have not confirmed {fields}, so we assumed it.",
            "We assumed {fields}, because you have not confirmed it.",
        ),
        "several": (
            "You have not confirmed {fields}, so we assumed them.",
            "We assumed {fields}, because you have not confirmed them.",
        ),
    }

    def judge(self, case: ClaimCase) -> Statement:
        count = case.fact(Family.DATA, Measure.ASSUMED)
        fields = [field for field in CONFIRMABLE if field in case.profile.assumed]
        if not fields:
            raise CannotSay("none", "everything is confirmed")
        names = join_parts([(Name(FIELD_NAMES[field]),) for field in fields])
        verdict = "one" if len(fields) == 1 else "several"
        return self.statement(verdict, fields=names, decided_by=(count.id,))


class Assumption(Claim):
    """One assumption that this person's projection uses."""

    name = "assumption"
    section = Section.DATA
    weights: ClassVar = {"growth": 20, "inflation": 18, "saving": 22, "imputed": 40, "costs": 30}
    phrasings: ClassVar = {
        "growth": (
            "We assume that your mix grows {growth} a year before inflation.",
            "In our projection, your mix grows {growth} a year before inflation.",
        ),
        "inflation": (
            "We assume that prices rise {inflation} a year, from assumptions of {date}.",
            "In our projection, prices rise {inflation} a year, from assumptions of {date}.",
        ),
        "saving": (
            "We count on you to save {saving} until you retire.",
            "In our projection, you save {saving} until you retire.",
        ),
        "imputed": (
            "We treat the unclassified {imputed} of your retirement money like the rest of it.",
            "In our projection, the unclassified {imputed} of your retirement money grows like the rest.",
        ),
        "costs": (
            "We do not know the costs of {unknown} of your retirement money, so we count none for it.",
            "In our projection, {unknown} of your retirement money has no costs, because we do not know them.",
        ),
    }
    topic: Literal["growth", "inflation", "saving", "imputed", "costs"]

    @classmethod
    def options(cls, case: ClaimCase) -> Iterator["Assumption"]:
        yield from (cls(topic=topic) for topic in ("growth", "inflation", "saving", "imputed", "costs"))

    def judge(self, case: ClaimCase) -> Statement:
        case.require_projection()
        if self.topic == "growth":
            return self.statement("growth", growth=case.figure(Family.PLAN, Measure.GROWTH))
        if self.topic == "inflation":
            date = case.figure(Family.PLAN, Measure.ASSUMPTIONS_DATE)
            return self.statement("inflation", inflation=case.figure(Family.PLAN, Measure.INFLATION), date=date)
        if self.topic == "saving":
            saving = self._require_some(case.figure(Family.PROFILE, Measure.ANNUAL_CONTRIBUTION))
            if case.is_retired:
                raise CannotSay("retired", "nobody saves in retirement")
            return self.statement("saving", saving=saving)
        if self.topic == "imputed":
            return self.statement("imputed", imputed=self._require_some(case.figure(Family.PLAN, Measure.IMPUTED)))
        return self.statement(
            "costs", "bad", unknown=self._require_some(case.figure(Family.FEES, Measure.UNKNOWN_SHARE))
        )

    @staticmethod
    def _require_some(figure: Figure) -> Figure:
        if figure.value <= 0:
            raise CannotSay("none", "this plan does not use the assumption")
        return figure


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


class Grade(Claim):
    """How good the data is, with the reason that holds."""

    name = "grade"
    section = Section.DATA
    weights: ClassVar = {
        "complete": 14, "good": 14, "one_unpriced": 30, "unpriced": 30, "unclassified": 30, "samples": 28,
        "old_prices": 28, "contradiction": 72,
    }  # fmt: skip
    phrasings: ClassVar = {
        "complete": (
            "Your data is complete, so these figures are as exact as we can make them.",
            "Nothing is missing from your data, so these figures are as exact as we can make them.",
        ),
        "good": (
            "Your data is good, and only smaller items are missing, old or not confirmed.",
            "Only smaller items of your data are missing, old or not confirmed.",
        ),
        "one_unpriced": (
            "Your data is incomplete, because one of your holdings has no price.",
            "These figures are rough, because one of your holdings has no price.",
        ),
        "unpriced": (
            "Your data is incomplete, because {unpriced} of your holdings have no price.",
            "These figures are rough, because {unpriced} of your holdings have no price.",
        ),
        "unclassified": (
            "Your data is incomplete, because {unclassified} of your money is unclassified.",
            "These figures are rough, because {unclassified} of your money is unclassified.",
        ),
        "samples": (
            "These figures are rough, because most of your money stands at sample prices.",
            "Most of your money stands at sample prices, so these figures are rough.",
        ),
        "old_prices": (
            "These figures are rough, because most of your money stands at old or sample prices.",
            "Most of your money stands at old or sample prices, so these figures are rough.",
        ),
        "contradiction": (
            "Your profile contradicts itself, because your plan ends at {end} but you retire at {retirement}.",
            "You plan to age {end} but retire at {retirement}, so please correct one of them.",
        ),
    }

    def judge(self, case: ClaimCase) -> Statement:
        if not case.situation.has_value:
            raise CannotSay("none", "nothing has a value yet")
        letter = compute_grade(case.portfolio).letter
        if letter in ("A", "B"):
            ids = ("data.unclassified", "data.unpriced")
            return self.statement("complete" if letter == "A" else "good", "good", decided_by=ids)
        if case.profile.plan_to_age <= case.profile.retirement_age:
            end = case.figure(Family.PROFILE, Measure.PLAN_TO_AGE)
            retirement = case.figure(Family.PROFILE, Measure.RETIREMENT_AGE)
            return self.statement("contradiction", "bad", end=end, retirement=retirement)
        unpriced = case.figure(Family.DATA, Measure.UNPRICED)
        if unpriced.value == 1:
            return self.statement("one_unpriced", "bad", decided_by=(unpriced.fact.id,))
        if unpriced.value:
            return self.statement("unpriced", "bad", unpriced=unpriced)
        if case.is_blurred:
            unclassified = case.figure(Family.DATA, Measure.UNCLASSIFIED)
            return self.statement("unclassified", "bad", unclassified=unclassified)
        old = case.fact(Family.DATA, Measure.OLD_PRICES)
        verdict = "old_prices" if old.value else "samples"
        return self.statement(verdict, "bad", decided_by=(old.id, "data.sample_prices"))


class NotModelled(Claim):
    """What matters to this person and is in none of the figures."""

    name = "not_modelled"
    section = Section.DATA
    weights: ClassVar = {"list": 57}
    phrasings: ClassVar = {
        "list": ("These figures leave out {items}.", "Not in these figures: {items}."),
    }

    def judge(self, case: ClaimCase) -> Statement:
        items = join_parts([(Name(item),) for item in self._find_items(case)])
        return self.statement("list", items=items, decided_by=("profile.age", "portfolio.value"))

    @staticmethod
    def _find_items(case: ClaimCase) -> Iterator[str]:
        profile = case.profile
        yield "taxes"
        if not case.is_retired and profile.retirement_age < MEDICARE_AGE:
            yield "health cover before Medicare"
        if profile.age >= CARE_AGE:
            yield from ("Medicare premiums", "long-term care")
        yield "a spouse"
        if any(account.kind == "529" for account in case.portfolio.snapshot.accounts):
            yield "the cost of college"
        if profile.age < INSURANCE_AGE:
            yield "life and disability insurance"
        if not case.is_retired:
            yield from ("a home", "debts")
        if case.value(Family.PORTFOLIO, Measure.VALUE) >= ESTATE_TAX_USD:
            yield "estate tax"


KINDS: tuple[type[Claim], ...] = (Prices, Unclassified, Assumed, NotModelled, Assumption, MissingCost, Grade)
