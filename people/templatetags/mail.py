"""Say on a page what becomes of the mail that it announces."""

from django import template
from django.conf import settings

register = template.Library()


@register.inclusion_tag("people/_mail.html")
def mail_notice() -> dict[str, bool]:
    return {"prints_mail": settings.PRINTS_MAIL, "has_mail": settings.HAS_MAIL}
