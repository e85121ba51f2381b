"""Asking about an analysis: pages, API, the worker's part, limits, and whose questions they are."""

import re

import pytest
from django.urls import reverse

from advisors.planner.spec import CONCLUDE
from analysis.models import Step
from analysis.personal_data.deletion import delete_person
from analysis.questions import asking
from analysis.questions.models import Question
from analysis.sample.copying import copy_sample
from analysis.worker.tasks import answer_question
from people.tests.support.cast import signed_in
from portfolios.changes.demo import create_demo_user
from portfolios.tests.support.seeded_catalogue import lay_catalogue

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor(db):
    lay_catalogue()
    return create_demo_user()


@pytest.fixture
def job(visitor):
    return copy_sample(visitor)


@pytest.fixture
def page(job):
    return reverse("questions", args=[job.pk])


@pytest.fixture
def queued(monkeypatch):
    sent = []
    monkeypatch.setattr("django_q.tasks.async_task", lambda *call, **options: sent.append(call))
    return sent


def ask(client, page, text):
    return client.post(page, {"question": text}, follow=True).content.decode()


def test_an_answer_shows_figures_with_their_cards(visitor, page):
    html = ask(signed_in(visitor), page, "am i onn trak for retirment")
    (card,) = set(re.findall(r'popovertarget="(fact-[^"]*-plan-success)"', html))
    assert html.count(f'id="{card}"') == 1


def test_two_answers_have_cards_of_their_own(visitor, page):
    client = signed_in(visitor)
    ask(client, page, "am i on track")
    html = ask(client, page, "am i on track")
    cards = re.findall(r' id="(fact-[^"]*-plan-success)"', html)
    assert len(cards) == len(set(cards)) == 2


@pytest.mark.parametrize("address", ["/dashboard/", "/analysis/"])
def test_the_question_box_leads_to_the_answer(visitor, page, address):
    client = signed_in(visitor)
    html = client.get(address, follow=True).content.decode()
    assert f'<form class="ask-here" method="post" action="{page}"' in html
    assert "$692,318" in ask(client, page, "what am I worth")


def test_an_unknown_question_gets_what_can_be_asked(visitor, page):
    html = ask(signed_in(visitor), page, "how do i cook rice")
    assert "I can answer these" in html and "Am I on track?" in html


def test_a_forbidden_question_is_refused(visitor, page):
    assert "I don&#x27;t forecast prices" in ask(signed_in(visitor), page, "will nvidia keep going up")


def test_a_follow_up_goes_on_from_the_last(visitor, page):
    client = signed_in(visitor)
    ask(client, page, "am i on track")
    ask(client, page, "why?")
    last = Question.objects.last()
    assert (last.form, last.answer.sentences[0].kind) == ("on_track", "biggest_swing")


def test_a_what_if_is_projected_by_a_worker(visitor, page, queued, django_capture_on_commit_callbacks):
    client = signed_in(visitor)
    with django_capture_on_commit_callbacks(execute=True):
        assert "projects your plan" in ask(client, page, "what if i retire at 66")
    question = Question.objects.get()
    address = reverse("question", args=[question.pk])
    assert queued == [(asking.TASK, str(question.pk), str(visitor.pk))]
    assert client.get(address, headers={"HX-Request": "true"}).status_code == 204
    assert answer_question(str(question.pk), str(visitor.pk)) == "answered"
    assert answer_question(str(question.pk), str(visitor.pk)).startswith("nothing to do")
    answer = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in answer and "hx-trigger" not in answer
    for html in (answer, client.get(page).content.decode()):
        assert f'popovertarget="fact-{question.pk}-change-retire_later_1-success"' in html
        assert f'id="fact-{question.pk}-change-retire_later_1-success"' in html


@pytest.mark.slow
def test_a_what_if_of_another_engine_is_not_mixed(visitor, job, page, queued):
    plan = job.facts["plan.success"]
    changed = [one.model_copy(update={"value": plan.value - 1}) if one is plan else one for one in job.facts.facts]
    type(job).objects.filter(pk=job.pk).update(facts=job.facts.model_copy(update={"facts": tuple(changed)}))
    ask(signed_in(visitor), page, "what if i retire at 66")
    question = Question.objects.get()
    answer_question(str(question.pk), str(visitor.pk))
    question.refresh_from_db()
    assert (question.answer.kind, question.answer.sentences) == ("unsayable", ())


def test_an_earlier_analysis_says_so(visitor, job, page):
    step = Step.objects.get(job=job, name=CONCLUDE.name)
    step.output = step.output.model_copy(update={"statements": ()})
    step.save()
    assert "earlier version of Alex" in ask(signed_in(visitor), page, "what am i worth")


@pytest.mark.parametrize("text", ["", "   ", "\x00\n\t", "a" * 301])
def test_an_empty_or_long_question_is_refused(visitor, page, text):
    ask(signed_in(visitor), page, text)
    assert not Question.objects.exists()


def test_one_question_too_many_is_refused(visitor, page, monkeypatch):
    monkeypatch.setattr(asking, "MAX_QUESTIONS", 2)
    pages = [ask(signed_in(visitor), page, "what am i worth") for _ in range(3)]
    assert Question.objects.count() == 2 and "Delete them to ask more" in pages[-1]


def test_questions_are_deleted_on_request(visitor, job, page):
    client = signed_in(visitor)
    ask(client, page, "what am i worth")
    client.post(reverse("delete_questions", args=[job.pk]))
    assert not Question.objects.exists()


def test_questions_go_with_their_person(visitor, page):
    ask(signed_in(visitor), page, "what am i worth")
    delete_person(visitor.pk)
    assert not Question._base_manager.exists()


def test_a_stranger_sees_and_asks_nothing(visitor, page, bob):
    ask(signed_in(visitor), page, "what am i worth")
    client = signed_in(bob)
    assert client.get(page).status_code == client.post(page, {"question": "what am i worth"}).status_code == 404
    assert client.get(reverse("question", args=[Question.objects.get().pk])).status_code == 404


def test_the_api_gives_the_claims_of_an_answer(visitor, job):
    client, address = signed_in(visitor), f"/api/jobs/{job.pk}/questions"
    response = client.post(address, {"question": "what am i worth"}, content_type="application/json")
    answer = response.json()["answer"]
    assert (response.status_code, answer["form"], answer["claims"][0]["kind"]) == (201, "worth", "worth")
    assert "portfolio.value" in answer["claims"][0]["facts"]
    assert [one["id"] for one in client.get(address).json()] == [response.json()["id"]]
    assert client.get(f"/api/questions/{response.json()['id']}").json()["answer"] == answer
    assert client.post(address, {"question": ""}, content_type="application/json").status_code == 400
    assert client.delete(address).status_code == 204
    assert not Question.objects.exists()
