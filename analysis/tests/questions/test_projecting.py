"""A change that is projected for a question: as a whole analysis would say it, at a fraction of its work."""

import pytest

from advisors.claims.building import build_claim_case
from advisors.claims.registry import parse_claim, say
from advisors.claims.statement import CannotSay
from advisors.document.parts import build_sentence
from advisors.questions.changes import AskedChange
from advisors.retirement.facts.scenarios import change_key
from advisors.retirement.scenarios.baseline import project_what_if
from analysis.models import Job
from analysis.questions.projecting import OTHER_METHOD, project_change
from analysis.sample.stored import load_sample
from portfolios.facts.fact import FactSheet

pytestmark = pytest.mark.slow

CHANGES = [
    ("save_more", 1234), ("save_more", 90_000), ("retire_later", 1), ("spend_less", 7), ("more_equity", 10),
    ("less_equity", 20), ("retire_later", 12),
]  # fmt: skip


@pytest.fixture(scope="module")
def job():
    stored = load_sample()
    return Job(snapshot=stored.snapshot, facts=stored.facts)


@pytest.fixture(scope="module")
def whole(job):
    return build_claim_case(job.snapshot)


@pytest.mark.parametrize(("kind", "amount"), CHANGES)
def test_it_says_what_a_whole_analysis_would(job, whole, kind, amount):
    what_if = project_what_if(whole.baseline, kind, amount)
    key, tested = change_key(what_if), whole.with_what_ifs([what_if])
    answer = project_change(job, AskedChange(kind, amount))
    try:
        statement = say(parse_claim("change", {"change": key}), tested)
    except CannotSay as refused:
        assert (answer.kind, answer.sentences) == ("unsayable", ()) and refused.explanation in answer.words
        return
    assert answer.sentences == (build_sentence(statement, statement.choose_phrasing(tested.digest), author="code"),)
    added = {fact.id: fact for fact in tested.facts.facts if fact.of == key and fact.id not in job.facts}
    assert {fact.id: fact for fact in answer.facts.facts} == added


def test_another_engine_is_noticed(job):
    wrong = [
        fact.model_copy(update={"value": fact.value + 1}) if fact.id == "plan.sustained_90" else fact
        for fact in job.facts.facts
    ]
    answer = project_change(
        Job(snapshot=job.snapshot, facts=FactSheet(facts=tuple(wrong))), AskedChange("save_more", 9)
    )
    assert (answer.kind, answer.words) == ("unsayable", OTHER_METHOD)


def test_an_analysis_without_a_plan_is_noticed(job):
    others = tuple(fact for fact in job.facts.facts if fact.family != "plan")
    answer = project_change(Job(snapshot=job.snapshot, facts=FactSheet(facts=others)), AskedChange("save_more", 9))
    assert answer.words == OTHER_METHOD
