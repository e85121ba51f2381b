"""Every alarm has an entry in the runbook, and the dashboard shows what the alarms measure."""

import re

import pytest

from alex.tests.support.terraform_files import INFRA, constants, settings, text_of

RUNBOOK = (INFRA.parent / "docs" / "operations.md").read_text().partition("\n## Runbook\n")[2].partition("\n## ")[0]


def alarm_names():
    return {*constants()["alarms"], *(f"{function}-errors" for function in constants()["functions"])}


def test_alarms_and_runbook_name_the_same():
    assert set(re.findall(r"^### alex-([\w-]+)$", RUNBOOK, re.M)) == alarm_names()


def test_each_entry_says_what_to_do():
    for entry in RUNBOOK.split("\n### ")[1:]:
        assert re.findall(r"^- \*\*(\w+ ?\w*)\*\*:", entry, re.M) == ["Meaning", "First look", "Fix"], entry[:40]


def test_the_alarms_of_the_plan_are_there():
    alarms = constants()["alarms"]
    assert alarms["oldest-message"]["threshold"] == 300
    assert alarms["dead-letters"]["namespace"] == "${local.metrics}" and alarms["dead-letters"]["threshold"] == 0
    assert settings("aws_cloudwatch_metric_alarm", "errors")["threshold"] == 5
    assert alarms.keys() >= {"api-errors", "database-connection-failures", "web-throttles", "worker-throttles"}


def test_every_alarm_reaches_the_topic():
    for name in ("figure", "errors"):
        assert settings("aws_cloudwatch_metric_alarm", name)["alarm_actions"] == ["${aws_sns_topic.alarms.arn}"]


@pytest.mark.parametrize("metric", [
    "Invocations", "Errors", "Throttles", "Duration", "4xx", "5xx", "ApproximateNumberOfMessagesVisible",
    "ApproximateAgeOfOldestMessage", "ServerlessDatabaseCapacity", "DatabaseConnections", "QueryMilliseconds",
    "Analyses",
])  # fmt: skip
def test_the_dashboard_shows_a_metric(metric):
    assert metric in text_of(constants()["widgets"])


def test_the_dashboard_shows_agents_by_metric():
    assert constants()["metrics"] == "Alex/Agents"
    for metric in ("Runs", "Seconds", "ToolCalls", "Errors", "Tokens", "Dollars"):
        assert f'by_agent[\\"{metric}\\"]' in text_of(constants()["widgets"])
