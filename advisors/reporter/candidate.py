from dataclasses import dataclass


@dataclass(frozen=True)
class Candidate:
    """weight: how much it matters, 0 to 100; the heaviest are recommended."""

    weight: int
    title: str
    reason: str
    impact: tuple[str, ...] = ()
