"""The sections of a document. Web processes import this without the engine."""

from enum import StrEnum


class Section(StrEnum):
    """Where a statement belongs, in the order of the report."""

    OWN = "own"
    MIX = "mix"
    RISK = "risk"
    COSTS = "costs"
    TARGETS = "targets"
    TAXES = "taxes"
    RETIREMENT = "retirement"
    CHANGES = "changes"
    HISTORY = "history"
    RULES = "rules"
    DATA = "data"
