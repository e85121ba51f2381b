"""What must be true of claims about what the money is made of."""

from advisors.tests.claims.look_through import (
    charted,
    home_share_of_stocks,
    look_through,
    percent_of,
    valued_rows,
)
from advisors.tests.claims.oracle import Expected, key_of
from advisors.tests.claims.oracle_own import reserve_months

CLASS_WORDS = {
    "equity": "stocks", "fixed_income": "bonds", "cash": "cash", "real_estate": "real estate",
    "commodities": "commodities", "alternatives": "alternatives",
}  # fmt: skip
SECTOR_WORDS = {
    "treasury": "Treasuries", "corporate": "corporate bonds", "mortgage": "mortgage bonds",
    "government_related": "government-related bonds",
}  # fmt: skip
DIMENSIONS = {"asset_class": "asset_class", "region": "regions", "sector": "sectors"}
VAGUE = {
    "asset_class": {"unclassified"},
    "region": {"unclassified", "global", "international"},
    "sector": {"unclassified", "diversified", "other"},
}


def shares(family, raw):
    """Return percent by key and the words for each, or None where too much is unknown to say it."""
    if family == "account":
        percent = charted({a.name: raw.worth_by_account[a.id] for a in raw.snapshot.accounts})
        return {key_of(name): (value, name) for name, value in percent.items() if value > 0.05}
    if family == "tax_status":
        dollars = {"tax_advantaged": 0.0, "taxable": 0.0}
        for account in raw.snapshot.accounts:
            kind = "taxable" if account.kind in ("taxable", "other") else "tax_advantaged"
            dollars[kind] += raw.worth_by_account[account.id]
        names = {"tax_advantaged": "tax-advantaged accounts", "taxable": "taxable accounts"}
        return {key: (value, names[key]) for key, value in percent_of(dollars).items() if value > 0.05}
    if family == "holding":
        dollars = {}
        for worth, row, _ in valued_rows(raw):
            dollars[row.symbol] = dollars.get(row.symbol, 0) + worth
        return {key_of(s): (100 * d / raw.total, s) for s, d in dollars.items() if 100 * d / raw.total > 0.05}
    percent = charted(look_through(raw, DIMENSIONS[family]))
    unknown = sum(value for key, value in percent.items() if key in VAGUE[family])
    if unknown >= 10 or raw.unclassified_percent >= 10:
        return None
    never = VAGUE[family] | (set() if family == "asset_class" else {"cash"})
    words = {**CLASS_WORDS, **SECTOR_WORDS} if family != "asset_class" else CLASS_WORDS
    return {
        key: (value, words.get(key, key.replace("_", " ")))
        for key, value in percent.items()
        if key not in never and value > 0.05
    }


def split(arguments, raw):
    found = shares("asset_class", raw)
    if not found or len(found) < 2:
        return None
    largest = sorted(found.values(), reverse=True)[:4]
    figures = {name: percent for percent, name in largest}
    words = tuple(figures)
    never = tuple(name for _, name in found.values() if name not in figures)
    funds = any(
        row.instrument_type in ("etf", "mutual_fund", "bond_fund")
        and row.asset_class
        and "commodities" not in row.asset_class
        for _, row, _ in valued_rows(raw)
    )
    verdict = ("whole" if funds else "direct") if len(found) <= 4 else ("largest" if funds else "direct_largest")
    return Expected(verdict, figures, words=words, never=(*never, *(() if funds else ("funds",)), "smallest"))


def share(arguments, raw):
    family, member = arguments
    found = shares(family, raw)
    if not found or member not in found:
        return None
    percent, name = found[member]
    if percent >= 99.95:
        return Expected("all", words=("all", name))
    bonds = ("treasury", "corporate", "mortgage", "government_related", "commodities")
    is_sector = family == "sector" and member not in bonds
    words = (name, "sector") if is_sector else (name,)
    return Expected("sector" if is_sector else "part", {"share": percent}, words=words)


def rank(arguments, raw):
    family, place = arguments[0], int(arguments[1])
    found = shares(family, raw)
    if not found or len(found) < max(2, place):
        return None
    ordered = sorted(found.values(), key=lambda one: -one[0])
    percent, name = ordered[place - 1]
    others = [other for other, _ in ordered[max(0, place - 2) : place - 1] + ordered[place : place + 1]]
    if any(abs(percent - other) <= 0.05 for other in others):
        return None
    words = {1: "largest", 2: "second-largest", 3: "third-largest"}
    noun = family.replace("_", " ")
    names = {"name": name} if family in ("account", "holding") else {}
    return Expected(f"{family}_{place}", {"share": percent}, names, (name, f"{words[place]} {noun}"), ("smallest",))


def compare(arguments, raw):
    family, first, second = arguments
    found = shares(family, raw)
    if not found or first not in found or second not in found or first == second:
        return None
    (one, one_name), (other, other_name) = found[first], found[second]
    figures = {"first_share": one, "second_share": other}
    names = {"first": one_name, "second": other_name} if family in ("account", "holding") else {}
    words = (one_name, other_name)
    if abs(one - other) <= 1:
        return Expected("about_equal", figures, names, (*words, "about as much"), ("more", "less"))
    verdict, opposite = ("more", "less") if one > other else ("less", "more")
    return Expected(verdict, figures, names, (*words, verdict), (opposite, "about"))


def parts(arguments, raw):
    family, member = arguments
    found = shares(family, raw)
    if not found or member not in found:
        return None
    percent, name = found[member]
    simple = {
        "quarter": ("a quarter", 25), "third": ("a third", 100 / 3), "half": ("half", 50),
        "two_thirds": ("two thirds", 200 / 3), "three_quarters": ("three quarters", 75),
    }  # fmt: skip
    key = min(simple, key=lambda one: abs(percent - simple[one][1]))
    distance = percent - simple[key][1]
    if abs(distance) > 1.5:
        return None
    near = "about" if abs(distance) <= 0.5 else ("over" if distance > 0 else "under")
    never = {"about", "over", "under"} - {near}
    return Expected(f"{near}_{key}", words=(name, simple[key][0], near), never=tuple(never))


def mostly_cash(arguments, raw):
    if raw.total <= 0:
        return None
    profile = raw.snapshot.profile
    cash = look_through(raw, "asset_class").get("cash", 0.0)
    reserve = 0.0
    if profile.target_retirement_income and profile.years_until_retirement:
        reserve = reserve_months(raw) * float(profile.target_retirement_income) / 12
    beyond = 100 * (cash - reserve) / raw.total
    if not cash or beyond < 50 or beyond - float(profile.asset_class_targets.get("cash", 0)) < 20:
        return None
    if 100 * cash / raw.total >= 99.95:
        return Expected("all", words=("all", "cash", "inflation"))
    return Expected("most", {"share": 100 * cash / raw.total}, words=("cash", "inflation"), never=("all",))


def home_bias(arguments, raw):
    home = home_share_of_stocks(raw)
    if home is None or raw.unclassified_percent >= 10:
        return None
    if home >= 99.95:
        return Expected("all", {"world": 65.6}, words=("all", "North America"), never=("close", "not far", "only"))
    verdict = "high" if home >= 80 else "low" if home < 60.6 else "near"
    never = {"high": ("close", "not far", "only"), "low": ("close", "not far", "lean"), "near": ("only", "lean")}
    return Expected(verdict, {"share": home, "world": 65.6}, words=("stocks", "North America"), never=never[verdict])


ORACLES = {
    "mostly_cash": mostly_cash, "home_bias": home_bias, "split": split, "share": share, "rank": rank,
    "compare": compare, "parts": parts,
}  # fmt: skip
