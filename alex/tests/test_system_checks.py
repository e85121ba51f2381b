"""System checks refuse half-configured language models and Langfuse."""

from decimal import Decimal

import pytest

from alex.system_checks import (
    check_langfuse,
    check_language_models,
    check_limits,
    check_mail,
    check_recipients_length,
    check_roles,
    check_server,
    check_social_sign_in,
    check_temperature,
)

KEYS = ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "AWS_REGION", "AWS_REGION_NAME", "AWS_DEFAULT_REGION")


@pytest.fixture(autouse=True)
def empty_environment(monkeypatch, settings):
    for name in KEYS:
        monkeypatch.delenv(name, raising=False)
    settings.BEDROCK_REGION = ""


def error_ids():
    return [message.id for check in (check_roles, check_language_models, check_limits) for message in check()]


def test_no_settings_means_no_error():
    assert error_ids() == []


def test_an_unknown_role_is_an_error(monkeypatch):
    monkeypatch.setenv("LLM_MODEL_POET", "openai/gpt-4.1")
    assert error_ids() == ["alex.E001"]


@pytest.mark.parametrize("model", ["openai/gpt-4.1", "anthropic/claude-sonnet-4-5"])
def test_a_model_without_its_key_is_an_error(settings, monkeypatch, model):
    settings.LLM_MODEL = model
    assert error_ids() == ["alex.E002"]
    settings.LLM_API_KEY = "k"
    assert error_ids() == []


def test_a_role_of_another_provider_needs_a_key(settings, monkeypatch):
    settings.LLM_MODEL, settings.LLM_API_KEY = "openai/gpt-4.1", "k"
    settings.LLM_MODEL_BY_ROLE = {"planner": "anthropic/claude-sonnet-4-5"}
    assert error_ids() == ["alex.E002"]
    monkeypatch.setenv("ANTHROPIC_API_KEY", "k")
    assert error_ids() == []


def test_a_private_server_needs_no_key(settings):
    settings.LLM_MODEL, settings.LLM_BASE_URL = "openai/llama", "http://gpu:8000/v1"
    assert error_ids() == []


def test_bedrock_without_a_region_is_an_error(settings, monkeypatch):
    settings.BEDROCK_MODEL_ID = "amazon.nova-pro-v1:0"
    assert error_ids() == ["alex.E003"]
    settings.BEDROCK_REGION = "us-west-2"
    assert error_ids() == []


@pytest.mark.parametrize(("degrees", "errors"), [("0", []), ("2", []), ("-0.1", ["alex.E007"]), ("2.1", ["alex.E007"])])
def test_a_temperature_out_of_range_is_an_error(settings, degrees, errors):
    settings.LLM_TEMPERATURE = Decimal(degrees)
    assert [message.id for message in check_temperature()] == errors


@pytest.mark.parametrize("number", [0, -1, Decimal("0.00")])
def test_an_invalid_limit_is_an_error(settings, number):
    settings.LLM_MAX_USD_PER_DAY = number
    assert error_ids() == ["alex.E004"]


def test_a_server_without_mail_is_an_error(settings):
    assert check_mail() == []  # a laptop
    settings.LAPTOP = False
    assert [error.id for error in check_mail()] == ["alex.E008"]
    settings.MAIL = "none"
    assert check_mail() == []
    settings.MAIL, settings.HAS_MAIL = "", True
    assert check_mail() == []


def test_half_of_a_social_sign_in_is_an_error(monkeypatch):
    assert check_social_sign_in() == []
    monkeypatch.setenv("GOOGLE_CLIENT_ID", "id")
    assert [error.id for error in check_social_sign_in()] == ["alex.E009"]
    monkeypatch.setenv("GOOGLE_CLIENT_SECRET", "secret")
    assert check_social_sign_in() == []


def langfuse_errors(settings, public="pk", secret="sk", address="https://cloud.langfuse.com", mask=()):
    settings.LANGFUSE_PUBLIC_KEY, settings.LANGFUSE_SECRET_KEY = public, secret
    settings.LANGFUSE_BASE_URL, settings.LANGFUSE_MASK = address, list(mask)
    return [error.msg for error in check_langfuse()]


