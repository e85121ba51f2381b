"""Failures of providers in three wire formats: our own codes and texts, and retries only where these help."""

import time
from decimal import Decimal

import pytest

from advisors.budget.allowance import Allowance
from advisors.budget.spending import UsageLimits
from advisors.budget.terms import RunTerms
from advisors.llm import ModelConfig
from advisors.model_errors import ERROR_MESSAGES, ModelError
from advisors.runtime.builtin import ScriptedCall
from advisors.tests.support.model_servers import in_turn
from advisors.tests.support.model_wires import Fault
from advisors.tests.support.scripted_agent import KEY, NAMER, WIRE_NAMES, ask, ask_in_parallel, serve_model

SECRET = "secret-of-the-provider"
TOO_LONG = (
    b'{"error": {"message": "This model\'s maximum context length is 8192 tokens", "type": "invalid_request_error"}}'
)
FILTERED = b'{"error": {"message": "content_policy_violation by our safety system", "type": "invalid_request_error"}}'
FAULTS = {
    "rate_limited": (Fault(429), 3),
    "overloaded": (Fault(500), 3),
    "bad gateway": (Fault(502), 3),
    "unavailable": (Fault(503), 3),
    "too many for now": (Fault(529), 3),
    "connection": (Fault(closes=True), 3),
    "key_refused": (Fault(401), 1),
    "forbidden": (Fault(403), 1),
    "model_unknown": (Fault(404), 1),
    "request_refused": (Fault(400), 1),
    "too_long": (Fault(400, TOO_LONG), 1),
    "content_refused": (Fault(400, FILTERED), 1),
    "html": (Fault(raw=b"<html>Good evening.</html>"), 1),
    "empty body": (Fault(raw=b""), 1),
    "empty object": (Fault(raw=b"{}"), 1),
    "a list": (Fault(raw=b"[1, 2]"), 1),
}
CODES = {
    "bad gateway": "overloaded", "unavailable": "overloaded", "too many for now": "overloaded",
    "forbidden": "key_refused", "html": "malformed", "empty body": "malformed", "empty object": "malformed",
    "a list": "malformed",
}  # fmt: skip
pytestmark = pytest.mark.faults
each_wire = pytest.mark.parametrize("wire", WIRE_NAMES)


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr("advisors.runtime.litellm.FIRST_RETRY_SECONDS", 0.01)


def failure(terms, **options):
    with pytest.raises(ModelError) as failed:
        ask(terms, **options)
    return failed.value


@each_wire
@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_has_its_code_and_retries(wire, name):
    fault, requests = FAULTS[name]
    with serve_model(wire, in_turn(fault)) as (provider, terms):
        failed = failure(terms)
    assert (failed.code, len(provider.asked)) == (CODES.get(name, name), requests)
    assert terms.tally.errors == [failed]


@each_wire
@pytest.mark.parametrize("name", FAULTS)
def test_provider_texts_and_keys_stay_private(wire, name, caplog):
    with serve_model(wire, in_turn(FAULTS[name][0])) as (_, terms):
        failed = failure(terms)
    assert failed.message == ERROR_MESSAGES[failed.code]
    assert not [word for word in (SECRET, KEY, "Good evening") if word in f"{failed} {caplog.text}"]


@each_wire
@pytest.mark.parametrize("fault", [Fault(429), Fault(500), Fault(503), Fault(529), Fault(closes=True)])
def test_a_passing_fault_is_tried_again(wire, fault):
    with serve_model(wire, in_turn(fault, fault, "Three.")) as (provider, terms):
        assert ask(terms).output == "Three."
    assert (len(provider.asked), terms.tally.errors) == (3, [])


@each_wire
def test_a_short_retry_after_is_waited_for(wire):
    with serve_model(wire, in_turn(Fault(429, headers={"Retry-After": "1"}), "Three.")) as (provider, terms):
        start = time.monotonic()
        assert ask(terms).output == "Three."
    assert time.monotonic() - start >= 1
    assert len(provider.asked) == 2


@each_wire
def test_a_long_retry_after_is_not_waited_for(wire):
    with serve_model(wire, in_turn(Fault(429, headers={"Retry-After": "3600"}))) as (provider, terms):
        assert failure(terms).code == "rate_limited"
    assert len(provider.asked) == 1


@each_wire
def test_a_silent_request_is_retried_once(wire):
    with serve_model(wire, in_turn(Fault(silent_seconds=30)), call_seconds=1) as (provider, terms):
        start = time.monotonic()
        assert failure(terms).code == "timeout"
        assert time.monotonic() - start < 5
    assert len(provider.asked) == 2


