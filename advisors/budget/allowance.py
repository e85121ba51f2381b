"""What language models may still cost. Each request is asked for before it is made and booked after it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from decimal import Decimal

from advisors.budget.spending import ZERO_USD, ModelUsage, SpendingToday, UsageLimits
from advisors.errors import JOB_WIDE_CODES, ModelError


async def _get_zero_spending() -> SpendingToday:
    return SpendingToday()


async def _discard_usage(model: str, spent: ModelUsage) -> None:
    pass


@dataclass(frozen=True)
class SpendingLedger:
    """Where the day's costs are read and written, across jobs, people and processes."""

    today: Callable[[], Awaitable[SpendingToday]] = _get_zero_spending
    write: Callable[[str, ModelUsage], Awaitable[None]] = _discard_usage


@dataclass
class Allowance:
    """One job's. Requests at the same time are each counted with the most they can cost until they are booked."""

    limits: UsageLimits = UsageLimits()
    book: SpendingLedger = SpendingLedger()
    tokens: int = 0
    usd: Decimal = ZERO_USD
    lost: dict[str, ModelError] = field(default_factory=dict)
    _reserved_tokens: int = 0
    _reserved_usd: Decimal = ZERO_USD

    async def ask(self, model: str, most: ModelUsage) -> None:
        """ModelFailed where this request could pass a limit, or where the model has been given up in this job."""
        if failed := self.lost.get(model):
            raise failed
        today = await self.book.today()
        for code, spent, limit in (
            ("job_tokens", self.tokens + self._reserved_tokens + most.tokens, self.limits.job_tokens),
            ("job_cost", self.usd + self._reserved_usd + most.cost_or_zero, self.limits.job_usd),
            ("user_day_cost", today.user_usd + self._reserved_usd + most.cost_or_zero, self.limits.user_day_usd),
            ("day_cost", today.everyone_usd + self._reserved_usd + most.cost_or_zero, self.limits.day_usd),
        ):
            if spent > limit:
                raise ModelError(code)
        self._reserved_tokens += most.tokens
        self._reserved_usd += most.cost_or_zero

    def close(self, most: ModelUsage) -> None:
        """The request has ended, well or not."""
        self._reserved_tokens -= most.tokens
        self._reserved_usd -= most.cost_or_zero

    async def spend(self, model: str, spent: ModelUsage) -> None:
        self.tokens += spent.tokens
        self.usd += spent.cost_or_zero
        await self.book.write(model, spent)

    def disable_model(self, model: str, failed: ModelError) -> None:
        if failed.code in JOB_WIDE_CODES:
            self.lost[model] = failed
