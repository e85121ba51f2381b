"""Settings, Privacy: consent is asked once, given only by the user, and stored."""

import pytest

from analysis.tests.support import stored_analyses
from people.models import AuditEvent, ConsentPurpose, Privacy
from people.privacy import record_decision

PRIVACY, TEAM = "/settings/privacy/", "/team/"
QUESTION = "May a language model write your analyses?"


@pytest.fixture
def model_settings(settings):
    settings.LLM_MODEL, settings.LLM_API_KEY = "openai/gpt-4.1-mini", "k"


def page(response):
    return response.content.decode()


def choose(client, choice, **fields):
    return client.post(PRIVACY, {"purpose": "models", "choice": choice, "recipient": "OpenAI", **fields}, follow=True)


def choose_langfuse(client, choice, recipient="Langfuse at langfuse.example"):
    return choose(client, choice, purpose="langfuse", recipient=recipient)


def test_without_a_model_nothing_is_asked(as_alice):
    assert "No AI model is connected" in page(as_alice.get(PRIVACY))
    assert QUESTION not in page(as_alice.get(TEAM))


def test_consent_is_asked_before_the_first_run(as_alice, model_settings):
    text = page(as_alice.get(TEAM))
    assert QUESTION in text
    assert "With your consent, OpenAI writes the text" in text


@pytest.mark.parametrize("choice", ["agree", "decline"])
def test_a_decided_user_is_not_asked_again(as_alice, model_settings, choice):
    assert QUESTION not in page(choose(as_alice, choice, next="team"))


def test_consent_records_time_and_provider(as_alice, alice, model_settings):
    assert "You agreed on" in page(choose(as_alice, "agree"))
    privacy = Privacy.objects.get(user=alice)
    assert (privacy.models_agreed_to, privacy.models_declined_at) == ("OpenAI", None)
    assert privacy.models_agreed_at is not None
    event = AuditEvent.objects.get(user=alice)
    assert (event.action, event.details) == ("agreed_to_language_models", "OpenAI")


def test_consent_is_withdrawn(as_alice, alice, model_settings):
    choose(as_alice, "agree")
    assert "The built-in writer only" in page(choose(as_alice, "decline"))
    privacy = Privacy.objects.get(user=alice)
    assert (privacy.models_agreed_at, privacy.models_agreed_to) == (None, "")
    actions = ["agreed_to_language_models", "declined_language_models"]
    assert list(AuditEvent.objects.order_by("pk").values_list("action", flat=True)) == actions


def test_another_provider_needs_new_consent(as_alice, alice, model_settings, settings):
    choose(as_alice, "agree")
    settings.LLM_MODEL = "anthropic/claude-sonnet-4-5"
    assert QUESTION in page(as_alice.get(TEAM))


def test_consent_to_another_provider_is_void(as_alice, alice, model_settings):
    assert "Nothing was changed" in page(choose(as_alice, "agree", recipient="Amazon Bedrock"))
    assert not Privacy.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"choice": "all"},
        {"choice": ""},
        {"choice": "agree", "next": "//evil.example"},
        {"choice": "agree", "purpose": "x"},
    ],
)
def test_an_invalid_choice_changes_nothing(as_alice, model_settings, fields):
    response = as_alice.post(PRIVACY, {"purpose": "models", "recipient": "OpenAI", **fields})
    assert (response.status_code, response["Location"]) == (302, PRIVACY)
    assert not Privacy.objects.exists()


def test_a_demo_user_cannot_agree(as_alice, alice, model_settings):
    alice.is_demo = True
    alice.save()
    assert "Its data goes to no language model" in page(as_alice.get(PRIVACY))
    assert QUESTION not in page(as_alice.get(TEAM))
    choose(as_alice, "agree")
    assert not Privacy.objects.exists()


def test_a_stranger_decides_for_themselves_only(as_bob, alice, bob, model_settings):
    record_decision(user=alice, purpose=ConsentPurpose.MODELS, recipient="OpenAI", agrees=True)
    choose(as_bob, "decline")
    assert Privacy.objects.get(user=alice).allows(ConsentPurpose.MODELS, "OpenAI")


