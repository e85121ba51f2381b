"""What an analysis will probably take, told before it starts. Values only: no SDK, so that pages may ask."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import floor, log10

from advisors import team
from advisors.budget.spending import ZERO_USD, ModelUsage, SpendingToday, UsageLimits
from advisors.llm import ModelConfig

NO_COST_TEXT = "No model, no cost: the built-in writer writes it."
ONE_CENT = Decimal("0.01")
PriceFunction = Callable[[str, int, int], Decimal | None]


@dataclass(frozen=True)
class Estimate:
    """runs: how many of the person's own it is the mean of; 0: it is that of the usual sizes. cost_usd: None where
    the price of any of it is unknown.
    """

    models: tuple[str, ...]
    tokens: int
    cost_usd: Decimal | None
    runs: int = 0

    @property
    def words(self) -> str:
        tokens = f"About {_round_to_two_digits(self.tokens):,} tokens, {self._cost} with {' and '.join(self.models)}"
        if self.runs:
            took = f"your last {self.runs} analyses took" if self.runs > 1 else "your last analysis took"
            return f"{tokens}, as {took}."
        return (
            f"{tokens}: estimated, since you have had no analysis with {'them' if len(self.models) > 1 else 'it'} yet."
        )

    @property
    def _cost(self) -> str:
        if self.cost_usd is None:
            return "price unknown,"
        if self.cost_usd == 0:
            return "at no cost"
        return f"about ${self.cost_usd:,.2f}" if self.cost_usd >= ONE_CENT else "less than $0.01"

    def describe_shortage(self, limits: UsageLimits, today: SpendingToday) -> str:
        """What will not suffice for it, and what then happens; empty where everything does."""
        cost = self.cost_usd or ZERO_USD
        left, all_left = limits.user_day_usd - today.user_usd, limits.day_usd - today.everyone_usd
        if self.tokens > limits.job_tokens:
            short = f"An analysis may take {limits.job_tokens:,} tokens"
        elif cost > limits.job_usd:
            short = f"An analysis may cost {_format_dollars(limits.job_usd)}"
        elif cost > left or left <= 0:
            short = f"{_format_dollars(left)} of your {_format_dollars(limits.user_day_usd)} for today is left"
        elif cost > all_left or all_left <= 0:
            short = "Little is left of what language models may cost everybody today"
        else:
            return ""
        return f"{short}: what that does not cover, the built-in writer writes."


def estimate_typical_run(models: ModelConfig, price: PriceFunction) -> Estimate:
    """For whoever has had no analysis with these models: the typical tokens of each agent in the team.

    They hold for portfolios of five to a hundred holdings: prompts hold computed facts, whose number hardly grows with
    the holdings (measured by test_estimate.py).
    """
    total, used = ModelUsage(), []
    for spec in team.TEAM:
        tokens_in, tokens_out = spec.typical_tokens or (0, 0)
        if spec.typical_tokens and (name := models.model_for_role(spec.role)):
            total += ModelUsage(0, tokens_in, tokens_out, price(name, tokens_in, tokens_out))
            used.append(name)
    return Estimate(tuple(dict.fromkeys(used)), total.tokens, total.cost_usd)


def estimate_from_past_runs(models: Sequence[str], runs: Sequence[ModelUsage]) -> Estimate:
    """The mean of earlier runs with the same models; at least one."""
    total = sum(runs, ModelUsage())
    cost = None if total.cost_usd is None else total.cost_usd / len(runs)
    return Estimate(tuple(models), total.tokens // len(runs), cost, len(runs))


def _round_to_two_digits(tokens: int) -> int:
    return round(tokens, 1 - floor(log10(tokens))) if tokens else 0


def _format_dollars(amount: Decimal) -> str:
    return f"${max(amount, ZERO_USD):,.2f}"
