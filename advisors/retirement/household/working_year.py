"""Pass one year before retirement: contributions within the limits. Wages pay for living and for all taxes."""

import numpy as np

from advisors.retirement.household.books import Books
from advisors.retirement.household.groups import YearGroup
from advisors.retirement.household.opening import Ledger
from advisors.retirement.household.rules import HouseholdRules
from advisors.retirement.household.saving import save
from advisors.retirement.household.streams import HouseholdStreams
from advisors.retirement.tax_law.schedules import Array

TAXED_KINDS = ("wages", "pension")


def pass_working_year(
    rules: HouseholdRules, group: YearGroup, books: Books, price: Array, streams: HouseholdStreams
) -> Ledger:
    """Book the year's contributions and yields, and return its figures in today's dollars.

    Other incomes are spent; they only count toward the income that sets Medicare surcharges two years later.
    """
    money, nominal, year = books.money, books.nominal, group.year
    qualified, interest = rules.yields()
    income = (qualified + interest) * money["taxable"]
    nominal["basis"] += income
    for kind in TAXED_KINDS:
        income = income + group.pick(streams.amount(kind, group.living))
    received = -rules.lump_sum(year)
    figures = {name: np.zeros(1) for name in ("to_traditional", "match", "to_roth", "to_taxable", "to_hsa")}
    for contributions in rules.household.contributions:
        owner = contributions.owner
        last = rules.household.people[owner].retirement_year
        if not group.living[owner] or year > (rules.plan.years_to_retirement if last is None else last):
            continue
        saved = save(contributions, rules.law.limits, year=year, age=rules.age(owner, year), price=group.pick(price))
        money[f"traditional{owner}"] += saved.traditional + saved.match
        money[f"roth{owner}"] += saved.roth
        nominal[f"free{owner}"] += saved.roth
        money["hsa"] += saved.hsa
        income = income + saved.wages
        for name in ("traditional", "roth", "taxable", "hsa"):
            figures[f"to_{name}"] = figures[f"to_{name}"] + getattr(saved, name)
        figures["match"] = figures["match"] + saved.match
    money["taxable"] += figures["to_taxable"] + received
    nominal["basis"] += figures["to_taxable"] + received
    nominal["magi2"], nominal["magi1"] = nominal["magi1"], income + np.zeros(books.width)
    return {**figures, "agi": nominal["magi1"].copy(), "received": received}
