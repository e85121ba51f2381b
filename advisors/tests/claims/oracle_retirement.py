"""What must be true of claims about the retirement plan."""

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


def on_track(arguments, raw):
    if raw.success is None:
        return None
    verdict = verdict_of(raw.success, raw.stressed)
    figures, words = chance(raw.success)
    others = tuple(word for name, words in WORDS.items() if name != verdict for word in words)
    goal = float(raw.snapshot.profile.target_retirement_income)
    return Expected(verdict, {**figures, "goal": goal}, words=words, never=(*others, "bad"))


def one_point(arguments, raw):
    if raw.success is None:
        return None
    holds = verdict_of(raw.success, raw.stressed) == "strong"
    figures, words = chance(raw.stressed)
    never = ("more", "higher") if holds else ("more", "higher", "still", "even")
    return Expected("holds" if holds else "lowers", figures, words=words, never=never)


ORACLES = {"on_track": on_track, "one_point": one_point}
