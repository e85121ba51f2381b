"""What a question that a model answered sends to Langfuse, by whose consent, and when it is deleted."""

import pytest
from django.urls import reverse

from advisors.models import SentTrace
from advisors.tests.support.model_servers import in_turn
from analysis.questions.asking import delete_questions
from analysis.questions.models import Question
from analysis.sample.copying import copy_sample
from analysis.tests.support.alices_portfolio import alice_owns_the_demo
from analysis.tests.support.good_model import agree, playing
from analysis.tests.support.langfuse_server import langfuse, new_keys
from analysis.worker import retention, tasks
from people.models import ConsentPurpose
from portfolios.models import Profile

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
UNKNOWN = "is my nest egg looking healthy, asks Alice Adams"


@pytest.fixture
def job(alice):
    alice_owns_the_demo(alice)
    Profile.objects.filter(user=alice).update(display_name="Alice Adams")
    return copy_sample(alice)


@pytest.fixture
def answered(alice, as_alice, job, settings, monkeypatch):
    """Return a function that asks a stub model and returns the question with the stub of Langfuse."""
    monkeypatch.setattr("django_q.tasks.async_task", lambda *call, **options: None)

    def ask(*, agrees=ConsentPurpose, status=200, play=None, **keys):
        answers = play or in_turn("fees")
        stub_of_model = playing("openai", settings, monkeypatch, play=lambda _: answers)
        with langfuse(settings, status=status) as stub, stub_of_model:
            settings.LANGFUSE_KEYS_BY_ROLE = keys
            agree(alice, agrees)
            as_alice.post(reverse("questions", args=[job.pk]), {"question": UNKNOWN})
            question = Question.objects.get()
            assert tasks.answer_question(str(question.pk), str(alice.pk)) == "answered"
            tasks.flush_langfuse()
            question.refresh_from_db()
            return question, stub

    return ask


def test_a_question_is_a_trace_of_its_job(answered, alice):
    question, stub = answered()
    (agent,) = stub.children(stub.root)
    assert (stub.root.name, agent.name) == ("Question", "💬 Asker")
    assert [stub.root.attributes[f"{name}.id"] for name in ("user", "session")] == [str(alice.pk), str(question.job_id)]
    assert stub.root.get("output") == question.answer.text
    kinds = [child.kind for child in stub.children(agent)]
    assert kinds.count("generation") == agent.metadata("requests") == question.answer.work.calls
    assert (agent.metadata("statements_chosen"), stub.root.metadata("success_rate")) == (1, "1.0")


def test_names_are_masked_in_questions(answered, alice):
    _, stub = answered()
    assert "nest egg" in stub.root.get("input")
    assert "Alice Adams" not in stub.raw and alice.email not in stub.raw


def test_without_consent_no_text_is_sent(answered, alice):
    question, stub = answered(agrees=[ConsentPurpose.MODELS])
    assert (stub.root.get("input"), stub.root.get("output")) == ("[masked]", "[masked]")
    assert "nest egg" not in stub.raw and question.answer.text not in stub.raw
    assert str(alice.pk) not in stub.raw
    assert stub.children(stub.root)[0].metadata("requests") == question.answer.work.calls


def test_an_answer_without_lines_is_a_failure(answered):
    question, stub = answered(play=in_turn("no such line", "1: nor this"))
    assert question.answer.kind == "unknown"
    assert stub.root.metadata("success_rate") == "0.0"


def test_the_asker_may_have_its_own_project(answered):
    keys = new_keys()
    question, stub = answered(asker=keys)
    assert stub.names_in(keys[0]) == (["Question"], {"💬 Asker"})
    assert set(SentTrace.objects.values_list("role", "job_id", "question_id")) == {
        ("", question.job_id, question.pk), ("asker", question.job_id, question.pk)
    }  # fmt: skip


def test_an_outage_leaves_the_answer_alone(answered):
    question, _ = answered(status=500)
    assert (question.status, question.answer.kind) == ("answered", "answered")


def test_deleted_questions_are_deleted_there(answered, job, settings):
    answered()
    sent = SentTrace.objects.get().pk.hex
    with langfuse(settings) as stub:
        retention.run_task()
        assert stub.deletions == []
        delete_questions(job)
        retention.run_task()
    assert [ids for _, _, ids in stub.deletions] == [[sent]]
