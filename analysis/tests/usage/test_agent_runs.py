"""The page of all runs: totals by agent, access rights, sessions and slow queries."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from analysis.models import Job, Span, Step
from people.models import AuditEvent
from people.tests.support.cast import signed_in
from portfolios.tests.support.staff import helper_with

PAGE = reverse("admin:agent_runs")


def run(user, *steps, status="completed", days_ago=0):
    """Store an analysis with steps, each an agent with its step, seconds, status and tokens."""
    error = "unexpected_error" if status == "failed" else ""
    job = Job.objects.create(user=user, status=status, error_code=error)
    start = timezone.now() - timedelta(days=days_ago, minutes=5)
    Job.objects.filter(pk=job.pk).update(created_at=start)
    for order, (agent, name, seconds, state, tokens) in enumerate(steps):
        Step.objects.create(
            job=job, user=user, agent=agent, name=name, order=order, status=state, attempts=1, started_at=start,
            finished_at=start + timedelta(seconds=seconds), tokens=tokens, cost_usd=Decimal(tokens) / 1000,
        )  # fmt: skip
        Span.objects.create(
            job=job, user=user, span_id=f"{job.pk}-{order}", kind="function", name="what_if_changed", step=name,
            started_at=start, ended_at=start,
        )  # fmt: skip
    return job


@pytest.fixture
def runs(alice, bob):
    run(alice, ("planner", "plan", 2, "done", 1000), ("reporter", "report", 10, "done", 4000))
    run(bob, ("planner", "plan", 4, "done", 2000), ("reporter", "report", 30, "failed", 0), status="failed")
    run(bob, ("planner", "plan", 99, "done", 9000), days_ago=40)


def load_runs(client, **period):
    return client.get(PAGE, period).context["runs"]


def test_the_page_sums_runs_by_agent(as_sam, runs):
    totals = {agent.name: agent for agent in load_runs(as_sam).by_agent}
    planner, reporter = totals["Financial Planner"], totals["Portfolio Analyst"]
    assert (planner.runs, planner.failed, planner.seconds, planner.slowest) == (2, 0, 3.0, 4.0)
    assert (planner.tokens, planner.dollars, planner.tool_calls) == (3000, Decimal(3), 2)
    assert (reporter.runs, reporter.error_rate, reporter.slowest) == (2, Decimal(50), 30.0)


def test_the_page_counts_analyses_and_people(as_sam, runs):
    assert load_runs(as_sam).analyses == {"started": 2, "completed": 1, "failed": 1, "people": 2}
    day = (timezone.now() - timedelta(days=40)).date().isoformat()
    assert load_runs(as_sam, first=day, last=day).analyses["started"] == 1


def test_an_empty_period_says_so(as_sam):
    page = as_sam.get(PAGE).content.decode()
    assert "No agent ran in this period." in page and "0 analyses" in page


def test_sessions_are_those_signed_in_now(as_sam, alice):
    signed_in(alice)
    assert load_runs(as_sam).sessions == 2


def test_without_statistics_the_page_says_how(as_sam):
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('pg_stat_statements') IS NULL")
        assert cursor.fetchone()[0]
    assert load_runs(as_sam).slowest_queries is None
    assert "pg_stat_statements" in as_sam.get(PAGE).content.decode()


def test_slow_queries_come_from_the_database(as_sam):
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY VIEW pg_stat_statements AS SELECT 'SELECT <b>'::text AS query, 3::bigint AS calls, "
            "1.5::float AS mean_exec_time, 9.25::float AS max_exec_time, oid AS dbid FROM pg_database"
        )
    page = as_sam.get(PAGE)
    (query,) = page.context["runs"].slowest_queries
    assert (query.text, query.calls, query.mean, query.slowest) == ("SELECT <b>", 3, 1.5, 9.25)
    assert b"SELECT &lt;b&gt;" in page.content


def test_the_page_needs_the_right_to_see_costs(as_alice, db):
    assert as_alice.get(PAGE).status_code == 302
    assert helper_with("view_job").get(PAGE).status_code == 403


def test_a_view_of_the_page_is_recorded(db):
    assert helper_with("view_modelcost").get(PAGE).status_code == 200
    assert AuditEvent.objects.latest("pk").details.startswith("runs ")


def test_a_step_without_attempts_counts_as_a_run(as_sam, alice):
    run(alice, ("planner", "plan", 2, "done", 0))
    Step.objects.update(attempts=0)
    (planner,) = load_runs(as_sam).by_agent
    assert (planner.runs, planner.error_rate) == (1, 0)
