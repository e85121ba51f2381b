"""What must be true of claims about risk and concentration."""

from collections import defaultdict

from advisors.tests.claims.oracle import Expected, key_of

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


ORACLES = {
    "company": company, "companies": companies_, "speculative": speculative, "speculative_group": speculative_group,
    "halves": halves, "employer_stock": employer_stock,
}  # fmt: skip
