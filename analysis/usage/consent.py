"""Whether language models may write for somebody, and why not. No SDK: pages ask here too."""

from dataclasses import dataclass
from uuid import UUID

from advisors.llm import ModelConfig
from analysis.usage.settings import configured, recipients
from people import acting_as
from people.models import Privacy, User
from people.privacy import privacy_of

DEMO = "A demo's data goes to no language model."
DECLINED = "By the built-in writer alone, as chosen under Settings, Privacy."
UNASKED = "By the built-in writer: a language model may write only with your consent, under Settings, Privacy."


@dataclass(frozen=True)
class Permission:
    """reason: why no model may write where one could."""

    models: ModelConfig
    reason: str = ""


def permitted(user_id: UUID | None) -> Permission:
    """user_id: None for the catalogue, which is nobody's data."""
    models = configured()
    if not models.names or user_id is None:
        return Permission(models)
    with acting_as(user_id):
        user = User.objects.get(pk=user_id)
        return permission_of(user, privacy_of(user))


def permission_of(user: User, privacy: Privacy) -> Permission:
    models = configured()
    if not models.names:
        return Permission(models)
    if user.is_demo:
        return Permission(ModelConfig(), DEMO)
    if privacy.allows(recipients()):
        return Permission(models)
    return Permission(ModelConfig(), DECLINED if privacy.models_declined_at else UNASKED)
