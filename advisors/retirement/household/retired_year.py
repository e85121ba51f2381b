"""Pass one year of retirement: withdraw, convert, and change the books."""

import numpy as np

from advisors.retirement.household.opening import Ledger, Opening
from advisors.retirement.household.questions import AskingYear
from advisors.retirement.household.solving.brackets import BracketRoom
from advisors.retirement.household.solving.roots import find_roots
from advisors.retirement.household.solving.solutions import Solution
from advisors.retirement.household.streams import HouseholdStreams
from advisors.retirement.tax_law.schedules import Array, add_up

SHORT_FROM = 1e-4
"""Dollars from which a year counts as not fully paid."""


class RetiredYear(AskingYear):
    """A year that is solved and booked."""

    def run(self, streams: HouseholdStreams, opening_balances: dict[int, Array]) -> Ledger:
        """Pass the year, change the books, and return its figures."""
        opening = self.open(streams, opening_balances)
        nothing = dict.fromkeys(self._group.people, np.zeros(1))
        drawn, solution = self.solve(opening, nothing, "drawn")
        converted = nothing
        if self._rules.converts(self._group.year):
            converted = self.choose_conversion(opening, drawn, solution)
            drawn, solution = self.solve(opening, converted, "drawn again")
            unpaid = solution.gap < -SHORT_FROM
            if unpaid.any():  # nobody converts the money that the year needs
                converted = {person: np.where(unpaid, 0.0, amount) for person, amount in converted.items()}
                drawn, solution = self.solve(opening, converted, "drawn again")
        return self.book(opening, converted, drawn, solution)

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
            "joint": float(self._group.status == "joint"),
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
