"""Compute the federal income tax of many households of one kind at once, exactly, with its marginal rates.

The tax is continuous and piecewise linear in income. Ordinary income fills the brackets first; long-term gains and
qualified dividends lie on top of it at their own rates, or at the ordinary rates if that is less (26 U.S.C. 1(h)(1)).
Not modeled: itemized deductions, credits and the alternative minimum tax.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from advisors.retirement.tax_law.law import TaxLaw
from advisors.retirement.tax_law.law_parts import FilingStatus
from advisors.retirement.tax_law.schedules import Array, Rate, add_up
from advisors.retirement.tax_law.status_schedules import status_schedules

HALF, MOST = 0.5, 0.85
"""The shares of Social Security that become taxable, and of the income above each base that makes them so."""


@dataclass
class FederalTax:
    """The tax of each household, in dollars; arrays of one shape."""

    tax: Array
    surtax: Array | float
    """The net investment income tax, not part of `tax`."""
    taxable_benefits: Array | float
    agi: Array
    senior_deduction: Array | float
    before_gains: Array
    """Income less deductions, gains and qualified dividends: the ordinary taxable income, where it is above 0."""
    slope: Rate = 0.0
    """What tax and surtax take of the next dollar; 0 unless it was asked for."""
    income_slope: Rate = 0.0
    """What the next dollar adds to the income, by making benefits taxable."""
    taxable_slope: Rate = 0.0
    """What the next dollar adds to the income less deductions."""


class Filing:
    """The returns of households of one filing status in one year; income of the same year in the same dollars.

    `aged`: how many of them are 65 or more. `price`: the price level against the law's year, a number or one for each
    household; incomes are in dollars of the law's year, so amounts that are not indexed are divided by it.
    """

    def __init__(
        self, law: TaxLaw, status: FilingStatus, aged: int, benefits: Array | float = 0.0,
        *, price: Array | float = 1.0, has_senior_deduction: bool = False,
    ) -> None:  # fmt: skip
        self.schedules = status_schedules(law.year, status)
        self.deduction = law.deduction(status, aged)
        self._benefits = benefits
        self._has_benefits = bool(np.any(np.asarray(benefits) > 0))
        if self._has_benefits:
            bases = law.taxable_benefits.of(status)
            self._offset = HALF * benefits - bases.adjusted_base / price
            self._room = (bases.adjusted_base - bases.base) / price
        senior = law.senior_deduction
        self._senior_people = aged if has_senior_deduction else 0
        if self._senior_people:
            self._senior_amount, self._senior_rate = senior.amount / price, senior.phase_out_rate
            self._senior_start = senior.phase_out_start.of(status) / price
        self._surtax_rate, self._surtax_from = law.surtax.rate, law.surtax.threshold.of(status) / price

    def take(self, index: npt.NDArray[np.intp]) -> "Filing":
        """Return the filing of some of the households."""
        part = object.__new__(Filing)
        for name, value in self.__dict__.items():
            part.__dict__[name] = value[index] if isinstance(value, np.ndarray) and value.size > 1 else value
        return part

    def compute(
        self, ordinary: Array, preferred: Array | None = None, interest: Array | float = 0.0,
        *, exempt: Array | float = 0.0, split: tuple[Rate, Rate] | None = None,
    ) -> FederalTax:  # fmt: skip
        """Return the tax on ordinary income (interest included, benefits not) and on gains and qualified dividends.

        `exempt`: tax-exempt interest, which only makes benefits taxable. `split`: the parts of the next dollar that are
        ordinary income, and gains or qualified dividends.
        """
        income = ordinary if preferred is None else ordinary + preferred
        benefits, benefit_slope = self.tax_benefits(add_up((income, exempt)))
        agi = income + benefits
        senior, senior_slope = self.deduct_for_seniors(agi)
        taxable = agi - (self.deduction + senior)
        invested = interest if preferred is None else interest + preferred
        surtax, by_income, by_investment = self.add_surtax(agi, invested)
        if preferred is None:
            tax, rate = self.schedules.ordinary.evaluate(taxable)
            result = FederalTax(tax, surtax, benefits, agi, senior, taxable)
            gains_rate: Rate = 0.0
        else:
            before_gains = taxable - preferred
            tax, rate, gains_rate = self.stack_gains(before_gains, taxable)
            result = FederalTax(tax, surtax, benefits, agi, senior, before_gains)
        if split:
            # A dollar of either kind adds `income_slope` to the income, and takes a part of that from the deduction.
            gained = split[1] if preferred is not None else 0.0
            result.income_slope = 1 + benefit_slope
            result.taxable_slope = result.income_slope * (1 + senior_slope)
            whole = add_up((rate, gains_rate))
            if isinstance(result.taxable_slope, np.ndarray):
                whole = whole * result.taxable_slope
            whole = add_up((whole, by_income * result.income_slope)) * add_up((split[0], gained))
            result.slope = add_up((whole, -add_up((rate, -by_investment)) * gained))
        return result

    def stack_gains(self, before_gains: Array, taxable: Array) -> tuple[Array, Array, Array]:
        """Return the tax with gains on top of ordinary income, and its rates by what is ordinary and by the whole."""
        tax, rate = self.schedules.difference.evaluate(before_gains)
        on_top, gains_rate = self.schedules.gains.evaluate(taxable)
        tax += on_top
        dearer = (taxable > self.schedules.dearer_from) & (before_gains < self.schedules.dearer_to)
        if dearer.any():
            places = np.flatnonzero(dearer)
            all_ordinary, ordinary_rate = self.schedules.ordinary.evaluate(taxable[places])
            less = all_ordinary < tax[places]
            cheaper = places[less]
            tax[cheaper] = all_ordinary[less]
            rate[cheaper] = 0.0
            gains_rate[cheaper] = ordinary_rate[less]
        return tax, rate, gains_rate

    def tax_benefits(self, income: Array) -> tuple[Array | float, Rate]:
        """Return the taxable part of Social Security, and how it grows with a dollar of other income."""
        if not self._has_benefits:
            return 0.0, 0.0
        benefits = self._benefits
        over = income + self._offset
        if float((over - benefits).min()) >= 0:
            return MOST * benefits, 0.0
        below = over + self._room
        first = np.minimum(np.maximum(HALF * np.minimum(below, self._room), 0.0), HALF * benefits)
        taxed = first + MOST * np.maximum(over, 0.0)
        most = MOST * benefits
        rises = np.where((below >= 0) & (below < benefits), HALF, 0.0)
        slope = np.where(taxed < most, np.where(over >= 0, MOST, rises), 0.0)
        return np.minimum(taxed, most), slope

    def deduct_for_seniors(self, agi: Array) -> tuple[Array | float, Rate]:
        """Return the senior deduction, and the part of a further dollar of income by which it shrinks."""
        if not self._senior_people:
            return 0.0, 0.0
        lost = self._senior_rate * np.maximum(agi - self._senior_start, 0.0)
        kept = np.maximum(self._senior_amount - lost, 0.0)
        fading = (agi >= self._senior_start) & (kept > 0)
        return self._senior_people * kept, np.where(fading, self._senior_people * self._senior_rate, 0.0)

    def add_surtax(self, agi: Array, invested: Array | float) -> tuple[Array | float, Rate, Rate]:
        """Return the surtax on the smaller of investment income and income over the threshold, and both slopes."""
        over = agi - self._surtax_from
        if float(over.max()) <= 0:
            return 0.0, 0.0, 0.0
        by_income = (over >= 0) & (over < invested)
        tax = self._surtax_rate * np.maximum(np.minimum(over, invested), 0.0)
        return tax, np.where(by_income, self._surtax_rate, 0.0), np.where(over >= invested, self._surtax_rate, 0.0)
