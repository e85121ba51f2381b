"""What must be true of claims about tested changes of the plan, about single assumptions and about the past."""

from math import sqrt

import numpy as np

from advisors.retirement.scenarios import changes as engine_changes
from advisors.tests.claims.oracle import Expected
from advisors.tests.claims.oracle_retirement import has_projection, verdict_of

DOING = {
    "save_more": "saving ${:,.0f} a year more",
    "retire_later": "retiring {:.0f} years later",
    "spend_less": "spending {:g}% less",
    "more_equity": "moving {:g} points from bonds and cash to stocks",
    "less_equity": "moving {:g} points from stocks to bonds and cash",
}
PROJECTED = {}
"""Paths by the plan and the name of the change: a projection takes time."""


def parse_change(key):
    """Return the kind and the amount of a key such as save_more_3500."""
    kind, _, amount = key.rpartition("_")
    return kind, float(amount)


def with_years(plan, years):
    return plan.with_retirement_in(plan.years_to_retirement + years)


def changed_plan(plan, kind, amount):
    return {
        "save_more": lambda: plan.with_saving(plan.saving + amount),
        "retire_later": lambda: with_years(plan, int(amount)),
        "spend_less": lambda: plan.with_changes(spending=plan.spending * (1 - amount / 100)),
        "more_equity": lambda: engine_changes.with_equity_shift(plan, amount / 100),
        "less_equity": lambda: engine_changes.with_equity_shift(plan, -amount / 100),
    }[kind]()


SWINGS = {
    "conservative": ("on our most cautious assumptions", engine_changes.with_conservative_preset),
    "lower_return": ("with returns one point lower every year", engine_changes.with_lower_return),
    "higher_volatility": ("with market swings two points larger", engine_changes.with_higher_volatility),
    "higher_inflation": ("with inflation one point higher", engine_changes.with_higher_inflation),
    "higher_fee": ("with fees a quarter of a point higher", lambda p: p.with_changes(fee=p.fee + 0.0025)),
    "save_more": ("if you save a tenth more", lambda p: p.with_saving(p.saving * 1.1)),
    "save_less": ("if you save a tenth less", lambda p: p.with_saving(p.saving * 0.9)),
    "spend_more": ("if you spend a tenth more", lambda p: p.with_changes(spending=p.spending * 1.1)),
    "spend_less": ("if you spend a tenth less", lambda p: p.with_changes(spending=p.spending * 0.9)),
    "retire_later": ("if you retire one year later", lambda p: with_years(p, 1)),
    "retire_earlier": ("if you retire one year earlier", lambda p: with_years(p, -1)),
    "more_equities": ("with ten points more in stocks", lambda p: engine_changes.with_equity_shift(p, 0.1)),
    "less_equities": ("with ten points less in stocks", lambda p: engine_changes.with_equity_shift(p, -0.1)),
}
ASSUMPTIONS = {
    "lower_return": "returns", "higher_volatility": "market swings", "higher_inflation": "inflation",
    "higher_fee": "fees",
}  # fmt: skip


def outcome_of(raw, name, change):
    """Return the paths of the plan after a change. change: what it does to the plan."""
    key = raw.baseline.plan.model_dump_json(), name
    if key not in PROJECTED:
        PROJECTED[key] = raw.short(change(raw.baseline.plan))
    return PROJECTED[key]


def outcome_after(raw, key):
    return outcome_of(raw, key, lambda plan: changed_plan(plan, *parse_change(key)))


def difference(before, after):
    """Return the change of success in points, and its paired standard error."""
    steps = after.success.astype(float) - before.success.astype(float)
    mean = steps.mean()
    return 100 * mean, 100 * sqrt(max((np.abs(steps).mean() - mean**2) / steps.size, 0.0))


def is_clear(points, error):
    """Return whether a difference is clear, with both figures to the thousandth that their facts have."""
    return points != 0 and round(abs(points), 3) > 2 * round(error, 3)


def differs(points, error):
    """Return whether two changes differ clearly. No fact holds their difference, so it is not rounded."""
    return points != 0 and abs(points) > 2 * error


def is_realistic(raw, key):
    kind, amount = parse_change(key)
    profile = raw.snapshot.profile
    saving, goal = float(profile.annual_contribution), float(profile.target_retirement_income or 0)
    if kind == "save_more":
        return not goal or saving + amount <= max(2 * saving, goal / 4)
    return kind != "retire_later" or profile.retirement_age + amount <= 72


def chances(**values):
    """Return figures and words of chances: near 0 and 100 they are in words."""
    figures = {name: value for name, value in values.items() if 0.5 < value < 99.5}
    edges = [value for value in values.values() if not 0.5 < value < 99.5]
    words = tuple("nearly certain" if value >= 99.5 else "hardly any" for value in edges)
    return figures, words


