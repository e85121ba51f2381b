"""Withdrawal rules: what to spend in a year, on all paths at once, in today's dollars.

A rule answers with the year's total spending, income included. constant_real and guardrails set the total and
take from the portfolio what income leaves open; the others take a share of the portfolio on top of income.
"""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from advisors.retirement.inputs.distributions import rmd_factor, vpw_rate
from advisors.retirement.inputs.plan import Plan
from advisors.retirement.inputs.rule_options import (
    ConstantPercentOptions,
    FloorCeilingOptions,
    GuardrailsOptions,
    RmdOptions,
    RuleOptions,
    VanguardDynamicOptions,
    VpwOptions,
)
from advisors.retirement.markets.draws import Array

KEPT_LEVEL, RAISE_FROZEN, CUT, RAISED = range(4)
Reasons = npt.NDArray[np.int8]
MIN_WEALTH = 1e-300


class WithdrawalContext(NamedTuple):
    """What a rule may look at when it decides the spending of one year; (paths,) or (1,) arrays."""

    number: int
    """The year of retirement, from 1."""
    left: int
    """Years still to be paid for, this one included."""
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
    """A withdrawal rule; some remember the year before, so one rule serves one simulation."""

    reasons: Reasons | None
    """Why each path's spending moved this year, for rules that say so."""

    def spend(self, moment: WithdrawalContext) -> Array:
        """Give the spending asked of the year, income included."""
        ...


def build_rule(plan: Plan) -> WithdrawalRule:
    """Give a fresh rule for one simulation of `plan`."""
    options = plan.options
    if isinstance(options, GuardrailsOptions):
        return Guardrails(options, plan.spending)
    if isinstance(options, VanguardDynamicOptions):
        return VanguardDynamic(options)
    if type(options) in SHARE_WITHDRAWALS:
        return ShareOfWealth(partial(SHARE_WITHDRAWALS[type(options)], options))
    return ConstantReal(plan.spending)


def minimum_year_spending(plan: Plan) -> float | None:
    """Give the least a flexible year must bring, real; None for constant_real, which needs its spending."""
    if plan.rule == "constant_real":
        return None
    need = plan.options.need
    return 0.75 * plan.spending if need is None else need


class ConstantReal:
    """The same real spending every year."""

    def __init__(self, spending: float) -> None:
        self.reasons: Reasons | None = None
        self._spending = np.array([spending])

    def spend(self, moment: WithdrawalContext) -> Array:
        """Give the plan's spending."""
        return self._spending


class ShareOfWealth:
    """A share of the wealth, on top of income; `take` gives the withdrawal."""

    def __init__(self, take: Callable[[WithdrawalContext], Array]) -> None:
        self.reasons: Reasons | None = None
        self._compute_withdrawal = take

    def spend(self, moment: WithdrawalContext) -> Array:
        """Give the withdrawal plus income."""
        return self._compute_withdrawal(moment) + moment.income


class Guardrails:
    """Guyton-Klinger decision rules (contracts, "Guardrails"); here in real terms, which is the same.

    A nominal amount held for a year is a real amount divided by 1 + inflation. The rate is all spending over the
    wealth, income or not: a rate of what the portfolio pays would raise spending the year a pension starts.
    """

    def __init__(self, options: GuardrailsOptions, spending: float) -> None:
        self.reasons: Reasons | None = None
        self._options = options
        self._spending = np.array([spending])
        self._start_rate = np.zeros(1)

    def spend(self, moment: WithdrawalContext) -> Array:
        """Give last year's spending, raised by inflation unless frozen, cut or raised at the rails."""
        if moment.number == 1:
            self._start_rate = _withdrawal_rate(self._spending, moment)
            self.reasons = np.zeros(1, dtype=np.int8)
            return self._spending
        options = self._options
        held = self._spending / moment.elapsed
        frozen = (moment.nominal < 1) & (_withdrawal_rate(held, moment) > self._start_rate) & options.freeze
        spending = np.where(frozen, held, self._spending)
        may_cut = moment.left > options.no_cut_last_years
        cut = (_withdrawal_rate(spending, moment) > (1 + options.band) * self._start_rate) & may_cut
        spending = np.where(cut, spending * (1 - options.change), spending)
        raised = _withdrawal_rate(spending, moment) < (1 - options.band) * self._start_rate
        self._spending = np.where(raised, spending * (1 + options.change), spending)
        self.reasons = np.select([raised, cut, frozen], [RAISED, CUT, RAISE_FROZEN], KEPT_LEVEL).astype(np.int8)
        return self._spending


def _withdrawal_rate(spending: Array, moment: WithdrawalContext) -> Array:
    return np.asarray(spending / np.maximum(moment.wealth, MIN_WEALTH))


class VanguardDynamic:
    """Vanguard's dynamic spending: a share of the wealth, moving at most so much a year, plus income."""

    def __init__(self, options: VanguardDynamicOptions) -> None:
        self.reasons: Reasons | None = None
        self._options = options
        self._withdrawn: Array | None = None

    def spend(self, moment: WithdrawalContext) -> Array:
        """Give rate x wealth, within floor and ceiling around last year's withdrawal, plus income."""
        wanted = self._options.rate * moment.wealth
        if self._withdrawn is not None:
            lowest = self._withdrawn * (1 - self._options.floor)
            highest = self._withdrawn * (1 + self._options.ceiling)
            wanted = np.clip(wanted, lowest, highest)
        self._withdrawn = wanted
        return wanted + moment.income


def _constant_percent_withdrawal(options: ConstantPercentOptions, moment: WithdrawalContext) -> Array:
    return options.rate * moment.wealth


def _floor_ceiling_withdrawal(options: FloorCeilingOptions, moment: WithdrawalContext) -> Array:
    return np.clip(options.rate * moment.wealth, options.floor, options.ceiling)


def _vpw_withdrawal(options: VpwOptions, moment: WithdrawalContext) -> Array:
    return vpw_rate(options, moment.number) * moment.wealth


def _rmd_withdrawal(options: RmdOptions, moment: WithdrawalContext) -> Array:
    return moment.opening / rmd_factor(options.age + moment.number - 1)


SHARE_WITHDRAWALS: dict[type[RuleOptions], Callable[..., Array]] = {
    ConstantPercentOptions: _constant_percent_withdrawal,
    FloorCeilingOptions: _floor_ceiling_withdrawal,
    VpwOptions: _vpw_withdrawal,
    RmdOptions: _rmd_withdrawal,
}