@pytest.fixture
def langfuse_settings(settings):
    settings.LANGFUSE_PUBLIC_KEY = settings.LANGFUSE_SECRET_KEY = "k"
    settings.LANGFUSE_BASE_URL, settings.LANGFUSE_MASK = "https://langfuse.example", []


def test_langfuse_consent_names_what_is_sent(as_alice, model_settings, langfuse_settings):
    text = page(as_alice.get(TEAM))
    assert QUESTION in text
    assert "With your consent, Langfuse at langfuse.example" in text
    assert "how much you own" in text
    assert "the agents' prompts and answers" in text


LANGFUSE_QUESTION = "May Langfuse see how your analyses are made?"


def test_langfuse_is_asked_apart_from_models(as_alice, alice, model_settings, langfuse_settings):
    text = page(as_alice.get(TEAM))
    assert QUESTION in text and LANGFUSE_QUESTION in text
    text = page(choose(as_alice, "agree", next="team"))
    assert QUESTION not in text and LANGFUSE_QUESTION in text
    assert "may see how your analyses are made. You agreed on" in page(choose_langfuse(as_alice, "agree"))
    privacy = Privacy.objects.get(user=alice)
    assert (privacy.models_agreed_to, privacy.langfuse_agreed_to) == ("OpenAI", "Langfuse at langfuse.example")


def test_one_consent_is_withdrawn_without_the_other(as_alice, alice, model_settings, langfuse_settings):
    choose(as_alice, "agree")
    choose_langfuse(as_alice, "agree")
    assert "<b>Nothing about you</b> goes to Langfuse" in page(choose_langfuse(as_alice, "decline"))
    privacy = Privacy.objects.get(user=alice)
    assert privacy.allows(ConsentPurpose.MODELS, "OpenAI") and privacy.langfuse_declined_at
    actions = ["agreed_to_language_models", "agreed_to_langfuse", "declined_langfuse"]
    assert list(AuditEvent.objects.order_by("pk").values_list("action", flat=True)) == actions


def test_another_langfuse_needs_new_consent(as_alice, alice, langfuse_settings, settings):
    choose_langfuse(as_alice, "agree")
    settings.LANGFUSE_BASE_URL = "https://other.example"
    assert LANGFUSE_QUESTION in page(as_alice.get(TEAM))
    assert "Nothing was changed" in page(choose_langfuse(as_alice, "agree"))


def test_langfuse_alone_asks_about_no_model(as_alice, langfuse_settings):
    text = page(as_alice.get(TEAM))
    assert LANGFUSE_QUESTION in text
    assert "writes the text" not in text
    assert "No AI model is connected" in page(as_alice.get(PRIVACY))


def test_masked_data_is_not_listed_as_sent(as_alice, model_settings, langfuse_settings, settings):
    settings.LANGFUSE_MASK = ["people"]
    text = page(as_alice.get(PRIVACY))
    assert "the agents' prompts and answers" in text
    assert "how much you own" not in text


def test_full_masking_needs_no_consent(as_alice, langfuse_settings, settings):
    settings.LANGFUSE_MASK = ["people", "prompts"]
    assert "Langfuse" not in page(as_alice.get(TEAM))
    text = page(as_alice.get(PRIVACY))
    assert "nothing about you" in text
    assert "Your data stays on this server" not in text


def test_an_analysis_names_writers_and_costs(as_alice, alice):
    job = stored_analyses.completed(alice, tokens=12345, cost_usd="0.0421")
    job.steps.filter(name="report").update(model="openai/gpt-4.1-mini")
    job.steps.filter(name="charts").update(model="built-in writer")
    text = page(as_alice.get(f"/analyses/{job.pk}/?tab=trace"))
    assert "Report by openai/gpt-4.1-mini; Charts by built-in writer" in text
    assert "12,345 tokens, $0.0421" in text
    assert PRIVACY in text


def test_an_unknown_price_is_shown_as_unknown(as_alice, alice):
    job = stored_analyses.completed(alice, tokens=7, cost_usd=None)
    assert "7 tokens, price unknown" in page(as_alice.get(f"/analyses/{job.pk}/?tab=trace"))
