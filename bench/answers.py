"""Measure how long an answer takes.

Usage: python bench/answers.py [EMAIL]: of the router, for a person with a completed analysis (default:
demo@example.com): reading the stored analysis, finding the form, printing the answer.
python bench/answers.py --model: of a stub model of 0.5 s a call over each wire, about the sample analysis: a question
that a line answers, one with a what-if that was not tested, and one that takes all calls.
"""

import os
import statistics
import sys
from pathlib import Path
from time import perf_counter, process_time

sys.path.insert(0, str(Path(__file__).parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alex.settings")

import django

django.setup()

from analysis.models import Job
from analysis.questions.asking import route_about
from people import acting_as
from people.models import User

SECONDS_A_CALL = 0.5
QUESTIONS = Path(__file__).parents[1] / "analysis" / "tests" / "data" / "questions.tsv"


def main(email: str) -> None:
    user = User.objects.find_by_address(email)
    if user is None:
        raise SystemExit(f"There is no user {email}. Start Alex once, or name another one.")
    times = []
    with acting_as(user.pk):
        job = Job.objects.owned_by(user).completed().without_large_columns().first()
        if job is None:
            raise SystemExit("This person has no completed analysis.")
        for line in QUESTIONS.read_text().splitlines():
            started = perf_counter()
            route_about(job, line.split("\t")[1], None)
            times.append(1000 * (perf_counter() - started))
    print(f"{len(times)} questions: median {statistics.median(times):.0f} ms, longest {max(times):.0f} ms")


def measure_models() -> None:
    """Print the seconds of each kind of question over each wire. The first what-if computes the scenarios anew."""
    from advisors.runtime.builtin import ScriptedCall
    from advisors.tests.support.model_servers import in_turn
    from advisors.tests.support.model_wires import WIRES
    from analysis.questions.projecting import load_plan, load_plan_of, project_change
    from analysis.sample.stored import load_sample
    from analysis.tests.support.asked_models import asked, sample_deps

    stored = load_sample()
    job = Job(snapshot=stored.snapshot, facts=stored.facts)
    look = [ScriptedCall("claims", {"topic": "saving"})]
    test = [*look, ScriptedCall("what_if", {"change": "save_more", "amount": 1234})]
    questions = {
        "a line": ("worth",), "a what-if": (test, "change save_more_1234"),
        "six calls": (look, look, look, test, "change save_more_1234\nx", "2: worth"),
    }  # fmt: skip
    for wire in WIRES:
        for name, answers in questions.items():
            load_plan.cache_clear()
            deps = sample_deps(project=lambda asked: project_change(job, asked), prepare=lambda: load_plan_of(job))
            started, used = perf_counter(), process_time()
            with asked(wire, in_turn(*answers), deps, seconds=SECONDS_A_CALL) as (answer, provider, _):
                seconds, busy = perf_counter() - started, process_time() - used
                assert answer.kind == "answered"
                print(f"{wire}, {name}: {len(provider.asked)} calls, {seconds:.1f} s, {busy:.1f} s of them computing")


if __name__ == "__main__":
    if sys.argv[1:] == ["--model"]:
        measure_models()
    else:
        main(*sys.argv[1:] or ["demo@example.com"])
