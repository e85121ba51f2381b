"""Encrypt the secrets of authenticator apps and recovery codes that earlier versions stored as they are."""

from django.db import migrations

from people.sign_in import stored_secrets


def encrypt_all(apps, schema_editor):
    change_all(apps, stored_secrets.reencrypt)


def decrypt_all(apps, schema_editor):
    change_all(apps, lambda data: stored_secrets.convert(data, stored_secrets.decrypt))


def change_all(apps, change):
    for row in apps.get_model("mfa", "Authenticator").objects.order_by("pk").iterator():
        changed = change(row.data)
        if changed != row.data:
            row.data = changed
            row.save(update_fields=["data"])


class Migration(migrations.Migration):
    dependencies = [("people", "0018_shared_tables"), ("mfa", "0003_authenticator_type_uniq")]

    operations = [migrations.RunPython(encrypt_all, decrypt_all)]
