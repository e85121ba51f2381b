"""Withdrawal rules: compute a year's spending on all paths at once, in today's dollars.

A rule returns the year's total spending, income included. constant_real sets the total and withdraws what income does
not cover; guardrails start from it and steer the withdrawal; the others withdraw a share of the portfolio on top of
income.
"""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from advisors.retirement.inputs.plan import Plan
from advisors.retirement.inputs.rule_options import (
    ConstantPercentOptions,
    FloorCeilingOptions,
    GuardrailsOptions,
    RmdOptions,
    RuleOptions,
    VanguardDynamicOptions,
    VpwOptions,
    rmd_factor,
    vpw_rate,
)
from advisors.retirement.markets.draws import Array

SPENDING_UNCHANGED, RAISE_SKIPPED, SPENDING_CUT, SPENDING_RAISED = range(4)
ReasonCodes = npt.NDArray[np.int8]
MIN_WEALTH = 1e-300


class WithdrawalContext(NamedTuple):
    """The inputs of a rule for the spending of one year; arrays of shape (paths,) or (1,)."""

    number: int
    """The year of retirement, from 1."""
    left: int
    """The years left, this one included."""
    wealth: Array
    """The portfolio before this year's income and withdrawal."""
    opening: Array
    """The portfolio at the end of last year."""
    income: Array | float
    elapsed: Array
    """1 + inflation since the last withdrawal."""
    nominal: Array
    """1 + the nominal return, before fees, of the last whole year."""


class WithdrawalRule(Protocol):
    """A withdrawal rule. Some remember the year before, so each simulation needs its own."""

    reasons: ReasonCodes | None
    """The code of why each path's spending changed this year; None for rules without reasons."""

    def spend(self, context: WithdrawalContext) -> Array:
        """Return the wanted spending of the year, income included, in real dollars."""
        ...


def build_rule(plan: Plan) -> WithdrawalRule:
    """Return a new rule for one simulation of `plan`."""
    options = plan.options
    if isinstance(options, GuardrailsOptions):
        return Guardrails(options, plan.spending)
    if isinstance(options, VanguardDynamicOptions):
        return VanguardDynamic(options)
    if type(options) in SHARE_WITHDRAWALS:
        return ShareOfWealth(partial(SHARE_WITHDRAWALS[type(options)], options))
    return ConstantReal(plan.spending)


def spending_need(plan: Plan) -> float:
    """Return the real spending that no year should fall below, other income included."""
    need = plan.options.need
    return 0.75 * plan.spending if need is None else need


class ConstantReal:
    """The same real spending every year."""

    def __init__(self, spending: float) -> None:
        self.reasons: ReasonCodes | None = None
        self._spending = np.array([spending])

    def spend(self, context: WithdrawalContext) -> Array:
        """Return the plan's spending."""
        return self._spending


class ShareOfWealth:
    """A share of the portfolio on top of income; `compute_withdrawal` returns the withdrawal."""

    def __init__(self, compute_withdrawal: Callable[[WithdrawalContext], Array]) -> None:
        self.reasons: ReasonCodes | None = None
        self._compute_withdrawal = compute_withdrawal

    def spend(self, context: WithdrawalContext) -> Array:
        """Return the withdrawal plus income."""
        return self._compute_withdrawal(context) + context.income


class Guardrails:
    """The Guyton-Klinger decision rules (contracts, "Guardrails"), in real terms, which give the same result.

    They steer what the portfolio pays: spending less other income. So a person who lives mostly on a pension is hardly
    cut. A nominal amount that stays the same for a year is a real amount divided by 1 + inflation. Source: Guyton and
    Klinger (2006), without their portfolio management rule, which chooses what to sell.
    """

    def __init__(self, options: GuardrailsOptions, spending: float) -> None:
        self.reasons: ReasonCodes | None = None
        self._options = options
        self._spending = np.array([spending])
        self._start_rate = np.zeros(1)

    def spend(self, context: WithdrawalContext) -> Array:
        """Return last year's spending, its withdrawal raised by inflation unless frozen, then cut or raised."""
        last, wealth = np.maximum(self._spending - context.income, 0.0), np.maximum(context.wealth, MIN_WEALTH)
        if context.number == 1:
            self._start_rate = last / wealth
            self.reasons = np.zeros(1, dtype=np.int8)
            return self._spending
        options = self._options
        unraised = last / context.elapsed
        frozen = (context.nominal < 1) & (unraised / wealth > self._start_rate) & options.freeze
        withdrawn = np.where(frozen, unraised, last)
        may_cut = (context.left > options.no_cut_last_years) & (self._start_rate > 0)
        cut = (withdrawn / wealth > (1 + options.band) * self._start_rate) & may_cut
        withdrawn = np.where(cut, withdrawn * (1 - options.change), withdrawn)
        raised = (withdrawn / wealth < (1 - options.band) * self._start_rate) & (withdrawn > 0)
        withdrawn = np.where(raised, withdrawn * (1 + options.change), withdrawn)
        self._spending = self._spending + (withdrawn - last)
        self.reasons = np.select(
            [raised, cut, frozen], [SPENDING_RAISED, SPENDING_CUT, RAISE_SKIPPED], SPENDING_UNCHANGED
        ).astype(np.int8)
        return self._spending


class VanguardDynamic:
    """Vanguard's dynamic spending: a share of the portfolio that changes within limits each year, plus income."""

    def __init__(self, options: VanguardDynamicOptions) -> None:
        self.reasons: ReasonCodes | None = None
        self._options = options
        self._withdrawn: Array | None = None

    def spend(self, context: WithdrawalContext) -> Array:
        """Return rate x wealth, within floor and ceiling around last year's withdrawal, plus income."""
        wanted = self._options.rate * context.wealth
        if self._withdrawn is not None:
            lowest = self._withdrawn * (1 - self._options.floor)
            highest = self._withdrawn * (1 + self._options.ceiling)
            wanted = np.clip(wanted, lowest, highest)
        self._withdrawn = wanted
        return wanted + context.income


SHARE_WITHDRAWALS: dict[type[RuleOptions], Callable[..., Array]] = {
    ConstantPercentOptions: lambda options, context: options.rate * context.wealth,
    FloorCeilingOptions: lambda options, context: np.clip(
        options.rate * context.wealth, options.floor, options.ceiling
    ),
    VpwOptions: lambda options, context: vpw_rate(options, context.number) * context.wealth,
    RmdOptions: lambda options, context: context.opening / rmd_factor(options.age + context.number - 1),
}
"""How each rule that withdraws a share of the portfolio computes the withdrawal, in real dollars."""
