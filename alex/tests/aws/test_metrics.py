"""Metrics are lines in CloudWatch's embedded format, with the names that dashboard and alarms read."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.db import connection

from alex.aws import metrics
from analysis.tests.support.alices_portfolio import alice_owns_the_demo
from analysis.tests.support.model_runs import run_analysis

INFRA = Path(configured.BASE_DIR) / "infra"


@pytest.fixture
def written(capsys, settings):
    """Return a function that returns the metrics written so far: dimensions and values, by agent."""
    settings.ON_LAMBDA, settings.LEASE_BEAT_SECONDS = True, 3600

    def read():
        lines = [json.loads(line) for line in capsys.readouterr().out.splitlines() if line.startswith('{"_aws"')]
        for line in lines:
            (described,) = line["_aws"]["CloudWatchMetrics"]
            assert (described["Namespace"], line["service"]) == ("Alex/Agents", "alex")
        names = [[one["Name"] for one in line["_aws"]["CloudWatchMetrics"][0]["Metrics"]] for line in lines]
        return [
            (line.get("Agent", ""), {name: line[name][0] for name in found})
            for line, found in zip(lines, names, strict=True)
        ]

    return read


def test_outside_lambda_nothing_is_written(capsys):
    metrics.emit({"Analyses": 1})
    assert capsys.readouterr().out == ""


def test_an_agent_is_a_dimension(written):
    metrics.emit({"Runs": 1, "Dollars": 0.25}, agent="planner")
    assert written() == [("planner", {"Runs": 1, "Dollars": 0.25})]


@pytest.mark.slow
def test_an_analysis_counts_each_agent(written, alice):
    alice_owns_the_demo(alice)
    job = run_analysis(alice)
    (first, *agents) = written()
    assert first == ("", {"Analyses": 1, "FailedAnalyses": 0, "Dollars": 0})
    assert {name for name, _ in agents} == {step.agent for step in job.steps.all()}
    for name, values in agents:
        assert values["Runs"] == 1 and values["Errors"] == 0 and 0 <= values["Seconds"] < 60, name
    assert sum(values["ToolCalls"] for _, values in agents) == job.spans.filter(kind="function").count() > 0


@pytest.mark.slow
def test_a_failed_analysis_is_counted(written, alice, monkeypatch):
    def fail(*_):
        raise ZeroDivisionError

    monkeypatch.setattr("advisors.reporter.step.work", fail)
    monkeypatch.setattr("analysis.pipeline.conclude.conclude", fail)
    monkeypatch.setattr("analysis.jobs.lease.MAX_ATTEMPTS", 1)
    alice_owns_the_demo(alice)
    run_analysis(alice)
    assert written()[0][1]["FailedAnalyses"] == 1


def test_the_time_of_queries_is_an_average(written, db):
    with metrics.measured_queries(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(0.02)")
        cursor.execute("SELECT 1")
    ((_, values),) = written()
    assert 10 <= values["QueryMilliseconds"] < 2000


def test_without_queries_no_time_is_written(written):
    with metrics.measured_queries():
        pass
    assert written() == []


def test_infra_reads_only_metrics_that_exist():
    text = (INFRA / "alarms.tf").read_text()
    own = set(re.findall(r'namespace\s*=\s*local\.metrics, metric = "(\w+)"', text))
    assert own >= {"DeadLetters", "DatabaseConnectionFailures", "Dollars"}
    assert own <= metrics.UNITS.keys()
