"""Limits and usage of language models, as values. No SDK here, because pages use them."""

from dataclasses import dataclass
from decimal import Decimal

ZERO_USD = Decimal(0)
MAX_REQUEST_TOKENS = 10_000_000  # more than any model handles in one request


@dataclass(frozen=True)
class UsageLimits:
    """Upper limits.

    turns: of one agent run. tool_calls: of an agent in one step, with revisions. requests, tokens_out: of one job that
    is held to fewer than its cost allows, such as a question. input_characters: of one request.
    Dollars: of one job, of one person a day, of all people a day.
    """

    turns: int = 12
    tool_calls: int = 40
    requests: int = 1_000_000
    tokens_out: int = 1_000 * MAX_REQUEST_TOKENS
    input_characters: int = 500_000
    job_tokens: int = 200_000
    job_usd: Decimal = Decimal(1)
    user_day_usd: Decimal = Decimal(5)
    day_usd: Decimal = Decimal(50)


@dataclass(frozen=True)
class ModelUsage:
    """Requests, tokens and dollars. cost_usd: None if the price of any request is unknown."""

    requests: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cost_usd: Decimal | None = ZERO_USD

    @property
    def tokens(self) -> int:
        return self.tokens_in + self.tokens_out

    @property
    def cost_or_zero(self) -> Decimal:
        return self.cost_usd or ZERO_USD

    def __add__(self, other: "ModelUsage") -> "ModelUsage":
        is_unknown = self.cost_usd is None or other.cost_usd is None
        return ModelUsage(
            self.requests + other.requests, self.tokens_in + other.tokens_in, self.tokens_out + other.tokens_out,
            None if is_unknown else self.cost_or_zero + other.cost_or_zero,
        )  # fmt: skip


NO_USAGE = ModelUsage()


@dataclass(frozen=True)
class SpendingToday:
    """Dollars spent since midnight."""

    user_usd: Decimal = ZERO_USD
    everyone_usd: Decimal = ZERO_USD
