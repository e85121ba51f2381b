"""Addresses that need no account."""

from django.urls import path

from alex import site_files, views
from alex.requests.csp_reports import ReportView
from alex.requests.display import choose_display

urlpatterns = [
    path("", views.landing, name="landing"),
    path("demo/", views.try_demo, name="try_demo"),
    path("healthz", views.healthz, name="healthz"),
    path("csp-report/", ReportView.as_view(), name="csp_report"),
    path("display/", choose_display, name="choose_display"),
    path("styleguide/", views.styleguide, name="styleguide"),
    path("readyz", views.readyz, name="readyz"),
    path("robots.txt", site_files.robots, name="robots"),
    path("manifest.webmanifest", site_files.web_manifest, name="web_manifest"),
]
