"""Decisions about the use of a person's data, one by one, and the migration that split them."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils import timezone

from people.models import ConsentPurpose, Privacy
from people.privacy import KINDS, load_privacy, record_decision

MODELS, LANGFUSE = ConsentPurpose.MODELS, ConsentPurpose.LANGFUSE
AT_X = "Langfuse at x.example"
split = import_module("people.migrations.0013_consent_by_purpose").split_decisions


def agree(alice, purpose, recipient):
    return record_decision(user=alice, purpose=purpose, recipient=recipient, agrees=True)


def test_every_purpose_has_columns_and_events():
    names = {field.name for field in Privacy._meta.fields}
    assert {
        f"{purpose.value}_{part}" for purpose in ConsentPurpose for part in ("agreed_at", "agreed_to", "declined_at")
    } <= names
    assert set(KINDS) == set(ConsentPurpose)


def test_a_decision_leaves_the_other_alone(alice):
    agree(alice, MODELS, "OpenAI")
    agree(alice, LANGFUSE, AT_X)
    privacy = record_decision(user=alice, purpose=MODELS, agrees=False)
    assert (privacy.allows(MODELS, "OpenAI"), privacy.allows(LANGFUSE, AT_X)) == (False, True)
    assert privacy.has_decided(MODELS, "Anthropic") and not privacy.has_decided(LANGFUSE, "Langfuse at y.example")


@pytest.mark.parametrize("purpose", ConsentPurpose)
def test_the_database_refuses_two_decisions(alice, purpose):
    agree(alice, purpose, "Somebody")
    with pytest.raises(IntegrityError), transaction.atomic():
        Privacy.objects.update(**{f"{purpose.value}_declined_at": timezone.now()})


@pytest.mark.parametrize(
    ("joint", "models", "langfuse"),
    [
        (f"OpenAI and Anthropic and {AT_X}", "OpenAI and Anthropic", AT_X), ("OpenAI", "OpenAI", ""), (AT_X, "", AT_X),
    ],
)  # fmt: skip
def test_a_joint_consent_is_split(alice, joint, models, langfuse):
    agree(alice, MODELS, joint)
    split(apps, None)
    privacy = load_privacy(alice)
    assert (privacy.models_agreed_to, privacy.langfuse_agreed_to) == (models, langfuse)
    assert [bool(privacy.agreed_at(purpose)) for purpose in ConsentPurpose] == [bool(models), bool(langfuse)]


def test_a_refusal_was_one_of_both(alice):
    record_decision(user=alice, purpose=MODELS, agrees=False)
    split(apps, None)
    assert load_privacy(alice).has_decided(LANGFUSE, AT_X)
