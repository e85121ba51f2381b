"""Claims about what is assumed."""

from collections.abc import Iterator
from typing import ClassVar, Literal, get_args

from advisors.claims.case import ClaimCase
from advisors.claims.claim import Claim
from advisors.claims.printing import Figure
from advisors.claims.sections import Section
from advisors.claims.statement import CannotSay, Name, Statement, join_parts
from portfolios.facts.families import Family, Measure
from portfolios.valuation.assumptions import CONFIRMABLE

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
    weights: ClassVar = {"growth": 20, "inflation": 18, "saving": 22, "imputed": 40, "costs": 30, "companies": 24}
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
        "companies": (
            "We assume that any single company swings {volatility} a year, its market included.",
            "In our projection, each single company swings {volatility} a year, its market included.",
        ),
        "costs": (
            "We do not know the costs of {unknown} of your retirement money, so we count none for it.",
            "In our projection, {unknown} of your retirement money has no costs, because we do not know them.",
        ),
    }
    topic: Literal["growth", "inflation", "saving", "imputed", "costs", "companies"]

    @classmethod
    def options(cls, case: ClaimCase) -> Iterator["Assumption"]:
        yield from (cls(topic=topic) for topic in get_args(cls.model_fields["topic"].annotation))

    def judge(self, case: ClaimCase) -> Statement:
        case.require_projection()
        if self.topic == "growth" and case.has_dominant_company:
            raise CannotSay("implausible", "one company makes the growth, and nobody can foresee that")
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
        if self.topic == "companies":
            return self.statement(
                "companies", volatility=case.figure(Family.COMPANY, Measure.VOLATILITY, style="whole")
            )
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


KINDS: tuple[type[Claim], ...] = (
    Assumed,
    Assumption,
)
