"""Sums of variables."""

from dataclasses import dataclass, field

from advisors.rebalancing.solver import Solution, Terms


@dataclass
class Expression:
    """constant + the weighted sum of variables."""

    constant: float = 0.0
    terms: dict[int, float] = field(default_factory=dict)

    def add(self, other: "Expression", weight: float = 1.0) -> "Expression":
        self.constant += weight * other.constant
        for variable, share in other.terms.items():
            self.terms[variable] = self.terms.get(variable, 0.0) + weight * share
        return self

    def at(self, solution: Solution) -> float:
        return self.constant + solution.of(self.terms)

    def value(self, values: Terms) -> float:
        return self.constant + sum(weight * values[variable] for variable, weight in self.terms.items())


def weighted(*parts: tuple[Expression, float]) -> Terms:
    """The terms of a sum of objectives."""
    whole = Expression()
    for part, weight in parts:
        whole.add(part, weight)
    return whole.terms
