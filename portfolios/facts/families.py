"""The families of facts, and what is measured of each family's members."""

from enum import StrEnum
from typing import NamedTuple


class Family(StrEnum):
    """What a fact is about. OLD: a fact of an analysis of an earlier version, which had an id only."""

    OLD = "old"
    PORTFOLIO = "portfolio"
    TAX_STATUS = "tax_status"
    ACCOUNT = "account"
    HOLDING = "holding"
    ASSET_CLASS = "asset_class"
    REGION = "region"
    SECTOR = "sector"
    REGION_GROUP = "region_group"
    SPREAD = "spread"
    COMPANY = "company"
    FEES = "fees"
    FUND_COST = "fund_cost"
    SWAP = "swap"
    RISK = "risk"
    RISK_CLASS = "risk_class"
    TRADES = "trades"
    TRADE = "trade"
    MISPLACED = "misplaced"
    DATA = "data"
    PROFILE = "profile"
    PLAN = "plan"
    CHANGE = "change"
    SWING = "swing"
    RULE = "rule"
    HISTORY = "history"
    HISTORY_START = "history_start"
    CRASH = "crash"
    INCOME = "income"
    COINS = "coins"
    RMD = "rmd"
    RESERVE = "reserve"
    ACTION = "action"
    PERFORMANCE = "performance"
    CURRENCY = "currency"
    TAX = "tax"
    MARGINAL = "marginal"
    SURCHARGE = "surcharge"
    PENALTY = "penalty"
    SURVIVOR = "survivor"
    BUCKET = "bucket"


