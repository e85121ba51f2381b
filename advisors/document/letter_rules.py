"""The rules of a letter as data: what may stand in which part, at most how often, and what an action says already."""

from dataclasses import dataclass

from advisors.claims.statement import Statement

Topic = str | tuple[str, str]
"""A kind of claim, or one verdict of it."""
MIN_MATTERS, MAX_MATTERS = 4, 6
MAX_WORDS = 400
"""With headings, actions and the fixed line."""


@dataclass(frozen=True)
class Group:
    """Topics of which a part prints the heaviest. most: how many of them at most."""

    topics: tuple[Topic, ...]
    most: int = 1

    def includes(self, statement: Statement) -> bool:
        return matches(statement, self.topics)


def matches(statement: Statement, topics: tuple[Topic, ...]) -> bool:
    """Return whether a statement is of one of these kinds and verdicts."""
    return statement.kind in topics or (statement.kind, statement.verdict) in topics


STANDS = (
    Group(("empty", "worth")),
    Group(("not_counted",)),
    Group(("when",)),
    Group((("speculative_group", "unmodelled"),)),
    Group(("draw", "saving_weight")),
    Group(("on_track", "no_projection", ("sustained", "90_without_goal"))),
    Group(("goal_gap", "goal_multiple")),
)
"""Money and people, then the verdict, its weak point, and the gap or the room."""

DANGERS: tuple[Topic, ...] = (
    ("company", "over"), ("halves", "large_company"), "employer_stock", ("speculative", "large"),
    ("speculative_group", "above_target"), ("halves", "large_coins"), ("gain_of", "coins"), "mostly_cash",
    ("real_growth", "shrinks"), "uninsured_cash", ("near_money", "thin"), ("near_money", "thin_alone"),
    ("near_money", "none"), ("reserve", "short"), ("reserve", "none"), "mixed_purpose",
    ("unclassified", "fund_blind"), ("unclassified", "fund_blurred"), ("unclassified", "holding_blind"),
    ("unclassified", "holding_blurred"), ("diversification", "poorly"), ("diversification", "single"),
    ("fees", "high"), ("target_date", "early"), ("target_date", "late"), ("grade", "contradiction"),
)  # fmt: skip
TARGETS: tuple[Topic, ...] = (
    *(("against_target", f"{place}far_{side}") for place in ("", "home_", "abroad_") for side in ("above", "below")),
    ("against_target", "none_held"), ("against_target", "home_all"), ("against_target", "abroad_none"),
    ("off_target", "over"), ("off_target", "under"), ("off_target", "both"), ("missed_target", "no_fund"),
    ("home_bias", "all"), ("home_bias", "high"),
)  # fmt: skip
BAD_YEARS: tuple[Topic, ...] = (("crash", "fell"), ("crash", "fell_retirement"), ("bad_year", "loses"))
IN_PLACE_OR_MISSING: tuple[Topic, ...] = (
    ("reserve", "enough"), ("reserve", "partly"), ("near_money", "covered"), ("near_money", "covered_alone"),
    ("target_date", "fits"), "taxed_account", "time_left", "income_missing",
)  # fmt: skip
MATTERS = (Group(DANGERS, most=4), Group(TARGETS), Group(BAD_YEARS), Group(IN_PLACE_OR_MISSING, most=2))
"""What changes a decision: dangers, then a target, then what a bad year costs, then what is in place or missing."""

LEAVES_OUT = (
    Group(("left_out",)),
    Group(("cash_left_out",)),
    Group(("converted",)),
    Group(("not_modelled",)),
    Group(("income",)),
    Group(("early_access",)),
    Group(("cost_unknown",)),
    Group((("reserve_account", "counted"),)),
    Group(("assumed",)),
    Group(("tax_assumed",)),
    Group(("tax_law",)),
    Group((("prices", "all_samples"), ("prices", "one_sample"), ("prices", "some_samples"), ("prices", "one_of"),
           ("prices", "mixed_samples"), ("prices", "old"), ("prices", "failed"))),
)  # fmt: skip

KEPT: tuple[Topic, ...] = ("converted", "not_modelled", "prices", "tax_assumed", "tax_law")
"""What a letter never leaves out to become shorter."""

FOLLOWERS: dict[Topic, tuple[Topic, ...]] = {
    "on_track": (("company_swings", "large"), "one_point"),
    ("company", "over"): (("company_swings", "some"),),
    "saving_weight": ("saving_total",),
    "mostly_cash": (("real_growth", "barely"),),
    ("halves", "large_company"): (("gain", "of_all"),),
    ("goal_gap", "room"): (("at_end", "leaves"),),
}
"""What is printed directly after something else, and never without it."""

REPEATED: dict[Topic, tuple[Topic, ...]] = {
    "ask_purpose": ("mixed_purpose",),
    "broaden": ("diversification",),
    "build_reserve": ("reserve",),
    "confirm_input": ("assumed", "tax_assumed"),
    "limit_speculative": ("unclassified",),
    "record_holdings": ("income_missing", "not_modelled", "assumed", "no_projection", "reserve"),
    "record_income": ("income_missing",),
    "sell_down": (("reserve", "short"), ("reserve", "none")),
    "set_price": ("left_out",),
    "draw": (("income", "runs"), ("income", "runs_and_ends")),
    "mostly_cash": ("diversification", "against_target", "reserve"),
    ("company", "over"): ("diversification",),
    ("company_swings", "large"): ("one_point", "goal_gap"),
    ("halves", "large_company"): ("against_target", "off_target", "missed_target", "home_bias"),
    ("speculative", "large"): (("speculative_group", "above_target"),),
    ("speculative_group", "unmodelled"): ("diversification", "unclassified"),
}
"""What need not be said once something else is printed, by the kind of the action or the claim."""


def find_topics(table: dict[Topic, tuple[Topic, ...]], statement: Statement) -> tuple[Topic, ...]:
    """Return what a table lists for the kind of a statement and for its verdict."""
    return (*table.get(statement.kind, ()), *table.get((statement.kind, statement.verdict), ()))


def has_fixed_place(statement: Statement) -> bool:
    """Return whether code places this statement: before what matters, or after it."""
    fixed = [group for group in (*STANDS, *LEAVES_OUT) if group.includes(statement)]
    return bool(fixed) or any(matches(statement, FOLLOWERS[topic]) for topic in ("on_track", "saving_weight"))
