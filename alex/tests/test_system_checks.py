"""System checks refuse half-configured language models and Langfuse."""

from decimal import Decimal

import pytest

from alex.system_checks import check_langfuse, check_language_models, check_limits, check_recipients_length, check_roles

KEYS = ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "AWS_REGION", "AWS_REGION_NAME", "AWS_DEFAULT_REGION")


@pytest.fixture(autouse=True)
def nothing_in_the_environment(monkeypatch, settings):
    for name in KEYS:
        monkeypatch.delenv(name, raising=False)
    settings.BEDROCK_REGION = ""


def complaints():
    return [message.id for check in (check_roles, check_language_models, check_limits) for message in check()]


def test_nothing_set_is_all_right():
    assert complaints() == []


def test_an_unknown_role_is_an_error(monkeypatch):
    monkeypatch.setenv("LLM_MODEL_POET", "openai/gpt-4.1")
    assert complaints() == ["alex.E001"]


@pytest.mark.parametrize("model", ["openai/gpt-4.1", "anthropic/claude-sonnet-4-5"])
def test_a_model_without_its_key(settings, monkeypatch, model):
    settings.LLM_MODEL = model
    assert complaints() == ["alex.E002"]
    settings.LLM_API_KEY = "k"
    assert complaints() == []


def test_a_role_of_another_provider_needs_a_key(settings, monkeypatch):
    settings.LLM_MODEL, settings.LLM_API_KEY = "openai/gpt-4.1", "k"
    settings.LLM_MODEL_BY_ROLE = {"planner": "anthropic/claude-sonnet-4-5"}
    assert complaints() == ["alex.E002"]
    monkeypatch.setenv("ANTHROPIC_API_KEY", "k")
    assert complaints() == []


def test_a_server_of_ones_own_needs_no_key(settings):
    settings.LLM_MODEL, settings.LLM_BASE_URL = "openai/llama", "http://gpu:8000/v1"
    assert complaints() == []


def test_bedrock_without_a_region(settings, monkeypatch):
    settings.BEDROCK_MODEL_ID = "amazon.nova-pro-v1:0"
    assert complaints() == ["alex.E003"]
    settings.BEDROCK_REGION = "us-west-2"
    assert complaints() == []


@pytest.mark.parametrize("number", [0, -1, Decimal("0.00")])
def test_a_limit_that_is_none(settings, number):
    settings.LLM_MAX_USD_PER_DAY = number
    assert complaints() == ["alex.E004"]


def faults_of_langfuse(settings, public="pk", secret="sk", address="https://cloud.langfuse.com", mask=()):
    settings.LANGFUSE_PUBLIC_KEY, settings.LANGFUSE_SECRET_KEY = public, secret
    settings.LANGFUSE_BASE_URL, settings.LANGFUSE_MASK = address, list(mask)
    return [complaint.msg for complaint in check_langfuse()]


def test_langfuse_without_keys_may_be_anywhere(settings):
    assert faults_of_langfuse(settings, "", "", "ftp://nowhere", ["all"]) == []


def test_langfuse_with_half_of_its_keys(settings):
    assert faults_of_langfuse(settings, secret="") == ["LANGFUSE_SECRET_KEY is not set."]
    assert faults_of_langfuse(settings, public="") == ["LANGFUSE_PUBLIC_KEY is not set."]


@pytest.mark.parametrize(
    "address",
    ["https://cloud.langfuse.com", "https://langfuse.example:3000/", "http://localhost:3000", "http://127.0.0.1:3000",
     "http://[::1]:3000"],
)  # fmt: skip
def test_langfuse_over_https_or_on_this_machine(settings, address):
    assert faults_of_langfuse(settings, address=address) == []


@pytest.mark.parametrize(
    "address",
    ["http://langfuse.example", "http://10.0.0.5:3000", "http://localhost.example", "https://", "file:///tmp/x", "x",
     "https://key@langfuse.example", "https://langfuse.example/?x=1", "https://langfuse.example:port", "http://[::1"],
)  # fmt: skip
def test_langfuse_anywhere_else_is_refused(settings, address):
    (complaint,) = faults_of_langfuse(settings, address=address)
    assert complaint.startswith("LANGFUSE_BASE_URL must be an https address, or this machine's")


def test_langfuse_masks_what_it_knows(settings):
    assert faults_of_langfuse(settings, mask=["prompts", "people"]) == []
    assert faults_of_langfuse(settings, mask=["prompt"]) == ["LANGFUSE_MASK knows prompts and people, not prompt."]


def test_who_is_sent_data_can_be_agreed_to(settings):
    settings.LLM_MODEL, settings.LLM_API_KEY = "openai/llama", "k"
    assert check_recipients_length() == []
    settings.LLM_BASE_URL = f"https://gpu.example/{'x' * 180}"
    assert [complaint.id for complaint in check_recipients_length()] == ["alex.E006"]
