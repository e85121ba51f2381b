"""Addresses of the analysis API."""

from django.urls import path

from analysis.api import views

urlpatterns = [
    path("analyze", views.AnalyzeView.as_view(), name="api_analyze"),
    path("jobs", views.JobsView.as_view(), name="api_jobs"),
    path("jobs/<uuid:pk>", views.JobView.as_view(), name="api_job"),
    path("jobs/<uuid:pk>/cancel", views.CancelView.as_view(), name="api_job_cancel"),
]
