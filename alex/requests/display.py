"""What one browser shows: the theme, and whether amounts are hidden. A cookie keeps each choice for a year."""

from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

LIFETIME = timedelta(days=365)


@dataclass(frozen=True)
class DisplayChoice:
    """One cookie and the values it may have. No cookie means the default."""

    cookie: str
    values: tuple[str, ...]


THEME = DisplayChoice("alex_theme", ("light", "dark"))
AMOUNTS = DisplayChoice("alex_amounts", ("hidden",))
CHOICES = (THEME, AMOUNTS)


def shown_choice(request: HttpRequest | None, choice: DisplayChoice) -> str:
    """Return what this browser chose; empty for the default, and where there is no request."""
    value = request.COOKIES.get(choice.cookie, "") if request else ""
    return value if value in choice.values else ""


@require_POST
def choose_display(request: HttpRequest) -> HttpResponse:
    """Keep the choices that the form names, and return to the page. A value that is none removes the cookie."""
    target = request.headers.get("Referer", "")
    is_local = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    response = (
        HttpResponse(status=HTTPStatus.NO_CONTENT)
        if request.headers.get("HX-Request")
        else redirect(target if is_local else "landing")
    )
    for choice in CHOICES:
        if choice.cookie not in request.POST:
            continue
        value = request.POST[choice.cookie]
        if value in choice.values:
            is_secure = settings.SESSION_COOKIE_SECURE
            response.set_cookie(choice.cookie, value, LIFETIME, secure=is_secure, httponly=True, samesite="Lax")
        else:
            response.delete_cookie(choice.cookie)
    return response
