"""Addresses of the team, analysis and privacy pages."""

from django.urls import path

from analysis.views import analyses, privacy

urlpatterns = [
    path("team/", analyses.team, name="team"),
    path("team/start/", analyses.start_analysis, name="start_analysis"),
    path("team/progress/<uuid:job_id>/", analyses.progress, name="progress"),
    path("team/cancel/<uuid:job_id>/", analyses.cancel_analysis, name="cancel_analysis"),
    path("analysis/", analyses.latest_analysis, name="latest_analysis"),
    path("analyses/<uuid:job_id>/", analyses.analysis, name="analysis"),
    path("settings/privacy/", privacy.privacy, name="privacy"),
]
