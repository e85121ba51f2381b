"""A model is judged by its lines that stand, and by what code had to add."""

import json

import pytest
from asgiref.sync import async_to_sync
from django.core.management import CommandError, call_command

from advisors.evaluation.households import build_snapshot, read_households
from advisors.tests.support.claim_cases import NOW
from analysis.on_demand.evaluation import Evaluation, StepScore, evaluate
from analysis.tests.support.good_model import playing
from analysis.usage.model_settings import configured_models

pytestmark = pytest.mark.slow


def score(**columns):
    return StepScore(household="demo", run=1, step="report", must_tell=10, **columns)


@pytest.mark.parametrize(
    ("lines", "grade"),
    [
        ({"kept": 20}, "A"),
        ({"kept": 18, "put_right": 2}, "B"),
        ({"kept": 20, "added": 2}, "B"),
        ({"kept": 15, "left_out": 5}, "C"),
        ({"kept": 10, "left_out": 10}, "D"),
        ({"kept": 20, "added": 8}, "D"),
        ({"kept": 20, "failed": True}, "D"),
    ],
)
def test_the_grade_is_the_share_of_good_lines(lines, grade):
    assert Evaluation(model="x", scores=(score(**lines),)).grade() == grade


def test_the_built_in_writer_tells_what_it_must():
    snapshots = {name: build_snapshot(read_households()[name], now=NOW) for name in ("demo", "crypto", "zero")}
    judged = async_to_sync(evaluate)(snapshots, configured_models())
    assert (judged.grade(), judged.share_required_met(), judged.contradictions) == ("A", 1.0, 0)
    assert {one.household for one in judged.scores} == set(snapshots)


def bad_lines(good):
    def play(request):
        answer = good(request)
        if not isinstance(answer, str):
            return answer
        return "\n".join(
            "You will be rich" if place % 4 == 1 else line for place, line in enumerate(answer.splitlines())
        )

    return play


def test_a_model_with_wrong_lines_is_graded_lower(settings, monkeypatch):
    snapshots = {"demo": build_snapshot(read_households()["demo"], now=NOW)}
    with playing("openai", settings, monkeypatch, bad_lines):
        judged = async_to_sync(evaluate)(snapshots, configured_models())
    assert judged.grade() in ("B", "C", "D") and judged.share_kept() < 0.95
    assert sum(one.left_out + one.put_right for one in judged.scores) > 5
    assert all(one.tokens > 0 for one in judged.scores)


def test_the_command_prints_and_compares(capsys, tmp_path):
    call_command("evaluate", "--households=zero", "--json")
    earlier = tmp_path / "earlier.json"
    earlier.write_text(capsys.readouterr().out)
    assert json.loads(earlier.read_text())["model"] == "built-in writer"
    call_command("evaluate", "--households=zero", f"--against={earlier}")
    printed = capsys.readouterr().out
    assert "grade A" in printed and "Against built-in writer (grade A): +0.0% of lines kept" in printed


def test_an_unknown_household_is_named():
    with pytest.raises(CommandError, match="There is no household nobody"):
        call_command("evaluate", "--households=nobody")


def test_nothing_is_sent_before_the_cost_is_agreed(monkeypatch, capsys):
    monkeypatch.setattr("builtins.input", lambda question: "n")
    with pytest.raises(CommandError, match="Nothing was sent"):
        call_command("evaluate", "--model=openai/gpt-4.1-mini", "--households=zero")
    assert "1 analyses with openai/gpt-4.1-mini" in capsys.readouterr().err