class Measure(StrEnum):
    """Which property of it a fact states. FIGURE: that of a fact of an earlier version."""

    FIGURE = "figure"
    VALUE = "value"
    INVESTED = "invested"
    CASH = "cash"
    ACCOUNTS = "accounts"
    HOLDINGS = "holdings"
    SHARE = "share"
    SHARE_OF_CLASSIFIED = "share_of_classified"
    TARGET = "target"
    DRIFT = "drift"
    GAP = "gap"
    AFTER = "after"
    COUNT = "count"
    HERFINDAHL = "herfindahl"
    EFFECTIVE = "effective"
    SCORE = "score"
    BEST = "best"
    LIMIT = "limit"
    EXCESS = "excess"
    SHELTERED = "sheltered"
    GAIN = "gain"
    YEARLY = "yearly"
    RATIO = "ratio"
    KNOWN_SHARE = "known_share"
    UNKNOWN_SHARE = "unknown_share"
    YEARS = "years"
    DRAG = "drag"
    DRAG_SHARE = "drag_share"
    NOW = "now"
    THEN = "then"
    SAVING = "saving"
    TAXABLE = "taxable"
    RETURN = "return"
    GROWTH = "growth"
    VOLATILITY = "volatility"
    WHOLE_VOLATILITY = "whole_volatility"
    BAD_YEAR_FALL = "bad_year_fall"
    BAD_YEAR_LOSS = "bad_year_loss"
    DIVERSIFICATION_RATIO = "diversification_ratio"
    RISK_SHARE = "risk_share"
    TRADES = "trades"
    BOUGHT = "bought"
    SOLD = "sold"
    TAXED = "taxed"
    GAIN_TAX = "gain_tax"
    BREACHED = "breached"
    SHARES = "shares"
    DOLLARS = "dollars"
    UNCLASSIFIED = "unclassified"
    UNPRICED = "unpriced"
    SAMPLE_PRICES = "sample_prices"
    OLDEST_PRICE = "oldest_price"
    MISSING_COST = "missing_cost"
    IDLE_CASH = "idle_cash"
    ASSUMED = "assumed"
    NOT_FOR_RETIREMENT = "not_for_retirement"
    AGE = "age"
    YEARS_TO_RETIREMENT = "years_to_retirement"
    RETIREMENT_AGE = "retirement_age"
    PLAN_TO_AGE = "plan_to_age"
    ANNUAL_CONTRIBUTION = "annual_contribution"
    INCOME_GOAL = "income_goal"
    SUCCESS = "success"
    SUCCESS_LOW = "success_low"
    SUCCESS_HIGH = "success_high"
    FAILURE_HIGH = "failure_high"
    SUSTAINED_80 = "sustained_80"
    SUSTAINED_90 = "sustained_90"
    SUSTAINED_95 = "sustained_95"
    REQUIRED_SAVING = "required_saving"
    EXTRA_SAVING = "extra_saving"
    ROOM = "room"
    EARLIEST_AGE = "earliest_age"
    YEARS_SHORT = "years_short"
    AT_RETIREMENT_LOW = "at_retirement_low"
    AT_RETIREMENT_MEDIAN = "at_retirement_median"
    AT_RETIREMENT_HIGH = "at_retirement_high"
    AT_END_LOW = "at_end_low"
    AT_END_MEDIAN = "at_end_median"
    START = "start"
    INFLATION = "inflation"
    IMPUTED = "imputed"
    PATHS = "paths"
    ASSUMPTIONS_DATE = "assumptions_date"
    SAFE_SHARE = "safe_share"
    SAFE_YEARS_NET = "safe_years_net"
    AMOUNT = "amount"
    POINTS = "points"
    INCOME = "income"
    MORE = "more"
    LIFETIME = "lifetime"
    PERIODS = "periods"
    SUCCESSES = "successes"
    WORST_START = "worst_start"
    WORST_YEARS = "worst_years"
    LEFT = "left"
    CHANGE = "change"
    START_AGE = "start_age"
    WORLD_WEIGHT = "world_weight"
    GAIN_OF_EXCESS = "gain_of_excess"
    SAFE_YEARS_GROSS = "safe_years_gross"
    HALF_LOSS = "half_loss"
    SHARE_OF_EQUITY = "share_of_equity"
    MONTHS = "months"
    COVERED = "covered"
    SAVING_SHARE = "saving_share"
    SAVING_TOTAL = "saving_total"
    RETIREMENT_YEAR = "retirement_year"
    TARGET_YEAR = "target_year"
    TARGET_YEAR_GAP = "target_year_gap"
    PRICES = "prices"
    OLD_PRICES = "old_prices"
    SAMPLE_DATE = "sample_date"
    MISSING_COST_TAXABLE = "missing_cost_taxable"
    INSURED_LIMIT = "insured_limit"
    EXTRA_SAVING_MONTH = "extra_saving_month"
    OTHER_INCOME = "other_income"
    DRAW = "draw"
    NEAR_MONEY = "near_money"
    NEAR_YEARS_GROSS = "near_years_gross"
    NEAR_YEARS_NET = "near_years_net"
    GOAL_YEARS = "goal_years"
    END_AGE = "end_age"
    RAN_OUT = "ran_out"
    BELOW_NEED = "below_need"
    CUT = "cut"
    CUT_90 = "cut_90"
    FLOOR_90 = "floor_90"
    CUT_MEDIAN = "cut_median"
    CUT_P90 = "cut_p90"
    ADDED = "added"
    END = "end"
    SINCE = "since"
    SIMPLE = "simple"
    TIME_WEIGHTED = "time_weighted"
    MONEY_WEIGHTED = "money_weighted"
    BENCHMARK = "benchmark"
    TIME_WEIGHTED_YEARLY = "time_weighted_yearly"
    MONEY_WEIGHTED_YEARLY = "money_weighted_yearly"
    BENCHMARK_YEARLY = "benchmark_yearly"
    AHEAD = "ahead"
    COST = "cost"
    COST_GAIN = "cost_gain"
    COST_GAIN_SHARE = "cost_gain_share"
    DAY_CHANGE = "day_change"
    DAY_SHARE = "day_share"
    RATE = "rate"
    RATE_DATE = "rate_date"
    NOT_CONVERTED = "not_converted"
    SUSTAINED_MONTH = "sustained_month"
    GOAL_MONTH = "goal_month"
    YEAR = "year"


class FamilyRecord(NamedTuple):
    """topic: under which heading prompts and pages list its facts. measures: those it may have."""

    topic: str
    measures: frozenset[Measure]


def _record(topic: str, *measures: Measure) -> FamilyRecord:
    return FamilyRecord(topic, frozenset(measures))


