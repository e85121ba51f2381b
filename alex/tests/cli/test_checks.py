"""`start.py check` and `start.py test`: what they run, and when they fail."""

import pytest

from alex.cli import checks

PASSES = {"fine": ["python", "-c", "print('hidden')"]}
FAILS = {**PASSES, "broken": ["python", "-c", "print('line 7 is wrong'); raise SystemExit(3)"]}


@pytest.fixture
def called(monkeypatch):
    """Record the commands of the tests instead of running them."""
    commands = []
    monkeypatch.setattr(checks.subprocess, "call", lambda command, **_: commands.append(command) or 0)
    return commands


def test_check_leaves_out_three_kinds_of_tests(called, monkeypatch):
    monkeypatch.setattr(checks, "STATIC_CHECKS", {})
    assert checks.run_fast(["portfolios"]) == 0
    assert called[0][-3:] == ["-m", "not browser and not processes and not slow", "portfolios"]


def test_processes_of_tests_share_bytecode(monkeypatch):
    environments = []
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setattr(checks.subprocess, "call", lambda *_, env, **__: environments.append(env) or 0)
    assert checks.run_tests([]) == checks.run_faults([]) == 0
    assert [env["PYTHONDONTWRITEBYTECODE"] for env in environments] == ["", ""]


@pytest.mark.parametrize(("given", "cases"), [([], "part"), (["--all"], None)], ids=["few", "all"])
def test_all_gives_sweeps_every_case(monkeypatch, given, cases):
    calls = []
    monkeypatch.delenv("ALEX_SWEEPS", raising=False)
    monkeypatch.setattr(checks.subprocess, "call", lambda command, env, **_: calls.append((command, env)) or 0)
    assert checks.run_tests([*given, "portfolios"]) == 0
    ((command, environment),) = calls
    assert command[-2:] == ["worksteal", "portfolios"] and environment.get("ALEX_SWEEPS") == cases


@pytest.mark.processes
def test_a_failed_static_check_is_printed(called, monkeypatch, capfd):
    monkeypatch.setattr(checks, "STATIC_CHECKS", FAILS)
    assert checks.run_everything([]) == 1
    printed = capfd.readouterr()
    assert "line 7 is wrong" in printed.out and "hidden" not in printed.out
    assert "Failed: broken" in printed.err


@pytest.mark.processes
def test_failed_tests_fail_passed_checks(monkeypatch):
    monkeypatch.setattr(checks, "STATIC_CHECKS", PASSES)
    monkeypatch.setattr(checks.subprocess, "call", lambda *_, **__: 2)
    assert checks.run_everything([]) == 2