def test_after_the_deadline_no_request_is_made():
    with serve_model("openai", in_turn("Three.")) as (provider, terms):
        assert failure(RunTerms(terms.models, deadline=0)).code == "deadline"
    assert provider.asked == []


def test_a_request_ends_at_the_deadline():
    with serve_model("openai", in_turn(Fault(silent_seconds=30))) as (_, terms):
        start = time.monotonic()
        assert failure(RunTerms(terms.models, deadline=start + 0.4)).code == "timeout"  # the event loop uses this clock
    assert time.monotonic() - start < 3


@pytest.mark.parametrize("model", ["openai/gpt-4.1-mini", "anthropic/claude-sonnet-4-5"])
def test_without_a_key_no_request_is_made(model, monkeypatch):
    for name in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    assert failure(RunTerms(ModelConfig(model))).code == "no_key"


def test_bedrock_needs_aws_credentials(monkeypatch, tmp_path):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_BEARER_TOKEN_BEDROCK", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    with serve_model("bedrock", in_turn("Three.")) as (provider, terms):
        without = ModelConfig(terms.models.default, base_url=provider.url, region="us-east-1")
        assert failure(RunTerms(without)).code == "no_key"
    assert provider.asked == []


def test_an_unknown_provider_is_an_error():
    assert failure(RunTerms(ModelConfig("nobody/knows"))).code == "model_unknown"


@each_wire
def test_a_lasting_failure_stops_further_requests(wire):
    with serve_model(wire, in_turn(Fault(401))) as (provider, terms):
        assert [failure(terms).code for _ in range(3)] == ["key_refused"] * 3
    assert len(provider.asked) == 1


@each_wire
def test_an_empty_answer_is_no_answer(wire):
    with serve_model(wire, in_turn("")) as (_, terms):
        assert failure(terms).code == "malformed"


@each_wire
def test_two_megabytes_are_not_read(wire):
    with serve_model(wire, in_turn('{"name": "' + "x" * 2_000_000 + '", "sides": 3}')) as (_, terms):
        assert failure(terms, agent=NAMER).code == "malformed"


@each_wire
def test_an_unknown_tool_is_reported_to_the_model(wire):
    with serve_model(wire, in_turn([ScriptedCall("drop_tables")], "Three.")) as (provider, terms):
        assert ask(terms).output == "Three."
    assert "drop_tables" in provider.asked[1].said


@each_wire
def test_the_thirteenth_turn_is_not_taken(wire):
    with serve_model(wire, in_turn([ScriptedCall("sides_of", {"shape": "square"})])) as (provider, terms):
        assert failure(terms).code == "turns"
    assert len(provider.asked) == 12


@each_wire
def test_the_forty_first_tool_call_is_not_made(wire):
    twenty = [ScriptedCall("sides_of", {"shape": "square"})] * 20
    with serve_model(wire, in_turn(twenty, twenty, twenty[:1], "Three.")) as (provider, terms):
        assert failure(terms).code == "tool_calls"
    assert len(provider.asked[-1].results) == 40


def test_a_revision_shares_the_tool_call_limit():
    twenty = [ScriptedCall("sides_of", {"shape": "square"})] * 20
    with serve_model("openai", in_turn(twenty, "Four.", twenty, twenty[:1], "Three.")) as (provider, terms):
        assert ask(terms).output == "Four."
        assert failure(terms).code == "tool_calls"
    assert len(provider.asked) == 4


def limit_terms(terms, **limits):
    return RunTerms(terms.models, Allowance(UsageLimits(**limits)))


def test_a_request_above_the_token_limit_fails():
    with serve_model("openai", in_turn("Three."), max_output_tokens=100) as (provider, terms):
        terms = limit_terms(terms, job_tokens=700)
        assert ask(terms).output == "Three."
        while not terms.tally.errors:
            try:
                ask(terms)
            except ModelError as failed:
                assert failed.code == "job_tokens"
    assert terms.allowance.tokens == 120 * len(provider.asked) <= 700


def test_parallel_requests_share_one_allowance():
    with serve_model("openai", in_turn(Fault(silent_seconds=0.3, raw=b"{}")), max_output_tokens=400) as (
        provider,
        terms,
    ):
        failed = ask_in_parallel(limit_terms(terms, job_tokens=1500), 3)
    assert sorted(failure.code for failure in failed) == ["job_tokens", "malformed", "malformed"]
    assert provider.most_at_once == 2


def test_a_request_above_the_cost_limit_fails():
    with serve_model("openai", in_turn("Three.")) as (provider, terms):
        assert failure(limit_terms(terms, job_usd=Decimal("0.000001"))).code == "job_cost"
    assert provider.asked == []
