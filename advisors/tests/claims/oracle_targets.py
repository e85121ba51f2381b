"""What must be true of claims about the mix against its targets, in the accounts in which trades may be."""

from advisors.tests.claims.look_through import (
    charted,
    home_share_of_stocks,
    look_through,
    percent_of,
)
from advisors.tests.claims.oracle import Expected
from advisors.tests.claims.oracle_mix import CLASS_WORDS
from advisors.tests.claims.oracle_own import rebalanced_ids

REGION_WORDS = {"north_america": "stocks in North America", "international": "stocks outside North America"}
FIELDS = {"asset_class": "asset_class_targets", "region_group": "region_targets"}


def without_unclassified(dollars):
    return {key: value for key, value in dollars.items() if key != "unclassified"}


def class_shares(raw):
    """Return shares of the classes in the accounts in which trades may be, as charts show them."""
    return charted(without_unclassified(look_through(raw, "asset_class", rebalanced_ids(raw))))


def is_blurred(raw):
    """Return whether 10% or more is unclassified, of everything or of what is in accounts in which trades may be."""
    here = percent_of(look_through(raw, "asset_class", rebalanced_ids(raw))).get("unclassified", 0.0)
    return max(raw.unclassified_percent, here) >= 10


def is_disputed(member, target, raw):
    """Return whether a class is above its target in all accounts and below it where trades may be, or the reverse."""
    both = [
        percent_of(without_unclassified(look_through(raw, "asset_class", accounts))).get(member, 0.0) - target
        for accounts in (rebalanced_ids(raw), None)
    ]
    return min(both) < -1e-9 and max(both) > 1e-9 and max(abs(change) for change in both) > 0.5


def region_shares(raw):
    home = home_share_of_stocks(raw, rebalanced_ids(raw))
    return {} if home is None else charted({"north_america": home, "international": 100 - home})


def base_of(raw, what):
    """Return the words for what a share is of: all of it, or what is in accounts that are not left alone."""
    kept = sum(raw.worth_by_account[account] for account in rebalanced_ids(raw))
    if abs(kept - raw.total) > 0.001:
        return {"mix": "the money you can rebalance", "stocks": "the stocks you can rebalance"}[what]
    return f"your {what}"


def drift(family, member, raw):
    """Return share and target in percent, "unclear", or None where it must not be said."""
    if member not in getattr(raw.snapshot.profile, FIELDS[family]):
        return None
    return drift_without_target(family, member, raw)


def drift_without_target(family, member, raw):
    profile, field = raw.snapshot.profile, FIELDS[family]
    shares = class_shares(raw) if family == "asset_class" else region_shares(raw)
    if field in profile.assumed or is_blurred(raw) or not shares:
        return None
    share, target = shares.get(member, 0.0), float(getattr(profile, field).get(member, 0))
    is_unclear = family == "asset_class" and is_disputed(member, target, raw)
    return "unclear" if is_unclear else (share, target)


def against_target(arguments, raw):
    family, member = arguments
    found = drift(family, member, raw)
    if found is None or found == "unclear":
        return None
    share, target = found
    place = {"north_america": "home_", "international": "abroad_"}.get(member, "") if family == "region_group" else ""
    where = {"home_": "in North America", "abroad_": "outside North America", "": CLASS_WORDS.get(member)}[place]
    figures, change = {"target": target, "share": share}, share - target
    words = (where, base_of(raw, "stocks" if place else "mix"))
    everywhere = 0.0 if place else percent_of(look_through(raw, "asset_class")).get(member, 0.0)
    if abs(change) <= 0.5 + 1e-9:
        return Expected(f"{place}on", figures, words=(*words, "in line"), never=("above", "below"))
    if max(share, everywhere) <= 0.05 and place != "home_":
        verdict, words = (f"{place}none", (*words, "none")) if place else ("none_held", (where,))
        return Expected(verdict, {"target": target}, words=words, never=("all",))
    if share >= 99.95 and place == "home_":
        return Expected("home_all", {"target": target}, words=(*words, "all"), never=("no", "none"))
    side, never = ("above", "below") if change > 0 else ("below", "above")
    far = "far_" if abs(change) >= 5 - 1e-9 else ""
    return Expected(f"{place}{far}{side}", {**figures, "points": abs(change)}, words=(*words, side), never=(never,))


def is_far(share, target):
    change = abs(share - target)
    return change >= 5 - 1e-9 or (target > 0 and change >= target / 4 - 1e-9)


def off_target(arguments, raw):
    if is_blurred(raw):
        return None
    found, unclear = {}, False
    for family, field in FIELDS.items():
        targets = getattr(raw.snapshot.profile, field)
        held = class_shares(raw) if family == "asset_class" and targets else {}
        for member in {**targets, **{key: 0 for key in held if key != "cash"}}:
            one = drift_without_target(family, member, raw)
            unclear = unclear or one == "unclear"
            if one and one != "unclear":
                found[member] = one
    far = {
        member: share - target
        for member, (share, target) in found.items()
        if member != "north_america" and is_far(share, target)
    }
    if not found or (not far and unclear):
        return None
    if not far:
        return Expected("none", words=("close", "nothing"))
    worst = sorted(far, key=lambda m: -abs(far[m]))[:3]
    over, under = [m for m in worst if far[m] > 0], [m for m in worst if far[m] < 0]
    names = {**CLASS_WORDS, **REGION_WORDS}
    figures = {member: abs(far[member]) for member in (*over, *under)}
    verdict = "both" if over and under else "over" if over else "under"
    needed = (("too much",) if over else ()) + (("too little",) if under else ())
    never = (() if over else ("too much", "above")) + (() if under else ("too little", "below"))
    return Expected(verdict, figures, words=(*needed, *(names[m] for m in figures)), never=(*never, "close"))


ORACLES = {"against_target": against_target, "off_target": off_target}
