"""Read what an account is for from the words its owner wrote."""

import re

AIM_WORDS: dict[str, frozenset[str]] = {
    "reserve": frozenset({"emergency", "emergencies", "reserve", "rainy"}),
    "home": frozenset({"house", "home", "downpayment", "renovation", "kitchen"}),
    "education": frozenset({"college", "education", "school", "tuition", "university"}),
    "car": frozenset({"car", "truck", "boat"}),
    "family": frozenset({"wedding", "baby"}),
    "travel": frozenset({"travel", "vacation", "trip"}),
    "retirement": frozenset({"retirement", "pension"}),
}
YEAR = re.compile(r"\b20\d\d\b")


def find_aims(purpose: str) -> frozenset[str]:
    """Return the aims that a purpose names, such as {"reserve", "home"}."""
    written = set(re.findall(r"[a-z]+", purpose.casefold()))
    return frozenset(aim for aim, words in AIM_WORDS.items() if words & written)


def is_reserve(purpose: str) -> bool:
    """Return whether a purpose names a reserve for emergencies."""
    return "reserve" in find_aims(purpose)


def has_mixed_purpose(purpose: str) -> bool:
    """Return whether a purpose names two aims, or a year for one that is not retirement."""
    aims = find_aims(purpose)
    return len(aims) > 1 or bool(aims - {"retirement"} and YEAR.search(purpose))
