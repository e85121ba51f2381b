"""Claims about performance: what the money gained over a period, and its return beside the benchmark."""

from collections.abc import Iterator
from typing import ClassVar, Self

from advisors.claims.case import ClaimCase
from advisors.claims.claim import Claim, require_member
from advisors.claims.sections import Section
from advisors.claims.statement import CannotSay, Name, Statement
from advisors.claims.thresholds import ABOUT_EQUAL_POINTS
from portfolios.facts.families import Family, Measure

WHEN = {
    "month": Name("over the last month"),
    "year_to_date": Name("since the turn of the year"),
    "year": Name("over the last year"),
    "since_start": Name("since your records begin"),
}
MOST_TELLING = ("year", "since_start")
"""Of these periods the first that can be computed is offered; a writer may ask for any."""


class PeriodClaim(Claim):
    """A claim about one period."""

    section = Section.OWN
    period: str

    @classmethod
    def options(cls, case: ClaimCase) -> Iterator[Self]:
        known = case.facts.by_member(Family.PERFORMANCE, Measure.TIME_WEIGHTED)
        yield from (cls(period=period) for period in [key for key in MOST_TELLING if key in known][:1])

    def find_period(self, case: ClaimCase) -> Name:
        """Return the period in words. Raises CannotSay where its return is not known."""
        require_member(self.period, case.facts.by_member(Family.PERFORMANCE, Measure.TIME_WEIGHTED), "period")
        return WHEN[self.period]


class MarketGain(PeriodClaim):
    """What markets added to the money or took from it."""

    name = "market_gain"
    weights: ClassVar = {"gained": 44, "lost": 48}
    phrasings: ClassVar = {
        "gained": (
            "Your money gained {gain} {when}, apart from what you added or took out.",
            "Apart from what you added or took out, your money gained {gain} {when}.",
        ),
        "lost": (
            "Your money lost {gain} {when}, apart from what you added or took out.",
            "Apart from what you added or took out, your money lost {gain} {when}.",
        ),
    }

    def judge(self, case: ClaimCase) -> Statement:
        when, gain = self.find_period(case), case.figure(Family.PERFORMANCE, Measure.GAIN, self.period, style="size")
        if round(gain.value) == 0:
            raise CannotSay("small", "its value hardly changed")
        return self.statement(
            "gained" if gain.value > 0 else "lost", "good" if gain.value > 0 else "bad", gain=gain, when=when
        )


class Returns(PeriodClaim):
    """The time-weighted return, and how far it is from that of the benchmark."""

    name = "returns"
    weights: ClassVar = {"above": 43, "below": 45, "level": 41, "alone": 40}
    phrasings: ClassVar = {
        "above": (
            "Your return {when} was {mine}, which is {points} above that of {benchmark}.",
            "With {mine} {when}, your money did better than {benchmark}, by {points}.",
        ),
        "below": (
            "Your return {when} was {mine}, which is {points} below that of {benchmark}.",
            "With {mine} {when}, your money did worse than {benchmark}, by {points}.",
        ),
        "level": (
            "Your return {when} was {mine}, about as much as {benchmark} with {theirs}.",
            "With {mine} {when}, your money did about as well as {benchmark}, which made {theirs}.",
        ),
        "alone": (
            "Your return {when} was {mine}, whenever you added to it.",
            "With whatever you added left out, your return {when} was {mine}.",
        ),
    }

    def judge(self, case: ClaimCase) -> Statement:
        when, mine = self.find_period(case), case.figure(Family.PERFORMANCE, Measure.TIME_WEIGHTED, self.period)
        if case.facts.one(Family.PERFORMANCE, Measure.AHEAD, self.period) is None:
            return self.statement("alone", when=when, mine=mine)
        benchmark = Name(case.portfolio.snapshot.profile.benchmark)
        points = case.figure(Family.PERFORMANCE, Measure.AHEAD, self.period)
        if abs(points.value) <= ABOUT_EQUAL_POINTS:
            theirs = case.figure(Family.PERFORMANCE, Measure.BENCHMARK, self.period)
            return self.statement(
                "level", when=when, mine=mine, theirs=theirs, benchmark=benchmark, decided_by=(points.fact.id,)
            )
        if points.value > 0:
            return self.statement("above", "good", when=when, mine=mine, points=points, benchmark=benchmark)
        return self.statement("below", "bad", when=when, mine=mine, points=points, benchmark=benchmark)


KINDS: tuple[type[Claim], ...] = (MarketGain, Returns)
