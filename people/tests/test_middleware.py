"""Every view runs and renders in one transaction on behalf of its user."""

import pytest
from django.db import connection
from django.http import HttpResponse
from django.template import engines
from django.template.response import SimpleTemplateResponse
from django.urls import include, path

from people.models import AuditEvent

pytestmark = pytest.mark.urls(__name__)


def acting_user():
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('app.user_id', true), '')")
        return cursor.fetchone()[0]


def plain(request):
    return HttpResponse(f"{acting_user()} {connection.in_atomic_block}")


def rendered_later(request):
    template = engines["django"].from_string("{{ whose }}")
    return SimpleTemplateResponse(template, {"whose": acting_user})


def broken(request):
    AuditEvent.objects.create(user=request.user, action="half_done")
    raise ZeroDivisionError


def purpose(request):
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('app.staff_purpose', true), '')")
        return HttpResponse(f"{cursor.fetchone()[0]} {acting_user()}")


urlpatterns = [
    path("plain/", plain),
    path("later/", rendered_later),
    path("broken/", broken),
    path("purpose/", purpose),
    path("admin/", include(([path("purpose/", purpose)], "admin"))),
]


def test_a_view_acts_for_its_user(alice, as_alice):
    assert as_alice.get("/plain/").content.decode() == f"{alice.pk} True"


def test_a_template_renders_for_the_same_user(alice, as_alice):
    assert as_alice.get("/later/").content.decode() == str(alice.pk)


def test_an_anonymous_view_has_no_user(client, db):
    assert client.get("/plain/").content.decode().startswith(" ")


@pytest.mark.django_db(transaction=True)
def test_the_next_request_has_no_user_left(client, as_alice):
    as_alice.get("/plain/")
    assert client.get("/plain/").content.decode() == " False"


@pytest.mark.django_db(transaction=True)
def test_a_failed_view_is_rolled_back(as_alice):
    with pytest.raises(ZeroDivisionError):
        as_alice.get("/broken/")
    assert not AuditEvent.objects.filter(action="half_done").exists()


def test_staff_act_for_the_system_in_the_admin(sam, as_sam):
    assert as_sam.get("/admin/purpose/").content.decode() == f"admin {sam.pk}"
    assert as_sam.get("/purpose/").content.decode() == f" {sam.pk}"


def test_other_users_never_act_for_the_system(alice, as_alice, client):
    assert as_alice.get("/admin/purpose/").content.decode() == f" {alice.pk}"
    assert client.get("/admin/purpose/").content.decode() == " "