_M = Measure
_STORED_RULE_MEASURES = (_M.SUCCESS, _M.CUT, _M.CUT_90)
"""Of spending rules in stored analyses only: one success hides that a flexible rule pays less."""
_COSTED = (_M.COST, _M.COST_GAIN, _M.COST_GAIN_SHARE, _M.DAY_CHANGE, _M.DAY_SHARE)
_TARGETED = (_M.SHARE_OF_CLASSIFIED, _M.TARGET, _M.DRIFT, _M.GAP, _M.AFTER)
FAMILIES: dict[Family, FamilyRecord] = {
    Family.OLD: _record("old", _M.FIGURE),
    Family.PORTFOLIO: _record("worth", _M.VALUE, _M.INVESTED, _M.CASH, _M.ACCOUNTS, _M.HOLDINGS, *_COSTED),
    Family.TAX_STATUS: _record("accounts", _M.VALUE, _M.SHARE),
    Family.ACCOUNT: _record("accounts", _M.VALUE, _M.SHARE, _M.CASH, _M.GAIN, *_COSTED),
    Family.HOLDING: _record("holdings", _M.VALUE, _M.SHARE, _M.GAIN, _M.TARGET_YEAR, _M.TARGET_YEAR_GAP, *_COSTED),
    Family.ASSET_CLASS: _record("asset_class", _M.VALUE, _M.SHARE, *_TARGETED),
    Family.REGION: _record("regions", _M.VALUE, _M.SHARE),
    Family.SECTOR: _record("sectors", _M.VALUE, _M.SHARE),
    Family.REGION_GROUP: _record("targets", *_TARGETED, _M.WORLD_WEIGHT, _M.SHARE_OF_EQUITY),
    Family.SPREAD: _record(
        "concentration", _M.SHARE, _M.COUNT, _M.HERFINDAHL, _M.EFFECTIVE, _M.SCORE, _M.BEST,
    ),
    Family.COMPANY: _record(
        "concentration", _M.LIMIT, _M.SHARE, _M.EXCESS, _M.SHELTERED, _M.TAXED, _M.GAIN, _M.GAIN_OF_EXCESS,
        _M.HALF_LOSS, _M.VOLATILITY,
    ),
    Family.FEES: _record(
        "costs", _M.YEARLY, _M.RATIO, _M.KNOWN_SHARE, _M.UNKNOWN_SHARE, _M.YEARS, _M.DRAG, _M.DRAG_SHARE,
    ),
    Family.FUND_COST: _record("costs", _M.RATIO, _M.YEARLY),
    Family.SWAP: _record("costs", _M.NOW, _M.THEN, _M.SAVING, _M.TAXABLE),
    Family.RISK: _record(
        "risk", _M.RETURN, _M.GROWTH, _M.VOLATILITY, _M.WHOLE_VOLATILITY, _M.SCORE, _M.BAD_YEAR_FALL,
        _M.BAD_YEAR_LOSS, _M.DIVERSIFICATION_RATIO,
    ),
    Family.RISK_CLASS: _record("risk", _M.SHARE, _M.RISK_SHARE),
    Family.TRADES: _record("rebalancing", _M.TRADES, _M.BOUGHT, _M.SOLD, _M.TAXED, _M.BREACHED),
    Family.TRADE: _record("rebalancing", _M.SHARES, _M.DOLLARS),
    Family.MISPLACED: _record("location", _M.COUNT, _M.VALUE),
    Family.DATA: _record(
        "data", _M.UNCLASSIFIED, _M.UNPRICED, _M.SAMPLE_PRICES, _M.OLDEST_PRICE, _M.MISSING_COST, _M.IDLE_CASH,
        _M.ASSUMED, _M.NOT_FOR_RETIREMENT, _M.PRICES, _M.OLD_PRICES, _M.SAMPLE_DATE, _M.MISSING_COST_TAXABLE,
        _M.INSURED_LIMIT, _M.NOT_CONVERTED,
    ),
    Family.PROFILE: _record(
        "profile", _M.AGE, _M.YEARS_TO_RETIREMENT, _M.RETIREMENT_AGE, _M.PLAN_TO_AGE, _M.ANNUAL_CONTRIBUTION,
        _M.INCOME_GOAL, _M.SAVING_SHARE, _M.SAVING_TOTAL, _M.RETIREMENT_YEAR, _M.GOAL_YEARS,
    ),
    Family.PLAN: _record(
        "retirement", _M.SUCCESS, _M.SUCCESS_LOW, _M.SUCCESS_HIGH, _M.FAILURE_HIGH, _M.SUSTAINED_80, _M.SUSTAINED_90,
        _M.SUSTAINED_95, _M.REQUIRED_SAVING, _M.EXTRA_SAVING, _M.GAP, _M.ROOM, _M.EARLIEST_AGE, _M.YEARS_SHORT,
        _M.AT_RETIREMENT_LOW, _M.AT_RETIREMENT_MEDIAN, _M.AT_RETIREMENT_HIGH, _M.AT_END_LOW, _M.AT_END_MEDIAN,
        _M.START, _M.GROWTH, _M.VOLATILITY, _M.INFLATION, _M.IMPUTED, _M.PATHS, _M.ASSUMPTIONS_DATE, _M.SAFE_SHARE,
        _M.SAFE_YEARS_NET, _M.SAFE_YEARS_GROSS, _M.EXTRA_SAVING_MONTH, _M.OTHER_INCOME, _M.DRAW, _M.NEAR_MONEY,
        _M.NEAR_YEARS_GROSS, _M.NEAR_YEARS_NET, _M.SUSTAINED_MONTH, _M.GOAL_MONTH,
    ),
    Family.CHANGE: _record("retirement", _M.AMOUNT, _M.SUCCESS, _M.POINTS, _M.MORE, _M.INCOME),
    Family.SWING: _record("sensitivity", _M.POINTS, _M.INCOME),
    Family.RULE: _record(
        "rules", _M.RAN_OUT, _M.BELOW_NEED, _M.FLOOR_90, _M.CUT_MEDIAN, _M.CUT_P90, _M.LIFETIME,
        *_STORED_RULE_MEASURES,
    ),
    Family.HISTORY: _record("history", _M.PERIODS, _M.SUCCESSES, _M.WORST_START, _M.WORST_YEARS),
    Family.HISTORY_START: _record("history", _M.LEFT),
    Family.CRASH: _record("risk", _M.CHANGE, _M.DOLLARS),
    Family.INCOME: _record("profile", _M.AMOUNT, _M.START_AGE, _M.END_AGE),
    Family.COINS: _record("concentration", _M.VALUE, _M.SHARE, _M.COUNT, _M.HALF_LOSS, _M.GAIN),
    Family.RMD: _record("retirement", _M.AGE, _M.AMOUNT, _M.YEAR, _M.YEARLY),
    Family.RESERVE: _record("worth", _M.VALUE, _M.MONTHS, _M.TARGET, _M.GAP, _M.COVERED),
    Family.ACTION: _record(
        "actions", _M.AMOUNT, _M.MORE, _M.NOW, _M.THEN, _M.GAIN, _M.YEARLY, _M.YEARS, _M.AGE, _M.SHELTERED, _M.TAXED,
        _M.CASH, _M.SUCCESS, _M.POINTS, _M.SAVING, _M.GAP, _M.OLDEST_PRICE, _M.DOLLARS, _M.LIMIT, _M.AFTER, _M.BOUGHT,
        _M.SOLD, _M.TRADES, _M.CHANGE, _M.GAIN_TAX,
    ),
    Family.PERFORMANCE: _record(
        "performance", _M.START, _M.ADDED, _M.GAIN, _M.END, _M.SINCE, _M.SIMPLE, _M.TIME_WEIGHTED, _M.MONEY_WEIGHTED,
        _M.BENCHMARK, _M.AHEAD, _M.TIME_WEIGHTED_YEARLY, _M.MONEY_WEIGHTED_YEARLY, _M.BENCHMARK_YEARLY,
    ),
    Family.CURRENCY: _record("data", _M.RATE, _M.RATE_DATE),
    Family.TAX: _record("retirement", _M.RATE, _M.AMOUNT, _M.AGE, _M.YEAR),
    Family.MARGINAL: _record("retirement", _M.RATE, _M.SHARE),
    Family.SURCHARGE: _record("retirement", _M.YEARS, _M.AMOUNT, _M.GAP),
    Family.PENALTY: _record("retirement", _M.YEARS, _M.AMOUNT),
    Family.SURVIVOR: _record("retirement", _M.INCOME),
    Family.BUCKET: _record("accounts", _M.VALUE, _M.AT_RETIREMENT_MEDIAN),
}  # fmt: skip
TOPICS_BY_MEASURE: dict[tuple[Family, Measure], str] = {
    **dict.fromkeys(
        ((Family.ASSET_CLASS, measure) for measure in _TARGETED if measure != Measure.AFTER), "targets"
    ),
    (Family.ASSET_CLASS, Measure.AFTER): "rebalancing",
    (Family.REGION_GROUP, Measure.AFTER): "rebalancing",
}  # fmt: skip
"""Where one measure of a family is listed under another heading than the family."""


def find_topic(family: Family, measure: Measure) -> str:
    """Return the heading under which prompts and pages list a fact."""
    return TOPICS_BY_MEASURE.get((family, measure), FAMILIES[family].topic)


def build_fact_id(family: Family, measure: Measure, of: str = "") -> str:
    """Return the id of a fact, such as asset_class.equity.share or plan.success."""
    if family == Family.OLD:
        return of
    return f"{family}.{of}.{measure}" if of else f"{family}.{measure}"
