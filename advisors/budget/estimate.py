"""Compute the tokens and cost that an analysis will take, and say them in a sentence. No SDK: pages use it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import floor, log10

from advisors import team
from advisors.budget.spending import ZERO_USD, ModelUsage, SpendingToday, UsageLimits
from advisors.llm import ModelConfig

NO_COST_TEXT = "Free: written without an AI model."
ONE_CENT = Decimal("0.01")
PriceFunction = Callable[[str, int, int], Decimal | None]


@dataclass(frozen=True)
class Estimate:
    """Tokens and dollars of one analysis.

    runs: how many of the person's own analyses it is the mean of; 0 if it is based on typical sizes. cost_usd: None
    if any price is unknown.
    """

    models: tuple[str, ...]
    tokens: int
    cost_usd: Decimal | None
    runs: int = 0

    @property
    def text(self) -> str:
        """Return one sentence with tokens, dollars, models, and what the estimate is based on."""
        rounded = round(self.tokens, 1 - floor(log10(self.tokens))) if self.tokens else 0
        if self.cost_usd is None:
            cost = "price unknown,"
        elif self.cost_usd == 0:
            cost = "at no cost"
        else:
            cost = f"about ${self.cost_usd:,.2f}" if self.cost_usd >= ONE_CENT else "less than $0.01"
        tokens = f"About {rounded:,} tokens, {cost} with {' and '.join(self.models)}"
        if self.runs:
            took = f"your last {self.runs} analyses took" if self.runs > 1 else "your last analysis took"
            return f"{tokens}, as {took}."
        return (
            f"{tokens}: estimated, since you have had no analysis with {'them' if len(self.models) > 1 else 'it'} yet."
        )

    def describe_shortage(self, limits: UsageLimits, today: SpendingToday) -> str:
        """Describe the limit that the analysis would exceed, and what happens then; empty if there is none."""
        cost = self.cost_usd or ZERO_USD
        left, all_left = limits.user_day_usd - today.user_usd, limits.day_usd - today.everyone_usd
        if self.tokens > limits.job_tokens:
            short = f"An analysis may take {limits.job_tokens:,} tokens"
        elif cost > limits.job_usd:
            short = f"An analysis may cost {_format_dollars(limits.job_usd)}"
        elif cost > left or left <= 0:
            short = f"{_format_dollars(left)} of your {_format_dollars(limits.user_day_usd)} for today is left"
        elif cost > all_left or all_left <= 0:
            short = "Little is left of today's limit for all users"
        else:
            return ""
        return f"{short}. The built-in writer writes the rest."


def estimate_typical_run(models: ModelConfig, price: PriceFunction) -> Estimate:
    """Estimate from the typical tokens of each agent in the team, for a person without an analysis by these models.

    Valid for portfolios of five to a hundred holdings: prompts contain computed facts, whose number hardly grows with
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
    """Return the mean of earlier runs with the same models. There must be at least one."""
    total = sum(runs, ModelUsage())
    cost = None if total.cost_usd is None else total.cost_usd / len(runs)
    return Estimate(tuple(models), total.tokens // len(runs), cost, len(runs))


def _format_dollars(amount: Decimal) -> str:
    return f"${max(amount, ZERO_USD):,.2f}"
