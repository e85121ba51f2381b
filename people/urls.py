"""URLs of a person's own security and activity, among them pages of allauth that Alex shows in another place."""

from django.urls import path

from people import views
from people.own_keys import views as own_keys

urlpatterns = [
    path("settings/activity/", views.activity, name="activity"),
    path("settings/security/", views.security, name="security"),
    path("settings/security/sessions/", views.end_sessions, name="end_sessions"),
    path("settings/security/again/", views.sign_in_again, name="sign_in_again"),
    path("settings/keys/", own_keys.own_keys, name="own_keys"),
    path("settings/keys/add/", own_keys.make_key, name="make_key"),
    path("settings/keys/<uuid:key_id>/revoke/", own_keys.revoke_key, name="revoke_key"),
    path("auth/keep/", views.keep_portfolio, name="keep_portfolio"),
    path("auth/2fa/", views.to_security, name="mfa_index"),
    path("auth/2fa/webauthn/", views.to_security, name="mfa_list_webauthn"),
    path("auth/2fa/webauthn/keys/<int:pk>/remove/", views.RemovePasskeyView.as_view(), name="mfa_remove_webauthn"),
    path("auth/sessions/", views.to_security, name="usersessions_list"),
]
