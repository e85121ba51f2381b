"""Sum what the agents did in a period: runs, time, errors, tool calls, tokens and dollars."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property

from django.db import connection
from django.db.models import Avg, Count, F, Max, Q, Sum

from advisors import team
from analysis.models import Job, Span, Step
from people.sign_in.sessions import count_open_sessions

TOOL_CALL = "function"
MAX_QUERIES = 20
SLOWEST_QUERIES = """
SELECT query, calls, mean_exec_time, max_exec_time FROM pg_stat_statements
WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
ORDER BY mean_exec_time DESC LIMIT %s
"""


@dataclass(frozen=True)
class AgentTotals:
    """What one agent did. seconds: of a run, on average; slowest: of the longest run, in seconds."""

    name: str
    runs: int
    failed: int
    seconds: float
    slowest: float
    tool_calls: int
    tokens: int
    dollars: Decimal

    @property
    def error_rate(self) -> Decimal:
        """Return the share of failed runs, in percent."""
        return Decimal(100 * self.failed) / self.runs


@dataclass(frozen=True)
class SlowQuery:
    """One form of query without its values. Times in milliseconds."""

    text: str
    calls: int
    mean: float
    slowest: float


@dataclass(frozen=True)
class PeriodRuns:
    """The runs that began in a period. first and last: its days (UTC), both included."""

    first: date
    last: date

    @property
    def _begin_and_end(self) -> tuple[datetime, datetime]:
        return tuple(  # type: ignore[return-value]
            datetime.combine(day, time(), UTC) for day in (self.first, self.last + timedelta(days=1))
        )

    @cached_property
    def by_agent(self) -> list[AgentTotals]:
        """Return the agents with runs, in the order of the team."""
        begin, end = self._begin_and_end
        started = Step.objects.filter(started_at__gte=begin, started_at__lt=end)
        took = F("finished_at") - F("started_at")
        rows = started.order_by().values("agent").annotate(
            runs=Count("pk"), failed=Count("pk", filter=Q(status=Step.Status.FAILED)), mean=Avg(took),
            slowest=Max(took), sum_tokens=Sum("tokens"), dollars=Sum("cost_usd"),
        )  # fmt: skip
        spans = Span.objects.filter(started_at__gte=begin, started_at__lt=end, kind=TOOL_CALL).order_by()
        calls_by_step = dict(spans.values_list("step").annotate(calls=Count("pk")))
        calls = {spec.role: sum(calls_by_step.get(step.name, 0) for step in spec.steps) for spec in team.TEAM}
        found = {}
        for row in rows:
            role = row["agent"]
            mean, slowest = (row[name].total_seconds() if row[name] else 0.0 for name in ("mean", "slowest"))
            found[role] = AgentTotals(
                team.agent_name(role, role), row["runs"], row["failed"], mean, slowest,
                calls.get(role, 0), row["sum_tokens"], row["dollars"] or Decimal(0),
            )  # fmt: skip
        return [found.pop(role) for role in team.roles() if role in found] + list(found.values())

    @cached_property
    def analyses(self) -> dict[str, int]:
        """Return the number of analyses that were started, by what became of them, and of people who started them."""
        begin, end = self._begin_and_end
        jobs = Job.objects.filter(
            job_type=Job.Type.PORTFOLIO_ANALYSIS, created_at__gte=begin, created_at__lt=end
        ).order_by()
        return jobs.aggregate(
            started=Count("pk"), completed=Count("pk", filter=Q(status=Job.Status.COMPLETED)),
            failed=Count("pk", filter=Q(status=Job.Status.FAILED)), people=Count("user", distinct=True),
        )  # fmt: skip

    @cached_property
    def sessions(self) -> int:
        """Return how many people are signed in now, with each of their browsers."""
        return count_open_sessions()

    @cached_property
    def slowest_queries(self) -> list[SlowQuery] | None:
        """Return the slowest forms of query since the database's statistics began; None if it keeps none."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT to_regclass('pg_stat_statements') IS NOT NULL")
            if not cursor.fetchone()[0]:
                return None
            cursor.execute(SLOWEST_QUERIES, [MAX_QUERIES])
            return [SlowQuery(*row) for row in cursor.fetchall()]
