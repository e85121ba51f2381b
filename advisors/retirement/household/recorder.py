"""Record what a household pays and is left with: totals of every path, and percentiles of each year's figures."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from advisors.retirement.household.opening import Ledger
from advisors.retirement.household.results import BAND, Bands, HouseholdResult, Lifetime
from advisors.retirement.household.state import HouseholdState
from advisors.retirement.inputs.plan import Plan
from advisors.retirement.tax_law.schedules import Array, add_up

BAND_PATHS = 2_000
"""The paths whose yearly figures are ranked: the error of their percentiles is small beside the spread they show."""
SUMS = {
    "federal_tax": ("federal_tax",), "state_tax": ("state_tax",), "penalty": ("penalty",), "irmaa": ("irmaa",),
    "premiums": ("health_before_65", "medicare", "irmaa"), "conversion": ("conversion",),
    "spending": ("spending",), "withdrawals": ("from_taxable", "from_traditional", "from_roth", "from_hsa"),
}  # fmt: skip
AMT_FROM = {"single": 500_000.0, "joint": 1_000_000.0}
"""Incomes in today's dollars above which the alternative minimum tax, which is not modeled, may add to the tax."""
COUNTED = ("rmd", "irmaa", "penalty")
FLOWS = (
    "spending", "federal_tax", "state_tax", "penalty", "premiums", "irmaa", "rmd", "conversion", "social_security",
    "wages", "pension", "untaxed", "from_taxable", "from_traditional", "from_roth", "from_hsa", "short", "agi",
)  # fmt: skip
BALANCES = ("taxable", "traditional", "roth", "hsa")
NOT_MODELED = (
    "itemized deductions and credits", "the alternative minimum tax", "the premium tax credit before 65",
    "payroll taxes", "state brackets and deductions", "losses and lots", "the still-working exception and the deferral "
    "of the first required distribution", "the joint life table for a much younger spouse", "inherited accounts",
    "the family maximum and the earnings test", "disability and divorced-spouse benefits", "trusts and estate taxes",
    "charitable distributions", "basis in traditional accounts", "income limits of Roth contributions",
    "required distributions while the household still saves",
)  # fmt: skip


class HouseholdRecorder:
    """The totals of one simulation, and the yearly percentiles of some figures; call `record` after each year."""

    def __init__(
        self, plan: Plan, state: HouseholdState, figures: Sequence[str], totals: Sequence[str] = tuple(SUMS)
    ) -> None:
        self._plan, self._state, self._figures = plan, state, tuple(figures)
        self._totals: dict[str, Array] = {name: np.zeros(state.width) for name in totals}
        self._counts: dict[str, Array] = {name: np.zeros(state.width) for name in COUNTED}
        self._high_income = np.zeros(state.width, dtype=bool)
        self._bands: dict[str, list[Array]] = defaultdict(list)

    def record(self) -> None:
        """Add the figures of the year that the state has just passed."""
        ledger = self._state.ledger
        for name, total in self._totals.items():
            for part in SUMS[name]:
                values = ledger.get(part, 0.0)
                if isinstance(values, np.ndarray) or values:
                    total += values
        for name in COUNTED:
            values = ledger.get(name, 0.0)
            if isinstance(values, np.ndarray) or values:
                self._counts[name] += np.asarray(values) > 0
        income = np.asarray(ledger.get("agi", 0.0))
        if income.max() > AMT_FROM["single"]:
            joint = np.asarray(ledger.get("joint", 0.0)) > 0
            self._high_income |= income > np.where(joint, AMT_FROM["joint"], AMT_FROM["single"])
        if self._figures:
            self.record_bands(ledger)

    def record_bands(self, ledger: Ledger) -> None:
        """Add the percentiles of the year's flows and of the balances at its end."""
        for name in [name for name in self._figures if name in FLOWS]:
            self._bands[name].append(band(add_up(ledger.get(part, 0.0) for part in SUMS.get(name, (name,)))))
        for kind in [name for name in self._figures if name in BALANCES]:
            owned = (values[:BAND_PATHS] for name, values in self._state.books.money.items() if name.startswith(kind))
            self._bands[kind].append(band(add_up(owned)))

    def result(self) -> HouseholdResult:
        """Return what was recorded, after the last year."""
        plan, rules = self._plan, self._state.rules
        years, people = range(1, plan.horizon + 1), range(len(rules.household.people))
        first: list[int | None] = []
        for person in people:
            due = (y for y in years if y > plan.years_to_retirement and rules.required_factor(person, y) is not None)
            first.append(next(due, None))
        return HouseholdResult(
            law_year=rules.law.year,
            first_year=rules.choices.first_year,
            ages=[[rules.age(person, year) for year in years] for person in people],
            figures={name: columns(rows) for name, rows in self._bands.items()},
            band_paths=min(BAND_PATHS, self._state.width) if self._figures else 0,
            lifetime={
                name: Lifetime(
                    mean=float(total.mean()),
                    percentiles={
                        str(level): float(value) for level, value in zip(BAND, np.percentile(total, BAND), strict=True)
                    },
                )
                for name, total in self._totals.items()
            },
            social_security=[rules.paid_together(year) for year in years],
            first_required=first,
            **{f"{name}_years": float(np.median(count)) for name, count in self._counts.items()},
            high_income=float(self._high_income.mean()),
            not_modeled=list(NOT_MODELED),
        )

    def total(self, name: str) -> Array:
        """Return a total of each path, in today's dollars."""
        return self._totals[name]


def band(values: Array | float) -> Array:
    """Return the 10th, 50th and 90th percentile of the first paths, in the same unit."""
    if not isinstance(values, np.ndarray) or values.size == 1:
        return np.full(len(BAND), float(np.max(values)))
    ordered = np.sort(values[:BAND_PATHS].astype(np.float32))
    return ordered[[round(level / 100 * (ordered.size - 1)) for level in BAND]].astype(np.float64)


def columns(rows: list[Array]) -> Bands:
    """Return the years of each percentile."""
    return {str(level): np.array(rows)[:, place].tolist() for place, level in enumerate(BAND)}
