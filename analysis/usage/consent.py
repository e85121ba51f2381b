"""Decide whether language models may write for a user. Pages use this too, so it imports no SDK."""

from dataclasses import dataclass
from uuid import UUID

from advisors.llm import ModelConfig
from analysis.usage.model_settings import configured_models, recipients
from people import acting_as
from people.models import Privacy, User
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
    if privacy.allows(recipients()):
        return ModelPermission(models)
    return ModelPermission(ModelConfig(), DECLINED_REASON if privacy.models_declined_at else NO_CONSENT_REASON)
