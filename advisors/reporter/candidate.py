"""A candidate for a recommendation, as the rules yield it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Candidate:
    """weight: its importance from 0 to 100; the highest ones are recommended. impact: ids of facts."""

    weight: int
    title: str
    reason: str
    impact: tuple[str, ...] = ()
