"""Linear expressions: a constant plus weighted variables of a linear program."""

from dataclasses import dataclass, field

from advisors.rebalancing.solver import Coefficients, Solution


@dataclass
class LinearExpression:
    """`constant` + the sum of weight x variable over `terms`."""

    constant: float = 0.0
    terms: dict[int, float] = field(default_factory=dict)

    def add(self, other: "LinearExpression", weight: float = 1.0) -> "LinearExpression":
        """Add `weight` times another expression in place, and return this one."""
        self.constant += weight * other.constant
        for variable, share in other.terms.items():
            self.terms[variable] = self.terms.get(variable, 0.0) + weight * share
        return self

    def evaluate(self, solution: Solution) -> float:
        """Return the value in a solution."""
        return self.constant + solution.evaluate(self.terms)

    def evaluate_values(self, values: Coefficients) -> float:
        """Return the value for these values of the variables."""
        return self.constant + sum(weight * values[variable] for variable, weight in self.terms.items())


def weighted_sum(*parts: tuple[LinearExpression, float]) -> Coefficients:
    """Return the terms of a weighted sum of objectives."""
    total = LinearExpression()
    for part, weight in parts:
        total.add(part, weight)
    return total.terms
