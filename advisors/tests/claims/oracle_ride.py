"""What must be true of claims about diversification, risk and crashes."""

from collections import defaultdict
from math import exp, floor, log, sqrt

from advisors.retirement.inputs.returns import HistoryReturns
from advisors.retirement.projection.historical_replay import load_return_history
from advisors.retirement.scenarios.portfolio_risk import compute_portfolio_risk
from advisors.tests.claims.oracle import Expected
from advisors.tests.claims.oracle_risk import (
    CLASS_WORDS,
    HISTORY_COLUMNS,
    LEVELS,
    RIDES,
    coins,
    companies,
    holdings,
    share_of,
)
from advisors.tests.claims.own_swings import own_variance
from portfolios.valuation.portfolio import Portfolio


def spread(amounts, enough):
    squares = sum(amount**2 for amount in amounts)
    effective = sum(amounts) ** 2 / squares if squares else 1.0
    return min((effective - 1) / (enough - 1), 1.0)


def buckets(raw, name):
    """Return dollars by bucket of a split, without cash in accounts. A money-market fund is cash in each of them."""
    found = defaultdict(float)
    for instrument, worth in holdings(raw):
        is_cash = instrument.asset_class.get("cash") == 100
        split = {"cash": 100} if is_cash else getattr(instrument, name) or {"unclassified": 100}
        whole = sum(float(percent) for percent in split.values())
        for bucket, percent in split.items():
            found[bucket] += worth * float(percent) / whole
    return found


def names_inside(raw):
    """Return dollars by name, where a fund is 50 equal names in each asset class and region."""
    names, pools = defaultdict(float), defaultdict(float)
    for instrument, worth in holdings(raw):
        if instrument.instrument_type in ("stock", "reit", "bond"):
            names["Alphabet" if "Alphabet" in instrument.name else instrument.name] += worth
            continue
        for asset_class, percent in (instrument.asset_class or {"unclassified": 100}).items():
            for region, part in (instrument.regions or {"unclassified": 100}).items():
                amount = worth * float(percent) * float(part) / 10_000
                if asset_class in ("equity", "fixed_income", "real_estate"):
                    pools[asset_class, region] += amount
                elif asset_class != "cash":
                    names[instrument.symbol] += amount
    return [*names.values(), *(amount / 50 for amount in pools.values() for _ in range(50))]


def diversification(arguments, raw):
    cash = sum(float(account.cash_balance) for account in raw.snapshot.accounts)
    classes = buckets(raw, "asset_class")
    classes["cash"] += cash
    lines = names_inside(raw)
    if not lines or raw.unclassified_percent >= 10 or 100 * classes["cash"] / raw.total >= 50:
        return None
    kept = [
        [amount for bucket, amount in buckets(raw, name).items() if bucket not in ("cash", "unclassified")]
        for name in ("sectors", "regions")
    ]
    score = 60 * (1 - sqrt(sum((line / raw.total) ** 2 for line in lines)))
    score = round(score + 15 * spread(kept[0], 6) + 10 * spread(kept[1], 3) + 15 * spread(classes.values(), 2.5))
    names = sum(lines) ** 2 / sum(line**2 for line in lines)
    verdict = "well" if score >= 60 and names >= 15 else "partly" if score >= 40 else "poorly"
    never = tuple(word for level, words in LEVELS.items() if level != verdict for word in words)
    if verdict == "poorly" and names < 1.5:
        return Expected("single", {"score": score}, words=("100", "one holding"), never=never)
    return Expected(verdict, {"score": score, "names": names}, words=("100",), never=never)


def risk_of(raw):
    """Return the risk of all accounts, its volatility with companies, and its whole one; None where it is unknown."""
    if raw.unclassified_percent >= 10 or share_of(raw, coins(raw)) > 25:
        return None
    risk = compute_portfolio_risk(Portfolio(raw.snapshot))
    if risk is None:
        return None
    alternatives = [
        worth / raw.total * float(i.asset_class["alternatives"]) / 100
        for i, worth in holdings(raw)
        if i.asset_class.get("alternatives") and i.instrument_type not in ("stock", "reit")
    ]
    with_companies = risk.expected.volatility**2 + own_variance(raw, risk.market, raw.snapshot.accounts)
    whole = with_companies + sum((share * 0.25) ** 2 for share in alternatives)
    return risk, sqrt(with_companies), sqrt(whole)


