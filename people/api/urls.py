"""Addresses of the API about the signed-in person."""

from django.urls import path

from people.api.audit import AuditView

urlpatterns = [path("audit", AuditView.as_view(), name="api_audit")]
