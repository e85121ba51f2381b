"""Ask what a year's withdrawal must be: the money that comes in, what is owed, and the order of withdrawal."""

import numpy as np

from advisors.retirement.household.opening import HouseholdYear, Opening
from advisors.retirement.household.solving.brackets import BracketRoom
from advisors.retirement.household.solving.roots import find_roots
from advisors.retirement.household.solving.solutions import Mix, Stage, StageKind, YoungRoth
from advisors.retirement.household.solving.withdrawals import Withdrawal
from advisors.retirement.tax_law.schedules import Array, add_up


class AskingYear(HouseholdYear):
    """A year that knows its question, for any conversion."""

    def ask(self, opening: Opening, converted: dict[int, Array]) -> Withdrawal:
        """Return the question of the year's withdrawal, beyond required distributions and conversions."""
        rules, books, people = self._rules, self._books, self._group.people
        incomes, width = opening.incomes, books.width
        cash = (
            incomes["wages"] + incomes["pension"] + incomes["untaxed"] + opening.benefits + opening.required_total
            - opening.before_65 - opening.medicare - opening.surcharge + opening.health_paid - opening.need
        ) + np.zeros(width)  # fmt: skip
        ordinary = incomes["wages"] + incomes["pension"] + opening.required_total + opening.interest
        ordinary = ordinary + add_up(converted.values()) + np.zeros(width)
        value, basis = books.money["taxable"], books.nominal["basis"]
        has_taxable = bool(value.any())
        question = Withdrawal(
            filing=opening.filing, ordinary=ordinary, preferred=opening.dividends if has_taxable else None,
            interest=opening.interest, cash=cash, stages=[], mix=None,
            gain_share=np.maximum(1 - basis / np.maximum(value, 1e-300), 0.0) if has_taxable else np.zeros(1),
            penalty_free=None, old_roth=np.zeros(1), young_roth=[], penalty_rate=self._early.traditional_rate,
            hsa_penalty_rate=self.hsa_penalty(), state_rate=rules.choices.state_rate,
            state_taxes_benefits=rules.choices.state_taxes_social_security,
            state_deduction=opening.filing.deduction if rules.choices.state_deduction else 0.0,
        )  # fmt: skip
        left = self.left_traditional(opening, converted)
        year = self._group.year
        if any(rules.is_young(person, year, roth=False) for person in people):
            old = [left[person] for person in people if not rules.is_young(person, year, roth=False)]
            question.penalty_free = add_up([np.zeros(width), *old])
        self.add_young_roth(question)
        self.add_stages(question, opening, add_up(left.values()))
        return question

    def hsa_penalty(self) -> float:
        """Return the penalty rate on health savings that pay no premium: none once all the living are old enough."""
        ages = [self._rules.age(person, self._group.year) for person in self._group.people]
        return self._early.hsa_rate if min(ages) < self._early.hsa_free_from else 0.0

    def add_young_roth(self, question: Withdrawal) -> None:
        """Add the Roth money of those who are too young to withdraw its earnings freely."""
        rules, books, year = self._rules, self._books, self._group.year
        young = [person for person in self._group.people if rules.is_young(person, year, roth=True)]
        if not any(books.money[f"roth{person}"].any() for person in young):
            return
        total = add_up(books.money[f"roth{person}"] for person in young)
        for person in young:
            books.ripen(person, year, self._early.conversion_years)
            unripe = [np.zeros(books.width), *(books.nominal[name] for name in books.unripe(person, year))]
            share = books.money[f"roth{person}"] / np.maximum(total, 1e-300)
            question.young_roth.append(YoungRoth(share, books.nominal[f"free{person}"], add_up(unripe)))
        question.old_roth = add_up(
            [np.zeros(books.width), *(books.money[f"roth{p}"] for p in self._group.people if p not in young)]
        )

    def add_stages(self, question: Withdrawal, opening: Opening, traditional: Array) -> None:
        """Add the stages of the household's order of withdrawal."""
        choices, money = self._rules.choices, self._books.money
        roth = add_up(money[f"roth{person}"] for person in self._group.people)
        reserve = np.minimum(choices.reserve, money["taxable"])
        taxable = money["taxable"] - reserve
        sizes: list[tuple[StageKind, Array]]
        if choices.order == "proportional":
            question.mix = Mix(taxable, roth, traditional + opening.required_total, opening.required_total)
            sizes = [("mix", taxable + roth + traditional)]
        elif choices.order == "bracket":
            room = self.bracket_room(question, traditional)
            sizes = [("traditional", room), ("taxable", taxable), ("roth", roth), ("traditional", traditional - room)]
        else:
            sizes = [("taxable", taxable), ("traditional", traditional), ("roth", roth)]
        sizes += [("taxable", reserve), ("hsa", money["hsa"] - opening.health_paid)]
        start: Array | float = 0.0
        for kind, size in sizes:
            if size.any():
                question.stages.append(Stage(kind, start, size))
                start = start + size

    def bracket_room(self, question: Withdrawal, most: Array) -> Array:
        """Return the traditional withdrawal that fills the chosen bracket before any sale, at most `most`."""
        choices = self._rules.choices
        top = self._rules.law.ordinary.of(self._group.status).top_of(choices.bracket_rate or 0.0)
        room = BracketRoom(question.filing, question.ordinary, question.preferred, top or 0.0)
        self._books.memory["room"] = find_roots(room, self._books.memory["room"], most)[0]
        return self._books.memory["room"]
