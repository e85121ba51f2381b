"""What language models may cost, and what they did. Values only: no SDK, so that pages may know them."""

from dataclasses import dataclass
from decimal import Decimal

FREE = Decimal(0)
MOST_TOKENS = 10_000_000  # no model reads or writes as much in one request


def believable(tokens: int | None) -> int:
    """What a provider counted, within what can be."""
    return min(max(tokens or 0, 0), MOST_TOKENS)


@dataclass(frozen=True)
class Limits:
    """turns: of one run of an agent. tool_calls: of an agent in one step, revisions counted. input_characters: of one
    request. Dollars: of one job, of one person a day, of everybody a day."""

    turns: int = 12
    tool_calls: int = 40
    input_characters: int = 500_000
    job_tokens: int = 200_000
    job_usd: Decimal = Decimal(1)
    user_day_usd: Decimal = Decimal(5)
    day_usd: Decimal = Decimal(50)


@dataclass(frozen=True)
class Spent:
    """cost_usd: None where the price of any of it is unknown."""

    requests: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cost_usd: Decimal | None = FREE

    @property
    def tokens(self) -> int:
        return self.tokens_in + self.tokens_out

    @property
    def known_usd(self) -> Decimal:
        return self.cost_usd or FREE

    def __add__(self, other: "Spent") -> "Spent":
        unknown = self.cost_usd is None or other.cost_usd is None
        return Spent(
            self.requests + other.requests, self.tokens_in + other.tokens_in, self.tokens_out + other.tokens_out,
            None if unknown else self.known_usd + other.known_usd,
        )  # fmt: skip


NOTHING = Spent()


@dataclass(frozen=True)
class Today:
    """Dollars booked since midnight."""

    user_usd: Decimal = FREE
    all_usd: Decimal = FREE
