"""No right on a table of the admin makes staff superusers or gives them another user's account."""

import re
from urllib.parse import urlencode

import pytest
from allauth.account.models import EmailAddress
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.test import RequestFactory
from django.utils import timezone
from django_q.models import OrmQ, Schedule, Task

from alex.tests.support.everything import everything_of
from people.models import ApiKey, AuditEvent, User
from people.tests.support.cast import PASSWORD, signed_in

pytestmark = pytest.mark.slow

MODELS = {model._meta.label_lower: model for model in admin.site._registry}
FORM = "application/x-www-form-urlencoded"
NEW_PASSWORD = "taken-over-by-sam-7"


@pytest.fixture
def cast(alice, catalogue):
    """Sam is staff, Bea is staff too, Sue is a superuser, and Alice owns everything."""
    everything_of(alice, lambda field: field[:30])
    people = {name: User.objects.create_user(f"{name}@example.com", PASSWORD, is_staff=True) for name in ("sam", "bea")}
    people["sue"] = User.objects.create_superuser("sue@example.com", PASSWORD)
    for user in people.values():
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    group = Group.objects.create(name="Administrators")
    group.permissions.set(Permission.objects.all())
    Schedule.objects.create(name="daily", func="analysis.jobs.enqueue.nothing")
    OrmQ.objects.create(key="alex-tasks", payload="x", lock=timezone.now())
    times = {"started": timezone.now(), "stopped": timezone.now()}
    for number, success in enumerate((True, False)):
        Task.objects.create(id=f"{number}" * 32, name=f"t{number}", func="os.getpid", success=success, **times)
    return people


def power():
    """Return all rights, sign-in data and scheduled code."""
    users = User.objects.values_list("pk", "email", "password", "is_superuser", "is_staff", "is_active", "is_demo")
    tables = [
        User.groups.through, User.user_permissions.through, Group, Group.permissions.through, EmailAddress, ApiKey,
        Schedule, OrmQ, Task,
    ]  # fmt: skip
    return [sorted(users), *(list(table.objects.order_by("pk").values()) for table in tables)]


def attack(user):
    """Return every field that would give this user power, for any form."""
    return {
        "email": "stolen@example.com", "user": str(user.pk), "is_superuser": "on", "is_staff": "on", "is_active": "on",
        "is_demo": "on", "verified": "on", "primary": "on", "usable_password": "true", "password1": NEW_PASSWORD,
        "password2": NEW_PASSWORD, "groups": list(Group.objects.values_list("pk", flat=True)), "name": "Sam's",
        "user_permissions": list(Permission.objects.values_list("pk", flat=True)[:99]),
        "permissions": list(Permission.objects.values_list("pk", flat=True)[:99]), "func": "os.getpid",
        "schedule_type": "O", "repeats": "-1", "next_run_0": "2026-01-01", "next_run_1": "00:00:00", "key": "alex",
        "lock_0": "2026-01-01", "lock_1": "00:00:00", "post": "yes",
    }  # fmt: skip


def pages(model, keys):
    site = admin.site._registry[model]
    start = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
    for pattern in site.get_urls():
        path = str(pattern.pattern)
        yield from {start + re.sub(r"<[^>]+>", str(key), path) for key in keys}


def try_everything(client, model, sam, sue):
    keys = list(model._default_manager.values_list("pk", flat=True)[:20])
    body = urlencode(attack(sam), doseq=True)  # once: it has hundreds of fields
    for page in pages(model, [*keys, sam.pk, sue.pk]):
        assert client.get(page).status_code < 500, page
        assert client.post(page, body, content_type=FORM).status_code < 500, page
    request = RequestFactory().get("/")
    request.user = sue
    for action in {*admin.site._registry[model].get_actions(request), "delete_selected"}:
        fields = {"action": action, "_selected_action": [str(key) for key in keys], "post": "yes"}
        client.post(f"/admin/{model._meta.app_label}/{model._meta.model_name}/", fields)


@pytest.mark.parametrize("label", MODELS)
def test_rights_on_one_table_give_no_power(cast, label):
    sam, model = cast["sam"], MODELS[label]
    kind = ContentType.objects.get_for_model(model, for_concrete_model=False)
    sam.user_permissions.set(Permission.objects.filter(content_type=kind))
    assert sam.user_permissions.count() >= 4 or model._meta.proxy
    before, client = power(), signed_in(sam)
    try_everything(client, model, sam, cast["sue"])
    assert power() == before
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize("label", MODELS)
def test_rights_on_all_tables_give_no_power(cast, label):
    sam = cast["sam"]
    sam.user_permissions.set(Permission.objects.all())
    before, client = power(), signed_in(sam)
    try_everything(client, MODELS[label], sam, cast["sue"])
    assert power() == before


def test_tables_of_libraries_are_for_superusers(cast):
    """A table that a library adds later follows the same rule."""
    sam = cast["sam"]
    sam.user_permissions.set(Permission.objects.all())
    theirs = [model for model in MODELS.values() if model.__module__.split(".")[0] in ("django", "allauth", "django_q")]
    assert {model.__name__ for model in theirs} >= {"Group", "EmailAddress", "Schedule", "Success", "Failure", "OrmQ"}
    for model in theirs:
        page = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        assert signed_in(sam).get(page).status_code == 403
        assert signed_in(cast["sue"]).get(page).status_code == 200


def test_an_attempt_is_an_audit_event(cast):
    sam, sue = cast["sam"], cast["sue"]
    sam.user_permissions.set(Permission.objects.all())
    signed_in(sam).post(f"/admin/people/user/{sue.pk}/password/", attack(sam))
    event = AuditEvent.objects.latest("pk")
    assert (event.user, event.action, event.result) == (sam, "attempted_admin_change", "refused")
    assert (event.object_type, event.object_id) == ("user", str(sue.pk))
    assert NEW_PASSWORD not in str(AuditEvent.objects.values_list())
