"""How much language models may still cost. Each request is reserved before it is sent and recorded after it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from decimal import Decimal

from advisors.budget.spending import ZERO_USD, ModelUsage, SpendingToday, UsageLimits
from advisors.model_errors import JOB_WIDE_CODES, ModelError


@dataclass(frozen=True)
class SpendingLedger:
    """Loads and records today's costs, across jobs, people and processes."""

    load_today: Callable[[], Awaitable[SpendingToday]]
    record: Callable[[str, ModelUsage], Awaitable[None]]


@dataclass
class Allowance:
    """The allowance of one job. Parallel requests each count with their highest possible cost until they end.

    ledger: None if nothing else spends and nothing is recorded, as in tests.
    """

    limits: UsageLimits = UsageLimits()
    ledger: SpendingLedger | None = None
    tokens: int = 0
    usd: Decimal = ZERO_USD
    requests: int = 0
    tokens_out: int = 0
    failed_models: dict[str, ModelError] = field(default_factory=dict)
    _reserved_tokens: int = 0
    _reserved_usd: Decimal = ZERO_USD

    async def reserve(self, model: str, max_usage: ModelUsage) -> None:
        """Reserve a request. Raises ModelError if it could exceed a limit, or if the model failed in this job."""
        if error := self.failed_models.get(model):
            raise error
        today = await self.ledger.load_today() if self.ledger else SpendingToday()
        for code, spent, limit in (
            ("requests", self.requests + 1, self.limits.requests),
            ("output", self.tokens_out + max_usage.tokens_out, self.limits.tokens_out),
            ("job_tokens", self.tokens + self._reserved_tokens + max_usage.tokens, self.limits.job_tokens),
            ("job_cost", self.usd + self._reserved_usd + max_usage.cost_or_zero, self.limits.job_usd),
            ("user_day_cost", today.user_usd + self._reserved_usd + max_usage.cost_or_zero, self.limits.user_day_usd),
            ("day_cost", today.everyone_usd + self._reserved_usd + max_usage.cost_or_zero, self.limits.day_usd),
        ):
            if spent > limit:
                raise ModelError(code)
        self._reserved_tokens += max_usage.tokens
        self._reserved_usd += max_usage.cost_or_zero

    def release(self, max_usage: ModelUsage) -> None:
        """Release the reservation of a request that has ended."""
        self._reserved_tokens -= max_usage.tokens
        self._reserved_usd -= max_usage.cost_or_zero

    async def record_usage(self, model: str, spent: ModelUsage) -> None:
        """Add the usage of an answered request to this job and to the ledger."""
        self.tokens += spent.tokens
        self.requests += spent.requests
        self.tokens_out += spent.tokens_out
        self.usd += spent.cost_or_zero
        if self.ledger:
            await self.ledger.record(model, spent)

    def disable_model(self, model: str, error: ModelError) -> None:
        """Refuse further requests to the model in this job, if they would fail too."""
        if error.code in JOB_WIDE_CODES:
            self.failed_models[model] = error
