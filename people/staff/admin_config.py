"""Django's admin with our site, named in INSTALLED_APPS."""

from django.contrib.admin.apps import AdminConfig


class StaffAdminConfig(AdminConfig):
    default_site = "people.staff.superusers.StaffSite"
