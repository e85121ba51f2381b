"""Linear programmes with whole numbers, solved by HiGHS. It brings numpy along: for workers, never for the web.

The same programme gives the same answer: one thread, a fixed seed, and a limit on nodes rather than on time.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf

import highspy

Coefficients = Mapping[int, float]
TOLERANCE, LOOSE_TOLERANCE = 1e-9, 1e-7
SLACK = 1e-8
"""What a later step may undo of an earlier one, in shares of the total: more than the solver's own tolerance."""
MAX_NODES, FULL_SEARCH_INTEGERS = 100, 200
"""How many nodes are searched; fewer, the more whole numbers there are above the second: each node takes longer."""
SOLVER_OPTIONS: dict[str, bool | int | float] = {
    "output_flag": False,
    "threads": 1,
    "random_seed": 0,
    "mip_rel_gap": 0.0,
}
SOLVED_STATUSES = (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kSolutionLimit)


class UnsolvedError(Exception):
    """A programme without an answer: its bounds contradict each other, or the limit came before any answer."""


@dataclass(frozen=True)
class Solution:
    """values: one number for each variable. duals: for each row, what its bound costs (none with whole numbers)."""

    objective: float
    values: list[float]
    duals: list[float]

    def evaluate(self, terms: Coefficients) -> float:
        return sum(weight * self.values[variable] for variable, weight in terms.items())


class LinearProgram:
    """Variables and rows are numbered in the order they are added."""

    def __init__(self) -> None:
        self._highs = highspy.Highs()  # type: ignore[no-untyped-call]
        self.variables = 0
        self.rows = 0
        self._integer_count = 0
        self._start: dict[int, float] = {}
        for name, value in SOLVER_OPTIONS.items():
            self._highs.setOptionValue(name, value)

    def add_variable(self, low: float = 0.0, high: float = inf, *, is_integer: bool = False) -> int:
        self._highs.addVar(low, high)
        if is_integer:
            self._highs.changeColIntegrality(self.variables, highspy.HighsVarType.kInteger)
            self._integer_count += 1
        self.variables += 1
        return self.variables - 1

    def set_bounds(self, variable: int, low: float, high: float) -> None:
        self._highs.changeColBounds(variable, low, high)

    def add_row(self, terms: Coefficients, low: float = -inf, high: float = inf) -> int:
        self._highs.addRow(low, high, len(terms), list(terms), list(terms.values()))
        self.rows += 1
        return self.rows - 1

    def change_row(self, row: int, terms: Coefficients, low: float = -inf, high: float = inf) -> None:
        """Give a row new bounds, and some of its variables another weight."""
        for variable, weight in terms.items():
            self._highs.changeCoeff(row, variable, weight)
        self._highs.changeRowBounds(row, low, high)

    def set_initial_solution(self, values: Coefficients) -> None:
        """Tell the search a known answer, or the whole numbers of one: what it gives is not worse."""
        self._start = dict(values)

    def minimize(self, terms: Coefficients, *, gap: float = 0.0) -> Solution:
        """Minimise; with whole numbers, to within `gap` of the best. Raises Unsolved."""
        every = list(range(self.variables))
        self._highs.changeColsCost(self.variables, every, [terms.get(variable, 0.0) for variable in every])
        self._highs.setOptionValue("mip_abs_gap", gap)
        nodes = MAX_NODES * FULL_SEARCH_INTEGERS // max(FULL_SEARCH_INTEGERS, self._integer_count)
        self._highs.setOptionValue("mip_max_nodes", nodes)
        if not (
            self._solve() or self._solve(presolve="off", tolerance=LOOSE_TOLERANCE)
        ):  # tight rows look like contradictions
            raise UnsolvedError(self._highs.modelStatusToString(self._highs.getModelStatus()))
        found = self._highs.getSolution()
        return Solution(self._highs.getInfo().objective_function_value, list(found.col_value), list(found.row_dual))

    def _solve(self, *, presolve: str = "choose", tolerance: float = TOLERANCE) -> bool:
        self._highs.clearSolver()
        self._highs.setOptionValue("presolve", presolve)
        for kind in ("primal_feasibility", "dual_feasibility", "mip_feasibility"):
            self._highs.setOptionValue(f"{kind}_tolerance", tolerance)
        if self._start:  # last of all: any change of the programme forgets it
            self._highs.setSolution(len(self._start), list(self._start), list(self._start.values()))
        self._highs.run()
        return self._highs.getModelStatus() in SOLVED_STATUSES and self._highs.getSolution().value_valid
