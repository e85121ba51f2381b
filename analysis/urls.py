from django.urls import path

from analysis import privacy_views, views

urlpatterns = [
    path("team/", views.team, name="team"),
    path("team/start/", views.start_analysis, name="start_analysis"),
    path("team/progress/<uuid:job_id>/", views.progress, name="progress"),
    path("team/cancel/<uuid:job_id>/", views.cancel_analysis, name="cancel_analysis"),
    path("analysis/", views.latest_analysis, name="latest_analysis"),
    path("analyses/<uuid:job_id>/", views.analysis, name="analysis"),
    path("settings/privacy/", privacy_views.privacy, name="privacy"),
]
