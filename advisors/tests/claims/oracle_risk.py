"""What must be true of claims about risk and concentration."""

from collections import defaultdict
from math import exp, floor, log, sqrt

from advisors.retirement.inputs.returns import HistoryReturns
from advisors.retirement.scenarios.portfolio_risk import compute_portfolio_risk
from advisors.retirement.simulation.historical_replay import load_return_history
from advisors.tests.claims.oracle import Expected, key_of
from portfolios.valuation.portfolio import Portfolio

COIN_SYMBOLS = {"BTC", "ETH", "IBIT"}
HISTORY_COLUMNS = {
    "us_equity": ("stocks",), "intl_developed_equity": ("stocks",), "emerging_equity": ("stocks",),
    "us_reits": ("stocks",), "us_aggregate_bonds": ("treasury_10y", "corporate_baa"), "us_tips": ("treasury_10y",),
    "commodities": ("gold",), "gold": ("gold",), "cash": ("bills",),
}  # fmt: skip
CLASS_WORDS = {
    "us_equity": "US stocks", "intl_developed_equity": "developed-market stocks abroad",
    "emerging_equity": "emerging-market stocks", "us_reits": "REITs", "us_aggregate_bonds": "US bonds",
    "us_tips": "inflation-protected Treasuries", "commodities": "commodities", "gold": "gold", "cash": "cash",
}  # fmt: skip
LEVELS = {"well": ("well diversified", "spread widely"), "partly": ("only partly",), "poorly": ("concentrated",)}
RIDES = {"calm": ("fairly calm ride",), "middling": ("some ups and downs",), "rough": ("bumpy ride",)}


def holdings(raw):
    """Return instruments with their dollars over all accounts, largest first."""
    worth = defaultdict(float)
    for position in raw.snapshot.positions:
        worth[position.instrument_id] += float(position.quantity) * (raw.prices[position.instrument_id] or 0)
    pairs = [(i, worth[i.id]) for i in raw.snapshot.instruments if worth[i.id]]
    return sorted(pairs, key=lambda pair: -pair[1])


def companies(raw):
    return [(i, worth) for i, worth in holdings(raw) if i.instrument_type in ("stock", "reit")]


def coins(raw):
    return [(i, worth) for i, worth in holdings(raw) if i.symbol in COIN_SYMBOLS]


def coin_name(instrument):
    return instrument.symbol if instrument.instrument_type == "etf" else instrument.name


def share_of(raw, pairs):
    return 100 * sum(worth for _, worth in pairs) / raw.total if raw.total else 0.0


def company(arguments, raw):
    found = companies(raw)
    if not found:
        return None
    share, names = share_of(raw, found[:1]), {"company": found[0][0].symbol}
    if share > 10:
        return Expected("over", {"limit": 10, "share": share}, names, ("at most",), ("within", "not too large", "No"))
    return Expected("within", {"share": share}, names, ("too large",), ("alone", "at most", "smallest"))


def companies_(arguments, raw):
    found = companies(raw)
    if not found:
        return None
    share = share_of(raw, found)
    if len(found) == 1:
        return Expected("one", {"share": share}, {"company": found[0][0].symbol}, ("single company",))
    return Expected("several", {"count": len(found), "share": share}, words=("single companies",))


def speculative(arguments, raw):
    found = [pair for pair in coins(raw) if key_of(pair[0].symbol) == arguments[0]]
    if not found or share_of(raw, found) < 10:
        return None
    verdict = "large" if len(coins(raw)) == 1 else "one_of_several"
    words = ("nobody can say", "you could lose")
    return Expected(verdict, {"share": share_of(raw, found)}, {"holding": coin_name(found[0][0])}, words)


def speculative_group(arguments, raw):
    found, profile = coins(raw), raw.snapshot.profile
    share = share_of(raw, found)
    if arguments[0] == "return":
        if share < 50:
            return None
        names = {i.symbol: coin_name(i) for i, _ in found}
        words = ("nobody can say", "are" if len(found) > 1 else "is", *names.values())
        return Expected("unmodelled", {"value": sum(worth for _, worth in found), "share": share}, names, words)
    target = profile.asset_class_targets.get("alternatives")
    if not found or target is None or "asset_class_targets" in profile.assumed:
        return None
    figures = {"share": share, "target": float(target)}
    if share > float(target) + 0.5:
        return Expected("above_target", figures, never=("within", "fits", "less"))
    return Expected("within", figures, never=("alone", "more"))


