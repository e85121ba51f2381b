from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from people.models import User


class SignedInRequest(HttpRequest):
    """What a view behind login_required gets, for the type checker: its user is a person."""

    user: User
    htmx: HtmxDetails
