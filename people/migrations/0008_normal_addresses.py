"""Bring every stored email address into its normal form, and let the database accept no other.

Where two users have one address in two forms, the first of these keeps it: who wrote it in plain letters, whose address
is verified, who was first. The other user gets an address that nobody can sign in with; everything else stays.
docs/operations.md says what to do then.
"""

import re
import unicodedata
from collections import defaultdict

import idna
from django.db import migrations, models

PLAIN = r"[!-?\[-~]+"
NORMAL_FORM = f"^{PLAIN}@{PLAIN}$"
CHECK = "account_emailaddress_in_normal_form"


def normal_form(address):
    """people.sign_in.addresses.normal_address as it was when this migration was written; None if it refuses the address."""
    local, _, domain = unicodedata.normalize("NFKC", address.strip()).rpartition("@")
    try:
        name = domain.lower() if domain.isascii() else idna.encode(domain, uts46=True).decode()
    except idna.IDNAError:
        return None
    normal = f"{local.casefold()}@{name}"
    return normal if re.fullmatch(f"{PLAIN}@{PLAIN}", normal) and len(normal) <= 254 and name[-1] != "." else None


def is_plain(address):
    return address.rpartition("@")[0].isascii()


def unusable(user_id):
    return f"unusable-{user_id}@address.invalid"


def normalize(apps, schema_editor):
    """Rename users first, then the addresses that allauth keeps."""
    EmailAddress = apps.get_model("account", "EmailAddress")
    lost = rename_users(apps.get_model("people", "User"), EmailAddress, apps.get_model("people", "AuditEvent"))
    kept = []
    for row in EmailAddress.objects.order_by("pk"):
        form = normal_form(row.email)
        if form is None or (row.user_id, form) in lost:
            release(row, EmailAddress)
        else:
            kept.append((row.email != form, form, row))
    rename_addresses([(form, row) for _, form, row in sorted(kept, key=lambda item: item[0])], EmailAddress)
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with pending checks cannot be altered


def rename_users(User, EmailAddress, AuditEvent):
    """Return pairs of user and normal form for users who lost their address, to somebody else or altogether."""
    verified = set(EmailAddress.objects.filter(verified=True).values_list("user_id", "email"))
    same = defaultdict(list)
    for pk, email in User.objects.order_by("created_at", "pk").values_list("pk", "email"):
        same[normal_form(email)].append((pk, email))
    renamed, lost = {}, set()
    for form, users in same.items():
        users.sort(key=lambda user: (not is_plain(user[1]), (user[0], user[1].lower()) not in verified))
        winner = users[0] if form else None
        for pk, email in users:
            if (pk, email) != winner:
                lost.add((pk, form))
                renamed[pk] = (unusable(pk), "address_made_unusable")
        if winner and winner[1] != form:
            renamed[winner[0]] = (form, "address_normalized")
    for pk, (email, action) in sorted(renamed.items(), key=lambda item: item[1][1] != "address_made_unusable"):
        User.objects.filter(pk=pk).update(email=email)
        AuditEvent.objects.create(action=action, object_type="user", object_id=str(pk))
    return lost


def release(row, EmailAddress):
    """A primary address becomes the user's unusable one, any other goes."""
    same = EmailAddress.objects.filter(user_id=row.user_id, email=unusable(row.user_id))
    if row.primary and not same.exists():
        EmailAddress.objects.filter(pk=row.pk).update(email=unusable(row.user_id), verified=False)
    else:
        row.delete()


def rename_addresses(rows, EmailAddress):
    """Rename the rest, those in normal form first. An address whose letters change is not verified any more."""
    own, verified = {}, set()
    for form, row in rows:
        if first := own.get((row.user_id, form)):
            row.delete()
            if row.primary:
                EmailAddress.objects.filter(pk=first).update(primary=True)
            continue
        is_verified = row.verified and is_plain(row.email) and form not in verified
        if (row.email, row.verified) != (form, is_verified):
            EmailAddress.objects.filter(pk=row.pk).update(email=form, verified=is_verified)
        own[row.user_id, form] = row.pk
        verified |= {form} if is_verified else set()


class Migration(migrations.Migration):
    dependencies = [("people", "0007_privacy"), ("account", "0009_emailaddress_unique_primary_email")]

    operations = [
        migrations.RemoveConstraint(model_name="user", name="user_email_any_case"),
        migrations.RunPython(normalize, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(email__regex=NORMAL_FORM), name="user_email_in_normal_form"
            ),
        ),
        migrations.RunSQL(
            f"ALTER TABLE account_emailaddress ADD CONSTRAINT {CHECK} CHECK (email ~ '{NORMAL_FORM}')",
            f"ALTER TABLE account_emailaddress DROP CONSTRAINT {CHECK}",
        ),
    ]
