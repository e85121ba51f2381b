"""Pass one year of retirement: required distributions, premiums, withdrawals, conversion, booking."""

from dataclasses import dataclass

import numpy as np

from advisors.retirement.household.books import Books
from advisors.retirement.household.roots import find_roots
from advisors.retirement.household.rules import HouseholdRules, YearGroup
from advisors.retirement.household.streams import HouseholdStreams
from advisors.retirement.household.withdrawals import (
    BracketRoom,
    Mix,
    Solution,
    Stage,
    StageKind,
    Withdrawal,
    YoungRoth,
)
from advisors.retirement.tax_law.federal import Filing
from advisors.retirement.tax_law.schedules import Array, add_up

Ledger = dict[str, Array | float]
"""The figures of a year by name, in today's dollars: one for each path, or one for all."""
SHORT_FROM = 1e-4
"""Dollars from which a year counts as not fully paid."""
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


class RetiredYear:
    """One year of retirement of the paths on which the same people live."""

    def __init__(self, rules: HouseholdRules, group: YearGroup, books: Books, price: Array) -> None:
        self._rules, self._group, self._books, self._price = rules, group, books, price
        self._early = rules.law.early_withdrawal

    def run(self, streams: HouseholdStreams, opening_balances: dict[int, Array]) -> Ledger:
        """Pass the year, change the books, and return its figures."""
        opening = self.open(streams, opening_balances)
        nothing = dict.fromkeys(self._group.people, np.zeros(1))
        drawn, solution = self.solve(opening, nothing, "drawn")
        converted = nothing
        if self._rules.converts(self._group.year):
            converted = self.choose_conversion(opening, drawn, solution)
            drawn, solution = self.solve(opening, converted, "drawn again")
        return self.book(opening, converted, drawn, solution)

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
        if health and health.hsa_use and medicare:
            paid = np.minimum(books.money["hsa"], medicare + surcharge)
        benefits = rules.benefits(group)
        return Opening(
            filing=rules.filing(group, benefits, self._price), benefits=benefits,
            incomes={kind: group.pick(streams.amount(kind, group.living)) for kind in INCOME_KINDS},
            dividends=dividends, interest=interests, required=required, before_65=before, medicare=medicare,
            surcharge=surcharge, health_paid=paid, need=rules.need(group),
        )  # fmt: skip

    def solve(self, opening: Opening, converted: dict[int, Array], memory: str) -> tuple[Array, Solution]:
        """Return the least withdrawal that pays the year, and what it leads to."""
        question, before = self.ask(opening, converted), self._books.memory
        # What required distributions bring in more than last year is withdrawn less.
        start = before[memory] + (before[f"{memory}: cash"] - question.cash)
        drawn, solution = find_roots(question, start, question.most)
        before[memory], before[f"{memory}: cash"] = drawn, question.cash
        if not question.young_roth and not question.mix:
            solution.out.roth = drawn - (solution.out.taxable + solution.out.traditional + solution.out.hsa)
        return drawn, solution

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

    def left_traditional(self, opening: Opening, converted: dict[int, Array]) -> dict[int, Array]:
        """Return each person's traditional money that may still be withdrawn."""
        money = self._books.money
        return {
            person: np.maximum(money[f"traditional{person}"] - opening.required[person] - converted[person], 0.0)
            for person in self._group.people
        }

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

    def choose_conversion(self, opening: Opening, drawn: Array, solution: Solution) -> dict[int, Array]:
        """Return what each person converts: the amount, or up to the top of the bracket, at most what is left."""
        conversion = self._rules.choices.conversion
        assert conversion is not None
        left = self.left_traditional(opening, dict.fromkeys(self._group.people, np.zeros(1)))
        for person, taken in self.share_out(solution.out.traditional, left, roth=False).items():
            left[person] = np.maximum(left[person] - taken, 0.0)
        total = add_up(left.values()) + np.zeros(drawn.size)
        if conversion.amount is not None:
            amount = np.minimum(conversion.amount, total)
        else:
            top = self._rules.law.ordinary.of(self._group.status).top_of(conversion.to_rate or 0.0)
            room = BracketRoom(opening.filing, solution.ordinary, solution.preferred, top or 0.0)
            amount = find_roots(room, self._books.memory["converted"], total)[0]
            self._books.memory["converted"] = amount
        return {person: amount * (money / np.maximum(total, 1e-300)) for person, money in left.items()}

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

    def book(self, opening: Opening, converted: dict[int, Array], drawn: Array, solution: Solution) -> Ledger:
        """Change the books by the year's flows and return the figures of the year."""
        books, out, federal = self._books, solution.out, solution.federal
        money, nominal = books.money, books.nominal
        saved = np.where((drawn <= 0) & (solution.gap > 0), solution.gap, 0.0)
        short = np.where(solution.gap < -SHORT_FROM, -solution.gap, 0.0)
        sold = out.taxable
        kept = 1 - sold / np.maximum(money["taxable"], 1e-300)
        nominal["basis"] *= np.maximum(kept, 0.0)
        nominal["basis"] += saved
        money["taxable"] = np.maximum(money["taxable"] - sold, 0.0) + saved
        left = self.left_traditional(opening, converted)
        for person, taken in self.share_out(out.traditional, left, roth=False).items():
            money[f"traditional{person}"] = np.maximum(left[person] - taken, 0.0)
        self.book_roth(out.roth, converted)
        money["hsa"] = np.maximum(money["hsa"] - opening.health_paid - out.hsa, 0.0)
        nominal["magi2"], nominal["magi1"] = nominal["magi1"], solution.federal.agi.copy()
        required = opening.required_total
        return {
            "social_security": opening.benefits, **opening.incomes, "dividends": opening.dividends,
            "interest": opening.interest, "rmd": required, "from_taxable": sold,
            "gains": 0.0 if solution.preferred is None else solution.preferred - opening.dividends,
            "from_traditional": required + out.traditional, "from_roth": out.roth,
            "from_hsa": opening.health_paid + out.hsa, "conversion": add_up(converted.values()),
            "taxable_social_security": federal.taxable_benefits, "agi": federal.agi,
            "federal_tax": federal.tax + federal.surtax, "niit": federal.surtax, "state_tax": solution.state_tax,
            "penalty": solution.penalty, "health_before_65": opening.before_65, "medicare": opening.medicare,
            "irmaa": opening.surcharge, "spending": opening.need - short, "short": short, "saved": saved,
        }  # fmt: skip

    def book_roth(self, drawn: Array | float, converted: dict[int, Array]) -> None:
        """Take Roth withdrawals, of the young from contributions first, and add what was converted."""
        books, year = self._books, self._group.year
        balances = {person: books.money[f"roth{person}"] for person in self._group.people}
        for person, taken in self.share_out(drawn, balances, roth=True).items():
            books.money[f"roth{person}"] = np.maximum(balances[person] - taken, 0.0) + converted[person]
            if self._rules.is_young(person, year, roth=True):
                rest = taken
                for name in (f"free{person}", *books.unripe(person, year)):
                    part = np.minimum(rest, books.nominal[name])
                    books.nominal[name] = books.nominal[name] - part
                    rest = rest - part
                if converted[person].any():
                    books.nominal[f"unripe{person}.{year}"] = converted[person] + np.zeros(books.width)
