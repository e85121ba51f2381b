"""Addresses of the analysis API."""

from django.urls import path

from analysis.api import comparisons, exports, questions, schedules, views
from analysis.exporting.files import EXPORT_FILES

urlpatterns = [
    path("analyze", views.AnalyzeView.as_view(), name="api_analyze"),
    path("jobs", views.JobsView.as_view(), name="api_jobs"),
    path("jobs/<uuid:pk>", views.JobView.as_view(), name="api_job"),
    path("jobs/<uuid:pk>/cancel", views.CancelView.as_view(), name="api_job_cancel"),
    path("jobs/<uuid:pk>/questions", questions.QuestionsView.as_view(), name="api_questions"),
    path("jobs/<uuid:pk>/comparisons", comparisons.ComparisonsView.as_view(), name="api_comparisons"),
    path("schedule", schedules.ScheduleView.as_view(), name="api_schedule"),
    *(
        path(f"jobs/<uuid:pk>/{one.file}", exports.ExportView.as_view(file=one), name=f"api_{one.view_name}")
        for one in EXPORT_FILES
    ),
    path("questions/<uuid:pk>", questions.QuestionView.as_view(), name="api_question"),
]