def halves(arguments, raw):
    if arguments[0] == "coins":
        found, verdict, names, words = coins(raw), "coins", {}, ("your coins",)
    else:
        found = [pair for pair in companies(raw)[:1] if key_of(pair[0].symbol) == arguments[0]]
        verdict, words = "company", ()
        names = {"company": found[0][0].symbol} if found else {}
    share = share_of(raw, found)
    if not found or share < 10:
        return None
    loss = sum(worth for _, worth in found) / 2
    never = ("more", "gained", "rose", "bring")
    return Expected(f"large_{verdict}" if share > 25 else verdict, {"loss": loss}, names, (*words, "half"), never)


def employer_stock(arguments, raw):
    found = companies(raw)[:1]
    share = share_of(raw, found)
    if share <= 25 or raw.snapshot.profile.years_until_retirement == 0:
        return None
    return Expected("conditional", {"share": share}, {"company": found[0][0].symbol}, ("if you also work at",))


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
    if not lines or raw.unclassified_percent > 10 or 100 * classes["cash"] / raw.total >= 50:
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
    """Return the risk of all accounts and its whole volatility, or None where it cannot be known."""
    if raw.unclassified_percent > 10 or share_of(raw, coins(raw)) > 25:
        return None
    risk = compute_portfolio_risk(Portfolio(raw.snapshot))
    if risk is None:
        return None
    singles = [worth / raw.total for _, worth in companies(raw)]
    singles += [
        worth / raw.total * float(i.asset_class["alternatives"]) / 100
        for i, worth in holdings(raw)
        if i.asset_class.get("alternatives")
    ]
    return risk, sqrt(risk.expected.volatility**2 + sum((single * 0.25) ** 2 for single in singles))


def risk_level(arguments, raw):
    if risk_of(raw) is None:
        return None
    score = min(10, 1 + floor(risk_of(raw)[1] / 0.02 + 1e-9))
    verdict = "calm" if score <= 3 else "rough" if score >= 7 else "middling"
    never = tuple(word for ride, words in RIDES.items() if ride != verdict for word in words)
    # The ends of the scale are fixed words, so that only the score itself is a figure.
    return Expected(verdict, {"score": score, "from": 1, "to": 10}, words=RIDES[verdict], never=never)


def bad_year(arguments, raw):
    if risk_of(raw) is None:
        return None
    risk, volatility = risk_of(raw)
    mean = risk.expected.arithmetic
    variance = log(1 + (volatility / (1 + mean)) ** 2)
    fall = 1 - exp(log(1 + mean) - variance / 2 - 1.2815515655446004 * sqrt(variance))
    if fall <= 0 or not holdings(raw):
        return Expected("none", words=("not",), never=("expect to lose", "good", "after inflation"))
    return Expected("loses", {"loss": fall * raw.total, "fall": 100 * fall}, words=("lose",), never=("less", "not"))


def crash(arguments, raw):
    if raw.baseline is None or arguments[0] not in ("1931", "1974", "2008") or raw.unclassified_percent > 10:
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
    risk, whole = risk_of(raw)
    mean, market = risk.expected.arithmetic, risk.expected.volatility
    figures = {"growth": 100 * ((1 + mean) / sqrt(1 + (market / (1 + mean)) ** 2) - 1)}
    found = companies(raw)
    has_alternatives = any(i.asset_class.get("alternatives") for i, _ in holdings(raw))
    words = ("we assume", "before inflation")
    if 100 * (whole - market) < 0.1 or not found or has_alternatives:
        return Expected("plain", figures, words=words, never=("raises", "raise"))
    figures |= {"market": 100 * market, "whole": 100 * whole}
    never = ("lowers", "lower", "after inflation")
    if len(found) == 1:
        return Expected("one_company", figures, {"company": found[0][0].symbol}, (*words, "raises"), never)
    return Expected("companies", figures, words=(*words, "single stocks raise"), never=never)


ORACLES = {
    "company": company, "companies": companies_, "speculative": speculative, "speculative_group": speculative_group,
    "halves": halves, "employer_stock": employer_stock, "diversification": diversification, "risk_level": risk_level,
    "bad_year": bad_year, "crash": crash, "risk_source": risk_source, "growth": growth,
}  # fmt: skip
