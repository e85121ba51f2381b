"""What must be true of a claim, computed again from the snapshot and the simulated paths alone.

An oracle imports neither facts nor kinds of claims. It gets the claim's arguments and the raw case, works in floats,
and returns what the sentence must hold, or None where it must not be said. Each oracle module lists its oracles by
the name of the kind in ORACLES.
"""

import re
from dataclasses import dataclass, field
from functools import cached_property

from advisors.retirement.projection.engine import project
from advisors.retirement.scenarios.baseline import Baseline, project_baseline
from advisors.retirement.scenarios.changes import with_lower_return
from portfolios.valuation.snapshot import Snapshot

NUMBER = re.compile(r"\d(?:[\d,]*\d)?(?:\.\d+)?")
SCALE = {"million": 1_000_000}


@dataclass(frozen=True)
class Raw:
    """A person as stored: the snapshot, and the projection of it."""

    snapshot: Snapshot
    baseline: Baseline | None

    @cached_property
    def prices(self):
        return {i.id: None if i.price is None else float(i.price) for i in self.snapshot.instruments}

    @cached_property
    def worth_by_account(self):
        """Return dollars by account id: its cash and its priced positions."""
        worth = {account.id: float(account.cash_balance) for account in self.snapshot.accounts}
        for position in self.snapshot.positions:
            worth[position.account_id] += float(position.quantity) * (self.prices[position.instrument_id] or 0)
        return worth

    @cached_property
    def total(self):
        return sum(self.worth_by_account.values())

    @cached_property
    def unclassified_percent(self):
        unknown = {i.id for i in self.snapshot.instruments if not i.asset_class}
        dollars = sum(
            float(p.quantity) * (self.prices[p.instrument_id] or 0)
            for p in self.snapshot.positions
            if p.instrument_id in unknown
        )
        return 100 * dollars / self.total if self.total else 0.0

    @cached_property
    def success(self):
        """Return the success of the plan in percent, or None without a goal or a projection that can be trusted."""
        if self.baseline is None or not self.baseline.has_goal or self.unclassified_percent >= 50:
            return None
        return 100 * self.baseline.projection.success.probability

    @cached_property
    def stressed(self):
        """Return the success in percent with returns one point lower every year."""
        return self.chance_after(with_lower_return(self.baseline.plan))

    def short(self, plan):
        """Return the paths of a plan on which changes are tested: after tax the first 2,000."""
        plan = plan.with_changes(paths=min(plan.paths, 2_000)) if plan.household else plan
        return project(plan, fan="none").outcome

    @cached_property
    def short_before(self):
        return self.short(self.baseline.plan)

    def chance_after(self, plan):
        """Return the success of a changed plan in percent: that of all paths, plus the change on the tested ones."""
        return self.chance_of(self.short(plan))

    def chance_of(self, outcome):
        """Return the same of the paths that a changed plan gives."""
        own = 100 * self.baseline.projection.success.probability
        changed = own + 100 * (outcome.success.mean() - self.short_before.success.mean())
        return min(max(changed, 0.0), 100.0)

    def account(self, key):
        """Return the account whose name, in lower case with underscores, is the key."""
        return next((a for a in self.snapshot.accounts if key_of(a.name) == key), None)


def key_of(name):
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")


def raw_of(case):
    """Return the raw case of a claim case: its snapshot, projected anew on as many paths."""
    snapshot = case.portfolio.snapshot
    return Raw(snapshot, case.baseline and project_baseline(case.portfolio, paths=case.baseline.plan.paths))


@dataclass(frozen=True)
class Expected:
    """What a sentence must hold.

    figures: the exact value of each figure slot, in the unit of its fact. names: the text of each name slot that is not
    part of a fixed list. words: each of these must occur, `never` must not. A word is matched whole, in any case.
    """

    verdict: str
    figures: dict[str, float] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


def contradictions(text, expected, names=()):
    """Return what in a printed sentence disagrees with what must be true. names: texts that may hold digits."""
    found = [f"lacks {word}" for word in expected.words if not has_word(text, word)]
    found += [f"says {word}" for word in expected.never if has_word(text, word)]
    plain = text
    for name in sorted((*names, *expected.names.values()), key=len, reverse=True):
        plain = re.sub(rf"(?<![\w,.]){re.escape(name)}(?!\w)", " ", plain)
    fixed = {number for number in expected.words if NUMBER.fullmatch(number)}
    left = list(expected.figures.values())
    for printed, unit in numbers_in(plain):
        match = next((value for value in left if is_printed(value, printed, unit)), None)
        if match is not None:
            left.remove(match)
        elif printed not in fixed:
            found.append(f"prints {printed}")
    found += [f"does not print {value}" for value in left]
    return found


def has_word(text, word):
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE) is not None


def numbers_in(text):
    """Yield each number as printed, and the word of scale after it."""
    for match in NUMBER.finditer(text):
        following = text[match.end() :].split(maxsplit=1)
        yield match[0], following[0].strip(".,") if following and text[match.end()] == " " else ""


def is_printed(value, printed, unit):
    """Return whether a value, rounded to some power of ten of at most 5% of it, prints as this number.

    A percentage or a count may be rounded to a whole number.
    """
    number = float(printed.replace(",", "")) * SCALE.get(unit, 1)
    decimals = len(printed.partition(".")[2])
    zeros = len(printed) - len(printed.rstrip("0,")) if not decimals else 0
    steps = [SCALE.get(unit, 1) * 10.0**-decimals]
    if decimals:  # a last zero is left off: 1.30 million prints as 1.3 million
        steps.append(steps[0] / 10)
    if not decimals:
        digits = len(printed.replace(",", "")) - len(printed.replace(",", "").rstrip("0"))
        steps = [SCALE.get(unit, 1) * 10.0**power for power in range(min(digits, zeros) + 1)]
    size = abs(value)
    return any(abs(size - number) <= step / 2 + 1e-6 * step and (step <= 1 or step <= 0.05 * size) for step in steps)
