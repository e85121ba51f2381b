"""Addresses that need no account."""

from django.urls import path

from alex import views

urlpatterns = [
    path("", views.landing, name="landing"),
    path("demo/", views.try_demo, name="try_demo"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
]
