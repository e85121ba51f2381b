"""What a person decided about language models: kept with its time, and as an audit event."""

from django.utils import timezone

from people.audit import record_changes
from people.models import Privacy, User


def record_decision(*, user: User, providers: str, agrees: bool, said: str = "") -> Privacy:
    """The last decision counts. said: where, if not by the person on the page."""
    now = timezone.now()
    columns = {
        "models_agreed_at": now if agrees else None,
        "models_agreed_to": providers if agrees else "",
        "models_declined_at": None if agrees else now,
    }
    action = "agreed_to_language_models" if agrees else "declined_language_models"
    details = f"{providers}, said on the {said}" if said else providers
    with record_changes(Privacy.objects.filter(user=user), by=user, action=action, details=details):
        privacy, _ = Privacy.objects.update_or_create(user=user, defaults=columns)
    return privacy


def load_privacy(user: User) -> Privacy:
    """Without a row: nothing decided."""
    return Privacy.objects.filter(user=user).first() or Privacy(user=user)
