"""`manage.py project`: projections of a plan as text and JSON, and its errors."""

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from advisors.retirement.projection.engine import project
from advisors.tests.support.retirement_plans import class_plan, fixed_plan, lognormal_plan

pytestmark = pytest.mark.processes

PROJECT = Path(__file__).resolve().parents[3]
HISTORY = {"kind": "history", "weights": {"stocks": 0.6, "corporate_baa": 0.4}}


def run_project(plan, tmp_path, *expected):
    file, out = tmp_path / "plan.json", StringIO()
    file.write_text(plan if isinstance(plan, str) else plan.model_dump_json())
    call_command("project", "--plan", str(file), *expected, stdout=out)
    return out.getvalue()


def run_in_process(plan, **environment):
    return subprocess.run(
        [sys.executable, "manage.py", "project", "--plan", "-", "--json"], cwd=PROJECT, input=plan, text=True,
        capture_output=True, check=False, env={**os.environ, **environment}, timeout=60,
    )  # fmt: skip


@pytest.mark.parametrize("plan", [lognormal_plan(paths=200), class_plan(paths=200), fixed_plan(0.03)])
def test_json_is_the_unrounded_engine_output(plan, tmp_path):
    assert json.loads(run_project(plan, tmp_path, "--json")) == json.loads(json.dumps(project(plan).as_json()))


def test_a_plan_can_come_from_standard_input(monkeypatch):
    monkeypatch.setattr("sys.stdin", StringIO(fixed_plan(0.0, spending=10_000).model_dump_json()))
    out = StringIO()
    call_command("project", "--plan", "-", "--json", stdout=out)
    assert json.loads(out.getvalue())["terminal"]["mean"] == pytest.approx(700_000)


def test_the_text_has_success_spending_and_fan(tmp_path):
    output = run_project(lognormal_plan(paths=1_000), tmp_path)
    for expected in ("of 1,000 paths", "standard error", "Sustainable spending a year", "at 90%", "Year"):
        assert expected in output
    assert [line.split()[0] for line in output.splitlines()[-7:]] == ["0", "5", "10", "15", "20", "25", "30"]


def test_a_flexible_rule_prints_no_success(tmp_path):
    output = run_project(lognormal_plan(paths=1_000, rule="guardrails"), tmp_path)
    assert "Success" not in output and "standard error" not in output
    for expected in ("Money runs out", "A year below need", "at the median", "in one of ten", "in nine of ten"):
        assert expected in output


def test_a_replays_text_names_the_worst_years(tmp_path):
    plan = lognormal_plan(returns=HISTORY, retirement_years=30)
    output = run_project(plan, tmp_path)
    assert "periods of the past" in output
    assert "1966 (the high inflation" in output


def test_a_plan_without_years_is_printed(tmp_path):
    assert "At the end" in run_project(fixed_plan(0.03, retirement_years=0), tmp_path)


@pytest.mark.parametrize(
    ("plan", "field"),
    [
        ('{"start_value": -1, "retirement_years": 1, "returns": {"kind": "fixed", "rate": 0}}', "start_value:"),
        ('{"start_value": 1, "retirement_years": 1, "returns": {"kind": "fixed"}}', "returns.rate:"),
        ('{"start_value": 1, "retirement_years": 1, "returns": {"kind": "fixed", "rate": 0}, "x": 1}', "x:"),
        ("{", "plan:"),
        (lognormal_plan(returns=HISTORY, retirement_years=200), "retirement_years:"),
        (lognormal_plan(returns={**HISTORY, "csv": "nowhere.csv"}), "returns.csv:"),
    ],
)
def test_an_error_names_the_field_and_fails(plan, field, tmp_path):
    with pytest.raises(CommandError, match=field):
        run_project(plan, tmp_path)


def test_each_wrong_field_has_its_own_line(tmp_path):
    with pytest.raises(CommandError) as error:
        run_project('{"start_value": -1, "retirement_years": -1, "returns": {"kind": "fixed", "rate": 0}}', tmp_path)
    assert [line.split(":")[0] for line in str(error.value).splitlines()[1:]] == ["start_value", "retirement_years"]


def test_a_file_that_cannot_be_read_is_named():
    with pytest.raises(CommandError, match=r"--plan: cannot read nowhere\.json"):
        call_command("project", "--plan", "nowhere.json")


def test_no_embedded_database_is_started(tmp_path):
    result = run_in_process(lognormal_plan(paths=100).model_dump_json(), DATA_DIR=str(tmp_path), DATABASE_URL="")
    assert (result.returncode, result.stderr) == (0, "")
    assert json.loads(result.stdout)["engine"]["paths"] == 100
    assert {file.name for file in tmp_path.iterdir()} <= {"secret_key"}


def test_a_failure_exits_with_an_error_on_stderr():
    nowhere = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing", "SECRET_KEY": "x" * 50}
    result = run_in_process('{"start_value": 1}', **nowhere)
    assert result.returncode != 0
    assert result.stdout == ""
    assert "retirement_years" in result.stderr


def test_no_connection_is_opened(tmp_path):
    connection.close()
    run_project(fixed_plan(0.03), tmp_path)
    assert connection.connection is None
