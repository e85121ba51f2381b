"""Withdrawal rules: compute a year's spending on all paths at once, in today's dollars.

A rule returns the year's total spending, income included. constant_real and guardrails set the total and withdraw
what income does not cover; the others withdraw a share of the portfolio on top of income.
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


def minimum_year_spending(plan: Plan) -> float | None:
    """Return the real spending that a flexible year must reach; None for constant_real, which needs all of it."""
    if plan.rule == "constant_real":
        return None
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

    A nominal amount that stays the same for a year is a real amount divided by 1 + inflation. The withdrawal rate is
    all spending over wealth, with or without income: a rate of the withdrawal alone would raise spending in the year
    in which a pension starts. Source: Guyton and Klinger (2006).
    """

    def __init__(self, options: GuardrailsOptions, spending: float) -> None:
        self.reasons: ReasonCodes | None = None
        self._options = options
        self._spending = np.array([spending])
        self._start_rate = np.zeros(1)

    def spend(self, context: WithdrawalContext) -> Array:
        """Return last year's spending, raised by inflation unless frozen, and cut or raised at the guardrails."""
        if context.number == 1:
            self._start_rate = _withdrawal_rate(self._spending, context)
            self.reasons = np.zeros(1, dtype=np.int8)
            return self._spending
        options = self._options
        unraised = self._spending / context.elapsed
        frozen = (context.nominal < 1) & (_withdrawal_rate(unraised, context) > self._start_rate) & options.freeze
        spending = np.where(frozen, unraised, self._spending)
        may_cut = context.left > options.no_cut_last_years
        cut = (_withdrawal_rate(spending, context) > (1 + options.band) * self._start_rate) & may_cut
        spending = np.where(cut, spending * (1 - options.change), spending)
        raised = _withdrawal_rate(spending, context) < (1 - options.band) * self._start_rate
        self._spending = np.where(raised, spending * (1 + options.change), spending)
        self.reasons = np.select(
            [raised, cut, frozen], [SPENDING_RAISED, SPENDING_CUT, RAISE_SKIPPED], SPENDING_UNCHANGED
        ).astype(np.int8)
        return self._spending


def _withdrawal_rate(spending: Array, context: WithdrawalContext) -> Array:
    return np.asarray(spending / np.maximum(context.wealth, MIN_WEALTH))


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
