"""What must be true of claims about performance, from the recorded values of a year alone."""

from advisors.tests.claims.oracle import Expected


def year_of(arguments, raw):
    """Return the gain, the return and the benchmark's in percent; None where most prices are samples or too few days.

    The histories of the households have two days, so the return is one division.
    """
    held = {p.instrument_id for p in raw.snapshot.positions}
    rows = [i for i in raw.snapshot.instruments if i.id in held and i.instrument_type != "cash"]
    if len(raw.snapshot.history) < 2 or arguments[0] != "year" or any(i.price_source == "sample" for i in rows):
        return None
    first, last = raw.snapshot.history
    gain = float(last.total - last.added - first.total)
    closes = [None if row.benchmark is None else float(row.benchmark) for row in (first, last)]
    theirs = None if None in closes else 100 * (closes[1] / closes[0] - 1)
    return gain, 100 * gain / float(first.total), theirs


def market_gain(arguments, raw):
    found = year_of(arguments, raw)
    if found is None or abs(found[0]) < 0.5:
        return None
    word, other = ("gained", "lost") if found[0] > 0 else ("lost", "gained")
    return Expected(word, {"gain": found[0]}, words=(word, "over the last year"), never=(other,))


def returns(arguments, raw):
    found = year_of(arguments, raw)
    if found is None:
        return None
    _, mine, theirs = found
    names = {"benchmark": raw.snapshot.profile.benchmark}
    if theirs is None:
        return Expected("alone", {"mine": mine}, never=("above", "below"))
    if abs(mine - theirs) <= 1:
        return Expected("level", {"mine": mine, "theirs": theirs}, names, ("about",), ("above", "below"))
    verdict, never = ("above", ("below", "worse")) if mine > theirs else ("below", ("above", "better"))
    return Expected(verdict, {"mine": mine, "points": mine - theirs}, names, never=never)


ORACLES = {"market_gain": market_gain, "returns": returns}
