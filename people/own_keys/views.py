"""The page of a person's API keys."""

import uuid
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from people.http import SignedInRequest
from people.models import ApiKey
from people.own_keys.changes import KeyRefused, make_own_key, revoke_own_key
from people.own_keys.forms import KeyForm
from people.sign_in.second_factor import fresh_sign_in_required


@login_required
@never_cache
@require_safe
def own_keys(request: SignedInRequest) -> HttpResponse:
    return render_keys(request, KeyForm())


@login_required
@never_cache
@require_POST
@fresh_sign_in_required
def make_key(request: SignedInRequest) -> HttpResponse:
    """Make a key, and show it once."""
    form = KeyForm(request.POST)
    if not form.is_valid():
        return render_keys(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        key = make_own_key(user=request.user, **form.cleaned_data)
    except KeyRefused as refused:
        messages.error(request, str(refused))
        return redirect("own_keys")
    return render_keys(request, KeyForm(), new_key=key)


@login_required
@require_POST
def revoke_key(request: SignedInRequest, key_id: uuid.UUID) -> HttpResponse:
    key = get_object_or_404(ApiKey, pk=key_id, user=request.user)
    if revoke_own_key(user=request.user, key_id=key.pk):
        messages.success(request, "Revoked the key. Programs that use it are refused from now on.")
    return redirect("own_keys")


def render_keys(
    request: SignedInRequest, form: KeyForm, *, new_key: str = "", status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    """Show the keys that are valid. new_key: one that was just made."""
    context: dict[str, Any] = {
        "keys": ApiKey.objects.active_keys().filter(user=request.user).order_by("-created_at"),
        "form": form,
        "new_key": new_key,
        "address": request.build_absolute_uri("/mcp"),
    }
    return render(request, "people/own_keys.html", context, status=status)