def risk_level(arguments, raw):
    if risk_of(raw) is None:
        return None
    score = min(10, 1 + floor(risk_of(raw)[2] / 0.02 + 1e-9))
    verdict = "calm" if score <= 3 else "rough" if score >= 7 else "middling"
    never = tuple(word for ride, words in RIDES.items() if ride != verdict for word in words)
    # The ends of the scale are fixed words, so that only the score itself is a figure.
    return Expected(verdict, {"score": score, "from": 1, "to": 10}, words=RIDES[verdict], never=never)


def bad_year(arguments, raw):
    if risk_of(raw) is None:
        return None
    risk, _, volatility = risk_of(raw)
    mean = risk.expected.arithmetic
    variance = log(1 + (volatility / (1 + mean)) ** 2)
    fall = 1 - exp(log(1 + mean) - variance / 2 - 1.2815515655446004 * sqrt(variance))
    if fall <= 0 or not holdings(raw):
        return Expected("none", words=("not",), never=("expect to lose", "good", "after inflation"))
    return Expected("loses", {"loss": fall * raw.total, "fall": 100 * fall}, words=("lose",), never=("less", "not"))


def crash(arguments, raw):
    if raw.baseline is None or arguments[0] not in ("1931", "1974", "2008") or raw.unclassified_percent >= 10:
        return None
    if share_of(raw, coins(raw)) > 25 or share_of(raw, companies(raw)[:1]) > 25:
        return None
    past = load_return_history(HistoryReturns(kind="history", weights={"stocks": 1.0}).csv)
    year = int(arguments[0]) - past.first
    real = 1.0
    for name, weight in raw.baseline.mix.weights.items():
        columns = HISTORY_COLUMNS[name]
        real += sum(weight / len(columns) * past.columns[column][year] for column in columns)
    change = real * (1 + past.columns["inflation"][year]) - 1
    if change >= 0:
        return Expected("rose", {"change": 100 * change}, words=(arguments[0],), never=("lost", "take"))
    everything = all(
        account.counts_for_retirement or not raw.worth_by_account[account.id] for account in raw.snapshot.accounts
    )
    verdict = ("fell" if arguments[0] == "2008" else "earlier") + ("" if everything else "_retirement")
    figures = {"change": -100 * change, "dollars": -change * raw.baseline.mix.value}
    words = (arguments[0],) if everything else (arguments[0], "retirement money")
    return Expected(verdict, figures, words=words, never=("gained", "bring", "brought"))


def risk_source(arguments, raw):
    if risk_of(raw) is None:
        return None
    risk, name = risk_of(raw)[0], arguments[0]
    if name not in risk.expected.contributions:
        return None
    share, part = 100 * risk.mix.weights[name], 100 * risk.expected.contributions[name]
    if max(share, part) < 5 or part < 0 or share >= 99.5:
        return None
    figures, words = {"share": share, "risk": part}, (CLASS_WORDS[name], "of its risk")
    if abs(part - share) <= 1:
        return Expected("same", figures, words=(CLASS_WORDS[name], "about as much"), never=("only", "but"))
    if part > share:
        return Expected("more", figures, words=(*words, "but"), never=("only", "about as much"))
    return Expected("less", figures, words=(*words, "only"), never=("but", "about as much"))


def growth(arguments, raw):
    if risk_of(raw) is None:
        return None
    risk, with_companies, whole = risk_of(raw)
    mean, market = risk.expected.arithmetic, risk.expected.volatility
    figures = {"growth": 100 * ((1 + mean) / sqrt(1 + (with_companies / (1 + mean)) ** 2) - 1)}
    found = companies(raw)
    has_alternatives = any(i.asset_class.get("alternatives") for i, _ in holdings(raw))
    words = ("we assume", "before inflation")
    if 100 * (whole - market) < 0.1 or not found or has_alternatives:
        return Expected("plain", figures, words=words, never=("raises", "raise"))
    figures |= {"market": 100 * market, "whole": 100 * whole}
    never = ("lowers", "lower", "after inflation")
    if share_of(raw, found[:1]) > 25:
        words = (found[0][0].symbol, "before inflation", "typical growth")
        return Expected("dominant", figures, {"company": found[0][0].symbol}, words, never)
    if len(found) == 1:
        return Expected("one_company", figures, {"company": found[0][0].symbol}, (*words, "raises"), never)
    return Expected("companies", figures, words=(*words, "single stocks raise"), never=never)


ORACLES = {
    "diversification": diversification, "risk_level": risk_level, "bad_year": bad_year, "crash": crash,
    "risk_source": risk_source, "growth": growth,
}  # fmt: skip
