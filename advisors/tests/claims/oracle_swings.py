"""What must be true of claims about swings, spending rules and the past."""

from math import sqrt

import numpy as np

from advisors.retirement.projection.before_tax import before_tax
from advisors.retirement.projection.engine import project
from advisors.retirement.scenarios.stress_tests import replay_baseline
from advisors.tests.claims.oracle import Expected
from advisors.tests.claims.oracle_changes import (
    ASSUMPTIONS,
    SWINGS,
    added_income,
    difference,
    is_clear,
    outcome_of,
)
from advisors.tests.claims.oracle_projection import largest_company
from advisors.tests.claims.oracle_retirement import company_percent, has_projection


def swing_points(raw, name):
    return difference(raw.short_before, outcome_of(raw, f"swing {name}", SWINGS[name][1]))


def swing(arguments, raw):
    (name,) = arguments
    if not has_projection(raw):
        return None
    if not raw.baseline.has_goal:
        income = added_income(raw, SWINGS[name][1])
        if abs(income) < 100:
            return None
        verdict, ending = ("adds", "a year more") if income > 0 else ("takes", "a year less")
        return Expected(verdict, {"income": income}, words=(SWINGS[name][0], "could spend", ending))
    points, error = swing_points(raw, name)
    condition = SWINGS[name][0]
    if not is_clear(points, error):
        words = (condition, "not clearly change")
        return Expected("no_clear_difference", words=words, never=("rise", "fall"))
    if abs(points) < 0.5:
        return None
    verdict, word, other = ("raises", "rise", "fall") if points > 0 else ("lowers", "fall", "rise")
    return Expected(verdict, {"points": points}, words=(condition, word), never=(other, "not"))


def biggest_swing(arguments, raw):
    if raw.success is None:
        return None
    swings = [(*swing_points(raw, name), name) for name in ASSUMPTIONS if SWINGS[name][1](raw.baseline.plan)]
    swings.sort(key=lambda swing: round(swing[0], 6))
    if len(swings) < 2 or swings[0][0] > -1:
        return None

    def differ(one, other):
        return is_clear(one[0] - other[0], sqrt(one[1] ** 2 + other[1] ** 2))

    first, second, third = swings[:3]
    words = (f"depends most on {ASSUMPTIONS[first[2]]}", SWINGS[first[2]][0])
    if differ(first, second):
        return Expected("one", {"points": first[0]}, words=words, never=("rise",))
    if not differ(second, third):
        return None
    words = (f"{words[0]} and {ASSUMPTIONS[second[2]]}", words[1], SWINGS[second[2]][0])
    return Expected("two", {"points": first[0], "second": second[0]}, words=words, never=("rise",))


RULES = {
    "constant_real": "spending the same amount every year",
    "constant_percent": "spending a fixed share of what is left",
    "guardrails": "spending by guardrails",
    "vpw": "spending a share that grows each year",
    "floor_ceiling": "spending a share between a floor and a ceiling",
    "rmd": "spending by the distribution table",
}


def rule_options(raw):
    """Return the options of each rule: rates of the median portfolio at retirement, and ages."""
    plan, profile = raw.baseline.plan, raw.snapshot.profile
    untaxed = project(before_tax(plan), draws=raw.baseline.draws, fan="none").outcome
    wealth = float(np.median(untaxed.at_retirement))
    age = profile.retirement_age
    year = plan.years_to_retirement + 1
    paid = sum(i.amount for i in before_tax(plan).income if i.from_year <= year <= (i.to_year or year))
    drawn = max(plan.spending - paid, 0.0)
    rate = min(drawn / wealth, 1.0)
    stocks = ("us_equity", "intl_developed_equity", "emerging_equity")
    stock_weight = min(1.0, sum(raw.baseline.mix.weights.get(name, 0.0) for name in stocks))
    return {
        "constant_real": {}, "constant_percent": {"rate": rate}, "guardrails": {}, "rmd": {"age": age},
        "vpw": {"age": age, "stock_weight": stock_weight},
        "floor_ceiling": {"rate": rate, "floor": 0.85 * drawn, "ceiling": 1.25 * drawn},
    }  # fmt: skip


def rule(arguments, raw):
    (name,) = arguments
    if raw.success is None:
        return None
    options = rule_options(raw)[name]
    changed = before_tax(raw.baseline.plan).with_changes(rule=name, rule_options=options)
    outcome = project(changed, draws=raw.baseline.draws, fan="none").outcome
    shares = {"ran_out": 100 * outcome.ran_out.mean(), "below": 100 * outcome.below_need.mean()}
    if name == "constant_real":
        del shares["below"]
    figures = {key: share for key, share in shares.items() if 0.5 < share < 99.5}
    edges = tuple("nearly all" if shares[key] >= 99.5 else "hardly any" for key in shares if key not in figures)
    words = (RULES[name], "early", "before taxes", *edges)
    if name == "constant_real":
        return Expected("fixed", figures, words=words, never=("below", "above"))
    cut = 100 * np.percentile(outcome.worst_cut, 90)
    words = (*words, "below three quarters of your goal")
    if name == "guardrails":
        words = (*words, "beside other income", "leave out the published rule on what to sell")
    if name == "rmd" and raw.snapshot.profile.retirement_age < 72:
        words = (*words, "72", "we extend it")
    if cut < 1:
        return Expected("steady", figures, words=(*words, "hardly cut"), never=("or more", "rises", "above"))
    if cut >= 99.5:
        return Expected("spent", figures, words=(*words, "next to nothing"), never=("hardly cut", "or more", "rises"))
    return Expected(
        "flexible", {**figures, "cut": cut}, words=(*words, "or more"), never=("hardly cut", "rises", "above")
    )


def history(arguments, raw):
    if raw.success is None:
        return None
    past = replay_baseline(raw.baseline)
    if past is None or len(past.by_start_year) < 5:
        return None
    lasted, count = sum(run.success for run in past.by_start_year), len(past.by_start_year)
    kinder = 100 * lasted / count - raw.success
    words, never, names = ["overlap", "count for less"], ["kinder", "harsher"], {}
    if company_percent(raw) > 25:
        words += ["whole markets", "swings far more"]
        names = {"company": largest_company(raw)[0].symbol}
    elif abs(kinder) > 5:
        word = "kinder" if kinder > 0 else "harsher"
        words.append(f"the past was {word}")
        never.remove(word)
    if lasted == count:
        return Expected("all", {"periods": count}, names, tuple(words), never=(*never, "none"))
    if not lasted:
        return Expected("none", {"periods": count}, names, (*words, "none"), never=(*never, "every", "each"))
    return Expected(
        "some", {"periods": count, "successes": lasted}, names, tuple(words), never=(*never, "every", "none")
    )


ORACLES = {"swing": swing, "biggest_swing": biggest_swing, "rule": rule, "history": history}
