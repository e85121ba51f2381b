"""The pages of a person's own security (password, second factors, passkeys, sessions) and activity."""

from http import HTTPStatus
from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.decorators import rate_limit
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.views import RemoveWebAuthnView
from allauth.usersessions.internal import flows
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.http import SignedInRequest
from people.models import AuditEvent
from people.sign_in.devices import describe_device
from people.sign_in.forms import SignupForm
from people.sign_in.keeping import request_keeping
from people.sign_in.second_factor import LAST_FACTOR, count_recovery_codes, may_remove

OTHERS = "others"
PAGE_SIZE = 50
MAX_DIGITS = 18


@login_required
@require_safe
def security(request: SignedInRequest) -> HttpResponse:
    rows = Authenticator.objects.filter(user=request.user).order_by("created_at", "pk")
    by_type = {row.type: row for row in rows}
    codes = by_type.get(Authenticator.Type.RECOVERY_CODES)
    sessions = sorted(UserSession.objects.purge_and_list(request.user), key=lambda row: row.last_seen_at, reverse=True)
    context = {
        "totp": by_type.get(Authenticator.Type.TOTP),
        "passkeys": [row for row in rows if row.type == Authenticator.Type.WEBAUTHN],
        "has_codes": codes is not None,
        "codes_left": count_recovery_codes(codes),
        "sessions": [(row, describe_device(row.user_agent or "")) for row in sessions],
        "has_social": bool(settings.SOCIAL_APPS),
    }
    return render(request, "people/security.html", context)


@login_required
@require_POST
def end_sessions(request: SignedInRequest) -> HttpResponse:
    """End one of the person's sessions, or all but this one. Their tokens end with them."""
    own = UserSession.objects.filter(user=request.user)
    chosen = request.POST.get("session", "")
    if chosen == OTHERS:
        ended = list(own.exclude(session_key=request.session.session_key))
    else:
        ended = list(own.filter(pk=chosen)) if chosen.isdecimal() and len(chosen) < 19 else []
    flows.sessions.end_sessions(request, ended)
    if request.user.is_authenticated:
        messages.success(request, "Signed out there." if ended else "That session had already ended.")
    return redirect("security")


@login_required
@require_safe
def sign_in_again(request: SignedInRequest) -> HttpResponse:
    """Ask somebody without password and second factor to sign in once more, before a change that needs it."""
    return render(request, "people/sign_in_again.html")


@login_required
def to_security(request: HttpRequest) -> HttpResponse:
    return redirect("security")


@method_decorator([login_required, reauthentication_required(app="allauth.mfa")], name="dispatch")
class RemovePasskeyView(RemoveWebAuthnView):
    def form_valid(self, form: Any) -> HttpResponse:
        """Keep the last factor of somebody whose password is too short to stand alone."""
        if not may_remove([self.get_object()]):
            messages.error(self.request, LAST_FACTOR)
            return redirect("security")
        return super().form_valid(form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@rate_limit(action="signup")
def keep_portfolio(request: SignedInRequest) -> HttpResponse:
    """Turn the demo of this session into an account. Everybody else has one."""
    if not request.user.is_demo:
        return redirect("dashboard")
    if not settings.SIGN_UP_IS_OPEN:
        return render(request, "people/keep.html")
    form = SignupForm(request.POST or None)
    if form.is_valid():
        return request_keeping(request, form)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "people/keep.html", {"form": form}, status=status)


@login_required
@require_safe
def activity(request: SignedInRequest) -> HttpResponse:
    """Show one page of the person's own audit events. `before` is the id of the last event of the page before."""
    before = request.GET.get("before", "")
    events = AuditEvent.objects.owned_by(request.user)
    if before.isascii() and before.isdecimal() and len(before) <= MAX_DIGITS:
        events = events.filter(pk__lt=int(before))
    rows = list(events[: PAGE_SIZE + 1])
    last = rows[PAGE_SIZE - 1] if len(rows) > PAGE_SIZE else None
    context = {"events": rows[:PAGE_SIZE], "is_later": bool(before), "last": last}
    return render(request, "people/activity.html", context)
