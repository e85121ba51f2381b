"""Consent to language models and to Langfuse: store each decision with its time, as an audit event too."""

from django.utils import timezone

from people.audit import kinds, record_changes
from people.models import ConsentPurpose, Privacy, User

KINDS = {
    ConsentPurpose.MODELS: (kinds.AGREED, kinds.DECLINED),
    ConsentPurpose.LANGFUSE: (kinds.AGREED_TO_LANGFUSE, kinds.DECLINED_LANGFUSE),
}
"""The kinds of audit events of a purpose."""


def record_decision(
    *, user: User, purpose: ConsentPurpose, agrees: bool, recipient: str = "", source: str = ""
) -> Privacy:
    """Store the decision about one purpose, which replaces an earlier one.

    recipient: who was named. source: where the decision was made, if not on the privacy page.
    """
    now = timezone.now()
    columns = {
        f"{purpose.value}_agreed_at": now if agrees else None,
        f"{purpose.value}_agreed_to": recipient if agrees else "",
        f"{purpose.value}_declined_at": None if agrees else now,
    }
    kind = KINDS[purpose][0 if agrees else 1]
    details = f"{recipient}, from the {source}" if source else recipient
    with record_changes(Privacy.objects.filter(user=user), by=user, kind=kind, details=details):
        privacy, _ = Privacy.objects.update_or_create(user=user, defaults=columns)
    return privacy


def load_privacy(user: User) -> Privacy:
    return Privacy.objects.filter(user=user).first() or Privacy(user=user)
