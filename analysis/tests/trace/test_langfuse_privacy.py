"""What is never sent to Langfuse: keys, masked data, and data of users who did not agree."""

import re

import pytest
from opentelemetry import trace as opentelemetry_trace

from advisors.tests.support.model_wires import MODELS
from analysis.jobs.lease import claim_analysis
from analysis.tests.support.alices_portfolio import alice_owns, alice_owns_the_demo
from analysis.tests.support.langfuse_server import AGENT_NAMES, langfuse
from analysis.worker import tasks
from people.models import ConsentPurpose, User
from people.privacy import record_decision
from portfolios.models import Account

pytestmark = pytest.mark.slow


def test_a_persons_email_is_never_sent(analyze_with_langfuse, alice):
    def prepare():
        account = Account.objects.owned_by(alice).first()
        Account.objects.filter(pk=account.pk).update(name="Of ALICE@example.com")

    _, stub = analyze_with_langfuse(prepare=prepare)
    assert "alice@example.com" not in stub.raw.casefold()
    assert "Of [masked]" in stub.raw


def test_keys_and_canaries_are_never_sent(analyze_with_langfuse):
    key = "sk-abcdefghijklmnopqrstuvwx"
    answers = iter([f"{key} \ud800 canaryabcdefghijklmnop"])
    _, stub = analyze_with_langfuse(play=lambda good: lambda request: next(answers, "") or good(request))
    assert "[removed] ? [removed]" in stub.raw
    assert not re.search(rf"{key}|canary[a-z]{{16}}", stub.raw)


def test_prompts_are_masked_by_a_setting(analyze_with_langfuse, alice):
    job, stub = analyze_with_langfuse(mask=["prompts"])
    requests = [observation for observation in stub.observations if observation.kind == "generation"]
    assert {(observation.get("input"), observation.get("output")) for observation in requests} == {
        ("[masked]", "[masked]")
    }
    assert "VTI" not in stub.raw
    assert stub.root.metadata("positions") == len(job.snapshot.positions)
    assert stub.root.attributes["user.id"] == str(alice.pk)


def test_people_are_masked_by_a_setting(analyze_with_langfuse, alice):
    names = {}

    def prepare():
        Account.objects.owned_by(alice).filter(name="Brokerage").delete()
        alice_owns(alice, symbol="ZZYX")
        names.update(Account.objects.owned_by(alice).values_list("name", "pk"))

    _, stub = analyze_with_langfuse(mask=["people"], prepare=prepare)
    texts = " ".join(
        str(observation.get("input")) + str(observation.get("output")) for observation in stub.observations
    )
    assert "VTI" in texts
    assert not [name for name in [*names, "ZZYX", str(alice.pk)] if name in stub.raw]
    assert (stub.root.metadata("portfolio_value"), stub.root.metadata("positions")) == (None, None)


def decide_nothing(alice):
    pass


def decline_both(alice):
    for purpose in ConsentPurpose:
        record_decision(user=alice, purpose=purpose, agrees=False)


def agree_to_another_langfuse(alice):
    recipient = "Langfuse at elsewhere.example"
    record_decision(user=alice, purpose=ConsentPurpose.LANGFUSE, recipient=recipient, agrees=True)


def make_a_demo_user(alice):
    alice.is_demo = True
    alice.save()


@pytest.mark.parametrize(
    ("choice", "agrees"),
    [
        (decide_nothing, []), (decline_both, []), (agree_to_another_langfuse, []), (make_a_demo_user, ConsentPurpose),
        (decide_nothing, [ConsentPurpose.MODELS]),
    ],
)  # fmt: skip
def test_without_consent_no_data_is_sent(analyze_with_langfuse, alice, choice, agrees):
    job, stub = analyze_with_langfuse(agrees=agrees, prepare=lambda: choice(alice))
    snapshot = job.snapshot
    private = [str(alice.pk), *(a.name for a in snapshot.accounts), *(i.symbol for i in snapshot.instruments)]
    assert [word for word in private if word in stub.raw] == []
    sent_names = {name.rsplit(".", 1)[-1] for observation in stub.observations for name in observation.attributes}
    assert not sent_names & {"portfolio_value", "positions", "charts_made", "instruments_to_tag", "user.id"}
    assert {observation.name for observation in stub.children(stub.root)} == set(AGENT_NAMES)
    written_by = MODELS["openai"] if agrees == [ConsentPurpose.MODELS] else "built-in writer"
    generations = [observation for observation in stub.observations if observation.kind == "generation"]
    assert (job.model, {observation.get("model.name") for observation in generations}) == (written_by, {written_by})


def test_a_deleted_users_run_is_not_sent(alice, settings, monkeypatch):
    def delete(*_):
        User.objects.filter(pk=alice.pk).delete()

    monkeypatch.setattr("analysis.pipeline.prepare.survey_portfolio", delete)
    alice_owns_the_demo(alice)
    with langfuse(settings) as stub:
        tasks.run_job(claim_analysis(alice))
        tasks.flush_langfuse()
    assert stub.bodies == []


def test_other_libraries_spans_are_not_sent(analyze_with_langfuse):
    with opentelemetry_trace.get_tracer("of another library").start_as_current_span("not for Langfuse"):
        _, stub = analyze_with_langfuse()
    assert {observation.scope for observation in stub.observations} == {"alex"}
    assert "not for Langfuse" not in stub.raw
    assert type(opentelemetry_trace.get_tracer_provider()).__name__ == "ProxyTracerProvider"
