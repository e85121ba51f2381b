"""Solve linear programs, with integers if needed, by HiGHS. It imports numpy: for workers only, not for web processes.

The same program gives the same solution: one thread, a fixed seed, and a limit on nodes. The limit on time is far above
what that takes; it ends a search that would otherwise keep an analysis waiting, and the plan then says so.
"""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from math import inf

import highspy

Coefficients = Mapping[int, float]
TOLERANCE = 1e-9
LOOSE_TOLERANCE = 1e-7
SLACK = 1e-8
"""How far a later step may worsen an earlier objective, as a fraction of the total; above the solver's tolerance."""
MAX_NODES = 100
"""How many nodes are searched; with more integers than the next constant proportionally fewer, as each takes longer."""
FULL_SEARCH_INTEGERS = 200
EXACT_SEARCH_NODES = 20_000
MIN_SECONDS, MAX_SECONDS = 0.1, 3.0
"""How long one search may take: at least, when the time of all together is over, and at most."""
SOLVER_OPTIONS: dict[str, bool | int | float] = {
    "output_flag": False,
    "threads": 1,
    "random_seed": 0,
    "mip_rel_gap": 0.0,
}
SOLVED_STATUSES = (
    highspy.HighsModelStatus.kOptimal,
    highspy.HighsModelStatus.kSolutionLimit,
    highspy.HighsModelStatus.kTimeLimit,
)


class SearchTime:
    """The seconds that several searches share. is_over: one of them was ended before it had proved its best plan."""

    def __init__(self, seconds: float = inf) -> None:
        self._deadline = time.monotonic() + seconds
        self.is_over = False

    @property
    def seconds_left(self) -> float:
        return max(MIN_SECONDS, min(MAX_SECONDS, self._deadline - time.monotonic()))


_search_time: ContextVar[SearchTime | None] = ContextVar("search_time", default=None)


@contextmanager
def limit_searches(seconds: float) -> Iterator[SearchTime]:
    """Give all searches in this block together so many seconds. Each then returns the best that it has found."""
    search_time = SearchTime(seconds)
    token = _search_time.set(search_time)
    try:
        yield search_time
    finally:
        _search_time.reset(token)


class UnsolvedError(Exception):
    """A program has no solution: its bounds contradict each other, or the search ended without one."""


@dataclass(frozen=True)
class Solution:
    """A solution: the value of each variable and the dual of each row (meaningless with integers)."""

    objective: float
    values: list[float]
    duals: list[float]

    def evaluate(self, terms: Coefficients) -> float:
        """Return the weighted sum of the variables."""
        return sum(weight * self.values[variable] for variable, weight in terms.items())


class LinearProgram:
    """A linear program under construction; variables and rows are numbered in the order they are added."""

    def __init__(self) -> None:
        self._highs = highspy.Highs()  # type: ignore[no-untyped-call]
        self.variables = 0
        self.rows = 0
        self._integer_count = 0
        self._start: dict[int, float] = {}
        for name, value in SOLVER_OPTIONS.items():
            self._highs.setOptionValue(name, value)

    def add_variable(self, low: float = 0.0, high: float = inf, *, is_integer: bool = False) -> int:
        """Add a variable between `low` and `high`, and return its number."""
        self._highs.addVar(low, high)
        if is_integer:
            self._highs.changeColIntegrality(self.variables, highspy.HighsVarType.kInteger)
            self._integer_count += 1
        self.variables += 1
        return self.variables - 1

    def set_bounds(self, variable: int, low: float, high: float) -> None:
        """Replace the bounds of a variable."""
        self._highs.changeColBounds(variable, low, high)

    def add_row(self, terms: Coefficients, low: float = -inf, high: float = inf) -> int:
        """Require the sum of `terms` to be between `low` and `high`, and return the number of the row."""
        self._highs.addRow(low, high, len(terms), list(terms), list(terms.values()))
        self.rows += 1
        return self.rows - 1

    def change_row(self, row: int, terms: Coefficients, low: float = -inf, high: float = inf) -> None:
        """Replace the bounds of a row and the weights of some of its variables."""
        for variable, weight in terms.items():
            self._highs.changeCoeff(row, variable, weight)
        self._highs.changeRowBounds(row, low, high)

    def set_initial_solution(self, values: Coefficients) -> None:
        """Start the search from a known solution, or from its integers; the result is not worse."""
        self._start = dict(values)

    def minimize(self, terms: Coefficients, *, gap: float = 0.0, is_exact: bool = False) -> Solution:
        """Minimize the sum of `terms`, with integers to within `gap` of the optimum. Raises UnsolvedError.

        is_exact: search much longer, for few integers.
        """
        variables = list(range(self.variables))
        self._highs.changeColsCost(self.variables, variables, [terms.get(number, 0.0) for number in variables])
        self._highs.setOptionValue("mip_abs_gap", gap)
        nodes = MAX_NODES * FULL_SEARCH_INTEGERS // max(FULL_SEARCH_INTEGERS, self._integer_count)
        self._highs.setOptionValue("mip_max_nodes", EXACT_SEARCH_NODES if is_exact else nodes)
        # With tight rows the first try may report a contradiction where there is none.
        if not (self._solve() or self._solve(presolve="off", tolerance=LOOSE_TOLERANCE)):
            raise UnsolvedError(self._highs.modelStatusToString(self._highs.getModelStatus()))
        solution = self._highs.getSolution()
        objective = self._highs.getInfo().objective_function_value
        return Solution(objective, list(solution.col_value), list(solution.row_dual))

    def _solve(self, *, presolve: str = "choose", tolerance: float = TOLERANCE) -> bool:
        self._highs.clearSolver()
        self._highs.setOptionValue("presolve", presolve)
        for kind in ("primal_feasibility", "dual_feasibility", "mip_feasibility"):
            self._highs.setOptionValue(f"{kind}_tolerance", tolerance)
        if self._start:  # set last: any change of the program drops it
            self._highs.setSolution(len(self._start), list(self._start), list(self._start.values()))
        search_time = _search_time.get() or SearchTime()
        self._highs.setOptionValue("time_limit", search_time.seconds_left)
        self._highs.run()
        search_time.is_over |= self._highs.getModelStatus() == highspy.HighsModelStatus.kTimeLimit
        return self._highs.getModelStatus() in SOLVED_STATUSES and self._highs.getSolution().value_valid
