"""What language models may still cost. Each request is asked for before it is made and booked after it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from decimal import Decimal

from advisors.budget.spending import FREE, Limits, Spent, Today
from advisors.errors import LASTING, ModelFailed


async def _nothing_today() -> Today:
    return Today()


async def _keep_no_book(model: str, spent: Spent) -> None:
    pass


@dataclass(frozen=True)
class Book:
    """Where the day's costs are read and written, across jobs, people and processes."""

    today: Callable[[], Awaitable[Today]] = _nothing_today
    write: Callable[[str, Spent], Awaitable[None]] = _keep_no_book


@dataclass
class Allowance:
    """One job's. Requests at the same time are each counted with the most they can cost until they are booked."""

    limits: Limits = Limits()
    book: Book = Book()
    tokens: int = 0
    usd: Decimal = FREE
    lost: dict[str, ModelFailed] = field(default_factory=dict)
    _open_tokens: int = 0
    _open_usd: Decimal = FREE

    async def ask(self, model: str, most: Spent) -> None:
        """ModelFailed where this request could pass a limit, or where the model has been given up in this job."""
        if failed := self.lost.get(model):
            raise failed
        today = await self.book.today()
        for code, spent, limit in (
            ("job_tokens", self.tokens + self._open_tokens + most.tokens, self.limits.job_tokens),
            ("job_cost", self.usd + self._open_usd + most.known_usd, self.limits.job_usd),
            ("user_day_cost", today.user_usd + self._open_usd + most.known_usd, self.limits.user_day_usd),
            ("day_cost", today.all_usd + self._open_usd + most.known_usd, self.limits.day_usd),
        ):
            if spent > limit:
                raise ModelFailed(code)
        self._open_tokens += most.tokens
        self._open_usd += most.known_usd

    def close(self, most: Spent) -> None:
        """The request has ended, well or not."""
        self._open_tokens -= most.tokens
        self._open_usd -= most.known_usd

    async def spend(self, model: str, spent: Spent) -> None:
        self.tokens += spent.tokens
        self.usd += spent.known_usd
        await self.book.write(model, spent)

    def give_up(self, model: str, failed: ModelFailed) -> None:
        if failed.code in LASTING:
            self.lost[model] = failed