def test_langfuse_without_keys_is_not_checked(settings):
    assert langfuse_errors(settings, "", "", "ftp://nowhere", ["all"]) == []


def test_one_langfuse_key_alone_is_an_error(settings):
    assert langfuse_errors(settings, secret="") == ["LANGFUSE_SECRET_KEY is not set."]
    assert langfuse_errors(settings, public="") == ["LANGFUSE_PUBLIC_KEY is not set."]


@pytest.mark.parametrize(
    "address",
    ["https://cloud.langfuse.com", "https://langfuse.example:3000/", "http://localhost:3000", "http://127.0.0.1:3000",
     "http://[::1]:3000"],
)  # fmt: skip
def test_langfuse_may_use_https_or_this_machine(settings, address):
    assert langfuse_errors(settings, address=address) == []


@pytest.mark.parametrize(
    "address",
    ["http://langfuse.example", "http://10.0.0.5:3000", "http://localhost.example", "https://", "file:///tmp/x", "x",
     "https://key@langfuse.example", "https://langfuse.example/?x=1", "https://langfuse.example:port", "http://[::1"],
)  # fmt: skip
def test_other_langfuse_addresses_are_errors(settings, address):
    (error,) = langfuse_errors(settings, address=address)
    assert error.startswith("LANGFUSE_BASE_URL must be an https address, or this machine's")


def test_keys_of_one_agent_are_checked_too(settings):
    settings.LANGFUSE_KEYS_BY_ROLE = {"planner": ("pk", ""), "charter": ("pk", "sk")}
    assert langfuse_errors(settings) == ["LANGFUSE_SECRET_KEY_PLANNER is not set."]
    assert langfuse_errors(settings, address="ftp://x") == [
        "LANGFUSE_BASE_URL must be an https address, or this machine's, not 'ftp://x'.",
        "LANGFUSE_SECRET_KEY_PLANNER is not set.",
    ]


@pytest.mark.parametrize("prefix", ["LLM_MODEL", "LANGFUSE_PUBLIC_KEY", "LANGFUSE_SECRET_KEY"])
def test_a_variable_of_no_agent_is_an_error(monkeypatch, prefix):
    monkeypatch.setenv(f"{prefix}_POET", "x")
    assert [error.msg for error in check_roles()] == [f"{prefix}_POET: this role does not exist."]


def test_an_unknown_langfuse_mask_is_an_error(settings):
    assert langfuse_errors(settings, mask=["prompts", "people"]) == []
    assert langfuse_errors(settings, mask=["prompt"]) == ["LANGFUSE_MASK knows prompts and people, not prompt."]


def test_a_too_long_recipient_is_an_error(settings):
    settings.LLM_MODEL, settings.LLM_API_KEY = "openai/llama", "k"
    assert check_recipients_length() == []
    settings.LLM_BASE_URL = f"https://gpu.example/{'x' * 180}"
    assert [error.id for error in check_recipients_length()] == ["alex.E006"]


@pytest.fixture
def server_settings(settings):
    settings.LAPTOP, settings.DEBUG, settings.HTTPS, settings.ALLOWED_HOSTS = False, False, True, ["alex.example.com"]
    settings.DATABASE_URL = "postgresql://alex_app@db.example.com/alex"
    settings.DATABASES = {"default": {"OPTIONS": {"sslmode": "verify-full"}}}
    return settings


def test_a_complete_server_is_accepted(server_settings):
    assert check_server() == []


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("DEBUG", True, "alex.E010"), ("HTTPS", False, "alex.E011"), ("ALLOWED_HOSTS", ["a.example", "*"], "alex.E012"),
        ("DATABASES", {"default": {"OPTIONS": {}}}, "alex.E013"),
    ],
)  # fmt: skip
def test_a_half_configured_server_is_refused(server_settings, name, value, code):
    setattr(server_settings, name, value)
    assert [error.id for error in check_server()] == [code]


def test_a_database_on_this_machine_needs_no_tls(server_settings):
    server_settings.DATABASE_URL = "postgresql://alex_app@localhost/alex"
    server_settings.DATABASES = {"default": {"OPTIONS": {}}}
    assert check_server() == []


def test_a_laptop_is_no_server(settings):
    settings.DEBUG, settings.HTTPS, settings.LAPTOP = True, False, True
    assert check_server() == []
