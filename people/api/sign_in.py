"""allauth's API for sign-up and sign-in, with every address read in its normal form."""

from http import HTTPStatus
from typing import Any, ClassVar

from allauth.headless.account import views
from allauth.headless.base.response import APIResponse
from allauth.headless.constants import Client
from allauth.headless.mfa import views as mfa_views
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import path

from people.sign_in.forms import SignupInput, with_normal_address
from people.sign_in.second_factor import LAST_FACTOR, may_remove


class NormalAddressView:
    """Replace the input class of an allauth view. allauth has no setting for it."""

    def get_input_class(self) -> Any:
        input_class = super().get_input_class()  # type: ignore[misc]
        return with_normal_address(input_class) if input_class else None


class LoginView(NormalAddressView, views.LoginView): ...


class SignupView(views.SignupView):
    input_class: ClassVar = {"POST": SignupInput}


class RequestPasswordResetView(NormalAddressView, views.RequestPasswordResetView): ...


class ManageEmailView(NormalAddressView, views.ManageEmailView): ...


class RequestLoginCodeView(NormalAddressView, views.RequestLoginCodeView): ...


class ManageWebAuthnView(mfa_views.ManageWebAuthnView):
    def delete(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Keep the last factor of somebody whose password is too short to stand alone."""
        if may_remove(self.input.cleaned_data["authenticators"]):
            return super().delete(request, *args, **kwargs)
        refusal = {"message": LAST_FACTOR, "code": "cannot_delete_authenticator"}
        return APIResponse(request, errors=[refusal], status=HTTPStatus.CONFLICT)


urlpatterns = [
    path("auth/login", LoginView.as_api_view(client=Client.APP)),
    path("auth/signup", SignupView.as_api_view(client=Client.APP)),
    path("auth/password/request", RequestPasswordResetView.as_api_view(client=Client.APP)),
    path("account/email", ManageEmailView.as_api_view(client=Client.APP)),
    path("account/authenticators/webauthn", ManageWebAuthnView.as_api_view(client=Client.APP)),
]
if settings.ACCOUNT_LOGIN_BY_CODE_ENABLED:
    urlpatterns += [path("auth/code/request", RequestLoginCodeView.as_api_view(client=Client.APP))]
