"""The mail that says what a scheduled analysis changed, and the link in it that ends these mails."""

from urllib.parse import urlencode, urlsplit
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from analysis.schedules.finding import shorten_news
from analysis.schedules.models import Digest, Schedule

SALT = "analysis.schedules.stop"
HEADER_ONE_CLICK = "List-Unsubscribe=One-Click"


def make_token(user_id: UUID) -> str:
    """Return a signed token that ends the mails of this person, and nothing else. It stays valid."""
    return signing.dumps(str(user_id), salt=SALT)


def read_token(token: str) -> UUID | None:
    """Return the person whose mails a token ends; None for one that Alex did not sign."""
    try:
        return UUID(signing.loads(token, salt=SALT))
    except (signing.BadSignature, ValueError, TypeError):
        return None


def site_url() -> str:
    """Return the address of this installation: as set, else that of its first host, else of the laptop's own server."""
    if settings.SITE_URL or settings.LAPTOP:
        return settings.SITE_URL or "http://127.0.0.1:8000"
    return f"{'https' if settings.HTTPS else 'http'}://{settings.ALLOWED_HOSTS[0].removeprefix('.')}"


def build_url(name: str, *arguments: object, **query: str) -> str:
    """Return the address of a page of this installation for a mail."""
    path = reverse(name, args=arguments)
    return f"{site_url()}{path}" + (f"?{urlencode(query)}" if query else "")


def build_mail(digest: Digest, schedule: Schedule, address: str) -> EmailMultiAlternatives:
    """Return the mail about a digest. Its id is that of the digest, so that no mail program shows it twice."""
    findings = digest.findings or []
    shown, more = shorten_news(findings)
    count = "1 change" if len(findings) == 1 else f"{len(findings)} changes"
    stop = build_url("stop_mails", token=make_token(digest.user_id))
    context = {
        "count": len(findings), "findings": shown, "more": more, "gone": f"{build_url('looking_back')}#gone",
        "name": schedule.job_name.lower(), "analysis": build_url("analysis", digest.job_id),
        "settings": build_url("notifications"), "stop": stop,
    }  # fmt: skip
    mail = EmailMultiAlternatives(
        f"Alex: {count} in your {schedule.job_name.lower()}",
        render_to_string("analysis/mail/digest.txt", context), to=[address],
        headers={
            "Message-ID": f"<digest-{digest.pk}@{urlsplit(site_url()).hostname}>",
            "List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": HEADER_ONE_CLICK,
            "Auto-Submitted": "auto-generated",
        },
    )  # fmt: skip
    mail.attach_alternative(render_to_string("analysis/mail/digest.html", context), "text/html")
    return mail