def doing_words(key):
    """Return the words for a change, and its amount as the figure of the sentence."""
    kind, amount = parse_change(key)
    return DOING[kind].format(amount), amount


def added_income(raw, change):
    """Return how much more nine of ten paths can spend a year after a change, in dollars."""
    after, _ = raw.baseline.kept.measure(change(raw.baseline.plan))
    return after.sustainable_spending["0.90"] - raw.baseline.projection.sustainable_spending["0.90"]


def change(arguments, raw):
    (key,) = arguments
    if not has_projection(raw) or not is_realistic(raw, key):
        return None
    if not raw.baseline.has_goal:
        income = added_income(raw, lambda plan: changed_plan(plan, *parse_change(key)))
        words, amount = doing_words(key)
        if abs(income) < 100:
            return Expected("adds_nothing", {"amount": amount}, words=(words, "no clear difference"))
        verdict, never = ("adds", ("takes", "taken")) if income > 0 else ("takes", ("adds", "added"))
        return Expected(verdict, {"amount": amount, "income": income}, words=(words,), never=never)
    after = outcome_after(raw, key)
    points, error = difference(raw.short_before, after)
    words, amount = doing_words(key)
    if not is_clear(points, error):
        never = ("raises", "rises", "lowers", "falls")
        return Expected("no_clear_difference", {"amount": amount}, words=(words, "no clear difference"), never=never)
    if abs(points) < 0.5:
        return None
    figures, edge = chances(before=raw.success, after=raw.chance_of(after))
    figures = {"amount": amount, **figures}
    verdict, never = ("raises", ("lowers", "falls")) if points > 0 else ("lowers", ("raises", "rises"))
    if "equity" in key:
        return Expected(f"mix_{verdict}", figures, words=(words, *edge, "other assumptions"), never=never)
    if verdict == "raises" and is_strong(raw):
        return Expected("raises_strong", figures, words=(words, *edge, "strong already"), never=("lower", "raises"))
    return Expected(verdict, figures, words=(words, *edge), never=(*never, "strong"))


def is_strong(raw):
    return verdict_of(raw.success, raw.stressed) == "strong"


def helps(raw, key):
    points, error = difference(raw.short_before, outcome_after(raw, key))
    return points >= 1 and is_clear(points, error)


def compare_changes(arguments, raw):
    first, second = arguments
    if raw.success is None or any("equity" in key or not is_realistic(raw, key) for key in arguments):
        return None
    if not helps(raw, first) or not helps(raw, second):
        return None
    points, error = difference(outcome_after(raw, second), outcome_after(raw, first))
    figures = {"first": parse_change(first)[1], "second": parse_change(second)[1]}
    words = (doing_words(first)[0], doing_words(second)[0])
    if not differs(points, error):
        never = ("helps more", "helps less", "gain more", "gain less")
        return Expected("about_as_much", figures, words=(*words, "as much"), never=never)
    verdict, other = ("more", "less") if points > 0 else ("less", "more")
    return Expected(verdict, figures, words=words, never=(f"helps {other}", f"gain {other}", "as much"))


def best_change(arguments, raw):
    if raw.success is None or is_strong(raw):
        return None
    keys = [key for key in tested_keys(raw) if is_realistic(raw, key)]
    found = [key for key in keys if helps(raw, key)]
    found.sort(key=lambda key: -outcome_after(raw, key).success.mean())
    if not found or len(keys) < 2:
        return None
    if len(found) > 1:
        points, error = difference(outcome_after(raw, found[1]), outcome_after(raw, found[0]))
        if not differs(points, error):
            return None
    figures, edge = chances(before=raw.success, after=raw.chance_of(outcome_after(raw, found[0])))
    words, amount = doing_words(found[0])
    figures = {"amount": amount, **figures}
    words = (words, "save more, work longer or spend less", *edge)
    if len(found) == 1:
        return Expected("only", figures, words=(*words, "only"), never=("most",))
    return Expected("most", figures, words=(*words, "helps most"), never=("only", "least"))


def tested_keys(raw):
    """Return the keys of the steps that the built-in planner tests, except changes of the mix."""
    profile = raw.snapshot.profile
    keys = ["spend_less_10"]
    if profile.years_until_retirement:
        needed = (raw.baseline.projection.required_saving or {}).get("0.90", 0.0)
        now, goal = float(profile.annual_contribution), float(profile.target_retirement_income)
        extra = max(0.0, needed - now)
        steps = max(1, int(np.ceil((extra or now / 10 or 1000) / 500))) * 500
        amount = min(steps, max(goal, 3 * now)) if extra else steps
        keys += [f"save_more_{amount:.10g}", "retire_later_2"]
    return keys


ORACLES = {"change": change, "compare_changes": compare_changes, "best_change": best_change}
