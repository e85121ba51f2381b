"""The admin opens only with a second factor, and only superusers touch the factors of others."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from people.models import AuditEvent, User
from people.tests.support.cast import PASSWORD, give_second_factor, signed_in, totp_code

ADMIN, SECURITY, SECOND_STEP = "/admin/", "/settings/security/", "/auth/2fa/reauthenticate/"


def with_password_only(user):
    client = Client()
    client.force_login(user)
    return client


def test_anonymous_visitors_sign_in_as_everybody(client, db):
    assert client.get(ADMIN, follow=True).redirect_chain[-1][0] == "/auth/login/?next=/admin/"
    assert client.post("/admin/login/", {"username": "sam@example.com", "password": PASSWORD}).status_code == 302


def test_staff_without_a_factor_set_one_up(transactional_db, sam):
    client = with_password_only(sam)
    for path in (ADMIN, "/admin/people/user/", "/admin/login/"):
        page = client.get(path, follow=True)
        assert page.redirect_chain[-1][0] == SECURITY
        assert "Set up an authenticator app or a passkey first" in page.content.decode()
    assert client.post(f"/admin/people/user/{sam.pk}/change/", {}).status_code == 302
    client.post("/auth/reauthenticate/", {"password": PASSWORD})
    client.get("/auth/2fa/totp/activate/")
    client.post("/auth/2fa/totp/activate/", {"code": totp_code(client.session["mfa.totp.secret"])})
    assert client.get(ADMIN).status_code == 200


def test_a_session_without_the_factor_shows_it_first(sam):
    """A session from before the factor, perhaps a stolen one."""
    client = with_password_only(sam)
    give_second_factor(sam)
    asked = client.get(ADMIN, follow=True).redirect_chain[-1][0]
    assert asked == f"{SECOND_STEP}?next=%2Fadmin%2F"
    assert client.post(asked, {"code": "000000"}).status_code == 200
    assert client.get(ADMIN).status_code == 302
    assert client.post(asked, {"code": totp_code()})["Location"] == ADMIN
    assert client.get(ADMIN).status_code == 200


def test_the_admin_closes_with_the_last_factor(sam):
    client = signed_in(sam)
    assert client.get(ADMIN).status_code == 200
    sam.authenticator_set.all().delete()
    assert client.get(ADMIN).status_code == 302


def test_people_are_not_led_into_the_admin(as_alice):
    assert as_alice.get(ADMIN, follow=True).status_code == 403


def test_the_way_back_leads_only_to_this_site(sam):
    client = signed_in(sam)
    assert client.get("/admin/login/?next=https://evil.example/")["Location"] == ADMIN
    assert client.get("/admin/login/?next=/admin/people/user/")["Location"] == "/admin/people/user/"


@pytest.fixture
def bea(db):
    """Bea is staff with every right, not a superuser."""
    user = User.objects.create_user("bea@example.com", PASSWORD, is_staff=True)
    user.user_permissions.set(Permission.objects.all())
    return user


@pytest.mark.parametrize("model", [Authenticator, UserSession])
def test_staff_cannot_touch_factors_of_others(bea, alice, model):
    give_second_factor(alice)
    Client().post("/auth/login/", {"login": alice.email, "password": PASSWORD})
    UserSession.objects.get_or_create(user=alice, ip="127.0.0.1", session_key="k", user_agent="Phone")
    row = model.objects.filter(user=alice).first()
    client, before = signed_in(bea), list(model.objects.filter(user=alice).values())
    names = {page: f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}" for page in ("change", "delete")}
    for page in names.values():
        assert client.get(reverse(page, args=[row.pk])).status_code == 403
        assert client.post(reverse(page, args=[row.pk]), {"post": "yes", "user": str(bea.pk)}).status_code == 403
        event = AuditEvent.objects.latest("pk")
        assert (event.user, event.action, event.result) == (bea, "attempted_admin_change", "refused")
        assert (event.object_type, event.object_id) == (model._meta.model_name, str(row.pk))
    assert list(model.objects.filter(user=alice).values()) == before


def test_a_superuser_removes_a_lost_factor(as_sam, sam, alice):
    give_second_factor(alice)
    row = alice.authenticator_set.get()
    assert as_sam.post(f"/admin/mfa/authenticator/{row.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not alice.authenticator_set.exists()
    assert AuditEvent.objects.filter(
        user=sam, action="staff_deleted", object_type="authenticator", object_id=str(row.pk)
    ).exists()


def test_the_admin_never_shows_a_secret(as_sam, alice):
    give_second_factor(alice)
    row = alice.authenticator_set.get()
    for path in ("", f"{row.pk}/change/", f"{row.pk}/history/"):
        page = as_sam.get(f"/admin/mfa/authenticator/{path}").content.decode()
        assert "JBSWY3DPEHPK3PXP" not in page
    assert as_sam.get("/admin/mfa/authenticator/add/").status_code == 403


def test_sessions_are_found_by_address(as_sam, alice):
    UserSession.objects.create(user=alice, ip="127.0.0.1", session_key="k", user_agent="Phone")
    page = as_sam.get("/admin/usersessions/usersession/?q=alice@").content.decode()
    assert "1 user session" in page
