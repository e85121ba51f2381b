"""Open a year of retirement: incomes, premiums and required distributions, before any withdrawal is chosen."""

from dataclasses import dataclass

import numpy as np

from advisors.retirement.household.books import Books
from advisors.retirement.household.groups import YearGroup
from advisors.retirement.household.rules import HouseholdRules
from advisors.retirement.household.streams import HouseholdStreams
from advisors.retirement.tax_law.federal import Filing
from advisors.retirement.tax_law.schedules import Array, add_up

Ledger = dict[str, Array | float]
"""The figures of a year by name, in today's dollars: one for each path, or one for all."""
INCOME_KINDS = ("wages", "pension", "untaxed")


@dataclass
class Opening:
    """What is known of a year before any withdrawal is chosen."""

    filing: Filing
    benefits: Array | float
    incomes: dict[str, Array | float]
    dividends: Array
    interest: Array
    required: dict[int, Array]
    before_65: float
    medicare: float
    surcharge: Array | float
    health_paid: Array
    need: Array

    @property
    def required_total(self) -> Array:
        """Return the required distributions of all people."""
        return add_up(self.required.values())


class HouseholdYear:
    """One year of retirement of the paths on which the same people live: their rules, their books, the price level."""

    def __init__(self, rules: HouseholdRules, group: YearGroup, books: Books, price: Array) -> None:
        self._rules, self._group, self._books, self._price = rules, group, books, price
        self._early = rules.law.early_withdrawal

    def open(self, streams: HouseholdStreams, balances: dict[int, Array]) -> Opening:
        """Return what the year starts with; yields raise the basis, premiums are partly paid by health savings."""
        rules, group, books = self._rules, self._group, self._books
        qualified, interest = rules.yields()
        dividends, interests = qualified * books.money["taxable"], interest * books.money["taxable"]
        if qualified or interest:
            books.nominal["basis"] += dividends + interests
        required = {
            person: np.minimum(balances[person], books.money[f"traditional{person}"])
            if person in balances
            else np.zeros(1)
            for person in group.people
        }
        before, medicare, surcharge = rules.premiums(group, books.nominal["magi2"])
        health = rules.household.health
        paid = np.zeros(1)
        if health and health.hsa_use and (medicare or np.any(surcharge)):
            paid = np.minimum(books.money["hsa"], medicare + surcharge)
        benefits = rules.benefits(group)
        return Opening(
            filing=rules.filing(group, benefits, self._price), benefits=benefits,
            incomes={kind: group.pick(streams.amount(kind, group.living)) for kind in INCOME_KINDS},
            dividends=dividends, interest=interests, required=required, before_65=before, medicare=medicare,
            surcharge=surcharge, health_paid=paid, need=rules.need(group),
        )  # fmt: skip

    def left_traditional(self, opening: Opening, converted: dict[int, Array]) -> dict[int, Array]:
        """Return each person's traditional money that may still be withdrawn."""
        money = self._books.money
        return {
            person: np.maximum(money[f"traditional{person}"] - opening.required[person] - converted[person], 0.0)
            for person in self._group.people
        }

    def share_out(self, amount: Array | float, balances: dict[int, Array], *, roth: bool) -> dict[int, Array]:
        """Return what each person withdraws of a kind: first those without penalty, then the others, in proportion."""
        year = self._group.year
        owners = [person for person, balance in balances.items() if balance.any()]
        taken: dict[int, Array] = dict.fromkeys(balances, np.zeros(1))
        rest: Array | float = amount
        for is_young in (False, True):
            people = [p for p in owners if self._rules.is_young(p, year, roth=roth) == is_young]
            if people:
                total = add_up(balances[person] for person in people)
                part = np.minimum(rest, total)
                share = part / np.maximum(total, 1e-300)
                taken |= {person: share * balances[person] for person in people}
                rest = rest - part
        return taken
