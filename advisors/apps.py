"""The Django app of the agents."""

from django.apps import AppConfig


class AdvisorsConfig(AppConfig):
    name = "advisors"
