"""Addresses of the team, analysis and privacy pages."""

from django.urls import path

from analysis.exporting.files import EXPORT_FILES
from analysis.views import (
    analyses,
    comparison,
    decisions,
    exports,
    looking_back,
    mcp,
    personal_data,
    privacy,
    questions,
    scenarios,
    schedules,
    what_if,
)

urlpatterns = [
    path("mcp", mcp.McpView.as_view(), name="mcp"),
    path("team/", analyses.team, name="team"),
    path("team/decisions/", looking_back.looking_back, name="looking_back"),
    path("team/start/", analyses.start_analysis, name="start_analysis"),
    path("team/progress/<uuid:job_id>/", analyses.progress, name="progress"),
    path("team/cancel/<uuid:job_id>/", analyses.cancel_analysis, name="cancel_analysis"),
    path("team/rename/<uuid:job_id>/", analyses.rename_analysis, name="rename_analysis"),
    path("team/delete/<uuid:job_id>/", analyses.delete_analysis, name="delete_analysis"),
    path("analysis/", analyses.latest_analysis, name="latest_analysis"),
    path("analyses/<uuid:job_id>/", analyses.analysis, name="analysis"),
    path("analyses/<uuid:job_id>/decide/", decisions.decide_action, name="decide_action"),
    path("analyses/<uuid:job_id>/ask/", questions.questions, name="questions"),
    path("analyses/<uuid:job_id>/ask/delete/", questions.delete_questions, name="delete_questions"),
    path("analyses/<uuid:job_id>/compare/", comparison.compare, name="compare"),
    path("analyses/<uuid:job_id>/what-if/", what_if.what_if, name="what_if"),
    path("analyses/<uuid:job_id>/what-if/plan/", scenarios.make_plan, name="what_if_plan"),
    path("scenarios/<uuid:scenario_id>/rename/", scenarios.rename_scenario, name="rename_scenario"),
    path("scenarios/<uuid:scenario_id>/delete/", scenarios.delete_scenario, name="delete_scenario"),
    *(
        path(f"analyses/<uuid:job_id>/{one.file}", exports.download_analysis, {"file": one}, name=one.view_name)
        for one in EXPORT_FILES
    ),
    path("questions/<uuid:question_id>/", questions.question, name="question"),
    path("settings/notifications/", schedules.notifications, name="notifications"),
    path("mail/stop/", schedules.stop_mails_by_link, name="stop_mails"),
    path("settings/privacy/", privacy.privacy, name="privacy"),
    path("settings/privacy/export/", personal_data.start_export, name="start_export"),
    path("settings/privacy/export/status/", personal_data.export_status, name="export_status"),
    path("settings/privacy/exports/<uuid:pk>/", personal_data.download_export, name="download_export"),
    path("settings/privacy/delete/", personal_data.delete_account, name="delete_account"),
    path("settings/privacy/keep/", personal_data.keep_account, name="keep_account"),
]
