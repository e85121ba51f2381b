"""Decide whether language models may write for a user and what they are asked. Pages use this, so it imports no SDK."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from advisors.llm import ModelConfig
from analysis.usage.model_settings import configured_models, recipient_of
from people import acting_as
from people.models import ConsentPurpose, Privacy, User
from people.privacy import load_privacy

DEMO_REASON = "A demo's data goes to no language model."
DECLINED_REASON = "By the built-in writer alone, as chosen under Settings, Privacy."
NO_CONSENT_REASON = (
    "By the built-in writer: a language model may write only with your consent, under Settings, Privacy."
)


@dataclass(frozen=True)
class ModelPermission:
    """The models that may write. reason: why none may, if some are configured."""

    models: ModelConfig
    reason: str = ""


def model_permission(user_id: UUID | None) -> ModelPermission:
    """Return which models may write for a user. user_id: None for the shared catalogue, which is public data."""
    models = configured_models()
    if not models.names or user_id is None:
        return ModelPermission(models)
    with acting_as(user_id):
        user = User.objects.get(pk=user_id)
        return permission_for(user, load_privacy(user))


def permission_for(user: User, privacy: Privacy) -> ModelPermission:
    """Return which models may write for a user with these privacy choices."""
    models = configured_models()
    if not models.names:
        return ModelPermission(models)
    if user.is_demo:
        return ModelPermission(ModelConfig(), DEMO_REASON)
    if privacy.allows(ConsentPurpose.MODELS, recipient_of(ConsentPurpose.MODELS)):
        return ModelPermission(models)
    return ModelPermission(ModelConfig(), DECLINED_REASON if privacy.models_declined_at else NO_CONSENT_REASON)


@dataclass(frozen=True)
class ConsentQuestion:
    """One purpose with its recipient, and what a person decided about it."""

    purpose: ConsentPurpose
    recipient: str
    privacy: Privacy

    @property
    def is_allowed(self) -> bool:
        return self.privacy.allows(self.purpose, self.recipient)

    @property
    def has_decided(self) -> bool:
        return self.privacy.has_decided(self.purpose, self.recipient)

    @property
    def agreed_at(self) -> datetime | None:
        return self.privacy.agreed_at(self.purpose)

    @property
    def declined_at(self) -> datetime | None:
        return self.privacy.declined_at(self.purpose)


def load_decisions(user: User) -> Privacy:
    """Return what this person decided. Without a recipient there is nothing to decide and nothing to look up."""
    return load_privacy(user) if any(map(recipient_of, ConsentPurpose)) else Privacy(user=user)


def consent_questions(user: User, privacy: Privacy) -> list[ConsentQuestion]:
    """Return a question for each purpose that this installation has a recipient for. A demo user is asked nothing."""
    recipients = {purpose: recipient_of(purpose) for purpose in ConsentPurpose if not user.is_demo}
    return [ConsentQuestion(purpose, recipient, privacy) for purpose, recipient in recipients.items() if recipient]
