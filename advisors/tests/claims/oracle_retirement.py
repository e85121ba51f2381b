"""What must be true of claims about the retirement plan."""

from math import floor

import numpy as np

from advisors.tests.claims.oracle import Expected

WORDS = {
    "strong": ("good shape", "strong"),
    "sound": ("sound", "holds up"),
    "fragile": ("little to spare", "only just works"),
    "likely": ("margin",),
    "thin": ("needs work", "work to do"),
    "off": ("does not reach your goal yet", "falls short"),
}


def verdict_of(success, stressed):
    if success >= 90 and stressed >= 80:
        return "strong"
    if success >= 85:
        return "sound" if stressed >= 70 else "fragile"
    if success >= 65:
        return "likely" if success >= 75 else "thin"
    return "off"


def chance(value):
    """Return figures and words of a chance: near 0 and 100 it is in words."""
    if value >= 99.5:
        return {}, ("nearly all",)
    return ({}, ("hardly any",)) if value <= 0.5 else ({"chance": value}, ())


def company_percent(raw):
    """Return the share of the largest company in percent of everything."""
    companies = {i.id for i in raw.snapshot.instruments if i.instrument_type in ("stock", "reit")}
    dollars = {}
    for position in raw.snapshot.positions:
        if position.instrument_id in companies:
            worth = float(position.quantity) * (raw.prices[position.instrument_id] or 0)
            dollars[position.instrument_id] = dollars.get(position.instrument_id, 0) + worth
    return 100 * max(dollars.values(), default=0) / raw.total if raw.total else 0.0


def has_projection(raw):
    return raw.baseline is not None and raw.unclassified_percent < 50


def is_after_tax(raw):
    """Return whether the plan is after tax: only once something about the household is entered."""
    return has_projection(raw) and raw.baseline.plan.household is not None


def on_track(arguments, raw):
    if raw.success is None:
        return None
    verdict = verdict_of(raw.success, raw.stressed)
    figures, words = chance(raw.success)
    others = tuple(word for name, words in WORDS.items() if name != verdict for word in words)
    goal = float(raw.snapshot.profile.target_retirement_income)
    return Expected(verdict, {**figures, "goal": goal}, words=words, never=(*others, "bad"))


def one_point(arguments, raw):
    if raw.success is None or raw.success <= 0.5:
        return None
    holds = verdict_of(raw.success, raw.stressed) == "strong"
    if not holds and floor(raw.success + 0.5) == floor(raw.stressed + 0.5):
        return None
    figures, words = chance(raw.stressed)
    never = ("more", "higher") if holds else ("more", "higher", "still", "even")
    return Expected("holds" if holds else "lowers", figures, words=words, never=never)


def sustained_at(raw, confidence):
    """Return the most that this share of the paths, in percent, can spend a year."""
    return raw.baseline.projection.sustainable_spending[f"{confidence / 100:.2f}"]


def goal_gap(arguments, raw):
    if raw.success is None:
        return None
    sustained = sustained_at(raw, 90)
    gap = float(raw.snapshot.profile.target_retirement_income) - sustained
    if abs(gap) <= 50:
        return None
    figures = {"sustained": sustained, "gap": abs(gap)}
    if gap > 0:
        return Expected("short", figures, words=("90", "after taxes"), never=("more", "ahead", "below", "less"))
    return Expected("room", figures, words=("90", "after taxes", "more"), never=("short", "above", "below", "less"))


def time_left(arguments, raw):
    years = raw.snapshot.profile.years_until_retirement
    if raw.success is None or years < 10:
        return None
    gap = float(raw.snapshot.profile.target_retirement_income) - sustained_at(raw, 90)
    if gap <= 50 or verdict_of(raw.success, raw.stressed) in ("strong", "sound"):
        return None
    return Expected("many", {"years": years}, words=("before you retire", "gap"), never=("after",))


def sustained(arguments, raw):
    if not has_projection(raw):
        return None
    if sustained_at(raw, 80) - sustained_at(raw, 95) <= 50:
        return None
    (level,) = arguments
    verdict = "90_without_goal" if level == "90" and not raw.baseline.has_goal else level
    return Expected(verdict, {"spending": sustained_at(raw, int(level))}, words=(level, "after taxes"))


FOUND_AGES = {}
"""The earliest retirement by digest of the snapshot: finding it takes many projections."""


def earliest_age(raw):
    """Return the first age at which 90% of the paths pay for the plan; None if no age does."""
    digest = raw.snapshot.digest
    if digest not in FOUND_AGES:
        plan, horizon = raw.baseline.plan, raw.baseline.plan.horizon
        FOUND_AGES[digest] = None
        for years in range(horizon):
            if raw.chance_after(plan.with_retirement_in(years)) >= 90:
                FOUND_AGES[digest] = raw.snapshot.profile.age + years
                break
    return FOUND_AGES[digest]


def earliest(arguments, raw):
    profile = raw.snapshot.profile
    if raw.success is None or not profile.years_until_retirement:
        return None
    planned, found = profile.age + profile.years_until_retirement, earliest_age(raw)
    if found is None or found > max(planned, 72):
        return None
    if found == planned:
        return Expected("as_planned", {"planned": planned}, words=("90", "no age before"), never=("instead", "could"))
    figures = {"earliest": found, "planned": planned}
    if found > planned:
        return Expected("later", figures, words=("90", "instead of"), never=("before", "still"))
    return Expected("earlier", figures, words=("90",), never=("instead", "no age", "would bring"))


def saving_needed(arguments, raw):
    profile = raw.snapshot.profile
    if raw.success is None or not profile.years_until_retirement:
        return None
    if "annual_contribution" in profile.assumed:
        return None
    if raw.baseline.projection.required_saving is None:
        return None
    needed = raw.baseline.projection.required_saving["0.90"]
    now, goal = float(profile.annual_contribution), float(profile.target_retirement_income)
    if needed < 1:
        return Expected("none_needed", words=("90",), never=("would bring", "more"))
    if needed <= now:
        return Expected("enough", {"now": now}, words=("90", "enough"), never=("would bring", "more", "less"))
    if needed - now < 100 or needed > max(2 * now, goal / 4):
        return None
    figures, never = {"needed": needed, "month": (needed - now) / 12}, ("enough", "less", "even")
    if not now:
        return Expected("start", figures, words=("90", "a month"), never=(*never, "more"))
    return Expected("more", {**figures, "now": now}, words=("90", "more", "a month"), never=never)


def if_it_fails(arguments, raw):
    if raw.success is None or raw.success == 100:
        return None
    outcome = raw.baseline.projection.outcome
    years = float(np.median(outcome.years_short[~outcome.success]))
    if raw.success < 50:
        return Expected("most", {"years": years}, words=("early", "most"))
    return Expected("some", {"years": years}, words=("early",), never=("most",))


ORACLES = {
    "on_track": on_track, "one_point": one_point, "goal_gap": goal_gap, "time_left": time_left, "sustained": sustained,
    "earliest": earliest, "saving_needed": saving_needed, "if_it_fails": if_it_fails,
}  # fmt: skip
