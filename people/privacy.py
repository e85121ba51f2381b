"""Consent to language models: store a person's decision with its time, as an audit event too."""

from django.utils import timezone

from people.audit import record_changes
from people.models import Privacy, User


def record_decision(*, user: User, providers: str, agrees: bool, source: str = "") -> Privacy:
    """Store the decision, which replaces an earlier one. source: where it was made, if not on the privacy page."""
    now = timezone.now()
    columns = {
        "models_agreed_at": now if agrees else None,
        "models_agreed_to": providers if agrees else "",
        "models_declined_at": None if agrees else now,
    }
    action = "agreed_to_language_models" if agrees else "declined_language_models"
    details = f"{providers}, from the {source}" if source else providers
    with record_changes(Privacy.objects.filter(user=user), by=user, action=action, details=details):
        privacy, _ = Privacy.objects.update_or_create(user=user, defaults=columns)
    return privacy


def load_privacy(user: User) -> Privacy:
    return Privacy.objects.filter(user=user).first() or Privacy(user=user)
