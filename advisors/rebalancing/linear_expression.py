"""Sums of variables."""

from dataclasses import dataclass, field

from advisors.rebalancing.solver import Coefficients, Solution


@dataclass
class LinearExpression:
    """constant + the weighted sum of variables."""

    constant: float = 0.0
    terms: dict[int, float] = field(default_factory=dict)

    def add(self, other: "LinearExpression", weight: float = 1.0) -> "LinearExpression":
        self.constant += weight * other.constant
        for variable, share in other.terms.items():
            self.terms[variable] = self.terms.get(variable, 0.0) + weight * share
        return self

    def evaluate(self, solution: Solution) -> float:
        return self.constant + solution.evaluate(self.terms)

    def evaluate_values(self, values: Coefficients) -> float:
        return self.constant + sum(weight * values[variable] for variable, weight in self.terms.items())


def weighted_sum(*parts: tuple[LinearExpression, float]) -> Coefficients:
    """The terms of a sum of objectives."""
    whole = LinearExpression()
    for part, weight in parts:
        whole.add(part, weight)
    return whole.terms
