"""The command `project`."""

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from advisors.retirement.simulation.engine import project
from advisors.tests.support.retirement_plans import class_plan, fixed_plan, lognormal_plan

pytestmark = pytest.mark.processes

PROJECT = Path(__file__).resolve().parents[3]
HISTORY = {"kind": "history", "weights": {"stocks": 0.6, "corporate_baa": 0.4}}


def projected(plan, tmp_path, *words):
    file, out = tmp_path / "plan.json", StringIO()
    file.write_text(plan if isinstance(plan, str) else plan.model_dump_json())
    call_command("project", "--plan", str(file), *words, stdout=out)
    return out.getvalue()


def in_a_process(plan, **environment):
    return subprocess.run(
        [sys.executable, "manage.py", "project", "--plan", "-", "--json"], cwd=PROJECT, input=plan, text=True,
        capture_output=True, check=False, env={**os.environ, **environment}, timeout=60,
    )  # fmt: skip


@pytest.mark.parametrize("plan", [lognormal_plan(paths=200), class_plan(paths=200), fixed_plan(0.03)])
def test_json_is_the_unrounded_engine_output(plan, tmp_path):
    assert json.loads(projected(plan, tmp_path, "--json")) == json.loads(json.dumps(project(plan).as_json()))


def test_a_plan_can_come_from_standard_input(monkeypatch):
    monkeypatch.setattr("sys.stdin", StringIO(fixed_plan(0.0, spending=10_000).model_dump_json()))
    out = StringIO()
    call_command("project", "--plan", "-", "--json", stdout=out)
    assert json.loads(out.getvalue())["terminal"]["mean"] == pytest.approx(700_000)


def test_the_text_has_success_spending_and_fan(tmp_path):
    said = projected(lognormal_plan(paths=1_000), tmp_path)
    for words in ("of 1,000 paths", "standard error", "Sustainable spending a year", "at 90%", "Year"):
        assert words in said
    assert [line.split()[0] for line in said.splitlines()[-7:]] == ["0", "5", "10", "15", "20", "25", "30"]


def test_a_replays_text_names_the_worst_years(tmp_path):
    plan = lognormal_plan(returns=HISTORY, retirement_years=30)
    said = projected(plan, tmp_path)
    assert "periods of the past" in said
    assert "1966 (the high inflation" in said


def test_a_plan_without_years_is_printed(tmp_path):
    assert "At the end" in projected(fixed_plan(0.03, retirement_years=0), tmp_path)


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
        projected(plan, tmp_path)


def test_each_wrong_field_has_its_own_line(tmp_path):
    with pytest.raises(CommandError) as error:
        projected('{"start_value": -1, "retirement_years": -1, "returns": {"kind": "fixed", "rate": 0}}', tmp_path)
    assert [line.split(":")[0] for line in str(error.value).splitlines()[1:]] == ["start_value", "retirement_years"]


def test_a_file_that_cannot_be_read_is_named():
    with pytest.raises(CommandError, match=r"--plan: cannot read nowhere\.json"):
        call_command("project", "--plan", "nowhere.json")


def test_no_embedded_database_is_started(tmp_path):
    told = in_a_process(lognormal_plan(paths=100).model_dump_json(), DATA_DIR=str(tmp_path), DATABASE_URL="")
    assert (told.returncode, told.stderr) == (0, "")
    assert json.loads(told.stdout)["engine"]["paths"] == 100
    assert {file.name for file in tmp_path.iterdir()} <= {"secret_key"}


def test_a_failure_exits_with_an_error_on_stderr():
    nowhere = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing", "SECRET_KEY": "x" * 50}
    told = in_a_process('{"start_value": 1}', **nowhere)
    assert told.returncode != 0
    assert told.stdout == ""
    assert "retirement_years" in told.stderr


def test_no_connection_is_opened(tmp_path):
    connection.close()
    projected(fixed_plan(0.03), tmp_path)
    assert connection.connection is None
