"""The people app. It connects the database role, policies, addresses, sessions and second factors to signals."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate, pre_save


class PeopleConfig(AppConfig):
    name = "people"

    def ready(self) -> None:
        from allauth.account.signals import email_confirmed
        from allauth.mfa.signals import authenticator_added
        from django.contrib.auth.signals import user_logged_in

        from people.audit import signals
        from people.isolation.database_role import create_app_role, narrow_rights
        from people.isolation.policies import apply_policies
        from people.kept_pages.triggers import apply_triggers
        from people.sign_in.activity import start_activity
        from people.sign_in.addresses import normalize_before_save
        from people.sign_in.keeping import end_verified_demo
        from people.sign_in.second_factor import remember_new_factor

        pre_migrate.connect(create_app_role, sender=self)
        post_migrate.connect(apply_triggers, sender=self, dispatch_uid="triggers of the data version")
        post_migrate.connect(apply_policies, sender=self, dispatch_uid="row-level policies")
        post_migrate.connect(narrow_rights, sender=self, dispatch_uid="rights of the app's role")
        signals.connect()
        pre_save.connect(normalize_before_save, sender="account.EmailAddress")
        user_logged_in.connect(start_activity)
        email_confirmed.connect(end_verified_demo)
        authenticator_added.connect(remember_new_factor)
