"""Changes by superusers in the admin are audited, and so are refused changes by other staff."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group, Permission
from django.utils import timezone
from django_q.models import Failure, Schedule, Task

from people.api_keys import create_api_key
from people.models import ApiKey, AuditEvent, User
from people.tests.support.cast import PASSWORD, signed_in

NEW_PASSWORD = "a-better-password-7"
USERS, GROUPS, ADDRESSES = "/admin/people/user/", "/admin/auth/group/", "/admin/account/emailaddress/"
CHOSEN = "_selected_action"


@pytest.fixture
def bea(db):
    """Bea is staff who may view and change users, not a superuser."""
    user = User.objects.create_user("bea@example.com", PASSWORD, is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__endswith="_user"))
    return user


def send(client, page, **fields):
    """Post a form of the admin and return its status and audit events."""
    known = set(AuditEvent.objects.values_list("pk", flat=True))
    status = client.post(page, fields).status_code
    return status, list(AuditEvent.objects.exclude(pk__in=known).order_by("pk"))


def of_user(user, **changes):
    return {"email": user.email, "is_active": "on", **changes}


def values(event):
    return {change.field: (change.before, change.after) for change in event.changes}


def test_a_grant_of_rights_is_audited(as_sam, sam, alice):
    group = Group.objects.create(name="Helpers")
    rights = Permission.objects.filter(codename="view_job")
    page = f"{USERS}{alice.pk}/change/"
    fields = of_user(alice, is_superuser="on", is_staff="on", groups=[group.pk], user_permissions=[rights.get().pk])
    status, [event] = send(as_sam, page, **fields)
    assert (status, event.user, event.action, event.object_id) == (302, sam, "staff_changed", str(alice.pk))
    assert values(event) == {
        "is_staff": ("no", "yes"), "is_superuser": ("no", "yes"), "groups": ("", "Helpers"),
        "user_permissions": ("", str(rights.get())),
    }  # fmt: skip


def test_a_look_at_users_is_audited(bea, alice):
    client = signed_in(bea)
    own = f"{USERS}{alice.pk}/"
    looks = {f"{own}change/": "row", f"{own}history/": "history", f"{USERS}?q=alice": "list, searched"}
    for page, details in looks.items():
        assert client.get(page).status_code == 200
        event = AuditEvent.objects.latest("pk")
        assert (event.user, event.action, event.details) == (bea, "viewed_holdings", details)
        assert event.object_id == ("" if "list" in details else str(alice.pk))
        assert "alice" not in event.details


def test_a_withdrawal_of_rights_is_audited(as_sam, bea):
    _, [event] = send(as_sam, f"{USERS}{bea.pk}/change/", **of_user(bea, is_active=""))
    assert values(event)["is_staff"] == ("yes", "no")
    assert values(event)["is_active"] == ("yes", "no")
    rights_before, rights_after = values(event)["user_permissions"]
    assert "Can change user" in rights_before and not rights_after


def test_a_new_password_is_audited_but_not_shown(as_sam, alice):
    page = f"{USERS}{alice.pk}/password/"
    status, [event] = send(as_sam, page, usable_password="true", password1=NEW_PASSWORD, password2=NEW_PASSWORD)
    alice.refresh_from_db()
    assert alice.check_password(NEW_PASSWORD)
    assert (status, event.action, event.object_id, event.details) == (
        302, "staff_changed", str(alice.pk), "fields: password",
    )  # fmt: skip
    assert NEW_PASSWORD not in str(vars(event)) and alice.password not in str(vars(event))


def test_a_refused_password_is_not_audited(as_sam, alice):
    page = f"{USERS}{alice.pk}/password/"
    assert send(as_sam, page, usable_password="true", password1="a", password2="b") == (200, [])
    assert send(as_sam, f"{USERS}{alice.pk}/change/", **of_user(alice)) == (302, [])


def test_a_new_address_is_audited_but_not_shown(as_sam, alice):
    _, [event] = send(as_sam, f"{USERS}{alice.pk}/change/", **of_user(alice, email="new@example.com"))
    assert (event.details, event.changes) == ("fields: email", [])
    address = EmailAddress.objects.create(user=alice, email="new@example.com")
    fields = {"user": str(alice.pk), "email": "other@example.com", "verified": "on"}
    _, [event] = send(as_sam, f"{ADDRESSES}{address.pk}/change/", **fields)
    assert (event.action, event.details) == ("staff_changed", "fields: email, verified")
    assert values(event) == {"verified": ("no", "yes")}


def test_new_and_deleted_users_are_audited(as_sam, alice):
    fields = {"usable_password": "true", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    _, [event] = send(as_sam, f"{USERS}add/", email="new@example.com", **fields)
    assert (event.action, event.object_id) == ("staff_added", str(User.objects.get(email="new@example.com").pk))
    _, events = send(as_sam, f"{USERS}{alice.pk}/delete/", post="yes")
    assert [(event.action, event.object_id) for event in events] == [("staff_deleted", str(alice.pk))]
    new = User.objects.get(email="new@example.com")
    _, events = send(as_sam, USERS, action="delete_selected", post="yes", **{CHOSEN: [new.pk]})
    assert [(event.action, event.object_id) for event in events] == [("staff_deleted", str(new.pk))]


def test_groups_and_schedules_are_audited(as_sam):
    right = Permission.objects.get(codename="change_user")
    _, [event] = send(as_sam, f"{GROUPS}add/", name="Helpers", permissions=[right.pk])
    assert (event.action, values(event)) == ("staff_added", {"permissions": ("", str(right))})
    schedule = Schedule.objects.create(name="daily", func="os.getpid")
    _, events = send(as_sam, f"/admin/django_q/schedule/{schedule.pk}/delete/", post="yes")
    assert [event.action for event in events] == ["staff_deleted"]


def test_actions_of_libraries_are_audited(as_sam, alice):
    address = EmailAddress.objects.create(user=alice, email=alice.email)
    _, events = send(as_sam, ADDRESSES, action="make_verified", **{CHOSEN: [address.pk]})
    by_staff = [event for event in events if event.user != alice]  # allauth's action also changes an address of Alice
    assert [(event.action, event.object_id) for event in by_staff] == [("staff_ran_action", str(address.pk))]
    assert EmailAddress.objects.get().verified


@pytest.mark.parametrize("page", ["change", "delete", "password"])
def test_a_refusal_of_other_staff_is_audited(bea, alice, page):
    path = f"{USERS}{alice.pk}/{page}/"
    fields = of_user(bea, is_superuser="on", post="yes", password1=NEW_PASSWORD, password2=NEW_PASSWORD)
    status, [event] = send(signed_in(bea), path, **fields)
    assert (status, event.user, event.action, event.result) == (403, bea, "attempted_admin_change", "refused")
    assert (event.object_type, event.object_id, event.details) == ("user", str(alice.pk), path)


def test_staff_cannot_promote_themselves(bea):
    for page in (f"{USERS}{bea.pk}/change/", f"{USERS}add/"):
        status, events = send(signed_in(bea), page, **of_user(bea, is_superuser="on"))
        assert (status, len(events)) == (403, 1)
    assert not User.objects.get(pk=bea.pk).is_superuser


@pytest.mark.parametrize("page", [USERS, GROUPS, ADDRESSES, "/admin/people/apikey/", "/admin/django_q/failure/"])
def test_an_action_of_other_staff_is_refused(bea, alice, page):
    bea.user_permissions.set(Permission.objects.all())
    EmailAddress.objects.create(user=alice, email=alice.email)
    create_api_key(user=alice, name="Feed", scopes=["research"], days=1)
    for action in ("delete_selected", "make_verified", "revoke_selected", "resubmit_task", "no_such_action"):
        status, events = send(signed_in(bea), page, action=action, post="yes", **{CHOSEN: [alice.pk]})
        assert (status, [event.result for event in events]) == (403, ["refused"])
    assert not EmailAddress.objects.get().verified and ApiKey.objects.get().revoked_at is None


def test_the_right_to_view_shows_no_secrets(bea, alice):
    client = signed_in(bea)
    assert client.get(USERS).status_code == 200
    page = client.get(f"{USERS}{alice.pk}/change/").content.decode()
    assert alice.email in page and alice.password not in page and 'name="_save"' not in page
    assert client.get(f"{USERS}{alice.pk}/password/").status_code == 403


def test_an_odd_path_is_refused_without_an_error(bea):
    assert send(signed_in(bea), f"{USERS}{'x' * 600}/change/")[0] == 403
    assert send(signed_in(bea), f"{USERS}%00/change/")[0] == 400


def test_a_superuser_resubmits_a_task(as_sam):
    now = timezone.now()
    Task.objects.create(id="1" * 32, name="t", func="os.getpid", success=False, started=now, stopped=now)
    status, events = send(as_sam, "/admin/django_q/failure/", action="resubmit_task", **{CHOSEN: ["1" * 32]})
    assert (status, [event.action for event in events]) == (302, ["staff_ran_action"])
    assert not Failure.objects.exists()
