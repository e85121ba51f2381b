"""Addresses of the team, analysis and privacy pages."""

from django.urls import path

from analysis.views import analyses, personal_data, privacy

urlpatterns = [
    path("team/", analyses.team, name="team"),
    path("team/start/", analyses.start_analysis, name="start_analysis"),
    path("team/progress/<uuid:job_id>/", analyses.progress, name="progress"),
    path("team/cancel/<uuid:job_id>/", analyses.cancel_analysis, name="cancel_analysis"),
    path("analysis/", analyses.latest_analysis, name="latest_analysis"),
    path("analyses/<uuid:job_id>/", analyses.analysis, name="analysis"),
    path("settings/privacy/", privacy.privacy, name="privacy"),
    path("settings/privacy/export/", personal_data.start_export, name="start_export"),
    path("settings/privacy/export/status/", personal_data.export_status, name="export_status"),
    path("settings/privacy/exports/<uuid:pk>/", personal_data.download_export, name="download_export"),
    path("settings/privacy/delete/", personal_data.delete_account, name="delete_account"),
    path("settings/privacy/keep/", personal_data.keep_account, name="keep_account"),
]
