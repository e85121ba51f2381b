"""allauth's API for sign-up and sign-in, with every address read in its normal form."""

from typing import Any

from allauth.headless.account import views
from allauth.headless.constants import Client
from django.urls import path

from people.sign_in.forms import with_normal_address


class NormalAddressView:
    """Replace the input class of an allauth view. allauth has no setting for it."""

    def get_input_class(self) -> Any:
        input_class = super().get_input_class()  # type: ignore[misc]
        return with_normal_address(input_class) if input_class else None


class LoginView(NormalAddressView, views.LoginView): ...


class SignupView(NormalAddressView, views.SignupView): ...


class RequestPasswordResetView(NormalAddressView, views.RequestPasswordResetView): ...


class ManageEmailView(NormalAddressView, views.ManageEmailView): ...


urlpatterns = [
    path("auth/login", LoginView.as_api_view(client=Client.APP)),
    path("auth/signup", SignupView.as_api_view(client=Client.APP)),
    path("auth/password/request", RequestPasswordResetView.as_api_view(client=Client.APP)),
    path("account/email", ManageEmailView.as_api_view(client=Client.APP)),
]
