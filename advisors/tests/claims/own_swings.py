"""The swings of single companies in floats: each moves by 40% a year in all, its classes included."""

from collections import defaultdict
from math import exp, sqrt

from advisors.tests.claims.look_through import fractions, valued_rows

TOTAL_VOLATILITY = 0.40
BY_REGION = {
    "north_america": {"us_equity": 1}, "europe": {"intl_developed_equity": 1}, "oceania": {"intl_developed_equity": 1},
    "international": {"intl_developed_equity": 1}, "asia": {"intl_developed_equity": 0.5, "emerging_equity": 0.5},
    "latin_america": {"emerging_equity": 1}, "africa": {"emerging_equity": 1}, "middle_east": {"emerging_equity": 1},
    "global": {"us_equity": 0.6, "intl_developed_equity": 0.28, "emerging_equity": 0.12},
}  # fmt: skip


def mix_of(company):
    """Return the market classes of a stock or a REIT as fractions."""
    if company.return_mix:
        whole = sum(float(part) for part in company.return_mix.values())
        return {name: float(part) / whole for name, part in company.return_mix.items()}
    if company.asset_class.get("real_estate"):
        return {"us_reits": 1.0}
    regions = fractions(company, "regions") if company.regions else {"global": 1.0}
    mix = defaultdict(float)
    for region, fraction in regions.items():
        for name, part in BY_REGION[region].items():
            mix[name] += fraction * part
    return mix


def moments(market, weights):
    """Return 1 + the mean and the variance of a mix of correlated lognormal classes."""
    held = [(place, one, weights[one.name]) for place, one in enumerate(market.classes) if weights.get(one.name)]
    mean = sum(weight * (1 + one.arithmetic) for _, one, weight in held)
    variance = sum(
        weight * (1 + one.arithmetic) * other_weight * (1 + other.arithmetic)
        * (exp(market.correlation[place][other_place] * one.log_sd * other.log_sd) - 1)
        for place, one, weight in held
        for other_place, other, other_weight in held
    )  # fmt: skip
    return mean, variance


def own_variance(raw, market, accounts):
    """Return what classified companies in these accounts add to the variance of the accounts' mix."""
    ids = {account.id for account in accounts}
    dollars, rows = defaultdict(float), {}
    for worth, row, account in valued_rows(raw):
        if account.id in ids and row.instrument_type in ("stock", "reit") and row.asset_class:
            dollars[row.id] += worth
            rows[row.id] = row
    whole = sum(raw.worth_by_account[key] for key in ids)
    return sum(
        (dollars[key] / whole) ** 2 * max(0.0, TOTAL_VOLATILITY**2 - moments(market, mix_of(row))[1])
        for key, row in rows.items()
    )


def plan_growth_percent(raw):
    """Return the growth a year of what counts for retirement, as of one lognormal series with its mean and variance."""
    mean, variance = moments(raw.baseline.market, raw.baseline.mix.weights)
    counted = [account for account in raw.snapshot.accounts if account.counts_for_retirement]
    variance += own_variance(raw, raw.baseline.market, counted)
    return 100 * (mean / sqrt(1 + variance / mean**2) - 1)
